"""What the home page asks of the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from everproof.improvement.queries import by_source, late_nonconformities
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.ui.charts import Pareto
from everproof.kernel.work.models import Action
from everproof.kernel.work.my_work import WorkItem, item_of, my_work

MOST_LATE = 8


@dataclass(frozen=True)
class Work:
    """A person's work in the order in which it presses."""

    late: list[WorkItem]
    today: list[WorkItem]
    next: list[WorkItem]
    undated: list[WorkItem]

    def __len__(self) -> int:
        return len(self.late) + len(self.today) + len(self.next) + len(self.undated)


def work_of(actor: Actor, today: date) -> Work:
    """All that waits for this person."""
    items = my_work(actor)
    return Work(
        late=[item for item in items if item.late],
        today=[item for item in items if item.due == today],
        next=[item for item in items if item.due is not None and item.due > today],
        undated=[item for item in items if item.due is None],
    )


def late_with_others(actor: Actor, today: date) -> list[WorkItem]:
    """What is late with others, as far as this person may see it, the longest overdue first."""
    owner_name = F("owner__title")
    actions = Action.objects.in_force().filter(status="open", due_on__lt=today).order_by("due_on", "id")
    others = ~Q(owner_id=actor.person_id)
    late = late_nonconformities(actor, today).filter(others).annotate(owner_name=owner_name)
    late_actions = access.visible(actor, actions.filter(others)).annotate(owner_name=owner_name)
    rows: list[Any] = [*late[:MOST_LATE], *late_actions[:MOST_LATE]]
    items = [item_of(row, actor, today=today, due=row.due_on, why=row.owner_name) for row in rows]
    return sorted(items, key=lambda item: (item.due or today, item.number))[:MOST_LATE]


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def pareto_of_quarter(actor: Actor, today: date) -> Pareto | None:
    """Nonconformities detected in this quarter by where they showed; None while there are none."""
    first, last = quarter_of(today)
    counts = by_source(actor, first, last)
    total = sum(count for _label, count in counts)
    if not total:
        return None
    label, most = counts[0]
    words = {"most": most, "total": total, "source": label}
    sentence = _("%(source)s is the most frequent source: %(most)d of %(total)d.") % words
    return Pareto(
        title=_("Nonconformities this quarter, by source"),
        sentence=sentence,
        items=[(name, float(count)) for name, count in counts],
        label_title=_("Source"),
        value_title=_("Nonconformities"),
        share_title=_("Cumulative"),
    )
