"""Starts the programs of this part as children under limits, a few at a time on a machine."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused

logger = logging.getLogger(__name__)

LAUNCH = Path(__file__).with_name("launch.py")
MEGABYTE = 1 << 20
PAUSE = 0.05
# Two children beside each other keep two cores busy; more would only make all of them slower.
MOST_AT_ONCE = 2
KILLED = -signal.SIGTERM


@dataclass(frozen=True)
class Limits:
    """What one child may take. `seconds` holds for its computing and, with `patience`, for the clock on the wall;
    `memory` and `output` are in octets."""

    seconds: int = 60
    memory: int = 1500 * MEGABYTE
    output: int = 60 * MEGABYTE
    patience: int = 15

    @property
    def wall(self) -> int:
        """Seconds on the wall's clock after which the child is ended whatever it does."""
        return self.seconds + self.patience


class Busy(Refused):
    """Other children are at work. The same may be asked again in a moment, or of a task."""

    def __init__(self) -> None:
        super().__init__(_("Other PDFs are being made. Try again in a minute."))


class Failed(Exception):
    """The child ended without a result. `code` is how it ended, `said` the end of what it complained about."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"the child ended with {code}: {said}")
        self.code, self.said = code, said


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder for one child, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="everproof-pdf-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def run(program: Path, place: Path, limits: Limits, *, wait: float = 30.0) -> None:
    """Run a program of ours on a folder. Raises Failed when it fails, Busy when no slot is free within `wait` s."""
    with slot(wait), start(program, place, limits) as process:
        try:
            _out, complaint = process.communicate(timeout=limits.wall)
            code = process.returncode
        except subprocess.TimeoutExpired:
            complaint, code = b"too slow", KILLED
    if code:
        said = complaint.decode("utf-8", errors="replace")[-2000:]
        logger.info("a child of %s ended with %s: %s", program.name, code, said)
        raise Failed(code, said)


@contextlib.contextmanager
def start(program: Path, place: Path, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """The running program, which knows nothing of our settings; ended with all it started when the block ends."""
    environment = {"LANG": "C.UTF-8", "TMPDIR": str(place), "RAYON_NUM_THREADS": "2"}
    if os.name == "nt":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    bounds = [str(one) for one in (limits.memory, limits.seconds, limits.output)]
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(LAUNCH), *bounds, str(program), str(place)],
        cwd=place,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=os.name != "nt",
    )
    try:
        with process:
            try:
                yield process
            finally:
                _end(process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# Slots ----------------------------------------------------------------------------------------------------------------

_threads = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextlib.contextmanager
def slot(wait: float) -> Iterator[None]:
    """One of the few places for a child, shared by all processes of the installation. Raises Busy after `wait` s.

    A place is a lock on a file, which the system gives back when its holder dies.
    """
    held = _taken(time.monotonic() + wait)
    if held is None:
        raise Busy
    try:
        yield
    finally:
        _give_back(held)


def _taken(until: float) -> Any:
    while True:
        for number in range(MOST_AT_ONCE):
            if (held := _try(number)) is not None:
                return held
        if time.monotonic() >= until:
            return None
        time.sleep(PAUSE)


def _try(number: int) -> Any:
    try:
        import fcntl
    except ImportError:  # no such locks there: the places are counted within this process alone
        return _threads if _threads.acquire(blocking=False) else None
    place = Path(settings.EVERPROOF_DATA) / "prints"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place / f"slot-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _give_back(held: Any) -> None:
    if isinstance(held, int):
        os.close(held)
    else:
        held.release()
