"""What happens by itself: owners of corrective actions are told and reminded, proposers hear what became of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from everproof.improvement import effect
from everproof.improvement.actions.corrective_action import weigh_corrective_action
from everproof.improvement.lifecycle.corrective_action import TO_DO
from everproof.improvement.lifecycle.improvement import LIFECYCLE
from everproof.improvement.models import CorrectiveAction, Improvement, Nonconformity
from everproof.kernel import clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.notifications.recipients import holders_of
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
def tell_answer(organization_id: int, improvement_id: str) -> None:
    """Tell who proposed an improvement what they are answered."""
    ideas = Improvement.objects.in_force().filter(organization_id=organization_id, pk=improvement_id)
    idea = ideas.select_related("created_by").first()
    if idea is not None and idea.created_by is not None:
        notify(idea.created_by, "suggestion-answered", record=idea, facts={"answer": idea.answer})


@task
def remind_of_suggestions(organization_id: int) -> None:
    """Remind those who decide of suggestions that nobody has answered, when the day is near and when it has passed."""
    today = clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    until = today + timedelta(days=parameters.value(organization_id, "action_reminder_days"))
    ideas = Improvement.objects.in_force().filter(
        organization_id=organization_id, status="proposed", answered_on=None, answer_due_on__lte=until
    )
    deciders = holders_of(organization_id, MANAGE)
    notify_many(
        [
            Notice(
                person,
                "suggestion-unanswered",
                idea,
                {"due": idea.answer_due_on},
                key=f"suggestion-{'late' if idea.answer_due_on < today else 'due'}:{idea.pk}:{idea.answer_due_on}",
            )
            for idea in ideas.exclude(answer_due_on=None).order_by("id")
            for person in deciders
        ]
    )


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


@task
def weigh_effects(organization_id: int) -> None:
    """Run the comparisons whose days are over, once each, and tell whoever judges the effect what the data say."""
    organization = Organization.objects.get(pk=organization_id)
    scheduler, today = Actor.system(organization, "scheduler"), clock.today(organization.zone)
    waiting = _in_force(organization_id).filter(status="completed", effect_weighed_on=None).exclude(effect_measure="")
    rows = waiting.select_related("organization", "owner", "created_by", "nonconformity__owner", "nonconformity")
    for action in rows.order_by("id"):
        due = effect.due_on(action)
        if due is None or today < due:
            continue
        weighed = weigh_corrective_action(corrective_action=action, by=scheduler)
        judge = _judge_of(action)
        if judge is not None:
            words = str(weighed.get_effect_proposal_display())
            facts = {"due": weighed.effectiveness_due_on, "words": words}
            notify(judge, "effect-weighed", record=weighed, facts=facts, key=f"effect-weighed:{weighed.pk}:{due}")


@task
def escalate_corrective_actions(organization_id: int) -> None:
    """Show corrective actions that are late for too long to the owner's supervisor, or to whoever runs the system."""
    organization = Organization.objects.get(pk=organization_id)
    scheduler = Actor.system(organization, "scheduler")
    days = max(1, parameters.value(organization_id, "action_escalation_days"))
    last = clock.today(organization.zone) - timedelta(days=days)
    late = _in_force(organization_id).filter(status__in=TO_DO, due_on__lte=last, escalated_at=None)
    for action in late.select_related("organization", "owner", "owner__supervisor").order_by("id"):
        escalated = records.update(action, by=scheduler, verb="escalate", escalated_at=clock.now())
        facts = {"owner": action.owner.title, "due": action.due_on}
        key = f"corrective-action-late:{action.pk}:{escalated.version}"
        for person in _above(action):
            notify(person, "corrective-action-late", record=escalated, facts=facts, key=key)


@task
def escalate_containment(organization_id: int) -> None:
    """Show what is not contained in time to its owner and the owner's supervisor; once for each moment that was set."""
    late = Nonconformity.objects.in_force().filter(
        organization_id=organization_id, status="open", contain_by__lt=clock.now(), owner__isnull=False
    )
    zone = ZoneInfo(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    notices = []
    for case in late.select_related("owner", "owner__supervisor").order_by("id"):
        assert case.owner is not None
        assert case.contain_by is not None
        facts = {"owner": case.owner.title, "due": case.contain_by.astimezone(zone).date()}
        key = f"containment-late:{case.pk}:{case.contain_by:%Y%m%d%H%M}"
        notices += [Notice(one, "containment-late", case, facts, key) for one in (case.owner, *_above(case))]
    notify_many(notices)


def _above(record: CorrectiveAction | Nonconformity) -> list[Person]:
    """The owner's supervisor; without one those who run the quality system, never the owner."""
    owner = record.owner
    assert owner is not None
    if owner.supervisor is not None and owner.supervisor_id != owner.pk:
        return [owner.supervisor]
    return [one for one in holders_of(record.organization_id, MANAGE) if one.pk != owner.pk]


def _in_force(organization_id: int) -> QuerySet[CorrectiveAction]:
    return CorrectiveAction.objects.in_force().filter(organization_id=organization_id)


def _judge_of(action: CorrectiveAction) -> Person | None:
    """Whom to remind of the judgement: the nonconformity's owner, or who planned the action; never its own owner."""
    asked = (action.nonconformity.owner, action.created_by)
    return next((person for person in asked if person is not None and person.pk != action.owner_id), None)
