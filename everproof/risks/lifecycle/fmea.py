"""The life of an analysis: worked on, released, looked at again, withdrawn."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.models import Action
from everproof.risks.models import FailureMode, Fmea
from everproof.risks.models.fmea import Priority


@settled_by("scope")
def scope_is_described(fmea: Fmea) -> Any:
    """Step 1: what the analysis covers is said before it begins."""
    return None if fmea.scope.strip() else _("Nobody has said what it covers.")


def every_line_is_rated(fmea: Fmea) -> Any:
    """Step 5: each failure is rated; an analysis without a line analyses nothing."""
    lines = FailureMode.objects.in_force().filter(fmea=fmea)
    if not lines.exists():
        return _("It has no line yet.")
    return _("A line is not rated.") if lines.filter(priority="").exists() else None


def every_high_line_is_answered(fmea: Fmea) -> Any:
    """Step 6: a high priority asks for an action, or for the reason why what is done already is enough."""
    actions = Action.objects.filter(
        organization_id=fmea.organization_id, source_type=FailureMode.type_name, source_id=OuterRef("pk")
    )
    high = FailureMode.objects.in_force().filter(fmea=fmea, priority=Priority.HIGH, no_action_reason="")
    if high.exclude(Exists(actions.filter(voided_at=None).exclude(status="cancelled"))).exists():
        return _("A line of high priority has no action, and nobody has said why none is needed.")
    return None


FMEA_LIFECYCLE = Lifecycle(
    states=(
        State("in-work", _("In work"), tone="progress"),
        State("released", _("Released"), tone="good"),
        State("withdrawn", _("Withdrawn"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "release",
            _("Release"),
            ("in-work",),
            "released",
            power=APPROVE,
            guards=(scope_is_described, every_line_is_rated, every_high_line_is_answered),
            fields=("scope", "review_due_on"),
            help=_("The team stands behind it. Lines may still be rated anew."),
        ),
        Transition("revise", _("Revise"), ("released",), "in-work", power=MANAGE, owner_may=True, reason_needed=True),
        Transition("withdraw", _("Withdraw"), ("in-work", "released"), "withdrawn", power=MANAGE, reason_needed=True),
        Transition("restore", _("Work on it again"), ("withdrawn",), "in-work", power=MANAGE, reason_needed=True),
    ),
    initial="in-work",
    order=("in-work", "released", "withdrawn"),
)
