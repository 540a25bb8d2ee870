"""The violations of clause 5.3."""

from __future__ import annotations

from django.db.models import QuerySet

from everproof.kernel.checks import Injection
from everproof.kernel.people.models import Person, Responsibility, Role


def fault_5_3_1(company: Injection) -> None:
    """Somebody left sixty days ago and the role has had no holder since."""
    held = company.one(Responsibility, role__title="Operator")
    company.change(company.records(Person).filter(pk=held.person_id), active=False, ended_on=company.days_ago(60))
    company.change(held, to_on=company.days_ago(60))


def fault_5_3_2(company: Injection) -> None:
    """A role was given three months ago and nobody was told."""
    company.change(company.one(Responsibility), from_on=company.days_ago(90), communicated_on=None)


def fault_5_3_3(company: Injection) -> None:
    """The holder of the release authority has never confirmed it."""
    company.change(_of_role_with(company, "authorities", "release"), acknowledged_on=None)


def fault_5_3_4(company: Injection) -> None:
    """The only role with the duty for the system's conformity is retired."""
    with_duty = [role.pk for role in company.records(Role) if "system-conformity" in role.qms_duties]
    company.remove(company.records(Role).filter(pk__in=with_duty))


def fault_5_3_8(company: Injection) -> None:
    """The responsibility for customer focus ended last month and was not renewed."""
    company.change(_of_role_with(company, "qms_duties", "customer-focus"), to_on=company.days_ago(20))


def _of_role_with(company: Injection, field: str, word: str) -> QuerySet[Responsibility]:
    roles = [role.pk for role in company.records(Role) if word in getattr(role, field)]
    return company.records(Responsibility).filter(role__in=roles)
