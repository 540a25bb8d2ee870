"""The signatures under a record, with whether each still stands and whether it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry
from everproof.kernel.records import Record
from everproof.kernel.signatures import digests
from everproof.kernel.signatures.models import Signature


@dataclass(frozen=True)
class Standing:
    """A signature and what became of it.

    `same_version` and `same_files`: the record and its attachments are still those that were signed. `confirmed_by`
    is the first checkpoint over its entry, which proves it to everybody; None while it waits for one.
    """

    signature: Signature
    same_version: bool
    same_files: bool
    confirmed_by: LedgerCheckpoint | None

    @property
    def stands(self) -> bool:
        return self.same_version and self.same_files


def of(record: Record) -> list[Standing]:
    """The signatures of a record, newest first; three statements, and one more for each that is confirmed."""
    signatures = list(
        Signature.objects.filter(
            organization_id=record.organization_id, type=record.type_name, record_id=record.pk
        ).order_by("-signed_at", "-id")
    )
    if not signatures:
        return []
    files = [sha256 for sha256, _name in digests.attached(record)]
    entries = LedgerEntry.objects.filter(
        organization_id=record.organization_id, pk__in=[signature.entry_id for signature in signatures]
    )
    indexes = dict(entries.values_list("pk", "leaf_index"))
    return [
        Standing(
            signature,
            same_version=signature.version == record.version,
            same_files=signature.files == files,
            confirmed_by=first_over(record.organization_id, indexes.get(signature.entry_id)),
        )
        for signature in signatures
    ]


def by_person(organization_id: int, person_id: UUID) -> list[tuple[str, Signature]]:
    """The signatures of a person, oldest first, each with the number of its record."""
    own = {"organization_id": organization_id}
    rows = list(Signature.objects.filter(signer_id=person_id, **own).order_by("signed_at", "id"))
    numbers: dict[UUID, str] = {}
    for type_name in {row.type for row in rows}:
        records = modules.record_type(type_name).model._default_manager.filter(
            pk__in=[row.record_id for row in rows if row.type == type_name], **own
        )
        numbers.update(records.values_list("pk", "number"))
    return [(numbers.get(row.record_id) or str(row.record_id), row) for row in rows]


def first_over(organization_id: int, index: int | None) -> LedgerCheckpoint | None:
    """The first checkpoint that covers an entry; None while there is none."""
    if index is None:
        return None
    covering = LedgerCheckpoint.objects.filter(organization_id=organization_id, size__gt=index)
    return covering.order_by("signed_at", "id").first()


def find(actor: Actor, key: UUID) -> Signature | None:
    """A signature whose proof the actor may have: the signer, or who reads the history; and only with the record."""
    signature = Signature.objects.filter(organization_id=actor.organization_id, pk=key).first()
    if signature is None or not (signature.signer_id == actor.person_id or actor.has(HISTORY)):
        return None
    model = modules.record_type(signature.type).model
    is_seen = access.visible(actor, model._default_manager.filter(pk=signature.record_id)).exists()
    return signature if is_seen or signature.signer_id == actor.person_id else None
