"""The life of a document: it follows its revisions, but for going out of use."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import ChangeRequest, Document, DocumentRevision
from everproof.documents.models.revision import OPEN
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition


def _revisions(document: Document) -> Any:
    return DocumentRevision.objects.in_force().filter(organization_id=document.organization_id, document=document)


def a_revision_is_in_review(document: Document) -> Any:
    """Its state follows its revisions; nobody sets it by hand."""
    if _revisions(document).filter(status__in=("in-review", "approved")).exists():
        return None
    return _("Send its draft for review; the document follows.")


def no_revision_is_in_review(document: Document) -> Any:
    """Its state follows its revisions; nobody sets it by hand."""
    if _revisions(document).filter(status__in=("in-review", "approved")).exists():
        return _("Its revision is still in review.")
    return None


def a_revision_is_effective(document: Document) -> Any:
    """7.5.3.2 c: an effective document has exactly one revision that applies."""
    if document.current_revision_id is None:
        return _("It becomes effective with its revision.")
    found = _revisions(document).filter(status="effective").values_list("pk", flat=True)
    return None if list(found) == [document.current_revision_id] else _("It becomes effective with its revision.")


def nothing_is_on_its_way(document: Document) -> Any:
    """What goes out of use has nothing new in preparation, and whoever asked for a change hears what became of it."""
    revision = _revisions(document).filter(status__in=OPEN).order_by("id").values("revision")[:1]
    wishes = ChangeRequest.objects.in_force().filter(
        organization_id=document.organization_id, document=OuterRef("pk"), status="open"
    )
    ours = Document.objects.filter(organization_id=document.organization_id, pk=document.pk)
    counted = wishes.order_by().values("document").annotate(count=Count("pk")).values("count")
    label, count = ours.values_list(Subquery(revision), Subquery(counted)).get()
    if label is not None:
        return _("Revision %(label)s is on its way. Finish or void it first.") % {"label": label}
    return _("%(count)s change requests are open. Answer them first.") % {"count": count} if count else None


DOCUMENT_LIFECYCLE = Lifecycle(
    states=(
        State("draft", _("Draft"), tone="warn"),
        State("in-review", _("In review"), tone="progress"),
        State("effective", _("Effective"), tone="good"),
        State("obsolete", _("Obsolete"), tone="neutral", closed=True),
    ),
    steps=(
        Transition("send", _("In review"), ("draft",), "in-review", guards=(a_revision_is_in_review,)),
        Transition("return", _("Back to draft"), ("in-review",), "draft", guards=(no_revision_is_in_review,)),
        Transition(
            "publish",
            _("Effective"),
            ("draft", "in-review"),
            "effective",
            guards=(a_revision_is_effective,),
        ),
        Transition(
            "make-obsolete",
            _("Take out of use"),
            ("draft", "effective"),
            "obsolete",
            power=MANAGE,
            reason_needed=True,
            guards=(nothing_is_on_its_way,),
            help=_("Nobody may work by it any more. It stays here, marked as obsolete."),
        ),
        Transition(
            "revive",
            _("Bring back"),
            ("obsolete",),
            "draft",
            power=MANAGE,
            reason_needed=True,
            help=_("It is a draft again and needs a new revision before anybody works by it."),
        ),
    ),
    initial="draft",
    order=("draft", "in-review", "effective"),
)
