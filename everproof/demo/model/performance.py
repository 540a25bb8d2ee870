"""Objectives and indicators with a year of values, and an analysis of each topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from everproof.demo.model.company import ModelCompany
from everproof.kernel.records.lists import ids_of
from everproof.kernel.work import actions as work
from everproof.processes import periods
from everproof.processes.actions import analyses, kpis, objectives, values
from everproof.processes.models import Analysis, Kpi, Objective, Process

# What the quality policy promises; each objective serves one of these.
THEMES = ("Satisfied customers", "Conforming products")
# Small differences that no rule takes for a signal.
NOISE = (0, 1, -1, 2, 0, -2, 1, 0, -1, 1, 2, -1, 0)


@dataclass(frozen=True)
class Indicator:
    """A KPI in a few words; `level` and `step` make its values, `whole` the denominator of a share."""

    title: str
    process: str
    topic: str
    period: str
    unit: str
    direction: str
    target: str
    level: str
    step: str = "0.1"
    whole: int = 0
    numerator: str = ""
    denominator: str = ""


INDICATORS = (
    Indicator(
        "Customer satisfaction",
        "Leadership",
        "customer-satisfaction",
        "quarter",
        "1",
        "higher-better",
        "8.0",
        "8.6",
    ),
    Indicator(
        "Orders confirmed without a question",
        "Sales",
        "customer-requirement-fulfilment",
        "month",
        "%",
        "higher-better",
        "90",
        "188",
        "1",
        200,
        "Orders without a question",
        "Orders",
    ),
    Indicator(
        "Orders delivered on time",
        "Production",
        "process-performance",
        "month",
        "%",
        "higher-better",
        "95",
        "390",
        "1",
        400,
        "Orders on time",
        "Orders delivered",
    ),
    Indicator(
        "Parts right the first time",
        "Production",
        "product-conformity",
        "week",
        "%",
        "higher-better",
        "98",
        "494",
        "1",
        500,
        "Parts right the first time",
        "Parts made",
    ),
    Indicator(
        "Rejected deliveries",
        "Purchasing",
        "supplier-performance",
        "month",
        "%",
        "lower-better",
        "5",
        "4",
        "1",
        120,
        "Deliveries rejected",
        "Deliveries",
    ),
)


def add(company: ModelCompany) -> None:
    """Five KPIs, an objective of the company with one of a process below it, one achieved, seven analyses."""
    company.kept["policy_themes"] = THEMES
    found = company.kept["kpis"] = {one.title: _measure(company, one) for one in INDICATORS}
    top = _pursue(
        company,
        title="Customer satisfaction at 9.0",
        level="organisation",
        processes=[company.kept["processes"]["Leadership"]],
        kpi=found["Customer satisfaction"],
        baseline="8.4",
        target="9.0",
        unit="1",
        relevance=["customer-satisfaction"],
        policy_commitment=THEMES[0],
    )
    core = [company.kept["processes"][name] for name in ("Sales", "Production")]
    on_time = _pursue(
        company,
        title="98 % of orders delivered on time",
        level="process",
        processes=core,
        parent=top,
        kpi=found["Orders delivered on time"],
        baseline="94",
        target="98",
        unit="%",
        relevance=["customer-satisfaction", "product-conformity"],
        policy_commitment=THEMES[0],
    )
    company.kept["objectives"] = [top, on_time, _achieved(company, found["Parts right the first time"])]
    _analyse(company)


def _measure(company: ModelCompany, one: Indicator) -> Kpi:
    """A KPI, and its values up to the newest period that is over."""
    last = periods.last_ended(one.period, company.today)
    process = company.kept["processes"][one.process]
    with company.on(390) as day:
        kpi = kpis.define_kpi(
            title=one.title,
            by=company.setup,
            process=process,
            site=company.site,
            owner=process.owner,
            topic=one.topic,
            formula=f"{one.numerator} of all {one.denominator.lower()}." if one.whole else "Mean answer, 1 to 10.",
            source="Order system" if one.whole else "Customer survey",
            chart="proportion" if one.whole else "individuals",
            numerator=one.numerator,
            denominator=one.denominator,
            scale=100 if one.whole else 1,
            unit=one.unit,
            period=one.period,
            direction=one.direction,
            target=Decimal(one.target),
            measured_from=day,
            method="Counted in the system at the end of each period.",
            validity_note="Every case is counted, and nobody who is measured counts.",
            analysis_method="Control chart; signals are looked into at once.",
            analysis_interval_days=92,
        )
    with company.on((company.today - last.last).days - 1):
        values.import_kpi_values(kpi=kpi, rows=_rows(one, day, last.last), by=company.setup)
    return kpi


def _rows(one: Indicator, since: date, until: date) -> Iterator[dict[str, Any]]:
    for place, span in enumerate(periods.spans(one.period, since, until)):
        figure = Decimal(one.level) + NOISE[place % len(NOISE)] * Decimal(one.step)
        figures = {"numerator": figure, "denominator": one.whole} if one.whole else {"value": figure}
        yield {"period_on": span.last, **figures}


def _pursue(company: ModelCompany, *, kpi: Kpi, processes: Sequence[Process], **planned: Any) -> Objective:
    """An objective that was approved last year, is followed, and has a step done and a step to do."""
    quality, director = company.actor("Quality manager"), company.actor("Managing director")
    due = company.today + timedelta(days=120)
    with company.on(200) as day:
        objective = objectives.set_objective(
            by=quality,
            kpi=kpi,
            processes=ids_of(processes),
            owner=company.people["Production manager"],
            site=company.site,
            functions=["Production manager", "Operator"],
            plan="Find the three most frequent reasons and remove them one by one.",
            resources="Two days a month of the production manager.",
            resources_confirmed_on=day,
            requirements_considered="What customers ask for in their orders and in the survey.",
            start_on=day,
            due_on=due,
            evaluation_method="By the newest value of the KPI, and by its control chart.",
            review_interval_days=92,
            communicated_on=day,
            **planned,
        )
        first, _second = (
            work.raise_action(title=title, owner=company.people[who], due_on=on, source=objective, by=quality)
            for title, who, on in (
                ("List the reasons of the last half year", "Quality manager", day + timedelta(days=30)),
                ("Remove the most frequent reason", "Production manager", company.today + timedelta(days=60)),
            )
        )
        objective = objectives.approve_objective(objective=objective, by=director)
    with company.on(180):
        work.complete_action(action=first, by=quality, evidence="List of reasons, with counts.")
    for days_ago in (110, 20):
        with company.on(days_ago):
            objective = objectives.review_objective(
                objective=objective, by=quality, progress="The first step is done; the values rise as planned."
            )
    return objective


def _achieved(company: ModelCompany, kpi: Kpi) -> Objective:
    objective = _pursue(
        company,
        title="98 % of parts right the first time",
        level="process",
        processes=[company.kept["processes"]["Production"]],
        kpi=kpi,
        baseline="96",
        target="98",
        unit="%",
        relevance=["product-conformity"],
        policy_commitment=THEMES[1],
    )
    with company.on(1):
        return objectives.achieve_objective(
            objective=objective,
            by=company.actor("Quality manager"),
            result="The KPI has kept the target for a year; the steps are part of the work instruction.",
        )


def _analyse(company: ModelCompany) -> None:
    """Each topic, concluded recently; what the figures rest on is named."""
    quality = company.actor("Quality manager")
    named = ids_of(company.kept["kpis"].values())
    found = company.kept["analyses"] = {}
    with company.on(18) as day:
        for topic, label in Analysis.Topic.choices:
            analysis = analyses.start_analysis(
                title=str(label),
                topic=topic,
                period_from=company.days_ago(110),
                period_to=company.days_ago(20),
                by=quality,
                site=company.site,
                due_on=day,
                kpis=named,
                objectives=ids_of(company.kept["objectives"]),
                data="Values of the KPIs, state of the objectives and of the actions in the period.",
                method="Control charts and comparison with the quarter before.",
            )
            found[topic] = analyses.conclude_analysis(
                analysis=analysis,
                by=quality,
                conclusion="All figures are stable and keep their targets.",
                verdict="good",
                no_actions_reason="Nothing stands out that the objectives do not take up already.",
            )
