"""Founds organisations, brings people in, gives and ends access."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock, ledger, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ACCESS_ROLES, ADMINISTER
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerLog
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility, Role, Site, User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership, Organization

WORKDAYS = [0, 1, 2, 3, 4]
IDLE_LEAST, IDLE_MOST = 5, 14 * 24 * 60


def found_organization(
    *, slug: str, name: str, origin: str, zone: str = "UTC", currency: str = "EUR", language: str = "en"
) -> Organization:
    """A new organisation with its own ledger. `origin` names the ledger worldwide and never changes."""
    _require_zone(zone)
    with transaction.atomic():
        organization = Organization(
            slug=slug,
            name=name,
            origin=origin,
            zone=zone,
            currency=currency,
            language=language,
            created_at=clock.now(),
        )
        organization.full_clean()
        organization.save()
        with organization_scope(organization.pk):
            LedgerLog.objects.create(organization=organization, origin=origin, created_at=clock.now())
            ledger.note(
                Actor.system(organization, "setup"),
                "kernel.organization.found",
                type="organization",
                record_id=slug[:40],
                facts={"zone": zone, "currency": currency},
            )
    return organization


def _require_zone(zone: str) -> None:
    if not clock.is_zone(zone):
        raise ValidationError({"zone": _("There is no time zone of this name. Write it like Europe/Berlin.")})


def add_site(*, name: str, by: Actor, zone: str = "", workdays: list[int] | None = None, **values: Any) -> Site:
    """A place of the organisation; without a zone of its own it has the organisation's."""
    return records.create(
        Site,
        by=by,
        title=name,
        zone=zone or by.organization.zone,
        workdays=WORKDAYS if workdays is None else workdays,
        **values,
    )


def add_person(*, name: str, by: Actor, **values: Any) -> Person:
    """A person, with or without an address to invite."""
    return records.create(Person, by=by, title=name, **values)


def add_role(*, name: str, by: Actor, **values: Any) -> Role:
    """A function of the organisation with its duties and authorities."""
    return records.create(Role, by=by, title=name, **values)


def give_responsibility(
    *, person: Person, by: Actor, role: Role | None = None, from_on: date | None = None, **values: Any
) -> Responsibility:
    """Give a role (or another subject) to a person from a day on. Nobody takes a role that carries access."""
    if role is not None and not by.is_system and person.pk == by.person_id and _carries_access(role):
        raise Refused(_("This role carries access, and nobody changes their own access. Ask somebody else."))
    return records.create(
        Responsibility,
        by=by,
        # Never the person's name: it would outlive the person's erasure here.
        title=role.title if role else str(_("Responsibility")),
        person=person,
        role=role,
        from_on=from_on or clock.today(by.organization.zone),
        **values,
    )


def _carries_access(role: Role) -> bool:
    given = AccessAssignment.objects.filter(organization_id=role.organization_id, role=role, voided_at=None)
    return given.exists()


def give_access(
    *,
    access_role: str,
    by: Actor,
    person: Person | None = None,
    role: Role | None = None,
    at_site: Site | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    **values: Any,
) -> AccessAssignment:
    """Give an access role to a person, or to all holders of a role. Nobody gives it to themselves."""
    declared = ACCESS_ROLES.get(access_role)
    if declared is None:
        raise ValidationError({"access_role": _("There is no such access role.")})
    if person is not None and not by.is_system and person.pk == by.person_id:
        raise Refused(_("Nobody changes their own access. Ask another administrator."))
    if declared.must_end and to_on is None:
        raise ValidationError({"to_on": _("This access role needs a day on which it ends.")})
    if declared.needs_party and values.get("party_id") is None:
        raise ValidationError({"access_role": _("This access role needs the company it is for.")})
    return records.create(
        AccessAssignment,
        by=by,
        title=str(declared.label),
        access_role=access_role,
        person=person,
        role=role,
        at_site=at_site,
        from_on=from_on or clock.today(by.organization.zone),
        to_on=to_on,
        **values,
    )


@transaction.atomic
def end_access(
    *,
    assignment: AccessAssignment,
    by: Actor,
    reason: str,
    on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> AccessAssignment:
    """End an assignment: the day given (or today) is its last."""
    last = on or clock.today(by.organization.zone)
    return records.update(
        assignment,
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        to_on=max(last, assignment.from_on),
    )


@transaction.atomic
def join(*, user: User, person: Person, by: Actor) -> Membership:
    """Let a login act as a person of this organisation."""
    require_administrator(by)
    if person.organization_id != by.organization_id:
        raise Refused(_("There is no such person."))
    membership = Membership.objects.create(
        user=user, organization=by.organization, person_id=person.pk, created_at=clock.now()
    )
    ledger.note(by, "kernel.membership.begin", type="person", record_id=str(person.pk), facts={})
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor) -> None:
    """End a login's entry to this organisation, from the next request on; the login itself is not touched."""
    require_administrator(by)
    if membership.organization_id != by.organization_id:
        raise Refused(_("There is no such membership."))
    if not by.is_system and membership.person_id == by.person_id:
        raise Refused(_("Nobody ends their own membership. Ask another administrator."))
    if Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=clock.now()):
        ledger.note(by, "kernel.membership.end", type="person", record_id=str(membership.person_id), facts={})


@transaction.atomic
def reinstate_membership(*, membership: Membership, by: Actor) -> Membership:
    """Let a login whose membership was ended in again, as the same person."""
    require_administrator(by)
    if membership.organization_id != by.organization_id or membership.ended_at is None:
        raise Refused(_("There is no such membership."))
    person = Person.objects.filter(organization=by.organization, pk=membership.person_id).first()
    if person is None or person.is_voided or not person.active:
        raise Refused(_("This person no longer works here. Set the person active first."))
    in_force = Membership.objects.filter(organization=by.organization, ended_at=None)
    if in_force.filter(person_id=person.pk).exists() or in_force.filter(user=membership.user_id).exists():
        raise Refused(_("The person, or the login, is in already."))
    return join(user=membership.user, person=person, by=by)


@transaction.atomic
def change_sign_in_rules(*, by: Actor, idle_minutes: int, second_factor_needed: bool) -> Organization:
    """Set how long a session may rest, and whether a second factor is needed; from everybody's next request on."""
    require_administrator(by)
    if idle_minutes not in range(IDLE_LEAST, IDLE_MOST + 1):
        raise ValidationError({"idle_minutes": _("Choose between 5 minutes and 14 days.")})
    organization = Organization.objects.select_for_update().get(pk=by.organization_id)
    facts = {
        name: {"from": getattr(organization, name), "to": value}
        for name, value in {"idle_minutes": idle_minutes, "second_factor_needed": second_factor_needed}.items()
        if getattr(organization, name) != value
    }
    if facts:
        organization.idle_minutes, organization.second_factor_needed = idle_minutes, second_factor_needed
        organization.save(update_fields=[*facts])
        ledger.note(
            by, "kernel.sign_in_rules.change", type="organization", record_id=organization.slug[:40], facts=facts
        )
    return organization


def require_administrator(by: Actor) -> None:
    """Raise NotAllowed unless the actor looks after people and access."""
    if not by.has(ADMINISTER):
        raise NotAllowed(_("Only an administrator lets people in or out."))
