"""Invites people to sign in: a link by mail that works for seven days and once. Nobody gets a login in another way.

The link proves that its holder reads the mails of the invited address. That is enough to make a new login for it, and
never enough to enter one that exists: there the holder signs in first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.mail import absolute, queue_mail
from everproof.kernel.people.actions import join, require_administrator
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, User, email_key
from everproof.kernel.tenancy import access_links, organization_scope
from everproof.kernel.tenancy.models import AccessLink, Membership, Organization

KIND = AccessLink.Kind.INVITATION
LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """An invitation just made. `url` is known now and never again: we keep only the token's hash."""

    link: AccessLink
    url: str


@dataclass(frozen=True)
class Invitation:
    """An invitation that still works."""

    link: AccessLink
    person: Person

    @property
    def organization(self) -> Organization:
        return self.link.organization

    @property
    def address(self) -> str:
        return self.person.email

    def existing_login(self) -> User | None:
        """The login that has this address already, in whichever organisation."""
        return User.objects.filter(email_key=email_key(self.address)).first()

    def is_for(self, user: User) -> bool:
        return email_key(user.email) == email_key(self.address)


class NoLongerValid(Refused):
    """The invitation was used, revoked or replaced, or its time is over."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("This invitation no longer works. Ask your administrator for a new one."))


@transaction.atomic
def invite(*, person: Person, by: Actor, by_mail: bool = True) -> Invited:
    """Invite a person to sign in; an older invitation ends. Raises Refused for someone who cannot be invited."""
    require_administrator(by)
    _require_invitable(person, by)
    _revoke_all(person)
    link, token = access_links.make(
        organization=by.organization,
        kind=KIND,
        subject_type=Person.type_name,
        subject_id=person.pk,
        expires_at=clock.now() + LIFETIME,
        most_uses=1,
        data={"address": _digest(person.email)},
    )
    invited = Invited(link, absolute(reverse("people:invitation", args=[token])))
    if by_mail:
        _queue(invited, person, by)
    facts = {"expires": link.expires_at, "by_mail": by_mail}
    ledger.note(by, "kernel.invitation.make", type="person", record_id=str(person.pk), facts=facts)
    return invited


@transaction.atomic
def revoke(*, person: Person, by: Actor) -> None:
    """Take back the invitations of a person. Raises Refused when there is none."""
    require_administrator(by)
    if person.organization_id != by.organization_id or not _revoke_all(person):
        raise Refused(gettext_lazy("There is no open invitation."))
    ledger.note(by, "kernel.invitation.revoke", type="person", record_id=str(person.pk), facts={})


def find(token: str) -> Invitation | None:
    """The invitation behind a token, or None: unknown, used, revoked, over, or for someone who may no longer come."""
    link = access_links.find(token, kind=KIND)
    if link is None or link.subject_id is None:
        return None
    with organization_scope(link.organization_id):
        person = Person.objects.filter(
            organization=link.organization_id, pk=link.subject_id, active=True, voided_at=None
        ).first()
    # The mail went to one address; whoever has another one since was not reached by it.
    if person is None or not constant_time_compare(link.data.get("address", ""), _digest(person.email)):
        return None
    return Invitation(link, person)


def accept_with_password(invitation: Invitation, password: str) -> User:
    """Make the login of the invited address. Raises ValidationError for a password that is too easy to guess."""
    validate_password(password, _prospective(invitation))
    return _accept_new(invitation, password)


def accept_without_password(invitation: Invitation) -> User:
    """Make the login of the invited address for someone who signs in at the company's identity provider."""
    return _accept_new(invitation, None)


def accept_as(invitation: Invitation, user: User) -> Membership:
    """Let an existing login in. The caller vouches that its owner is signed in; the addresses must be the same."""
    if not invitation.is_for(user):
        raise Refused(gettext_lazy("This invitation is for another address."))
    with organization_scope(invitation.link.organization_id), transaction.atomic():
        _claim(invitation)
        return _let_in(invitation, user)


def _accept_new(invitation: Invitation, password: str | None) -> User:
    with organization_scope(invitation.link.organization_id), transaction.atomic():
        _claim(invitation)
        if invitation.existing_login() is not None:
            raise Refused(gettext_lazy("There is a login with this address. Sign in with it first."))
        user = User.objects.create_user(invitation.address, password)
        _let_in(invitation, user)
    return user


def _claim(invitation: Invitation) -> None:
    """Take the link's one use first: it makes whoever comes at the same moment wait, and then turns them away."""
    if not access_links.count_use(invitation.link):
        raise NoLongerValid


def _let_in(invitation: Invitation, user: User) -> Membership:
    organization, person = invitation.organization, invitation.person
    in_force = Membership.objects.filter(organization=organization, ended_at=None)
    if in_force.filter(user=user).exists() or in_force.filter(person_id=person.pk).exists():
        raise NoLongerValid
    membership = join(user=user, person=person, by=Actor.system(organization, "invitation", source="page"))
    by = actor_for(organization, person)
    ledger.note(by, "kernel.invitation.accept", type="person", record_id=str(person.pk), facts={})
    return membership


def _prospective(invitation: Invitation) -> User:
    """The login to be, for rules that compare a password with what is known of its owner."""
    user = User(email=invitation.address)
    user.context_words = [invitation.person.title, invitation.organization.name]  # type: ignore[attr-defined]
    return user


def _require_invitable(person: Person, by: Actor) -> None:
    if person.organization_id != by.organization_id:
        raise Refused(gettext_lazy("There is no such person."))
    if person.is_voided or not person.active:
        raise Refused(gettext_lazy("This person no longer works here. Set the person active first."))
    if not person.email:
        raise Refused(gettext_lazy("Give the person an e-mail address first."))
    in_force = Membership.objects.filter(organization=by.organization, ended_at=None)
    if in_force.filter(person_id=person.pk).exists():
        raise Refused(gettext_lazy("This person has a login."))
    if in_force.filter(user__email_key=email_key(person.email)).exists():
        raise Refused(gettext_lazy("The login with this address belongs to another person here."))


def _revoke_all(person: Person) -> int:
    return AccessLink.objects.filter(
        organization=person.organization_id, kind=KIND, subject_id=person.pk, revoked_at=None, uses=0
    ).update(revoked_at=clock.now())


def _queue(invited: Invited, person: Person, by: Actor) -> None:
    organization = by.organization
    with translation.override(organization.language):
        variables: dict[str, Any] = {
            "organization": organization,
            "person": person,
            "inviter": by.person.title if by.person else "",
            "url": invited.url,
            "days": LIFETIME.days,
        }
        queue_mail(
            organization,
            key=f"invitation:{invited.link.pk}",
            to=person.email,
            subject=_("Your invitation to %(organization)s") % {"organization": organization.name},
            body=render_to_string("mail/invitation.txt", variables),
            html=render_to_string("mail/invitation.html", variables),
        )


def _digest(address: str) -> str:
    return salted_hmac("everproof.kernel.people.invitations", email_key(address), algorithm="sha256").hexdigest()
