"""The violations of 10.2.1 c, d and g."""

from __future__ import annotations

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Injection


def fault_10_2_1_7(company: Injection) -> None:
    """A corrective action is ninety days overdue."""
    company.change(company.one(CorrectiveAction, status="planned"), due_on=company.days_ago(90))


def fault_10_2_1_8(company: Injection) -> None:
    """A nonconformity was closed although nobody ever judged the effect of its action."""
    proven = company.one(CorrectiveAction, status="effective", nonconformity__status="closed")
    company.change(
        proven,
        status="completed",
        effectiveness_result="",
        effectiveness_reviewed_on=None,
        effectiveness_reviewed_by=None,
        effectiveness_due_on=company.today,
    )


def fault_10_2_1_11(company: Injection) -> None:
    """A severe safety defect was answered with one light action."""
    severe = company.one(Nonconformity, severity="high", action_needed=True)
    company.change(company.records(CorrectiveAction).filter(nonconformity=severe), effort="light")
