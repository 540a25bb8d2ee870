"""An evaluation sees one moment, keeps no writer waiting, and two at once leave one truth."""

import threading

from django.db import connection, connections

from everproof.conformity import queries, runs
from everproof.conformity.evaluation import evaluate
from everproof.conformity.models import Standing, Verdict, VerdictChange
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.ledger import sequencer
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import Role
from everproof.kernel.tenancy import organization_scope

WAIT = 30


def in_a_thread(work):
    """Run `work` with a connection of its own and wait for its end."""
    raised = []

    def run():
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=WAIT)
    assert not thread.is_alive(), "the writer had to wait for the evaluation"
    assert raised == []


def add_role(cast, name="Welder"):
    with organization_scope(cast.organization.pk):
        people.add_role(name=name, by=cast.manager)
    sequencer.sequence_pending()


def roles_with_duties(at):
    empty = at.records(Role).filter(responsibilities="")
    return Evidence(at.records(Role), (Finding("It has no duties.", Cure("Write them down"), empty),))


def test_what_others_write_meanwhile_is_not_seen_and_not_hindered(own_database, room):
    cast, seen = own_database, []

    def looks_twice(at):
        seen.append(at.records(Role).count())
        in_a_thread(lambda: add_role(cast))
        seen.append(at.records(Role).count())
        return Evidence(1)

    room.declare(checks={"5.3-1": looks_twice})

    found = evaluate(cast.organization, {STANDARD: {"5.3-1"}})

    assert found.results[STANDARD]["5.3-1"].outcome == "pass"
    assert seen[0] == seen[1]
    with organization_scope(cast.organization.pk):
        assert Role.objects.count() == seen[0] + 1


def test_a_check_that_writes_changes_nothing(own_database, room):
    cast = own_database

    def writes(at):
        Standing.objects.filter(organization_id=at.organization_id).delete()
        return Evidence(1)

    with organization_scope(cast.organization.pk):
        runs.run_full(cast.organization.pk)
    room.declare(checks={"5.3-1": writes, "5.3-2": lambda at: Evidence(1)})

    found = evaluate(cast.organization, {STANDARD: {"5.3-1", "5.3-2"}})

    assert found.results[STANDARD]["5.3-2"].outcome == "pass"
    with organization_scope(cast.organization.pk):
        assert Standing.objects.filter(organization=cast.organization).count() == 2


def test_entries_that_come_during_a_run_are_left_to_the_next(own_database, room):
    cast, company = own_database, own_database.organization
    disturbed = []

    def disturbs_once(at):
        if not disturbed:
            disturbed.append(True)
            in_a_thread(lambda: add_role(cast))
        return roles_with_duties(at)

    room.declare(checks={"5.3-1": disturbs_once})
    sequencer.sequence_pending()
    runs.run_full(company.pk)

    with organization_scope(company.pk):
        assert queries.verdict(company.pk, STANDARD, "5.3-1").outcome == "pass"
        assert queries.standing(company, STANDARD).behind == 1
    runs.run_changes(company.pk)
    with organization_scope(company.pk):
        assert queries.verdict(company.pk, STANDARD, "5.3-1").outcome == "fail"
        assert queries.standing(company, STANDARD).is_fresh


def test_many_runs_at_once_leave_one_truth(own_database, room):
    cast, company = own_database, own_database.organization
    room.declare(checks={"5.3-1": roles_with_duties})
    gate, raised = threading.Barrier(4), []

    def run(number):
        try:
            gate.wait(timeout=WAIT)
            add_role(cast, f"Welder {number}")
            runs.run_changes(company.pk)
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * WAIT)
    runs.run_changes(company.pk)

    assert raised == []
    with organization_scope(company.pk):
        assert queries.standing(company, STANDARD).is_fresh
        assert queries.verdict(company.pk, STANDARD, "5.3-1").total == 4
        for standard in (STANDARD, NEWER):
            outcomes = Verdict.objects.filter(standard=standard).values_list("outcome", flat=True)
            counts = Standing.objects.get(standard=standard).counts
            assert {name: list(outcomes).count(name) for name in counts} == counts
        last = dict(VerdictChange.objects.filter(standard=STANDARD).order_by("id").values_list("atom", "after"))
        assert last == dict(Verdict.objects.filter(standard=STANDARD).values_list("atom", "outcome"))


def test_outside_an_evaluation_the_connection_is_as_before(own_database):
    evaluate(own_database.organization, {STANDARD: {"5.3-1"}})

    assert not connection.in_atomic_block
    add_role(own_database)
