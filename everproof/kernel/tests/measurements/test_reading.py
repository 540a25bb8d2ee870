"""Values are read in sets: each question is one statement."""

from datetime import UTC, datetime, timedelta

import pytest

from everproof.improvement.actions import report_nonconformity
from everproof.kernel.measurements import (
    Row,
    by_subgroup,
    counts,
    latest,
    measurements,
    record_measurements,
    series_of,
    values,
    withdraw_measurements,
)

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)


def hour(number: int) -> datetime:
    return AT + timedelta(hours=number)


@pytest.fixture
def series(cast):
    """Two series: five values of one, recorded in another order than measured, one of the other, none of a third."""
    subject = report_nonconformity(title="Bore", by=cast.manager)
    length, width, empty = (series_of(subject, name, unit="mm") for name in ("length", "width", "empty"))
    record_measurements(
        length,
        [Row(hour(number), f"{number}.0", subgroup="ab"[number // 2 % 2]) for number in (3, 0, 2, 1, 4)],
        by=cast.member,
    )
    record_measurements(width, [Row(hour(0), "20.0")], by=cast.member)
    return length, width, empty


def test_values_come_in_time_order(series, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert values(series[0]) == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_window_holds_its_start_and_not_its_end(series):
    assert values(series[0], start=hour(1), end=hour(3)) == [1.0, 2.0]
    assert values(series[0], end=hour(1)) == [0.0]
    assert [row.value for row in measurements(series[0], start=hour(3))] == [3.0, 4.0]


def test_a_subgroup_is_what_follows_each_other_with_one_label(series, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = by_subgroup(series[0])

    assert found == [("a", [0.0, 1.0]), ("b", [2.0, 3.0]), ("a", [4.0])]


def test_the_newest_value_of_many_series(cast, series, django_assert_num_queries):
    length, width, empty = series
    with django_assert_num_queries(1):
        found = latest(cast.organization.pk, [length.pk, width.pk, empty.pk])

    assert {key: row.value for key, row in found.items()} == {length.pk: 4.0, width.pk: 20.0}


def test_a_withdrawn_value_is_not_the_newest(cast, series):
    length = series[0]
    newest = latest(cast.organization.pk, [length.pk])[length.pk]
    withdraw_measurements(length, [newest.pk], by=cast.manager, reason="Slipped")

    assert latest(cast.organization.pk, [length.pk])[length.pk].value == 3.0
    assert counts(cast.organization.pk, [length.pk]) == {length.pk: 4}


def test_how_many_values_each_series_has(cast, series, django_assert_num_queries):
    length, width, empty = series
    with django_assert_num_queries(1):
        assert counts(cast.organization.pk, [length.pk, width.pk, empty.pk]) == {length.pk: 5, width.pk: 1, empty.pk: 0}
    assert counts(cast.organization.pk, [length.pk], start=hour(1), end=hour(3)) == {length.pk: 2}


def test_another_organisation_reads_nothing(cast, series):
    assert latest(cast.other.pk, [series[0].pk]) == {}
    assert counts(cast.other.pk, [series[0].pk]) == {series[0].pk: 0}
