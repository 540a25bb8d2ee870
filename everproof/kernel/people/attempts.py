"""Remembers in the ledger of each organisation of a login that it was opened or tried; warns after many failures.

A ledger only grows, so an attacker must not be able to fill it: failures are counted for a day, and only the counts in
`NOTED` leave an entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.notifications import mail, notify
from everproof.kernel.notifications.recipients import administrators
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, User, email_key
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership, Organization

DAY = 24 * 60 * 60
NOTED = frozenset({1, 5, 10, 20, 50, 100, 200, 500, 1000})
ALERT_AT = 20

Act = Callable[[Organization, Person], Any]


def failed(address: str, *, method: str) -> int:
    """Count a failed attempt to sign in with this address. Returns how many there were within a day.

    An address that opens nothing costs as much as one that does, so the time to answer does not tell them apart.
    """
    counter = _counter(address)
    count = int(cache.get(counter, 0)) + 1
    cache.set(counter, count, DAY)
    if count not in NOTED:
        return count
    user = User.objects.filter(email_key=email_key(address)).first()
    if user is None:
        cache.set(f"{counter}:unknown", count, DAY)
        return count
    facts = {"failures": count, "method": method}
    # Nobody knows who tried: the entry is about the person, not by them.
    _everywhere(user, lambda organization, person: _note(_unknown(organization), person, "fail", facts))
    if count == ALERT_AT:
        _alert(user)
    return count


def succeeded(user: User, *, method: str) -> None:
    """A login was opened: note it, with what failed before, and start counting anew."""
    counter = _counter(user.email)
    facts = {"method": method, "failures_before": int(cache.get(counter, 0))}
    cache.delete(counter)
    _everywhere(user, lambda organization, person: _note(actor_for(organization, person), person, "succeed", facts))
    Membership.objects.filter(user=user, ended_at=None).update(last_used_at=clock.now())


def ended(user: User) -> None:
    """A person signed out."""
    _everywhere(user, lambda organization, person: _note(actor_for(organization, person), person, "end", {}))


def note_operator(user: User, what: str) -> None:
    """Whoever runs the installation did something with a login: "disable", "enable", "reset"."""

    def note(organization: Organization, person: Person) -> None:
        operator = Actor.system(organization, "operator", source="command")
        ledger.note(operator, f"kernel.login.{what}", type="login", record_id=str(person.pk), facts={})

    _everywhere(user, note)


def _counter(address: str) -> str:
    return f"sign-in-failures:{hashlib.sha256(email_key(address).encode()).hexdigest()}"


def _everywhere(user: User, act: Act) -> None:
    """Do something in each organisation of a login, as far as its membership is in force."""
    memberships = Membership.objects.select_related("organization").filter(user=user, ended_at=None).order_by("pk")
    for membership in list(memberships):
        organization = membership.organization
        with organization_scope(organization.pk), transaction.atomic():
            person = Person.objects.filter(organization=organization, pk=membership.person_id).first()
            if person is not None:
                act(organization, person)


def _unknown(organization: Organization) -> Actor:
    return Actor.system(organization, "sign-in", source="page")


def _note(by: Actor, person: Person, what: str, facts: dict[str, Any]) -> None:
    # Not of type "person": when somebody signs in is not for every reader of their page.
    ledger.note(by, f"kernel.sign_in.{what}", type="login", record_id=str(person.pk), facts=facts)


def _alert(user: User) -> None:
    """One mail to the person, and a word to each organisation's administrators."""
    day = clock.now().date().isoformat()
    told: list[Organization] = []

    def tell(organization: Organization, person: Person) -> None:
        if not told:
            told.append(organization)
            _queue_alert(user, organization, day)
        others = [one for one in administrators(organization.pk) if one.pk != person.pk]
        facts = {"name": person.title, "count": ALERT_AT}
        notify(others, "sign-in-attacked", facts=facts, key=f"sign-in-attacked:{person.pk}:{day}")

    _everywhere(user, tell)


def _queue_alert(user: User, organization: Organization, day: str) -> None:
    with translation.override(user.language or organization.language):
        mail.queue_mail(
            organization,
            key=f"sign-in-alert:{user.pk}:{day}",
            to=user.email,
            subject=_("Someone tries to sign in as you"),
            body=render_to_string("mail/sign_in_alert.txt", {"count": ALERT_AT}),
        )
