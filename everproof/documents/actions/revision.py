"""What can be done with a revision: begun, written, sent for review, put in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from everproof.documents import content, numbering
from everproof.documents.actions import asking
from everproof.documents.actions.common import months_after, on_behalf, today_of
from everproof.documents.actions.succession import retire_former
from everproof.documents.models import ApprovalStep, ChangeRequest, Document, DocumentRevision, DocumentType
from everproof.documents.models import Kind as DocumentKind
from everproof.documents.models.revision import OPEN
from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files.models import Attachment
from everproof.kernel.people.models import Person

Kind = DocumentRevision.ContentKind


@transaction.atomic
def start_revision(
    *,
    document: Document,
    by: Actor,
    author: Person | None = None,
    content_kind: str = "",
    change_summary: str = "",
    reason_for_change: str = "",
    requests: Iterable[ChangeRequest] = (),
    id: UUID | None = None,
    at: datetime | None = None,
    **values: Any,
) -> DocumentRevision:
    """Begin the next revision as a draft; a written one starts with the words of the one that applies.

    `requests` are accepted wishes that it will answer. Raises Refused while another revision is on its way.
    """
    access.require(by, "update", document)
    document = _locked(document.pk, by)
    _refuse_beginning(document)
    known = document.revisions.in_force()
    position = (known.aggregate(last=Max("position"))["last"] or 0) + 1
    former = document.current_revision
    kind = content_kind or (former.content_kind if former else Kind.WRITTEN)
    if former is not None and former.content_kind == kind == Kind.WRITTEN:
        values |= {"body": former.body, "plain_text": former.plain_text, "form": former.form}
    elif document.kind == DocumentKind.FORM and kind == Kind.WRITTEN:
        values["form"] = {"fields": []}  # nothing is asked yet: it is designed, unless somebody writes a text instead
    if document.translation_of is not None:
        values["translates_id"] = document.translation_of.current_revision_id
    author = author or by.person or document.owner
    if author is None:
        raise Refused(_("Say who writes it."))
    letters = document.type.revision_labels == DocumentType.Revisions.LETTERS
    revision = records.create(
        DocumentRevision,
        by=on_behalf(by),
        id=id,
        at=at,
        title=document.title,
        document=document,
        site_id=document.site_id,
        revision=numbering.label(position, letters),
        position=position,
        content_kind=kind,
        author=author,
        change_summary=change_summary,
        reason_for_change=reason_for_change,
        **values,
    )
    content.carry_pictures(revision, revision.body, by=on_behalf(by))
    for wish in requests:
        if wish.document_id != document.pk:
            raise Refused(_("This change request is about another document."))
        records.update(wish, by=on_behalf(by), revision=revision)
    return revision


def _refuse_beginning(document: Document) -> None:
    if document.is_voided:
        raise Refused(_("This record is voided. Reinstate it first."))
    if document.status == "obsolete":
        raise Refused(_("This document is out of use. Bring it back first."))
    open_one = document.revisions.in_force().filter(status__in=OPEN).select_related("author").first()
    if open_one is not None:
        words = _("%(author)s is at work on revision %(label)s. Work on that one.")
        raise Refused(words % {"author": open_one.author.title, "label": open_one.revision})


@transaction.atomic
def write_content(
    *,
    revision: DocumentRevision,
    by: Actor,
    body: str | None = None,
    link: str | None = None,
    file: files.Received | None = None,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> DocumentRevision:
    """Give a draft its content: words, a link, or a file in place of the one before.

    `file` was received before (`files.receive`), outside any transaction. Raises Refused once it left the draft.
    """
    access.require(by, "update", revision)
    records.store.refuse_if_locked(revision)
    if body is not None and revision.form.get("fields"):
        raise Refused(_("What this form says follows from its fields. Change those."))
    values: dict[str, Any] = {}
    if body is not None:
        settled = content.settled(revision, body, by)
        values |= {"content_kind": Kind.WRITTEN, "body": settled, "plain_text": content.plain(settled), "form": {}}
        content.carry_pictures(revision, settled, by=by)
    if link is not None:
        values |= {"content_kind": Kind.LINK, "link": link, "form": {}}
    if file is not None:
        values |= {"content_kind": Kind.FILE, "checksum": file.kept.sha256, "form": {}}
        _replace_file(revision, file, by)
    return records.update(revision, by=by, at=at, expected_version=expected_version, **values)


def _replace_file(revision: DocumentRevision, file: files.Received, by: Actor) -> None:
    former = Attachment.objects.filter(
        organization_id=by.organization_id, type=revision.type_name, record_id=revision.pk, removed_at=None
    ).exclude(file__sha256=file.kept.sha256)
    for attachment in former:
        files.remove(attachment, revision, by=by, reason=str(_("Another file takes its place.")))
    files.attach(revision, [file], by=by)


def update_revision(
    *, revision: DocumentRevision, by: Actor, reason: str = "", expected_version: int | None = None, **values: Any
) -> DocumentRevision:
    """Change what is said about a draft: author, what changed, why, what it means for whom, the day it applies."""
    return records.update(revision, by=by, reason=reason, expected_version=expected_version, **values)


@transaction.atomic
def send_for_review(
    *,
    revision: DocumentRevision,
    by: Actor,
    approvers: Sequence[Mapping[str, Any]] | None = None,
    due_on: date | None = None,
    expected_version: int | None = None,
    at: datetime | None = None,
    **values: Any,
) -> DocumentRevision:
    """Freeze a draft and ask those who review, approve and release it; by default those of the document's type.

    `approvers` is a list of {order, meaning, kind, id, quorum} (see DocumentType). Raises Refused where nobody
    approves, where the author would, or where too few hold a role.
    """
    access.require(by, "send-for-review", revision)
    revision.document = _locked(revision.document_id, by)
    frozen = _frozen_words(revision, by)
    steps = asking.steps_for(revision, approvers)
    round_ = revision.round + 1
    asking.ask(revision, steps, round_, by=by, due_on=due_on)
    sent = transitions.perform(
        revision,
        "send-for-review",
        by=by,
        at=at,
        expected_version=expected_version,
        round=round_,
        sent_at=clock.now(),
        title=revision.document.title,
        checksum=_checksum(revision, frozen.get("body", "")),
        **frozen,
        **values,
    )
    _follow(sent, "send", from_="draft", by=by, at=at)
    return sent


def _frozen_words(revision: DocumentRevision, by: Actor) -> dict[str, Any]:
    """A written body with its snippets and variables as they read today: from here on nothing changes them."""
    if revision.content_kind != Kind.WRITTEN:
        return {}
    body = content.settled(revision, revision.body, by)
    return {"body": body, "plain_text": content.plain(body)}


def _checksum(revision: DocumentRevision, body: str) -> str:
    """SHA-256 of what the revision says: of its words, its link, or its newest file."""
    if revision.content_kind == Kind.WRITTEN:
        return hashlib.sha256(body.encode()).hexdigest()
    if revision.content_kind == Kind.LINK:
        return hashlib.sha256(revision.link.encode()).hexdigest()
    rows = Attachment.objects.filter(
        organization_id=revision.organization_id, type=revision.type_name, record_id=revision.pk, removed_at=None
    )
    return rows.order_by("-id").values_list("file__sha256", flat=True).first() or ""


@transaction.atomic
def send_back(
    *,
    revision: DocumentRevision,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Give a revision in review back to its author, who hears why; every decision is asked for again."""
    if not asking.may_send_back(revision, by):
        raise Refused(_("Only its author, those asked to decide, and those who look after documents send it back."))
    revision = transitions.perform(
        revision, "send-back", by=on_behalf(by), at=at, reason=reason, expected_version=expected_version
    )
    return _back_to_draft(revision, by, at)


@transaction.atomic
def recall(
    *,
    revision: DocumentRevision,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Take an approved revision back before it applies; it is a draft again and everybody decides anew."""
    revision = transitions.perform(
        revision,
        "recall",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        reviewed_by=None,
        reviewed_on=None,
        approved_by=None,
        approved_on=None,
        released_by=None,
        released_on=None,
        suitable=False,
        training_from=None,
    )
    return _back_to_draft(revision, by, at)


def _back_to_draft(revision: DocumentRevision, by: Actor, at: datetime | None) -> DocumentRevision:
    ApprovalStep.objects.filter(organization_id=by.organization_id, revision=revision, closed=False).update(closed=True)
    _follow(revision, "return", from_="in-review", by=by, at=at)
    return revision


@transaction.atomic
def make_effective(
    *,
    revision: DocumentRevision,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Bring an approved revision into force on its day, and withdraw the former one at the same moment.

    A document whose place this one takes goes out of use. Done twice, it changes nothing the second time.
    """
    document = _locked(revision.document_id, by)
    now = DocumentRevision.objects.select_related("organization").get(
        pk=revision.pk, organization_id=by.organization_id
    )
    if now.status == "effective":
        return now
    now.document = document
    access.require(by, "make-effective", now)
    if missing := transitions.what_is_missing(now, _step("make-effective")):
        raise Refused(*missing)
    system, today = on_behalf(by), today_of(by)
    for former in document.revisions.in_force().filter(status="effective").select_related("organization"):
        former.document = document
        transitions.perform(former, "withdraw", by=system, at=at, withdrawn_on=today)
    # Whoever approved it has just read it, so the clock of readability starts here.
    now = transitions.perform(
        now, "make-effective", by=system, at=at, expected_version=expected_version, readable_checked_on=today
    )
    now.document = _in_force(document, now, system, at)
    _finish_wishes(now, system, at)
    retire_former(now.document, by=system, at=at)
    return now


def _step(name: str) -> Any:
    from everproof.documents.lifecycle import REVISION_LIFECYCLE

    return REVISION_LIFECYCLE.transitions[name]


def _in_force(document: Document, revision: DocumentRevision, by: Actor, at: datetime | None) -> Document:
    assert revision.effective_from is not None
    due_on = months_after(revision.effective_from, document.type.review_interval_months)
    values: dict[str, Any] = {"current_revision": revision, "review_due_on": due_on or document.review_due_on}
    if document.status == "effective":
        return records.update(document, by=by, at=at, verb="supersede", **values)
    return transitions.perform(document, "publish", by=by, at=at, **values)


def _finish_wishes(revision: DocumentRevision, by: Actor, at: datetime | None) -> None:
    wishes = ChangeRequest.objects.in_force().filter(
        organization_id=by.organization_id, revision=revision, status="accepted"
    )
    for wish in wishes.select_related("organization"):
        wish.revision = revision
        transitions.perform(wish, "finish", by=by, at=at)


def check_readable(
    *,
    revision: DocumentRevision,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Say that one opened it and can read it (7.5.3.2 b)."""
    return transitions.perform(
        revision,
        "check-readable",
        by=by,
        at=at,
        expected_version=expected_version,
        readable_checked_on=today_of(by),
    )


def withdraw(
    *,
    revision: DocumentRevision,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Withdraw a revision whose document is out of use, or whose successor applies from today."""
    return transitions.perform(
        revision, "withdraw", by=by, at=at, expected_version=expected_version, withdrawn_on=today_of(by)
    )


def _follow(revision: DocumentRevision, step: str, *, from_: str, by: Actor, at: datetime | None) -> None:
    """Let the document follow its first revision to review or back."""
    revision.document = _locked(revision.document_id, by)
    if revision.document.status == from_:
        revision.document = transitions.perform(revision.document, step, by=on_behalf(by), at=at)


def _locked(document_id: UUID, by: Actor) -> Document:
    """The document as it stands, kept from others until the transaction ends."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("organization", "type")
    return rows.get(pk=document_id, organization_id=by.organization_id)
