"""The working calendar: which days are working days at a site, and how to count with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people.models import Holiday, Site

MONDAY_TO_FRIDAY = frozenset(range(5))
# A calendar without one working day in so many is a mistake, not a calendar.
LONGEST_REST = 366


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one place: weekdays (0 is Monday) without holidays. Pure: no statement is made."""

    workdays: frozenset[int]
    holidays: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.workdays and day not in self.holidays

    def add(self, day: date, count: int) -> date:
        """The working day that is `count` working days after `day` (before it, when negative).

        Counting begins on the next day; `add(day, 0)` is `day` itself, or the next working day when it is none.
        """
        step = timedelta(days=-1 if count < 0 else 1)
        left, rested = abs(count), 0
        if left == 0 and self.is_working_day(day):
            return day
        while left or not self.is_working_day(day):
            day += step
            if self.is_working_day(day):
                left, rested = max(0, left - 1), 0
            else:
                rested += 1
                if rested > LONGEST_REST:
                    raise Refused(_("This place has no working days."))
        return day

    def between(self, start: date, end: date) -> int:
        """The number of working days after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)


def calendar_of(organization_id: int, site: Site | None = None) -> WorkingCalendar:
    """The calendar of a site, or of the organisation as a whole (Monday to Friday); one statement.

    Read it once where you count for many records.
    """
    where = Q(site=None) | Q(site=site) if site else Q(site=None)
    days = Holiday.objects.filter(where, organization_id=organization_id).values_list("day", flat=True)
    return WorkingCalendar(frozenset(site.workdays) if site else MONDAY_TO_FRIDAY, frozenset(days))


def is_working_day(organization_id: int, day: date, site: Site | None = None) -> bool:
    """Whether people work on `day`; one statement."""
    return calendar_of(organization_id, site).is_working_day(day)


def add_working_days(organization_id: int, day: date, count: int, site: Site | None = None) -> date:
    """The day that is `count` working days away from `day`; one statement. See `WorkingCalendar.add`."""
    return calendar_of(organization_id, site).add(day, count)


def working_days_between(organization_id: int, start: date, end: date, site: Site | None = None) -> int:
    """The working days after `start` up to and including `end`; one statement."""
    return calendar_of(organization_id, site).between(start, end)


@transaction.atomic
def set_holidays(*, year: int, days: Mapping[date, str], by: Actor, site: Site | None = None) -> int:
    """Make `days` (day to name) the holidays of one year, at one site or everywhere; returns how many days changed.

    The ledger keeps which days; names are only for the reader. Setting what is set already says nothing.
    """
    if not by.has(ADMINISTER):
        raise NotAllowed(_("Only an administrator changes the working calendar."))
    if site is not None and site.organization_id != by.organization_id:
        raise Refused(_("There is no such site."))
    if any(day.year != year for day in days):
        raise Refused(_("Each holiday must be a day of the year %(year)s.") % {"year": year})
    rows = Holiday.objects.filter(organization=by.organization, site=site, day__year=year)
    before = dict(rows.values_list("day", "name"))
    changed = {day for day in before.keys() | days.keys() if before.get(day) != days.get(day)}
    if not changed:
        return 0
    rows.filter(day__in=changed).delete()
    Holiday.objects.bulk_create(
        Holiday(organization=by.organization, site=site, day=day, name=days[day])
        for day in sorted(changed & days.keys())
    )
    ledger.note(
        by,
        "kernel.holidays.set",
        type="site" if site else "organization",
        record_id=str(site.pk) if site else by.organization.slug[:40],
        facts={"year": year, "days": sorted(day.isoformat() for day in days)},
    )
    return len(changed)
