"""What can be done with a nonconformity."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person


def report_nonconformity(
    *,
    title: str,
    by: Actor,
    at: datetime | None = None,
    detected_on: date | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Nonconformity:
    """Raise a nonconformity. `id` comes from the client where a report may be sent twice."""
    return records.create(
        Nonconformity,
        by=by,
        at=at,
        id=id,
        title=title,
        detected_on=detected_on or clock.today(by.organization.zone),
        **values,
    )


def triage_nonconformity(
    *, nonconformity: Nonconformity, by: Actor, severity: str, owner: Person, at: datetime | None = None, **values: Any
) -> Nonconformity:
    """Take a report up: how severe it is, who owns it, until when."""
    return transitions.perform(nonconformity, "triage", by=by, at=at, severity=severity, owner=owner, **values)


def reject_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Nonconformity:
    """Say that a report is no nonconformity, and why."""
    return transitions.perform(nonconformity, "reject", by=by, at=at, reason=reason, expected_version=expected_version)


def contain_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    correction: str,
    corrected_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Nonconformity:
    """Record what was done at once, and in `values` what it led to (10.2.1 a)."""
    return transitions.perform(
        nonconformity,
        "contain",
        by=by,
        at=at,
        expected_version=expected_version,
        correction=correction,
        corrected_on=corrected_on or clock.today(by.organization.zone),
        **values,
    )


def analyse_nonconformity(
    *, nonconformity: Nonconformity, by: Actor, at: datetime | None = None, **values: Any
) -> Nonconformity:
    """Say what its effect and its cause are and whether the cause has to be removed (10.2.1 b); dated today."""
    return transitions.perform(
        nonconformity, "analyse", by=by, at=at, **_dated(nonconformity, by, values, analysed_on=True)
    )


def close_nonconformity(
    *, nonconformity: Nonconformity, by: Actor, at: datetime | None = None, **values: Any
) -> Nonconformity:
    """Close it; `values` may complete the decision about the cause, which is then dated today (10.2.1 b)."""
    today = clock.today(by.organization.zone)
    values = _dated(nonconformity, by, values)
    return transitions.perform(nonconformity, "close", by=by, at=at, closed_on=today, closed_by=by.person, **values)


def _dated(nonconformity: Nonconformity, by: Actor, values: dict[str, Any], *, analysed_on: bool = False) -> Any:
    """The values with the day on which each question was answered first; a day that was given stays."""
    answered = {
        "analysed_on": analysed_on,
        "need_evaluated_on": values.get("action_needed") is not None,
        "cause_determined_on": bool(values.get("cause")),
        "similar_checked_on": values.get("similar_found") is not None,
    }
    today = clock.today(by.organization.zone)
    days = {name: today for name, given in answered.items() if given and getattr(nonconformity, name) is None}
    return {**days, **values}


def reopen_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Nonconformity:
    """Open it again by a recorded decision."""
    return transitions.perform(
        nonconformity,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        closed_on=None,
        closed_by=None,
    )
