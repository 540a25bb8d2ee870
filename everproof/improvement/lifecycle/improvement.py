"""The life of an improvement: proposed, selected or declined, completed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle.plan import RUNNING as PLANNED
from everproof.improvement.models import Improvement, ImprovementPlan
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


@settled_by("owner")
def owner_is_named(improvement: Improvement) -> Any:
    """10.3: somebody carries it out."""
    return None if improvement.owner_id else _("It has no owner yet.")


@settled_by("due_on")
def day_is_set(improvement: Improvement) -> Any:
    """10.3: until when it is carried out."""
    return None if improvement.due_on else _("It has no due day yet.")


@settled_by("result")
def result_is_described(improvement: Improvement) -> Any:
    """10.3: what it brought is known."""
    return None if improvement.result.strip() else _("Nobody has said what it brought.")


def every_plan_is_through(improvement: Improvement) -> Any:
    """What is carried out in stages is complete when its plan has gone through all of them."""
    plans = ImprovementPlan.objects.in_force().filter(
        organization_id=improvement.organization_id, improvement=improvement, status__in=PLANNED
    )
    first = plans.order_by("id").first()
    return _("%(number)s is not closed yet.") % {"number": first.number} if first else None


LIFECYCLE = Lifecycle(
    states=(
        State("proposed", _("Proposed"), tone="warn"),
        State("selected", _("Selected"), tone="progress"),
        State("completed", _("Completed"), tone="good", closed=True),
        State("declined", _("Declined"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "select",
            _("Select"),
            ("proposed",),
            "selected",
            power=MANAGE,
            guards=(owner_is_named, day_is_set),
            fields=("owner", "sponsor", "due_on", "expected_result", "answer"),
            help=_("Say who carries it out, who stands behind it, and until when."),
        ),
        Transition(
            "decline",
            _("Decline"),
            ("proposed",),
            "declined",
            power=MANAGE,
            reason_needed=True,
            help=_("Whoever proposed it is told why."),
        ),
        Transition(
            "complete",
            _("Complete"),
            ("selected",),
            "completed",
            owner_may=True,
            guards=(result_is_described, every_plan_is_through),
            fields=("completed_on", "result"),
            help=_("Say what it brought, in numbers where there are any."),
        ),
        Transition("reopen", _("Reopen"), ("declined", "completed"), "proposed", power=MANAGE, reason_needed=True),
    ),
    initial="proposed",
    order=("proposed", "selected", "completed"),
)
