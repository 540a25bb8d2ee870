"""Checkpoints: signed as notes, only after the tree is proven to have grown, never again after it was bent."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from everproof.improvement import actions
from everproof.kernel.ledger import checkpoints, keys, notes, sequencer
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerKey, LedgerLog, LedgerTile
from everproof.kernel.ledger.notes import Checkpoint
from everproof.kernel.ledger.tree import of_leaves, verify_inclusion
from everproof.kernel.tenancy import organization_scope


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def grown(cast):
    """A log that grows: `grown(3)` adds three entries, gives them their index, and signs."""

    def more(count):
        for _number in range(count):
            actions.report_nonconformity(title="Leak", by=cast.manager)
        if connection.vendor == "postgresql":
            sequencer.sequence(cast.organization.pk)
        return checkpoints.checkpoint(cast.organization.pk)

    return more


def public_keys(cast):
    return {key.name: bytes(key.public_key) for key in LedgerKey.objects.filter(organization=cast.organization)}


def test_a_checkpoint_says_origin_size_and_root(cast, grown):
    signed = grown(3)

    opened = notes.opened(signed.note, public_keys(cast))

    leaves = LedgerEntry.objects.filter(organization=cast.organization).order_by("leaf_index")
    tree = of_leaves([bytes(leaf) for leaf in leaves.values_list("leaf_hash", flat=True)])
    assert opened == Checkpoint("test/ours", tree.size, tree.root())


def test_nothing_new_is_not_signed_again(cast, grown):
    grown(1)

    assert checkpoints.checkpoint(cast.organization.pk) is None


def test_every_entry_is_proven_from_the_stored_tiles(cast, grown):
    grown(300)
    signed = grown(5)
    tree = checkpoints.stored_tree(cast.organization.pk, signed.size)

    entries = LedgerEntry.objects.filter(organization=cast.organization, leaf_index__in=[0, 255, 256, signed.size - 1])
    proven = [
        verify_inclusion(
            bytes(entry.leaf_hash),
            entry.leaf_index,
            signed.size,
            tree.inclusion_proof(entry.leaf_index),
            bytes(signed.root),
        )
        for entry in entries
    ]
    assert proven == [True] * 4


def test_a_bent_tree_freezes_the_log_and_is_never_signed(cast, grown):
    grown(3)
    tile = LedgerTile.objects.get(organization=cast.organization, level=0, number=0)
    tile.hashes = bytes(32) + bytes(tile.hashes)[32:]
    tile.save()
    actions.report_nonconformity(title="One more", by=cast.manager)

    with pytest.raises(checkpoints.Frozen, match="not those that were signed"):
        grown(1)

    log = LedgerLog.objects.get(organization=cast.organization)
    assert log.state == "frozen"
    assert grown(1) is None
    assert LedgerCheckpoint.objects.filter(organization=cast.organization).count() == 1


def test_work_goes_on_while_the_log_is_frozen(cast):
    LedgerLog.objects.filter(organization=cast.organization).update(state="frozen")

    assert actions.report_nonconformity(title="Still here", by=cast.manager).number


def test_a_roll_back_is_noticed_from_the_memory_beside_the_key(everyone):
    organization_id, sizes = everyone.organization.pk, []

    def work_and_sign(reports):
        with organization_scope(organization_id):
            for _number in range(reports):
                actions.report_nonconformity(title="Leak", by=everyone.manager)
        sequencer.sequence_pending()
        signed = checkpoints.checkpoint(organization_id)
        sizes.append(signed.size if signed else None)

    with transaction.atomic():
        work_and_sign(5)
        transaction.set_rollback(True)  # the database as it was before, under the same key folder

    with pytest.raises(checkpoints.Frozen, match="remembers"):
        work_and_sign(2)
    assert len(sizes) == 1


def test_a_new_key_takes_over_and_both_notes_stay_valid(cast, grown):
    first = grown(1)
    keys.rotate()
    second = grown(1)

    by_time = [bytes(key.public_key) for key in LedgerKey.objects.filter(organization=cast.organization).order_by("pk")]
    assert len(by_time) == 2
    assert notes.opened(first.note, {"test/ours": by_time[0]}).size == first.size
    assert notes.opened(second.note, {"test/ours": by_time[1]}).size == second.size
    with pytest.raises(notes.NoteInvalid):
        notes.opened(second.note, {"test/ours": by_time[0]})


def test_the_key_is_readable_by_its_owner_alone(cast, grown, tmp_path):
    grown(1)

    assert (tmp_path / "keys" / "ledger.pem").stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in b"".join(bytes(key.public_key) for key in LedgerKey.objects.all())


@pytest.mark.parametrize(
    "note",
    [
        "",
        "x",
        "o\n1\nAAAA\n",
        "o\n1\nAAAA\n\n— o AAAA\n",
        "o\n-1\n" + "A" * 44 + "\n\n— o AAAA\n",
        "\n\n\n",
        "x" * 20_000,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(notes.NoteInvalid):
        notes.opened(note, {"o": bytes(32)})


def test_a_note_with_one_changed_byte_is_refused():
    key = Ed25519PrivateKey.generate()
    note = notes.signed(Checkpoint("test/x", 7, bytes(32)), name="test/x", key=key)
    known = {"test/x": key.public_key().public_bytes_raw()}
    assert notes.opened(note, known).size == 7

    for at in range(len(note)):
        changed = note[:at] + chr(ord(note[at]) ^ 1) + note[at + 1 :]
        with pytest.raises(notes.NoteInvalid):
            notes.opened(changed, known)
