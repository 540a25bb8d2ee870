"""The violations of the checks of objectives, KPIs, their values and analyses."""

from __future__ import annotations

from datetime import date, timedelta

from everproof.kernel import clock
from everproof.kernel.checks import Injection
from everproof.kernel.measurements import Measurement
from everproof.kernel.people.models import Person
from everproof.kernel.work.models import Action
from everproof.processes.models import Analysis, Kpi, Objective, Process
from everproof.processes.queries.values import measured


def without_values_since(company: Injection, kpi: Kpi, day: date) -> None:
    """Take away the values of a KPI from a day on, as if nobody had entered them."""
    values = measured(company.organization_id).filter(series__subject_id=kpi.pk, at__date__gte=day)
    Measurement.objects.filter(pk__in=list(values.values_list("pk", flat=True))).update(
        withdrawn_at=clock.now(), withdrawn_reason="Injected"
    )


def fault_4_4_1_1(company: Injection) -> None:
    """An in-scope process has produced no record of any of its record types for a year."""
    process = company.one(Process, status="active", in_scope=True)
    company.change(process, record_types=["measurement"])
    for kpi in company.records(Kpi).filter(process=process):
        without_values_since(company, kpi, company.days_ago(800))


def fault_4_4_1_7(company: Injection) -> None:
    """A process KPI with a monthly rhythm has had no value for 90 days."""
    kpi = company.one(Kpi, status="active", period="month", process__isnull=False)
    without_values_since(company, kpi, company.days_ago(90))


def fault_6_2_1_1(company: Injection) -> None:
    """All active objectives are at organisation level and none names a process."""
    company.change(company.records(Objective).filter(status="active"), level="organisation", processes=[])


def fault_6_2_1_3(company: Injection) -> None:
    """An objective reads "improve communication" and has no target value."""
    company.change(company.one(Objective, status="active"), title="Improve communication", target=None)


def fault_6_2_1_5(company: Injection) -> None:
    """No active objective has relevance product-conformity."""
    company.change(company.records(Objective).filter(status="active"), relevance=["customer-satisfaction"])


def fault_6_2_1_6(company: Injection) -> None:
    """An objective that is to be reviewed quarterly was last reviewed seven months ago."""
    company.change(company.one(Objective, status="active"), review_interval_days=92, reviewed_on=company.days_ago(213))


def fault_6_2_2_1(company: Injection) -> None:
    """An active objective has no action."""
    objective = company.one(Objective, status="active")
    company.remove(company.records(Action).filter(source_id=objective.pk))


def fault_6_2_2_3(company: Injection) -> None:
    """The owner of an objective has left."""
    left = company.add(Person, title="Left long ago", active=False)
    company.change(company.one(Objective, status="active"), owner=left)


def fault_6_2_2_4(company: Injection) -> None:
    """An action of an objective is due two months after the objective itself."""
    objective = company.one(Objective, status="active")
    action = company.one(Action, source_id=objective.pk, status="open")
    assert objective.due_on is not None
    company.change(action, due_on=objective.due_on + timedelta(days=60))


def fault_6_2_2_5(company: Injection) -> None:
    """An objective is marked achieved although the last measured value misses the target."""
    company.change(company.one(Objective, status="achieved", kpi__direction="higher-better"), target="1000000")


def fault_9_1_1_2(company: Injection) -> None:
    """A KPI has a target but no method."""
    company.change(company.one(Kpi, status="active", target__isnull=False), method="")


def fault_9_1_1_3(company: Injection) -> None:
    """A weekly KPI has no value for a month."""
    kpi = company.one(Kpi, status="active", period="week")
    without_values_since(company, kpi, company.days_ago(31))


def fault_9_1_1_4(company: Injection) -> None:
    """A KPI has values for every week and was never part of an analysis."""
    kpi = company.one(Kpi, status="active", period="week")
    for analysis in company.records(Analysis):
        if str(kpi.pk) in analysis.kpis:
            company.change(analysis, kpis=[key for key in analysis.kpis if key != str(kpi.pk)])


def fault_9_1_3_1(company: Injection) -> None:
    """Of the seven analysis topics one has no analysis in the period."""
    company.remove(company.records(Analysis).filter(topic="product-conformity"))


def fault_9_1_3_4(company: Injection) -> None:
    """The analysis covers three of twenty KPIs."""
    newest = company.records(Analysis).filter(topic="qms-performance").order_by("-concluded_on", "-id").first()
    assert newest is not None
    company.change(newest, kpis=newest.kpis[:1])


def fault_9_1_3_5(company: Injection) -> None:
    """The analysis reports no overdue action while twelve are overdue."""
    newest = company.records(Analysis).filter(topic="planning-effectiveness").order_by("-concluded_on", "-id").first()
    assert newest is not None
    overdue = company.one(Action, status="open")
    for number in range(12):
        action = company.add(
            Action,
            title=f"Overdue {number}",
            owner=overdue.owner,
            status="open",
            due_on=newest.period_to - timedelta(days=20),
        )
        company.change(action, recorded_at=overdue.recorded_at - timedelta(days=60))
    company.change(newest, overdue_actions=0)
