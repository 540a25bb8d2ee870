"""What happens by itself: owners of corrective actions are told and reminded, proposers hear what became of it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from everproof.improvement.lifecycle.corrective_action import TO_DO
from everproof.improvement.lifecycle.improvement import LIFECYCLE
from everproof.improvement.models import CorrectiveAction, Improvement
from everproof.kernel import clock, parameters
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.people.models import Person
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization


@task
def tell_owner(organization_id: int, action_id: str) -> None:
    """Tell the owner that a corrective action is theirs: once for each person and due day, never its own maker."""
    found = _in_force(organization_id).filter(pk=action_id, status__in=TO_DO).select_related("owner").first()
    if found is not None and found.owner_id != found.created_by_id:
        key = f"corrective-action-given:{found.pk}:{found.due_on}"
        notify(found.owner, "corrective-action-given", record=found, facts={"due": found.due_on}, key=key)


@task
def tell_proposer(organization_id: int, improvement_id: str) -> None:
    """Tell who proposed an improvement what was decided."""
    ideas = Improvement.objects.in_force().filter(organization_id=organization_id, pk=improvement_id)
    idea = ideas.select_related("created_by").first()
    if idea is not None and idea.created_by is not None:
        state = LIFECYCLE.by_state[idea.status].label
        notify(idea.created_by, "improvement-decided", record=idea, facts={"state": str(state).lower()})


@task
def remind_about_corrective_actions(organization_id: int) -> None:
    """Remind of corrective actions that are due soon, and of effects that have to be judged; once for each day."""
    today = clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    until = today + timedelta(days=parameters.value(organization_id, "action_reminder_days"))
    soon = _in_force(organization_id).filter(status__in=TO_DO, due_on__range=(today, until)).select_related("owner")
    notices = [
        Notice(
            one.owner,
            "corrective-action-due",
            one,
            {"due": one.due_on},
            key=f"corrective-action-due:{one.pk}:{one.due_on}",
        )
        for one in soon
    ]
    done = _in_force(organization_id).filter(status="completed", effectiveness_due_on__range=(today, until))
    for one in done.select_related("created_by", "nonconformity__owner"):
        judge = _judge_of(one)
        if judge is not None:
            day = one.effectiveness_due_on
            notices.append(Notice(judge, "effect-due", one, {"due": day}, key=f"effect-due:{one.pk}:{day}"))
    notify_many(notices)


def _in_force(organization_id: int) -> QuerySet[CorrectiveAction]:
    return CorrectiveAction.objects.in_force().filter(organization_id=organization_id)


def _judge_of(action: CorrectiveAction) -> Person | None:
    """Whom to remind of the judgement: the nonconformity's owner, or who planned the action; never its own owner."""
    asked = (action.nonconformity.owner, action.created_by)
    return next((person for person in asked if person is not None and person.pk != action.owner_id), None)
