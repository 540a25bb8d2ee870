"""`everproof worker`: runs tasks, gives ledger entries their index, and keeps the schedule; one process each.

The three are forked from a parent that has loaded the product, so they share its memory, and that looks after them: one
that dies is started again, and when the parent is told to stop, or dies itself, all end.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from everproof.kernel import clock, modules
from everproof.kernel.ledger import checkpoints, sequencer
from everproof.kernel.notifications import delivery
from everproof.kernel.tasks import retry, scheduling
from everproof.kernel.tasks.duties import Duty, Stop, perform
from everproof.kernel.tasks.runner import Runner
from everproof.kernel.tenancy import startup, upkeep

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_STOP = 12
SECONDS_OF_A_GOOD_START = 60
LONGEST_WAIT = 30
DAYS_THAT_TASKS_ARE_KEPT = 1
DAYS_THAT_FAILED_TASKS_ARE_KEPT = 14


def main() -> int:
    """Run until SIGTERM or Ctrl-C; returns the exit code. Raises ImproperlyConfigured for an unsafe database."""
    clock.forbid_travel()
    startup.refuse_unsafe_database()
    connections.close_all()  # a connection must not be shared with a child
    Supervisor().run()
    return 0


# What the children do ------------------------------------------------------------------------------------------------


def run_tasks(tree: str) -> None:
    """The task runner."""
    runner = Runner(tree)
    runner.configure_signals()
    runner.run()


def sequence(tree: str) -> None:
    """The sequencer of the ledger: an entry waits less than a second for its index, and two for its checkpoint."""
    duties = [
        Duty("The ledger's sequencer", sequencer.sequence_pending, every=0.25),
        Duty("The ledger's checkpoints", checkpoints.checkpoint_due, every=1),
    ]
    perform(duties, Stop())


def schedule(tree: str) -> None:
    """The scheduler: what is due, what got lost, mail that waits, housekeeping, and the duties of the rooms."""
    duties = [
        Duty("The schedule", scheduling.run_due, every=1),
        Duty("The mail queue", delivery.send_waiting, every=2),
        Duty("The rescue of lost tasks", retry.sweep, every=5),
        Duty("The declared schedules", scheduling.declare, every=60),
        Duty("Housekeeping", tidy, every=3600),
        *modules.declared("duties"),
    ]
    perform(duties, Stop())


def tidy() -> None:
    """Forget tasks that ended and slots that were taken long ago; keep the embedded database quick."""
    upkeep.refresh_statistics()
    scheduling.forget_old_slots()
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=DAYS_THAT_TASKS_ARE_KEPT,
        failed_min_age_days=DAYS_THAT_FAILED_TASKS_ARE_KEPT,
        verbosity=0,
    )


CHILDREN: dict[str, Callable[[str], None]] = {"task runner": run_tasks, "sequencer": sequence, "scheduler": schedule}


# Their parent --------------------------------------------------------------------------------------------------------


class Supervisor:
    """Starts the children, starts again what dies (later each time), and stops all of them."""

    def __init__(self) -> None:
        # A child of Python's own making would load everything anew; fork is safe here, where no thread runs yet.
        self._context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._tree = secrets.token_hex(6)
        self._children = [Child(name) for name in CHILDREN]
        self._told_to_stop = False

    def run(self) -> None:
        """Look after the children until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._told_to_stop:
                for child in self._children:
                    self._look_after(child)
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            self._end_all()

    def _look_after(self, child: Child) -> None:
        if child.process is not None and not child.process.is_alive():
            child.note_end()
        if child.process is None and child.start_at <= time.monotonic():
            child.process = self._context.Process(  # type: ignore[attr-defined]
                target=_live, args=(child.name, self._tree), name=child.name
            )
            child.process.start()
            child.started = time.monotonic()

    def _end_all(self) -> None:
        """Ask all to end, again and again (a child that just began has not heard the first time), then force them."""
        deadline = time.monotonic() + SECONDS_TO_STOP
        while (living := [child for child in self._children if child.is_alive]) and time.monotonic() < deadline:
            for child in living:
                child.process.terminate()  # type: ignore[union-attr]
            time.sleep(SECONDS_BETWEEN_LOOKS)
        for child in self._children:
            child.kill()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop = True


class Child:
    """One of the processes: whether it runs, and when it may be started again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: BaseProcess | None = None
        self.started = 0.0
        self.start_at = 0.0
        self.failures = 0

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def note_end(self) -> None:
        """It ended by itself: clear up after it, and let it start again after 1, 2, 4 … seconds."""
        assert self.process is not None
        logger.error("The %s ended by itself (exit code %s) and is started again", self.name, self.process.exitcode)
        lived_long = time.monotonic() - self.started > SECONDS_OF_A_GOOD_START
        self.failures = 1 if lived_long else self.failures + 1
        self.start_at = time.monotonic() + min(LONGEST_WAIT, 2 ** (self.failures - 1))
        self.kill()
        self.process = None

    def kill(self) -> None:
        """End it by force, with whatever it started."""
        if self.process is None:
            return
        if hasattr(os, "killpg") and self.process.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()


def _live(name: str, tree: str) -> None:
    """The life of a child, from its first moment."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # so that the parent can end all that a task started
    if not apps.ready:  # spawned, not forked
        django.setup()
    clock.forbid_travel()
    threading.Thread(target=_end_with_parent, name="watch over the parent", daemon=True).start()
    CHILDREN[name](tree)


def _end_with_parent() -> None:
    """No orphans: when the parent is gone, stop like on SIGTERM, and by force when that takes too long."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    while parent.is_alive() and (os.name == "nt" or os.getppid() == parent.pid):
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_STOP)
    os._exit(1)
