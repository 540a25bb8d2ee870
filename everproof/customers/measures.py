"""What this room counts for KPIs: complaints, answers in time, deliveries as promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Complaint, CustomerOrder
from everproof.kernel.modules import Measure

Pairs = Sequence[tuple[date, float]]


def complaints(organization_id: int, start: date, end: date) -> Pairs:
    """Those received, by day; what was found to be none is left out."""
    found = Complaint.objects.in_force().filter(organization_id=organization_id, received_on__range=(start, end))
    return _counted(found.exclude(status="rejected"), "received_on")


def answered(organization_id: int, start: date, end: date) -> Pairs:
    """Complaints of which it is known whether they were answered in time, by the day received."""
    return _known(organization_id, start, end, Q(in_time__isnull=False))


def answered_in_time(organization_id: int, start: date, end: date) -> Pairs:
    """Those of them that were."""
    return _known(organization_id, start, end, Q(in_time=True))


def _known(organization_id: int, start: date, end: date, condition: Q) -> Pairs:
    found = Complaint.objects.in_force().filter(
        condition, organization_id=organization_id, received_on__range=(start, end)
    )
    return _counted(found.exclude(status="rejected"), "received_on")


def delivered(organization_id: int, start: date, end: date) -> Pairs:
    """Orders delivered, by day."""
    return _counted(_delivered(organization_id, start, end), "delivered_on")


def delivered_as_promised(organization_id: int, start: date, end: date) -> Pairs:
    """Those of them that were delivered as promised."""
    return _counted(_delivered(organization_id, start, end).filter(fulfilled=True), "delivered_on")


def _delivered(organization_id: int, start: date, end: date) -> QuerySet[CustomerOrder]:
    return CustomerOrder.objects.in_force().filter(
        organization_id=organization_id, status="delivered", delivered_on__range=(start, end)
    )


def _counted(found: QuerySet[Any], day: str) -> Pairs:
    return [(at, float(count)) for at, count in found.order_by(day).values_list(day).annotate(Count("pk"))]


MEASURES = (
    Measure("complaints", _("Complaints"), "1", complaints),
    Measure("complaints-in-time", _("Complaints answered in time"), "%", answered_in_time, out_of=answered),
    Measure("delivered-as-promised", _("Orders delivered as promised"), "%", delivered_as_promised, out_of=delivered),
)
