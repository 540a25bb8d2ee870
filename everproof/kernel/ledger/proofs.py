"""The proof that one entry stands in the log: a small text file (C2SP tlog-proof) that is checked without us."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from everproof.kernel.ledger import checkpoints
from everproof.kernel.ledger.commitments import leaf_hash
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerKey
from everproof.kernel.ledger.notes import NoteInvalid, opened
from everproof.kernel.ledger.tree import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Inclusion:
    """An entry, a checkpoint that covers it, and the hashes that lead from the one to the other."""

    entry: LedgerEntry
    checkpoint: LedgerCheckpoint
    hashes: tuple[bytes, ...]

    def text(self) -> str:
        """The file: the entry itself, its index, the hashes, and the signed checkpoint."""
        lines = [HEADER, f"extra {_base64(bytes(self.entry.body))}", f"index {self.entry.leaf_index}"]
        return "\n".join([*lines, *map(_base64, self.hashes), "", self.checkpoint.note])


@dataclass(frozen=True)
class Checked:
    """What a proof turned out to show; all three make it whole."""

    is_unchanged: bool
    is_included: bool
    is_signed: bool

    @property
    def is_whole(self) -> bool:
        return self.is_unchanged and self.is_included and self.is_signed


def covering(organization_id: int, index: int | None) -> LedgerCheckpoint | None:
    """The newest checkpoint that covers the entry of this index; None while there is none."""
    if index is None:
        return None
    found = LedgerCheckpoint.objects.filter(organization_id=organization_id, size__gt=index)
    return found.order_by("-epoch", "-size").first()


def inclusion(entry: LedgerEntry) -> Inclusion | None:
    """The proof of an entry; None while no checkpoint covers it, or where the tree behind it is no longer there."""
    checkpoint = covering(entry.organization_id, entry.leaf_index)
    if checkpoint is None or entry.leaf_index is None:
        return None
    try:
        tree = checkpoints.stored_tree(entry.organization_id, checkpoint.size)
        return Inclusion(entry, checkpoint, tuple(tree.inclusion_proof(entry.leaf_index)))
    except (checkpoints.LedgerTile.DoesNotExist, ValueError):
        return None


def check(found: Inclusion) -> Checked:
    """Recompute it: the entry's hash, the way to the root, and who signed the root."""
    organization_id, entry, checkpoint = found.entry.organization_id, found.entry, found.checkpoint
    leaf = leaf_hash(bytes(entry.body))
    index = -1 if entry.leaf_index is None else entry.leaf_index
    is_included = verify_inclusion(leaf, index, checkpoint.size, found.hashes, bytes(checkpoint.root))
    return Checked(leaf == bytes(entry.leaf_hash), is_included, _is_signed(organization_id, checkpoint))


def _is_signed(organization_id: int, checkpoint: LedgerCheckpoint) -> bool:
    """By any key that was ever ours; the note must say what the table says."""
    for key in LedgerKey.objects.filter(organization_id=organization_id):
        try:
            said = opened(checkpoint.note, {key.name: bytes(key.public_key)})
        except NoteInvalid:
            continue
        return (said.size, said.root) == (checkpoint.size, bytes(checkpoint.root))
    return False


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
