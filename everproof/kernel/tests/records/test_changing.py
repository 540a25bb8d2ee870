"""Changing, voiding and reinstating: versions, conflicts, locks, and the history of it."""

from datetime import date

import pytest

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import records
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion


@pytest.fixture
def record(cast):
    return actions.report_nonconformity(
        title="Leak", description="Water", by=cast.manager, detected_on=date(2026, 3, 1)
    )


def test_a_change_makes_one_version_and_one_entry(cast, record):
    changed = records.update(record, by=cast.manager, title="Leak at valve 3")

    assert (record.version, changed.version) == (1, 2)
    assert RecordVersion.objects.get(record_id=record.pk, version=2).changed == ["title"]
    assert LedgerEntry.objects.filter(record_id=str(record.pk)).count() == 2


def test_the_record_given_stays_as_it_was_read(cast, record):
    records.update(record, by=cast.manager, title="Something else")

    assert record.title == "Leak"


def test_saving_without_a_change_writes_nothing(cast, record):
    same = records.update(record, by=cast.manager, title="Leak", detected_on=date(2026, 3, 1))

    assert same.version == 1
    assert LedgerEntry.objects.filter(record_id=str(record.pk)).count() == 1


def test_the_second_editor_is_told_what_changed(cast, record):
    records.update(record, by=cast.manager, title="First was faster")

    with pytest.raises(Conflict) as caught:
        records.update(record, by=cast.manager, description="Mine")

    assert caught.value.current.title == "First was faster"
    assert caught.value.theirs == {"title": ("Leak", "First was faster")}
    assert Nonconformity.objects.get(pk=record.pk).description == "Water"


def test_a_stale_form_is_told_too(cast, record):
    newer = records.update(record, by=cast.manager, title="Newer")

    with pytest.raises(Conflict):
        records.update(newer, by=cast.manager, expected_version=1, description="Mine")


def test_a_member_changes_the_own_record_and_no_other(cast, record):
    own = actions.report_nonconformity(title="Mine", by=cast.member)

    assert records.update(own, by=cast.member, title="Still mine").title == "Still mine"
    with pytest.raises(NotAllowed, match="Member"):
        records.update(record, by=cast.member, title="Not mine")


def test_voiding_needs_a_reason(cast, record):
    with pytest.raises(Refused, match="why"):
        records.void(record, by=cast.manager, reason="  ")


def test_a_voided_record_leaves_the_counts_and_keeps_its_number(cast, record):
    voided = records.void(record, by=cast.manager, reason="Reported twice")

    assert voided.number == record.number
    assert not Nonconformity.objects.in_force().filter(pk=record.pk).exists()
    assert Nonconformity.objects.filter(pk=record.pk).exists()


def test_a_voided_record_is_locked_until_it_is_reinstated(cast, record):
    voided = records.void(record, by=cast.manager, reason="Reported twice")
    with pytest.raises(Refused, match="voided"):
        records.update(voided, by=cast.manager, title="New")

    back = records.reinstate(voided, by=cast.manager, reason="It was another one")

    assert records.update(back, by=cast.manager, title="New").title == "New"


def test_a_closed_record_is_locked(cast, record):
    closed = actions.reject_nonconformity(nonconformity=record, by=cast.manager, reason="Works as designed")

    with pytest.raises(Refused, match="locked"):
        records.update(closed, by=cast.manager, title="New")


def test_reasons_are_committed_and_not_in_clear(cast, record):
    records.void(record, by=cast.manager, reason="Doris said it was hers")

    entry = LedgerEntry.objects.get(record_id=str(record.pk), verb__endswith=".void")
    assert b"Doris" not in bytes(entry.body)
    assert b'"reason"' in bytes(entry.body)
    assert RecordVersion.objects.get(record_id=record.pk, version=2).reason == "Doris said it was hers"
