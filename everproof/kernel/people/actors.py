"""Finds out as whom a login acts in an organisation."""

from __future__ import annotations

from django.db.models import Q

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor, grants_from
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility, User
from everproof.kernel.tenancy.models import Membership, Organization


def membership_of(user: User, slug: str) -> Membership | None:
    """The login's membership in force of the organisation with this slug."""
    return (
        Membership.objects.select_related("organization")
        .filter(user=user, organization__slug=slug, ended_at=None)
        .first()
    )


def actor_of(membership: Membership, *, source: str = "page") -> Actor | None:
    """The actor of a membership, with the access roles in force today; None for a person who is no longer active."""
    organization = membership.organization
    person = Person.objects.filter(
        organization=organization, pk=membership.person_id, active=True, voided_at=None
    ).first()
    return actor_for(organization, person, source=source) if person else None


def actor_for(organization: Organization, person: Person, *, source: str = "page") -> Actor:
    """The actor that a person is: access given to the person, or to a role the person holds today."""
    today = clock.today(organization.zone)
    in_force = Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today))
    held = Responsibility.objects.filter(
        in_force, organization=organization, person=person, voided_at=None, role__isnull=False
    ).values("role_id")
    assignments = AccessAssignment.objects.filter(
        in_force, Q(person=person) | Q(role_id__in=held), organization=organization, voided_at=None
    ).values_list("access_role", "at_site_id", "party_type", "party_id")
    return Actor(
        organization=organization, person=person, grants=grants_from(list(assignments)), source=source, can_sign=True
    )
