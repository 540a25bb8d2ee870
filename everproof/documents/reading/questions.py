"""Questions that show whether a revision was understood. They stand while the revision is a draft and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import ComprehensionQuestion, DocumentRevision
from everproof.kernel import access, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.prepared import Prepared

MOST = 10
FEWEST_CHOICES, MOST_CHOICES = 2, 6
LONGEST = 500


@dataclass(frozen=True)
class Question:
    """A question with its choices; `right` is the place of the right one, from 0.

    `explanation` is for whoever chose wrongly.
    """

    question: str
    choices: Sequence[str]
    right: int
    explanation: str = ""


def questions_of(revision: DocumentRevision) -> list[ComprehensionQuestion]:
    """The questions of a revision in their order."""
    return _OF_REVISION.instances(organization=revision.organization_id, revision=revision.pk)


def _of_revision(organization: int, revision: UUID) -> QuerySet[ComprehensionQuestion]:
    own = ComprehensionQuestion.objects.filter(organization=organization, revision=revision)
    return own.order_by("position")


# Asked with every confirmation.
_OF_REVISION = Prepared(_of_revision)


@transaction.atomic
def set_questions(
    revision: DocumentRevision, questions: Sequence[Question], *, by: Actor
) -> list[ComprehensionQuestion]:
    """Replace the questions of a draft. Once others judge the revision they stand as they are.

    Raises Refused for a revision that is no draft, ValidationError for a question without a right answer.
    """
    access.require(by, "update", revision)
    if revision.status != "draft":
        raise Refused(_("The questions stand with the text: only those of a draft can be changed."))
    if len(questions) > MOST:
        raise ValidationError(_("At most %(most)s questions."), params={"most": MOST})
    for question in questions:
        _check(question)
    ComprehensionQuestion.objects.filter(organization_id=by.organization_id, revision=revision).delete()
    made = [
        ComprehensionQuestion(
            organization=by.organization,
            revision=revision,
            position=place,
            question=one.question.strip(),
            choices=[choice.strip() for choice in one.choices],
            right=one.right,
            explanation=one.explanation.strip(),
        )
        for place, one in enumerate(questions, start=1)
    ]
    ComprehensionQuestion.objects.bulk_create(made)
    facts = {"count": len(made)}
    ledger.note(by, "documents.reading.questions", type="reading", record_id=str(revision.pk), facts=facts)
    return made


def _check(one: Question) -> None:
    texts = [one.question, *one.choices]
    if any(not text.strip() for text in texts):
        raise ValidationError(_("A question and each of its choices needs words."))
    if any(len(text) > LONGEST or "\x00" in text for text in [*texts, one.explanation]):
        raise ValidationError(_("At most %(most)s characters each."), params={"most": LONGEST})
    if not FEWEST_CHOICES <= len(one.choices) <= MOST_CHOICES:
        raise ValidationError(_("A question has two to six choices."))
    if not 0 <= one.right < len(one.choices):
        raise ValidationError(_("Say which choice is right."))
