"""Obligations: recorded, evaluated again and again, repealed."""

from __future__ import annotations

from datetime import date
from typing import Any

from everproof.context.actions import reviewing
from everproof.context.models import LegalRequirement
from everproof.kernel import records
from everproof.kernel.access.actor import Actor


def add_obligation(
    *,
    title: str,
    citation: str,
    by: Actor,
    compliance_status: str = "",
    review_due_on: date | None = None,
    **values: Any,
) -> LegalRequirement:
    """Record something that has to be fulfilled. With a judgement it is evaluated today; without one that is due."""
    values |= {"title": title, "citation": citation, "compliance_status": compliance_status}
    if compliance_status:
        return reviewing.create(LegalRequirement, by=by, review_due_on=review_due_on, **values)
    return records.create(LegalRequirement, by=by, review_due_on=review_due_on, **values)


def evaluate_compliance(*, obligation: LegalRequirement, by: Actor, **values: Any) -> LegalRequirement:
    """Judge whether an obligation is complied with, and say what that rests on."""
    return reviewing.review(obligation, by=by, **values)
