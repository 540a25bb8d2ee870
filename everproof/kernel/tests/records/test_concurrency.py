"""Many writers at once: no error, no gap, no double, one winner."""

import threading
from collections.abc import Callable

from django.db import connection, connections

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, records
from everproof.kernel.errors import Conflict
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.tenancy import organization_scope

WRITERS = {"sqlite": 16, "postgresql": 32}
RECORDS_EACH = 12


def at_once(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in `count` threads that start together, each with a connection of its own; gives what they raised."""
    gate, raised = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            gate.wait(timeout=30)
            work(number)
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_many_writers_number_without_gap_or_double(own_database):
    cast, writers = own_database, WRITERS[connection.vendor]

    def write(number: int) -> None:
        for n in range(RECORDS_EACH):
            with organization_scope(cast.organization.pk):
                actions.report_nonconformity(title=f"Leak {number}-{n}", by=cast.manager)

    assert at_once(writers, write) == []

    year = clock.today("Europe/Berlin").year
    total = writers * RECORDS_EACH
    with organization_scope(cast.organization.pk):
        numbers = sorted(Nonconformity.objects.values_list("number", flat=True))
        entries = LedgerEntry.objects.filter(type="nonconformity")
        assert numbers == [f"NC-{year}-{n:04d}" for n in range(1, total + 1)]
        assert entries.count() == RecordVersion.objects.filter(type="nonconformity").count() == total


def test_of_many_editors_of_one_version_one_wins(own_database):
    cast, writers = own_database, WRITERS[connection.vendor]
    with organization_scope(cast.organization.pk):
        record = actions.report_nonconformity(title="Leak", by=cast.manager)

    def edit(number: int) -> None:
        with organization_scope(cast.organization.pk):
            records.update(record, by=cast.manager, title=f"By {number}")

    raised = at_once(writers, edit)

    assert len(raised) == writers - 1
    assert {type(error) for error in raised} == {Conflict}
    with organization_scope(cast.organization.pk):
        assert Nonconformity.objects.get(pk=record.pk).version == 2


def test_two_organisations_count_for_themselves(own_database):
    cast = own_database

    def write(number: int) -> None:
        organization, by = (cast.organization, cast.manager) if number % 2 else (cast.other, cast.stranger)
        for n in range(RECORDS_EACH):
            with organization_scope(organization.pk):
                actions.report_nonconformity(title=f"Leak {n}", by=by)

    assert at_once(8, write) == []

    for organization in (cast.organization, cast.other):
        with organization_scope(organization.pk):
            mine = Nonconformity.objects.filter(organization=organization)
            assert max(mine.values_list("number", flat=True))[-4:] == f"{4 * RECORDS_EACH:04d}"
