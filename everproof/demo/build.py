"""Builds the demo company: `build(seed, anchor)` gives the same company for the same seed and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from everproof.demo import company as companies
from everproof.demo.agenda import Agenda
from everproof.demo.stories import STORIES
from everproof.kernel import clock
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope, upkeep
from everproof.kernel.tenancy.models import Membership, Organization

SEED = 9001
YEARS = timedelta(days=730)


@dataclass(frozen=True)
class Login:
    """One way into the demo."""

    role: str
    email: str
    password: str


def build_if_missing(fresh: bool = False) -> Sequence[Login]:
    """Build the company unless it is there; gives one login for each access role.

    `fresh` is the caller's word that the data folder was emptied; an existing company is never built over.
    """
    if not Organization.objects.filter(slug=companies.SLUG).exists():
        build(seed=SEED, anchor=datetime.now(UTC))
    return logins()


def build(*, seed: int, anchor: datetime) -> companies.Company:
    """The company as it stands at `anchor`, after two years of work. All or nothing."""
    start = (anchor - YEARS).replace(hour=6, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        company = companies.found(seed=seed, start=start, anchor=anchor)
        with organization_scope(company.organization.pk):
            with clock.travel(start + timedelta(minutes=1)):
                companies.staff(company, start=start.date(), anchor=anchor.date())
                companies.open_logins(company)
            agenda = Agenda()
            for plan in STORIES:
                plan(company, agenda, start=start + timedelta(days=3), anchor=anchor)
            agenda.run(company.organization.pk, until=anchor)
    upkeep.refresh_statistics()
    return company


def logins() -> list[Login]:
    """One login for each access role of the demo company, in the order people want them."""
    organization = Organization.objects.get(slug=companies.SLUG)
    members = dict(Membership.objects.filter(organization=organization).values_list("person_id", "user__email"))
    with organization_scope(organization.pk):
        titles = {
            job_title: members[key]
            for key, job_title in Person.objects.filter(organization=organization, pk__in=members).values_list(
                "pk", "job_title"
            )
        }
    return [Login(role, titles[title], companies.PASSWORD) for role, title in companies.LOGINS]
