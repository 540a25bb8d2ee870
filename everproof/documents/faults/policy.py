"""Violations of what is asked of the quality policy."""

from __future__ import annotations

from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.documents.models import DocumentRevision, Policy
from everproof.kernel.checks import Injection
from everproof.processes.models import Objective


def _approved(company: Injection) -> Policy:
    return company.one(Policy, kind="quality", status="approved")


def fault_5_1_1_2(company: Injection) -> None:
    """All quality objectives are over, and no new one is active."""
    company.change(company.records(Objective).filter(status="active"), status="missed")


def fault_5_1_1_3(company: Injection) -> None:
    """A new strategic direction was approved four months ago, and the policy has not been reviewed since."""
    company.change(company.one(StrategicDirection, status="approved"), approved_on=company.days_ago(120))
    company.change(_approved(company), reviewed_on=company.days_ago(150))


def fault_5_2_1_1(company: Injection) -> None:
    """Two quality policies are approved."""
    former = _approved(company)
    company.add(
        Policy,
        kind="quality",
        status="approved",
        text=former.text,
        approved_by=former.approved_by,
        reviewed_on=company.today,
    )


def fault_5_2_1_2(company: Injection) -> None:
    """The scope was approved again, with a new business line, after the last review of the policy."""
    company.change(company.one(ScopeStatement, status="approved"), approved_on=company.today)
    company.change(_approved(company), reviewed_on=company.days_ago(40))


def fault_5_2_1_3(company: Injection) -> None:
    """The policy still refers to the superseded strategic direction."""
    former = company.add(StrategicDirection, status="superseded", text="Where we went.")
    company.change(_approved(company), strategic_links=[str(former.pk)])


def fault_5_2_1_4(company: Injection) -> None:
    """An active objective names a theme that does not exist in the policy."""
    company.change(company.one(Objective, status="active"), policy_commitment="Fly to the moon")


def fault_5_2_1_5(company: Injection) -> None:
    """The new policy was approved without the commitment to applicable requirements."""
    _forget(company, Policy.Commitment.REQUIREMENTS)


def fault_5_2_1_6(company: Injection) -> None:
    """The new policy was approved without the commitment to continual improvement."""
    _forget(company, Policy.Commitment.IMPROVEMENT)


def _forget(company: Injection, commitment: str) -> None:
    policy = _approved(company)
    company.change(policy, commitments=[entry for entry in policy.commitments if entry["commitment"] != commitment])


def fault_5_2_2_1(company: Injection) -> None:
    """The text was changed and approved, but the document still carries the previous revision."""
    company.change(_approved(company), published_revision=_former_revision(company))


def fault_5_2_2_5(company: Injection) -> None:
    """The public page still shows an earlier revision of the policy."""
    company.change(_approved(company), published_revision=_former_revision(company))


def _former_revision(company: Injection) -> DocumentRevision:
    document = _approved(company).document
    assert document is not None
    return company.one(DocumentRevision, document=document, status="withdrawn")


def fault_6_2_1_2(company: Injection) -> None:
    """An objective names a theme that was dropped in the current policy."""
    objective = company.one(Objective, status="active")
    policy = _approved(company)
    left = [theme for theme in policy.objective_framework if theme != objective.policy_commitment]
    company.change(policy, objective_framework=left)
