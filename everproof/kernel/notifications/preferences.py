"""What a person gets by mail: chosen on a page, or stopped by the link at the foot of each mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel import records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.kinds import NotificationKind, kind, kinds
from everproof.kernel.notifications.mail import DIGEST, wants_mail
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy.models import AccessLink

# What the link of a daily summary stops.
ALL = NotificationKind(DIGEST, _("The daily summary"), "")


def choices(person: Person) -> list[tuple[NotificationKind, bool]]:
    """All kinds, each with whether the person gets it by mail."""
    return [(known, wants_mail(person, known)) for known in kinds().values()]


def choose_mail(*, person: Person, wanted: dict[str, bool], by: Actor, **when: Any) -> Person:
    """Set which kinds the person gets by mail, and in `when` mail_rhythm, quiet_from and quiet_until.

    Only the person does that. KeyError for an unknown kind.
    """
    if person.pk != by.person_id or person.organization_id != by.organization_id:
        raise Refused(_("Everybody chooses their own mails."))
    return _write(person, wanted, by, **when)


def kind_of(link: AccessLink) -> NotificationKind:
    """The kind that an unsubscribe link stops; that of a daily summary stops them all."""
    return ALL if link.data["kind"] == DIGEST else kind(link.data["kind"])


def stop_mail(link: AccessLink) -> NotificationKind | None:
    """Stop what an unsubscribe link is about, for the person it was sent to; None when the person is gone."""
    people = Person.objects.filter(organization=link.organization, voided_at=None)
    person = people.filter(pk=link.subject_id).first() if link.subject_id else None
    if person is None:
        return None
    stopped = kind_of(link)
    by = Actor.system(link.organization, "unsubscribe link", source="mail")
    if stopped is ALL:
        _write(person, {}, by, mail_rhythm=Person.MailRhythm.NEVER)
    else:
        _write(person, {stopped.name: False}, by)
    return stopped


def _write(person: Person, wanted: dict[str, bool], by: Actor, **when: Any) -> Person:
    chosen = person.mail_kinds | {kind(name).name: yes for name, yes in wanted.items()}
    return records.update(person, by=by, verb="choose-mail", mail_kinds=chosen, **when)
