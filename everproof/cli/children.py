"""Runs several processes as one: all start, and when one ends or we are told to stop, all stop."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType

WINDOWS = os.name == "nt"
SUPERVISOR = "EVERPROOF_SUPERVISOR"  # tells a child the process number of its parent
PR_SET_PDEATHSIG = 1
SECONDS_TO_STOP = 20
SECONDS_BETWEEN_LOOKS = 0.2


class Children:
    """Named child processes, each in a process group of its own.

    The terminal's Ctrl-C then reaches only us, and we stop them in order; a child's own children are stopped with it.
    """

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._told_to_stop = threading.Event()

    def __enter__(self) -> "Children":
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._on_signal)
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def told_to_stop(self) -> bool:
        """Whether Ctrl-C or a signal asked us to end."""
        return self._told_to_stop.is_set()

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a child."""
        own = {**environment, SUPERVISOR: str(os.getpid())}
        if WINDOWS:
            flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            child = subprocess.Popen(command, env=own, creationflags=flags)
        else:
            child = subprocess.Popen(command, env=own, start_new_session=True)
        self._running[name] = child

    def ended(self) -> tuple[str, int] | None:
        """Name and exit code of a child that ended by itself, or None while all run."""
        for name, child in self._running.items():
            code = child.poll()
            if code is not None:
                return name, code
        return None

    def wait(self) -> tuple[str, int] | None:
        """Wait until we are told to stop (None) or a child ends by itself (its name and exit code)."""
        while not self._told_to_stop.wait(SECONDS_BETWEEN_LOOKS):
            ended = self.ended()
            if ended is not None and not self.told_to_stop:
                return ended
        return None

    def stop(self) -> None:
        """Ask every group to end, and end by force what has not in time. Nothing of theirs is left afterwards."""
        for child in self._running.values():
            _signal_group(child, force=False)
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            _signal_group(child, force=True)
            child.wait()
        self._running.clear()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop.set()


def end_with_supervisor() -> None:
    """In a child: be stopped by the kernel when the parent is killed and can stop nobody any more (Linux only)."""
    supervisor = os.environ.get(SUPERVISOR)
    if not supervisor or sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before the kernel knew
        os.kill(os.getpid(), signal.SIGTERM)


def _signal_group(child: "subprocess.Popen[bytes]", *, force: bool) -> None:
    """Signal a child and all that it started; a group that is already gone is no error."""
    try:
        if not WINDOWS:
            os.killpg(child.pid, signal.SIGKILL if force else signal.SIGTERM)
        elif force:
            child.kill()
        else:
            child.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
    except (ProcessLookupError, PermissionError):
        pass
