"""The life of a controlled copy: issued, called back, and then returned, destroyed or lost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition

OUT = ("issued", "recalled")
"""States of a copy that is somewhere out there."""

COPY_LIFECYCLE = Lifecycle(
    states=(
        State("issued", _("Issued"), tone="good"),
        State("recalled", _("Called back"), tone="warn"),
        State("returned", _("Returned"), tone="neutral", closed=True),
        State("destroyed", _("Destroyed"), tone="neutral", closed=True),
        State("lost", _("Lost"), tone="bad", closed=True),
    ),
    steps=(
        Transition(
            "return",
            _("It came back"),
            OUT,
            "returned",
            power=MANAGE,
            fields=("settled_on",),
            help=_("You hold the paper in your hands."),
        ),
        Transition(
            "destroy",
            _("It is destroyed"),
            OUT,
            "destroyed",
            power=MANAGE,
            owner_may=True,
            fields=("settled_on",),
            help=_("Nobody can work by it any more."),
        ),
        Transition(
            "lose",
            _("It is lost"),
            OUT,
            "lost",
            power=MANAGE,
            owner_may=True,
            reason_needed=True,
            fields=("settled_on",),
            help=_("Say where you looked, and what keeps somebody from working by it."),
        ),
        Transition(
            "recall",
            _("Call it back"),
            ("issued",),
            "recalled",
            power=MANAGE,
            reason_needed=True,
            help=_("Whoever has it brings it back or destroys it."),
        ),
        Transition(
            "find",
            _("It was found"),
            ("lost",),
            "recalled",
            power=MANAGE,
            reason_needed=True,
            help=_("Say where. Then bring it back or destroy it."),
        ),
    ),
    initial="issued",
    order=("issued", "recalled", "returned"),
)
