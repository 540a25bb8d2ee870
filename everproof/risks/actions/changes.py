"""Changes: proposed, approved with what they touch, carried out, reviewed against what was expected."""

from __future__ import annotations

from typing import Any

from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.risks.actions.register import in_own_name
from everproof.risks.impact import impact_of
from everproof.risks.models import Change

DECIDED_DAYS = (
    "approved_by",
    "approved_on",
    "implemented_on",
    "reviewed_by",
    "reviewed_on",
    "effectiveness_evaluated_on",
    "action_needed",
)


def propose_change(*, title: str, by: Actor, **values: Any) -> Change:
    """Propose a change; one that has happened unplanned is recorded the same way, with planned=False."""
    values.setdefault("owner", by.person)
    return records.create(Change, by=by, title=title, **values)


def approve_change(*, change: Change, by: Actor, **values: Any) -> Change:
    """Approve a change in one's own name. What it touches is kept as it stands today."""
    in_own_name(by)
    today = clock.today(by.organization.zone)
    approved: dict[str, Any] = {"approved_by": by.person, "approved_on": today}
    if change.kind == Change.Kind.PRODUCTION and change.planned:
        approved |= {"reviewed_by": by.person, "reviewed_on": today}
    return transitions.perform(change, "approve", by=by, affected=impact_of(change), **approved, **values)


def implement_change(*, change: Change, by: Actor, **values: Any) -> Change:
    """Say since when a change holds."""
    if values.get("implemented_on") is None:
        values["implemented_on"] = clock.today(by.organization.zone)
    return transitions.perform(change, "implement", by=by, **values)


def review_change(*, change: Change, by: Actor, **values: Any) -> Change:
    """Say what came of a change; what it touched in the end is kept beside what was expected."""
    today = clock.today(by.organization.zone)
    reviewed: dict[str, Any] = {"effectiveness_evaluated_on": today}
    if change.reviewed_on is None:
        reviewed |= {"reviewed_on": today, "reviewed_by": by.person}
    return transitions.perform(change, "review", by=by, impact_after=impact_of(change), **reviewed, **values)


def reopen_change(*, change: Change, by: Actor, reason: str, **options: Any) -> Change:
    """Take a change up again: it has to be approved anew, and what was judged before stands in its history."""
    cleared: dict[str, Any] = dict.fromkeys(DECIDED_DAYS)
    cleared |= {"affected": [], "impact_after": [], "effectiveness_result": "", "adverse_effects": ""}
    return transitions.perform(change, "reopen", by=by, reason=reason, **cleared, **options)
