"""What reading puts into people's work, and of what it reminds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import Acknowledgement, DocumentRevision
from everproof.documents.reading.acknowledging import open_requests
from everproof.documents.reading.asking import READABLE, REQUESTED
from everproof.documents.reading.parameters import ESCALATION_DAYS, REMINDER_DAYS
from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import DueWork
from everproof.kernel.notifications import Notice, notify_many
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem

WHY = _("Read it and confirm")
NOTIFICATION_KINDS = (
    NotificationKind(
        "reading-due",
        _("A document is to be read soon"),
        _("Read %(number)s by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "reading-late",
        _("I have not confirmed a document in time"),
        _("%(number)s should have been read by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "reading-of-mine-late",
        _("People have not confirmed a document of mine in time"),
        _("%(number)s, due on %(due)s, is still to be confirmed by %(count)s people: %(title)s"),
        days=("due",),
    ),
)


def reading_url(organization_slug: str, number: str) -> str:
    """Where a person reads a revision and confirms it."""
    return reverse("documents:read", args=[organization_slug, number])


def waiting(actor: Actor) -> QuerySet[Acknowledgement]:
    """The requests that wait for a person."""
    return open_requests(actor)


def to_read(actor: Actor) -> Sequence[WorkItem]:
    """They as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = open_requests(actor).select_related("revision").order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [_item(row, actor, today) for row in rows]


def _item(row: Acknowledgement, actor: Actor, today: date) -> WorkItem:
    late = row.due_on < today
    return WorkItem(
        record_type=DocumentRevision.type_name,
        record_id=row.revision_id,
        number=row.revision.number,
        title=row.revision.title,
        url=reading_url(actor.organization.slug, row.revision.number),
        due=row.due_on,
        late=late,
        why=WHY,
        tone="bad" if late else "warn" if row.due_on == today else "neutral",
    )


WORK = DueWork("to-read", _("To read"), to_read, waiting)


def remind(organization: Organization) -> int:
    """Remind who has to read soon or is late, and tell owners of the late ones; each is told once."""
    today = clock.today(organization.zone)
    soon = today + timedelta(days=int(parameters.value(organization.pk, REMINDER_DAYS)))
    rows = Acknowledgement.objects.filter(
        REQUESTED,
        organization=organization,
        due_on__lte=soon,
        revision__status__in=READABLE,
        revision__voided_at=None,
    )
    notices = [_reminder(row, today) for row in rows.select_related("person", "revision")]
    told = notify_many([*notices, *_escalations(organization, today)])
    rows.filter(reminded_at=None).update(reminded_at=clock.now())
    return told


def _reminder(row: Acknowledgement, today: date) -> Notice:
    kind = "reading-late" if row.due_on < today else "reading-due"
    return Notice(row.person, kind, row.revision, {"due": row.due_on}, key=f"{kind}:{row.pk}:{row.due_on}")


def _escalations(organization: Organization, today: date) -> list[Notice]:
    """One notice for each revision and due day whose time has long run out, to the owner of the document."""
    longest = today - timedelta(days=int(parameters.value(organization.pk, ESCALATION_DAYS)))
    late = Acknowledgement.objects.filter(
        REQUESTED, organization=organization, due_on__lt=longest, revision__status="effective"
    )
    counts: list[Any] = list(late.order_by().values("revision_id", "due_on").annotate(count=Count("pk")))
    revisions = DocumentRevision.objects.select_related("document__owner").in_bulk(
        [row["revision_id"] for row in counts]
    )
    found = []
    for row in counts:
        revision = revisions[row["revision_id"]]
        owner = revision.document.owner
        if owner is not None:
            facts = {"due": row["due_on"], "count": row["count"]}
            key = f"reading-of-mine-late:{revision.pk}:{row['due_on']}"
            found.append(Notice(owner, "reading-of-mine-late", revision, facts, key=key))
    return found
