"""`everproof erase`: who is erased, what is refused, what is said about the bytes that are left."""

import json

import pytest
from django.db import connection

from everproof.cli import main
from everproof.kernel import records
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope

WHERE = ("--organization", "ours")


@pytest.fixture
def left(own_database, settings, tmp_path):
    """Somebody who has left."""
    settings.EVERPROOF_DATA = tmp_path
    setup = Actor.system(own_database.organization, "setup")
    with organization_scope(own_database.organization.pk):
        person = people.add_person(name="Zephyrine Quatrefages", email="zephyrine@canary.example", by=setup)
        return records.update(person, by=setup, active=False)


def stored(person):
    with organization_scope(person.organization_id):
        return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("name", ["number", "email", "pk"])
def test_a_person_is_found_by_number_address_or_id(left, capsys, name):
    assert main(["erase", str(getattr(left, name)), "--basis", "request of 3 March", *WHERE]) == 0

    assert stored(left).title == "Erased person"
    assert f"{left.number} is erased." in capsys.readouterr().out
    with organization_scope(left.organization_id):
        noted = json.loads(bytes(LedgerEntry.objects.get(verb="kernel.erasure").body))
    assert noted["facts"]["basis"] == "request of 3 March"
    assert noted["actor"] == "system:command"


def test_who_still_works_here_is_not_erased(own_database, capsys):
    assert main(["erase", "member@ours.example", "--basis", "request", *WHERE]) == 1

    assert "Set the person inactive first" in capsys.readouterr().out
    assert stored(own_database.person("member")).title == "Mel Member"


def test_nobody_is_erased_by_mistake(own_database, capsys):
    assert main(["erase", "ghost@ours.example", "--basis", "request", *WHERE]) == 2

    assert "Nobody has the number, address or id ghost@ours.example" in capsys.readouterr().err


def test_who_may_not_erase_is_refused(left, capsys):
    assert main(["erase", left.number, "--basis", "request", *WHERE, "--as", "member@ours.example"]) == 1

    assert stored(left).title == "Zephyrine Quatrefages"


def test_what_is_left_is_said_for_a_program(left, capsys):
    assert main(["erase", left.number, "--basis", "request", *WHERE, "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["person"] == left.number
    assert bool(said["left"]) == (connection.vendor == "postgresql")


@pytest.mark.postgresql
def test_without_the_owner_the_command_says_what_to_do(left, capsys, monkeypatch):
    with monkeypatch.context() as bare:
        bare.delenv("EVERPROOF_OWNER_DATABASE_URL")
        main(["erase", left.number, "--basis", "request", *WHERE])

    assert "vacuum full kernel_person" in capsys.readouterr().out
