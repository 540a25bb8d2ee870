"""Processes that run as one end as one, and leave nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from everproof.cli.children import Children

pytestmark = pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")

# Starts a child of its own, notes both process numbers, and sleeps.
PARENT = """
import subprocess, sys, time, pathlib, os, signal
if "deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
note = pathlib.Path(sys.argv[1])
note.with_suffix(".new").write_text(f"{os.getpid()} {child.pid}")
note.with_suffix(".new").rename(note)
time.sleep(60)
"""


def noted(path: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(number) for number in path.read_text().split()]


def runs(process: int) -> bool:
    """Whether a process is there; one that has ended and waits to be collected by its new parent is not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(processes: list[int]) -> bool:
    """Whether they are gone, or are within seconds: the kernel takes a moment to end what was killed."""
    deadline = time.monotonic() + 5
    while any(runs(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(runs(process) for process in processes)


def command(note: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", PARENT, str(note), *more]


def test_stopping_ends_the_children_and_theirs(tmp_path: Path):
    with Children() as children:
        children.start("one", command(tmp_path / "one"), os.environ)
        children.start("two", command(tmp_path / "two"), os.environ)
        processes = noted(tmp_path / "one") + noted(tmp_path / "two")
        assert all(runs(process) for process in processes)

    assert all_gone(processes)


def test_a_child_that_ends_by_itself_is_named_and_the_others_are_stopped(tmp_path: Path):
    with Children() as children:
        children.start("steady", command(tmp_path / "steady"), os.environ)
        processes = noted(tmp_path / "steady")
        children.start("brief", [sys.executable, "-c", "raise SystemExit(7)"], os.environ)
        ended = children.wait()

    assert ended == ("brief", 7)
    assert all_gone(processes)


def test_a_child_that_will_not_hear_is_ended_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("everproof.cli.children.SECONDS_TO_STOP", 1)
    with Children() as children:
        children.start("deaf", command(tmp_path / "deaf", "deaf"), os.environ)
        processes = noted(tmp_path / "deaf")

    assert all_gone(processes)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_in_order(tmp_path: Path, how: signal.Signals):
    code = f"""
import os, sys
from everproof.cli.children import Children
with Children() as children:
    children.start("one", {command(tmp_path / "one")!r}, os.environ)
    print("ended:", children.wait(), flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as supervisor:
        processes = noted(tmp_path / "one")
        supervisor.send_signal(how)
        said, _ = supervisor.communicate(timeout=30)

    assert said == "ended: None\n"
    assert supervisor.returncode == 0
    assert all_gone(processes)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_children_of_a_supervisor_that_was_killed_end_too(tmp_path: Path):
    child = f"""
import os, pathlib, time
from everproof.cli.children import end_with_supervisor
end_with_supervisor()
pathlib.Path({str(tmp_path / "new")!r}).write_text(str(os.getpid()))
os.rename({str(tmp_path / "new")!r}, {str(tmp_path / "one")!r})
time.sleep(60)
"""
    code = f"""
import os, sys
from everproof.cli.children import Children
with Children() as children:
    children.start("one", [sys.executable, "-c", {child!r}], os.environ)
    children.wait()
"""
    with subprocess.Popen([sys.executable, "-c", code]) as supervisor:
        (process,) = noted(tmp_path / "one")
        supervisor.kill()

    assert all_gone([process])
