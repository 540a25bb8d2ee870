"""Gives a task that failed, or whose runner died, its next attempt."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from everproof.kernel import clock
from everproof.kernel.tasks.models import TaskRunner

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
SECONDS_UNTIL_DEAD = 60


def put_back(row: DBTaskResult) -> bool:
    """Queue a task that failed again, after its delay. False when it has had all its attempts."""
    delay = _next_delay(row)
    if delay is None:
        return False
    return _put_back(row, TaskResultStatus.FAILED, delay)


def sweep() -> int:
    """Rescue what nobody works on. Returns the number of tasks that got another attempt.

    That is a task which is said to run, but whose runner no longer beats; and a task that failed, but whose runner died
    before it could put it back.
    """
    running = list(DBTaskResult.objects.running())
    failed = list(DBTaskResult.objects.failed().filter(finished_at__gte=clock.now() - timedelta(hours=1)))
    # Read after the tasks: a runner is known before it takes its first task.
    alive = clock.now() - timedelta(seconds=SECONDS_UNTIL_DEAD)
    living = set(TaskRunner.objects.filter(seen_at__gte=alive).values_list("worker_id", flat=True))
    dead = [row for row in running if row.worker_ids[-1] not in living]
    unnoticed = [row for row in failed if row.worker_ids[-1] not in living]
    rescued = sum(_rescue(row) for row in dead) + sum(put_back(row) for row in unnoticed)
    TaskRunner.objects.filter(seen_at__lt=alive - timedelta(days=1)).delete()
    return rescued


def _rescue(row: DBTaskResult) -> bool:
    delay = _next_delay(row)
    if delay is not None:
        logger.warning("Task id=%s path=%s lost its runner and is tried again", row.pk, row.task_path)
        return _put_back(row, TaskResultStatus.RUNNING, delay)
    logger.error("Task id=%s path=%s lost its runner for the last time", row.pk, row.task_path)
    _if_unchanged(row, TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED,
        finished_at=clock.now(),
        exception_class_path=f"{RunnerDied.__module__}.{RunnerDied.__qualname__}",
        traceback="The process that ran this task ended in the middle of it.",
    )
    return False


def declared(row: DBTaskResult, name: str, default: Any) -> Any:
    """What the task of a row declares; the default for a task that exists no more."""
    try:
        return getattr(row.task, name, default)
    except (ImportError, SuspiciousOperation):
        return default


class RunnerDied(Exception):
    """The process that ran a task ended before the task did."""


def _next_delay(row: DBTaskResult) -> int | None:
    """Seconds until the next attempt; None when there is none, or the task exists no more."""
    delays = declared(row, "delays", ())
    attempts = len(row.worker_ids)
    return delays[attempts - 1] if 0 < attempts <= len(delays) else None


def _put_back(row: DBTaskResult, status: TaskResultStatus, delay: int) -> bool:
    run_after = clock.now() + timedelta(seconds=delay)
    return bool(_if_unchanged(row, status).update(status=TaskResultStatus.READY, run_after=run_after))


def _if_unchanged(row: DBTaskResult, status: TaskResultStatus) -> Any:
    """The row, unless another sweep was faster and it runs again."""
    return DBTaskResult.objects.filter(pk=row.pk, status=status, started_at=row.started_at)
