"""The sequencer gives entries their index without gap, once, and for every organisation."""

import os
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from everproof.config import environment
from everproof.improvement.actions import report_nonconformity
from everproof.kernel import ledger
from everproof.kernel.ledger import sequencer
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.databases import _settings_of_connection


def indexes(organization) -> list[int | None]:
    with organization_scope(organization.pk):
        found = LedgerEntry.objects.filter(organization=organization).order_by("leaf_index")
        return list(found.values_list("leaf_index", flat=True))


def report(actor, count: int = 1) -> None:
    for number in range(count):
        with organization_scope(actor.organization_id):
            report_nonconformity(title=f"Number {number}", by=actor)


@pytest.mark.sqlite
def test_on_sqlite_nothing_is_ever_pending(cast):
    report(cast.manager, 3)

    assert sequencer.sequence_pending() == 0
    assert indexes(cast.organization) == list(range(len(indexes(cast.organization))))


@pytest.mark.postgresql
def test_pending_entries_get_contiguous_indexes_in_their_order(everyone):
    sequencer.sequence_pending()
    report(everyone.manager, 3)
    report(everyone.stranger, 2)
    assert indexes(everyone.organization)[-3:] == [None] * 3

    assert sequencer.sequence_pending() == 5
    for organization in (everyone.organization, everyone.other):
        found = indexes(organization)
        assert found == list(range(len(found)))
        with organization_scope(organization.pk):
            by_id = LedgerEntry.objects.order_by("id").values_list("leaf_index", flat=True)
            assert list(by_id) == found
    assert sequencer.sequence_pending() == 0


@pytest.mark.postgresql
def test_an_entry_of_a_slow_transaction_comes_after_what_has_its_index(own_database):
    sequencer.sequence_pending()
    overtaken, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with organization_scope(own_database.organization.pk):
            ledger.note(own_database.manager, "kernel.test.slow", type="test", record_id="1", facts={})
            overtaken.set()
            done.wait(10)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    overtaken.wait(10)
    report(own_database.manager)
    assert sequencer.sequence_pending() == 1
    done.set()
    slow.join()
    assert sequencer.sequence_pending() == 1

    found = indexes(own_database.organization)
    assert found == list(range(len(found)))


@pytest.mark.postgresql
def test_sequencers_at_once_make_no_gap_and_no_double(own_database):
    report(own_database.manager, 20)
    errors: list[Exception] = []

    def run() -> None:
        try:
            for _number in range(5):
                sequencer.sequence_pending()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    report(own_database.manager, 20)
    for thread in threads:
        thread.join()
    sequencer.sequence_pending()

    found = indexes(own_database.organization)
    assert errors == []
    assert found == list(range(len(found)))


@pytest.mark.postgresql
def test_the_worker_s_role_sees_whose_entries_are_pending_and_the_app_does_not(own_database):
    report(own_database.stranger)
    everybody = {own_database.organization.pk, own_database.other.pk}
    sequencer._sees_all_pending.cache_clear()
    assert set(sequencer.organizations_with_pending_entries()) == everybody

    worker = environment.database(os.environ["EVERPROOF_WORKER_DATABASE_URL"], settings.EVERPROOF_DATA)
    with _settings_of_connection(USER=worker["USER"], PASSWORD=worker["PASSWORD"]):
        sequencer._sees_all_pending.cache_clear()
        sequencer.sequence_pending()
        assert sequencer.organizations_with_pending_entries() == []
        report(own_database.stranger)
        assert sequencer.organizations_with_pending_entries() == [own_database.other.pk]
        with transaction.atomic():
            assert LedgerEntry.objects.filter(leaf_index__isnull=False).count() == 0
    sequencer._sees_all_pending.cache_clear()
