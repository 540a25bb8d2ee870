"""`everproof readiness`: the contract's JSON, the report for people, and its exit codes."""

import json

import pytest

from everproof.cli import main, readiness
from everproof.conformity.catalogues import catalogue_of
from everproof.conformity.models import Standing
from everproof.conformity.tests.trial import standing_alone
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope
from everproof.standards import load

STANDARD, NEWER = "iso9001-2015", "iso9001-2026"
WHERE = ("--organization", "ours")


def broken(at):
    return Evidence(
        at.records(Person), (Finding("No phone.", Cure("Enter it"), at.records(Person).order_by("number")),)
    )


@pytest.fixture
def declare(own_database):
    """Declares checks; nothing else of any room counts."""
    with standing_alone() as trial:
        yield lambda checks: trial.declare(checks=checks)


def answer(capsys, *arguments):
    code = main(["readiness", *WHERE, "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_the_contract(declare, capsys):
    declare({"5.3-1": broken, "5.3-2": lambda at: Evidence(7)})

    code, said = answer(capsys, "--standard", STANDARD)

    assert code == 1
    assert set(said) == {"standard", "at", "seconds", "outcomes", "requirements"}
    assert said["standard"] == STANDARD
    assert 0 < said["seconds"] < 60
    assert [one["id"] for one in said["requirements"]] == [atom.id for atom in load(STANDARD).atoms]
    by_id = {one["id"]: one for one in said["requirements"]}
    assert by_id["5.3-2"] == {"id": "5.3-2", "outcome": "pass", "looked_at": 7, "findings": []}
    assert by_id["5.3-1"]["outcome"] == "fail"
    first = by_id["5.3-1"]["findings"][0]
    assert first == {"record": first["record"], "reason": "No phone.", "cure": "Enter it"}
    assert first["record"].startswith("PE-")
    for outcome, number in said["outcomes"].items():
        assert number == sum(one["outcome"] == outcome for one in said["requirements"])


def test_it_is_computed_now_and_stores_nothing(own_database, capsys):
    answer(capsys)

    with organization_scope(own_database.organization.pk):
        assert not Standing.objects.exists()


def test_the_other_edition(own_database, capsys):
    _code, said = answer(capsys, "--standard", NEWER)

    assert len(said["requirements"]) == len(load(NEWER).atoms)


def test_the_report_for_people(declare, capsys):
    declare({"4.3-1": broken})

    assert main(["readiness", *WHERE]) == 1

    said = capsys.readouterr().out
    assert said.startswith("ISO 9001:2015 (fifth edition): not ready\n")
    assert "\n10      Improvement" in said
    assert "  1. 4.3-1 fail: PE-" in said
    assert "No phone. Enter it." in said
    assert "not compared with a licensed copy" in said


def test_ready_is_exit_code_nought(declare, capsys, monkeypatch):
    small = load(STANDARD).clause("5.3").all_atoms
    declare({atom.id: lambda at: Evidence(1) for atom in small})
    full = readiness._answer

    def of_one_clause(arguments):
        found = full(arguments)
        kept = {atom.id: found.results[atom.id] for atom in small}
        return readiness.Answer(found.catalogue, found.at, found.seconds, kept)

    monkeypatch.setattr(readiness, "_answer", of_one_clause)

    assert main(["readiness", *WHERE, "--json"]) == 0


def test_what_cannot_run_is_said_in_a_sentence(own_database, capsys):
    assert main(["readiness", *WHERE, "--standard", "iso9001-1987"]) == 2
    assert "There is no catalogue 'iso9001-1987'" in capsys.readouterr().err

    assert main(["readiness", "--organization", "nobody"]) == 2
    assert "There is no organisation 'nobody'" in capsys.readouterr().err


def test_a_person_is_shown_only_what_they_may_see(declare, capsys):
    declare({"5.3-1": broken})

    _code, seen = answer(capsys, "--as", "manager@ours.example")
    assert any(one["findings"] for one in seen["requirements"] if one["id"] == "5.3-1")

    _code, seen = answer(capsys, "--as", "kiosk@ours.example")
    (one,) = [one for one in seen["requirements"] if one["id"] == "5.3-1"]
    assert (one["outcome"], one["findings"]) == ("fail", [])


def test_an_installation_without_a_company_is_not_ready():
    found = readiness._of_nobody(catalogue_of(STANDARD))

    assert not found.is_ready
    assert found.outcomes["no-evidence"] == len(load(STANDARD).atoms)
    assert "everproof found" in readiness.report(found)
