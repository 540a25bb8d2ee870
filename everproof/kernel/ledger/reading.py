"""The parts of an organisation's ledger in the form that verifier and export take, read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everproof.kernel import modules
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry, RecordVersion

BATCH = 2000


def entries(organization_id: int) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """(index, body, plain columns) of every entry that has its index, in order."""
    last = -1
    fields = ("leaf_index", "body", "type", "record_id", "version", "verb", "actor", "at")
    while True:
        rows = list(
            LedgerEntry.objects.filter(organization_id=organization_id, leaf_index__gt=last)
            .order_by("leaf_index")
            .values_list(*fields)[:BATCH]
        )
        for index, body, type_, record, version, verb, actor, at in rows:
            columns = {
                "type": type_,
                "record": record,
                "verb": verb,
                "actor": actor,
                "at": plain(at),
                "version": version,
            }
            yield index, bytes(body), columns
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def checkpoints(organization_id: int) -> list[dict[str, Any]]:
    """The signed checkpoints of all epochs, each epoch by size."""
    rows = LedgerCheckpoint.objects.filter(organization_id=organization_id).order_by("epoch", "size")
    return [{"epoch": row.epoch, "size": row.size, "root": bytes(row.root), "note": row.note} for row in rows]


def versions(organization_id: int, *, size: int) -> Iterator[dict[str, Any]]:
    """The kept values of every version whose entry stands among the first `size`; later ones are still on their way."""
    last = 0
    while True:
        rows = list(RecordVersion.objects.filter(organization_id=organization_id, pk__gt=last).order_by("pk")[:BATCH])
        known = set(
            LedgerEntry.objects.filter(
                organization_id=organization_id, pk__in=[row.entry_id for row in rows], leaf_index__lt=size
            ).values_list("pk", flat=True)
        )
        for row in rows:
            if row.entry_id in known:
                yield _version(row)
        if len(rows) < BATCH:
            return
        last = rows[-1].pk


def _version(row: RecordVersion) -> dict[str, Any]:
    return {
        "type": row.type,
        "record": str(row.record_id),
        "version": row.version,
        "values": row.values,
        "reason": row.reason,
        "seed": bytes(row.seed) if row.seed else None,
        "salts": row.salts,
        "erased": row.erased,
    }


def signatures(organization_id: int, *, size: int) -> list[dict[str, Any]]:
    """Every signature whose entry stands among the first `size`."""
    # Signatures stand above the ledger in the kernel; here they are only read.
    from everproof.kernel.signatures.models import Signature

    settled = LedgerEntry.objects.filter(organization_id=organization_id, leaf_index__lt=size)
    rows = Signature.objects.filter(organization_id=organization_id, entry_id__in=settled.values("pk"))
    strangers = Signature.objects.filter(organization_id=organization_id).exclude(
        entry_id__in=LedgerEntry.objects.filter(organization_id=organization_id).values("pk")
    )
    return [_signature(row) for row in (*rows.order_by("pk"), *strangers.order_by("pk"))]


def _signature(row: Any) -> dict[str, Any]:
    return {
        "type": row.type,
        "record": str(row.record_id),
        "version": row.version,
        "meaning": row.meaning,
        "method": row.method,
        "digest": row.digest,
        "files": row.files,
        "at": plain(row.signed_at),
        "person": str(row.signer_id),
        "name": row.signer_name,
        "role": row.signer_role,
        "zone": row.zone,
        "seed": bytes(row.seed) if row.seed else None,
        "entry": str(row.entry_id),
    }


def pending_records(organization_id: int) -> frozenset[tuple[str, str]]:
    """(type, record) of what has an entry without an index yet."""
    pending = LedgerEntry.objects.filter(organization_id=organization_id, leaf_index=None)
    return frozenset(pending.values_list("type", "record_id"))


def live_records(organization_id: int) -> Iterator[dict[str, Any]]:
    """Every record as it stands now."""
    for record_type in modules.all_record_types():
        names = [(field.name, field.attname) for field in record_type.model._meta.concrete_fields]
        last = None
        while True:
            queryset = record_type.model._default_manager.filter(organization_id=organization_id).order_by("pk")
            rows = list((queryset.filter(pk__gt=last) if last else queryset)[:BATCH])
            for record in rows:
                values = {name: plain(getattr(record, attribute)) for name, attribute in names}
                yield {
                    "type": record_type.name,
                    "record": str(record.pk),
                    "version": record.version,
                    "values": values,
                }
            if len(rows) < BATCH:
                break
            last = rows[-1].pk
