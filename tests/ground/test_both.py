"""The suite on both databases: counted rightly, ended rightly, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.both import PARTS, Count, count_of, parts_of
from tests.environment import isolated
from tests.ground.conftest import ROOT

SUITE = """
import pytest

def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.fixture
def broken(): raise ValueError
def test_worse(broken): pass
@pytest.mark.skip(reason="not today")
def test_later(): pass
@pytest.mark.xfail(strict=True)
def test_known(): assert 1 == 2
"""


LONG_SUITE = """
import pathlib, time

def test_long():
    pathlib.Path(__file__).with_name("on").touch()
    time.sleep(60)
"""


def both(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.both", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def write(folder: Path, text: str) -> Path:
    """A suite of its own; outside the checkout, so that no fixture of ours takes part."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    path = folder / "test_small.py"
    path.write_text(text)
    return path


@pytest.fixture(autouse=True)
def results_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The outer run keeps its own results."""
    monkeypatch.setenv("EVERPROOF_TEST_RESULTS", str(tmp_path / "results"))


def test_the_last_line_sums_up_both_and_a_failure_is_told(tmp_path: Path):
    suite = write(tmp_path, SUITE)

    done = both("sqlite", "postgresql", "--", "-p", "no:django", "-c", tmp_path / "pytest.ini", suite)

    lines = done.stdout.splitlines()
    assert lines[-1] == "2 passed, 4 failed, 4 skipped"
    assert "SQLite:      1 passed, 2 failed, 2 skipped" in lines
    assert "PostgreSQL:  1 passed, 2 failed, 2 skipped" in lines
    assert done.returncode == 1


def test_all_well_is_exit_code_0(tmp_path: Path):
    suite = write(tmp_path, "def test_good(): pass\n")

    done = both("sqlite", "--", "-p", "no:django", "-c", tmp_path / "pytest.ini", suite)

    assert done.stdout.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"
    assert done.returncode == 0


@pytest.mark.parametrize("text", ["", "import nowhere_to_be_found\n", "import os\ndef test_dies(): os._exit(0)\n"])
def test_a_run_without_a_test_or_a_report_has_failed(tmp_path: Path, text: str):
    suite = write(tmp_path, text)

    done = both("sqlite", "--", "-p", "no:django", "-c", tmp_path / "pytest.ini", suite)

    assert done.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"
    assert done.returncode == 1


def test_a_missing_report_counts_nothing(tmp_path: Path):
    assert count_of(tmp_path / "none.xml") == Count()


def test_only_the_whole_suite_on_both_is_run_in_parts():
    both_whole = [("sqlite", "tests"), ("sqlite", "everproof"), ("postgresql", "")]

    assert parts_of(["sqlite", "postgresql"], []) == both_whole
    assert parts_of(["sqlite"], []) == [("sqlite", "")]
    # A part in which nothing is chosen would count as a failure.
    assert parts_of(["sqlite", "postgresql"], ["-k", "lifecycle"]) == [("sqlite", ""), ("postgresql", "")]


def test_the_parts_are_all_folders_with_tests():
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["testpaths"]

    assert list(PARTS) == configured


def test_an_installation_named_in_the_shell_is_out_of_reach():
    shell = {"EVERPROOF_DATABASE_URL": "postgresql://real", "EVERPROOF_ENV": "production", "PATH": "/bin"}

    assert isolated(shell, "/tmp/own") == {"PATH": "/bin", "EVERPROOF_ENV": "test", "EVERPROOF_DATA": "/tmp/own"}


def test_the_roles_are_those_of_an_installation():
    code = """
import json, os, psycopg
rights = "current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
question = f"select {rights} from pg_roles where rolname = current_user"
for name in ("OWNER_", "", "WORKER_"):
    with psycopg.connect(os.environ[f"EVERPROOF_{name}DATABASE_URL"]) as connection:
        print(json.dumps(connection.execute(question).fetchone()))
with psycopg.connect(os.environ["EVERPROOF_DATABASE_URL"], autocommit=True) as connection:
    try:
        connection.execute("create table mine ()")
    except psycopg.errors.InsufficientPrivilege:
        print(json.dumps("may not make tables"))
"""
    command = [sys.executable, "-m", "tests.postgres", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        ["everproof_owner", False, False, True, False],
        ["everproof_app", False, False, False, False],
        ["everproof_worker", False, False, False, False],
        "may not make tables",
    ], done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_server_is_stopped_when_the_command_is_interrupted(how: signal.Signals):
    code = "import os, time; print(os.environ['EVERPROOF_DATABASE_URL'], flush=True); time.sleep(60)"
    with tempfile.TemporaryDirectory(prefix="everproof-lent-") as place:
        os.chmod(place, 0o755)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", sys.executable, "-c", code],
            cwd=ROOT, env=os.environ | {"TMPDIR": place}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as lender:  # fmt: skip
            assert "everproof_app" in lender.stdout.readline()
            assert len(list(Path(place).iterdir())) == 1
            asked = time.monotonic()
            lender.send_signal(how)
            assert lender.wait(30) == 130
        assert time.monotonic() - asked < 15
        assert list(Path(place).iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_both_runs_end_when_they_are_interrupted(tmp_path: Path, how: signal.Signals):
    suite = write(tmp_path, LONG_SUITE)
    with tempfile.TemporaryDirectory(prefix="everproof-lent-") as place:
        os.chmod(place, 0o755)
        command = [sys.executable, "-m", "tests.both", "sqlite", "postgresql", "--"]
        command += ["-p", "no:django", "-c", str(tmp_path / "pytest.ini"), str(suite)]
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"TMPDIR": place}, stdout=subprocess.DEVNULL) as runs:
            wait_until(lambda: (tmp_path / "on").exists() and list(Path(place).glob("everproof-postgres-*/data")))
            runs.send_signal(how)
            assert runs.wait(40) == 130
        assert list(Path(place).glob("everproof-*")) == []


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
