"""Signs what the tree says, after proving that it only grew; freezes the log when it did not."""

from __future__ import annotations

import bisect
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.errors import Refused
from everproof.kernel.ledger import keys, notes, writer
from everproof.kernel.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerKey,
    LedgerLog,
    LedgerTile,
    LedgerWitness,
)
from everproof.kernel.ledger.notes import Checkpoint
from everproof.kernel.ledger.tree import WIDTH, Tree
from everproof.kernel.tenancy import organization_scope

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.tenancy.models import Organization

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
            epoch = LedgerLog.objects.filter(organization_id=organization_id).values_list("epoch", flat=True).first()
        if newest is not None and (signed is None or signed.epoch != epoch or signed.size <= newest):
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


@transaction.atomic
def open_epoch(organization: Organization, reason: str, by: Actor) -> LedgerLog:
    """Begin a new epoch after a restore, or after history was bent: what was signed and is gone is named and given up.

    The first entry of the epoch says up to where the entries are those that were signed (`kept`), how many were signed
    or handed out before (`known`), why, and, as its actor, who decided it. All epochs share one tree; a checkpoint of
    an earlier epoch still holds up to `kept`, and whoever kept a later one is still told that it is not there.
    `reason` stands in the entry as it is: no personal data. Runs inside the organisation's scope.
    """
    log = _locked_log(organization.pk)
    if log is None:
        raise Refused(_("Somebody works on this ledger at this moment. Try again."))
    LedgerTile.objects.filter(organization_id=organization.pk).delete()
    try:
        tree = _grown_tree(organization.pk)
    except Frozen as frozen:
        raise Refused(
            _("Entries are missing in the middle. Restore a backup first; nothing can follow a gap.")
        ) from frozen
    memory = keys.remembered(log.origin)
    facts = {
        "epoch": max(log.epoch, memory.epoch if memory else 0) + 1,
        "kept": _kept(log, tree, memory),
        "known": max(_known_sizes(log, memory), default=0),
        "reason": reason[:200],
    }
    LedgerLog.objects.filter(pk=log.pk).update(epoch=facts["epoch"], state=LedgerLog.State.ACTIVE, frozen_reason="")
    writer.note(by, "kernel.ledger.open_epoch", type="ledger", record_id=organization.slug[:40], facts=facts)
    log.refresh_from_db()
    return log


def _kept(log: LedgerLog, tree: Tree, memory: keys.Memory | None) -> int:
    """The largest size signed in the last epoch whose entries are still those that were signed.

    A tree that fits a checkpoint fits every smaller one of the same epoch, so halving finds the last that fits.
    """
    signed = newest_checkpoint(log.organization_id)
    epoch = signed.epoch if signed else log.epoch
    rows = LedgerCheckpoint.objects.filter(organization_id=log.organization_id, epoch=epoch, size__lte=tree.size)
    known = [(size, bytes(root)) for size, root in rows.values_list("size", "root")]
    if memory is not None and memory.epoch == epoch and memory.checkpoint.size <= tree.size:
        known.append((memory.checkpoint.size, memory.checkpoint.root))
    known.sort()
    first_wrong = bisect.bisect(known, 0, key=lambda pair: int(tree.root(pair[0]) != pair[1]))
    return known[first_wrong - 1][0] if first_wrong else 0


def _known_sizes(log: LedgerLog, memory: keys.Memory | None) -> Iterator[int]:
    """What anybody is known to hold: our own checkpoints, the memory beside the key, witnesses."""
    own = {"organization_id": log.organization_id}
    for model in (LedgerCheckpoint, LedgerWitness):
        yield model.objects.filter(**own).aggregate(most=Max("size"))["most"] or 0
    if memory is not None:
        yield memory.checkpoint.size


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
        if [index for index, _leaf in rows] != list(range(start, start + len(rows))):
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
    if memory is not None and memory.epoch > log.epoch:
        return f"this installation remembers epoch {memory.epoch} of this log, but it is in epoch {log.epoch}"
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
