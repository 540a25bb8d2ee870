"""Reads the values of a KPI, and finds the periods that have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from everproof.kernel.measurements import Measurement
from everproof.kernel.people.models import Person
from everproof.processes import periods
from everproof.processes.judging import Point
from everproof.processes.models import Kpi, KpiComment

VALUE, NUMERATOR, DENOMINATOR = "value", "numerator", "denominator"
SERIES = (VALUE, NUMERATOR, DENOMINATOR)


def measured(organization_id: int) -> QuerySet[Measurement]:
    """The values of all KPIs that were not withdrawn."""
    return Measurement.objects.filter(
        organization_id=organization_id, series__subject_type=Kpi.type_name, withdrawn_at=None
    )


def values_of(kpi: Kpi, zone: str, *, with_history: bool = False) -> list[Point]:
    """Its values, oldest first, those of one period together; one statement.

    `with_history` says who entered each, and what stood in its place before and was withdrawn.
    """
    rows = Measurement.objects.filter(
        organization_id=kpi.organization_id, series__subject_type=Kpi.type_name, series__subject_id=kpi.pk
    ).order_by("at", "pk")
    fields = ["at", "series__name", "value", "typed", "recorded_at", "pk", "withdrawn_reason"]
    if with_history:
        name: Any = Subquery(Person.objects.filter(pk=OuterRef("person_id")).values("title")[:1])
        rows, fields = rows.annotate(entered_by=name), [*fields, "entered_by"]
    else:
        rows = rows.filter(withdrawn_at=None)
    found: dict[date, Point] = {}
    for at, series, value, typed, recorded_at, key, withdrawn, *who in rows.values_list(*fields):
        day = periods.day_of(at, zone)
        point = found.get(day) or Point(day)
        if withdrawn:
            former = (*point.former, (typed or f"{value:g}", withdrawn)) if series == VALUE else point.former
            found[day] = replace(point, former=former)
            continue
        if series == VALUE:
            point = replace(point, value=value, typed=typed, recorded_at=recorded_at, by=(who[0] or "") if who else "")
        else:
            point = replace(point, **{series: value})
        found[day] = replace(point, ids=(*point.ids, key))
    return list(found.values())


def with_gaps(period: str, points: Sequence[Point]) -> list[Point]:
    """The points with an empty one for each period between them that has no value."""
    if not points:
        return []
    known = {point.on: point for point in points}
    days = [span.last for span in periods.spans(period, points[0].on, points[-1].on)]
    # Values that were kept under another rhythm stay where they are.
    return [known.get(day) or Point(day) for day in sorted({*days, *known})]


def missing_periods(kpi: Kpi, known: Iterable[date], settled: Collection[date], today: date) -> list[periods.Span]:
    """The periods that are over and have neither a value nor a comment that says why, oldest first."""
    have = {*known, *settled}
    until = periods.last_ended(kpi.period, today).last
    return [span for span in periods.spans(kpi.period, kpi.measured_from, until) if span.last not in have]


def commented_days(kpi: Kpi) -> set[date]:
    """The periods about which somebody said what happened."""
    comments = KpiComment.objects.in_force().filter(organization_id=kpi.organization_id, kpi=kpi)
    return set(comments.values_list("period_on", flat=True))


def comments_of(kpi: Kpi) -> list[KpiComment]:
    """The comments in force, in the order of their periods."""
    comments = KpiComment.objects.in_force().filter(organization_id=kpi.organization_id, kpi=kpi)
    return list(comments.select_related("created_by").order_by("period_on", "id"))


def due_spans(kpis: Sequence[Kpi], zone: str, today: date) -> dict[UUID, list[periods.Span]]:
    """The periods of each KPI that are over and lack a value, oldest first; two statements for all of them."""
    awaited = [kpi.standing.awaits_from for kpi in kpis if kpi.standing.awaits_from]
    if not awaited:
        return {}
    since = min(awaited) - timedelta(days=1)
    known: dict[UUID, set[date]] = defaultdict(set)
    organization_id = kpis[0].organization_id
    rows = measured(organization_id).filter(
        series__subject_id__in=[kpi.pk for kpi in kpis],
        series__name=VALUE,
        at__gte=periods.moment_of(since, zone) - timedelta(days=1),
    )
    for key, at in rows.values_list("series__subject_id", "at"):
        known[key].add(periods.day_of(at, zone))
    settled: dict[UUID, set[date]] = defaultdict(set)
    comments = KpiComment.objects.in_force().filter(organization_id=organization_id, kpi__in=kpis, period_on__gte=since)
    for key, day in comments.values_list("kpi_id", "period_on"):
        settled[key].add(day)
    return {kpi.pk: _due_of(kpi, known[kpi.pk], settled[kpi.pk], today) for kpi in kpis}


def _due_of(kpi: Kpi, known: set[date], settled: set[date], today: date) -> list[periods.Span]:
    """Those from the one that the KPI is known to wait for; nothing before it is missing."""
    if kpi.standing.awaits_from is None:
        return []
    first = kpi.standing.awaits_from - timedelta(days=1)
    until = periods.last_ended(kpi.period, today).last
    have = known | settled
    return [span for span in periods.spans(kpi.period, first, until) if span.last not in have]
