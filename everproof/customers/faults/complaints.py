"""The violation of 8.2.1 c."""

from __future__ import annotations

from everproof.customers.models import Complaint
from everproof.kernel.checks import Injection


def fault_8_2_1_3(company: Injection) -> None:
    """A complaint was received three weeks ago and nobody acknowledged it."""
    company.add(Complaint, status="received", received_on=company.days_ago(21))
