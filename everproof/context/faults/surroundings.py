"""Violations of clauses 4.1 and 4.2."""

from __future__ import annotations

from everproof.context.models import ContextIssue, InterestedParty, PartyNeed
from everproof.context.models.surroundings import CLIMATE
from everproof.kernel.checks import Injection
from everproof.kernel.links.models import Link
from everproof.kernel.people.models import Person
from everproof.processes.models import Objective


def fault_4_1_1(company: Injection) -> None:
    """The last relevant external issue is closed."""
    company.change(company.records(ContextIssue).filter(kind="external"), status="closed")


def fault_4_1_2(company: Injection) -> None:
    """An internal issue belongs to somebody who left."""
    left = company.add(Person, title="Somebody who left", active=False)
    company.change(company.one(ContextIssue, kind="internal"), owner=left)


def fault_4_1_3(company: Injection) -> None:
    """Nobody has decided whether climate change matters."""
    company.change(company.one(ContextIssue, topic=CLIMATE), relevant=None)


def fault_4_1_4(company: Injection) -> None:
    """An issue was last reviewed a year and a day ago."""
    company.change(company.one(ContextIssue, kind="internal"), reviewed_on=company.days_ago(366))


def fault_4_2_1(company: Injection) -> None:
    """Laws apply, but no authority is among the parties."""
    company.change(company.records(InterestedParty).filter(category="regulators"), category="other")


def fault_4_2_3(company: Injection) -> None:
    """The customers were last looked at two years ago."""
    company.change(company.one(InterestedParty, category="customers"), reviewed_on=company.days_ago(730))


def fault_6_2_1_4(company: Injection) -> None:
    """The objective about delivery does not say which requirements it takes into account."""
    objective = company.one(Objective, status="active")
    company.change(objective, requirements_considered="")
    Link.objects.filter(organization_id=company.organization_id, to_id=objective.pk).delete()
    Link.objects.filter(organization_id=company.organization_id, from_id=objective.pk).delete()


def fault_4_2_4(company: Injection) -> None:
    """Nothing deals with a need of the workers, and no reason says why."""
    need = company.one(PartyNeed, party__category="workers", relevant=True)
    company.change(need, not_addressed_reason="")
    Link.objects.filter(organization_id=company.organization_id, to_id=need.pk).delete()
