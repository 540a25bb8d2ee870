"""Tells people something: a notification in the product and, where they want it, a mail in the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from everproof.kernel import clock
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.notifications import mail
from everproof.kernel.notifications.kinds import NotificationKind, kinds
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people.models import Person
from everproof.kernel.records.models import Record
from everproof.kernel.tenancy.models import Organization

KEY_LENGTH = Notification._meta.get_field("key").max_length or 0


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person. `key` names the event: the same key is told the same person once.

    Without a key, the kind and this version of the record are the event; without a record, every call is.
    """

    person: Person
    kind: str
    record: Record | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""

    def all_facts(self) -> dict[str, Any]:
        about = {"number": self.record.number, "title": self.record.title} if self.record else {}
        return {**about, **{name: plain(value) for name, value in self.facts.items()}}

    def event(self) -> str:
        if self.key:
            return self.key
        return f"{self.kind}:{self.record.pk}:{self.record.version}" if self.record else f"{self.kind}:{uuid7()}"


def notify(
    people: Person | Iterable[Person],
    kind: str,
    *,
    record: Record | None = None,
    facts: Mapping[str, Any] | None = None,
    key: str = "",
) -> int:
    """Tell one or several people of one organisation the same thing; see `notify_many`."""
    recipients = [people] if isinstance(people, Person) else list(people)
    return notify_many([Notice(person, kind, record, facts or {}, key) for person in recipients])


@transaction.atomic
def notify_many(notices: Sequence[Notice]) -> int:
    """Tell people of one organisation what happened; returns how many notices were new.

    Part of the caller's transaction: what is rolled back was never said. Telling the same event again says nothing
    new, so a task may simply run again. Those who left are told nothing. Raises KeyError for an unknown kind and for a
    fact that the kind's sentence needs.
    """
    wanted = [(notice, notice.event()) for notice in notices if notice.person.active and not notice.person.is_voided]
    known = kinds()
    for notice, event in wanted:
        known[notice.kind].say(notice.all_facts())
        if len(event) > KEY_LENGTH:
            raise ValueError(f"the key {event!r} is longer than {KEY_LENGTH}")
    if not wanted:
        return 0
    organization = _organization_of(notices)
    fresh = _not_told_yet(organization, wanted)
    now = clock.now()
    told = [(notice, event, _way(notice, known[notice.kind])) for notice, event in fresh]
    Notification.objects.bulk_create(
        [
            Notification(
                organization=organization,
                person=notice.person,
                kind=notice.kind,
                record_type=notice.record.type_name if notice.record else "",
                record_id=notice.record.pk if notice.record else None,
                facts=notice.all_facts(),
                key=event,
                created_at=now,
                in_digest=way == Person.MailRhythm.DAILY,
            )
            for notice, event, way in told
        ],
        ignore_conflicts=True,  # somebody else may be telling the same at this moment
    )
    mail.queue_notices(
        organization,
        [
            mail.Words(notice.person, known[notice.kind], notice.all_facts(), notice.record, event)
            for notice, event, way in told
            if way == Person.MailRhythm.AT_ONCE
        ],
    )
    return len(fresh)


def _way(notice: Notice, kind: NotificationKind) -> str:
    """How a notice also goes by mail: at once, with the next summary, or never."""
    person = notice.person
    return person.mail_rhythm if person.email and mail.wants_mail(person, kind) else Person.MailRhythm.NEVER


def _organization_of(notices: Sequence[Notice]) -> Organization:
    found = {notice.person.organization_id for notice in notices}
    found |= {notice.record.organization_id for notice in notices if notice.record}
    if len(found) != 1:
        raise ValueError("notices in one call belong to one organisation")
    return Organization.objects.get(pk=found.pop())


def _not_told_yet(organization: Organization, wanted: Sequence[tuple[Notice, str]]) -> list[tuple[Notice, str]]:
    told = set(
        Notification.objects.filter(
            organization=organization,
            person__in={notice.person.pk for notice, _event in wanted},
            key__in={event for _notice, event in wanted},
        ).values_list("person_id", "key")
    )
    fresh = {(notice.person.pk, event): (notice, event) for notice, event in wanted}
    return [pair for key, pair in fresh.items() if key not in told]
