"""What every review does: keep who looked at it, on which day, and until when to look again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel import clock, parameters, records, transitions
from everproof.kernel.access.actor import Actor

R = TypeVar("R", bound=ReviewedRecord)

# The catalogue's longest time between two reviews, by type.
REVIEW_DAYS = {
    "strategic-direction": "scope_review_days",
    "scope-statement": "scope_review_days",
    "context-issue": "context_review_days",
    "interested-party": "interested_party_review_days",
    "legal-requirement": "legal_review_days",
    "communication-plan": "communication_review_days",
    "knowledge-item": "knowledge_review_days",
}


def reviewed(type_name: str, by: Actor, review_due_on: date | None = None) -> dict[str, Any]:
    """The values that a review of today sets; the next one is due when the organisation's own rule says, or earlier."""
    today = clock.today(by.organization.zone)
    days = parameters.value(by.organization_id, REVIEW_DAYS[type_name])
    latest = today + timedelta(days=days)
    planned = review_due_on if review_due_on and today < review_due_on < latest else latest
    return {"reviewed_on": today, "reviewed_by": by.person, "review_due_on": planned}


def create(model: type[R], *, by: Actor, review_due_on: date | None = None, **values: Any) -> R:
    """Record something that is reviewed from now on; recording it is the first review."""
    return records.create(model, by=by, **reviewed(model.type_name, by, review_due_on), **values)


def review(record: R, *, by: Actor, review_due_on: date | None = None, **values: Any) -> R:
    """Look at it again: `values` are what the review changes, besides options of `transitions.perform`."""
    # The day that stood there is the one that has come, unless somebody names a later one.
    planned = review_due_on if review_due_on != record.review_due_on else None
    return transitions.perform(record, "review", by=by, **reviewed(record.type_name, by, planned), **values)
