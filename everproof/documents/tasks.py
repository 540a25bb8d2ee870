"""What happens by itself: revisions come into force on their day, and people hear what is wanted of them."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from everproof.documents import queries
from everproof.documents.models import ApprovalStep, ChangeRequest, Document, DocumentRevision
from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization

logger = logging.getLogger(__name__)
STATES = {"accepted": "accepted", "declined": "declined", "done": "done"}


@task
def bring_into_force(organization_id: int) -> None:
    """Bring every approved revision whose day has come into force; what is done already stays as it is.

    A document whose successor applies goes out of use as soon as nothing keeps it any more.
    """
    from everproof.documents.actions import make_effective, retire_former

    organization = Organization.objects.get(pk=organization_id)
    by = Actor.system(organization, "documents")
    for revision in queries.due_to_apply(organization_id, clock.today(organization.zone)):
        try:
            make_effective(revision=revision, by=by)
        except Refused as refusal:
            # One that cannot come into force must not keep the others waiting; it stays on the list.
            logger.warning("Revision %s does not come into force: %s", revision.pk, refusal)
    for document in queries.whose_former_stays(organization_id):
        retire_former(document, by=by)


@task
def tell_those_asked(organization_id: int, revision_id: str) -> None:
    """Tell everybody whose decision is wanted now, once for each round and step."""
    revision = _revision(organization_id, revision_id)
    if revision is None or revision.status != "in-review":
        return
    today = _today(organization_id)
    notices = []
    for step in _open_steps(revision):
        step.revision = revision
        for person in queries.people_asked(step, today):
            key = f"decision-wanted:{revision.pk}:{step.round}:{step.order}:{person.pk}"
            notices.append(Notice(person, "document-decision-wanted", revision, key=key))
    notify_many(notices)


@task
def tell_author(organization_id: int, revision_id: str) -> None:
    """Tell the author that a revision came back, is approved, or applies."""
    revision = _revision(organization_id, revision_id)
    kinds = {
        "draft": "document-sent-back",
        "approved": "document-approved",
        "effective": "document-in-force",
    }
    if revision is not None and revision.status in kinds:
        key = f"{kinds[revision.status]}:{revision.pk}:{revision.round}"
        notify(revision.author, kinds[revision.status], record=revision, key=key)


@task
def tell_owner_of_wish(organization_id: int, wish_id: str) -> None:
    """Tell the owner of a document that somebody asks for a change."""
    wish = _wish(organization_id, wish_id)
    owner = wish.document.owner if wish is not None else None
    if wish is not None and owner is not None and owner.pk != wish.created_by_id:
        notify(owner, "document-change-wanted", record=wish, key=f"change-wanted:{wish.pk}")


@task
def tell_who_wished(organization_id: int, wish_id: str) -> None:
    """Tell who asked for a change what became of it."""
    from everproof.documents.lifecycle import REQUEST_LIFECYCLE

    wish = _wish(organization_id, wish_id)
    if wish is None or wish.raised_by is None or wish.status not in STATES or wish.raised_by_id == wish.decided_by_id:
        return
    state = str(REQUEST_LIFECYCLE.by_state[wish.status].label).lower()
    key = f"change-decided:{wish.pk}:{wish.status}"
    notify(wish.raised_by, "document-change-decided", record=wish, facts={"state": state}, key=key)


@task
def remind_about_documents(organization_id: int) -> None:
    """Remind owners of reviews that are due soon, and those asked of decisions that are due; once for each day."""
    today = _today(organization_id)
    until = today + timedelta(days=parameters.value(organization_id, "action_reminder_days"))
    own = {"organization_id": organization_id}
    due = Document.objects.in_force().filter(**own, status="effective", review_due_on__range=(today, until))
    notices = [
        Notice(
            document.owner,
            "document-review-due",
            document,
            {"due": document.review_due_on},
            key=f"document-review-due:{document.pk}:{document.review_due_on}",
        )
        for document in due.filter(owner__isnull=False).select_related("owner")
    ]
    waiting = DocumentRevision.objects.in_force().filter(**own, status="in-review")
    for revision in waiting:
        for step in _open_steps(revision):
            if step.due_on is None or step.due_on > today + timedelta(days=1):
                continue
            step.revision = revision
            for person in queries.people_asked(step, today):
                key = f"decision-due:{step.pk}:{person.pk}"
                facts = {"due": step.due_on}
                notices.append(Notice(person, "document-decision-due", revision, facts, key=key))
    notify_many(notices)


def _open_steps(revision: DocumentRevision) -> list[ApprovalStep]:
    from everproof.documents.actions.asking import open_steps

    return open_steps(revision)


def _today(organization_id: int) -> date:
    return clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))


def _revision(organization_id: int, revision_id: str) -> DocumentRevision | None:
    found = DocumentRevision.objects.in_force().filter(organization_id=organization_id, pk=revision_id)
    return found.select_related("author", "document").first()


def _wish(organization_id: int, wish_id: str) -> ChangeRequest | None:
    found = ChangeRequest.objects.in_force().filter(organization_id=organization_id, pk=wish_id)
    return found.select_related("document__owner", "raised_by").first()
