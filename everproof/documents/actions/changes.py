"""What can be done with a change request: anyone asks, somebody answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.documents.actions.common import today_of
from everproof.documents.models import ChangeRequest, Document
from everproof.kernel import access, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused


def request_change(
    *,
    document: Document,
    title: str,
    by: Actor,
    what: str = "",
    why: str = "",
    urgency: str = ChangeRequest.Urgency.NORMAL,
    id: UUID | None = None,
    at: datetime | None = None,
) -> ChangeRequest:
    """Ask for a change of a document that `by` may see and that is in use."""
    if not access.visible(by, Document.objects.filter(pk=document.pk)).exists():
        raise Refused(_("There is no such record."))
    if document.is_voided or document.status == "obsolete":
        raise Refused(_("This document is out of use."))
    return records.create(
        ChangeRequest,
        by=by,
        id=id,
        at=at,
        title=title,
        document=document,
        site_id=document.site_id,
        what=what or title,
        why=why,
        urgency=urgency,
        raised_by=by.person,
    )


def accept_change(
    *,
    change_request: ChangeRequest,
    by: Actor,
    answer: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ChangeRequest:
    """Promise that a revision will answer it."""
    return transitions.perform(
        change_request,
        "accept",
        by=by,
        at=at,
        expected_version=expected_version,
        answer=answer,
        decided_by=by.person,
        decided_on=today_of(by),
    )


def decline_change(
    *,
    change_request: ChangeRequest,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ChangeRequest:
    """Say no, and why; whoever asked reads it."""
    return transitions.perform(
        change_request,
        "decline",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        answer=reason,
        decided_by=by.person,
        decided_on=today_of(by),
    )


def reopen_change(
    *,
    change_request: ChangeRequest,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ChangeRequest:
    """Take it up again; another revision will have to answer it."""
    return transitions.perform(
        change_request,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        decided_by=None,
        decided_on=None,
        revision=None,
    )


def decide_change(
    *, change_request: ChangeRequest, by: Actor, accept: bool, answer: str = "", at: datetime | None = None
) -> ChangeRequest:
    """Accept or decline it with an answer."""
    if accept:
        return accept_change(change_request=change_request, by=by, answer=answer, at=at)
    return decline_change(change_request=change_request, by=by, reason=answer, at=at)
