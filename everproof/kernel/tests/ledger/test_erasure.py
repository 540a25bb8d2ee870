"""Erasure: the values are gone from the whole database, and every proof still holds."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from everproof.kernel import access, records, search
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger import checkpoints, sequencer, verification
from everproof.kernel.people import actions as people
from everproof.kernel.people import erasure
from everproof.kernel.people.models import Person, User
from everproof.kernel.tenancy import organization_scope

CANARIES = ("Zephyrine Quatrefages", "zephyrine@canary.example", "+49 555 0199", "Canary keeper")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def left(own_database):
    """Somebody with a login who has left, and was changed on the way."""
    cast = own_database
    setup = access.Actor.system(cast.organization, "setup")
    with organization_scope(cast.organization.pk):
        name, email, phone, job = CANARIES
        person = people.add_person(name=name, email=email, phone=phone, job_title=job, by=setup)
        people.join(user=User.objects.create_user(email, "a long enough password"), person=person, by=setup)
        people.give_responsibility(person=person, role=cast.role, by=setup)
        people.give_access(access_role="member", person=person, by=setup)
        return records.update(person, by=setup, active=False, reason="Zephyrine Quatrefages left us")


def erase(cast, person, by=None):
    with organization_scope(cast.organization.pk):
        return erasure.erase_person(person=person, by=by or cast.administrator, basis="request")


def test_the_person_is_nobody_and_the_proofs_hold(own_database, left):
    cast = own_database
    sequencer.sequence_pending()
    checkpoints.checkpoint(cast.organization.pk)

    erase(cast, left)

    sequencer.sequence_pending()
    checkpoints.checkpoint(cast.organization.pk)
    result = verification.verify(cast.organization.pk)
    assert result["findings"] == []
    with organization_scope(cast.organization.pk):
        person = Person.objects.get(pk=left.pk)
        assert (person.title, person.email, person.phone, person.job_title) == ("Erased person", "", "", "")
        assert search.find(cast.manager, "zephyrine", voided=True) == []
    assert not User.objects.filter(email=CANARIES[1]).exists()


@pytest.mark.sqlite
def test_no_byte_of_the_database_file_remembers(own_database, left):
    database = Path(connection.settings_dict["NAME"])
    assert any(canary.encode() in database_bytes(database) for canary in CANARIES)

    with organization_scope(own_database.organization.pk):
        erasure.erase_person(person=left, by=own_database.administrator, basis="request")

    connection.close()
    remains = database_bytes(database)
    found = [word for canary in CANARIES for word in (canary, canary.lower()) if word.encode() in remains]
    assert found == []


def database_bytes(path):
    """The database with its write-ahead log."""
    log = path.with_name(path.name + "-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


@pytest.mark.postgresql
def test_no_row_of_any_table_remembers(own_database, left):
    erase(own_database, left)

    with organization_scope(own_database.organization.pk), connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        for (table,) in cursor.fetchall():
            if table == "django_migrations":
                continue
            for canary in CANARIES:
                cursor.execute(f"select count(*) from {table} row where row::text ilike %s", [f"%{canary}%"])
                assert (table, canary, cursor.fetchone()[0]) == (table, canary, 0)


def test_someone_who_works_here_is_not_erased(own_database):
    with pytest.raises(Refused, match="inactive"):
        erase(own_database, own_database.person("teammate"))


def test_only_an_administrator_erases(own_database, left):
    with pytest.raises(NotAllowed):
        erase(own_database, left, by=own_database.manager)


def test_it_is_remembered_beside_the_database(own_database, left):
    erase(own_database, left)

    assert [entry["person"] for entry in erasure.remembered()] == [str(left.pk)]
    assert not any(canary in (Path(settings.EVERPROOF_DATA) / "keys/erasures.log").read_text() for canary in CANARIES)
