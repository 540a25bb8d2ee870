"""What can be done with an improvement plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Improvement, ImprovementPlan
from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person

# What a new round measures and confirms anew.
OF_A_ROUND: dict[str, Any] = {
    "achieved": None,
    "checked_on": None,
    "benefit_confirmed": None,
    "benefit_evidence": "",
    "benefit_confirmed_on": None,
    "benefit_confirmed_by": None,
    "completed_on": None,
}
# What stands from the first gate on; whoever wants another aim goes round once more.
FIXED = ("measure", "unit", "baseline", "target", "benefit_claimed")


@transaction.atomic
def plan_improvement(
    *,
    improvement: Improvement,
    owner: Person,
    due_on: date,
    by: Actor,
    title: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> ImprovementPlan:
    """Plan an improvement that was selected, in four stages. It has the improvement's site, and its title if none."""
    access.require(by, "view", improvement)
    if improvement.is_voided or improvement.status != "selected":
        raise Refused(_("Only an improvement that was selected is planned."))
    if "site" not in values:
        values["site_id"] = improvement.site_id
    return records.create(
        ImprovementPlan,
        by=by,
        at=at,
        id=id,
        improvement=improvement,
        title=title or improvement.title,
        owner=owner,
        due_on=due_on,
        **values,
    )


def update_plan(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> ImprovementPlan:
    """Change what a plan says. Aim and claimed benefit are fixed once it has begun."""
    access.require(by, "update", improvement_plan)
    moved = [name for name in FIXED if name in values and values[name] != getattr(improvement_plan, name)]
    if moved and improvement_plan.status != "plan":
        raise Refused(_("Measure, baseline, target and claimed benefit stand since it began. Go round once more."))
    return records.update(improvement_plan, by=by, reason=reason, expected_version=expected_version, **values)


def secure_plan(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ImprovementPlan:
    """Say what was measured; only what reaches its target becomes a standard."""
    return transitions.perform(
        improvement_plan,
        "secure",
        by=by,
        at=at,
        expected_version=expected_version,
        checked_on=clock.today(by.organization.zone),
        **values,
    )


def repeat_plan(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ImprovementPlan:
    """Go round once more: what was measured stays in the history, the next round measures anew."""
    return transitions.perform(
        improvement_plan,
        "repeat",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        round=improvement_plan.round + 1,
        **OF_A_ROUND,
    )


def confirm_benefit(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ImprovementPlan:
    """Confirm in one's own name what it brings a year."""
    if by.person is None:
        raise Refused(_("Only a person confirms a benefit, in their own name."))
    return transitions.perform(
        improvement_plan,
        "confirm-benefit",
        by=by,
        at=at,
        expected_version=expected_version,
        benefit_confirmed_on=clock.today(by.organization.zone),
        benefit_confirmed_by=by.person,
        **values,
    )


def close_plan(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ImprovementPlan:
    """Say what makes it stay."""
    return transitions.perform(
        improvement_plan,
        "close",
        by=by,
        at=at,
        expected_version=expected_version,
        completed_on=clock.today(by.organization.zone),
        **values,
    )


def reopen_plan(
    *,
    improvement_plan: ImprovementPlan,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ImprovementPlan:
    """Begin a plan anew that was closed or cancelled."""
    return transitions.perform(
        improvement_plan,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        round=improvement_plan.round + 1,
        **OF_A_ROUND,
    )
