"""How many complaints come in, and how fast they are answered."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from everproof.analytics.errors import BadInput, as_list
from everproof.analytics.metrics.rates import mean, number, share
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True)
class Complaint:
    """The days on which a complaint was opened and, if it is, closed."""

    opened: dt.date
    closed: dt.date | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ComplaintHandling(Result):
    """State of the complaints on a day. Times in calendar days; percent of the closed ones.

    `open_age_days` are the ages of the open complaints, oldest first.
    """

    total: int
    open: int
    closed: int
    closed_within_target: int | None
    closed_within_target_percent: float | None
    mean_days_to_close: float | None
    median_days_to_close: float | None
    open_overdue: int | None
    open_age_days: tuple[int, ...]
    complaints_per_million: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ComplaintRate(Result):
    """Complaints per million units, by period and over all periods with units."""

    per_million: tuple[float | None, ...]
    overall_per_million: float | None


def handling(
    complaints: Sequence[Complaint],
    *,
    as_of: dt.date,
    target_days: float | None = None,
    units_shipped: float | None = None,
) -> ComplaintHandling:
    """Handling of complaints as it stood on the day `as_of`.

    A complaint closed later than `as_of` counts as open, one opened later does not count. Closed within target means
    closed - opened <= target_days; overdue means open for more than target_days. Raises BadInput where a complaint was
    closed before it was opened. Source: ISO 10002, annex on monitoring.
    """
    known = [complaint for complaint in complaints if complaint.opened <= as_of]
    days: list[int] = []
    ages: list[int] = []
    for position, complaint in enumerate(known, start=1):
        if complaint.closed is None or complaint.closed > as_of:
            ages.append((as_of - complaint.opened).days)
        elif complaint.closed < complaint.opened:
            raise BadInput("the complaint was closed before it was opened", where=f"complaints[{position}]")
        else:
            days.append((complaint.closed - complaint.opened).days)
    notes = Notes()
    if not days:
        notes.undefined("The time to close", "no complaint has been closed")
    within = overdue = percent = rate = None
    if target_days is not None:
        within = sum(day <= target_days for day in days)
        overdue = sum(age > target_days for age in ages)
        percent = 100 * within / len(days) if days else None
    if units_shipped is not None:
        shipped = number(units_shipped, "units_shipped", minimum=0)
        rate = share(len(known), shipped, "The rate", notes, scale=1e6, reason="no units were shipped")
    return ComplaintHandling(
        method="Complaint handling",
        assumptions=("Times are calendar days from opening to closing.",),
        warnings=notes.warnings,
        source="ISO 10002",
        total=len(known),
        open=len(ages),
        closed=len(days),
        closed_within_target=within,
        closed_within_target_percent=percent,
        mean_days_to_close=mean([float(day) for day in days]),
        median_days_to_close=float(median(days)) if days else None,
        open_overdue=overdue,
        open_age_days=tuple(sorted(ages, reverse=True)),
        complaints_per_million=rate,
    )


def rate(complaints: Sequence[float | None], units: Sequence[float | None]) -> ComplaintRate:
    """Complaints per million units for each period, and over all periods in which units were shipped.

    A period without units has no rate, and neither its complaints nor its units enter the overall rate when a value is
    missing; complaints of a period with 0 units do, because they belong to units of other periods.
    """
    complaints, units = as_list(complaints, "complaints"), as_list(units, "units")
    if len(complaints) != len(units):
        raise BadInput(f"{len(complaints)} complaint counts but {len(units)} unit counts", where="units")
    notes = Notes()
    pairs: list[tuple[float, float] | None] = []
    for position, (count, size) in enumerate(zip(complaints, units, strict=True), start=1):
        if count is None or size is None:
            pairs.append(None)
        else:
            given = number(count, f"complaints[{position}]", minimum=0), number(size, f"units[{position}]", minimum=0)
            pairs.append(given)
    rates = tuple(None if pair is None or not pair[1] else 1e6 * pair[0] / pair[1] for pair in pairs)
    if None in rates:
        notes.warn("Periods without units have no rate.")
    total = math.fsum(pair[0] for pair in pairs if pair)
    shipped = math.fsum(pair[1] for pair in pairs if pair)
    overall = share(total, shipped, "The overall rate", notes, scale=1e6, reason="no units were shipped")
    return ComplaintRate(
        method="Complaints per million units",
        assumptions=("Complaints belong to the units of the same period.",),
        warnings=notes.warnings,
        source="definition",
        per_million=rates,
        overall_per_million=overall,
    )
