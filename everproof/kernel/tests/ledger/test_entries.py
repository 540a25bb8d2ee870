"""Entries of the ledger: what they say, what they keep to themselves, and that nothing changes them."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from everproof.improvement import actions
from everproof.kernel import access, clock, ledger, records
from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.canonical import encode, plain
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.people import actions as people
from everproof.kernel.records import snapshot
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def record(cast):
    return actions.report_nonconformity(
        title="Leak", description="Doris saw it", by=cast.member, detected_on=date(2026, 3, 1), severity="high"
    )


def entry_of(record, version=None):
    return LedgerEntry.objects.get(record_id=str(record.pk), version=version or record.version)


def test_an_entry_says_who_what_when_and_how(cast, record):
    body = json.loads(bytes(entry_of(record).body))

    assert body["actor"] == str(cast.member.person_id)
    assert body["role"] == "member"
    assert body["verb"] == "improvement.nonconformity.create"
    assert body["log"] == "test/ours"
    assert (body["type"], body["record"], body["version"]) == ("nonconformity", str(record.pk), 1)
    assert body["at"].endswith("Z")


def test_dates_and_choices_stand_in_clear_and_text_does_not(cast, record):
    changes = json.loads(bytes(entry_of(record).body))["changes"]

    assert changes["detected_on"] == {"to": "2026-03-01"}
    assert changes["severity"] == {"to": "high"}
    assert set(changes["description"]) == {"commit"}
    assert b"Doris" not in bytes(entry_of(record).body)


def test_personal_fields_are_committed_even_where_they_are_short(cast):
    setup = access.Actor.system(cast.organization, "setup")
    person = people.add_person(name="Zo", by=setup, phone="12")

    assert set(json.loads(bytes(entry_of(person).body))["changes"]["phone"]) == {"commit"}


def test_a_commitment_opens_with_its_value_and_salt(cast, record):
    version = RecordVersion.objects.get(record_id=record.pk, version=1)
    committed = json.loads(bytes(entry_of(record).body))["changes"]["description"]["commit"]
    salt = commitments.salt(bytes(version.seed), "description")

    assert commitments.commit(salt, "Doris saw it") == committed
    assert commitments.commit(salt, "Boris saw it") != committed


def test_the_digest_is_that_of_the_live_record(cast, record):
    changed = records.update(record, by=cast.manager, title="Leak at valve 3")
    version = RecordVersion.objects.get(record_id=record.pk, version=2)
    live = type(record).objects.get(pk=record.pk)

    values = snapshot.values(live)
    sealed = commitments.sealed(values, snapshot.clear_fields(type(live)))
    committed = commitments.seal(bytes(version.seed), values, sealed)

    digest = commitments.record_digest("nonconformity", str(record.pk), 2, values, committed)
    assert json.loads(bytes(entry_of(changed).body))["digest"] == digest


def test_the_leaf_hash_is_that_of_rfc_6962(cast, record):
    entry = entry_of(record)

    assert bytes(entry.leaf_hash) == hashlib.sha256(b"\x00" + bytes(entry.body)).digest()


def test_the_plain_columns_repeat_the_body(cast, record):
    entry = entry_of(record)
    body = json.loads(bytes(entry.body))

    assert (entry.type, entry.record_id, entry.version, entry.verb, entry.actor) == (
        body["type"], body["record"], body["version"], body["verb"], body["actor"],
    )  # fmt: skip
    assert plain(entry.at) == body["at"]


def test_a_rolled_back_change_leaves_no_entry(cast):
    before = LedgerEntry.objects.count()

    def fails_after_the_write():
        with transaction.atomic():
            actions.report_nonconformity(title="Never", by=cast.member)
            raise OSError

    with pytest.raises(OSError, match=r"^$"):
        fails_after_the_write()

    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize(
    "statement",
    ["update kernel_ledgerentry set verb = 'x'", "delete from kernel_ledgerentry"],
)
def test_the_database_refuses_to_change_or_delete(cast, record, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_index_is_given_once(cast, record):
    entry = entry_of(record)
    LedgerEntry.objects.filter(pk=entry.pk, leaf_index=None).update(leaf_index=900)

    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(leaf_index=901)


@pytest.mark.sqlite
def test_indexes_are_contiguous_from_zero(cast, record):
    found = LedgerEntry.objects.filter(organization=cast.organization).order_by("leaf_index")

    assert list(found.values_list("leaf_index", flat=True)) == list(range(found.count()))


def test_a_real_ledger_refuses_a_moved_clock(db):
    real = people.found_organization(slug="real", name="Real", origin="example.com/real")
    setup = access.Actor.system(real, "setup")

    early = clock.travel(datetime(2020, 1, 1, tzinfo=UTC))
    with organization_scope(real.pk), early, pytest.raises(clock.TravelRefused):
        people.add_person(name="Too early", by=setup)


def test_an_entry_outside_a_transaction_is_refused(own_database):
    setup = access.Actor.system(own_database.organization, "setup")

    with pytest.raises(ledger.writer.NotInTransaction):
        ledger.note(setup, "kernel.test", type="test", record_id="x", facts={})


def test_values_have_one_form_whatever_database_gave_them():
    assert plain(Decimal("1.500")) == plain(Decimal("1.5")) == "1.5"
    assert plain(Decimal("100")) == "100"
    berlin = datetime(2026, 7, 1, 14, 0, tzinfo=UTC) + timedelta(microseconds=5)
    assert plain(berlin) == "2026-07-01T14:00:00.000005Z"
    assert plain(UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
    assert encode({"b": 1, "a": "ä"}) == '{"a":"ä","b":1}'.encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_plain_values_survive_json_and_need_no_second_pass(value):
    once = plain(value)

    assert plain(once) == once
    assert encode(json.loads(encode(once))) == encode(once)


def test_a_value_without_an_agreed_form_is_refused():
    with pytest.raises(TypeError, match="set"):
        plain({1, 2})
