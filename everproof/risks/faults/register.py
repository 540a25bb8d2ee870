"""The violations about risks and opportunities."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from everproof.context.models import CommunicationRecord, ContextIssue, InterestedParty, PartyNeed
from everproof.kernel import clock
from everproof.kernel.checks import Injection
from everproof.kernel.links.models import Link
from everproof.kernel.work.models import Action
from everproof.processes.models import Analysis, Objective, Process
from everproof.risks.checks.shared import listing
from everproof.risks.models import Opportunity, Risk


def fault_4_2_2(company: Injection) -> None:
    """A relevant need of a regulator is dealt with by a process that has since been retired."""
    need = company.one(PartyNeed, party__category="regulators", relevant=True)
    retired = company.add(Process, status="retired")
    links = Link.objects.filter(organization_id=company.organization_id, to_id=need.pk, from_type=Process.type_name)
    links.update(from_id=retired.pk)


def fault_4_4_1_10(company: Injection) -> None:
    """Processes have only risks that were assessed two years ago, and no opportunity."""
    company.change(company.records(Risk), assessed_on=company.days_ago(730))
    company.change(company.records(Opportunity), processes=[])


def fault_5_1_1_6(company: Injection) -> None:
    """A top manager has spoken about thinking in risks once within the period."""
    _but_once(company, "risk-based-thinking")


def fault_5_1_1_14(company: Injection) -> None:
    """A top manager has spoken about thinking in opportunities once within the period."""
    _but_once(company, "opportunity-based-thinking")


def fault_5_1_2_3(company: Injection) -> None:
    """Every risk that touches the customer's satisfaction was closed."""
    company.change(listing(company.records(Risk), "affects", "customer-satisfaction"), status="closed")


def fault_6_1_1_1(company: Injection) -> None:
    """An issue that matters leads to no risk and no opportunity, and nobody says why."""
    company.add(ContextIssue, kind="external", status="active", relevant=True, reviewed_on=company.days_ago(10))


def fault_6_1_1_2(company: Injection) -> None:
    """The regulator's needs have led to no risk, and nobody says why."""
    company.add(
        InterestedParty, category="regulators", status="active", relevant=True, reviewed_on=company.days_ago(10)
    )


def fault_6_1_1_3(company: Injection) -> None:
    """A newly approved objective is named by no risk and no opportunity."""
    company.add(Objective, status="active", level="organisation")


def fault_6_1_1_4(company: Injection) -> None:
    """No opportunity is open any more."""
    company.change(company.records(Opportunity), status="closed")


def fault_6_1_1_5(company: Injection) -> None:
    """A risk was entered without an impact, so it has no level."""
    company.change(company.one(Risk, status="open"), impact=None, level=None)


def fault_6_1_1_6(company: Injection) -> None:
    """An opportunity is pursued, but nothing is planned for it."""
    chance = company.one(Opportunity, decision="pursue", status="open")
    company.change(chance, objectives=[])
    company.remove(_actions(company, chance))
    Link.objects.filter(Q(from_id=chance.pk) | Q(to_id=chance.pk)).delete()


def fault_6_1_2_1(company: Injection) -> None:
    """A high risk shall be reduced, but has no action."""
    company.remove(_actions(company, company.one(Risk, treatment="reduce", level__gte=12)))


def fault_6_1_2_2(company: Injection) -> None:
    """An opportunity has been undecided for a year."""
    _undecided(company)


def fault_6_1_3_2(company: Injection) -> None:
    """An opportunity has been undecided for a year."""
    _undecided(company)


def fault_6_1_2_3(company: Injection) -> None:
    """An action on a risk is three months overdue."""
    risk = company.one(Risk, treatment="reduce")
    company.change(_actions(company, risk), status="open", completed_on=None, due_on=company.days_ago(90))


def fault_6_1_3_3(company: Injection) -> None:
    """What an action on an opportunity comes from names no process."""
    company.change(company.one(Opportunity, decision="pursue"), processes=[])


def fault_6_1_2_4(company: Injection) -> None:
    """All actions on a risk were done last year, and nobody has judged whether they worked."""
    risk = company.one(Risk, effectiveness_result="effective")
    company.change(risk, effectiveness_result="", effectiveness_evaluated_on=None)
    company.change(
        _actions(company, risk), completed_on=company.days_ago(330), effectiveness_due_on=company.days_ago(200)
    )


def fault_6_1_3_4(company: Injection) -> None:
    """An opportunity was pursued to its end, and nobody has judged what came of it."""
    company.change(company.one(Opportunity, effectiveness_result="effective"), effectiveness_result="")


def fault_6_1_2_5(company: Injection) -> None:
    """A team leader accepted a risk of the highest level."""
    risk = company.one(Risk, treatment="accept")
    operator = company.one(Action).owner if risk.owner is None else risk.owner
    company.change(risk, likelihood=5, impact=5, level=25, accepted_by=operator)


def fault_6_1_2_6(company: Injection) -> None:
    """A risk has a title, but no likelihood and no impact."""
    company.change(company.one(Risk, status="open"), likelihood=None, impact=None, level=None)


def fault_6_1_3_1(company: Injection) -> None:
    """An opportunity says what it could bring, but not how feasible it is."""
    company.change(company.one(Opportunity, status="open"), feasibility=None)


def fault_6_1_3_5(company: Injection) -> None:
    """An opportunity is pursued that serves no objective, no issue and no direction."""
    company.change(company.one(Opportunity, decision="pursue"), objectives=[], issues=[], directions=[])


def fault_9_1_3_6(company: Injection) -> None:
    """Actions on a risk were done in the period, but the analysis does not name it."""
    risk = company.one(Risk, effectiveness_result="effective")
    company.change(
        company.records(Analysis).filter(topic="risk-opportunity-actions"), period_from=company.days_ago(300)
    )
    Link.objects.filter(Q(from_id=risk.pk) | Q(to_id=risk.pk)).delete()


def _but_once(company: Injection, topic: str) -> None:
    """Of all that was said about a topic only the newest lies within the period."""
    spoken = listing(company.records(CommunicationRecord), "topics", topic)
    older = list(spoken.order_by("-held_on", "-pk").values_list("pk", flat=True)[1:])
    company.change(company.records(CommunicationRecord).filter(pk__in=older), held_on=company.days_ago(800))


def _undecided(company: Injection) -> None:
    chance = company.one(Opportunity, status="open")
    company.change(chance, decision="none", recorded_at=clock.now().replace(year=clock.now().year - 1))


def _actions(company: Injection, record: Risk | Opportunity) -> QuerySet[Action]:
    return company.records(Action).filter(source_type=record.type_name, source_id=record.pk)
