"""The life of a revision: written, reviewed, approved, effective on its day, withdrawn.

Every state but the draft is closed: what a revision says may not change once somebody has been asked to judge it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.kernel import clock
from everproof.kernel.access.roles import CONTRIBUTE, MANAGE
from everproof.kernel.files.models import Attachment
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


def it_says_something(revision: DocumentRevision) -> Any:
    """7.5.2: there is something to review."""
    if revision.content_kind == DocumentRevision.ContentKind.WRITTEN:
        return None if revision.plain_text.strip() else _("Nothing is written yet.")
    if revision.content_kind == DocumentRevision.ContentKind.LINK:
        return None if revision.link else _("The link is missing.")
    files = Attachment.objects.filter(
        organization_id=revision.organization_id,
        type=DocumentRevision.type_name,
        record_id=revision.pk,
        removed_at=None,
    )
    return None if files.exists() else _("The file is missing.")


@settled_by("change_summary", "reason_for_change")
def change_is_explained(revision: DocumentRevision) -> Any:
    """7.5.3.2 c: a later revision says what changed, and why."""
    if revision.position == 1 or (revision.change_summary.strip() and revision.reason_for_change.strip()):
        return None
    return _("Say what changed and why.")


def document_has_an_owner(revision: DocumentRevision) -> Any:
    """Somebody looks after what is put in force."""
    return None if revision.document.owner_id else _("The document has no owner yet.")


def somebody_is_asked(revision: DocumentRevision) -> Any:
    """7.5.2 c: somebody reviews and somebody approves."""
    asked = _steps(revision).exists()
    return None if asked else _("Nobody is asked to approve it.")


def every_step_is_decided(revision: DocumentRevision) -> Any:
    """7.5.2 c: all who were asked have agreed."""
    count = _steps(revision).filter(decided_at=None).count()
    return _("%(count)s decisions are still open.") % {"count": count} if count else None


def its_day_has_come(revision: DocumentRevision) -> Any:
    """It applies from its day, not before: those who work by it need the time to read it."""
    today = clock.today(revision.organization.zone)
    if revision.effective_from is None or revision.effective_from > today:
        return _("Its day has not come yet.")
    return None


def another_one_applies(revision: DocumentRevision) -> Any:
    """A revision is withdrawn by its successor or with its document, never by itself."""
    document = revision.document
    if document.status == "obsolete" or document.current_revision_id != revision.pk:
        return None
    today = clock.today(revision.organization.zone)
    if document.revisions.in_force().filter(status="approved", effective_from__lte=today).exists():
        return None
    return _("It applies until another revision does, or until the document goes out of use.")


def _steps(revision: DocumentRevision) -> Any:
    return ApprovalStep.objects.filter(
        organization_id=revision.organization_id, revision=revision, round=revision.round, closed=False
    )


def its_days_are_known(revision: DocumentRevision) -> Any:
    """What applies elsewhere has been approved there and applies since a day that is past."""
    today = clock.today(revision.organization.zone)
    if revision.approved_on is None or revision.effective_from is None or revision.effective_from > today:
        return _("Say since when it applies; bring it in with its document.")
    return None


SETTLE_IN_FORCE = Transition(
    "settle-in-force",
    _("In force elsewhere"),
    ("draft",),
    "effective",
    power=MANAGE,
    guards=(it_says_something, its_days_are_known),
)
"""For a revision that was approved before it came here: nobody here reviewed it, and nobody's approval is made up."""

REVISION_LIFECYCLE = Lifecycle(
    states=(
        State("draft", _("Draft"), tone="warn"),
        State("in-review", _("In review"), tone="progress", closed=True),
        State("approved", _("Approved, not in force yet"), tone="progress", closed=True),
        State("effective", _("Effective"), tone="good", closed=True),
        State("withdrawn", _("Withdrawn"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "send-for-review",
            _("Send for review"),
            ("draft",),
            "in-review",
            power=MANAGE,
            owner_may=True,
            guards=(it_says_something, change_is_explained, document_has_an_owner, somebody_is_asked),
            fields=("change_summary", "reason_for_change", "effective_from"),
            help=_("Nothing in it can change while others judge it."),
        ),
        Transition(
            "send-back",
            _("Send back"),
            ("in-review",),
            "draft",
            power=CONTRIBUTE,
            reason_needed=True,
            help=_("The author is told why. All decisions are asked for again."),
        ),
        Transition(
            "approve",
            _("All agreed"),
            ("in-review",),
            "approved",
            power=CONTRIBUTE,
            guards=(somebody_is_asked, every_step_is_decided),
        ),
        Transition(
            "recall",
            _("Recall"),
            ("approved",),
            "draft",
            power=MANAGE,
            reason_needed=True,
            help=_("It does not come into force. It is a draft again, and everybody decides anew."),
        ),
        Transition(
            "make-effective",
            _("Bring into force"),
            ("approved",),
            "effective",
            power=MANAGE,
            guards=(its_day_has_come,),
            help=_("The former revision is withdrawn at the same moment."),
        ),
        Transition(
            "check-readable",
            _("It can be read"),
            ("effective",),
            "effective",
            power=MANAGE,
            help=_("You opened it, and it reads as it should."),
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            ("effective",),
            "withdrawn",
            power=MANAGE,
            guards=(another_one_applies,),
        ),
    ),
    initial="draft",
    draft="draft",
    imported=(SETTLE_IN_FORCE,),
    order=("draft", "in-review", "approved", "effective", "withdrawn"),
)
