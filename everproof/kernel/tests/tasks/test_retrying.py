"""What failed or lost its runner is tried again, as often as it declares and not before its delay."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from everproof.kernel import clock
from everproof.kernel.tasks import retry
from everproof.kernel.tasks.models import Job, TaskRunner
from everproof.kernel.tasks.runner import Runner
from everproof.kernel.tests.tasks import samples

ROOT = Path(__file__).resolve().parents[4]
READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED


def run_once() -> None:
    Runner("tree", batch=True).run()


def the_task() -> DBTaskResult:
    return DBTaskResult.objects.get()


def seconds_until(moment) -> float:
    return (moment - clock.now()).total_seconds()


def taken(task, organization_id, worker_id="dead.1", **values) -> DBTaskResult:
    """A task that a runner has taken and, perhaps, not finished."""
    task.enqueue(organization_id, *(["word"] if task is samples.say else []))
    row = the_task()
    row.claim(worker_id)
    DBTaskResult.objects.filter(pk=row.pk).update(**values)
    return the_task()


def test_a_failed_task_waits_for_its_delay_and_is_tried_again(own_database):
    samples.fail.enqueue(own_database.organization.pk)
    run_once()

    assert the_task().status == READY
    assert 1 < seconds_until(the_task().run_after) <= 2
    run_once()
    assert len(the_task().worker_ids) == 1, "it was too early"


def test_each_further_attempt_waits_longer_and_the_last_one_ends_it(own_database):
    samples.fail.enqueue(own_database.organization.pk)
    run_once()
    DBTaskResult.objects.update(run_after=clock.now())
    run_once()
    assert 5 < seconds_until(the_task().run_after) <= 7

    DBTaskResult.objects.update(run_after=clock.now())
    run_once()
    assert the_task().status == FAILED
    assert len(the_task().worker_ids) == 3
    assert "not today" in the_task().traceback


def test_a_task_without_delays_is_tried_once(own_database):
    samples.fail_for_good.enqueue(own_database.organization.pk)
    run_once()

    assert the_task().status == FAILED
    assert retry.sweep() == 0


def test_a_task_whose_runner_is_gone_is_rescued(everyone):
    taken(samples.say, everyone.organization.pk)

    assert retry.sweep() == 1
    assert the_task().status == READY
    assert seconds_until(the_task().run_after) <= 1


def test_a_task_whose_runner_beats_is_left_alone(everyone):
    TaskRunner.objects.create(worker_id="alive.1", started_at=clock.now(), seen_at=clock.now())
    taken(samples.say, everyone.organization.pk, worker_id="alive.1")

    assert retry.sweep() == 0
    assert the_task().status == RUNNING


def test_a_runner_that_beats_no_more_is_dead(everyone):
    long_ago = clock.now() - timedelta(seconds=retry.SECONDS_UNTIL_DEAD + 1)
    TaskRunner.objects.create(worker_id="silent.1", started_at=long_ago, seen_at=long_ago)
    taken(samples.say, everyone.organization.pk, worker_id="silent.1")

    assert retry.sweep() == 1


def test_a_task_that_kills_its_runner_each_time_ends(everyone):
    row = taken(samples.say, everyone.organization.pk)
    DBTaskResult.objects.update(worker_ids=["dead.1", "dead.2"])

    assert retry.sweep() == 0
    row = the_task()
    assert row.status == FAILED
    assert row.exception_class_path.endswith("RunnerDied")


def test_a_runner_that_dies_between_failure_and_retry_loses_nothing(everyone):
    taken(samples.say, everyone.organization.pk, status=FAILED, finished_at=clock.now())

    assert retry.sweep() == 1
    assert the_task().status == READY


def test_a_task_that_exists_no_more_is_not_tried_again(everyone):
    taken(samples.say, everyone.organization.pk, task_path="everproof.kernel.gone.task")

    assert retry.sweep() == 0
    assert the_task().status == FAILED


def test_a_runner_says_that_it_lives_and_clears_up_after_one_of_its_tree(own_database, monkeypatch):
    monkeypatch.setattr(retry, "BEAT_SECONDS", 0.1)
    TaskRunner.objects.create(worker_id="tree.0.host", started_at=clock.now(), seen_at=clock.now())
    TaskRunner.objects.create(worker_id="other.0.host", started_at=clock.now(), seen_at=clock.now())
    seen = []

    class Watched(Runner):
        def run_task(self, db_task_result):
            before = TaskRunner.objects.get(worker_id=self.worker_id).seen_at
            time.sleep(0.5)
            seen.append(TaskRunner.objects.get(worker_id=self.worker_id).seen_at > before)
            super().run_task(db_task_result)

    samples.say.enqueue(own_database.organization.pk, "hello")
    Watched("tree", batch=True).run()

    assert seen == [True]
    assert list(TaskRunner.objects.values_list("worker_id", flat=True)) == ["other.0.host"]
    assert Job.objects.filter(name="hello").exists()


def test_a_runner_that_is_stuck_is_killed_and_its_task_rescued(own_database):
    samples.be_stuck.enqueue(own_database.organization.pk)
    code = (
        "import django; django.setup()\n"
        "from everproof.kernel.tasks import retry; retry.BEAT_SECONDS = 0.2\n"
        "from everproof.kernel.tasks.runner import Runner; Runner('stuck', batch=True).run()"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), cwd=ROOT, timeout=40, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert the_task().status == RUNNING

    TaskRunner.objects.all().delete()
    assert retry.sweep() == 1
    assert the_task().status == READY


@pytest.mark.parametrize("running_task", [True, False])
def test_a_runner_that_is_told_to_stop_finishes_its_task(running_task):
    runner = Runner("tree", batch=True)
    runner.running_task = running_task

    if running_task:
        runner.shutdown(15, None)
        runner.shutdown(15, None)  # told twice: still calm
    else:
        with pytest.raises(SystemExit):
            runner.shutdown(15, None)
    assert not runner.running
