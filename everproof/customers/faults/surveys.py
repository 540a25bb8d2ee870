"""The violations about how customers see the company (9.1.2, 9.1.3 b)."""

from __future__ import annotations

from everproof.customers.models import Survey
from everproof.kernel.checks import Injection
from everproof.processes.models import Analysis, Kpi


def fault_9_1_2_1(company: Injection) -> None:
    """The yearly survey got two answers and no other method is in use."""
    company.change(company.records(Survey).exclude(closed_on=None), responses=2)
    company.change(company.records(Kpi).filter(topic="customer-satisfaction"), topic="other")


def fault_9_1_2_2(company: Injection) -> None:
    """Survey results came in half a year ago and nobody went over them."""
    survey = company.records(Survey).exclude(closed_on=None).order_by("-closed_on").first()
    assert survey is not None
    company.change(survey, closed_on=company.days_ago(182), reviewed_on=None, reviewed_by=None, status="closed")


def fault_9_1_3_3(company: Injection) -> None:
    """Complaints doubled and no analysis of satisfaction was made in the period."""
    company.remove(company.records(Analysis).filter(topic="customer-satisfaction"))
