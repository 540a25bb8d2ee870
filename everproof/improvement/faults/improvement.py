"""The violations about improvement (4.4.1, 5.1.1, 10.1)."""

from __future__ import annotations

from django.db.models import Q

from everproof.improvement.models import CorrectiveAction, Improvement
from everproof.kernel.checks import Injection
from everproof.kernel.work.models import Action


def fault_4_4_1_3(company: Injection) -> None:
    """All improvements of the last year are still proposals."""
    company.change(
        company.records(Improvement), status="proposed", decision="none", selected_on=None, completed_on=None, result=""
    )


def fault_5_1_1_11(company: Injection) -> None:
    """Nobody stands behind an improvement; in the 2026 edition, nobody has for eight months."""
    if company.standard != "iso9001-2026":
        company.change(company.records(Improvement), sponsor=None)
        return
    recent = Q(selected_on__gte=company.days_ago(240)) | Q(completed_on__gte=company.days_ago(240))
    company.change(company.records(Improvement).filter(recent), sponsor=None)


def fault_10_1_1(company: Injection) -> None:
    """Thirty proposals have been waiting for a decision for over a year."""
    before = company.one(Improvement).recorded_at
    for place in range(30):
        company.add(Improvement, title=f"Idea {place}", status="proposed", decision="none", recorded_at=before)


def fault_10_1_3(company: Injection) -> None:
    """In the whole period nothing against undesired effects was completed."""
    long_ago = company.days_ago(800)
    company.change(company.records(Improvement).filter(kind="undesired-effects"), completed_on=long_ago)
    company.change(company.records(CorrectiveAction).exclude(completed_on=None), completed_on=long_ago)
    company.records(Action).filter(source_type="risk").update(completed_on=None, status="open")
