"""What Everproof itself can count for a KPI: how actions are kept, here; other rooms declare measures of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel import modules
from everproof.kernel.modules import Measure
from everproof.kernel.work.models import Action
from everproof.processes.periods import Span
from everproof.processes.queries.performance import overdue_actions

Pairs = Sequence[tuple[date, float]]


def late_actions(organization_id: int, start: date, end: date) -> Pairs:
    """How many actions were overdue at the end of the last day."""
    return [(end, float(overdue_actions(organization_id, end).count()))]


def actions_due(organization_id: int, start: date, end: date) -> Pairs:
    """The actions that were due, by due day; cancelled ones are left out."""
    return _counted(organization_id, start, end, Q())


def actions_done_in_time(organization_id: int, start: date, end: date) -> Pairs:
    """Those of them that were completed by their due day."""
    return _counted(organization_id, start, end, Q(completed_on__lte=F("due_on")))


def _counted(organization_id: int, start: date, end: date, condition: Q) -> Pairs:
    due = Action.objects.in_force().filter(condition, organization_id=organization_id, due_on__range=(start, end))
    counts = due.exclude(status="cancelled").order_by("due_on").values_list("due_on").annotate(Count("pk"))
    return [(day, float(count)) for day, count in counts]


def days_to_complete(organization_id: int, start: date, end: date) -> Pairs:
    """The mean number of days from raising to completing, of the actions completed in the period; by its last day."""
    done = Action.objects.in_force().filter(
        organization_id=organization_id, status="completed", completed_on__range=(start, end)
    )
    pairs = done.values_list("recorded_at__date", "completed_on")
    days = [(completed - recorded).days for recorded, completed in pairs]
    return [(end, sum(days) / len(days))] if days else []


KERNEL_MEASURES = (
    Measure("late-actions", _("Actions overdue at the end of the period"), "1", late_actions, fold="last"),
    Measure(
        "actions-in-time",
        _("Actions completed by their due day, of those that were due"),
        "%",
        actions_done_in_time,
        out_of=actions_due,
    ),
    Measure("days-to-complete", _("Days from raising to completing an action"), "d", days_to_complete, fold="mean"),
)


def declared() -> dict[str, Measure]:
    """All measures of all rooms by name."""
    return {measure.name: measure for measure in modules.declared("measures")}


def read(measure: Measure, organization_id: int, span: Span) -> dict[str, float] | None:
    """The figures of one period as `enter_value` takes them; None where there is nothing to say.

    A measure with `out_of` gives numerator and denominator. Else its pairs are added up, averaged, or the last one
    counts (`fold`); without any, a sum is 0 and the others are missing.
    """
    values = [value for _day, value in measure.read(organization_id, span.first, span.last)]
    if measure.out_of is not None:
        whole = sum(value for _day, value in measure.out_of(organization_id, span.first, span.last))
        return {"numerator": sum(values), "denominator": whole} if whole else None
    if not values:
        return {"value": 0.0} if measure.fold == "sum" else None
    folded = {"sum": sum(values), "mean": sum(values) / len(values), "last": values[-1]}
    return {"value": folded[measure.fold]}
