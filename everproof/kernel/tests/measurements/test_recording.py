"""Values come in batches with one ledger entry over each, and are withdrawn, never deleted."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from everproof.improvement.actions import report_nonconformity
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.measurements import (
    Measurement,
    Row,
    record_measurements,
    series_of,
    values,
    withdraw_measurements,
)
from everproof.kernel.measurements.actions import digest_of

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def length(cast):
    """A series of lengths in millimetres. Any record may be measured."""
    return series_of(report_nonconformity(title="Bore", by=cast.manager), "length", unit="mm")


def rows(*typed, **values) -> list[Row]:
    return [Row(at=AT + timedelta(minutes=number), value=value, **values) for number, value in enumerate(typed)]


def entries(verb: str):
    return LedgerEntry.objects.filter(verb=f"kernel.measurements.{verb}").order_by("id")


def test_a_series_is_made_once_and_keeps_its_unit(cast, length):
    subject = report_nonconformity(title="Other", by=cast.manager)
    other = series_of(subject, "length", unit="mm")

    assert series_of(subject, "length", unit="mm") == other != length
    with pytest.raises(Refused, match="mm"):
        series_of(subject, "length", unit="[in_i]")


def test_decimals_stay_as_they_were_typed(cast, length):
    record_measurements(length, rows("12.070", Decimal("12.10"), " 12.1 ", 12, 12.125, "1e-3"), by=cast.member)

    stored = Measurement.objects.order_by("id").values_list("typed", "value")
    assert list(stored) == [
        ("12.070", 12.07), ("12.10", 12.1), ("12.1", 12.1), ("12", 12.0), ("", 12.125), ("1e-3", 0.001),
    ]  # fmt: skip


def test_a_batch_is_one_entry_whose_digest_covers_every_row(cast, length):
    gauge, person = uuid4(), cast.member.person_id
    record_measurements(
        length, rows("12.070", "12.10", subgroup="7", lot="L-1", gauge_id=gauge, person_id=person), by=cast.member
    )

    (entry,) = entries("record")
    facts = json.loads(bytes(entry.body))["facts"]
    stored = list(Measurement.objects.filter(entry_id=entry.pk).order_by("id"))
    assert facts == {"series": str(length.pk), "count": 2, "digest": digest_of(stored)}
    assert (entry.type, entry.record_id) == (length.subject_type, str(length.subject_id))

    for field, value in (("value", 12.08), ("typed", "12.07"), ("lot", "L-2"), ("subgroup", "8"), ("gauge_id", None)):
        first = Measurement.objects.get(pk=stored[0].pk)
        setattr(first, field, value)
        assert digest_of([first, stored[1]]) != facts["digest"], field


def test_a_thousand_values_take_few_statements(cast, length, django_assert_max_num_queries):
    many = [Row(at=AT + timedelta(seconds=number), value=f"{number}.0") for number in range(1000)]

    with django_assert_max_num_queries(20 if connection.vendor == "sqlite" else 6):  # SQLite takes 999 values at once
        record_measurements(length, many, by=cast.member)
    assert len(values(length)) == 1000
    assert entries("record").count() == 1


def test_no_values_leave_no_entry(cast, length):
    assert record_measurements(length, [], by=cast.member) == []
    assert not entries("record").exists()


@pytest.mark.parametrize("value", ["", "abc", "1,5", "NaN", "inf", float("nan"), float("inf"), "1e999", "1" * 41])
def test_what_is_no_number_stops_the_whole_batch(cast, length, value):
    with pytest.raises(ValidationError, match="Row 2"):
        record_measurements(length, rows("1.0", value), by=cast.member)

    assert not Measurement.objects.exists()
    assert not entries("record").exists()


def test_a_time_without_a_zone_is_refused(cast, length):
    with pytest.raises(ValidationError, match="Row 1"):
        record_measurements(length, [Row(at=datetime(2026, 5, 4, 8), value="1")], by=cast.member)


@pytest.mark.parametrize("text", ["x" * 61, "a\x00b"])
def test_a_label_that_cannot_be_stored_is_refused(cast, length, text):
    with pytest.raises(ValidationError, match="Row 1"):
        record_measurements(length, rows("1", lot=text), by=cast.member)


def test_who_may_not_contribute_measures_nothing(cast, length):
    with pytest.raises(NotAllowed):
        record_measurements(length, rows("1"), by=cast.inspector)
    with pytest.raises(Refused):
        record_measurements(length, rows("1"), by=cast.stranger)


def test_withdrawn_values_stay_but_count_no_more(cast, length):
    first, second = record_measurements(length, rows("1.0", "99.0"), by=cast.member)
    digest = json.loads(bytes(entries("record").get().body))["facts"]["digest"]

    assert withdraw_measurements(length, [second.pk], by=cast.manager, reason="Gauge was dropped") == 1
    assert withdraw_measurements(length, [second.pk], by=cast.manager, reason="Again") == 0
    assert values(length) == [1.0]
    second.refresh_from_db()
    assert second.withdrawn_reason == "Gauge was dropped"
    assert digest_of([first, second]) == digest
    facts = json.loads(bytes(entries("withdraw").get().body))["facts"]
    assert facts == {"series": str(length.pk), "count": 1, "ids": [second.pk]}


def test_withdrawing_needs_a_reason_and_the_right(cast, length):
    (only,) = record_measurements(length, rows("1.0"), by=cast.member)

    with pytest.raises(Refused):
        withdraw_measurements(length, [only.pk], by=cast.manager, reason=" ")
    with pytest.raises(NotAllowed):
        withdraw_measurements(length, [only.pk], by=cast.member, reason="Wrong")
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.update(withdrawn_at=AT)


def test_values_of_another_series_are_not_withdrawn(cast, length):
    other = series_of(report_nonconformity(title="Other", by=cast.manager), "length", unit="mm")
    (only,) = record_measurements(other, rows("1.0"), by=cast.member)

    assert withdraw_measurements(length, [only.pk], by=cast.manager, reason="Wrong") == 0
    assert values(other) == [1.0]
