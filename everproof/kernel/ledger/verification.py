"""`verify`: the same checks as the standalone verifier, over the live database."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import django
from django.db import connection, transaction

from everproof.kernel.ledger import keys, reading
from everproof.kernel.ledger.everproof_verify import Verification, examine
from everproof.kernel.ledger.models import LedgerEntry, LedgerKey, LedgerLog
from everproof.kernel.tenancy import organization_scope

MOST_HELPERS = 8
# Entries from which on starting other processes is quicker than doing without.
WORTH_HELP = 200_000


def verify(
    organization_id: int,
    held: Sequence[tuple[str, str]] = (),
    *,
    progress: Callable[[int], None] | None = None,
    only_tree: bool = False,
    helpers: int | None = None,
) -> dict[str, Any]:
    """Recompute the tree and compare: entries, checkpoints, kept values, live records, the installation's own memory.

    `held` are (name, note) of checkpoints that somebody outside kept. Gives counts and all findings; nothing is
    changed. Everything is read from one state of the database. `progress` is told how many entries were looked at; all
    together they are `work_of`. `helpers` are processes that look at them: where there are many, one for each core.
    With `only_tree`, kept values, live records and signatures are left out.
    """
    with one_moment(), organization_scope(organization_id):
        log = LedgerLog.objects.get(organization_id=organization_id)
        checking = Verification(log.origin, reading.signatures(organization_id))
        signed = reading.checkpoints(organization_id)
        known = [(key.name, bytes(key.public_key)) for key in LedgerKey.objects.filter(organization_id=organization_id)]
        memory = keys.remembered(log.origin)
        sizes = [row["size"] for row in signed] + [size for _name, note in held if (size := _size(note)) is not None]
        if memory is not None and memory.epoch == log.epoch:
            sizes.append(memory.checkpoint.size)
        portions = reading.Portions(organization_id, only_entries=only_tree)
        if helpers is None:
            helpers = 0 if only_tree else _helpers_for(work_of(organization_id))
        checking.entries(_examined(log.origin, _counted(portions, progress), helpers), sizes)
        checking.checkpoints(signed, known)
        for name, note in held:
            checking.held(name, note, known)
        if memory is not None and memory.epoch == log.epoch:
            checking.compare(memory.checkpoint.size, memory.checkpoint.root, "this installation's memory", "held")
        elif memory is not None and memory.epoch > log.epoch:
            checking.find("held", "this installation's memory", f"It remembers epoch {memory.epoch}.")
        if log.state == LedgerLog.State.FROZEN:
            checking.find("frozen", "the log", log.frozen_reason)
        if only_tree:
            return checking.result()
        checking.signatures()
        checking.records(portions.strays, reading.pending_records(organization_id))
        return checking.finish()


def _helpers_for(work: int) -> int:
    """How many processes to start: as many as there are cores, but none for what takes a second anyway."""
    cores = os.cpu_count() or 1
    return min(cores, MOST_HELPERS) if work >= WORTH_HELP and cores > 1 else 0


def _examined(origin: str, portions: Iterable[list[reading.Row]], helpers: int) -> Iterator[dict[str, Any]]:
    """What `examine` finds in each portion, in order. The rows are read here, where the transaction is."""
    look = partial(examine, origin)
    if not helpers:
        yield from map(look, portions)
        return
    # Each starts afresh: a copy of this process would have copies of its connections and of its locks.
    fresh, waiting = multiprocessing.get_context("spawn"), deque[Future[dict[str, Any]]]()
    with ProcessPoolExecutor(helpers, fresh, django.setup) as pool:
        for portion in portions:
            waiting.append(pool.submit(look, portion))
            if len(waiting) > 2 * helpers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def work_of(organization_id: int) -> int:
    """How many entries a check looks at, each with what is kept beside it."""
    return LedgerEntry.objects.filter(organization_id=organization_id).count()


def _counted(
    portions: Iterable[list[reading.Row]], progress: Callable[[int], None] | None
) -> Iterator[list[reading.Row]]:
    for portion in portions:
        if progress is not None:
            progress(len(portion))
        yield portion


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
