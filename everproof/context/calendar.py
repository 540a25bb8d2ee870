"""The communication of a year as a table: plans down, months across, in each what took place or is to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dates import MONTHS_3

from everproof.context.actions.communication import RHYTHM
from everproof.context.models import CommunicationPlan, CommunicationRecord
from everproof.context.queries import seen
from everproof.kernel.access.actor import Actor
from everproof.kernel.ui import addresses


@dataclass(frozen=True)
class Mark:
    """One communication in a month: held, due or missed; `url` leads to what took place, or to the plan."""

    day: date
    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Row:
    """A plan over the year; `cells` has the marks of each of the twelve months."""

    plan: CommunicationPlan
    url: str
    cells: Sequence[Sequence[Mark]]


@dataclass
class Group:
    """The plans of one direction, and what took place without a plan under it."""

    label: str
    rows: list[Row] = field(default_factory=list)


def year_of(asked: str, today: date) -> int:
    """The year that an address names, or the one of today."""
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year


def months(year: int) -> list[tuple[int, Any]]:
    return [(number, MONTHS_3[number]) for number in range(1, 13)]


def of_year(actor: Actor, year: int, today: date) -> list[Group]:
    """Plans in force, and retired ones of which something took place in the year; two statements."""
    held: dict[Any, list[CommunicationRecord]] = defaultdict(list)
    for record in seen(actor, CommunicationRecord, held_on__year=year, plan__isnull=False).order_by("held_on", "id"):
        record.organization = actor.organization
        held[record.plan_id].append(record)
    groups = {name: Group(str(label)) for name, label in CommunicationPlan.Direction.choices}
    for plan in seen(actor, CommunicationPlan).order_by("topic", "title", "id"):
        if plan.status == "active" or plan.pk in held:
            plan.organization = actor.organization
            groups[plan.direction].rows.append(_row(plan, held[plan.pk], year, today))
    return [group for group in groups.values() if group.rows]


def _row(plan: CommunicationPlan, held: Sequence[CommunicationRecord], year: int, today: date) -> Row:
    url = addresses.of_record(plan)
    cells: list[list[Mark]] = [[] for _month in range(12)]
    for record in held:
        cells[record.held_on.month - 1].append(Mark(record.held_on, "held", record.title, addresses.of_record(record)))
    for day in _days_ahead(plan, year):
        cells[day.month - 1].append(Mark(day, "missed" if day < today else "due", plan.title, url))
    return Row(plan, url, cells)


def _days_ahead(plan: CommunicationPlan, year: int) -> list[date]:
    """The days of the year on which an active plan is due, from the next one on by its rhythm."""
    if plan.next_due_on is None or plan.status != "active":
        return []
    rhythm = RHYTHM.get(plan.timing)  # type: ignore[call-overload]
    found, times = [], 0
    while (day := plan.next_due_on + rhythm * times if rhythm else plan.next_due_on).year <= year:
        if day.year == year:
            found.append(day)
        times += 1
        if rhythm is None:
            break
    return found
