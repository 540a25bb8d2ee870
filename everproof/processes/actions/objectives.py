"""What can be done with an objective: set it, approve it, review it, end it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person
from everproof.processes.models import Objective


def set_objective(
    *,
    title: str,
    by: Actor,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Objective:
    """A new objective, a draft until somebody approves it."""
    return records.create(Objective, by=by, at=at, id=id, title=title, **values)


def change_objective(
    *,
    objective: Objective,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Objective:
    """Change what is planned; everything that was planned before stays in its history (6.2.1)."""
    _refuse_circle(objective, values.get("parent"))
    return records.update(objective, by=by, at=at, reason=reason, expected_version=expected_version, **values)


def _refuse_circle(objective: Objective | None, parent: Objective | None) -> None:
    """No objective may serve itself, however far round."""
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if objective is not None and above.pk == objective.pk:
            raise Refused(_("This would make a circle: that objective serves this one already."))
        seen.add(above.pk)
        above = above.parent


def approve_objective(
    *,
    objective: Objective,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Objective:
    """Put it into force: from now on it is followed, reviewed and judged."""
    if by.person is None:
        raise Refused(_("Only a person approves an objective."))
    today = clock.today(by.organization.zone)
    if objective.start_on is None and values.get("start_on") is None:
        values["start_on"] = today
    return transitions.perform(
        objective,
        "approve",
        by=by,
        at=at,
        expected_version=expected_version,
        approved_by=by.person,
        approved_on=today,
        review_due_on=today + timedelta(days=objective.review_interval_days),
        **values,
    )


def review_objective(
    *,
    objective: Objective,
    by: Actor,
    progress: str,
    off_track_since: date | None = None,
    reviewed_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Objective:
    """Say how it stands; `off_track_since` is the day from which it is not expected to be reached, None when it is."""
    day = reviewed_on or clock.today(by.organization.zone)
    return transitions.perform(
        objective,
        "review",
        by=by,
        at=at,
        expected_version=expected_version,
        progress=progress,
        off_track_since=off_track_since,
        reviewed_on=day,
        review_due_on=day + timedelta(days=objective.review_interval_days),
    )


def achieve_objective(
    *,
    objective: Objective,
    by: Actor,
    result: str,
    evaluated_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Objective:
    """Say that it is reached, and what shows it."""
    return _ended(objective, "achieve", by, result, evaluated_on, at, expected_version)


def miss_objective(
    *,
    objective: Objective,
    by: Actor,
    result: str,
    evaluated_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Objective:
    """Say that it was not reached, and what came of it."""
    return _ended(objective, "miss", by, result, evaluated_on, at, expected_version)


def _ended(
    objective: Objective,
    step: str,
    by: Actor,
    result: str,
    evaluated_on: date | None,
    at: datetime | None,
    expected_version: int | None,
) -> Objective:
    return transitions.perform(
        objective,
        step,
        by=by,
        at=at,
        expected_version=expected_version,
        result=result,
        evaluated_on=evaluated_on or clock.today(by.organization.zone),
        off_track_since=None if step == "achieve" else objective.off_track_since,
    )


def cancel_objective(
    *, objective: Objective, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Objective:
    """Give it up, by a recorded decision."""
    return transitions.perform(objective, "cancel", by=by, at=at, reason=reason, expected_version=expected_version)


def reopen_objective(
    *, objective: Objective, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Objective:
    """Make it a draft again, to be planned and approved anew."""
    return transitions.perform(
        objective,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        evaluated_on=None,
        approved_by=None,
        approved_on=None,
        review_due_on=None,
    )


def hand_over_objective(*, objective: Objective, by: Actor, owner: Person, at: datetime | None = None) -> Objective:
    """Give it another owner."""
    return records.update(objective, by=by, at=at, verb="hand-over", owner=owner)
