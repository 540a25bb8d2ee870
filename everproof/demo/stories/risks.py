"""Risks, opportunities, failure mode analyses and planned changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from everproof.context.models import ContextIssue
from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, Company
from everproof.demo.stories.kestrel_processes import MACHINING
from everproof.demo.stories.kestrel_risks import CHANCES, LINES, THREATS, TURNS, Chance, Threat, Turn
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, links
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import Relation
from everproof.kernel.records.lists import ids_of
from everproof.kernel.work import actions as work
from everproof.kernel.work.models import Action
from everproof.processes.models import Objective
from everproof.risks.actions import changes, fmea, register
from everproof.risks.models import Change, FailureMode, Fmea, Opportunity, Risk

# A risk that nobody looked at again, and one whose review was forgotten: the registers show them.
NOT_LOOKED_AT = "Valves are damaged on the way to the customer"


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Record risks and opportunities over the first months, treat and judge them, analyse, change."""
    for place, threat in enumerate(THREATS):
        agenda.at(start + timedelta(days=16 + 7 * place, hours=5), partial(_raise, company, agenda, threat, anchor))
    for place, chance in enumerate(CHANCES):
        agenda.at(start + timedelta(days=45 + 80 * place, hours=6), partial(_see, company, agenda, chance))
    agenda.at(start + timedelta(days=120, hours=2), partial(_analyse, company, agenda))
    for turn in TURNS:
        agenda.at(start + timedelta(days=turn.day, hours=4), partial(_propose, company, agenda, turn))


# Risks and opportunities ----------------------------------------------------------------------------------------------


def _raise(company: Company, agenda: Agenda, threat: Threat, anchor: datetime) -> None:
    by = _manager(company)
    likelihood, impact = threat.scores
    risk = register.raise_risk(
        title=threat.title,
        description=threat.why,
        by=by,
        owner=company.one(threat.owner),
        affects=list(threat.affects),
        processes=ids_of([company.processes[threat.process]]),
        threatens=ids_of(_threatened(company, threat)),
        issues=_issue(company, threat.issue),
        controls=threat.controls,
        causes=_side(threat.causes),
        consequences=_side(threat.consequences),
        inherent_likelihood=min(5, likelihood + 1),
        inherent_impact=impact,
        likelihood=likelihood,
        impact=impact,
    )
    now = clock.now()
    if threat.treatment == "accept":
        agenda.at(now + timedelta(days=9), partial(_accept, company, risk, threat, anchor))
    else:
        agenda.at(now + timedelta(days=12), partial(_treat, company, agenda, risk, threat, anchor))
    if threat.title != NOT_LOOKED_AT:
        for days in (330, 660):
            agenda.at(now + timedelta(days=days), partial(_assess_again, company, risk))


def _side(lines: tuple[tuple[str, tuple[str, ...]], ...]) -> list[dict[str, Any]]:
    """One side of a bow-tie as the record keeps it."""
    return [{"what": what, "barriers": list(barriers)} for what, barriers in lines]


def _treat(company: Company, agenda: Agenda, risk: Risk, threat: Threat, anchor: datetime) -> None:
    likelihood, impact = threat.residual
    register.treat_risk(
        risk=_fresh(risk),
        by=_manager(company),
        treatment=threat.treatment,
        residual_likelihood=likelihood,
        residual_impact=impact,
    )
    now = clock.now()
    last = anchor if threat.done else anchor + timedelta(days=120)
    due = now + timedelta(days=90) if threat.done else last - timedelta(days=80)
    action = work.raise_action(
        title=threat.action,
        owner=company.one(threat.owner),
        due_on=due.date(),
        source=risk,
        by=_manager(company),
        effectiveness_due_on=(due + timedelta(days=100)).date(),
    )
    if threat.done:
        agenda.at(now + timedelta(days=78), partial(_complete, company, action, threat.owner))
        agenda.at(now + timedelta(days=185), partial(_judge, company, risk, action))


def _accept(company: Company, risk: Risk, threat: Threat, anchor: datetime) -> None:
    register.accept_risk(
        risk=_fresh(risk),
        by=_director(company),
        acceptance_rationale=threat.accepted,
        accepted_until=(anchor + timedelta(days=40)).date(),
    )


def _assess_again(company: Company, risk: Risk) -> None:
    risk = _fresh(risk)
    if risk.status != "open":
        return
    likelihood = risk.residual_likelihood if risk.effectiveness_result == "effective" else risk.likelihood
    register.assess_risk(
        risk=risk,
        by=_manager(company),
        likelihood=likelihood or risk.likelihood,
        impact=risk.impact,
        rationale="Looked at again with the process owner.",
    )


def _see(company: Company, agenda: Agenda, chance: Chance) -> None:
    feasibility, benefit = chance.scores
    opportunity = register.raise_opportunity(
        title=chance.title,
        benefit=chance.benefit,
        by=_manager(company),
        owner=company.one(chance.owner),
        affects=["customer-satisfaction"],
        processes=ids_of([company.processes[chance.process]]),
        objectives=ids_of(_objectives(company)[:1]),
        issues=_issue(company, chance.issue),
        feasibility=feasibility,
        benefit_rating=benefit,
    )
    now = clock.now()
    if chance.decision:
        agenda.at(now + timedelta(days=21), partial(_decide, company, agenda, opportunity, chance))
    agenda.at(now + timedelta(days=340), partial(_value_again, company, opportunity))


def _decide(company: Company, agenda: Agenda, opportunity: Opportunity, chance: Chance) -> None:
    register.decide_opportunity(
        opportunity=_fresh(opportunity),
        by=_director(company),
        decision=chance.decision,
        decision_rationale=chance.rationale,
    )
    if not chance.action:
        return
    now = clock.now()
    action = work.raise_action(
        title=chance.action,
        owner=company.one(chance.owner),
        due_on=(now + timedelta(days=110 if chance.done else 700)).date(),
        source=opportunity,
        by=_manager(company),
        effectiveness_due_on=(now + timedelta(days=220 if chance.done else 900)).date(),
    )
    if chance.done:
        agenda.at(now + timedelta(days=100), partial(_complete, company, action, chance.owner))
        agenda.at(now + timedelta(days=210), partial(_judge, company, opportunity, action))


def _value_again(company: Company, opportunity: Opportunity) -> None:
    opportunity = _fresh(opportunity)
    register.assess_opportunity(
        opportunity=opportunity,
        by=_manager(company),
        feasibility=opportunity.feasibility,
        benefit_rating=opportunity.benefit_rating,
    )


def _complete(company: Company, action: Action, owner: str) -> None:
    work.complete_action(
        action=_fresh(action),
        by=company.actor(company.one(owner)),
        evidence="Done; seen by the quality manager on site.",
    )


def _judge(company: Company, record: Risk | Opportunity, action: Action) -> None:
    by = _manager(company)
    work.judge_action(
        action=_fresh(action),
        by=by,
        effectiveness_result="effective",
        reason="No case in the three months since.",
    )
    options: dict[str, Any] = {
        "by": by,
        "effectiveness_result": "effective",
        "effectiveness_rationale": "The figures of the quarter show it.",
    }
    if isinstance(record, Risk):
        register.judge_risk(risk=_fresh(record), **options)
    else:
        register.judge_opportunity(opportunity=_fresh(record), **options)


# Failure modes --------------------------------------------------------------------------------------------------------


def _analyse(company: Company, agenda: Agenda) -> None:
    by = company.actor(company.one("Quality manager"))
    analysis = fmea.begin_fmea(
        title="Process FMEA: seats from the bar to assembly",
        kind="process",
        scope="From taking the body out of the store to handing it to assembly; not the forging, not the test.",
        process=company.processes[MACHINING],
        owner=company.one("Quality manager"),
        team=ids_of([company.one("Machining lead"), company.one("Metrologist"), company.any("Machinist")]),
        site=company.sites[MAIN],
        by=by,
    )
    for step, failure, effect, cause, prevention, detection, severity, occurrence, found, reason in LINES:
        fmea.add_line(
            fmea=analysis,
            function=step,
            title=failure,
            effect=effect,
            cause=cause,
            prevention=prevention,
            detection_control=detection,
            severity=severity,
            occurrence=occurrence,
            detection=found,
            no_action_reason=reason,
            by=by,
        )
    _against_chips(company, agenda, analysis)
    now = clock.now()
    agenda.at(now + timedelta(days=14), partial(_release, company, analysis, now + timedelta(days=640)))
    agenda.at(now + timedelta(days=260), partial(_rate_again, company, analysis))
    agenda.at(now + timedelta(days=261), partial(_link_what_happened, company, analysis))


def _against_chips(company: Company, agenda: Agenda, analysis: Fmea) -> None:
    """The action that lowers the occurrence of chips; the line is rated again once it has worked for a while."""
    line = FailureMode.objects.select_related("organization").get(fmea=analysis, title="Chips left in the bore")
    now = clock.now()
    action = work.raise_action(
        title="Wash at 60 degrees and 8 bar, look into each bore with the endoscope",
        owner=company.one("Machining lead"),
        due_on=(now + timedelta(days=60)).date(),
        source=line,
        by=_manager(company),
    )
    agenda.at(now + timedelta(days=52), partial(_complete, company, action, "Machining lead"))


def _release(company: Company, analysis: Fmea, review: datetime) -> None:
    fmea.release_fmea(fmea=_fresh(analysis), by=_director(company), review_due_on=review.date())


def _rate_again(company: Company, analysis: Fmea) -> None:
    """A year of washing at 60 degrees: fewer chips are left, which the counts show."""
    line = FailureMode.objects.select_related("organization").get(fmea=analysis, title="Chips left in the bore")
    fmea.change_line(
        line=line,
        by=company.actor(company.one("Quality manager")),
        occurrence=3,
        detection=4,
        rationale="Washing at 60 degrees and the endoscope.",
        count=4,
        exposure=5200,
    )


def _link_what_happened(company: Company, analysis: Fmea) -> None:
    """The scratched seats of the year before, so that the line's occurrence can be compared with what was counted."""
    line = FailureMode.objects.select_related("organization").get(fmea=analysis, title="Scratched by grit")
    happened = Nonconformity.objects.filter(organization=company.organization, title__startswith="Seat ring scratched")
    for case in happened.exclude(status="rejected").select_related("organization").order_by("id"):
        links.link(case, Relation.CONCERNS, line, by=_manager(company))


# Changes --------------------------------------------------------------------------------------------------------------


def _propose(company: Company, agenda: Agenda, turn: Turn) -> None:
    now = clock.now()
    thought = turn.consequences != ""
    change = changes.propose_change(
        title=turn.title,
        kind=turn.kind,
        planned=turn.planned,
        by=company.actor(company.one(turn.owner)),
        owner=company.one(turn.owner),
        processes=ids_of([company.processes[title] for title in turn.processes]),
        purpose=turn.purpose,
        consequences=turn.consequences,
        integrity_assessment="Owners, records and controls of the process stay as they are." if thought else "",
        resources="none" if thought else "",
        information="none" if thought else "",
        responsibilities="unchanged" if thought else "",
        communication="At the boards of both works and in the weekly mail.",
        monitoring_plan="The indicators of the process, for three months.",
        planned_for=(now + timedelta(days=24)).date() if turn.planned else None,
    )
    if turn.until != "proposed":
        agenda.at(
            now + timedelta(days=8 if turn.planned else 0, hours=2), partial(_approve, company, agenda, change, turn)
        )


def _approve(company: Company, agenda: Agenda, change: Change, turn: Turn) -> None:
    reviewed: dict[str, Any] = {}
    if turn.kind == "production" and turn.planned:
        reviewed = {
            "review_result": "Tried on one lot; all parts were good. Nothing more is needed.",
            "action_needed": False,
        }
    changes.approve_change(change=_fresh(change), by=_director(company), **reviewed)
    if turn.until == "approved":
        return
    now = clock.now()
    agenda.at(
        now + timedelta(days=14 if turn.planned else 0, hours=1), partial(_implement, company, agenda, change, turn)
    )


def _implement(company: Company, agenda: Agenda, change: Change, turn: Turn) -> None:
    by = company.actor(company.one(turn.owner))
    changes.implement_change(change=_fresh(change), by=by)
    now = clock.now()
    if turn.bad != "none":
        action = work.raise_action(
            title=f"Put right: {turn.title}",
            owner=company.one(turn.owner),
            due_on=(now + timedelta(days=20)).date(),
            source=change,
            by=_manager(company),
        )
        agenda.at(now + timedelta(days=15), partial(_complete, company, action, turn.owner))
    if turn.until == "closed":
        agenda.at(now + timedelta(days=85 if turn.planned else 7), partial(_review, company, change, turn))


def _review(company: Company, change: Change, turn: Turn) -> None:
    change = _fresh(change)
    found: dict[str, Any] = {}
    if change.reviewed_on is None:
        found = {
            "review_result": "Went as planned; everybody concerned was asked.",
            "action_needed": turn.bad != "none",
        }
    changes.review_change(
        change=change,
        by=_manager(company),
        adverse_effects=turn.bad,
        effectiveness_result=turn.effect,
        **found,
    )


# Who and what ---------------------------------------------------------------------------------------------------------


def _manager(company: Company) -> Actor:
    return company.actor(company.one("Quality manager"))


def _director(company: Company) -> Actor:
    return company.actor(company.one("Managing director"))


def _fresh(record: Any) -> Any:
    """As it stands now: others may have written it since."""
    return type(record)._default_manager.select_related("organization").get(pk=record.pk)


def _objectives(company: Company) -> list[Objective]:
    return list(Objective.objects.filter(organization=company.organization, status="active").order_by("id"))


def _threatened(company: Company, threat: Threat) -> list[Objective]:
    """The objectives of the process in which it happens: what is to become better there is what it endangers."""
    process = str(company.processes[threat.process].pk)
    return [objective for objective in _objectives(company) if process in objective.processes]


def _issue(company: Company, beginning: str) -> list[str]:
    if not beginning:
        return []
    return ids_of(ContextIssue.objects.filter(organization=company.organization, title__startswith=beginning))
