"""An action from being raised to being done, and who is told about it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.improvement.actions import report_nonconformity
from everproof.kernel import clock, notifications, parameters, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people.models import Person
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.work import actions, queries, tasks
from everproof.kernel.work.models import Action


def day(cast, days: int):
    return clock.today(cast.organization.zone) + timedelta(days=days)


def raised(cast, owner: str = "member", days: int = 10, by: str = "manager", **values) -> Action:
    return actions.raise_action(
        title="Mend the jig", owner=cast.person(owner), due_on=day(cast, days), by=cast.actors[by], **values
    )


def read(day) -> str:
    """A day as people read it."""
    return f"{day.day} {day:%b %Y}"


def told(cast, part: str) -> list[str]:
    return [notice.sentence for notice in reversed(notifications.newest(cast.actors[part]))]


def test_an_action_is_raised_from_a_record(cast):
    nonconformity = report_nonconformity(title="Bent pin", by=cast.manager, site=cast.second_site)
    action = raised(cast, source=nonconformity)

    assert action.number.startswith("AC-")
    assert action.site_id == cast.second_site.pk
    assert list(queries.open_actions_of(nonconformity)) == [action]


def test_nobody_raises_an_action_from_a_record_they_may_not_see(cast):
    foreign = report_nonconformity(title="Elsewhere", by=cast.manager, site=cast.main_site)

    with pytest.raises(NotAllowed):
        raised(cast, by="second", source=foreign)


def test_the_owner_of_another_organisation_does_not_exist(cast, everyone):
    with pytest.raises(ValidationError):
        raised(cast, owner="stranger")


def test_the_owner_is_told_once(cast):
    action = raised(cast)
    run_waiting_tasks()
    tasks.tell_owner.call(cast.organization.pk, action.pk)

    assert told(cast, "member") == [f"{action.number} is yours, due on {read(action.due_on)}: Mend the jig"]


def test_whoever_gives_an_action_to_themselves_knows(cast):
    raised(cast, owner="manager")
    run_waiting_tasks()

    assert told(cast, "manager") == []


def test_a_new_owner_is_told_and_the_old_one_again_when_it_comes_back(cast):
    action = raised(cast)
    run_waiting_tasks()
    action = actions.reassign_action(action=action, owner=cast.person("teammate"), by=cast.manager)
    run_waiting_tasks()
    action = records.update(action, by=cast.manager, description="With the new drawing")
    run_waiting_tasks()
    actions.reassign_action(action=action, owner=cast.person("member"), by=cast.manager, due_on=day(cast, 20))
    run_waiting_tasks()

    assert len(told(cast, "teammate")) == 1
    assert len(told(cast, "member")) == 2


def test_an_action_is_completed_with_evidence(cast):
    action = raised(cast)
    with pytest.raises(Refused, match="what was done"):
        actions.complete_action(action=action, by=cast.member, evidence=" ")

    done = actions.complete_action(action=action, by=cast.member, evidence="New jig, see photo")
    assert (done.status, done.completed_on) == ("completed", clock.today(cast.organization.zone))
    with pytest.raises(Refused):
        actions.reassign_action(action=done, owner=cast.person("teammate"), by=cast.manager)


def test_a_reopened_action_waits_for_its_owner_again(cast):
    action = raised(cast)
    run_waiting_tasks()
    done = actions.complete_action(action=action, by=cast.member, evidence="New jig")
    with pytest.raises(Refused):
        actions.reopen_action(action=done, by=cast.manager, reason="")

    again = actions.reopen_action(action=done, by=cast.manager, reason="It broke", due_on=day(cast, 5))
    run_waiting_tasks()
    assert (again.status, again.completed_on, again.due_on) == ("open", None, day(cast, 5))
    assert len(told(cast, "member")) == 2


def test_a_cancelled_action_says_why_and_waits_for_nobody(cast):
    action = raised(cast)
    cancelled = actions.cancel_action(action=action, by=cast.manager, reason="Machine is sold")
    run_waiting_tasks()

    assert cancelled.status == "cancelled"
    assert told(cast, "member") == []


def test_owners_are_reminded_once_for_each_due_day(cast):
    parameters.change(name="action_reminder_days", to=3, by=cast.administrator)
    soon, _later, _late = raised(cast, days=3), raised(cast, days=4), raised(cast, days=-1)
    for _number in range(2):
        tasks.remind_owners.call(cast.organization.pk)
    assert told(cast, "member") == [f"{soon.number} is due on {read(soon.due_on)}: Mend the jig"]

    records.update(soon, by=cast.manager, due_on=day(cast, 2))
    tasks.remind_owners.call(cast.organization.pk)
    assert len(told(cast, "member")) == 2


def supervise(cast, part: str, supervisor: str) -> Person:
    person = Person.objects.get(pk=cast.actors[part].person_id)
    return records.update(person, by=cast.administrator, supervisor=cast.person(supervisor))


def test_a_late_action_is_shown_to_the_supervisor_once(cast):
    parameters.change(name="action_escalation_days", to=7, by=cast.administrator)
    supervise(cast, "member", "boss")
    late, not_yet = raised(cast, days=-7), raised(cast, days=-6)
    for _number in range(2):
        tasks.escalate_late_actions.call(cast.organization.pk)

    assert told(cast, "boss") == [
        f"{late.number} of Mel Member was due on {read(late.due_on)} and is still open: Mend the jig"
    ]
    late.refresh_from_db()
    not_yet.refresh_from_db()
    assert late.escalated_at is not None
    assert not_yet.escalated_at is None


def test_without_a_supervisor_the_one_who_raised_it_sees_it(cast):
    raised(cast, days=-30)
    tasks.escalate_late_actions.call(cast.organization.pk)

    assert len(told(cast, "manager")) == 1


def test_on_its_due_day_an_action_is_not_late(cast):
    parameters.change(name="action_escalation_days", to=0, by=cast.administrator)
    raised(cast, days=0)
    tasks.escalate_late_actions.call(cast.organization.pk)

    assert told(cast, "manager") == []


def test_an_action_in_new_hands_can_be_escalated_again(cast):
    supervise(cast, "member", "boss")
    action = raised(cast, days=-30)
    tasks.escalate_late_actions.call(cast.organization.pk)
    action.refresh_from_db()
    actions.reassign_action(action=action, owner=cast.person("member"), by=cast.manager)
    action.refresh_from_db()

    actions.reassign_action(action=action, owner=cast.person("teammate"), by=cast.manager)
    tasks.escalate_late_actions.call(cast.organization.pk)
    assert len(told(cast, "manager")) == 1
