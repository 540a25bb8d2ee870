"""Who has a draft open to write in it, kept for a minute and a half in the cache. A hint, not a lock."""

from __future__ import annotations

import time

from django.core.cache import cache

from everproof.documents.models import DocumentRevision
from everproof.kernel.access.actor import Actor

SECONDS = 90


def note(revision: DocumentRevision, actor: Actor) -> list[str]:
    """Remember that this person writes here, and give the names of the others."""
    key = f"documents.writing:{revision.organization_id}:{revision.pk}"
    now = time.time()
    known: dict[str, tuple[str, float]] = cache.get(key) or {}
    known = {who: (name, at) for who, (name, at) in known.items() if now - at < SECONDS}
    me = str(actor.person_id)
    if actor.person is not None:
        known[me] = (actor.person.title, now)
    cache.set(key, known, SECONDS)
    return sorted(name for who, (name, _at) in known.items() if who != me)
