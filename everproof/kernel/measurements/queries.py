"""Reads values in sets: one statement each, without those that were withdrawn.

Windows of time are half open: `start` belongs to them, `end` does not.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from everproof.kernel.measurements.models import Measurement, MeasurementSeries


def measurements(
    series: MeasurementSeries, *, start: datetime | None = None, end: datetime | None = None
) -> QuerySet[Measurement]:
    """The values of a series in a window of time, in time order, as rows."""
    return _in_force(series.organization_id, start, end).filter(series=series).order_by("at", "id")


def values(series: MeasurementSeries, *, start: datetime | None = None, end: datetime | None = None) -> list[float]:
    """The bare numbers of a series in a window of time, in time order, for the statistics."""
    return list(measurements(series, start=start, end=end).values_list("value", flat=True))


def by_subgroup(
    series: MeasurementSeries, *, start: datetime | None = None, end: datetime | None = None
) -> list[tuple[str, list[float]]]:
    """The numbers of each subgroup, subgroups in the order in which they began.

    Values that follow each other with the same label form a subgroup; the label may come again later, on another day.
    """
    rows = measurements(series, start=start, end=end).values_list("subgroup", "value")
    return [(label, [value for _label, value in group]) for label, group in groupby(rows, key=lambda row: row[0])]


def latest(organization_id: int, series_ids: Collection[UUID]) -> dict[UUID, Measurement]:
    """The newest value of each series; series without one are left out. Reads one index entry a series."""
    newest = (
        _in_force(organization_id, None, None).filter(series=OuterRef("pk")).order_by("-at", "-id").values("pk")[:1]
    )
    wanted = MeasurementSeries.objects.filter(organization_id=organization_id, pk__in=series_ids)
    rows = Measurement.objects.filter(
        organization_id=organization_id, pk__in=wanted.values_list(Subquery(newest), flat=True)
    )
    return {row.series_id: row for row in rows}


def counts(
    organization_id: int, series_ids: Collection[UUID], *, start: datetime | None = None, end: datetime | None = None
) -> dict[UUID, int]:
    """How many values each series has in a window of time; 0 for those without one."""
    rows = _in_force(organization_id, start, end).filter(series__in=series_ids).order_by()
    found = dict(rows.values_list("series_id").annotate(Count("id")))
    return {series_id: found.get(series_id, 0) for series_id in series_ids}


def _in_force(organization_id: int, start: datetime | None, end: datetime | None) -> QuerySet[Measurement]:
    rows = Measurement.objects.filter(organization_id=organization_id, withdrawn_at=None)
    if start is not None:
        rows = rows.filter(at__gte=start)
    if end is not None:
        rows = rows.filter(at__lt=end)
    return rows
