"""Runs tasks: the worker of django-tasks-db with heartbeat, retry and a calm way to stop."""

from __future__ import annotations

import logging
import math
import os
import signal
import socket
import threading
import time
from types import FrameType

from django.db import DatabaseError, connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from everproof.kernel import clock
from everproof.kernel.tasks import retry
from everproof.kernel.tasks.models import TaskRunner
from everproof.kernel.tasks.task import SECONDS

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5


class Runner(Worker):
    """One process that takes tasks from the queue. It must run in the main thread, which receives signals.

    `tree` names the worker it belongs to. A worker has one runner at a time, so what an earlier one of the same tree
    left behind is dead.
    """

    def __init__(self, tree: str, *, batch: bool = False) -> None:
        self.tree = tree
        self.stuck_at = math.inf
        super().__init__(
            queue_names=["*"],
            interval=SECONDS_BETWEEN_LOOKS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{tree}.{os.getpid()}.{socket.gethostname()}"[:64],
            excluded_queue_names=[],
        )

    def configure_signals(self) -> None:
        signal.signal(signal.SIGTERM, self.shutdown)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the task at hand, then end. To be told twice changes nothing."""
        self.running = False
        if not self.running_task:
            raise SystemExit(0)

    def run(self) -> None:
        """Take and run tasks until told to stop (or, as a batch, until none waits)."""
        TaskRunner.objects.filter(worker_id__startswith=f"{self.tree}.").delete()
        TaskRunner.objects.create(worker_id=self.worker_id, started_at=clock.now(), seen_at=clock.now())
        heartbeat = _Heartbeat(self)
        heartbeat.start()
        try:
            super().run()
        finally:
            heartbeat.end()
            TaskRunner.objects.filter(worker_id=self.worker_id).delete()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.stuck_at = time.monotonic() + retry.declared(db_task_result, "seconds", SECONDS)
        super().run_task(db_task_result)
        self.stuck_at = math.inf
        if db_task_result.status == TaskResultStatus.FAILED:
            retry.put_back(db_task_result)


class _Heartbeat(threading.Thread):
    """Says every few seconds that a runner lives, also while it is busy with a long task; kills it when it is stuck."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.runner = runner
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(retry.BEAT_SECONDS):
            if time.monotonic() > self.runner.stuck_at:
                logger.error("A task ran too long; its runner is killed")
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                TaskRunner.objects.update_or_create(
                    worker_id=self.runner.worker_id,
                    defaults={"seen_at": clock.now()},
                    create_defaults={"seen_at": clock.now(), "started_at": clock.now()},
                )
            except DatabaseError:
                logger.warning("A heartbeat could not be written", exc_info=True)
            connection.close()

    def end(self) -> None:
        self._ended.set()
        self.join(timeout=retry.BEAT_SECONDS)
