"""Questions about nonconformities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Nonconformity
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

OPEN = ("reported", "open", "contained")
ASKED = {
    "reported": _("Take up this report"),
    "open": _("Say what was done at once"),
    "contained": _("Find the cause and close it"),
}


def visible_nonconformities(actor: Actor) -> QuerySet[Nonconformity]:
    """Those in force that the actor may see."""
    return access.visible(actor, Nonconformity.objects.in_force())


def late_nonconformities(actor: Actor, today: date) -> QuerySet[Nonconformity]:
    """Open ones whose due day has passed, the longest overdue first."""
    return visible_nonconformities(actor).filter(status__in=OPEN, due_on__lt=today).order_by("due_on", "id")


def by_source(actor: Actor, start: date, end: date) -> list[tuple[str, int]]:
    """How many were detected from `start` to `end` (both included), by source, the most frequent first."""
    found = (
        visible_nonconformities(actor).filter(detected_on__gte=start, detected_on__lte=end).exclude(status="rejected")
    )
    counts = found.values_list("source").annotate(count=Count("pk")).order_by("-count", "source")
    return [(str(Nonconformity.Source(source).label), count) for source, count in counts]


def waiting(actor: Actor) -> QuerySet[Nonconformity]:
    """Nonconformities that wait for this person: their own open ones, and reports that they may take up."""
    if actor.person_id is None:
        return Nonconformity.objects.none()
    mine = Q(owner_id=actor.person_id, status__in=OPEN[1:])
    for grant in actor.grants:
        if MANAGE in grant.role.powers:
            here = Q() if grant.site_id is None else Q(site_id=grant.site_id) | Q(site_id=None)
            mine |= Q(status="reported") & here
    # Said once for both halves, or SQLite reads every closed record to find the few that are not.
    return visible_nonconformities(actor).filter(mine, status__in=OPEN)


def waiting_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by due day; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=ASKED[row.status]) for row in rows]
