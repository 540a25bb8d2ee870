"""Who may see a document, and with it its revisions, reviews and the wishes about it (7.5.3.1 b).

Everybody who reads at all sees what is public. What is internal or confidential is seen by its audience
(`access_groups`) and by those who look after documents or audit them; what is secret, by its audience alone. Whoever
owns a document, made it, writes a revision or is asked to decide about one sees it in any case. Drafts are for those
who work on them.
"""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from everproof.documents import audience
from everproof.documents.models import ApprovalStep, Classification, Document, DocumentRevision
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import AUDIT, MANAGE
from everproof.kernel.people.models import Responsibility


def may_see_document(actor: Actor) -> Q:
    """The condition on documents."""
    seen = Q(classification=Classification.PUBLIC) | audience.includes("access_groups", actor.person)
    if actor.has(MANAGE) or actor.has(AUDIT):
        seen |= ~Q(classification=Classification.SECRET)
    if actor.person_id is None:
        return seen
    written = DocumentRevision.objects.filter(document=OuterRef("pk"), author_id=actor.person_id)
    return (
        seen
        | Q(owner_id=actor.person_id, owner__isnull=False)
        | Q(created_by_id=actor.person_id, created_by__isnull=False)
        | Q(Exists(written.filter(organization_id=actor.organization_id)))
        | Q(Exists(_asked(actor).filter(revision__document=OuterRef("pk"))))
    )


def may_see_revision(actor: Actor) -> Q:
    """The condition on revisions: the document is seen, and a draft only by those who work on it."""
    return may_see_part(actor) & draft_is_mine(actor)


def draft_is_mine(actor: Actor) -> Q:
    """The condition on revisions of a document that the actor sees: no draft, or one that they work on or judge."""
    if actor.is_system or actor.has(MANAGE) or actor.has(AUDIT):
        return Q()
    mine = ~Q(status="draft")
    if actor.person_id is not None:
        mine |= Q(author_id=actor.person_id) | Q(created_by_id=actor.person_id, created_by__isnull=False)
        mine |= Q(document__owner_id=actor.person_id, document__owner__isnull=False)
    return mine


def may_see_part(actor: Actor) -> Q:
    """The condition on what belongs to a document; asked for each, so that a few cost no look at the whole register.

    A token's scope names the part, not the document; whose token it is decides about that.
    """
    person = replace(actor, scopes=None)
    return Q(Exists(access.visible(person, Document.objects.filter(pk=OuterRef("document")))))


def _asked(actor: Actor) -> QuerySet[ApprovalStep]:
    own = ApprovalStep.objects.filter(organization_id=actor.organization_id)
    held = Responsibility.objects.in_force().filter(
        Q(to_on=None) | Q(to_on__gte=audience.Today()),
        organization_id=actor.organization_id,
        person_id=actor.person_id,
        role__isnull=False,
    )
    return own.filter(Q(person_id=actor.person_id) | Q(role_id__in=held.values("role_id")))
