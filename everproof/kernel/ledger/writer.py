"""Writes entries and record versions inside the transaction of the change they describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from everproof.kernel import clock
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.canonical import encode, plain
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.prepared import Insert

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.tenancy.models import Organization

TRAVEL_ORIGINS = ("demo/", "test/")
# Of an entry's bytes. Entries are never rewritten: a reader knows every format there was.
FORMAT = 2


class NotInTransaction(RuntimeError):
    """An entry without the change it describes, or the other way round, must not be possible."""


_entries = Insert(LedgerEntry)
_versions = Insert(RecordVersion)


@dataclass(frozen=True)
class Change:
    """What happened to one record, as the ledger needs it.

    `values` are the plain values of all its fields after the change; `changed` names the fields that the change set;
    `clear` those among them that may stand in the entry uncommitted (dates, numbers, choices, ids).
    """

    verb: str
    type: str
    record_id: UUID
    version: int
    values: Mapping[str, Any]
    changed: Sequence[str]
    clear: frozenset[str]
    reason: str = ""
    happened_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def write(by: Actor, changes: Sequence[Change]) -> list[LedgerEntry]:
    """Write one entry and one record version for each change. Must run inside the transaction of the change."""
    if not changes:
        return []
    _require_transaction()
    _refuse_travel(by.organization)
    at = clock.now()
    entries, versions = [], []
    for change in changes:
        seed = commitments.new_seed()
        entry = _entry(by, change, seed, at)
        entries.append(entry)
        versions.append(
            RecordVersion(
                organization_id=by.organization_id,
                type=change.type,
                record_id=change.record_id,
                version=change.version,
                entry_id=entry.id,
                values=dict(change.values),
                changed=sorted(change.changed),
                reason=change.reason,
                seed=seed,
            )
        )
    _versions.write(versions)
    return _insert(by.organization_id, entries)


def note(
    by: Actor, verb: str, *, type: str, record_id: str, facts: Mapping[str, Any], at: datetime | None = None
) -> LedgerEntry:
    """Write an entry about something that is no record: a sign-in, a setting, an export, a batch of plain rows.

    `facts` stand in the entry as they are, so they must hold no personal data and no free text.
    """
    _require_transaction()
    _refuse_travel(by.organization)
    moment = clock.now()
    body = _head(by, verb, type, record_id, moment) | {"facts": plain(dict(facts))}
    if at is not None:
        body["happened"] = plain(at)
    entry = _built(by, body, moment, type=type, record_id=record_id, verb=verb)
    return _insert(by.organization_id, [entry])[0]


def _entry(by: Actor, change: Change, seed: bytes, at: datetime) -> LedgerEntry:
    record_id = str(change.record_id)
    sealed = commitments.sealed(change.values, change.clear)
    committed = commitments.seal(seed, change.values, sealed)
    body = _head(by, change.verb, change.type, record_id, at) | {
        "version": change.version,
        "digest": commitments.record_digest(change.type, record_id, change.version, change.values, committed),
        "sealed": sealed,
        "changes": {
            name: {"commit": committed[name]} if name in committed else {"to": change.values[name]}
            for name in change.changed
        },
    }
    if change.reason:
        body["reason"] = commitments.commit(commitments.salt(seed, "reason:"), change.reason)
    if change.happened_at is not None:
        body["happened"] = plain(change.happened_at)
    if change.facts:
        body["facts"] = plain(dict(change.facts))
    return _built(by, body, at, type=change.type, record_id=record_id, verb=change.verb, version=change.version)


def _head(by: Actor, verb: str, type: str, record_id: str, at: datetime) -> dict[str, Any]:
    return {
        "v": FORMAT,
        "log": by.organization.origin,
        "id": str(uuid7()),
        "at": plain(at),
        "actor": by.ledger_name,
        "role": by.ledger_role,
        "source": by.source,
        "verb": verb,
        "type": type,
        "record": record_id,
    }


def _built(by: Actor, body: dict[str, Any], at: datetime, **columns: Any) -> LedgerEntry:
    encoded = encode(body)
    return LedgerEntry(
        id=UUID(body["id"]),
        organization_id=by.organization_id,
        body=encoded,
        leaf_hash=commitments.leaf_hash(encoded),
        actor=by.ledger_name,
        at=at,
        **columns,
    )


def _insert(organization_id: int, entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """SQLite has one writer, so entries get their index at once; on PostgreSQL the sequencer gives it."""
    if connection.vendor == "sqlite":
        for index, entry in enumerate(entries, start=_next_index(organization_id)):
            entry.leaf_index = index
    _entries.write(entries)
    return entries


def _next_index(organization_id: int) -> int:
    """Asked in plain SQL: each write of a record passes here, and building the query took longer than running it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(leaf_index) + 1, 0) from kernel_ledgerentry where organization_id = %s",
            [organization_id],
        )
        return int(cursor.fetchone()[0])


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction("a ledger entry is written only inside the transaction of the change it describes")


def _refuse_travel(organization: Organization) -> None:
    if clock.is_travelling() and not organization.origin.startswith(TRAVEL_ORIGINS):
        raise clock.TravelRefused(f"{organization.origin} is a real ledger; its clock cannot be moved.")
