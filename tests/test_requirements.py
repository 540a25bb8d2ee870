"""Each automated requirement has its check and the violation that proves it, or stands on the list of missing ones."""

import os

import pytest
from django.db import connection

from everproof.conformity import catalogues, fault_injection
from everproof.demo import model
from everproof.kernel import clock, modules
from everproof.kernel.testing import databases
from everproof.standards import load
from tests import missing_checks
from tests.missing_checks import STANDARDS

every_standard = pytest.mark.parametrize("standard", STANDARDS)


@pytest.fixture(scope="session", autouse=True)
def recorded():
    if os.environ.get("RECORD_MISSING_CHECKS") == "1":
        missing_checks.record()


def declared(kind):
    return {one.atom: fault_injection.room_of(one) for one in modules.declared(kind)}


# Both directions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["checks", "faults"])
def test_each_names_a_requirement_that_exists(kind):
    known = {atom.id for standard in STANDARDS for atom in load(standard).atoms if atom.automated}

    assert {atom: room for atom, room in declared(kind).items() if atom not in known} == {}


def test_each_check_has_its_violation_and_each_violation_its_check():
    checks, faults = declared("checks"), declared("faults")

    assert {atom: f"add fault_… to {room}" for atom, room in checks.items() if atom not in faults} == {}
    assert {atom: f"add check_… to {room}" for atom, room in faults.items() if atom not in checks} == {}


def test_check_and_violation_stand_in_one_room():
    checks, faults = declared("checks"), declared("faults")

    assert {atom: (room, faults[atom]) for atom, room in checks.items() if faults.get(atom, room) != room} == {}


def test_each_requirement_has_a_check_or_is_listed():
    unlisted = missing_checks.missing().keys() - missing_checks.listed().keys()

    assert sorted(unlisted) == [], "write check and violation; the list takes nothing new"


def test_what_has_a_check_is_not_listed():
    done = missing_checks.listed().keys() - missing_checks.missing().keys()

    assert sorted(done) == [], "take it off docs/reference/missing-checks.md (RECORD_MISSING_CHECKS=1)"


def test_the_list_says_what_each_waits_for():
    now = missing_checks.missing()

    wrong = {
        key: f"waits for {', '.join(now[key].waits_for) or 'nothing'}"
        for key, one in missing_checks.listed().items()
        if key in now and one.waits_for != now[key].waits_for
    }
    assert wrong == {}, "renew docs/reference/missing-checks.md (RECORD_MISSING_CHECKS=1)"


def test_what_waits_for_no_record_type_gives_a_reason():
    assert [key for key, one in missing_checks.listed().items() if not one.waits_for and not one.reason] == []


# The model company ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trials(request, django_db_setup, django_db_blocker):
    """The violations of every catalogue, tried once on one model company."""
    with django_db_blocker.unblock(), databases.cloned():
        company = model.build(anchor=clock.now())
        chosen = {standard: to_try(standard) for standard in STANDARDS}
        say = request.config.pluginmanager.get_plugin("terminalreporter").write_line
        for standard, atoms in chosen.items():
            every = len(fault_injection.checks_of(load(standard)))
            say(f"{standard} on {connection.vendor}: {len(atoms)} of {every} violations are tried")
        yield {
            standard: fault_injection.try_all(
                load(standard), organization_id=company.organization.pk, today=company.today, atoms=atoms
            )
            for standard, atoms in chosen.items()
        }


def to_try(standard):
    """All; on PostgreSQL, where they take longer, of a later edition only those whose rule is its own.

    The others have the same check and the same violation as in the edition before, which is tried as a whole.
    """
    atoms = list(fault_injection.checks_of(load(standard)))
    if connection.vendor == "sqlite":
        return atoms
    return [atom for atom in atoms if catalogues.rule_of(standard, atom) == (atom, standard)]


@pytest.mark.slow
@every_standard
def test_the_model_company_passes_whatever_has_a_check(trials, standard):
    assert {f"{one.id} ({one.room})": (one.outcome, one.reasons) for one in trials[standard].unmet} == {}


@pytest.mark.slow
@every_standard
def test_each_violation_is_noticed_or_prevented(trials, standard):
    missed = [one for one in trials[standard].atoms if not (one.detected or one.prevented)]

    assert {f"{one.id} ({one.room})": one.problem for one in missed} == {}
    assert len(trials[standard].atoms) > 20


@pytest.mark.slow
@every_standard
def test_no_unrelated_requirement_changes_with_a_violation(trials, standard):
    side_effects = [one for one in trials[standard].atoms if one.collateral]

    assert {f"{one.id} ({one.room})": one.collateral for one in side_effects} == {}
