"""Nonconformities, each worked through in time, and improvements that are led from the top."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from everproof.demo.model.company import ModelCompany
from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.work import actions as work
from everproof.processes.models import Analysis, Process

REASON_AGAINST = "A single slip without effect; the check that found it is in place everywhere."
NOTHING_MORE: dict[str, Any] = {"risk_update_needed": False, "change_needed": False}


def add(company: ModelCompany) -> None:
    """One severe case with its proof of effect, one that needed no action, one in work; ideas, chosen and done."""
    _severe_case(company)
    _case_without_need(company)
    _case_in_work(company)
    _improvements(company)
    _follow_analyses(company)


def _severe_case(company: ModelCompany) -> None:
    case = _contained(company, 200, "Seat leaks at the pressure test", severity="high")
    quality = company.actor("Quality manager")
    with company.on(195):
        case = _analysed(company, case, cause="The lapping fixture had play of 0.06 mm.", cause_code="worn-fixture")
    with company.on(194) as day:
        action = actions.plan_corrective_action(
            nonconformity=case,
            title="Measure the play of lapping fixtures every month",
            owner=company.people["Production manager"],
            due_on=day + timedelta(days=30),
            effectiveness_criterion="No leak by an uneven seat in three months.",
            by=quality,
        )
    with company.on(170) as day:
        action = actions.complete_corrective_action(
            corrective_action=action,
            by=company.actor("Production manager"),
            evidence="Maintenance plan 12, first record of the month.",
            effectiveness_due_on=day + timedelta(days=90),
        )
    with company.on(85):
        actions.confirm_corrective_action(
            corrective_action=action, by=quality, effectiveness_conclusion="No such leak among 1,900 valves."
        )
    with company.on(84):
        actions.close_nonconformity(nonconformity=case, by=quality, **NOTHING_MORE)


def _case_without_need(company: ModelCompany) -> None:
    case = _contained(company, 120, "Name plate of the wrong size", severity="low")
    with company.on(115):
        actions.close_nonconformity(
            nonconformity=case,
            by=company.actor("Quality manager"),
            action_needed=False,
            need_rationale=REASON_AGAINST,
            cause="Two drawers were mixed up.",
            cause_code="mixed-up",
        )


def _case_in_work(company: ModelCompany) -> None:
    case = _contained(company, 20, "Packing list names the wrong order", severity="medium")
    with company.on(14):
        case = _analysed(company, case, cause="Two orders were packed on one bench.", cause_code="mixed-up")
        actions.plan_corrective_action(
            nonconformity=case,
            title="One packing bench for each order",
            owner=company.people["Production manager"],
            due_on=company.today + timedelta(days=20),
            by=company.actor("Quality manager"),
        )


def _contained(company: ModelCompany, days_ago: int, title: str, *, severity: str) -> Nonconformity:
    """A case that was reported, taken up and contained so many days ago."""
    quality = company.actor("Quality manager")
    with company.on(days_ago) as day:
        case = actions.report_nonconformity(
            title=title,
            by=company.actor("Operator"),
            description="Seen at the end of the line; details in the photo.",
            source="product",
            detected_on=day,
            site=company.site,
            process=Process.objects.filter(organization=company.organization, title="Production").first(),
            requirement="Drawing and packing instruction of the order.",
        )
        case = actions.triage_nonconformity(
            nonconformity=case,
            by=quality,
            severity=severity,
            owner=company.people["Quality manager"],
            due_on=_in_days(day, 150),
        )
        return actions.contain_nonconformity(
            nonconformity=case,
            by=quality,
            correction="Sorted, put right and inspected again.",
            corrected_on=day,
            consequences="none",
            consequences_handled_on=day,
        )


def _analysed(company: ModelCompany, case: Nonconformity, *, cause: str, cause_code: str) -> Nonconformity:
    return actions.analyse_nonconformity(
        nonconformity=case,
        by=company.actor("Quality manager"),
        effect="A day of delay for one customer.",
        cause=cause,
        cause_code=cause_code,
        cause_method="five-whys",
        cause_category="machine",
        similar_looked_at="The other lines and benches of the works.",
        similar_found=False,
        action_needed=True,
        need_rationale="It can come back at any time and would reach the customer.",
    )


def _improvements(company: ModelCompany) -> None:
    """One of a process, one against undesired effects that an analysis asked for, one of the product in work."""
    _improvement(company, "Kanban cards for seals", "process", proposed=320, selected=300, completed=250)
    _improvement(
        company,
        "Test bench stops by itself at a leak",
        "undesired-effects",
        proposed=110,
        selected=90,
        completed=30,
        source=_analyses(company).exclude(concluded_on=None).order_by("id").first(),
    )
    _improvement(company, "Valve body with fewer seals", "product-service", proposed=60, selected=40)


def _improvement(
    company: ModelCompany,
    title: str,
    kind: str,
    *,
    proposed: int,
    selected: int,
    completed: int | None = None,
    source: Analysis | None = None,
) -> None:
    with company.on(proposed):
        idea = actions.propose_improvement(
            title=title,
            by=company.actor("Production manager"),
            kind=kind,
            description="Tried on one bench for a week.",
            expected_result="Half an hour less for each order.",
            source=source,
        )
    with company.on(selected) as day:
        idea = actions.select_improvement(
            improvement=idea,
            by=company.actor("Quality manager"),
            owner=company.people["Production manager"],
            sponsor=company.people["Managing director"],
            due_on=_in_days(day, 80),
        )
    if completed is not None:
        with company.on(completed):
            actions.complete_improvement(
                improvement=idea, by=company.actor("Production manager"), result="Forty minutes less for each order."
            )


def _follow_analyses(company: ModelCompany) -> None:
    """An action from each analysis of the need to improve that gives no reason against one."""
    needs = _analyses(company).filter(topic=Analysis.Topic.IMPROVEMENT_NEEDS, no_actions_reason="")
    for analysis in needs.exclude(concluded_on=None):
        with company.on(5) as day:
            work.raise_action(
                title="Bring the weakest process back to its target",
                owner=company.people["Production manager"],
                due_on=_in_days(day, 60),
                source=analysis,
                by=company.actor("Quality manager"),
            )


def _analyses(company: ModelCompany) -> QuerySet[Analysis]:
    return Analysis.objects.filter(organization=company.organization, voided_at=None)


def _in_days(day: date, days: int) -> date:
    return day + timedelta(days=days)
