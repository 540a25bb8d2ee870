"""Writes mails into the queue, in the transaction of what they tell. `delivery` sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from everproof.kernel import clock
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.people.models import Person, Site
from everproof.kernel.records.models import Record
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink, Membership, Organization

# The kind that stands in the unsubscribe link of a daily summary.
DIGEST = "daily-digest"
SUBJECT_LENGTH = OutgoingMail._meta.get_field("subject").max_length or 0


@dataclass(frozen=True)
class Words:
    """What one person is told, ready to be put into the person's language."""

    person: Person
    kind: NotificationKind
    facts: Mapping[str, Any]
    record: Record | None
    key: str


def wants_mail(person: Person, kind: NotificationKind) -> bool:
    """Whether the person gets this kind by mail, in whichever rhythm: what they chose, or the kind's default."""
    return bool(person.mail_kinds.get(kind.name, kind.mail))


def earliest(person: Person, now: datetime, zone: ZoneInfo) -> datetime:
    """When a mail may reach a person: now, or when their quiet hours are over. `zone` is that of their clock."""
    start, end = person.quiet_from, person.quiet_until
    if start is None or end is None or start == end:
        return now
    local = now.astimezone(zone)
    time = local.time()
    over_midnight = end < start
    is_quiet = (time >= start or time < end) if over_midnight else start <= time < end
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1) if over_midnight and time >= start else local.date()
    return datetime.combine(day, end, zone).astimezone(UTC)


def one_line(text: Any, length: int = SUBJECT_LENGTH) -> str:
    """A text as the value of a header: no line can be broken in it, and no header begun."""
    words = " ".join(str(text).split())
    return "".join(character for character in words if character.isprintable())[:length]


def queue_mail(
    organization: Organization, *, key: str, to: str, subject: Any, body: str, html: str = "", unsubscribe_url: str = ""
) -> None:
    """Queue one mail. The same key makes one mail. Raises ValidationError for an address that is none."""
    _queue([_mail(organization, key, to, subject, body, html, unsubscribe_url)])


def queue_notices(organization: Organization, words: Sequence[Words]) -> None:
    """Queue a mail for each, in the language of its reader; a handful of statements for any number."""
    if not words:
        return
    languages = languages_of(organization, [said.person.pk for said in words])
    tokens = access_links.lasting(
        organization,
        AccessLink.Kind.UNSUBSCRIBE,
        [(said.person.type_name, said.person.pk, {"kind": said.kind.name}) for said in words],
    )
    zones = zones_of(organization, [said.person for said in words])
    mails, now = [], clock.now()
    for said, token in zip(words, tokens, strict=True):
        with translation.override(languages.get(said.person.pk) or organization.language):
            mail = _write(organization, said, token)
        mail.next_try_at = earliest(said.person, now, zones[said.person.pk])
        mails.append(mail)
    _queue(mails)


def queue_digest(
    organization: Organization, person: Person, lines: Sequence[tuple[str, str]], more: int, *, key: str
) -> None:
    """Queue one mail that tells several things: (sentence, address) each, and how many more there are inside."""
    link = (person.type_name, person.pk, {"kind": DIGEST})
    (token,) = access_links.lasting(organization, AccessLink.Kind.UNSUBSCRIBE, [link])
    unsubscribe_url = absolute(reverse("notifications:unsubscribe", args=[token]))
    count = len(lines) + more
    subject = ngettext("%(n)d thing for you", "%(n)d things for you", count) % {"n": count}
    variables = {
        "organization": organization,
        "person": person,
        "lines": [(sentence, absolute(url) if url else "") for sentence, url in lines],
        "more": more,
        "url": absolute(reverse("notifications:list", args=[organization.slug])),
        "subject": subject,
        "unsubscribe_url": unsubscribe_url,
    }
    body = render_to_string("mail/digest.txt", variables)
    html = render_to_string("mail/digest.html", variables)
    mail = _mail(organization, key, person.email, subject, body, html, unsubscribe_url)
    mail.next_try_at = earliest(person, clock.now(), zones_of(organization, [person])[person.pk])
    _queue([mail])


def zones_of(organization: Organization, people: Sequence[Person]) -> dict[UUID, ZoneInfo]:
    """The time zone of each person's site, else the organisation's; asks only for those who have quiet hours."""
    site_ids = {one.site_id for one in people if one.site_id and one.quiet_from is not None}
    sites = dict(Site.objects.filter(pk__in=site_ids).values_list("pk", "zone")) if site_ids else {}
    zones = {one.pk: sites.get(one.site_id, "") if one.site_id else "" for one in people}
    return {key: ZoneInfo(zone or organization.zone) for key, zone in zones.items()}


def _write(organization: Organization, said: Words, token: str) -> OutgoingMail:
    unsubscribe_url = absolute(reverse("notifications:unsubscribe", args=[token]))
    sentence = said.kind.say(said.facts)
    variables = {
        "organization": organization,
        "person": said.person,
        "sentence": sentence,
        "kind": said.kind,
        "url": absolute(said.record.get_absolute_url()) if said.record else "",
        "unsubscribe_url": unsubscribe_url,
    }
    return _mail(
        organization,
        f"{said.key}:{said.person.pk}",
        said.person.email,
        sentence,
        render_to_string("mail/notification.txt", variables),
        render_to_string("mail/notification.html", variables),
        unsubscribe_url,
    )


def _mail(
    organization: Organization, key: str, to: str, subject: Any, body: str, html: str, unsubscribe_url: str
) -> OutgoingMail:
    validate_email(to)
    now = clock.now()
    return OutgoingMail(
        organization=organization,
        key=key,
        to=one_line(to),
        subject=one_line(subject),
        body=body,
        html=html,
        unsubscribe_url=unsubscribe_url,
        next_try_at=now,
        created_at=now,
    )


def _queue(mails: Sequence[OutgoingMail]) -> None:
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)


def absolute(path: str) -> str:
    """An address as a mail needs it."""
    return f"{settings.EVERPROOF_URL}{path}"


def languages_of(organization: Organization, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The language that each person with a login chose."""
    chosen = Membership.objects.filter(organization=organization, person_id__in=person_ids, ended_at=None)
    return dict(chosen.values_list("person_id", "user__language"))
