"""Gives entries their index in the log (PostgreSQL).

Writers do not: they would wait for each other. One sequencer at a time and log works through what has no index yet, in
the order of the entries' ids, which is the order of their making but for entries of transactions that took longer. On
SQLite, which has one writer, an entry gets its index when it is written, and nothing is ever pending here.
"""

from __future__ import annotations

import logging
from functools import cache

from django.db import IntegrityError, connection

from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

logger = logging.getLogger(__name__)

BATCH = 2000
# Advisory locks are one number space per database; this half of the key says that it is about the ledger.
LOCK_SPACE = 0x4C4544  # "LED"
PENDING_POLICY = "pending_entries"


def sequence_pending() -> int:
    """Give every pending entry of every organisation its index. Returns how many there were."""
    if connection.vendor != "postgresql":
        return 0
    return sum(_sequence_or_log(organization_id) for organization_id in organizations_with_pending_entries())


def sequence(organization_id: int) -> int:
    """Give the pending entries of one organisation their indexes, without gap and in order; one transaction a batch.

    Another sequencer at the same log makes this one do nothing. Returns the number of entries.
    """
    done = 0
    while batch := _sequence_batch(organization_id):
        done += batch
        if batch < BATCH:
            break
    return done


def _sequence_or_log(organization_id: int) -> int:
    """A log that refuses an index is its own trouble: the others go on."""
    try:
        return sequence(organization_id)
    except IntegrityError:
        logger.exception("The ledger of organisation %s could not be sequenced", organization_id)
        return 0


def _sequence_batch(organization_id: int) -> int:
    with organization_scope(organization_id), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, hashint8(%s))", [LOCK_SPACE, organization_id])
        if not cursor.fetchone()[0]:
            return 0
        # A statement of its own, so that it sees what the last holder of the lock committed.
        cursor.execute(
            "update kernel_ledgerentry entry set leaf_index = last.index + pending.position "
            "from (select coalesce(max(leaf_index), -1) as index from kernel_ledgerentry "
            "      where organization_id = %(organization)s) last, "
            "     (select id, row_number() over (order by id) as position from kernel_ledgerentry "
            "      where organization_id = %(organization)s and leaf_index is null "
            "      order by id limit %(batch)s) pending "
            "where entry.id = pending.id",
            {"organization": organization_id, "batch": BATCH},
        )
        return cursor.rowcount


def organizations_with_pending_entries() -> list[int]:
    """Whom to work for: asked in one statement where the database lets us, else simply everybody."""
    if not _sees_all_pending():
        return list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select distinct organization_id from kernel_ledgerentry where leaf_index is null")
        return [row[0] for row in cursor.fetchall()]


@cache
def _sees_all_pending() -> bool:
    """Whether this role is the worker's, whom a policy shows the pending entries of all organisations."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from pg_policies where tablename = 'kernel_ledgerentry' and policyname = %s "
            "and current_user = any(roles)",
            [PENDING_POLICY],
        )
        found = cursor.fetchone() is not None
    if not found:
        logger.warning("The worker looks through every organisation's ledger: it does not run as the worker's role.")
    return found
