"""Everything that waits for a person, from all rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.records.models import Record
from everproof.kernel.work.models import Action

MOST_OF_A_KIND = 200


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for the actor. `why` says what is asked of them; `tone` how it is shown (bad when late)."""

    record_type: str
    record_id: UUID
    number: str
    title: str
    url: str
    due: date | None = None
    late: bool = False
    why: Any = ""
    tone: str = "neutral"


def my_work(actor: Actor) -> list[WorkItem]:
    """All that waits for this person: the late first, then by due day, then what has none.

    Rooms declare it (`Module.work`), each in few statements, and each asks the permissions of its records.
    """
    items = [item for declared in modules.declared("work") for item in declared.query(actor)]
    return sorted(items, key=lambda item: (not item.late, item.due or date.max, item.number))


def item_of(record: Record, actor: Actor, *, today: date, due: date | None, why: Any) -> WorkItem:
    """A record as an item of work; for the queries that rooms declare. `today` is the organisation's day."""
    late = due is not None and due < today
    # The organisation is at hand; a foreign key would ask for it record by record.
    record.organization = actor.organization
    return WorkItem(
        record_type=record.type_name,
        record_id=record.pk,
        number=record.number,
        title=record.title,
        url=record.get_absolute_url(),
        due=due,
        late=late,
        why=why,
        tone="bad" if late else "warn" if due == today else "neutral",
    )


def open_actions_of(actor: Actor) -> QuerySet[Action]:
    """The open actions that this person owns."""
    if actor.person_id is None:
        return Action.objects.none()
    return access.visible(actor, Action.objects.in_force().filter(owner_id=actor.person_id, status="open"))


def my_actions(actor: Actor, why: Any) -> Sequence[WorkItem]:
    """The open actions that this person owns; one statement."""
    today = clock.today(actor.organization.zone)
    rows = open_actions_of(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=why) for row in rows]
