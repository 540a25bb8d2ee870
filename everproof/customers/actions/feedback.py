"""What can be done with feedback."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Feedback
from everproof.kernel import clock, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.parameters import Parameter

ANSWER_DAYS = Parameter(
    "feedback_answer_days",
    _("Days until feedback is answered"),
    "integer",
    10,
    least=1,
    most=90,
    meaning=_("Within so many days a customer who said something hears what came of it."),
)


@transaction.atomic
def record_feedback(
    *,
    title: str,
    by: Actor,
    received_on: date | None = None,
    due_on: date | None = None,
    owner: Any = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Feedback:
    """Write down what a customer said. Without an owner it is that of the customer; an answer is due by the rule."""
    customer = values.get("customer")
    received_on = received_on or clock.today(by.organization.zone)
    if due_on is None and values.get("answer_needed", True):
        due_on = received_on + timedelta(days=parameters.value(by.organization_id, ANSWER_DAYS.name))
    return records.create(
        Feedback,
        by=by,
        at=at,
        id=id,
        title=title,
        received_on=received_on,
        due_on=due_on,
        owner=owner or (customer.owner if customer else None),
        **values,
    )


def review_feedback(
    *,
    feedback: Feedback,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Feedback:
    """Look at it: what kind it is, whose, and whether an answer is owed."""
    return transitions.perform(
        feedback,
        "review",
        by=by,
        at=at,
        expected_version=expected_version,
        reviewed_on=clock.today(by.organization.zone),
        reviewed_by=by.person,
        **values,
    )


def answer_feedback(
    *,
    feedback: Feedback,
    by: Actor,
    answer: str,
    outcome: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Feedback:
    """Say what came of it and what the customer was told."""
    return transitions.perform(
        feedback,
        "answer",
        by=by,
        at=at,
        expected_version=expected_version,
        answer=answer,
        outcome=outcome,
        answered_on=clock.today(by.organization.zone),
    )
