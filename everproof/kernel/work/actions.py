"""What can be done with an action: raise it, complete it, cancel it, open it again, give it to somebody else.

Its owner is told by a reaction (see `tasks.tell_owner`), whichever way the action came to be.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.work.models import Action


@transaction.atomic
def raise_action(
    *,
    title: str,
    owner: Person,
    due_on: date,
    by: Actor,
    source: Record | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Action:
    """Raise an action from a record that `by` may see, or from none. It has that record's site unless told another."""
    if source is not None:
        access.require(by, "view", source)
        if "site" not in values:
            values["site_id"] = source.site_id
    return records.create(
        Action,
        by=by,
        at=at,
        id=id,
        title=title,
        owner=owner,
        due_on=due_on,
        source_type=source.type_name if source else "",
        source_id=source.pk if source else None,
        **values,
    )


def complete_action(
    *,
    action: Action,
    by: Actor,
    evidence: str,
    completed_on: date | None = None,
    effectiveness_due_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Action:
    """Say that an action is done and what shows it, and by when its effect can be judged."""
    return transitions.perform(
        action,
        "complete",
        by=by,
        at=at,
        expected_version=expected_version,
        evidence=evidence,
        completed_on=completed_on or clock.today(by.organization.zone),
        effectiveness_due_on=effectiveness_due_on or action.effectiveness_due_on,
    )


def judge_action(
    *,
    action: Action,
    by: Actor,
    effectiveness_result: str,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Action:
    """Say whether a completed action did what it was for, and what shows it (`reason`)."""
    return transitions.perform(
        action,
        "judge",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        effectiveness_result=effectiveness_result,
        effectiveness_evaluated_on=clock.today(by.organization.zone),
    )


def cancel_action(
    *, action: Action, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Action:
    """Say that an action will not be done, and why."""
    return transitions.perform(action, "cancel", by=by, at=at, reason=reason, expected_version=expected_version)


def reopen_action(
    *,
    action: Action,
    by: Actor,
    reason: str,
    due_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Action:
    """Open an action again, with a new due day if there is one; it may then be escalated anew."""
    changes: dict[str, Any] = {
        "completed_on": None,
        "escalated_at": None,
        "effectiveness_result": "",
        "effectiveness_evaluated_on": None,
    }
    if due_on is not None:
        changes["due_on"] = due_on
    return transitions.perform(
        action, "reopen", by=by, at=at, reason=reason, expected_version=expected_version, **changes
    )


def reassign_action(
    *,
    action: Action,
    owner: Person,
    by: Actor,
    due_on: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Action:
    """Give an action to another person, with a new due day if there is one; it may then be escalated anew."""
    changes: dict[str, Any] = {"owner": owner, "escalated_at": None}
    if due_on is not None:
        changes["due_on"] = due_on
    return records.update(action, by=by, at=at, reason=reason, **changes)
