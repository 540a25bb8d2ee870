"""What can be done with a corrective action."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person

# How long after its completion an effect is usually visible; the company may plan another day.
USUAL_WAIT = timedelta(days=60)


@transaction.atomic
def plan_corrective_action(
    *,
    nonconformity: Nonconformity,
    title: str,
    owner: Person,
    due_on: date,
    by: Actor,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> CorrectiveAction:
    """Plan what removes the cause of an open nonconformity that `by` may see. It has the nonconformity's site."""
    access.require(by, "view", nonconformity)
    if nonconformity.is_voided or nonconformity.status in ("closed", "rejected"):
        raise Refused(_("This nonconformity is not open. Reopen it first."))
    if "site" not in values:
        values["site_id"] = nonconformity.site_id
    return records.create(
        CorrectiveAction,
        by=by,
        at=at,
        id=id,
        nonconformity=nonconformity,
        title=title,
        owner=owner,
        due_on=due_on,
        **values,
    )


def start_corrective_action(
    *, corrective_action: CorrectiveAction, by: Actor, at: datetime | None = None, expected_version: int | None = None
) -> CorrectiveAction:
    """Say that work on it has begun."""
    return transitions.perform(corrective_action, "start", by=by, at=at, expected_version=expected_version)


def complete_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    evidence: str,
    completed_on: date | None = None,
    effectiveness_due_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> CorrectiveAction:
    """Say that it is done, what shows it, and by when somebody judges whether it worked."""
    completed_on = completed_on or clock.today(by.organization.zone)
    judged_by = effectiveness_due_on or corrective_action.effectiveness_due_on or completed_on + USUAL_WAIT
    return transitions.perform(
        corrective_action,
        "complete",
        by=by,
        at=at,
        expected_version=expected_version,
        evidence=evidence,
        completed_on=completed_on,
        effectiveness_due_on=judged_by,
        **values,
    )


def confirm_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    effectiveness_conclusion: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Judge that it worked, and say what that rests on."""
    return transitions.perform(
        corrective_action,
        "confirm",
        by=by,
        at=at,
        expected_version=expected_version,
        effectiveness_conclusion=effectiveness_conclusion,
        **_judgement(by, CorrectiveAction.Effect.EFFECTIVE),
    )


def disprove_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    effectiveness_conclusion: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Judge that it did not work, and say what that rests on; the nonconformity then needs another one."""
    return transitions.perform(
        corrective_action,
        "disprove",
        by=by,
        at=at,
        expected_version=expected_version,
        effectiveness_conclusion=effectiveness_conclusion,
        **_judgement(by, CorrectiveAction.Effect.NOT_EFFECTIVE),
    )


def _judgement(by: Actor, result: str) -> dict[str, Any]:
    return {
        "effectiveness_result": result,
        "effectiveness_reviewed_on": clock.today(by.organization.zone),
        "effectiveness_reviewed_by": by.person,
    }


def cancel_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Say that it will not be done, and why."""
    return transitions.perform(
        corrective_action, "cancel", by=by, at=at, reason=reason, expected_version=expected_version
    )


def reopen_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Open it again."""
    return transitions.perform(
        corrective_action,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        completed_on=None,
    )
