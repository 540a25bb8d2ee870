"""What a person has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.notifications.kinds import NotificationKind, kinds
from everproof.kernel.notifications.models import Notification

PAGE = 50


@dataclass(frozen=True)
class Told:
    """A notification as a page shows it. `url` leads to the record, empty where there is none."""

    id: int
    sentence: str
    url: str
    at: datetime
    is_unread: bool


def unread_count(actor: Actor) -> int:
    """How many notifications the person has not read; one statement over an index of the unread ones."""
    return _of(actor).filter(read_at=None).count()


def newest(actor: Actor, *, before: int | None = None, count: int = PAGE) -> list[Told]:
    """The person's notifications, newest first, in one statement; `before` is the id of the last one already shown."""
    found = _of(actor).order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    known = kinds()
    return [_told(row, known, actor.organization.slug) for row in found[:count]]


def mark_read(actor: Actor, notification_id: int) -> Told | None:
    """Mark one as read; None when the person has no such notification."""
    row = _of(actor).filter(pk=notification_id).first()
    if row is None:
        return None
    _of(actor).filter(pk=row.pk, read_at=None).update(read_at=clock.now())
    return _told(row, kinds(), actor.organization.slug)


def mark_all_read(actor: Actor) -> int:
    """Mark all of the person's notifications as read; returns how many were unread."""
    return _of(actor).filter(read_at=None).update(read_at=clock.now())


def record_url(slug: str, type_name: str, reference: str) -> str:
    """The address of a record by type and number (or id), without reading it; empty for a type that is gone."""
    try:
        record_type = modules.record_type(type_name)
    except KeyError:
        return ""
    return reverse("record", args=[slug, record_type.room, record_type.path, reference])


def _of(actor: Actor) -> QuerySet[Notification]:
    if actor.person_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(organization_id=actor.organization_id, person_id=actor.person_id)


def _told(row: Notification, known: dict[str, NotificationKind], slug: str) -> Told:
    kind = known.get(row.kind)
    reference = row.facts.get("number") or str(row.record_id or "")
    return Told(
        id=row.pk,
        sentence=kind.say(row.facts) if kind else row.facts.get("title", ""),
        url=record_url(slug, row.record_type, reference) if row.record_type else "",
        at=row.created_at,
        is_unread=row.read_at is None,
    )
