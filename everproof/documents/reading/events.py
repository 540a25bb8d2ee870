"""Access events: that somebody opened, printed or exported a controlled document (7.5.3.2 a).

They are plain rows with a stated retention, no part of the ledger: who reads what is nobody's business for ever.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from everproof.documents.models import AccessEvent, Document, DocumentRevision
from everproof.documents.reading.parameters import EVENT_DAYS
from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor

PORTION = 5000
Verb = AccessEvent.Verb


def note_access(
    actor: Actor, document: Document, revision: DocumentRevision | None, verb: str = Verb.OPENED
) -> AccessEvent:
    """Leave an event; one statement."""
    return AccessEvent.objects.create(
        organization_id=actor.organization_id,
        document_id=document.pk,
        revision_id=revision.pk if revision else None,
        person_id=actor.person_id,
        actor=actor.ledger_name[:80],
        verb=Verb(verb),
        at=clock.now(),
    )


def forget_old_events(organization_id: int) -> int:
    """Delete events older than the company remembers them, in portions; gives how many."""
    oldest = clock.now() - timedelta(days=int(parameters.value(organization_id, EVENT_DAYS)))
    old = AccessEvent.objects.filter(organization_id=organization_id, at__lt=oldest).order_by("at")
    forgotten = 0
    while keys := list(old.values_list("pk", flat=True)[:PORTION]):
        with transaction.atomic():
            AccessEvent.objects.filter(organization_id=organization_id, pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
