"""Decisions about a revision: reviewed, approved, released, or sent back; each signed for what was seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents.actions import asking
from everproof.documents.actions.common import on_behalf, today_of
from everproof.documents.actions.revision import make_effective, send_back
from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.documents.parameters import decisions_are_signed
from everproof.documents.tasks import tell_those_asked
from everproof.kernel import access, clock, ledger, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.ledger import commitments
from everproof.kernel.signatures import actions as signatures
from everproof.kernel.signatures.meanings import Meaning

DECIDE = "documents.document-revision.decide"
YES, NO = ApprovalStep.Decision.YES, ApprovalStep.Decision.NO


@transaction.atomic
def decide(
    *,
    step: ApprovalStep,
    by: Actor,
    decision: str,
    comment: str = "",
    suitable: bool = False,
    signature: Any = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> DocumentRevision:
    """Agree to a revision, or send it back, as one of those who were asked; gives the revision as it then stands.

    The last of all decisions approves it: it applies from its day, at the earliest after the days to read it. An
    approval says besides that the document is `suitable` and adequate (7.5.2 c). Sending back needs a comment and no
    signature. Raises Refused, Conflict for a stale page, and what the signature raises.
    """
    revision = (
        DocumentRevision.objects.select_for_update(of=("self",))
        .select_related("organization", "document__type", "author")
        .get(pk=step.revision_id, organization_id=by.organization_id)
    )
    access.require(by, "approve", revision)
    if expected_version is not None and expected_version != revision.version:
        raise records.store.conflict(revision, expected_version)
    step = _own_step(revision, step, by)
    if decision == NO:
        return _send_back(revision, step, by, comment, at)
    if decision != YES:
        raise Refused(_("Say whether you agree."))
    if step.meaning == Meaning.APPROVAL and not suitable:
        raise Refused(_("Confirm that it is suitable and adequate, or send it back."))
    signed = None
    if decisions_are_signed(by.organization_id):
        signed = signatures.sign(revision, step.meaning, by=by, proof=signature)
    _write(step, by, YES, comment, signed, at)
    return _conclude(revision, by, at)


def _own_step(revision: DocumentRevision, step: ApprovalStep, by: Actor) -> ApprovalStep:
    """The open step that this person decides, which is the one given or another of the same role. Raises Refused."""
    if revision.is_voided or revision.status != "in-review" or step.round != revision.round:
        raise Refused(_("This revision is not in review any more."))
    if revision.author_id == by.person_id and not asking.self_approval_is_allowed(by.organization_id):
        raise Refused(_("The author does not decide about the own document. Ask somebody else."))
    step = ApprovalStep.objects.select_related("person", "role", "decided_by").get(
        pk=step.pk, organization_id=by.organization_id
    )
    own = asking.step_of(revision, by)
    if own is not None and (own.order, own.meaning, own.role_id) == (step.order, step.meaning, step.role_id):
        return own
    if step.decided_by is not None:
        raise Refused(_("%(name)s has decided this already.") % {"name": step.decided_by.title})
    if step.person_id == by.person_id or step.role_id in asking.roles_of(by):
        raise Refused(_("Others decide before you, or you have decided already."))
    raise Refused(_("Somebody else is asked to decide this."))


def _send_back(
    revision: DocumentRevision, step: ApprovalStep, by: Actor, comment: str, at: datetime | None
) -> DocumentRevision:
    if not comment.strip():
        raise Refused(_("Say what has to change, so that the author can do it."))
    _write(step, by, NO, comment, None, at)
    return send_back(revision=revision, by=by, reason=comment, at=at)


def _write(step: ApprovalStep, by: Actor, decision: str, comment: str, signature: Any, at: datetime | None) -> None:
    """Keep the decision if nobody was faster, with an entry that commits to the comment."""
    seed = commitments.new_seed()
    written = ApprovalStep.objects.filter(pk=step.pk, organization_id=by.organization_id, decided_at=None).update(
        decided_by_id=by.person_id,
        decided_at=at or clock.now(),
        decision=decision,
        comment=comment.strip(),
        seed=seed,
        signature_id=signature.pk if signature else None,
    )
    if not written:
        raise Refused(_("Somebody else has decided this at the same moment."))
    facts = {
        "round": step.round,
        "order": step.order,
        "meaning": step.meaning,
        "decision": decision,
        "comment": commitments.commit(commitments.salt(seed, "comment"), comment.strip()) if comment.strip() else "",
    }
    ledger.note(by, DECIDE, type=DocumentRevision.type_name, record_id=str(step.revision_id), facts=facts, at=at)


def _conclude(revision: DocumentRevision, by: Actor, at: datetime | None) -> DocumentRevision:
    """Approve the revision once every decision is there, and bring it into force where its day has come."""
    steps = list(
        ApprovalStep.objects.filter(
            organization_id=by.organization_id, revision=revision, round=revision.round, closed=False
        ).select_related("decided_by")
    )
    if any(step.decided_at is None for step in steps):
        tell_those_asked.enqueue(by.organization_id, str(revision.pk))
        return revision
    today = today_of(by)
    ready = today + timedelta(days=revision.document.type.training_days)
    effective_from = max(ready, revision.effective_from or ready)
    approved = transitions.perform(
        revision,
        "approve",
        by=on_behalf(by),
        at=at,
        effective_from=effective_from,
        training_from=today,
        suitable=True,
        **_who_and_when(steps, by),
    )
    if effective_from > today:
        return approved
    return make_effective(revision=approved, by=on_behalf(by), at=at)


def _who_and_when(steps: list[ApprovalStep], by: Actor) -> dict[str, Any]:
    """The last of those who reviewed, approved and released; where nobody reviewed apart, approving was reviewing."""
    zone = ZoneInfo(by.organization.zone)
    found: dict[str, Any] = {}
    for meaning, name in ((Meaning.REVIEW, "reviewed"), (Meaning.APPROVAL, "approved"), (Meaning.RELEASE, "released")):
        mine = [step for step in steps if step.meaning == meaning and step.decided_at]
        if not mine and meaning == Meaning.REVIEW:
            mine = [step for step in steps if step.meaning == Meaning.APPROVAL and step.decided_at]
        if mine:
            last = max(mine, key=lambda step: step.decided_at)  # type: ignore[arg-type, return-value]
            assert last.decided_at is not None
            found[f"{name}_by"] = last.decided_by
            found[f"{name}_on"] = last.decided_at.astimezone(zone).date()
    return found
