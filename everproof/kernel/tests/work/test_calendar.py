"""Working days: weekdays without holidays, at a site or everywhere."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import Holiday
from everproof.kernel.work.calendar import (
    MONDAY_TO_FRIDAY,
    WorkingCalendar,
    add_working_days,
    calendar_of,
    is_working_day,
    set_holidays,
    working_days_between,
)

FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2026, 5, day) for day in (1, 2, 4, 5))
PLAIN = WorkingCalendar(MONDAY_TO_FRIDAY, frozenset())
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
CALENDARS = st.builds(
    WorkingCalendar,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2025, 1, 1), date(2025, 2, 1))),
)


def test_counting_skips_weekends_and_holidays():
    labour_day = WorkingCalendar(MONDAY_TO_FRIDAY, frozenset({FRIDAY}))

    assert PLAIN.add(date(2026, 4, 30), 1) == FRIDAY
    assert labour_day.add(date(2026, 4, 30), 1) == MONDAY
    assert PLAIN.add(FRIDAY, 1) == MONDAY
    assert PLAIN.add(MONDAY, -1) == FRIDAY
    assert PLAIN.add(MONDAY, 5) == date(2026, 5, 11)


def test_no_days_from_a_day_of_rest_is_the_next_working_day():
    assert PLAIN.add(FRIDAY, 0) == FRIDAY
    assert PLAIN.add(SATURDAY, 0) == MONDAY


def test_days_between_leave_out_the_first_and_count_the_last():
    assert PLAIN.between(FRIDAY, TUESDAY) == 2
    assert PLAIN.between(FRIDAY, SATURDAY) == 0
    assert PLAIN.between(FRIDAY, FRIDAY) == 0
    assert PLAIN.between(TUESDAY, FRIDAY) == -2


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(calendar, day, count):
    there = calendar.add(day, count)

    assert calendar.is_working_day(there)
    assert calendar.between(day, there) == count


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_going_back_undoes_going_forth(calendar, day, count):
    start = calendar.add(day, 0)

    assert calendar.add(calendar.add(start, count), -count) == start


def test_a_place_without_working_days_is_refused():
    with pytest.raises(Refused):
        WorkingCalendar(frozenset(), frozenset()).add(MONDAY, 1)


def test_a_site_has_its_own_days_and_those_of_everybody(cast, django_assert_num_queries):
    weekend_works = people.add_site(name="Weekend works", by=cast.administrator, workdays=[5, 6, 0])
    set_holidays(year=2026, days={date(2026, 5, 1): "Labour Day"}, by=cast.administrator)
    set_holidays(year=2026, days={MONDAY: "Fair"}, by=cast.administrator, site=weekend_works)
    organization_id = cast.organization.pk

    assert not is_working_day(organization_id, FRIDAY)
    assert is_working_day(organization_id, MONDAY)
    assert is_working_day(organization_id, SATURDAY, weekend_works)
    assert not is_working_day(organization_id, MONDAY, weekend_works)
    assert calendar_of(organization_id, cast.main_site).holidays == {FRIDAY}
    assert working_days_between(organization_id, date(2026, 4, 30), TUESDAY) == 2
    with django_assert_num_queries(1):
        assert add_working_days(organization_id, date(2026, 4, 30), 1, cast.main_site) == MONDAY


def test_the_holidays_of_a_year_are_set_as_a_whole_with_one_entry(cast):
    set_holidays(year=2026, days={FRIDAY: "Labour Day", MONDAY: "Bridge"}, by=cast.administrator)
    set_holidays(year=2027, days={date(2027, 1, 1): "New Year"}, by=cast.administrator)
    entries = LedgerEntry.objects.filter(verb="kernel.holidays.set")
    assert entries.count() == 2

    assert set_holidays(year=2026, days={FRIDAY: "Labour Day"}, by=cast.administrator) == 1
    assert set_holidays(year=2026, days={FRIDAY: "Labour Day"}, by=cast.administrator) == 0
    assert entries.count() == 3
    assert sorted(Holiday.objects.values_list("day", flat=True)) == [FRIDAY, date(2027, 1, 1)]
    assert b"Labour" not in bytes(entries.order_by("-id")[0].body)


def test_a_holiday_at_a_site_and_everywhere_may_be_the_same_day(cast):
    set_holidays(year=2026, days={FRIDAY: "Labour Day"}, by=cast.administrator)
    set_holidays(year=2026, days={FRIDAY: "Labour Day"}, by=cast.administrator, site=cast.main_site)

    set_holidays(year=2026, days={}, by=cast.administrator)
    assert not is_working_day(cast.organization.pk, FRIDAY, cast.main_site)
    assert is_working_day(cast.organization.pk, FRIDAY)


def test_only_an_administrator_changes_the_calendar(cast):
    with pytest.raises(NotAllowed):
        set_holidays(year=2026, days={}, by=cast.member)
    with pytest.raises(Refused):
        set_holidays(year=2026, days={date(2027, 1, 1): "New Year"}, by=cast.administrator)


def test_a_site_of_another_organisation_does_not_exist(cast):
    elsewhere = copy.copy(cast.main_site)
    elsewhere.organization_id = cast.other.pk

    with pytest.raises(Refused):
        set_holidays(year=2026, days={FRIDAY: "Labour Day"}, by=cast.administrator, site=elsewhere)
