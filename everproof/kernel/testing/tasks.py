"""Runs what waits in the queue, here and now."""

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def run_waiting_tasks() -> int:
    """Run every task that is ready, and those it enqueues, in this process; returns how many there were.

    An error comes through to the test instead of waiting for another attempt.
    """
    count = 0
    while (row := DBTaskResult.objects.ready().order_by("enqueued_at", "id").first()) is not None:
        row.claim("test")
        row.task.call(*row.args_kwargs["args"])
        row.status = TaskResultStatus.SUCCESSFUL
        row.save(update_fields=["status"])
        count += 1
    return count
