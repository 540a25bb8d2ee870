"""Records of this room for tests of every type."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from everproof.documents import actions
from everproof.documents.models import (
    ChangeRequest,
    ControlledCopy,
    Document,
    DocumentRevision,
    DocumentType,
    FilledForm,
    PeriodicReview,
    Policy,
    RetentionRule,
    Snippet,
)
from everproof.kernel import parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.testing.cast import Cast

BODY = "<h2>Purpose</h2><p>Canary words: turn the valve slowly.</p>"


def unsigned(cast: Cast) -> None:
    """Let this company decide without signatures, for tests that are about something else."""
    parameters.change(name="document_decisions_signed", to=False, by=cast.manager)


def asked(person: Any, meaning: str = Meaning.APPROVAL, order: int = 1) -> dict[str, Any]:
    """One step of an approval: a person by name."""
    return {"order": order, "meaning": str(meaning), "kind": "person", "id": str(person.pk), "quorum": 1}


def approver(cast: Cast) -> Actor:
    """Somebody who may approve and is not the one who writes."""
    others = (cast.actors[part] for part in ("boss", "second", "teammate"))
    return next(actor for actor in others if actor.person_id != cast.manager.person_id)


def make_type(cast: Cast, number: int = 1, **values: Any) -> DocumentType:
    decides = approver(cast)
    title = f"Canary type {number} for {decides.person_id}"
    known = DocumentType.objects.filter(organization=cast.organization, title=title).first()
    if known is not None:
        return known
    values = {"number_pattern": "QP-{000}", "approval": [asked(decides.person)], **values}
    return actions.add_document_type(title=title, by=cast.manager, **values)


def make_document(cast: Cast, number: int = 1, **values: Any) -> Document:
    values.setdefault("type", make_type(cast))
    return actions.register_document(
        title=f"Canary procedure {number}", description="A canary.", by=values.pop("by", cast.manager), **values
    )


def make_draft(cast: Cast, number: int = 1, document: Document | None = None, **values: Any) -> DocumentRevision:
    document = document or make_document(cast, number)
    draft = actions.start_revision(
        document=document, by=cast.manager, change_summary="More canaries.", reason_for_change="Asked for.", **values
    )
    return actions.write_content(revision=draft, by=cast.manager, body=BODY)


def agree(revision: DocumentRevision, *actors: Actor, **values: Any) -> DocumentRevision:
    """Let people agree one after the other; the company decides without signatures."""
    for actor in actors:
        step = actions.step_of(revision, actor)
        assert step is not None
        revision = actions.decide(step=step, by=actor, decision="yes", suitable=True, **values)
    return revision


def make_effective(cast: Cast, number: int = 1, document: Document | None = None) -> Document:
    """A document with a revision that applies."""
    unsigned(cast)
    draft = make_draft(cast, number, document)
    sent = actions.send_for_review(revision=draft, by=cast.manager)
    return Document.objects.get(pk=agree(sent, approver(cast)).document_id)


def _once(word: str) -> str:
    """A word that nothing else is called by: these types name each thing once."""
    return f"{word}-{uuid4().hex[:8]}"


def _type(cast: Cast, number: int) -> DocumentType:
    return actions.add_document_type(title=_once(f"Canary type {number}"), by=cast.manager, number_pattern="QP-{000}")


def _revision(cast: Cast, number: int) -> DocumentRevision:
    return actions.start_revision(document=make_document(cast, number), by=cast.manager)


def _request(cast: Cast, number: int) -> ChangeRequest:
    return actions.request_change(document=make_document(cast, number), title=f"Canary wish {number}", by=cast.manager)


def _review(cast: Cast, number: int) -> PeriodicReview:
    document = make_effective(cast, number)
    return actions.review_document(document=document, verdict="keep", reasons="Canary.", by=cast.manager)


def _policy(cast: Cast, number: int) -> Policy:
    return actions.draft_policy(title=f"Canary policy {number}", text="We keep our word.", by=cast.manager)


def _rule(cast: Cast, number: int) -> RetentionRule:
    return records.create(
        RetentionRule,
        by=cast.manager,
        title=f"Canary rule {number}",
        record_type=_once(f"canary-{number}"),
        retention_days=3650,
    )


def _snippet(cast: Cast, number: int) -> Snippet:
    return records.create(
        Snippet, by=cast.manager, title=f"Canary snippet {number}", key=_once(f"canary-{number}"), text="Canary."
    )


def _filled(cast: Cast, number: int) -> FilledForm:
    from everproof.documents.filled.testing import make_copy

    return make_copy(cast, number)


def _copy(cast: Cast, number: int) -> ControlledCopy:
    from everproof.documents.copies.actions import issue_copy

    document = make_effective(cast, number)
    return issue_copy(document=document, title=f"Canary copy {number}", place="At the canary cage", by=cast.manager)


FACTORIES = {
    "controlled-copy": _copy,
    "filled-form": _filled,
    "document-type": _type,
    "document": make_document,
    "document-revision": _revision,
    "document-change-request": _request,
    "document-review": _review,
    "policy": _policy,
    "retention-rule": _rule,
    "document-snippet": _snippet,
}
