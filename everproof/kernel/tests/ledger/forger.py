"""Tools of a forger who owns server and database, and of those who look for the traces.

`company` is whoever has an `organization`: the cast, or a company of a prepared base.
"""

import json
from pathlib import Path

from django.db import connection

from everproof.kernel.ledger import checkpoints, everproof_verify, export, keys, sequencer, verification
from everproof.kernel.ledger.commitments import leaf_hash
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry
from everproof.kernel.ledger.notes import Checkpoint, signed
from everproof.kernel.ledger.tree import of_leaves
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import databases

TRIGGERS = ("kernel_ledgerentry", "kernel_ledgercheckpoint")


# Looking -------------------------------------------------------------------------------------------------------------


def sign(organization_id):
    """Give every entry its index and sign."""
    sequencer.sequence_pending()
    return checkpoints.checkpoint(organization_id)


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
    """What the file alone finds in an export."""
    bundle = keys.folder() / "bundle.zip"
    export.write_bundle(company.organization.pk, bundle)
    return everproof_verify.verify(everproof_verify.Bundle(bundle), list(held))


def note(company):
    """The newest checkpoint, as somebody outside keeps it."""
    with organization_scope(company.organization.pk):
        return checkpoints.newest_checkpoint(company.organization.pk).note


def entry(company, index):
    with organization_scope(company.organization.pk):
        return LedgerEntry.objects.get(organization=company.organization, leaf_index=index)


# Bending -------------------------------------------------------------------------------------------------------------


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
        for table in TRIGGERS:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(statement, parameters)


def bend_log(statement, company, *parameters):
    """SQL whose last parameter is the company."""
    bend(statement, *parameters, company.organization.pk)


def key(row):
    return as_key(row.pk)


def as_key(identity):
    return identity.hex if connection.vendor == "sqlite" else identity


def encoded(body):
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def body_of(row):
    return json.loads(bytes(row.body))


def replace_entry(row, **changes):
    """Other words in an entry, with the hash to fit."""
    raw = encoded(body_of(row) | changes)
    bend(
        "update kernel_ledgerentry set body = %s, leaf_hash = %s, actor = %s where id = %s",
        raw, leaf_hash(raw), changes.get("actor", row.actor), key(row),
    )  # fmt: skip


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


def move_up(company, index):
    """Make room at an index: all later entries are one place further."""
    bend_log("update kernel_ledgerentry set leaf_index = leaf_index + 100000 where leaf_index >= %s and "
             "organization_id = %s", company, index)  # fmt: skip
    bend_log("update kernel_ledgerentry set leaf_index = leaf_index - 99999 where leaf_index >= 100000 and "
             "organization_id = %s", company)  # fmt: skip


def rewrite(company, index):
    """Another actor in one entry, with hashes and tiles to fit, and no checkpoint that says otherwise."""
    replace_entry(entry(company, index), actor="somebody else")
    forget_signatures(company)


def forget_signatures(company):
    bend_log("delete from kernel_ledgertile where organization_id = %s", company)
    bend_log("delete from kernel_ledgercheckpoint where organization_id = %s", company)


def forget_memory():
    (Path(keys.folder()) / "checkpoints.log").unlink(missing_ok=True)


def forged(company, private):
    """A checkpoint over what stands there now, by whatever key the forger has."""
    origin = company.organization.origin
    with organization_scope(company.organization.pk):
        leaves = LedgerEntry.objects.filter(organization=company.organization).order_by("leaf_index")
        tree = of_leaves([bytes(leaf) for leaf in leaves.values_list("leaf_hash", flat=True)])
        LedgerCheckpoint.objects.create(
            organization=company.organization, epoch=1, size=tree.size, root=tree.root(),
            note=signed(Checkpoint(origin, tree.size, tree.root()), name=origin, key=private),
            signed_at=leaves.last().at,
        )  # fmt: skip
