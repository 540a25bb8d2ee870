"""What processes ask of people: values, comments on signals, reviews of objectives and processes, analyses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of
from everproof.processes import periods
from everproof.processes.models import Analysis, Kpi, Objective, Process
from everproof.processes.queries.performance import visible_kpis
from everproof.processes.tasks import COMMENT_DAYS, ENTRY_DAYS

SOON = timedelta(days=14)
# The organisation's rule behind requirement 4.4.1: the age at which a review counts as late.
REVIEW_DAYS = "process_review_days"


def _today(actor: Actor) -> date:
    return clock.today(actor.organization.zone)


def _mine(actor: Actor) -> QuerySet[Kpi]:
    if actor.person_id is None:
        return Kpi.objects.none()
    return visible_kpis(actor).filter(owner_id=actor.person_id, status="active")


def kpis_that_wait_for_values(actor: Actor) -> QuerySet[Kpi]:
    """The actor's own KPIs of which the value of a period that is over is missing."""
    return _mine(actor).filter(standing__awaits_from__lte=_today(actor)).exclude(source_kind=Kpi.SourceKind.MEASURE)


def values_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, each for the earliest period that has no value."""
    rows = list(kpis_that_wait_for_values(actor).order_by("standing__awaits_from", "id")[:MOST_OF_A_KIND])
    if not rows:
        return []
    days = timedelta(days=parameters.value(actor.organization_id, ENTRY_DAYS))
    found = []
    for kpi in rows:
        assert kpi.standing.awaits_from is not None
        last = kpi.standing.awaits_from - timedelta(days=1)
        why = _("Enter the value for %(period)s") % {"period": periods.label(kpi.period, last)}
        item = item_of(kpi, actor, today=_today(actor), due=last + days, why=why)
        found.append(replace(item, url=reverse("processes:values", args=[actor.organization.slug])))
    return found


def kpis_with_signals(actor: Actor) -> QuerySet[Kpi]:
    """The actor's own KPIs that show a signal of which nobody has said what happened."""
    return _mine(actor).filter(standing__open_signals__gt=0)


def signals_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, each for the oldest such signal."""
    rows = list(kpis_with_signals(actor).order_by("standing__open_since", "id")[:MOST_OF_A_KIND])
    if not rows:
        return []
    days = timedelta(days=parameters.value(actor.organization_id, COMMENT_DAYS))
    found = []
    for kpi in rows:
        standing = kpi.standing
        assert standing.open_signal_on is not None
        assert standing.open_since is not None
        why = _("Comment on the signal of %(period)s") % {"period": periods.label(kpi.period, standing.open_signal_on)}
        found.append(item_of(kpi, actor, today=_today(actor), due=standing.open_since + days, why=why))
    return found


def objectives_to_review(actor: Actor) -> QuerySet[Objective]:
    """The actor's own objectives whose review is due within two weeks, or late."""
    if actor.person_id is None:
        return Objective.objects.none()
    mine = Objective.objects.in_force().filter(owner_id=actor.person_id, status="active")
    return access.visible(actor, mine).filter(review_due_on__lte=_today(actor) + SOON)


def reviews_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    rows = objectives_to_review(actor).order_by("review_due_on", "id")[:MOST_OF_A_KIND]
    why, today = _("Say how this objective stands"), _today(actor)
    return [item_of(row, actor, today=today, due=row.review_due_on, why=why) for row in rows]


def analyses_in_work(actor: Actor) -> QuerySet[Analysis]:
    """The actor's own analyses that are not concluded."""
    if actor.person_id is None:
        return Analysis.objects.none()
    return access.visible(actor, Analysis.objects.in_force().filter(author_id=actor.person_id, status="open"))


def analyses_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    rows = analyses_in_work(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    why, today = _("Draw the conclusion"), _today(actor)
    return [item_of(row, actor, today=today, due=row.due_on, why=why) for row in rows]


def processes_to_review(actor: Actor) -> QuerySet[Process]:
    """The actor's own processes whose review is due within two weeks, or late; a new one counts as reviewed."""
    if actor.person_id is None:
        return Process.objects.none()
    limit = _today(actor) - timedelta(days=parameters.value(actor.organization_id, REVIEW_DAYS)) + SOON
    mine = Process.objects.in_force().filter(owner_id=actor.person_id, status="active", in_scope=True)
    return access.visible(actor, mine).alias(seen_on=_seen_on(actor)).filter(seen_on__lte=limit)


def process_reviews_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, each due when its last review is as old as the organisation allows."""
    rows = list(processes_to_review(actor).order_by(_seen_on(actor), "id")[:MOST_OF_A_KIND])
    if not rows:
        return []
    days = timedelta(days=parameters.value(actor.organization_id, REVIEW_DAYS))
    why, today, zone = _("Say whether it is still done as described"), _today(actor), ZoneInfo(actor.organization.zone)
    seen = [(row, row.reviewed_on or row.recorded_at.astimezone(zone).date()) for row in rows]
    return [item_of(row, actor, today=today, due=day + days, why=why) for row, day in seen]


def _seen_on(actor: Actor) -> Coalesce:
    """The day on which somebody last looked at a process: the one of its review, else when it was described."""
    return Coalesce(F("reviewed_on"), TruncDate("recorded_at", tzinfo=ZoneInfo(actor.organization.zone)))
