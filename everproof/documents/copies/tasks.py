"""What follows when a revision ends: its copies on paper are called back, and their holders hear of it."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.documents.copies.actions import recall_copy
from everproof.documents.models import ControlledCopy, DocumentRevision
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Reaction
from everproof.kernel.notifications import Notice, notify_many
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.tasks.task import task

RECALLED = "controlled-copy-recalled"


@task
def recall_copies(organization_id: int, revision_id: str) -> None:
    """Call back every copy of a revision that applies no more; those called back already stay as they are."""
    revision = DocumentRevision.objects.filter(organization_id=organization_id, pk=revision_id, status="withdrawn")
    if not revision.exists():
        return
    rows = ControlledCopy.objects.in_force().filter(
        organization_id=organization_id, revision_id=revision_id, status="issued"
    )
    for copy in rows.select_related("organization").order_by("id"):
        by = Actor.system(copy.organization, "documents")
        recall_copy(copy=copy, by=by, reason=_now("Its revision does not apply any more."))


@task
def tell_holder(organization_id: int, copy_id: str) -> None:
    """Tell who has a copy, and who looks after its document, that it is called back; once for each recall."""
    copy = (
        ControlledCopy.objects.in_force()
        .filter(organization_id=organization_id, pk=copy_id, status="recalled")
        .select_related("holder", "document__owner")
        .first()
    )
    if copy is None:
        return
    people = {person.pk: person for person in (copy.holder, copy.document.owner) if person is not None}
    notices = [
        Notice(person, RECALLED, copy, {"due": copy.recall_by}, key=f"copy-recalled:{copy.pk}:{copy.recall_by}:{key}")
        for key, person in people.items()
    ]
    notify_many(notices)


COPY_REACTIONS = (
    Reaction("documents.document-revision.withdraw", recall_copies),
    Reaction("documents.controlled-copy.recall", tell_holder),
)
COPY_NOTICES = (
    NotificationKind(
        RECALLED,
        _("A copy on paper that I have is called back"),
        _("Bring it back or destroy it by %(due)s: %(title)s"),
        days=("due",),
    ),
)
