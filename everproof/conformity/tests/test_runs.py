"""Verdicts are kept, brought up to date by what changed, and say how far they are right."""

from datetime import timedelta

import pytest
from django.db import connection

from everproof.conformity import actions, catalogues, queries, runs, store, tasks
from everproof.conformity.models import Run, Standing, Verdict, VerdictChange
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.kernel import clock, parameters, records
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.ledger import sequencer
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions as people
from everproof.kernel.people.erasure import erase_person
from everproof.kernel.people.models import Person, Role
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.standards import load

pytestmark = pytest.mark.django_db
DIRECT, PROXY, MANUAL = "5.3-1", "5.3-3", "5.1.1-4"


def roles_with_duties(at):
    """Fails while a role has no duties."""
    empty = at.records(Role).filter(responsibilities="")
    return Evidence(at.records(Role), (Finding("It has no duties.", Cure("Write them down"), empty),))


@pytest.fixture
def company(cast, room):
    """One check, and everything evaluated once."""
    room.declare(checks={DIRECT: roles_with_duties})
    indexed(cast)
    runs.run_full(cast.organization.pk)
    return cast.organization


def indexed(cast):
    """What the sequencer does within a second (on SQLite nothing waits for it)."""
    if connection.vendor == "postgresql":
        sequencer.sequence(cast.organization.pk)


def changed(cast):
    indexed(cast)
    return [run for run in runs.run_changes(cast.organization.pk) if run.standard == STANDARD]


def verdict(company, atom=DIRECT, standard=STANDARD):
    return queries.verdict(company.pk, standard, atom)


def history(company, atom=DIRECT):
    rows = VerdictChange.objects.filter(organization=company, standard=STANDARD, atom=atom).order_by("id")
    return list(rows.values_list("before", "after", "cause"))


# Full runs ----------------------------------------------------------------------------------------------------------


def test_the_first_run_evaluates_all_of_both_editions(company):
    for standard in (STANDARD, NEWER):
        atoms = {atom.id for atom in load(standard).atoms}
        run = Run.objects.get(organization=company, standard=standard)
        stored = Verdict.objects.filter(organization=company, standard=standard)
        assert set(stored.values_list("atom", flat=True)) == atoms
        assert (run.kind, run.looked_at, run.changed) == ("full", len(atoms), len(atoms))
        assert sum(run.counts.values()) == len(atoms)
        assert run.catalogue == load(standard).digest
        assert run.statements > 0
    assert history(company) == [("", "pass", "first")]


def test_a_run_that_finds_nothing_new_writes_no_verdict(company):
    before = list(Verdict.objects.filter(organization=company).order_by("pk").values())

    runs.run_full(company.pk)

    assert list(Verdict.objects.filter(organization=company).order_by("pk").values()) == before
    assert Run.objects.filter(organization=company, standard=STANDARD).count() == 2
    assert history(company) == [("", "pass", "first")]


def test_atoms_that_a_catalogue_no_longer_has_are_forgotten(company):
    Verdict.objects.create(organization=company, standard=STANDARD, atom="99.9-9", outcome="fail", since=clock.now())

    runs.run_full(company.pk)

    assert verdict(company, "99.9-9") is None


# After a change ------------------------------------------------------------------------------------------------------


def test_nothing_happened_is_a_few_statements(cast, company, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert runs.run_changes(company.pk) == []


def test_a_change_evaluates_what_it_can_have_touched(cast, company):
    role = people.add_role(name="Welder", by=cast.manager)
    entry = LedgerEntry.objects.get(organization=company, type="role", record_id=str(role.pk))

    (run,) = changed(cast)

    assert (run.kind, run.changed) == ("changes", 1)
    assert 0 < run.looked_at < len(load(STANDARD).atoms) / 3
    found = verdict(company)
    assert (found.outcome, found.total, found.entry_id) == ("fail", 1, entry.pk)
    assert found.findings[0]["number"] == role.number
    assert verdict(company, standard=NEWER).outcome == "fail"
    assert history(company)[1:] == [("pass", "fail", "entry")]

    (turned,) = queries.changes_of(run)
    assert (turned.change.atom, turned.entry) == (DIRECT, entry)


def test_counts_follow_changes(cast, company):
    before = Standing.objects.get(organization=company, standard=STANDARD).counts
    people.add_role(name="Welder", by=cast.manager)

    (run,) = changed(cast)

    assert run.counts == {**before, "pass": before["pass"] - 1, "fail": before["fail"] + 1}
    stored = Verdict.objects.filter(organization=company, standard=STANDARD)
    for outcome, number in run.counts.items():
        assert stored.filter(outcome=outcome).count() == number


def test_a_change_that_turns_nothing_moves_the_position_alone(cast, company):
    before = queries.standing(company, STANDARD)
    people.add_person(name="Newcomer", by=cast.administrator)

    assert changed(cast) == []

    now = queries.standing(company, STANDARD)
    assert now.position > before.position
    assert now.is_fresh
    assert Run.objects.filter(organization=company, standard=STANDARD).count() == 1


def test_new_findings_of_the_same_outcome_are_kept_without_history(cast, company):
    people.add_role(name="Welder", by=cast.manager)
    changed(cast)
    since = verdict(company).since
    people.add_role(name="Fitter", by=cast.manager)

    assert changed(cast) == []

    assert (verdict(company).total, verdict(company).since) == (2, since)
    assert len(history(company)) == 2


def test_a_voided_record_and_an_undone_change_count(cast, company):
    role = people.add_role(name="Welder", by=cast.manager)
    changed(cast)
    records.void(role, by=cast.manager, reason="Twice.")
    changed(cast)
    assert verdict(company).outcome == "pass"

    records.reinstate(Role.objects.get(pk=role.pk), by=cast.manager, reason="No.")
    changed(cast)
    assert [after for _before, after, _cause in history(company)] == ["pass", "fail", "pass", "fail"]


def test_a_setting_touches_the_checks_that_name_it(cast, company, room):
    room.declare(checks={DIRECT: roles_with_duties, "5.3-2": lambda at: Evidence(int(at["ack_grace_days"] < 20))})
    runs.run_full(company.pk)
    assert verdict(company, "5.3-2").outcome == "no-evidence"

    parameters.change(name="ack_grace_days", to=10, by=cast.manager)

    (run,) = changed(cast)
    assert verdict(company, "5.3-2").outcome == "pass"
    assert verdict(company, "5.3-2").parameters == {"ack_grace_days": 10}
    assert run.looked_at < len(load(STANDARD).atoms) / 3


def test_a_setting_of_the_conventions_touches_all(cast, company):
    with_all = catalogues.atoms_using(load(STANDARD), {"late_limit_pct"})

    assert len(with_all) == len(load(STANDARD).atoms)


def test_an_assessment_touches_its_requirement(cast, company, room):
    room.declare(checks={DIRECT: roles_with_duties, PROXY: lambda at: Evidence(1)})
    runs.run_full(company.pk)
    actions.assess_requirement(requirement=PROXY, verdict="not-met", evidence_note="Asked.", by=cast.manager)

    changed(cast)

    assert verdict(company, PROXY).outcome == "fail"


# The calendar and new rules ------------------------------------------------------------------------------------------


def test_after_midnight_everything_is_evaluated_again(cast, company, room):
    room.declare(checks={DIRECT: lambda at: Evidence(int(at.today <= clock.today("Europe/Berlin")))})
    runs.run_full(company.pk)
    assert verdict(company).outcome == "pass"
    tomorrow = clock.now() + timedelta(days=1)
    today = clock.today("Europe/Berlin")
    room.declare(checks={DIRECT: lambda at: Evidence(int(at.today <= today))})

    with clock.travel(tomorrow):
        assert queries.standing(company, STANDARD).other_day
        (run,) = changed(cast)

    assert run.kind == "full"
    assert verdict(company).outcome == "no-evidence"
    assert history(company)[-1] == ("pass", "no-evidence", "calendar")


def test_other_checks_evaluate_everything_again(cast, company, room):
    room.declare(checks={DIRECT: roles_with_duties, "5.1.1-1": lambda at: Evidence(1)})
    assert queries.standing(company, STANDARD).other_rules

    (run,) = changed(cast)

    assert run.kind == "full"
    assert queries.standing(company, STANDARD).is_fresh
    assert history(company, "5.1.1-1")[-1][2] == "rules"


# How far it is right -------------------------------------------------------------------------------------------------


def test_what_is_not_evaluated_yet_is_counted(cast, company):
    fresh = queries.standing(company, STANDARD)
    assert (fresh.behind, fresh.is_fresh) == (0, True)

    people.add_role(name="Welder", by=cast.manager)
    people.add_role(name="Fitter", by=cast.manager)

    stale = queries.standing(company, STANDARD)
    assert (stale.behind, stale.is_fresh, stale.as_of) == (2, False, fresh.as_of)


def test_before_the_first_evaluation_nothing_is_claimed(cast):
    found = queries.standing(cast.organization, STANDARD)

    assert not found.exists
    assert not found.is_fresh


def test_a_page_catches_up_before_it_shows(cast, room):
    room.declare(checks={DIRECT: roles_with_duties})
    runs.catch_up(cast.organization)
    assert queries.standing(cast.organization, STANDARD).is_fresh

    people.add_role(name="Welder", by=cast.manager)
    runs.catch_up(cast.organization)

    assert verdict(cast.organization).outcome == "fail"
    assert queries.standing(cast.organization, STANDARD).is_fresh


def test_a_page_leaves_long_work_to_the_worker(cast, company):
    Run.objects.filter(organization=company).update(seconds=1000)
    people.add_role(name="Welder", by=cast.manager)

    runs.catch_up(company)

    assert verdict(company).outcome == "pass"
    assert not queries.standing(company, STANDARD).is_fresh


def test_of_two_evaluations_the_one_that_stores_first_wins(cast, company, monkeypatch):
    """The slower one notices it, throws its results away and begins again with what is there now."""
    people.add_role(name="Welder", by=cast.manager)
    indexed(cast)
    keep, overtaken = store.keep, []

    def faster_somebody(*args, **more):
        if not overtaken:
            overtaken.append(True)
            runs.run_changes(company.pk)
        return keep(*args, **more)

    monkeypatch.setattr(store, "keep", faster_somebody)
    runs.run_changes(company.pk)

    assert verdict(company).outcome == "fail"
    assert [after for _before, after, _cause in history(company)] == ["pass", "fail"]


def test_trend_and_past_days_come_from_what_was_stored(cast, company):
    today = clock.today("Europe/Berlin")
    people.add_role(name="Welder", by=cast.manager)
    with clock.travel(clock.now() + timedelta(days=2)):
        changed(cast)

    days = queries.trend(company.pk, STANDARD, today)

    assert [day for day, _counts in days] == [today, today + timedelta(days=2)]
    assert days[1][1]["fail"] == days[0][1]["fail"] + 1
    assert queries.outcomes_on(company.pk, STANDARD, today + timedelta(days=1))[DIRECT] == "pass"
    assert queries.outcomes_on(company.pk, STANDARD, today + timedelta(days=2))[DIRECT] == "fail"
    assert queries.outcomes_on(company.pk, STANDARD, today - timedelta(days=1)) == {}
    assert [one.change.atom for one in queries.changes_since(company.pk, STANDARD, today)] == [DIRECT]


# By itself -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def nobody_enqueued(monkeypatch):
    monkeypatch.setattr(tasks, "_enqueued", {})


def test_the_worker_notices_a_change_once(cast, company, nobody_enqueued):
    assert tasks.notice_changes() == 0

    people.add_role(name="Welder", by=cast.manager)
    indexed(cast)
    assert tasks.notice_changes() == 1
    assert tasks.notice_changes() == 0, "it waits in the queue"
    run_waiting_tasks()

    assert verdict(company).outcome == "fail"


def test_a_company_that_nobody_looked_at_is_left_alone(cast, nobody_enqueued):
    people.add_role(name="Welder", by=cast.manager)

    assert tasks.notice_changes() == 0


def test_many_companies_take_turns(monkeypatch, cast):
    monkeypatch.setattr(tasks, "ORGANIZATIONS_A_LOOK", 1)
    monkeypatch.setattr(tasks, "_turn", [0])

    seen = [tasks._whose_turn_it_is() for _look in range(4)]

    ours, other = sorted([cast.organization.pk, cast.other.pk])
    assert seen == [[ours], [other], [ours], [other]]


def test_midnight_is_declared_for_every_company():
    (midnight,) = tasks.SCHEDULES

    assert midnight.task == tasks.evaluate_all
    assert "FREQ=DAILY;BYHOUR=0" in midnight.rule


def test_erasing_a_person_drops_the_sentences_that_may_name_them(cast, room):
    leaver = people.add_person(name="Zephyrine Quatrefages", by=cast.administrator)
    leaver = records.update(leaver, by=cast.administrator, active=False)
    people_of = lambda at: at.records(Person).filter(active=False)  # noqa: E731
    reason = lambda person: f"{person.title} has left."  # noqa: E731
    # 8.6-1 does not read people: no change of a person makes it evaluated again.
    room.declare(checks={"8.6-1": lambda at: Evidence(1, (Finding(reason, Cure("Ask"), people_of(at)),))})
    runs.run_full(cast.organization.pk)
    assert "Zephyrine" in str(verdict(cast.organization, "8.6-1").findings)

    erase_person(person=leaver, by=cast.administrator, basis="request")
    run_waiting_tasks()

    assert "Zephyrine" not in str(list(Verdict.objects.values()))
    assert "Erased person has left." in str(verdict(cast.organization, "8.6-1").findings)


# Many at once --------------------------------------------------------------------------------------------------------


def test_other_companies_are_kept_apart(everyone, room):
    from everproof.kernel.tenancy import organization_scope

    room.declare(checks={DIRECT: roles_with_duties})
    for organization in (everyone.organization, everyone.other):
        with organization_scope(organization.pk):
            runs.run_full(organization.pk)

    with organization_scope(everyone.organization.pk):
        assert verdict(everyone.organization).outcome == "pass"
        assert set(Verdict.objects.filter(organization=everyone.organization).values_list("organization")) == {
            (everyone.organization.pk,)
        }
    with organization_scope(everyone.other.pk):
        assert verdict(everyone.other).outcome == "no-evidence", "it has no roles"
