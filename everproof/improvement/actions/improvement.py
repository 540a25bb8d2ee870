"""What can be done with an improvement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from everproof.improvement.models import Improvement
from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


@transaction.atomic
def propose_improvement(
    *,
    title: str,
    by: Actor,
    source: Record | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Improvement:
    """Propose a change for the better, from a record that `by` may see or from none."""
    if source is not None:
        access.require(by, "view", source)
    return records.create(
        Improvement,
        by=by,
        at=at,
        id=id,
        title=title,
        source_type=source.type_name if source else "",
        source_id=source.pk if source else None,
        **values,
    )


def select_improvement(
    *, improvement: Improvement, by: Actor, owner: Person, due_on: date, at: datetime | None = None, **values: Any
) -> Improvement:
    """Decide for it: who carries it out and until when. `values` may name a sponsor and the expected result."""
    return transitions.perform(
        improvement,
        "select",
        by=by,
        at=at,
        owner=owner,
        due_on=due_on,
        decision=Improvement.Decision.SELECTED,
        selected_on=clock.today(by.organization.zone),
        **values,
    )


def decline_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Decide against it, and say why."""
    return transitions.perform(
        improvement,
        "decline",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        decision=Improvement.Decision.DECLINED,
    )


def complete_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    result: str,
    completed_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Say that it is carried out and what it brought."""
    return transitions.perform(
        improvement,
        "complete",
        by=by,
        at=at,
        expected_version=expected_version,
        result=result,
        completed_on=completed_on or clock.today(by.organization.zone),
    )


def reopen_improvement(
    *,
    improvement: Improvement,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Improvement:
    """Put it up for decision again."""
    return transitions.perform(
        improvement,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        decision=Improvement.Decision.NONE,
        selected_on=None,
        completed_on=None,
    )
