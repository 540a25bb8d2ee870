"""What can be done with the values of a KPI: enter, import, withdraw, correct. A period has one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import CONTRIBUTE
from everproof.kernel.errors import Refused
from everproof.kernel.measurements import MeasurementSeries, Row, record_measurements, series_of, withdraw_measurements
from everproof.processes import periods
from everproof.processes.judging import Point
from everproof.processes.models import Kpi
from everproof.processes.periods import Span
from everproof.processes.queries.values import (
    DENOMINATOR,
    NUMERATOR,
    SERIES,
    VALUE,
    commented_days,
    missing_periods,
    values_of,
)
from everproof.processes.standing import renew

DIGITS = 6
"""Significant digits to which a quotient is written; numerator and denominator are kept beside it."""


@dataclass(frozen=True)
class Figures:
    """The exact figures of one period, as they were given."""

    span: Span
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def agree_with(self, point: Point) -> bool:
        """Whether these are the figures that a period has already."""
        own = [self.value, self.numerator, self.denominator]
        return [None if one is None else float(one) for one in own] == [point.value, point.numerator, point.denominator]


@dataclass(frozen=True)
class Imported:
    """What an import did: how many values were new, how many stood there already, and which it refused, by row."""

    new: int = 0
    unchanged: int = 0
    problems: Sequence[tuple[int, Any]] = field(default_factory=tuple)


@transaction.atomic
def enter_value(
    *,
    kpi: Kpi,
    by: Actor,
    value: Decimal | str | None = None,
    numerator: Decimal | str | None = None,
    denominator: Decimal | str | None = None,
    period_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Kpi:
    """Enter the value of the period in which `period_on` lies; without it, of the earliest period that has none.

    A share or a rate takes numerator and denominator and its value follows from them. Raises Refused when the period
    has a value already or has not begun. `expected_version` is taken from callers that do any verb, and not needed: a
    value does not change the KPI's definition.
    """
    access.require(by, "enter", kpi)
    _refuse_unmeasured(kpi)
    lock = _locked(kpi)
    zone = kpi.organization.zone
    known = values_of(kpi, zone)
    day = period_on or (at and periods.day_of(at, zone))
    span = periods.span_of(kpi.period, day) if day else _first_missing(kpi, known, clock.today(zone))
    figures = figures_of(kpi, span, value, numerator, denominator)
    problem = _refusal(kpi, figures, {point.on: point for point in known}, clock.today(zone))
    if problem:
        raise Refused(problem)
    _record(kpi, lock, [figures], by)
    renew(kpi)
    return kpi


@transaction.atomic
def import_kpi_values(*, kpi: Kpi, rows: Iterable[Mapping[str, Any]], by: Actor) -> Imported:
    """Enter many values, each row with `period_on` and `value`, or `numerator` and `denominator`.

    Idempotent by period: what stands there already with the same figures is passed over, other figures for the same
    period are a problem (withdraw the value first). Rows in fault do not keep the good ones back.
    """
    access.require(by, "enter", kpi)
    _refuse_unmeasured(kpi)
    lock = _locked(kpi)
    zone = kpi.organization.zone
    today = clock.today(zone)
    known = {point.on: point for point in values_of(kpi, zone)}
    taken: dict[date, Figures] = {}
    unchanged = 0
    problems: list[tuple[int, Any]] = []
    for number, row in enumerate(rows, start=1):
        try:
            span = periods.span_of(kpi.period, row["period_on"])
            figures = figures_of(kpi, span, row.get("value"), row.get("numerator"), row.get("denominator"))
        except ValidationError as error:
            problems.append((number, " ".join(error.messages)))
            continue
        point = known.get(span.last)
        if span.last in taken:
            problems.append((number, _("Another row is about the same period.")))
        elif point is not None and figures.agree_with(point):
            unchanged += 1
        elif problem := _refusal(kpi, figures, known, today):
            problems.append((number, problem))
        else:
            taken[span.last] = figures
    if taken:
        _record(kpi, lock, [taken[day] for day in sorted(taken)], by)
        renew(kpi)
    return Imported(len(taken), unchanged, tuple(problems))


@transaction.atomic
def withdraw_value(*, kpi: Kpi, by: Actor, period_on: date, reason: str) -> Kpi:
    """Take a value out of every evaluation. It stays, with the reason, and its period may be given another value.

    Whoever may enter values may put their own typing right: the owner of the KPI, and who manages.
    """
    access.require(by, "enter", kpi)
    _refuse_unmeasured(kpi)
    lock = _locked(kpi)
    span = periods.span_of(kpi.period, period_on)
    point = next((point for point in values_of(kpi, kpi.organization.zone) if point.on == span.last), None)
    if point is None:
        raise Refused(_("This period has no value."))
    for series in lock:
        withdraw_measurements(series, point.ids, by=by, reason=reason, power=CONTRIBUTE)
    renew(kpi)
    return kpi


@transaction.atomic
def correct_value(*, kpi: Kpi, by: Actor, period_on: date, reason: str, **figures: Any) -> Kpi:
    """Put another value in the place of a wrong one; both stay in the history."""
    withdraw_value(kpi=kpi, by=by, period_on=period_on, reason=reason)
    return enter_value(kpi=kpi, by=by, period_on=period_on, **figures)


def _locked(kpi: Kpi) -> list[MeasurementSeries]:
    """The series of a KPI, held until the transaction ends, so that a period cannot be given two values at once."""
    names = SERIES if kpi.is_ratio else (VALUE,)
    made = [series_of(kpi, name, unit=kpi.unit if name == VALUE else "") for name in names]
    list(MeasurementSeries.objects.select_for_update().filter(pk__in=[series.pk for series in made]).order_by("pk"))
    return made


def _refuse_unmeasured(kpi: Kpi) -> None:
    if kpi.is_voided:
        raise Refused(_("This record is voided. Reinstate it first."))
    if kpi.status != "active":
        raise Refused(_("This KPI is retired; it takes no values."))


def _first_missing(kpi: Kpi, known: Sequence[Point], today: date) -> Span:
    missing = missing_periods(kpi, [point.on for point in known], commented_days(kpi), today)
    if not missing:
        raise Refused(_("No value is missing. Say which period this one is for."))
    return missing[0]


def _refusal(kpi: Kpi, figures: Figures, known: Mapping[date, Point], today: date) -> Any:
    """Why this value cannot be taken; None when it can."""
    span = figures.span
    name = periods.label(kpi.period, span.last)
    if span.last in known:
        return _("%(period)s has the value %(value)s already. Correct it instead.") % {
            "period": name,
            "value": known[span.last].typed or known[span.last].value,
        }
    if span.first > today:
        return _("%(period)s has not begun yet.") % {"period": name}
    return None


def figures_of(kpi: Kpi, span: Span, value: Any, numerator: Any, denominator: Any) -> Figures:
    """The figures of a period out of what was given for it. Raises ValidationError that names the part in fault."""
    if not kpi.is_ratio:
        return Figures(span, _number("value", value))
    above, below = _number("numerator", numerator), _number("denominator", denominator)
    errors: dict[str, Any] = {}
    if above < 0 or above != above.to_integral_value():
        errors["numerator"] = _("This is counted: a whole number from 0.")
    if below <= 0:
        errors["denominator"] = _("Out of nothing there is no share. Say in a comment why this period has no value.")
    elif kpi.chart == Kpi.Chart.PROPORTION and above > below:
        errors["numerator"] = _("A part cannot be larger than the whole.")
    if errors:
        raise ValidationError(errors)
    return Figures(span, _rounded(above * kpi.scale / below), above, below)


def _number(name: str, given: Any) -> Decimal:
    try:
        number = Decimal(str(given).strip()) if given is not None else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValidationError({name: _("Enter a number.")})
    return number


def _rounded(quotient: Decimal) -> Decimal:
    if not quotient:
        return Decimal(0)
    places = DIGITS - 1 - quotient.adjusted()
    rounded = round(quotient, max(places, 0))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _record(kpi: Kpi, series: Sequence[MeasurementSeries], figures: Sequence[Figures], by: Actor) -> None:
    zone = kpi.organization.zone
    for one in series:
        rows = [
            Row(
                at=periods.moment_of(given.span.last, zone),
                value=_part(given, one.name),
                person_id=by.person_id,
            )
            for given in figures
        ]
        record_measurements(one, rows, by=by)


def _part(figures: Figures, name: str) -> str:
    value = {VALUE: figures.value, NUMERATOR: figures.numerator, DENOMINATOR: figures.denominator}[name]
    return format(value, "f") if value is not None else ""
