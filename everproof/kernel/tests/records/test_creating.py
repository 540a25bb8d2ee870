"""Making records: numbers, times, validation, and what must never get in."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion

DETECTED = {"detected_on": date(2026, 3, 1)}


def report(cast, **values):
    return records.create(
        Nonconformity, by=values.pop("by", cast.manager), title=values.pop("title", "Leak"), **DETECTED, **values
    )


def test_a_record_gets_the_next_number_of_the_year(cast):
    first, second = report(cast), report(cast)

    year = clock.today("Europe/Berlin").year
    assert [first.number, second.number] == [f"NC-{year}-0001", f"NC-{year}-0002"]


def test_the_three_times_are_kept_apart(cast):
    happened = datetime(2026, 2, 27, 14, 5, tzinfo=UTC)

    record = report(cast, at=happened)

    stored = Nonconformity.objects.get(pk=record.pk)
    assert stored.happened_at == happened
    assert stored.recorded_at > happened
    assert stored.effective_at is None


def test_the_recorded_time_cannot_be_given(cast):
    with pytest.raises(TypeError, match="recorded_at"):
        report(cast, recorded_at=datetime(2020, 1, 1, tzinfo=UTC))


def test_an_id_sent_twice_makes_one_record(cast):
    record = report(cast, id=uuid7())

    with pytest.raises(Refused, match="recorded already"):
        report(cast, id=record.pk)

    assert Nonconformity.objects.filter(organization=cast.organization).count() == 1


def test_a_refused_record_leaves_no_gap_in_the_numbers(cast):
    first = report(cast)
    with pytest.raises(ValidationError):
        report(cast, title="")

    second = report(cast)

    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_every_field_in_fault_is_named_at_once(cast):
    with pytest.raises(ValidationError) as caught:
        report(cast, title="", severity="enormous")

    assert set(caught.value.message_dict) == {"title", "severity"}


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_null_character_is_refused_on_both_databases(cast, field):
    with pytest.raises(ValidationError) as caught:
        report(cast, **{field: "a\x00b"})

    assert field in caught.value.message_dict


def test_a_record_of_another_organisation_cannot_be_named(cast):
    stranger = cast.person("stranger")

    with pytest.raises(ValidationError) as caught:
        report(cast, owner=stranger)

    assert "owner" in caught.value.message_dict


def test_a_foreign_key_by_id_is_checked_too(cast):
    with pytest.raises(ValidationError) as caught:
        report(cast, owner_id=cast.person("stranger").pk)

    assert "owner" in caught.value.message_dict


def test_a_kiosk_may_report_and_an_auditor_of_the_certifier_may_not(cast):
    assert report(cast, by=cast.kiosk).number

    with pytest.raises(NotAllowed, match="External auditor"):
        report(cast, by=cast.inspector)


def test_every_record_leaves_its_entry_and_its_version(cast):
    record = report(cast, description="Water on the floor")

    entry = LedgerEntry.objects.get(record_id=str(record.pk))
    version = RecordVersion.objects.get(record_id=record.pk)
    assert entry.verb == "improvement.nonconformity.create"
    assert entry.actor == str(cast.manager.person_id)
    assert version.values["description"] == "Water on the floor"
    assert b"Water" not in bytes(entry.body)


def test_many_records_cost_a_fixed_number_of_statements(cast, django_assert_max_num_queries):
    def make(count):
        return records.create_many(
            Nonconformity, [{"title": f"Leak {n}", **DETECTED} for n in range(count)], by=cast.manager
        )

    make(1)
    # On SQLite one insert takes 999 values; beyond that Django makes two of it.
    most = 999 // len(Nonconformity._meta.concrete_fields)
    with django_assert_max_num_queries(12) as few:
        make(2)
    with django_assert_max_num_queries(12) as many:
        made = make(most)

    assert most > 12
    assert len(few) == len(many)
    assert len({record.number for record in made}) == most
    assert LedgerEntry.objects.filter(record_id__in=[str(record.pk) for record in made]).count() == most


def test_one_bad_row_of_many_is_named_and_nothing_is_written(cast):
    rows = [{"title": "Good", **DETECTED}, {"title": "", **DETECTED}]

    with pytest.raises(records.store.RowInvalid) as caught:
        records.create_many(Nonconformity, rows, by=cast.manager)

    assert caught.value.row == 2
    assert not Nonconformity.objects.exists()


def test_a_float_in_the_own_fields_is_kept_as_text(cast):
    record = report(cast, extra={"torque": 1e20})

    assert Nonconformity.objects.get(pk=record.pk).extra == {"torque": "1e+20"}
