"""What this room counts for KPIs and for the effect of corrective actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.modules import Measure

Pairs = Sequence[tuple[date, float]]


def nonconformities(organization_id: int, start: date, end: date) -> Pairs:
    """Those detected, by day; what was found to be none is left out."""
    return _detected(organization_id, start, end, Q())


def complaints(organization_id: int, start: date, end: date) -> Pairs:
    """Those that a complaint brought, by the day detected."""
    return _detected(organization_id, start, end, Q(source=Nonconformity.Source.COMPLAINT))


def repeated(organization_id: int, start: date, end: date) -> Pairs:
    """Those that are an earlier one again, by the day detected."""
    return _detected(organization_id, start, end, Q(repeats__isnull=False))


def failure_cost(organization_id: int, start: date, end: date) -> Pairs:
    """What nonconformities cost, by the day detected, in the organisation's currency."""
    cases = Nonconformity.objects.in_force().filter(
        organization_id=organization_id, detected_on__range=(start, end), cost__isnull=False
    )
    sums = cases.exclude(status="rejected").order_by("detected_on").values_list("detected_on").annotate(Sum("cost"))
    return [(day, float(cost)) for day, cost in sums]


def actions_judged(organization_id: int, start: date, end: date) -> Pairs:
    """Corrective actions whose effect was judged, by the day of it."""
    return _judged(organization_id, start, end, Q())


def actions_effective(organization_id: int, start: date, end: date) -> Pairs:
    """Those of them that worked."""
    return _judged(organization_id, start, end, Q(effectiveness_result=CorrectiveAction.Effect.EFFECTIVE))


def _detected(organization_id: int, start: date, end: date, condition: Q) -> Pairs:
    cases = Nonconformity.objects.in_force().filter(
        condition, organization_id=organization_id, detected_on__range=(start, end)
    )
    counts = cases.exclude(status="rejected").order_by("detected_on").values_list("detected_on").annotate(Count("pk"))
    return [(day, float(count)) for day, count in counts]


def _judged(organization_id: int, start: date, end: date, condition: Q) -> Pairs:
    actions = CorrectiveAction.objects.in_force().filter(
        condition, organization_id=organization_id, effectiveness_reviewed_on__range=(start, end)
    )
    days = actions.order_by("effectiveness_reviewed_on").values_list("effectiveness_reviewed_on")
    return [(day, float(count)) for day, count in days.annotate(Count("pk")) if day]


MEASURES = (
    Measure("nonconformities", _("Nonconformities"), "1", nonconformities),
    Measure("complaint-nonconformities", _("Nonconformities from complaints"), "1", complaints),
    Measure("repeat-rate", _("Nonconformities that are an earlier one again"), "%", repeated, out_of=nonconformities),
    Measure("failure-cost", _("Cost of nonconformities, in the company’s currency"), "currency", failure_cost),
    Measure(
        "effective-actions",
        _("Corrective actions that worked, of those judged"),
        "%",
        actions_effective,
        out_of=actions_judged,
    ),
)
