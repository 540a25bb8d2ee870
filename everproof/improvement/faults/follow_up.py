"""The violations about what figures lead to (4.4.1, 9.1.3, 10.1, 10.3)."""

from __future__ import annotations

from everproof.improvement.checks.follow_up import FOLLOWING
from everproof.improvement.models import Improvement, Nonconformity
from everproof.kernel.checks import Injection
from everproof.kernel.links.models import Link
from everproof.kernel.measurements import Measurement
from everproof.kernel.work.models import Action
from everproof.processes.models import Analysis, Kpi, Process
from everproof.risks.models import Change


def fault_4_4_1_11(company: Injection) -> None:
    """A process was judged not to achieve what it should two months ago, and nothing was done."""
    _cut_off(company, "process")
    process = company.one(Process, status="active", in_scope=True)
    company.change(company.records(Change), processes=[])
    company.change(process, evaluated_on=company.days_ago(60), evaluation_result="not-achieving")


def fault_4_4_1_12(company: Injection) -> None:
    """An indicator has missed its target four times in a row and nothing was started."""
    kpi = company.one(Kpi, status="active", target__isnull=False, process__isnull=False)
    _cut_off(company, "kpi", "process")
    miss = float(kpi.target or 0) + (-1 if kpi.direction == "higher-better" else 1) * 1000
    values = Measurement.objects.filter(
        organization_id=company.organization_id, series__subject_id=kpi.pk, series__name="value", withdrawn_at=None
    )
    newest = values.order_by("-at")[:4]
    values.filter(pk__in=[value.pk for value in newest]).update(value=miss, typed=str(miss))


def fault_9_1_3_8(company: Injection) -> None:
    """The analysis names weak points but leads to no action and gives no reason."""
    _cut_off(company, "analysis")
    company.change(company.records(Analysis).filter(topic="improvement-needs"), no_actions_reason="")


def fault_10_3_2(company: Injection) -> None:
    """Two analyses with the verdict poor have no follow-up."""
    concluded = company.one(Analysis, concluded_on__isnull=False)
    for _time in range(2):
        company.add(
            Analysis,
            topic="other",
            status=concluded.status,
            period_from=company.days_ago(60),
            period_to=company.days_ago(30),
            concluded_on=company.days_ago(20),
            verdict="poor",
            conclusion="Too many late deliveries.",
        )


def fault_6_3_9(company: Injection) -> None:
    """The review found that the change missed its purpose, and nothing followed."""
    _cut_off(company, "change")
    company.change(
        company.one(Change, kind="qms", status="closed"),
        implemented_on=company.days_ago(200),
        reviewed_on=company.days_ago(100),
        effectiveness_result="not-effective",
    )


def _cut_off(company: Injection, *subjects: str) -> None:
    """Nothing follows any more from any record of these types."""
    company.records(Action).filter(source_type__in=subjects).update(source_type="", source_id=None)
    company.records(Improvement).filter(source_type__in=subjects).update(source_type="", source_id=None)
    links = Link.objects.filter(organization_id=company.organization_id)
    links.filter(from_type__in=subjects, to_type__in=FOLLOWING).delete()
    links.filter(to_type__in=subjects, from_type__in=FOLLOWING).delete()
    if "process" in subjects:
        company.records(Nonconformity).update(process=None)
