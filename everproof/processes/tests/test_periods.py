"""Periods of the calendar: where they begin and end, and how they are named."""

import itertools
from datetime import date

import pytest

from everproof.processes.periods import Span, day_of, label, last_ended, moment_of, next_span, span_of, spans


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("day", date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 4)),
        ("week", date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 4)),
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_one_period(period, day, first, last):
    assert span_of(period, day) == Span(first, last)


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_periods_follow_each_other_without_gap_or_overlap(period):
    found = list(spans(period, date(2024, 1, 15), date(2026, 3, 1)))

    for one, following in itertools.pairwise(found):
        assert (following.first - one.last).days == 1
        assert next_span(period, one) == following


def test_the_newest_period_that_is_over_ends_before_today():
    assert last_ended("month", date(2026, 3, 31)) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert last_ended("month", date(2026, 4, 1)) == Span(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("period", "words"), [("week", "W01 2026"), ("month", "Jan 2026"), ("quarter", "Q1 2026"), ("year", "2026")]
)
def test_a_period_has_a_name(period, words):
    assert label(period, date(2026, 1, 1)) == words


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_the_moment_of_a_value_leads_back_to_its_day(zone):
    day = date(2026, 3, 29)

    assert day_of(moment_of(day, zone), zone) == day
