"""A person's due work as a calendar that any calendar program subscribes to, by a link that can be revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.work.my_work import WorkItem, my_work

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(hours=1)


@transaction.atomic
def make_calendar_link(*, by: Actor) -> str:
    """A new link to the own calendar, in place of an older one. Returns its token, which is not shown again."""
    if by.person is None:
        raise Refused(_("Only a person has a calendar."))
    _revoke(by)
    _link, token = access_links.make(
        organization=by.organization,
        kind=AccessLink.Kind.CALENDAR,
        subject_type=by.person.type_name,
        subject_id=by.person.pk,
    )
    ledger.note(by, "kernel.calendar-link.make", type="person", record_id=str(by.person.pk), facts={})
    return token


@transaction.atomic
def revoke_calendar_link(*, by: Actor) -> bool:
    """End the link to the own calendar; False when there was none."""
    if not _revoke(by):
        return False
    ledger.note(by, "kernel.calendar-link.revoke", type="person", record_id=str(by.person_id), facts={})
    return True


def has_calendar_link(actor: Actor) -> bool:
    return _links_of(actor).exists()


def feed(link: AccessLink) -> bytes | None:
    """The calendar behind a link, as iCalendar; None when the person is not active any more.

    Runs inside the scope of the link's organisation. Permissions are those that the person has now. It holds what
    waits for this person and nobody's name.
    """
    from icalendar import Calendar  # eighty modules that no page needs

    people = Person.objects.filter(organization=link.organization, active=True, voided_at=None)
    person = people.filter(pk=link.subject_id).first() if link.subject_id else None
    if person is None:
        return None
    actor = actor_for(link.organization, person, source="calendar")
    events = [_event(item) for item in my_work(actor) if item.due is not None]
    calendar = Calendar.new(
        name=_("%(organization)s: my work") % {"organization": link.organization.name},
        prodid="-//Everproof//EN",
        refresh_interval=REFRESH,
        subcomponents=events,
    )
    return bytes(calendar.to_ical())


def _event(item: WorkItem) -> Event:
    """A day-long entry that leaves the day free. Its UID stays, so that a moved due day moves the entry."""
    from icalendar import Event
    from icalendar.enums import TRANSP

    assert item.due is not None
    host = urlsplit(settings.EVERPROOF_URL).hostname
    url = f"{settings.EVERPROOF_URL}{item.url}"
    return Event.new(
        uid=f"{item.record_type}-{item.record_id}@{host}",
        stamp=clock.now(),
        start=item.due,
        end=item.due + timedelta(days=1),
        summary=f"{item.number} {item.title}".strip(),
        description=f"{item.why}\n{url}",
        url=url,
        transparency=TRANSP.TRANSPARENT,
    )


def _revoke(by: Actor) -> int:
    return _links_of(by).update(revoked_at=clock.now())


def _links_of(actor: Actor) -> QuerySet[AccessLink]:
    return AccessLink.objects.filter(
        organization=actor.organization,
        kind=AccessLink.Kind.CALENDAR,
        subject_id=actor.person_id,
        revoked_at=None,
    )
