"""What is signed: one version of a record with its attachments, as a digest that says nothing without the salts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from everproof.kernel.errors import Refused
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.canonical import encode
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.records import Record, snapshot


def signed_digest(type_name: str, record_id: str, version: int, record_digest: str, files: Sequence[str]) -> str:
    """SHA-256 over the ledger's digest of the version and the SHA-256 of each attachment, in hex."""
    whole = {"type": type_name, "record": record_id, "version": version, "digest": record_digest, "files": list(files)}
    return hashlib.sha256(encode(whole)).hexdigest()


def attached(record: Record) -> list[tuple[str, str]]:
    """(SHA-256, name) of each attachment, by SHA-256."""
    rows = Attachment.objects.filter(
        organization_id=record.organization_id, type=record.type_name, record_id=record.pk, removed_at=None
    )
    return sorted(rows.values_list("file__sha256", "name"))


def digest_of(record: Record, files: Sequence[str]) -> str:
    """The digest of a record as it stands, with these attachments.

    Raises Refused where the row is not what the ledger knows of this version: nobody should sign what was bent.
    """
    entry = _entry_of(record)
    version = RecordVersion.objects.filter(
        organization_id=record.organization_id, type=record.type_name, record_id=record.pk, version=record.version
    ).first()
    now = snapshot.values(record)
    if entry is None or version is None or any(now.get(name) != value for name, value in version.values.items()):
        raise Refused(_("This record is not as its history says. Nothing is signed until that is cleared up."))
    record_digest = json.loads(bytes(entry.body))["digest"]
    return signed_digest(record.type_name, str(record.pk), record.version, record_digest, files)


def _entry_of(record: Record) -> LedgerEntry | None:
    return (
        LedgerEntry.objects.filter(
            organization_id=record.organization_id,
            type=record.type_name,
            record_id=str(record.pk),
            version=record.version,
        )
        .order_by("-at")
        .first()
    )


def signer_commitment(seed: bytes, name: str, role: str, zone: str) -> str:
    """What the entry holds of the signer's name, role and zone."""
    return commitments.commit(commitments.salt(seed, "signer"), {"name": name, "role": role, "zone": zone})
