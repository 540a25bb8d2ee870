"""Questions about KPIs, objectives and analyses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.records.lists import names_one_of, records_in
from everproof.kernel.work.models import Action
from everproof.processes.models import Analysis, Kpi, Objective, Process

LIVE = ("draft", "active")


def visible_kpis(actor: Actor) -> QuerySet[Kpi]:
    """The KPIs in force that the actor may see, each with how it stands."""
    return access.visible(actor, Kpi.objects.in_force()).select_related("standing")


def kpis_with_due_values(actor: Actor, today: date) -> QuerySet[Kpi]:
    """Those whose value could be entered and is not there, and which the actor may enter; the longest missing first."""
    due = visible_kpis(actor).filter(status="active", standing__awaits_from__lte=today)
    return (
        due.filter(_may_enter(actor))
        .exclude(source_kind=Kpi.SourceKind.MEASURE)
        .order_by("standing__awaits_from", "title", "id")
    )


def _may_enter(actor: Actor) -> Q:
    """The KPIs whose values this actor may enter: their own, and those where they manage."""
    condition = Q(owner_id=actor.person_id) if actor.person_id else Q(pk=None)
    for grant in actor.grants:
        if MANAGE in grant.role.powers:
            condition |= Q() if grant.site_id is None else Q(site_id=grant.site_id) | Q(site_id=None)
            if grant.site_id is None:
                return Q()
    return Q() if actor.is_system else condition


def objectives_of_process(actor: Actor, process: Process) -> QuerySet[Objective]:
    """The objectives that name a process and have not ended, with owner and KPI."""
    about = names_one_of("processes", Process.objects.filter(pk=process.pk))
    found = access.visible(actor, Objective.objects.in_force()).filter(about, status__in=LIVE)
    return found.select_related("owner", "kpi", "kpi__standing")


@dataclass(frozen=True)
class Branch:
    """An objective in the tree, how deep it stands, and how far it has come (0 to 1, None while nobody knows)."""

    objective: Objective
    depth: int
    progress: float | None
    expected: float | None


def objective_tree(actor: Actor, today: date, *, ended: bool = False) -> list[Branch]:
    """All objectives, each below the one that it serves, in the order of their due days; one statement.

    Those that ended are left out unless `ended`. One whose parent is not there, or not visible, stands at the top.
    """
    found = access.visible(actor, Objective.objects.in_force())
    if not ended:
        found = found.filter(status__in=LIVE)
    rows = list(found.select_related("owner", "kpi", "kpi__standing").order_by("due_on", "id"))
    here = {row.pk for row in rows}
    below: dict[UUID | None, list[Objective]] = defaultdict(list)
    for row in rows:
        below[row.parent_id if row.parent_id in here else None].append(row)
    branches: list[Branch] = []

    def grow(parent: UUID | None, depth: int) -> None:
        for row in below[parent]:
            branches.append(Branch(row, depth, progress_of(row), expected_of(row, today)))
            grow(row.pk, depth + 1)

    grow(None, 0)
    return branches


def progress_of(objective: Objective) -> float | None:
    """How much of the way from the value at the start to the target is behind it, cut to 0 … 1; by the newest value."""
    kpi = objective.kpi
    standing = kpi.known_standing if kpi else None
    if standing is None or standing.newest_value is None or objective.baseline is None or objective.target is None:
        return None
    way = float(objective.target) - float(objective.baseline)
    if not way:
        return None
    return min(1.0, max(0.0, (standing.newest_value - float(objective.baseline)) / way))


def expected_of(objective: Objective, today: date) -> float | None:
    """How much of its time has passed, cut to 0 … 1."""
    if objective.start_on is None or objective.due_on is None or objective.due_on <= objective.start_on:
        return None
    passed = (today - objective.start_on).days / (objective.due_on - objective.start_on).days
    return min(1.0, max(0.0, passed))


def parts_of(objective: Objective, actor: Actor) -> list[Objective]:
    """The objectives in force that serve this one."""
    found = access.visible(actor, Objective.objects.in_force()).filter(parent=objective)
    return list(found.select_related("owner", "kpi", "kpi__standing").order_by("due_on", "id"))


def overdue_actions(organization_id: int, on: date) -> QuerySet[Action]:
    """The actions that were overdue at the end of a day: due before it, recorded by then, and not completed by then.

    A cancelled action counts as settled from the day on which it was cancelled, its last change.
    """
    still_open = Q(status="open") | Q(completed_on__gt=on) | Q(status="cancelled", updated_at__date__gt=on)
    return Action.objects.in_force().filter(
        still_open, organization_id=organization_id, due_on__lt=on, recorded_at__date__lte=on
    )


def kpis_of(analysis: Analysis) -> list[Kpi]:
    """The KPIs that an analysis names, each with how it stands."""
    return list(records_in(Kpi, analysis.kpis).select_related("standing").order_by("title", "id"))
