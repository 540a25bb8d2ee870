"""A trial restore leaves a record: who, when, of which backup, and whether all of it came back."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from everproof.kernel.drills.actions import record_backup_test
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.errors import NotAllowed

NEW = "/ours/kernel/backup-tests/new/"


@pytest.mark.django_db
def test_an_administrator_records_one(sign_in, cast):
    sign_in("administrator").post(
        NEW, {"title": "Restored on the spare server", "performed_on": "2026-03-04", "result": "pass"}
    )

    found = BackupTest.objects.get()
    assert (found.result, str(found.performed_on), found.created_by_id) == (
        "pass",
        "2026-03-04",
        cast.administrator.person_id,
    )
    assert {"audit-trail", "nonconformity", "person"} <= set(found.covered_types)


@pytest.mark.django_db
def test_a_member_records_none(sign_in, cast):
    assert sign_in("member").get(NEW).status_code == 403
    with pytest.raises(NotAllowed):
        record_backup_test(by=cast.member, result="pass")


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_drill_restores_elsewhere_and_leaves_its_record(own_database, tmp_path, settings):
    folder = tmp_path / "set"
    assert run("backup", str(folder)).returncode == 0

    done = run("restore", str(folder), "--drill", "--json")

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)["ours"]
    connection.close()
    found = BackupTest.objects.get(organization=own_database.organization)
    assert (found.number, found.result, outcome["result"]) == (outcome["record"], "pass", "pass")
    assert found.backup_made_at is not None
    assert "ledger entries verified" in found.findings


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_damaged_backup_leaves_a_failed_drill(own_database, tmp_path):
    folder = tmp_path / "set"
    run("backup", str(folder))
    (folder / "database.sqlite3").write_bytes(b"not what it was")

    done = run("restore", str(folder), "--drill")

    assert done.returncode == 1
    connection.close()
    found = BackupTest.objects.get(organization=own_database.organization)
    assert (found.result, found.covered_types) == ("fail", [])
    assert "damaged" in found.findings


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "everproof.cli", *arguments],
        env={**os.environ, "EVERPROOF_ENV": "test"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
