"""What can be done with a document itself; its content stands in its revisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents import numbering
from everproof.documents.actions.common import months_after, on_behalf, refuse_foreign_audiences, today_of
from everproof.documents.actions.succession import refuse_succession, retire_former
from everproof.documents.models import ChangeRequest, Document, DocumentType, Kind, PeriodicReview
from everproof.kernel import access, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

DEEPEST = 20
FROM_TYPE = ("classification", "access_groups", "acknowledged_by", "retention_rule")


def register_document(
    *,
    title: str,
    type: DocumentType,
    by: Actor,
    number: str = "",
    id: UUID | None = None,
    at: datetime | None = None,
    **values: Any,
) -> Document:
    """Put a document on the register: it gets its number at once, and its first revision is started separately.

    What is not given comes from its type. `number` is one that it has already; otherwise the type's pattern gives it.
    """
    if type.status != "active" or type.is_voided:
        raise Refused(_("This type of document is no longer used. Choose another one."))
    number = number.strip() or values.pop("original_number", "")
    _require_number(type, number, values.get("area", ""))
    for name in FROM_TYPE:
        values.setdefault(name, getattr(type, name))
    values.setdefault("owner", by.person)
    if type.kind == Kind.EXTERNAL:
        values.setdefault("origin", Document.Origin.EXTERNAL)
    _check(by, None, values)
    return records.create(
        Document, by=by, id=id, at=at, title=title, type=type, kind=type.kind, original_number=number, **values
    )


@transaction.atomic
def update_document(
    *,
    document: Document,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> Document:
    """Change what is known about a document. Its kind follows its type; its number stays.

    Named while it applies, the document whose place it takes goes out of use at once.
    """
    _check(by, document, values)
    if (type := values.get("type")) is not None:
        values["kind"] = type.kind
    changed = records.update(document, by=by, reason=reason, expected_version=expected_version, **values)
    if "supersedes" in values:
        retire_former(changed, by=by)
    return changed


def revive_document(
    *,
    document: Document,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Document:
    """Bring an obsolete document back as a draft; nobody works by it before a new revision applies."""
    return transitions.perform(
        document,
        "revive",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        obsolete_on=None,
        current_revision=None,
    )


@transaction.atomic
def review_document(
    *,
    document: Document,
    verdict: str,
    by: Actor,
    reasons: str = "",
    reviewed_on: date | None = None,
    next_due_on: date | None = None,
    id: UUID | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> PeriodicReview:
    """Look at a document again and say: keep, revise or retire it (7.5.3.1).

    Kept, it is due again after the interval of its type; to be revised, it gets an accepted change request.
    """
    access.require(by, "update", document)
    if document.is_voided or document.status != "effective":
        raise Refused(_("Only a document that applies is reviewed."))
    if expected_version is not None and expected_version != document.version:
        raise records.store.conflict(document, expected_version)
    if verdict != PeriodicReview.Verdict.KEEP and not reasons.strip():
        raise Refused(_("Say why."))
    reviewed_on = reviewed_on or today_of(by)
    if reviewed_on > today_of(by):
        raise Refused(_("A review cannot lie in the future."))
    next_due_on = next_due_on or months_after(reviewed_on, document.type.review_interval_months)
    review = records.create(
        PeriodicReview,
        by=on_behalf(by),
        id=id,
        at=at,
        title=document.title,
        document=document,
        revision=document.current_revision,
        site_id=document.site_id,
        verdict=verdict,
        reasons=reasons,
        reviewed_by=by.person,
        reviewed_on=reviewed_on,
        next_due_on=next_due_on,
    )
    records.update(document, by=on_behalf(by), at=at, verb="review", reviewed_on=reviewed_on, review_due_on=next_due_on)
    if verdict == PeriodicReview.Verdict.REVISE:
        _ask_for_revision(document, reasons, by, at)
    return review


def _ask_for_revision(document: Document, reasons: str, by: Actor, at: datetime | None) -> None:
    wish = records.create(
        ChangeRequest,
        by=on_behalf(by),
        at=at,
        title=str(_("Revise it after its review")),
        document=document,
        site_id=document.site_id,
        what=reasons,
        raised_by=by.person,
    )
    transitions.perform(
        wish, "accept", by=on_behalf(by), at=at, decided_by=by.person, decided_on=today_of(by), answer=""
    )


def _require_number(type: DocumentType, number: str, area: str) -> None:
    if number:
        if problem := numbering.given_problem(number):
            raise Refused(problem)
    elif not type.number_pattern:
        raise Refused(_("Documents of this type have no number pattern. Give the number."))
    elif numbering.asks_for_area(type.number_pattern) and not area:
        raise Refused(_("The number of this type names an area. Give it."))


def _check(by: Actor, document: Document | None, values: dict[str, Any]) -> None:
    refuse_foreign_audiences(by, values)
    refuse_succession(by, document, values.get("supersedes"))
    parent = values.get("parent")
    for _level in range(DEEPEST):
        if parent is None:
            return
        if document is not None and parent.pk == document.pk:
            raise Refused(_("A document cannot stand under itself, or under one that stands under it."))
        parent = parent.parent
    raise Refused(_("The tree would be deeper than %(most)s levels.") % {"most": DEEPEST})
