"""Every manipulation is found, by the product and by the standalone file; what is lawful stays quiet."""

import json
import subprocess
import sys
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from everproof.improvement import actions
from everproof.kernel import records
from everproof.kernel.ledger import everproof_verify, export, keys, reading, verification
from everproof.kernel.ledger.commitments import leaf_hash
from everproof.kernel.ledger.erasure import erase_versions
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.ledger.notes import Checkpoint, signed, verifier_key
from everproof.kernel.ledger.tree import of_leaves
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.ledger.forger import (
    bend,
    encoded,
    entry,
    forged,
    forget_memory,
    found,
    insert_entry,
    key,
    kinds,
    move_up,
    note,
    rewrite,
    sign,
)


@pytest.fixture
def company(own_database, settings, tmp_path):
    """A company with some history, signed; in a database that can be bent."""
    settings.EVERPROOF_DATA = tmp_path
    with organization_scope(own_database.organization.pk):
        for number in range(12):
            record = actions.report_nonconformity(title=f"Leak {number}", by=own_database.manager, description="Water")
        records.update(record, by=own_database.manager, title="Changed", reason="Misspelt")
    sign(own_database.organization.pk)
    return own_database


def test_an_honest_ledger_is_quiet(company):
    assert found(company) == set()


def test_the_counts_add_up(company):
    result = verification.verify(company.organization.pk)

    with organization_scope(company.organization.pk):
        assert (
            result["counts"]["entries"]
            == result["size"]
            == LedgerEntry.objects.filter(organization=company.organization).count()
        )
    assert result["counts"]["checkpoints"] == result["counts"]["signatures"] == 1


def test_other_processes_find_the_same(company, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 5)
    bend("update improvement_nonconformity set severity = 'low' where title = 'Changed'")
    bend("update kernel_ledgerentry set actor = 'somebody else' where id = %s", key(entry(company, 7)))

    alone = verification.verify(company.organization.pk, helpers=0)
    helped = verification.verify(company.organization.pk, helpers=2)

    assert kinds(alone) == {"columns", "live"}
    assert helped == alone


def test_the_tree_alone_is_checked_without_values_and_live_records(company):
    bend("update improvement_nonconformity set severity = 'low' where title = 'Changed'")
    assert verification.verify(company.organization.pk, only_tree=True)["findings"] == []

    bend("delete from kernel_ledgerentry where id = %s", key(entry(company, 5)))

    assert {"missing", "checkpoint"} <= kinds(verification.verify(company.organization.pk, only_tree=True))


def test_the_values_of_an_entry_that_is_gone_belong_to_none(company):
    bend("delete from kernel_ledgerentry where id = %s", key(entry(company, 5)))

    assert "version" in found(company)


def test_a_gap_wider_than_a_portion_is_found(company, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    bend(
        "delete from kernel_ledgerentry where leaf_index between 3 and 8 and organization_id = %s",
        company.organization.pk,
    )

    assert {"missing", "checkpoint"} <= found(company)


def test_a_value_put_back_in_place_of_an_erased_one_is_found(company):
    with organization_scope(company.organization.pk):
        row = RecordVersion.objects.filter(type="nonconformity", version=2).get()
        erase_versions(company.organization.pk, "nonconformity", str(row.record_id), ["description"])
        row.refresh_from_db()
    assert found(company) == set()

    values = row.values | {"description": "Nothing happened"}
    bend('update kernel_recordversion set "values" = %s where id = %s', json.dumps(values), row.pk)

    assert "value" in found(company)


def test_writers_may_go_on_between_checkpoints(company):
    with organization_scope(company.organization.pk):
        actions.report_nonconformity(title="Since then", by=company.manager)

    assert found(company) == set()


def test_an_edited_entry(company):
    row = entry(company, 5)
    body = json.loads(bytes(row.body)) | {"actor": "somebody else"}
    bend("update kernel_ledgerentry set body = %s, actor = 'somebody else' where id = %s", encoded(body), key(row))

    assert "checkpoint" in found(company)


def test_an_edited_column(company):
    bend("update kernel_ledgerentry set actor = 'somebody else' where id = %s", key(entry(company, 5)))

    assert found(company) == {"columns"}


def test_an_entry_deleted_in_the_middle(company):
    bend("delete from kernel_ledgerentry where id = %s", key(entry(company, 5)))

    assert {"missing", "checkpoint"} <= found(company)


def test_an_entry_inserted_in_the_middle(company):
    move_up(company, 6)
    row = entry(company, 5)
    body = json.loads(bytes(row.body)) | {"id": "01a20000-0000-7000-8000-000000000000", "verb": "invented"}
    body.pop("digest")
    insert_entry(company, body, index=6)

    assert "checkpoint" in found(company)


def test_a_truncated_tail(company):
    bend("delete from kernel_ledgerentry where leaf_index >= 8 and organization_id = %s", company.organization.pk)

    assert "checkpoint" in found(company)


def test_a_rewritten_log_without_the_key(company):
    rewrite(company, 5)
    forged(company, Ed25519PrivateKey.generate())

    assert "signature" in found(company)


def test_a_rewritten_log_signed_with_the_stolen_key_is_found_by_a_kept_checkpoint(company):
    kept = ("kept.txt", note(company))
    rewrite(company, 5)
    forged(company, keys.signing_key())
    forget_memory()

    assert "held" not in found(company)
    assert "held" in found(company, [kept])


def test_a_back_dated_entry_at_the_end(company):
    body = json.loads(bytes(entry(company, 5).body)) | {
        "id": "01a20000-0000-7000-8000-000000000001", "at": "2020-01-01T00:00:00.000000Z",
    }  # fmt: skip
    body.pop("digest")
    with organization_scope(company.organization.pk):
        size = LedgerEntry.objects.filter(organization=company.organization).count()
    insert_entry(company, body, index=size)
    sign(company.organization.pk)

    assert "time" in found(company)


def test_a_roll_back_with_work_going_on_is_found_by_a_kept_checkpoint(company):
    kept = ("kept.txt", note(company))
    bend("delete from kernel_ledgercheckpoint where organization_id = %s", company.organization.pk)
    bend("delete from kernel_ledgerentry where leaf_index >= 8 and organization_id = %s", company.organization.pk)
    bend("delete from kernel_ledgertile where organization_id = %s", company.organization.pk)
    forget_memory()
    with organization_scope(company.organization.pk):
        for number in range(20):
            actions.report_nonconformity(title=f"After {number}", by=company.manager)
    sign(company.organization.pk)

    assert "held" in found(company, [kept])


def test_a_fork_is_found_by_whoever_saw_the_other_branch(company):
    other_branch = of_leaves([leaf_hash(b"another history")] * 9)
    shown = signed(Checkpoint("test/ours", 9, other_branch.root()), name="test/ours", key=keys.signing_key())

    assert "held" not in found(company)
    assert "held" in found(company, [("shown to another auditor", shown)])


def test_a_kept_value_edited(company):
    bend(
        "update kernel_recordversion set \"values\" = %s where type = 'nonconformity' and version = 2",
        json.dumps({"title": "Nicer"}),
    )

    assert "value" in found(company)


def test_a_live_record_edited_with_sql(company):
    bend("update improvement_nonconformity set severity = 'low' where title = 'Changed'")

    assert found(company) == {"live"}


def test_a_live_record_deleted_with_sql(company):
    bend("delete from improvement_nonconformity where title = 'Changed'")

    assert found(company) == {"live"}


def test_a_record_made_with_sql(company):
    bend(
        "update improvement_nonconformity set id = %s where title = 'Changed'",
        "01a20000000070008000000000000009" if connection.vendor == "sqlite" else "01a20000-0000-7000-8000-000000000009",
    )

    assert found(company) == {"live"}


def test_a_log_that_was_frozen_says_so(company):
    bend(
        "update kernel_ledgerlog set state = 'frozen', frozen_reason = 'Bent.' where organization_id = %s",
        company.organization.pk,
    )

    assert "frozen" in found(company)


def test_another_companys_findings_are_not_ours(company):
    bend("update kernel_person set title = 'Other' where title = 'Stan Stranger'")

    assert found(company) == set()


def test_the_file_needs_nothing_but_python(company, tmp_path):
    export.write_bundle(company.organization.pk, tmp_path / "bundle.zip")
    outside = tmp_path / "outside"
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        bundle.extractall(outside)
    (outside / "kept.txt").write_text(note(company), encoding="utf-8")
    public = verifier_key("test/ours", keys.signing_key().public_key().public_bytes_raw())

    done = subprocess.run(
        [sys.executable, "-I", "-S", "everproof_verify.py", ".", "--checkpoint", "kept.txt", "--key", public],
        cwd=outside,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout


def test_a_damaged_bundle_is_no_traceback(tmp_path):
    (tmp_path / "bundle.zip").write_bytes(b"PK nonsense")

    assert everproof_verify.main([str(tmp_path / "bundle.zip")]) == 2


def test_the_own_signature_check_agrees_with_the_library():
    for number in range(40):
        key = Ed25519PrivateKey.generate()
        public, message = key.public_key().public_bytes_raw(), f"message {number}".encode()
        signature = bytearray(key.sign(message))
        assert everproof_verify.ed25519_verify(public, message, bytes(signature))
        signature[number] ^= 1 << number % 8
        assert not everproof_verify.ed25519_verify(public, message, bytes(signature))
