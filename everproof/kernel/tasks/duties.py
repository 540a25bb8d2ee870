"""A process that does a few things over and over until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 60.0


@dataclass
class Duty:
    """Something to do every so many seconds. When it fails it waits longer each time, and the others go on."""

    name: str
    act: Callable[[], Any]
    every: float
    due: float = 0.0
    failures: int = field(default=0, init=False)

    def do(self) -> None:
        """Act once and find out when the next time is."""
        try:
            self.act()
            self.failures = 0
        except Exception:
            self.failures += 1
            logger.exception("%s failed (%s in a row)", self.name, self.failures)
            connection.close()  # the next try gets a fresh one
        self.due = time.monotonic() + self.pause()

    def pause(self) -> float:
        """Seconds until the next time."""
        return self.every if not self.failures else min(LONGEST_PAUSE, max(1.0, self.every) * 2 ** (self.failures - 1))


class Stop:
    """Whether SIGTERM has come. A plain flag and short naps: a lock that a signal handler takes may never be given."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def nap(self, seconds: float) -> None:
        """Sleep, but not past a SIGTERM for long."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SHORTEST_PAUSE))

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def perform(duties: Sequence[Duty], stop: Stop) -> None:
    """Do each duty when it is due, until told to stop."""
    while not stop.asked:
        close_old_connections()
        for duty in duties:
            if duty.due <= time.monotonic() and not stop.asked:
                duty.do()
        stop.nap(max(SHORTEST_PAUSE, min(duty.due for duty in duties) - time.monotonic()))
    connection.close()
