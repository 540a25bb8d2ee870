"""Writes mails into the queue, in the transaction of what they tell. `delivery` sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from everproof.kernel import clock
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.people.models import Person
from everproof.kernel.records.models import Record
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink, Membership, Organization

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
    """Whether the person gets this kind by mail: what they chose, or the kind's default."""
    return bool(person.mail_kinds.get(kind.name, kind.mail))


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
    languages = _languages(organization, [said.person.pk for said in words])
    tokens = access_links.lasting(
        organization,
        AccessLink.Kind.UNSUBSCRIBE,
        [(said.person.type_name, said.person.pk, {"kind": said.kind.name}) for said in words],
    )
    mails = []
    for said, token in zip(words, tokens, strict=True):
        with translation.override(languages.get(said.person.pk) or organization.language):
            mails.append(_write(organization, said, token))
    _queue(mails)


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


def _languages(organization: Organization, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The language that each person with a login chose."""
    chosen = Membership.objects.filter(organization=organization, person_id__in=person_ids, ended_at=None)
    return dict(chosen.values_list("person_id", "user__language"))
