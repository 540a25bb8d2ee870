"""What a person gets by mail: chosen on a page, or stopped by the link at the foot of each mail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from everproof.kernel import records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.kinds import NotificationKind, kind, kinds
from everproof.kernel.notifications.mail import wants_mail
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy.models import AccessLink


def choices(person: Person) -> list[tuple[NotificationKind, bool]]:
    """All kinds, each with whether the person gets it by mail."""
    return [(known, wants_mail(person, known)) for known in kinds().values()]


def choose_mail(*, person: Person, wanted: dict[str, bool], by: Actor) -> Person:
    """Set which kinds the person gets by mail. Only the person does that. KeyError for an unknown kind."""
    if person.pk != by.person_id or person.organization_id != by.organization_id:
        raise Refused(_("Everybody chooses their own mails."))
    return _write(person, wanted, by)


def stop_mail(link: AccessLink) -> NotificationKind | None:
    """Stop what an unsubscribe link is about, for the person it was sent to; None when the person is gone."""
    people = Person.objects.filter(organization=link.organization, voided_at=None)
    person = people.filter(pk=link.subject_id).first() if link.subject_id else None
    if person is None:
        return None
    stopped = kind(link.data["kind"])
    _write(person, {stopped.name: False}, Actor.system(link.organization, "unsubscribe link", source="mail"))
    return stopped


def _write(person: Person, wanted: dict[str, bool], by: Actor) -> Person:
    chosen = person.mail_kinds | {kind(name).name: yes for name, yes in wanted.items()}
    return records.update(person, by=by, verb="choose-mail", mail_kinds=chosen)
