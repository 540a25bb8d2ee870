"""Periods in which KPIs are measured: days, weeks, months, quarters and years of the calendar. Pure.

A period is named by its last day: a value belongs to the day on which its period was over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.ui import formats


class Period(models.TextChoices):
    """How often something is measured."""

    DAY = "day", gettext_lazy("Daily")
    WEEK = "week", gettext_lazy("Weekly")
    MONTH = "month", gettext_lazy("Monthly")
    QUARTER = "quarter", gettext_lazy("Quarterly")
    YEAR = "year", gettext_lazy("Yearly")


DAYS: dict[str, int] = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92, Period.YEAR: 366}
"""The most days that a period of each kind has."""

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, order=True)
class Span:
    """One period, both days included."""

    first: date
    last: date


def span_of(period: str, day: date) -> Span:
    """The period of this kind in which a day lies. Weeks begin on Monday (ISO 8601)."""
    if period == Period.DAY:
        return Span(day, day)
    if period == Period.WEEK:
        first = day - timedelta(days=day.weekday())
        return Span(first, first + timedelta(days=6))
    months = _MONTHS[Period(period)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first, _months_later(first, months) - timedelta(days=1))


def _months_later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def next_span(period: str, span: Span) -> Span:
    return span_of(period, span.last + timedelta(days=1))


def last_ended(period: str, today: date) -> Span:
    """The newest period that is over on `today`."""
    return span_of(period, span_of(period, today).first - timedelta(days=1))


def spans(period: str, since: date, until: date) -> Iterator[Span]:
    """The periods from the one in which `since` lies to the one in which `until` lies, oldest first."""
    span = span_of(period, since)
    while span.first <= until:
        yield span
        span = next_span(period, span)


def label(period: str, day: date) -> str:
    """A period as a chart and a sentence name it: `04 Mar 2026`, `W10 2026`, `Mar 2026`, `Q1 2026`, `2026`."""
    if period == Period.DAY:
        return formats.day(day)
    if period == Period.WEEK:
        year, week, _weekday = day.isocalendar()
        # Translators: a week of the year, such as W10 2026
        return _("W%(week)02d %(year)d") % {"week": week, "year": year}
    if period == Period.MONTH:
        return f"{MONTHS_3[day.month].capitalize()} {day.year}"
    if period == Period.QUARTER:
        # Translators: a quarter of the year, such as Q1 2026
        return _("Q%(quarter)d %(year)d") % {"quarter": (day.month + 2) // 3, "year": day.year}
    return str(day.year)


def moment_of(day: date, zone: str) -> datetime:
    """The moment at which a period's value stands in its series: noon of the last day, local time.

    Noon, so that it is the same day in every season and for every reader of the organisation.
    """
    return datetime.combine(day, time(12), ZoneInfo(zone))


def day_of(moment: datetime, zone: str) -> date:
    """The last day of the period whose value stands at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()
