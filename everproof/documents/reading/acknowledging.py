"""A person confirms having read a revision: for themself, with their own sign-in, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import Acknowledgement, ComprehensionQuestion, DocumentRevision
from everproof.documents.reading.asking import READABLE, REQUESTED
from everproof.documents.reading.questions import questions_of
from everproof.kernel import access, clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import KIOSK
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.prepared import Prepared

PERSONAL = ("page", "demo")
"""Where somebody confirms: at a screen. A program that acts with a person's token has read nothing for them."""
MOST_TRIES = 50
"""So many tries are kept; a person who needs more has to talk to somebody."""


@dataclass(frozen=True)
class Answered:
    """What came of it: the request, and the questions that were answered wrongly (none: it is confirmed)."""

    request: Acknowledgement
    wrong: Sequence[ComprehensionQuestion] = ()

    @property
    def is_done(self) -> bool:
        return self.request.done_at is not None


def request_of(revision: DocumentRevision, by: Actor) -> Acknowledgement | None:
    """The actor's own request for a revision, open or confirmed; None if they are not asked."""
    if by.person_id is None:
        return None
    own = Acknowledgement.objects.filter(organization_id=by.organization_id, person_id=by.person_id)
    return own.filter(revision_id=revision.pk, withdrawn_at=None).first()


def is_shared(by: Actor) -> bool:
    """Whether the actor is a device that many people use, and so can say nothing for one of them."""
    return by.source == "kiosk" or any(grant.role.name == KIOSK.name for grant in by.grants)


@transaction.atomic
def acknowledge(
    revision: DocumentRevision, *, by: Actor, answers: Sequence[int] = (), at: datetime | None = None
) -> Answered:
    """Confirm having read a revision. `answers` are the chosen places, from 0, in the order of the questions.

    A wrong answer confirms nothing: the try is kept, and the person reads why and tries again. Confirming twice is the
    same as once. Raises NotAllowed for a shared device, for a program and for who acts for nobody, Refused where nobody
    asked.
    """
    if by.person is None or by.person_id is None or by.is_system:
        raise NotAllowed(_("Only a person confirms having read something."))
    if is_shared(by):
        raise NotAllowed(_("Many people use this device. Sign in yourself, and confirm for yourself."))
    if by.source not in PERSONAL:
        raise NotAllowed(_("A program cannot read for you. Open the document, and confirm it yourself."))
    access.require(by, "view", revision)
    asked = _ASKED.instances(organization=by.organization_id, revision=revision.pk, person=by.person_id)
    request = asked[0] if asked else None
    if request is None:
        raise Refused(_("You are not asked to confirm this document."))
    if request.done_at is not None:
        return Answered(request)
    if revision.status not in READABLE:
        raise Refused(_("This revision no longer applies. Read the one that does."))
    questions = questions_of(revision)
    wrong = _judge(request, questions, answers)
    if wrong:
        request.save(update_fields=["answers"])
        return Answered(request, wrong)
    return Answered(_confirm(request, revision, questions, by=by, at=at))


def _judge(
    request: Acknowledgement, questions: Sequence[ComprehensionQuestion], answers: Sequence[int]
) -> list[ComprehensionQuestion]:
    """The questions answered wrongly; the try is added to those that are kept."""
    if not questions:
        return []
    if len(answers) != len(questions):
        raise Refused(_("Answer each question."))
    if len(request.answers) >= MOST_TRIES:
        raise Refused(_("You tried often. Talk about it with the owner of the document."))
    wrong = [question for question, answer in zip(questions, answers, strict=True) if answer != question.right]
    tried = {"at": plain(clock.now()), "chosen": list(answers), "wrong": len(wrong)}
    request.answers = [*request.answers, tried]
    return wrong


def _confirm(
    request: Acknowledgement,
    revision: DocumentRevision,
    questions: Sequence[ComprehensionQuestion],
    *,
    by: Actor,
    at: datetime | None,
) -> Acknowledgement:
    """Write it down with an entry in the ledger that names exactly what was read."""
    request.done_at = clock.now()
    request.how = Acknowledgement.How.HERE
    if questions:
        # Of a hundred: the share of the questions that were right at the first try.
        request.score = 100 * (len(questions) - request.answers[0]["wrong"]) // len(questions)
    facts: dict[str, Any] = {"revision_version": revision.version, "tries": len(request.answers)}
    if revision.checksum:
        facts["checksum"] = revision.checksum
    entry = ledger.note(
        by, "documents.reading.acknowledge", type="reading", record_id=str(revision.pk), facts=facts, at=at
    )
    request.entry_id = entry.pk
    request.save(update_fields=["done_at", "how", "score", "answers", "entry_id"])
    return request


def _asked(organization: int, revision: UUID, person: UUID) -> Any:
    """The one request of a person for a revision that counts, kept from others until the transaction ends."""
    own = Acknowledgement.objects.select_for_update().filter(organization=organization, revision=revision)
    return own.filter(person=person, withdrawn_at=None)


# Many people confirm on the day that a revision goes out.
_ASKED = Prepared(_asked)


def open_requests(by: Actor) -> Any:
    """The actor's open requests, as a query set; nobody else's."""
    if by.person_id is None or is_shared(by):
        return Acknowledgement.objects.none()
    own = Acknowledgement.objects.filter(REQUESTED, organization_id=by.organization_id, person_id=by.person_id)
    return own.filter(revision__status__in=READABLE, revision__voided_at=None)
