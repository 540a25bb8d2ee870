"""Questions about documents: what applies, what uses what, and what waits for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.models import ApprovalStep, ChangeRequest, Document, DocumentRevision, Policy
from everproof.kernel import access, clock, links
from everproof.kernel.access.actor import Actor
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of
from everproof.processes.models import Process, ProcessStep
from everproof.processes.queries.landscape import visible_processes

REVIEW_LEAD = timedelta(days=30)
"""So long before its day a review stands in the work of a document's owner."""
MOST_USES = 100


def register(actor: Actor) -> QuerySet[Document]:
    """The documents in force that the actor may see."""
    return access.visible(actor, Document.objects.in_force())


def revisions(document: Document) -> QuerySet[DocumentRevision]:
    """Those of a document, the newest first; voided ones are left out."""
    own = DocumentRevision.objects.in_force().filter(organization_id=document.organization_id, document=document)
    return own.order_by("-position")


def effective_revision(document: Document) -> DocumentRevision | None:
    """The revision that people work by now."""
    return revisions(document).filter(status="effective").first()


def steps(revision: DocumentRevision) -> QuerySet[ApprovalStep]:
    """All decisions of this and former rounds in their order, with who was asked and who decided."""
    rows = ApprovalStep.objects.filter(organization_id=revision.organization_id, revision=revision)
    return rows.select_related("person", "role", "decided_by").order_by("round", "order", "pk")


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for_steps(actor: Actor) -> QuerySet[ApprovalStep]:
    """Decisions wanted now of this person: nobody before them is missing, and they have not decided yet."""
    rows = ApprovalStep.objects.filter(organization_id=actor.organization_id, closed=False)
    if actor.person_id is None:
        return rows.none()
    held = audience.in_force(clock.today(actor.organization.zone)).filter(
        organization_id=actor.organization_id, person_id=actor.person_id, role__isnull=False
    )
    same_round = rows.filter(revision=OuterRef("revision"), round=OuterRef("round"))
    earlier = same_round.filter(decided_at=None, order__lt=OuterRef("order"))
    done = same_round.filter(
        order=OuterRef("order"), role=OuterRef("role"), meaning=OuterRef("meaning"), decided_by_id=actor.person_id
    )
    mine = Q(person_id=actor.person_id) | (Q(role_id__in=held.values("role_id")) & ~Exists(done))
    return rows.filter(mine & ~Exists(earlier), decided_at=None)


def waiting_decisions(actor: Actor) -> QuerySet[DocumentRevision]:
    """Revisions about which this person decides now, and drafts of theirs that came back."""
    found = access.visible(actor, DocumentRevision.objects.in_force())
    if actor.person_id is None:
        return found.none()
    asked = waiting_for_steps(actor).filter(revision=OuterRef("pk"), round=OuterRef("round"))
    decide = Q(Exists(asked), status="in-review")
    return found.filter(
        decide | Q(author_id=actor.person_id, status="draft", round__gt=0), status__in=("draft", "in-review")
    )


def decisions_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; two statements."""
    today = clock.today(actor.organization.zone)
    rows = list(waiting_decisions(actor).select_related("document").order_by("id")[:MOST_OF_A_KIND])
    asked = waiting_for_steps(actor).filter(revision__in=[row.pk for row in rows])
    due = {row.revision_id: row.due_on for row in asked}
    items = []
    for row in rows:
        why = _("Sent back to you: change it and send it again") if row.status == "draft" else _("Decide about it")
        items.append(item_of(row, actor, today=today, due=due.get(row.pk), why=why))
    return items


def waiting_reviews(actor: Actor) -> QuerySet[Document]:
    """Documents of this person whose regular review is due soon or late."""
    if actor.person_id is None:
        return Document.objects.none()
    until = clock.today(actor.organization.zone) + REVIEW_LEAD
    return register(actor).filter(owner_id=actor.person_id, status="effective", review_due_on__lte=until)


def reviews_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_reviews(actor).order_by("review_due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.review_due_on, why=_("Review this document")) for row in rows]


def waiting_wishes(actor: Actor) -> QuerySet[ChangeRequest]:
    """Open change requests about documents of this person."""
    found = access.visible(actor, ChangeRequest.objects.in_force())
    if actor.person_id is None:
        return found.none()
    return found.filter(document__owner_id=actor.person_id, status="open")


def wishes_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_wishes(actor).order_by("id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=None, why=_("Answer this change request")) for row in rows]


def waiting_for(actor: Actor) -> list[WorkItem]:
    """All that waits for a person in this room."""
    return [*decisions_for(actor), *reviews_for(actor), *wishes_for(actor)]


# What uses what ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Uses:
    """Where a document is used, as far as the actor may see; each list is cut after MOST_USES.

    `linked` are the records linked with it, each with how it stands to the document.
    """

    processes: Sequence[Process]
    steps: Sequence[ProcessStep]
    linked: Sequence[links.LinkedRecord]
    named_in: Sequence[DocumentRevision]
    children: Sequence[Document]
    replaced_by: Sequence[Document]
    policies: Sequence[Policy]


def where_used(document: Document, actor: Actor) -> Uses:
    """Processes that work by it and steps that name it, all records that are linked with it, revisions in force or on
    their way that name it in their text, documents under it and after it, policies that it carries."""
    own = {"organization_id": document.organization_id}
    texts = DocumentRevision.objects.in_force().filter(
        **own, status__in=("draft", "in-review", "approved", "effective"), body__contains=str(document.pk)
    )
    seen = access.visible(actor, texts).exclude(document=document).select_related("document").defer("body")
    documents = register(actor)
    policies = access.visible(actor, Policy.objects.in_force().filter(document=document))
    return Uses(
        processes=list(visible_processes(actor).filter(pk__in=document.processes).order_by("title")[:MOST_USES]),
        steps=_steps_naming(document, actor),
        linked=links.linked(document, actor)[:MOST_USES],
        named_in=list(seen.order_by("title", "id")[:MOST_USES]),
        children=list(documents.filter(parent=document).order_by("number")[:MOST_USES]),
        replaced_by=list(documents.filter(supersedes=document).order_by("number")[:MOST_USES]),
        policies=list(policies.order_by("-id")[:MOST_USES]),
    )


def _steps_naming(document: Document, actor: Actor) -> list[ProcessStep]:
    """Steps in whose field for a document its number stands as a word of its own: QP-1 is not QP-12."""
    found = access.visible(actor, ProcessStep.objects.in_force().filter(document__icontains=document.number))
    whole = re.compile(rf"(?<![\w-]){re.escape(document.number)}(?![\w-])", re.IGNORECASE)
    rows = found.order_by("title", "id")[:MOST_USES]
    return [step for step in rows if document.number and whole.search(step.document)]


def due_to_apply(organization_id: int, today: date) -> QuerySet[DocumentRevision]:
    """Approved revisions whose day has come."""
    rows = DocumentRevision.objects.in_force().filter(organization_id=organization_id, status="approved")
    return rows.filter(effective_from__lte=today).order_by("effective_from", "id")


def themes_in_force(actor: Actor) -> list[str]:
    """The themes of the quality policy in force, from which objectives are set (5.2.1 b)."""
    policies = Policy.objects.in_force().filter(status="approved", kind=Policy.Kind.QUALITY)
    listed = access.visible(actor, policies).values_list("objective_framework", flat=True)
    return [theme for themes in listed for theme in themes]


def whose_former_stays(organization_id: int) -> QuerySet[Document]:
    """Documents that apply and take the place of one that is still in use."""
    own = Document.objects.in_force().filter(organization_id=organization_id, status="effective")
    found = own.filter(supersedes__voided_at=None, supersedes__status__in=("draft", "effective"))
    return found.select_related("organization").order_by("id")


def people_asked(step: ApprovalStep, today: date) -> Any:
    """Who may decide this step: the person, or the holders of the role, never the author."""
    kind = "role" if step.role_id else "person"
    entries = [{"kind": kind, "id": str(step.role_id or step.person_id)}]
    return audience.people(step.organization_id, entries, today).exclude(pk=step.revision.author_id)
