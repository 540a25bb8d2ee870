"""Signs what the tree says, after proving that it only grew; freezes the log when it did not."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Max

from everproof.kernel import clock
from everproof.kernel.ledger import keys, notes
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerKey, LedgerLog, LedgerTile
from everproof.kernel.ledger.notes import Checkpoint
from everproof.kernel.ledger.tree import WIDTH, Tree
from everproof.kernel.tenancy import organization_scope

logger = logging.getLogger(__name__)

# Leaves added to the tiles in one go; 32 bytes each.
BATCH = 50_000
LOCK_SPACE = 0x4C4543  # "LEC": whoever works on a log's tiles and checkpoints


class Frozen(Exception):
    """The log is frozen: something that was signed is no longer there. Work goes on, nothing is signed."""


def checkpoint(organization_id: int) -> LedgerCheckpoint | None:
    """Bring the tiles up to the entries and sign the tree as it stands; None when there is nothing new.

    Raises Frozen (and freezes the log) when the last signed checkpoint is no beginning of the tree.
    """
    with organization_scope(organization_id), transaction.atomic():
        log = _locked_log(organization_id)
        if log is None or log.state == LedgerLog.State.FROZEN:
            return None
        tree = _grown_tree(organization_id)
        reason = _contradiction(log, tree)
        if not reason:
            return _sign(log, tree)
        _freeze(log, reason)
    raise Frozen(reason)


def due() -> list[int]:
    """Organisations whose newest entry stands in no checkpoint yet."""
    from everproof.kernel.tenancy.models import Organization

    found = []
    for organization_id in Organization.objects.values_list("pk", flat=True):
        with organization_scope(organization_id):
            entries = LedgerEntry.objects.filter(organization_id=organization_id)
            newest = entries.aggregate(newest=Max("leaf_index"))["newest"]
            signed = newest_checkpoint(organization_id)
        if newest is not None and (signed is None or signed.size <= newest):
            found.append(organization_id)
    return found


def checkpoint_due() -> int:
    """Sign for every organisation that has something new; gives how many checkpoints were signed."""
    signed = 0
    for organization_id in due():
        try:
            signed += checkpoint(organization_id) is not None
        except Frozen as frozen:
            logger.critical("The ledger of organisation %s is frozen: %s", organization_id, frozen)
    return signed


def newest_checkpoint(organization_id: int) -> LedgerCheckpoint | None:
    """The newest signed checkpoint of the log's current epoch."""
    return LedgerCheckpoint.objects.filter(organization_id=organization_id).order_by("-epoch", "-size").first()


def stored_tree(organization_id: int, size: int) -> Tree:
    """The tree over the organisation's stored tiles, for proofs. Runs inside the organisation's scope."""

    def read(level: int, number: int) -> bytes:
        tile = LedgerTile.objects.get(organization_id=organization_id, level=level, number=number)
        return bytes(tile.hashes)

    return Tree(read, size)


def _locked_log(organization_id: int) -> LedgerLog | None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s, hashint8(%s))", [LOCK_SPACE, organization_id])
            if not cursor.fetchone()[0]:
                return None
    return LedgerLog.objects.filter(organization_id=organization_id).first()


def _grown_tree(organization_id: int) -> Tree:
    """The tree with every entry that has an index; new tiles are stored."""
    tree = stored_tree(organization_id, _tiled_size(organization_id))
    for leaf_hashes in _leaf_hashes(organization_id, start=tree.size):
        dirty = tree.appended(leaf_hashes)
        LedgerTile.objects.bulk_create(
            [
                LedgerTile(
                    organization_id=organization_id,
                    level=level,
                    number=number,
                    width=len(hashes) // 32,
                    hashes=hashes,
                )
                for (level, number), hashes in dirty.items()
            ],
            update_conflicts=True,
            unique_fields=["organization", "level", "number"],
            update_fields=["width", "hashes"],
            batch_size=200,
        )
    return tree


def _tiled_size(organization_id: int) -> int:
    last = (
        LedgerTile.objects.filter(organization_id=organization_id, level=0)
        .order_by("-number")
        .values_list("number", "width")
        .first()
    )
    return last[0] * WIDTH + last[1] if last else 0


def _leaf_hashes(organization_id: int, *, start: int) -> Iterator[list[bytes]]:
    """Leaf hashes from index `start` on, in batches, up to the first index that is missing."""
    while True:
        rows = list(
            LedgerEntry.objects.filter(
                organization_id=organization_id, leaf_index__gte=start, leaf_index__lt=start + BATCH
            )
            .order_by("leaf_index")
            .values_list("leaf_index", "leaf_hash")
        )
        if [index for index, _hash in rows] != list(range(start, start + len(rows))):
            raise Frozen(f"an entry before index {start + len(rows)} is missing")
        if not rows:
            return
        yield [bytes(leaf_hash) for _index, leaf_hash in rows]
        start += len(rows)


def _contradiction(log: LedgerLog, tree: Tree) -> str:
    """What was signed or remembered and is not the beginning of this tree; empty when all is well."""
    signed = newest_checkpoint(log.organization_id)
    if signed is not None and signed.epoch == log.epoch:
        if signed.size > tree.size:
            return f"a checkpoint of {signed.size} entries was signed, but only {tree.size} are there"
        if tree.root(signed.size) != bytes(signed.root):
            return f"the first {signed.size} entries are not those that were signed"
    memory = keys.remembered(log.origin)
    if memory is not None and memory.epoch == log.epoch:
        known = memory.checkpoint
        if known.size > tree.size:
            return f"this installation remembers a checkpoint of {known.size} entries, but only {tree.size} are there"
        if tree.root(known.size) != known.root:
            return f"the first {known.size} entries are not those this installation remembers having signed"
    return ""


def _sign(log: LedgerLog, tree: Tree) -> LedgerCheckpoint | None:
    last = newest_checkpoint(log.organization_id)
    if tree.size == 0 or (last is not None and last.epoch == log.epoch and last.size == tree.size):
        return None
    key = keys.signing_key()
    _publish_key(log, key.public_key().public_bytes_raw(), tree.size)
    note = notes.signed(Checkpoint(log.origin, tree.size, tree.root()), name=log.origin, key=key)
    keys.remember(log.epoch, note)
    return LedgerCheckpoint.objects.create(
        organization_id=log.organization_id,
        epoch=log.epoch,
        size=tree.size,
        root=tree.root(),
        note=note,
        signed_at=clock.now(),
    )


def _publish_key(log: LedgerLog, public_key: bytes, size: int) -> None:
    """Keep the public key with the log the first time it signs; the one before is retired there."""
    known = LedgerKey.objects.filter(organization_id=log.organization_id, public_key=public_key)
    if known.exists():
        return
    LedgerKey.objects.filter(organization_id=log.organization_id, retired_at_index=None).update(retired_at_index=size)
    LedgerKey.objects.create(
        organization_id=log.organization_id,
        name=log.origin,
        public_key=public_key,
        valid_from_index=0 if not LedgerKey.objects.filter(organization_id=log.organization_id).exists() else size,
        created_at=clock.now(),
    )


def _freeze(log: LedgerLog, reason: str) -> None:
    LedgerLog.objects.filter(pk=log.pk).update(state=LedgerLog.State.FROZEN, frozen_reason=reason)
