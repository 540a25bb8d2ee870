"""The lives of what is set up once: document types and retention rules."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition


def _in_use_or_retired() -> Lifecycle:
    return Lifecycle(
        states=(
            State("active", _("In use"), tone="good"),
            State("retired", _("Retired"), tone="neutral", closed=True),
        ),
        steps=(
            Transition(
                "retire",
                _("Retire"),
                ("active",),
                "retired",
                power=MANAGE,
                reason_needed=True,
                help=_("It can no longer be chosen. What uses it stays as it is."),
            ),
            Transition("reactivate", _("Use it again"), ("retired",), "active", power=MANAGE, reason_needed=True),
        ),
        initial="active",
        order=("active",),
    )


TYPE_LIFECYCLE = _in_use_or_retired()
RULE_LIFECYCLE = _in_use_or_retired()
