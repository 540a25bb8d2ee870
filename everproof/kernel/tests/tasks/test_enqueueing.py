"""A task is a row of the transaction that asks for it, takes ids only, and works for one organisation."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from everproof.kernel import clock
from everproof.kernel.tasks.models import Job
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.tasks import samples
from everproof.kernel.work.actions import raise_action


def test_a_task_is_there_before_the_transaction_ends_and_gone_with_it(everyone):
    with transaction.atomic():
        samples.say.enqueue(everyone.organization.pk, "hello")
        assert DBTaskResult.objects.ready().count() == 1
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()


def test_a_committed_task_waits_for_its_runner(own_database):
    with transaction.atomic():
        samples.say.enqueue(own_database.organization.pk, "hello")

    row = DBTaskResult.objects.ready().get()
    assert row.args_kwargs == {"args": [own_database.organization.pk, "hello"], "kwargs": {}}
    assert row.task is not None


@pytest.mark.parametrize("value", ["two words", "", "x" * 65, None, True, 1.5, ["id"], {"id": 1}, "line\nbreak"])
def test_a_task_takes_ids_only(everyone, value):
    with pytest.raises(TypeError, match="ids only"):
        samples.say.enqueue(everyone.organization.pk, value)


def test_a_uuid_is_an_id(everyone):
    key = uuid4()
    samples.say.enqueue(everyone.organization.pk, key)

    assert DBTaskResult.objects.get().args_kwargs["args"][1] == str(key)


def test_the_organisation_comes_first(everyone):
    with pytest.raises(TypeError, match="organisation"):
        samples.say.enqueue("ours", "hello")


def test_the_body_runs_inside_its_organisation(everyone):
    samples.say.enqueue(everyone.other.pk, "hello")
    assert run_waiting_tasks() == 1

    result = Job.objects.get(name="hello").result
    assert result["scope"] == everyone.other.pk


@pytest.mark.postgresql
def test_the_body_sees_the_people_of_its_organisation_only(everyone):
    samples.say.enqueue(everyone.other.pk, "hello")
    run_waiting_tasks()

    assert Job.objects.get(name="hello").result["people"] == 1


def test_long_work_opens_its_scope_itself(everyone):
    samples.say_unscoped.enqueue(everyone.organization.pk, "hello")
    run_waiting_tasks()

    assert Job.objects.get(name="hello").result["scope"] is None


def test_a_reaction_is_enqueued_with_the_record(cast):
    due = clock.today(cast.organization.zone) + timedelta(days=10)
    action = raise_action(title="Mend it", owner=cast.person("member"), due_on=due, by=cast.manager)

    paths = {row.task_path: row.args_kwargs["args"] for row in DBTaskResult.objects.all()}
    assert paths == {"everproof.kernel.work.tasks.tell_owner": [cast.organization.pk, str(action.pk)]}
