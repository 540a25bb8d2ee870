"""What happens by itself: whoever is responsible hears of feedback to answer and of surveys to tend."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q

from everproof.customers.models import Feedback, Survey
from everproof.kernel import clock, parameters
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization


@task
def tell_owner_of_feedback(organization_id: int, feedback_id: str) -> None:
    """Tell the owner that a customer waits for an answer; never who wrote it down."""
    found = Feedback.objects.in_force().filter(organization_id=organization_id, pk=feedback_id)
    one = found.filter(status="received").select_related("owner").first()
    if one is not None and one.owner is not None and one.answer_needed and one.owner_id != one.created_by_id:
        notify(one.owner, "feedback-came", record=one, facts={"due": one.due_on}, key=f"feedback-came:{one.pk}")


@task
def remind_about_feedback(organization_id: int) -> None:
    """Remind of answers that are due soon or late; once for each due day."""
    today = clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    until = today + timedelta(days=parameters.value(organization_id, "action_reminder_days"))
    owed = Feedback.objects.in_force().filter(
        organization_id=organization_id, status__in=("received", "reviewed"), answer_needed=True, due_on__lte=until
    )
    notices = [
        Notice(one.owner, "feedback-due", one, {"due": one.due_on}, key=f"feedback-due:{one.pk}:{one.due_on}")
        for one in owed.exclude(owner=None).select_related("owner").order_by("id")
        if one.owner is not None
    ]
    notify_many(notices)


@task
def tend_surveys(organization_id: int) -> None:
    """Tell owners which surveys are over, and which wait for answers longer than their reminder days."""
    today = clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    running = Survey.objects.in_force().filter(organization_id=organization_id, status="running")
    counted = running.exclude(owner=None).select_related("owner")
    silent = Count("answers", filter=Q(answers__status="invited", answers__voided_at=None))
    notices = []
    for one in counted.annotate(silent=silent).order_by("id"):
        assert one.owner is not None
        if one.period_to is not None and one.period_to < today:
            notices.append(Notice(one.owner, "survey-over", one, {}, key=f"survey-over:{one.pk}:{one.period_to}"))
            continue
        last = one.reminded_on or one.sent_on
        if one.silent and last is not None and last + timedelta(days=one.remind_after_days) <= today:
            asked = one.sent_to or 0
            facts = {"answered": asked - one.silent, "asked": asked}
            notices.append(Notice(one.owner, "survey-quiet", one, facts, key=f"survey-quiet:{one.pk}:{last}"))
    notify_many(notices)
