"""Finds whom to tell when it is an office rather than a person."""

from __future__ import annotations

from django.db.models import Q

from everproof.kernel import clock
from everproof.kernel.access.roles import ACCESS_ROLES, ADMINISTER
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility
from everproof.kernel.tenancy.models import Organization


def administrators(organization_id: int) -> list[Person]:
    """Everybody who looks after people, access and settings today."""
    return holders_of(organization_id, ADMINISTER)


def holders_of(organization_id: int, power: str) -> list[Person]:
    """Everybody whose access roles give `power` today, by themselves or through a role they hold."""
    organization = Organization.objects.get(pk=organization_id)
    today = clock.today(organization.zone)
    in_force = Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today))
    names = [role.name for role in ACCESS_ROLES.values() if power in role.powers]
    given = AccessAssignment.objects.filter(in_force, organization=organization, voided_at=None, access_role__in=names)
    through_roles = Responsibility.objects.filter(
        in_force, organization=organization, voided_at=None, role__in=given.filter(role__isnull=False).values("role")
    )
    return list(
        Person.objects.filter(
            Q(pk__in=given.filter(person__isnull=False).values("person")) | Q(pk__in=through_roles.values("person")),
            organization=organization,
            active=True,
            voided_at=None,
        ).order_by("title")
    )
