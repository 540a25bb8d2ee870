"""Finds out as whom a login acts in an organisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor, grants_from
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility, User
from everproof.kernel.prepared import Prepared
from everproof.kernel.tenancy.models import Membership, Organization


def membership_of(user: User, slug: str) -> Membership | None:
    """The login's membership in force of the organisation with this slug."""
    return next(iter(_MEMBERSHIP.instances(user=user.pk, slug=slug)), None)


def actor_of(membership: Membership, *, source: str = "page") -> Actor | None:
    """The actor of a membership, with the access roles in force today; None for a person who is no longer active."""
    organization = membership.organization
    persons = _PERSON.instances(organization=organization.pk, person=membership.person_id)
    return actor_for(organization, persons[0], source=source) if persons else None


def actor_for(organization: Organization, person: Person, *, source: str = "page") -> Actor:
    """The actor that a person is: access given to the person, or to a role the person holds today."""
    granted = _GRANTED.rows(organization=organization.pk, person=person.pk, today=clock.today(organization.zone))
    return Actor(organization=organization, person=person, grants=grants_from(granted), source=source, can_sign=True)


def _membership(user: int, slug: str) -> QuerySet[Membership]:
    return Membership.objects.select_related("organization").filter(user=user, organization__slug=slug, ended_at=None)


def _active_person(organization: int, person: UUID) -> QuerySet[Person]:
    """The person, with the place that the organisation's history has reached, for who keeps what follows from it."""
    entries = LedgerEntry.objects.filter(organization=organization)
    pending = entries.filter(leaf_index=None).order_by("-id").values("id")[:1]
    leaves = entries.filter(leaf_index__isnull=False).order_by("-leaf_index").values("id")[:1]
    people = Person.objects.filter(organization=organization, pk=person, active=True, voided_at=None)
    return people.annotate(newest_pending=Subquery(pending), newest_leaf=Subquery(leaves))


def _granted(organization: int, person: UUID, today: date) -> QuerySet[AccessAssignment, tuple[object, ...]]:
    """Access given to the person, or to a role that the person holds."""
    in_force = Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today))
    held = Responsibility.objects.filter(
        in_force, organization=organization, person=person, voided_at=None, role__isnull=False
    ).values("role_id")
    return AccessAssignment.objects.filter(
        in_force, Q(person=person) | Q(role_id__in=held), organization=organization, voided_at=None
    ).values_list("access_role", "at_site_id", "party_type", "party_id")


# Every request asks all three.
_MEMBERSHIP = Prepared(_membership)
_PERSON = Prepared(_active_person)
_GRANTED = Prepared(_granted)
