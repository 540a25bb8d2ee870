"""The violations of 10.2.1 b, e and f."""

from __future__ import annotations

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Injection


def fault_10_2_1_2(company: Injection) -> None:
    """Wrong parts reached three customers, and nobody dealt with that."""
    case = company.one(Nonconformity, status="closed")
    company.change(case, consequences="Wrong parts reached three customers.", consequences_handled_on=None)


def fault_10_2_1_3(company: Injection) -> None:
    """The same defect occurred five times this year and each time no action was found to be needed."""
    first = company.one(Nonconformity, action_needed=False)
    company.change(first, cause_code="worn-fixture")
    for place in range(4):
        company.add(
            Nonconformity,
            status="closed",
            description="Seat out of flatness again.",
            detected_on=company.days_ago(40 + 60 * place),
            closed_on=company.days_ago(20 + 60 * place),
            process_id=first.process_id,
            cause_code="worn-fixture",
            action_needed=False,
            need_rationale=first.need_rationale,
            need_evaluated_on=company.days_ago(35 + 60 * place),
        )


def fault_10_2_1_4(company: Injection) -> None:
    """A nonconformity has been open for three months without analysis."""
    needing = company.one(Nonconformity, action_needed=True)
    company.change(needing, status="contained", closed_on=None, detected_on=company.days_ago(90), analysed_on=None)


def fault_10_2_1_5(company: Injection) -> None:
    """Corrective action was started while the cause is empty."""
    begun = company.one(CorrectiveAction, status="effective")
    company.change(company.records(Nonconformity).filter(pk=begun.nonconformity_id), cause="")


def fault_10_2_1_6(company: Injection) -> None:
    """A nonconformity was closed without a look at sister lines."""
    closed = company.one(Nonconformity, action_needed=True, status="closed")
    company.change(closed, similar_checked_on=None, similar_found=None, similar_looked_at="")


def fault_10_2_1_9(company: Injection) -> None:
    """Risks had to be updated, and no risk was touched."""
    closed = company.one(Nonconformity, action_needed=True, status="closed")
    company.change(closed, risk_update_needed=True, risks_updated_on=closed.closed_on)


def fault_10_2_1_10(company: Injection) -> None:
    """A needed change of the inspection procedure was never carried out, yet the nonconformity is closed."""
    company.change(company.one(Nonconformity, action_needed=True, status="closed"), change_needed=True)
