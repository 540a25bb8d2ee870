"""What can be done with a policy: drafted, approved by top management, published, looked at again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents.actions.common import on_behalf, today_of
from everproof.documents.lifecycle.policy import holds_top_management
from everproof.documents.models import Document, Policy
from everproof.kernel import access, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

CARRIED_OVER = (
    "kind",
    "text",
    "commitments",
    "objective_framework",
    "strategic_links",
    "context_links",
    "scope_statement_id",
    "document_id",
    "public_location",
    "site_id",
)


def draft_policy(
    *, title: str, text: str, by: Actor, id: UUID | None = None, at: datetime | None = None, **values: Any
) -> Policy:
    """Draft a policy. The words that state a commitment must stand in its text."""
    return records.create(Policy, by=by, id=id, at=at, title=title, text=text, **values)


def draft_next_policy(*, policy: Policy, by: Actor, title: str = "", at: datetime | None = None) -> Policy:
    """Draft the successor of an approved policy: it begins with the same words."""
    if policy.status != "approved" or policy.is_voided:
        raise Refused(_("Only a policy that is in force gets a successor. Change the draft."))
    access.require(by, "create", Policy)
    values = {name: getattr(policy, name) for name in CARRIED_OVER}
    return records.create(Policy, by=by, at=at, **values, title=title or policy.title)


@transaction.atomic
def approve_policy(
    *,
    policy: Policy,
    by: Actor,
    signature: Any = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Policy:
    """Approve a policy as somebody of top management. The one of this kind that applied is superseded."""
    access.require(by, "approve", policy)
    former = Policy.objects.in_force().filter(organization_id=by.organization_id, kind=policy.kind, status="approved")
    if policy.kind != Policy.Kind.OTHER:
        for one in former.exclude(pk=policy.pk).select_related("organization"):
            words = _("%(title)s takes its place.") % {"title": policy.title}
            transitions.perform(one, "supersede", by=on_behalf(by), at=at, reason=words)
    today = today_of(by)
    return transitions.perform(
        policy,
        "approve",
        by=by,
        at=at,
        signature=signature,
        expected_version=expected_version,
        approved_by=by.person,
        approved_on=today,
        reviewed_by=by.person,
        reviewed_on=today,
    )


def publish_policy(
    *,
    policy: Policy,
    by: Actor,
    document: Document | None = None,
    public_location: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Policy:
    """Say that the revision of its document that applies now carries this text, and where others find it (5.2.2)."""
    document = document or policy.document
    if document is None or document.status != "effective":
        raise Refused(_("Name the document that carries the policy; it has to be effective."))
    return transitions.perform(
        policy,
        "publish",
        by=by,
        at=at,
        expected_version=expected_version,
        document=document,
        published_revision=document.current_revision,
        public_location=public_location or policy.public_location,
    )


def review_policy(
    *, policy: Policy, by: Actor, at: datetime | None = None, expected_version: int | None = None
) -> Policy:
    """Say as somebody of top management that one looked at it and it still fits (5.1.1 b, 5.2.1)."""
    if by.person_id is None or not holds_top_management(by.organization, by.person_id):
        raise Refused(_("Somebody with a role of top management looks at the policy again."))
    return transitions.perform(
        policy,
        "review",
        by=by,
        at=at,
        expected_version=expected_version,
        reviewed_by=by.person,
        reviewed_on=today_of(by),
    )
