"""Every manipulation is found, by the product and by the standalone file; what is lawful stays quiet."""

import base64
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import records
from everproof.kernel.ledger import checkpoints, everproof_verify, export, keys, sequencer, verification
from everproof.kernel.ledger.commitments import leaf_hash
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.ledger.notes import Checkpoint, signed, verifier_key
from everproof.kernel.ledger.tree import of_leaves
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import databases


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


def sign(organization_id):
    sequencer.sequence_pending()
    return checkpoints.checkpoint(organization_id)


def bend(statement, *parameters):
    """SQL as somebody who owns the database would type it, past triggers, rights and the guard of these tests."""
    connection.execute_wrappers.clear()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("select name from sqlite_master where type = 'trigger' and name like '%_refuses_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"drop trigger {name}")
            cursor.execute(statement, parameters)
        return
    with databases.connected_as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table kernel_ledgerentry disable trigger user")
        cursor.execute("alter table kernel_ledgercheckpoint disable trigger user")
        cursor.execute(statement, parameters)


def found(company, held=()):
    """The kinds of findings of the product, which the standalone file must agree with."""
    ours = verification.verify(company.organization.pk, held)
    assert kinds(standalone(company, held)) >= kinds(ours) - {"frozen"} - memory_only(ours)
    return kinds(ours)


def kinds(result):
    return {finding["kind"] for finding in result["findings"]}


def memory_only(result):
    """What only the installation's own memory can know, an outsider learns from a checkpoint that was kept."""
    where = {finding["where"] for finding in result["findings"] if finding["kind"] == "held"}
    return {"held"} if where == {"this installation's memory"} else set()


def standalone(company, held=()):
    folder = Path(checkpoints.keys.folder())
    bundle = folder / "bundle.zip"
    export.write_bundle(company.organization.pk, bundle)
    return everproof_verify.verify(everproof_verify.Bundle(bundle), list(held))


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


def test_writers_may_go_on_between_checkpoints(company):
    with organization_scope(company.organization.pk):
        actions.report_nonconformity(title="Since then", by=company.manager)

    assert found(company) == set()


def entry(company, index=5):
    with organization_scope(company.organization.pk):
        return LedgerEntry.objects.get(organization=company.organization, leaf_index=index)


def test_an_edited_entry(company):
    row = entry(company)
    body = json.loads(bytes(row.body)) | {"actor": "somebody else"}
    bend("update kernel_ledgerentry set body = %s, actor = 'somebody else' where id = %s", encoded(body), key(row))

    assert "checkpoint" in found(company)


def test_an_edited_column(company):
    bend("update kernel_ledgerentry set actor = 'somebody else' where id = %s", key(entry(company)))

    assert found(company) == {"columns"}


def test_an_entry_deleted_in_the_middle(company):
    bend("delete from kernel_ledgerentry where id = %s", key(entry(company)))

    assert {"missing", "checkpoint"} <= found(company)


def test_an_entry_inserted_in_the_middle(company):
    bend(
        "update kernel_ledgerentry set leaf_index = leaf_index + 1000 where leaf_index >= 6 and organization_id = %s",
        company.organization.pk,
    )
    row = entry(company)
    body = json.loads(bytes(row.body)) | {"id": "01a20000-0000-7000-8000-000000000000", "verb": "invented"}
    body.pop("digest")
    insert_entry(company, body, index=6)
    bend(
        "update kernel_ledgerentry set leaf_index = leaf_index - 999 where leaf_index >= 1000 and organization_id = %s",
        company.organization.pk,
    )

    assert "checkpoint" in found(company)


def test_a_truncated_tail(company):
    bend("delete from kernel_ledgerentry where leaf_index >= 8 and organization_id = %s", company.organization.pk)

    assert "checkpoint" in found(company)


def test_a_rewritten_log_without_the_key(company):
    rewrite(company)
    bend("delete from kernel_ledgercheckpoint where organization_id = %s", company.organization.pk)
    forged(company, Ed25519PrivateKey.generate())

    assert "signature" in found(company)


def test_a_rewritten_log_signed_with_the_stolen_key_is_found_by_a_kept_checkpoint(company):
    kept = ("kept.txt", note(company))
    rewrite(company)
    bend("delete from kernel_ledgercheckpoint where organization_id = %s", company.organization.pk)
    forged(company, keys.signing_key())
    (Path(keys.folder()) / "checkpoints.log").unlink()

    assert "held" not in found(company)
    assert "held" in found(company, [kept])


def test_a_back_dated_entry_at_the_end(company):
    body = json.loads(bytes(entry(company).body)) | {
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
    (Path(keys.folder()) / "checkpoints.log").unlink()
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


# Tools of a forger -----------------------------------------------------------------------------------------------


def key(row):
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


def encoded(body):
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def insert_entry(company, body, index):
    raw = encoded(body)
    identity = body["id"].replace("-", "") if connection.vendor == "sqlite" else body["id"]
    bend(
        "insert into kernel_ledgerentry "
        "(id, organization_id, leaf_index, body, leaf_hash, type, record_id, version, verb, actor, at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        identity, company.organization.pk, index, raw, leaf_hash(raw), body["type"], body["record"],
        body.get("version", 0), body["verb"], body["actor"], body["at"].replace("T", " ").rstrip("Z"),
    )  # fmt: skip


def note(company):
    with organization_scope(company.organization.pk):
        return checkpoints.newest_checkpoint(company.organization.pk).note


def rewrite(company):
    """Another actor in the sixth entry, with hashes and tiles to fit."""
    row = entry(company)
    raw = encoded(json.loads(bytes(row.body)) | {"actor": "somebody else"})
    bend(
        "update kernel_ledgerentry set body = %s, leaf_hash = %s, actor = 'somebody else' where id = %s",
        raw, leaf_hash(raw), key(row),
    )  # fmt: skip
    bend("delete from kernel_ledgertile where organization_id = %s", company.organization.pk)


def forged(company, private):
    """A checkpoint over what stands there now, by whatever key the forger has."""
    with organization_scope(company.organization.pk):
        leaves = LedgerEntry.objects.filter(organization=company.organization).order_by("leaf_index")
        tree = of_leaves([bytes(leaf) for leaf in leaves.values_list("leaf_hash", flat=True)])
        text = signed(Checkpoint("test/ours", tree.size, tree.root()), name="test/ours", key=private)
        checkpoints.LedgerCheckpoint.objects.create(
            organization=company.organization, epoch=1, size=tree.size, root=tree.root(), note=text,
            signed_at=leaves.last().at,
        )  # fmt: skip
        assert base64.b64decode(text.split("\n")[2]) == tree.root()
        assert Nonconformity.objects.exists()
