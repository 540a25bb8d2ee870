"""The violations of 10.2.2."""

from __future__ import annotations

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Injection


def fault_10_2_2_1(company: Injection) -> None:
    """A nonconformity has no description."""
    company.change(company.one(Nonconformity, status="closed"), description="")


def fault_10_2_2_2(company: Injection) -> None:
    """A closed corrective action has no evidence."""
    company.change(company.one(CorrectiveAction, status="effective"), evidence="")
