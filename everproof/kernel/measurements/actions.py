"""Records measured values in batches, and withdraws them. One ledger entry covers a batch by its digest."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import CONTRIBUTE, MANAGE
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.canonical import encode, plain
from everproof.kernel.measurements.models import Measurement, MeasurementSeries
from everproof.kernel.records.models import Record

BATCH = 1000
TYPED_LENGTH = Measurement._meta.get_field("typed").max_length or 0
LABEL_LENGTH = Measurement._meta.get_field("subgroup").max_length or 0


@dataclass(frozen=True)
class Row:
    """One value to record. Given as text or Decimal, its decimals are kept as they were typed ("12.070")."""

    at: datetime
    value: str | Decimal | float | int
    subgroup: str = ""
    gauge_id: UUID | None = None
    lot: str = ""
    person_id: UUID | None = None


def series_of(subject: Record, name: str, *, unit: str = "") -> MeasurementSeries:
    """The series of a record with this name, made where it is missing. `unit` is UCUM text ("mm", "Cel", "%").

    Raises Refused when the series exists in another unit: values of two units never stand in one series.
    """
    series, _made = MeasurementSeries.objects.get_or_create(
        organization_id=subject.organization_id,
        subject_type=subject.type_name,
        subject_id=subject.pk,
        name=name,
        defaults={"unit": unit, "created_at": clock.now()},
    )
    if series.unit != unit:
        raise Refused(_("These values are measured in %(unit)s.") % {"unit": series.unit or _("no unit")})
    return series


@transaction.atomic
def record_measurements(series: MeasurementSeries, rows: Iterable[Row], *, by: Actor) -> list[Measurement]:
    """Record a batch of values, all or none, with one ledger entry over them.

    The room that owns the subject decides who may measure; here it takes the power to contribute. Raises
    ValidationError that names the row in fault, counted from 1.
    """
    _refuse_foreign(series, by)
    if not by.has(CONTRIBUTE):
        raise NotAllowed(_("Your access role does not include recording measurements."))
    now = clock.now()
    made = [_measurement(position, row, series, now) for position, row in enumerate(rows, start=1)]
    if not made:
        return []
    entry = ledger.note(
        by,
        "kernel.measurements.record",
        type=series.subject_type,
        record_id=str(series.subject_id),
        facts={"series": series.pk, "count": len(made), "digest": digest_of(made)},
        at=max(measurement.at for measurement in made),
    )
    for measurement in made:
        measurement.entry_id = entry.pk
    return Measurement.objects.bulk_create(made, batch_size=BATCH)


@transaction.atomic
def withdraw_measurements(
    series: MeasurementSeries, ids: Collection[int], *, by: Actor, reason: str, power: str = MANAGE
) -> int:
    """Take values out of every evaluation. They stay, with the reason, and their batch's digest still holds.

    `power` is what it takes; a room that has asked its own rule who may withdraw asks here for no more than that.
    Returns how many were withdrawn; those that were withdrawn before are not counted again.
    """
    _refuse_foreign(series, by)
    if not by.has(power):
        raise NotAllowed(_("Your access role does not include withdrawing measurements."))
    if not reason.strip():
        raise Refused(_("Say why these values are withdrawn."))
    found = Measurement.objects.filter(organization_id=by.organization_id, series=series, pk__in=ids, withdrawn_at=None)
    affected = sorted(found.values_list("pk", flat=True))
    if not affected:
        return 0
    found.filter(pk__in=affected).update(withdrawn_at=clock.now(), withdrawn_reason=reason.strip()[:200])
    ledger.note(
        by,
        "kernel.measurements.withdraw",
        type=series.subject_type,
        record_id=str(series.subject_id),
        facts={"series": series.pk, "count": len(affected), "ids": affected},
    )
    return len(affected)


def digest_of(measurements: Sequence[Measurement]) -> str:
    """SHA-256, in hex, over the canonical rows of one batch in their order; what the batch's ledger entry holds."""
    return hashlib.sha256(encode([_canonical(measurement) for measurement in measurements])).hexdigest()


def _canonical(measurement: Measurement) -> list[Any]:
    """A value as it is hashed; whether it was withdrawn later is no part of it."""
    return [
        plain(value)
        for value in (
            measurement.at,
            measurement.value,
            measurement.typed,
            measurement.subgroup,
            measurement.gauge_id,
            measurement.lot,
            measurement.person_id,
        )
    ]


def _measurement(position: int, row: Row, series: MeasurementSeries, now: datetime) -> Measurement:
    typed = "" if isinstance(row.value, float) else str(row.value).strip()
    try:
        value = row.value if isinstance(row.value, float) else float(Decimal(typed))
    except InvalidOperation:
        value = math.nan
    if not math.isfinite(value):
        raise ValidationError(_("Row %(row)s: this is not a number."), params={"row": position}, code="number")
    if row.at.tzinfo is None:
        raise ValidationError(_("Row %(row)s: the time has no time zone."), params={"row": position}, code="time")
    for text, length in ((typed, TYPED_LENGTH), (row.subgroup, LABEL_LENGTH), (row.lot, LABEL_LENGTH)):
        if "\x00" in text or len(text) > length:
            raise ValidationError(_("Row %(row)s: this text is too long."), params={"row": position}, code="length")
    return Measurement(
        organization_id=series.organization_id,
        series=series,
        at=row.at,
        value=value,
        typed=typed,
        subgroup=row.subgroup,
        gauge_id=row.gauge_id,
        lot=row.lot,
        person_id=row.person_id,
        recorded_at=now,
    )


def _refuse_foreign(series: MeasurementSeries, by: Actor) -> None:
    if series.organization_id != by.organization_id:
        raise Refused(_("There is no such series."))
