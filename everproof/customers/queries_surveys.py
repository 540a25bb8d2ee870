"""Which feedback and which surveys wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Feedback, Survey
from everproof.improvement.queries import managed
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

ASKED = {"received": _("Look at what a customer said"), "reviewed": _("Answer the customer")}
ASKED_OF_SURVEY = {"running": _("Close this survey"), "closed": _("Go over this survey")}


def waiting_feedback(actor: Actor) -> QuerySet[Feedback]:
    """Feedback that waits for this person: the own one, and what nobody looks after yet."""
    if actor.person_id is None:
        return Feedback.objects.none()
    mine = Q(owner_id=actor.person_id) | managed(actor, Q(owner=None))
    return access.visible(actor, Feedback.objects.in_force()).filter(mine, status__in=("received", "reviewed"))


def feedback_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work, by due day; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_feedback(actor).order_by("due_on", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.due_on, why=ASKED[row.status]) for row in rows]


def waiting_surveys(actor: Actor) -> QuerySet[Survey]:
    """Surveys of this person whose last day has passed, or that nobody has gone over yet."""
    if actor.person_id is None:
        return Survey.objects.none()
    due = over(clock.today(actor.organization.zone))
    return access.visible(actor, Survey.objects.in_force()).filter(due, owner_id=actor.person_id)


def over(today: date) -> Q:
    """Surveys that somebody has to close or to go over."""
    return Q(status="running", period_to__lt=today) | Q(status="closed")


def surveys_for(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    today = clock.today(actor.organization.zone)
    rows = waiting_surveys(actor).order_by("period_to", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.period_to, why=ASKED_OF_SURVEY[row.status]) for row in rows]
