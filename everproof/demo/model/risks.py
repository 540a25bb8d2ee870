"""Risks, opportunities, failure mode analyses and planned changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from everproof.context.actions import communication, means
from everproof.context.models import ContextIssue, InterestedParty, KnowledgeItem
from everproof.demo.model.company import ModelCompany
from everproof.kernel import links
from everproof.kernel.links.models import Relation
from everproof.kernel.people import actions as people
from everproof.kernel.records.lists import ids_of
from everproof.kernel.work import actions as work
from everproof.processes.models import Analysis, Objective
from everproof.risks.actions import changes, fmea, register
from everproof.risks.models import Change, Opportunity, Risk


def add(company: ModelCompany) -> None:
    """Risks that are treated, accepted and being treated; opportunities; an analysis of failures; three changes."""
    names = _names(company)
    with company.on(200):
        late = _risk(company, "Delivery is late because a machine fails", 3, 4, **names)
        wrong = _risk(company, "A wrong drawing reaches the shop floor", 3, 5, **names)
        noise = _risk(company, "A supplier of packing changes its prices", 2, 3, affects=["qms-results"])
        chance = _opportunity(company, "A customer asks for assembly on its site", **names)
        tender = _opportunity(company, "A public tender for repair work", **names)
    _treat(company, late, done=True)
    _treat(company, wrong, done=False)
    with company.on(190):
        register.accept_risk(
            risk=noise,
            by=company.actor("Managing director"),
            acceptance_rationale="Packing is a hundredth of the cost; a second supplier is known.",
            accepted_until=company.today + timedelta(days=150),
        )
    _pursue(company, chance, done=True)
    _pursue(company, tender, done=False)
    _analyse_failures(company)
    _change_the_system(company)
    _change_production(company)
    _change_unplanned(company)
    with company.on(15):
        for item in KnowledgeItem.objects.filter(organization=company.organization, status="active"):
            means.review_knowledge(item=item, by=company.setup)
        _name_in_analysis(company)


def _names(company: ModelCompany) -> dict[str, Any]:
    """All processes, objectives, issues and parties, so that none stands without a risk or an opportunity."""
    own = {"organization": company.organization}
    return {
        "processes": ids_of(company.kept["processes"].values()),
        "issues": ids_of(ContextIssue.objects.filter(**own)),
        "parties": ids_of(InterestedParty.objects.filter(**own)),
        "affects": ["product-conformity", "customer-satisfaction"],
        "objectives": ids_of(Objective.objects.filter(**own)),
    }


def _risk(company: ModelCompany, title: str, likelihood: int, impact: int, **names: Any) -> Risk:
    names = {"threatens": names.pop("objectives", []), **names}
    return register.raise_risk(
        title=title,
        by=company.setup,
        owner=company.people["Production manager"],
        site=company.site,
        likelihood=likelihood,
        impact=impact,
        controls="Maintenance plan; revision number on every drawing.",
        **names,
    )


def _opportunity(company: ModelCompany, title: str, **names: Any) -> Opportunity:
    return register.raise_opportunity(
        title=title,
        by=company.setup,
        owner=company.people["Sales manager"],
        site=company.site,
        benefit="Work for two people all year, and a customer that stays.",
        feasibility=4,
        benefit_rating=4,
        **names,
    )


def _treat(company: ModelCompany, risk: Risk, *, done: bool) -> None:
    with company.on(185):
        risk = register.treat_risk(
            risk=risk, by=company.setup, treatment="reduce", residual_likelihood=1, residual_impact=risk.impact
        )
        action = work.raise_action(
            title=f"Treat: {risk.title}",
            owner=company.people["Production manager"],
            due_on=company.today + timedelta(days=30) if not done else company.days_ago(120),
            source=risk,
            by=company.setup,
            effectiveness_due_on=company.days_ago(40) if done else None,
        )
    if not done:
        return
    with company.on(130):
        action = work.complete_action(action=action, by=company.setup, evidence="Spare spindle in stock, tried once.")
    with company.on(45):
        _judge_action(company, action)
        register.judge_risk(
            risk=Risk.objects.get(pk=risk.pk),
            by=company.setup,
            effectiveness_result="effective",
            effectiveness_rationale="No delivery was late for that reason in three months.",
        )


def _pursue(company: ModelCompany, opportunity: Opportunity, *, done: bool) -> None:
    with company.on(180):
        opportunity = register.decide_opportunity(
            opportunity=opportunity,
            by=company.actor("Managing director"),
            decision="pursue",
            decision_rationale="It serves the objective for satisfied customers.",
        )
        action = work.raise_action(
            title=f"Take up: {opportunity.title}",
            owner=company.people["Sales manager"],
            due_on=company.today + timedelta(days=30) if not done else company.days_ago(110),
            source=opportunity,
            by=company.setup,
            effectiveness_due_on=company.days_ago(40) if done else None,
        )
    if not done:
        return
    with company.on(125):
        action = work.complete_action(action=action, by=company.setup, evidence="Contract signed.")
    with company.on(45):
        _judge_action(company, action)
        register.judge_opportunity(
            opportunity=Opportunity.objects.get(pk=opportunity.pk),
            by=company.setup,
            effectiveness_result="effective",
            effectiveness_rationale="Orders rose by a tenth.",
        )


def _judge_action(company: ModelCompany, action: Any) -> None:
    work.judge_action(
        action=action, by=company.setup, effectiveness_result="effective", reason="It did not happen again."
    )


def _analyse_failures(company: ModelCompany) -> None:
    with company.on(170):
        analysis = fmea.begin_fmea(
            title="Process FMEA: making the parts",
            by=company.actor("Quality manager"),
            process=company.kept["processes"]["Production"],
            scope="From the first cut to the release; not the transport.",
            site=company.site,
        )
        fmea.add_line(
            fmea=analysis,
            title="Bore too wide",
            function="Turn the bore",
            effect="Shaft is loose",
            cause="Worn tool",
            prevention="Tool life is counted",
            detection_control="Plug gauge, every tenth part",
            severity=7,
            occurrence=3,
            detection=4,
            no_action_reason="The gauge has found every case in a year.",
            by=company.actor("Quality manager"),
        )
        fmea.release_fmea(
            fmea=analysis,
            by=company.actor("Managing director"),
            review_due_on=company.today + timedelta(days=190),
        )


def _change_the_system(company: ModelCompany) -> None:
    """A change of the quality system with all that 6.3 asks for."""
    manager = company.people["Quality manager"]
    with company.on(100):
        change = changes.propose_change(
            title="Complaints are answered by the quality manager",
            by=company.actor("Quality manager"),
            site=company.site,
            processes=ids_of([company.kept["processes"]["Sales"]]),
            purpose="Customers get one answer from one person, within a week instead of three.",
            consequences="Sales hands complaints over on the day they come in; nothing else changes.",
            integrity_assessment="Every step of the process keeps an owner; the records stay the same.",
            resources="Half a day a week of the quality manager",
            information="The list of open complaints",
            responsibilities="The quality manager takes the duty over from sales.",
            communication="All hands meeting, then a mail to sales.",
            monitoring_plan="Days until the answer, every month.",
            planned_for=company.days_ago(80),
        )
        plan = means.plan_resource(
            title="Time of the quality manager",
            kind="people",
            by=company.setup,
            need="Half a day a week for complaints",
            internal_capability="Knows customers and products.",
            internal_constraint="Audits in autumn take most of the time.",
            process=company.kept["processes"]["Sales"],
            owner=manager,
            due_on=company.days_ago(85),
            source="internal",
        )
        links.link(change, Relation.AFFECTS, plan, by=company.setup)
    with company.on(95):
        plan = means.decide_on_resource(plan=plan, decision="approve", by=company.setup)
        change = changes.approve_change(change=_again(change), by=company.actor("Managing director"))
    with company.on(90):
        means.provide_resource(plan=plan, by=company.setup)
        _hand_over_complaints(company, change)
    with company.on(80):
        change = changes.implement_change(change=_again(change), by=company.actor("Quality manager"))
    with company.on(30):
        changes.review_change(
            change=_again(change),
            by=company.setup,
            review_result="As planned; answers take five days.",
            adverse_effects=Change.NOTHING,
            effectiveness_result="effective",
            action_needed=False,
        )


def _hand_over_complaints(company: ModelCompany, change: Change) -> None:
    """Who has the duty from now on, and how everybody was told."""
    responsibility = people.give_responsibility(
        person=company.people["Quality manager"],
        role=company.roles["Quality manager"],
        by=company.setup,
        from_on=company.days_ago(88),
        communicated_on=company.days_ago(88),
        acknowledged_on=company.days_ago(87),
    )
    links.link(change, Relation.AFFECTS, responsibility, by=company.setup)
    told = communication.record_communication(
        title="Complaints: who answers from now on",
        by=company.setup,
        held_on=company.days_ago(90),
        topics=["risk-based-thinking", "opportunity-based-thinking", "feedback"],
        to_everybody=True,
        audience_size=6,
        channel="Meeting",
        communicator=company.people["Managing director"],
        outcome="Understood; two questions answered.",
    )
    links.link(change, Relation.AFFECTS, told, by=company.setup)


def _change_production(company: ModelCompany) -> None:
    with company.on(100):
        change = changes.propose_change(
            title="A second fixture on the milling machine",
            by=company.actor("Production manager"),
            kind="production",
            site=company.site,
            processes=ids_of([company.kept["processes"]["Production"]]),
            purpose="Two parts at a time, so that the machine no longer waits for the operator.",
            consequences="First piece of both fixtures is inspected.",
            integrity_assessment="The control plan covers both fixtures.",
            resources=Change.NOTHING,
            responsibilities=Change.UNCHANGED,
            planned_for=company.days_ago(90),
        )
    with company.on(95):
        change = changes.approve_change(
            change=change,
            by=company.actor("Managing director"),
            review_result="The trial run made fifty good parts; nothing more is needed.",
            action_needed=False,
        )
    with company.on(90):
        change = changes.implement_change(change=_again(change), by=company.actor("Production manager"))
    with company.on(30):
        changes.review_change(
            change=_again(change), by=company.setup, adverse_effects=Change.NOTHING, effectiveness_result="effective"
        )


def _change_unplanned(company: ModelCompany) -> None:
    with company.on(60):
        change = changes.propose_change(
            title="Bar of another mill after the delivery failed",
            by=company.actor("Production manager"),
            kind="production",
            planned=False,
            site=company.site,
            processes=ids_of([company.kept["processes"]["Production"]]),
            purpose="Keep the line going while the usual mill cannot deliver for two weeks.",
            consequences="Hardness may differ; every bar is tested.",
            integrity_assessment="Tested bars are marked; the rest stays locked.",
            resources=Change.NOTHING,
            responsibilities=Change.UNCHANGED,
        )
        change = changes.approve_change(change=change, by=company.actor("Managing director"))
        change = changes.implement_change(change=_again(change), by=company.actor("Production manager"))
        action = work.raise_action(
            title="Rework the two parts that were too hard",
            owner=company.people["Operator"],
            due_on=company.days_ago(50),
            source=change,
            by=company.setup,
        )
    with company.on(55):
        work.complete_action(action=action, by=company.setup, evidence="Both parts annealed and released.")
        changes.review_change(
            change=_again(change),
            by=company.setup,
            review_result="The usual mill delivers again; two parts had to be reworked.",
            adverse_effects="Two parts were too hard.",
            effectiveness_result="effective",
            action_needed=True,
        )


def _name_in_analysis(company: ModelCompany) -> None:
    """The analysis of these actions names what it covers."""
    own = {"organization": company.organization}
    analysis = (
        Analysis.objects.filter(**own, topic=Analysis.Topic.RISK_ACTIONS)
        .exclude(concluded_on=None)
        .order_by("-concluded_on")
        .first()
    )
    if analysis is None:
        return
    for record in (*Risk.objects.filter(**own), *Opportunity.objects.filter(**own)):
        links.link(record, Relation.EVIDENCE_FOR, analysis, by=company.setup)


def _again(change: Change) -> Change:
    return Change.objects.select_related("organization").get(pk=change.pk)
