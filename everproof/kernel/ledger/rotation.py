"""Changes the signing key: the old key's last act is to name its successor in every ledger."""

from __future__ import annotations

from django.db import transaction

from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import checkpoints, keys, sequencer, writer
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization


def rotate() -> tuple[bytes, bytes]:
    """Sign everything with the old key, change keys, and note both in every ledger; gives both public keys.

    The entry that names the new key is signed by it with the next checkpoint, and stands after the last checkpoint of
    the old one, so a reader can follow from key to key.
    """
    checkpoints.checkpoint_due()
    old, new = (key.public_key().public_bytes_raw() for key in keys.rotate())
    for organization in Organization.objects.order_by("pk"):
        with organization_scope(organization.pk), transaction.atomic():
            writer.note(
                Actor.system(organization, "ledger", source="command"),
                "kernel.ledger.rotate_key",
                type="ledger",
                record_id=organization.slug[:40],
                facts={"old": old.hex(), "new": new.hex()},
            )
    sequencer.sequence_pending()
    checkpoints.checkpoint_due()
    return old, new
