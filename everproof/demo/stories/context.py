"""Direction, scope, issues, interested parties, obligations, resources, know-how and concerns over two years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from everproof.context.actions import concerns, direction, means, obligations, surroundings
from everproof.context.models import (
    Concern,
    ContextIssue,
    InterestedParty,
    KnowledgeItem,
    LegalRequirement,
    ResourcePlan,
    ScopeStatement,
    StrategicDirection,
)
from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.demo.stories import communication
from everproof.demo.stories import kestrel_context as kestrel
from everproof.demo.stories import kestrel_knowledge as known
from everproof.demo.stories import kestrel_means as kept
from everproof.demo.stories import kestrel_obligations as law
from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.records.lists import ids_of
from everproof.kernel.work import actions as work
from everproof.processes.models import Objective, Process
from everproof.products.models import ProductService

DAY = timedelta(days=1)
MONITORED = "In the talk of process owners, every half year."


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Direction first, then what bears on it, the scope, what has to be fulfilled, what is needed and known."""
    agenda.at(start + 2 * DAY, lambda: _direct(company))
    for days in (350, 690):
        agenda.at(start + days * DAY, lambda: _review_direction(company))
    for place, issue in enumerate(kestrel.ISSUES):
        _plan_issue(company, agenda, issue, start + issue[8] * DAY + place * timedelta(minutes=20))
    for place, party in enumerate(kestrel.PARTIES):
        _plan_party(company, agenda, party, start + (8 + place) * DAY, anchor)
    agenda.at(start + 25 * DAY, lambda: _fix_scope(company, "Scope of the quality management system"))
    agenda.at(start + 600 * DAY, lambda: _fix_scope(company, "Scope of the quality management system, 2nd edition"))
    for place, obligation in enumerate(law.OBLIGATIONS):
        _plan_obligation(company, agenda, obligation, start + (15 + place) * DAY, anchor)
    for need in kept.RESOURCES:
        agenda.at(start + need[8] * DAY, _ask(company, agenda, need, start))
    for place, item in enumerate(known.KNOWLEDGE):
        agenda.at(start + (40 + 2 * place) * DAY, _note_down(company, item))
        agenda.at(anchor - (20 + 24 * place) * DAY, _look_at_knowledge(company, item[0]))
    communication.plan(company, agenda, start=start, anchor=anchor)
    _plan_concerns(company, agenda, anchor)


def manager(company: Company) -> Actor:
    return company.actor(company.one(kestrel.QM))


def boss(company: Company) -> Actor:
    return company.actor(company.one(kestrel.MD))


def _now(model: Any, company: Company, **having: Any) -> Any:
    """A record as it stands now."""
    return model.objects.select_related("organization", "owner", "site").get(
        organization=company.organization, **having
    )


# Direction and scope --------------------------------------------------------------------------------------------------


def _direct(company: Company) -> None:
    draft = direction.draft_direction(
        title="Direction until 2030", text=kestrel.DIRECTION, owner=company.one(kestrel.MD), by=manager(company)
    )
    direction.approve_direction(direction=draft, by=boss(company))


def _review_direction(company: Company) -> None:
    found = _now(StrategicDirection, company, status="approved")
    direction.review_direction(direction=found, by=boss(company))


def _fix_scope(company: Company, title: str) -> None:
    """The scope with everything that is in force on the day."""
    mine = {"organization": company.organization, "status": "active"}
    products = list(ProductService.objects.in_force().filter(**mine).order_by("id"))
    draft = direction.draft_scope(
        title=title,
        text=kestrel.SCOPE,
        sites=ids_of(company.sites.values()),
        processes=ids_of(Process.objects.in_force().filter(**mine, in_scope=True).order_by("id")),
        products_services=sorted({one.type for one in products}),
        considered_issues=ids_of(ContextIssue.objects.in_force().filter(**mine, relevant=True).order_by("id")),
        considered_parties=ids_of(InterestedParty.objects.in_force().filter(**mine, relevant=True).order_by("id")),
        considered_products=[{"product": str(one.pk), "inside": True, "reason": ""} for one in products],
        owner=company.one(kestrel.QM),
        by=manager(company),
    )
    direction.approve_scope(scope=_now(ScopeStatement, company, pk=draft.pk), by=boss(company))


# Issues and parties ---------------------------------------------------------------------------------------------------


def _plan_issue(company: Company, agenda: Agenda, issue: tuple[Any, ...], at: datetime) -> None:
    title, kind, effect, topic, what, affects, why, owner, _day = issue

    def act() -> object:
        return surroundings.raise_issue(
            title=title,
            kind=kind,
            effect=effect,
            area=kestrel.AREAS.get(topic, "") if kind == "external" else "",
            topic=topic,
            description=what,
            affects=affects,
            relevant=title not in kestrel.NOT_RELEVANT,
            relevance_rationale=why,
            monitored_how=MONITORED,
            owner=company.one(owner),
            by=manager(company),
        )

    def again() -> object:
        found = _now(ContextIssue, company, title=title)
        return surroundings.review_issue(issue=found, by=company.actor(company.one(owner)))

    agenda.at(at, act)
    if title not in kestrel.FORGOTTEN_ISSUES:
        agenda.at(at + 345 * DAY, again)
        agenda.at(at + 680 * DAY, again)


def _plan_party(company: Company, agenda: Agenda, party: tuple[Any, ...], at: datetime, anchor: datetime) -> None:
    title, category, why, how, owner, needs = party

    def act() -> None:
        by = manager(company)
        found = surroundings.add_party(
            title=title,
            category=category,
            relevant=True,
            relevance_rationale=why,
            watched_how=how,
            owner=company.one(owner),
            by=by,
        )
        for need, met, process, counts in needs:
            addressed = [company.processes[process]] if process in company.processes else []
            surroundings.add_need(party=found, title=need, how_met=met, relevant=counts, addressed_by=addressed, by=by)

    def again() -> object:
        found = _now(InterestedParty, company, title=title)
        return surroundings.review_party(party=found, by=company.actor(company.one(owner)))

    agenda.at(at, act)
    if title != kestrel.FORGOTTEN_PARTY:
        agenda.at(min(at + 360 * DAY, anchor - DAY), again)


# Obligations ----------------------------------------------------------------------------------------------------------


def _plan_obligation(company: Company, agenda: Agenda, one: tuple[Any, ...], at: datetime, anchor: datetime) -> None:
    title, citation, kind, asks, applies, owner, stands, shown = one

    def act() -> object:
        valves = ProductService.objects.in_force().filter(organization=company.organization, type="Industrial valves")
        return obligations.add_obligation(
            title=title,
            citation=citation,
            kind=kind,
            obligation=asks,
            applies_to=applies,
            products=ids_of(valves) if "valves" in applies.lower() and kind == "statutory" else [],
            owner=company.one(owner),
            compliance_status="compliant",
            evaluation=shown if stands == "compliant" else "Looked at when Everproof began",
            due_on=(anchor + 21 * DAY).date() if "every quarter" in asks else None,
            by=manager(company),
        )

    def again() -> object:
        found = _now(LegalRequirement, company, title=title)
        by = company.actor(company.one(owner))
        if title in law.ACTIONS:
            step, who, days = law.ACTIONS[title]
            due_on = (anchor + days * DAY).date()
            work.raise_action(title=step, owner=company.one(who), due_on=due_on, source=found, by=manager(company))
        return obligations.evaluate_compliance(obligation=found, compliance_status=stands, evaluation=shown, by=by)

    agenda.at(at, act)
    if title not in law.LATE_OBLIGATIONS:
        agenda.at(at + 350 * DAY, again)


# Resources and know-how -----------------------------------------------------------------------------------------------


def _ask(company: Company, agenda: Agenda, need: tuple[Any, ...], start: datetime) -> Callable[[], object]:
    title, kind, what, process, have, lacking, source, owner, day, days, fate = need

    def act() -> None:
        found = means.plan_resource(
            title=title,
            kind=kind,
            need=what,
            process=company.processes[process],
            internal_capability=have,
            internal_constraint=lacking,
            source=source,
            role=company.roles["Inspector"] if "inspectors" in title else None,
            headcount=2 if "inspectors" in title else None,
            owner=company.one(owner),
            due_on=(start + (day + days) * DAY).date(),
            by=company.actor(company.one(owner)),
        )
        agenda.at(clock.now() + 9 * DAY, lambda: _decide(company, agenda, found.pk, fate, days))

    return act


def _decide(company: Company, agenda: Agenda, key: Any, fate: str, days: int) -> None:
    if fate == "asked":
        return
    found, by = _resource(company, key), boss(company)
    if fate == "rejected":
        means.reject_resource(plan=found, reason="The two works share one; the times were moved instead.", by=by)
        return
    decision = "defer" if fate == "deferred" else "approve"
    why = "After the first order for LNG." if fate == "deferred" else "It pays for itself within two years."
    means.decide_on_resource(plan=found, decision=decision, decision_reason=why, by=by)
    if fate == "provided":
        agenda.at(clock.now() + (days - 15) * DAY, lambda: _provide(company, key))


def _provide(company: Company, key: Any) -> None:
    found = _resource(company, key)
    means.provide_resource(plan=found, by=company.actor(found.owner))


def _resource(company: Company, key: Any) -> Any:
    return _now(ResourcePlan, company, pk=key)


def _note_down(company: Company, item: tuple[Any, ...]) -> Callable[[], object]:
    title, what, processes, source, critical, holders, kept_as, where, enough, gap, how, days, owner = item

    def act() -> object:
        people = {title: iter(company.people[title]) for title in holders}
        objectives = Objective.objects.in_force().filter(organization=company.organization, status="active")
        needed = [company.processes[name] for name in processes]
        serving = [one for one in objectives if set(one.processes) & set(ids_of(needed))]
        return means.add_knowledge(
            title=title,
            description=what,
            processes=ids_of(needed),
            applied_in=ids_of(serving),
            source=source,
            critical=critical,
            holders=ids_of(next(people[title]) for title in holders),
            kept_as=kept_as,
            kept_where=where,
            available_to_everybody=kept_as != "heads",
            current_sufficient=enough,
            gap_reason=gap,
            acquisition=how,
            acquisition_due_on=(company.anchor + days * DAY).date() if days else None,
            owner=company.one(owner),
            by=manager(company),
        )

    return act


def _look_at_knowledge(company: Company, title: str) -> Callable[[], object]:
    def act() -> object:
        found = _now(KnowledgeItem, company, title=title)
        reviewed = means.review_knowledge(item=found, by=company.actor(found.owner))
        return means.share_knowledge(item=reviewed, by=company.actor(found.owner)) if len(found.holders) > 1 else None

    return act


# Concerns -------------------------------------------------------------------------------------------------------------


def _plan_concerns(company: Company, agenda: Agenda, anchor: datetime) -> None:
    agenda.at(anchor - 300 * DAY, _raise(company, agenda, "Test times are cut short on Fridays", "pressure", True))
    agenda.at(
        anchor - 150 * DAY, _raise(company, agenda, "Calibration stickers are changed without calibration", "records")
    )
    agenda.at(
        anchor - 6 * DAY, _raise(company, agenda, "Apprentices weld alone on the late shift", "safety", answered=False)
    )


def _raise(
    company: Company, agenda: Agenda, title: str, topic: str, anonymous: bool = False, answered: bool = True
) -> Callable[[], object]:
    def act() -> None:
        by = company.actor(company.any("Test bench operator"))
        concern = concerns.raise_concern(title=title, topic=topic, anonymous=anonymous, by=by)
        records.update(concern, owner=company.one(kestrel.QM), by=manager(company))
        if answered:
            agenda.at(clock.now() + 5 * DAY, lambda: _answer(company, agenda, concern.pk))

    return act


def _answer(company: Company, agenda: Agenda, key: Any) -> None:
    answer = "We looked at four weeks of records and spoke with both shifts: two cases, both put right since."
    concern = concerns.answer_concern(concern=_now(Concern, company, pk=key), answer=answer, by=manager(company))
    if not concern.anonymous:
        agenda.at(
            clock.now() + 45 * DAY,
            lambda: concerns.check_for_retaliation(concern=_now(Concern, company, pk=key), by=manager(company)),
        )
