"""What can be done with a corrective action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.improvement import effect
from everproof.improvement.lifecycle.corrective_action import window_is_over
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import access, clock, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person
from everproof.processes.models import Process

# How long after its completion an effect is usually visible; the company may plan another day.
USUAL_WAIT = timedelta(days=60)
A_WEEK = timedelta(days=7)
APPROVED_FROM = "corrective_actions_approved_from"
# From which severity on, by the company's value.
AT_LEAST = {"never": (), "high": ("high",), "medium": ("high", "medium"), "low": ("high", "medium", "low")}


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
    """Plan what removes the cause of an open nonconformity that `by` may see. It has the nonconformity's site.

    A log that is brought in may tell of actions of cases that were closed elsewhere.
    """
    access.require(by, "view", nonconformity)
    brought_in = by.source == "import" and nonconformity.status == "closed"
    if nonconformity.is_voided or (nonconformity.status in ("closed", "rejected") and not brought_in):
        raise Refused(_("This nonconformity is not open. Reopen it first."))
    if "site" not in values:
        values["site_id"] = nonconformity.site_id
    if (first := values.get("depends_on")) is not None and first.nonconformity_id != nonconformity.pk:
        raise Refused(_("An action can only follow one of the same nonconformity."))
    return records.create(
        CorrectiveAction,
        by=by,
        at=at,
        id=id,
        nonconformity=nonconformity,
        title=title,
        owner=owner,
        due_on=due_on,
        approval_needed=_needs_approval(nonconformity),
        **values,
    )


def _needs_approval(nonconformity: Nonconformity) -> bool:
    """Whether an action against it begins only when it is approved: as 8D always, else by the company's rule."""
    if nonconformity.eight_d:
        return True
    least = parameters.value(nonconformity.organization_id, APPROVED_FROM)
    return bool(nonconformity.severity) and nonconformity.severity in AT_LEAST[least]


def update_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> CorrectiveAction:
    """Change the plan; given to somebody else or to another day, it may be escalated anew.

    What it follows must belong to the same nonconformity and must not follow it in turn.
    """
    access.require(by, "update", corrective_action)
    first = values.get("depends_on")
    while first is not None:
        if first.nonconformity_id != corrective_action.nonconformity_id or first.pk == corrective_action.pk:
            raise Refused(_("An action can only follow another one of the same nonconformity."))
        first = first.depends_on
    for name in ("owner", "due_on"):
        if name in values and values[name] != getattr(corrective_action, name):
            values["escalated_at"] = None
    return records.update(corrective_action, by=by, reason=reason, expected_version=expected_version, **values)


def approve_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> CorrectiveAction:
    """Approve the plan in one's own name and fix in `values` what the data will have to show."""
    if by.person is None:
        raise Refused(_("Only a person approves, in their own name."))
    return transitions.perform(
        corrective_action,
        "approve",
        by=by,
        at=at,
        expected_version=expected_version,
        approved_on=clock.today(by.organization.zone),
        approved_by=by.person,
        **values,
    )


@transaction.atomic
def deploy_corrective_action(
    *, corrective_action: CorrectiveAction, processes: Sequence[Process], owner: Person, due_on: date, by: Actor
) -> list[CorrectiveAction]:
    """Carry an action over to sister processes: an action of its own for each that has none yet (10.2.1 b 3)."""
    case = corrective_action.nonconformity
    carried = CorrectiveAction.objects.in_force().filter(
        organization_id=corrective_action.organization_id, deploys=corrective_action
    )
    there = {corrective_action.process_id, *carried.values_list("process_id", flat=True)}
    return [
        plan_corrective_action(
            nonconformity=case,
            title=corrective_action.title,
            description=corrective_action.description,
            effort=corrective_action.effort,
            effort_rationale=corrective_action.effort_rationale,
            owner=owner,
            due_on=due_on,
            process=process,
            deploys=corrective_action,
            by=by,
        )
        for process in processes
        if process.pk not in there
    ]


def weigh_corrective_action(
    *,
    corrective_action: CorrectiveAction,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Run the comparison that was fixed at approval and keep its figures with what they propose."""
    if reason := window_is_over(corrective_action):
        raise Refused(reason)
    outcome = effect.weigh(corrective_action)
    return transitions.perform(
        corrective_action,
        "weigh",
        by=by,
        at=at,
        expected_version=expected_version,
        effect_proposal=outcome.proposal,
        effect_outcome=outcome.figures(),
        effect_weighed_on=clock.today(by.organization.zone),
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
    wait = timedelta(days=corrective_action.effect_window_days or 0) + A_WEEK
    usual = completed_on + (wait if corrective_action.effect_measure else USUAL_WAIT)
    judged_by = effectiveness_due_on or corrective_action.effectiveness_due_on or usual
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
        effect_proposal="",
        effect_outcome={},
        effect_weighed_on=None,
    )
