"""Communication: planned, held, planned anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction

from everproof.context.actions import reviewing
from everproof.context.models import CommunicationPlan, CommunicationRecord
from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor

Timing = CommunicationPlan.Timing
RHYTHM = {
    Timing.WEEKLY: relativedelta(weeks=1),
    Timing.MONTHLY: relativedelta(months=1),
    Timing.QUARTERLY: relativedelta(months=3),
    Timing.HALF_YEARLY: relativedelta(months=6),
    Timing.YEARLY: relativedelta(years=1),
}
FROM_PLAN = ("to_everybody", "audience", "parties", "channel", "communicator")


def plan_communication(*, title: str, topic: str, direction: str, by: Actor, **values: Any) -> CommunicationPlan:
    """Plan a kind of communication."""
    return reviewing.create(CommunicationPlan, by=by, title=title, topic=topic, direction=direction, **values)


def review_plan(*, plan: CommunicationPlan, by: Actor, **values: Any) -> CommunicationPlan:
    """Look at a plan again: is it still what has to be said, to these people, like this?"""
    return reviewing.review(plan, by=by, **values)


@transaction.atomic
def record_communication(
    *, title: str, by: Actor, held_on: date | None = None, plan: CommunicationPlan | None = None, **values: Any
) -> CommunicationRecord:
    """Record what took place. What is not said comes from the plan, whose next day moves on by its rhythm."""
    held_on = held_on or clock.today(by.organization.zone)
    if plan is not None:
        values = {**_as_planned(plan), **{name: value for name, value in values.items() if value not in (None, "", [])}}
    record = records.create(CommunicationRecord, by=by, title=title, held_on=held_on, plan=plan, **values)
    if plan is not None and (following := next_day(plan, held_on)) != plan.next_due_on:
        records.update(plan, by=by, verb="advance", next_due_on=following)
    return record


def _as_planned(plan: CommunicationPlan) -> dict[str, Any]:
    return {"topics": [plan.topic], **{name: getattr(plan, name) for name in FROM_PLAN}}


def next_day(plan: CommunicationPlan, held_on: date) -> date | None:
    """The day on which a plan is due again after it took place: its own days, the first that lies ahead.

    Without a rhythm nothing is due by itself. Days at the end of a month stay there as far as the month has them.
    """
    rhythm = RHYTHM.get(plan.timing)  # type: ignore[call-overload]
    if rhythm is None:
        return plan.next_due_on if plan.next_due_on and plan.next_due_on > held_on else None
    start = plan.next_due_on or held_on
    times = 1
    while (day := start + rhythm * times) <= held_on:
        times += 1
    return day
