"""Questions about nonconformities, corrective actions and improvements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle.corrective_action import TO_DO, UNPROVEN, self_approval_is_allowed
from everproof.improvement.lifecycle.plan import RUNNING
from everproof.improvement.models import CorrectiveAction, Improvement, ImprovementPlan, Nonconformity
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.records import Record
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

OPEN = ("reported", "open", "contained", "analysed")
ASKED = {
    "reported": _("Take up this report"),
    "open": _("Say what was done at once"),
    "contained": _("Find the cause"),
    "analysed": _("See the corrective actions through and close it"),
}
ASKED_OF_ACTION = {
    "planned": _("Carry out this corrective action"),
    "in-progress": _("Complete this corrective action"),
    "completed": _("Judge whether it worked"),
}
ASKED_OF_PLAN = {
    "plan": _("Plan this improvement"),
    "do": _("Carry this plan out"),
    "check": _("Measure what it brought"),
    "act": _("Say what makes it stay, and have the benefit confirmed"),
}
ASKED_OF_IMPROVEMENT = {"proposed": _("Decide on this proposal"), "selected": _("Carry out this improvement")}


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
    mine = Q(owner_id=actor.person_id, status__in=OPEN[1:]) | managed(actor, Q(status="reported"))
    # Said once for both halves, or SQLite reads every closed record to find the few that are not.
    return visible_nonconformities(actor).filter(mine, status__in=OPEN)


def managed(actor: Actor, condition: Q) -> Q:
    """Records with this condition that the actor manages, by site; none without that power."""
    found = Q(pk__in=())
    for grant in actor.grants:
        if MANAGE in grant.role.powers:
            here = Q() if grant.site_id is None else Q(site_id=grant.site_id) | Q(site_id=None)
            found |= condition & here
    return found


def waiting_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by due day; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=ASKED[row.status]) for row in rows]


def waiting_corrective_actions(actor: Actor) -> QuerySet[CorrectiveAction]:
    """Corrective actions that wait for this person: their own, and others' whose effect is due to be judged."""
    if actor.person_id is None:
        return CorrectiveAction.objects.none()
    today = clock.today(actor.organization.zone)
    due = managed(actor, Q(status="completed", effectiveness_due_on__lte=today)) & ~Q(owner_id=actor.person_id)
    mine = Q(owner_id=actor.person_id, status__in=TO_DO)
    found = access.visible(actor, CorrectiveAction.objects.in_force())
    return found.filter(mine | due, status__in=UNPROVEN)


def corrective_actions_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by the day that counts next; one statement."""
    today = clock.today(actor.organization.zone)
    found = []
    for row in waiting_corrective_actions(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]:
        due = row.effectiveness_due_on if row.status == "completed" else row.due_on
        found.append(item_of(row, actor, today=today, due=due, why=ASKED_OF_ACTION[row.status]))
    return found


def waiting_improvements(actor: Actor) -> QuerySet[Improvement]:
    """Improvements that wait for this person: those to carry out, and proposals to decide on."""
    if actor.person_id is None:
        return Improvement.objects.none()
    mine = Q(owner_id=actor.person_id, status="selected") | managed(actor, Q(status="proposed"))
    return access.visible(actor, Improvement.objects.in_force()).filter(mine, status__in=("proposed", "selected"))


def improvements_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_improvements(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [
        item_of(row, actor, today=today, due=row.due_on or _answer_by(row), why=ASKED_OF_IMPROVEMENT[row.status])
        for row in rows
    ]


def _answer_by(idea: Improvement) -> date | None:
    return idea.answer_due_on if idea.answered_on is None else None


def waiting_plans(actor: Actor) -> QuerySet[ImprovementPlan]:
    """Improvement plans that this person leads."""
    if actor.person_id is None:
        return ImprovementPlan.objects.none()
    mine = ImprovementPlan.objects.in_force().filter(owner_id=actor.person_id, status__in=RUNNING)
    return access.visible(actor, mine)


def plans_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_plans(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=ASKED_OF_PLAN[row.status]) for row in rows]


def effect_to_judge(record: Record, actor: Actor) -> tuple[Any, str] | None:
    """The next step of a completed corrective action, for whoever may judge it."""
    if record.status != "completed" or not access.may(actor, "confirm", record):
        return None
    if getattr(record, "owner_id", None) == actor.person_id and not self_approval_is_allowed(record.organization_id):
        return None
    return _("It worked"), reverse("improvement:confirm", args=[actor.organization.slug, record.reference])
