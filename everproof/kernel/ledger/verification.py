"""`verify`: the same checks as the standalone verifier, over the live database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

from everproof.kernel.ledger import keys, reading
from everproof.kernel.ledger.everproof_verify import Verification
from everproof.kernel.ledger.models import LedgerEntry, LedgerKey, LedgerLog, RecordVersion
from everproof.kernel.tenancy import organization_scope

T = TypeVar("T")
PORTION = 1000


def verify(
    organization_id: int, held: Sequence[tuple[str, str]] = (), *, progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Recompute the tree and compare: entries, checkpoints, kept values, live records, the installation's own memory.

    `held` are (name, note) of checkpoints that somebody outside kept. Gives counts and all findings; nothing is
    changed. Everything is read from one state of the database. `progress` is told how many rows were looked at; they
    are about `work_of`.
    """
    with one_moment(), organization_scope(organization_id):
        log = LedgerLog.objects.get(organization_id=organization_id)
        checking = Verification(log.origin)
        signed = reading.checkpoints(organization_id)
        known = [(key.name, bytes(key.public_key)) for key in LedgerKey.objects.filter(organization_id=organization_id)]
        memory = keys.remembered(log.origin)
        sizes = [row["size"] for row in signed] + [size for _name, note in held if (size := _size(note)) is not None]
        if memory is not None and memory.epoch == log.epoch:
            sizes.append(memory.checkpoint.size)
        checking.entries(_counted(reading.entries(organization_id), progress), sizes)
        checking.checkpoints(signed, known)
        for name, note in held:
            checking.held(name, note, known)
        if memory is not None and memory.epoch == log.epoch:
            checking.compare(memory.checkpoint.size, memory.checkpoint.root, "this installation's memory", "held")
        elif memory is not None and memory.epoch > log.epoch:
            checking.find("held", "this installation's memory", f"It remembers epoch {memory.epoch}.")
        checking.signatures(reading.signatures(organization_id, size=checking.size))
        checking.versions(_counted(reading.versions(organization_id, size=checking.size), progress))
        live = _counted(reading.live_records(organization_id), progress)
        checking.records(live, reading.pending_records(organization_id))
        if log.state == LedgerLog.State.FROZEN:
            checking.find("frozen", "the log", log.frozen_reason)
        return checking.finish()


def work_of(organization_id: int) -> int:
    """How many rows a check looks at, but for the live records, of which there are fewer than versions."""
    own = {"organization_id": organization_id}
    return LedgerEntry.objects.filter(**own).count() + RecordVersion.objects.filter(**own).count()


def _counted(rows: Iterable[T], progress: Callable[[int], None] | None) -> Iterator[T]:
    for number, row in enumerate(rows, start=1):
        if progress is not None and number % PORTION == 0:
            progress(PORTION)
        yield row


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is of one state of the database, while writers go on."""
    if connection.in_atomic_block:  # the caller's transaction decides
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
            yield
        return
    # Django's own BEGIN is IMMEDIATE and would stop every writer for as long as we read.
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("begin deferred")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("rollback")


def _size(note: str) -> int | None:
    lines = note.split("\n")
    return int(lines[1]) if len(lines) > 1 and lines[1].isdigit() else None
