"""The real `everproof worker`, started as a process: it works, heals itself, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from everproof.improvement.actions import report_nonconformity
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.mail import queue_mail
from everproof.kernel.tasks.models import Job, Schedule, TaskRunner
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.notifications.smtp import mail_server
from everproof.kernel.tests.tasks import samples

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes through /proc"),
]

ROOT = Path(__file__).resolve().parents[4]


@contextmanager
def worker(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`everproof worker` on the test's database. Afterwards nothing of it is left, whatever the test found."""
    process = subprocess.Popen(
        [sys.executable, "-m", "everproof.cli", "worker"],
        cwd=ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    children: list[int] = []
    try:
        wait_until(lambda: len(children_of(process.pid)) == 3 and TaskRunner.objects.exists())
        children = children_of(process.pid)
        yield process
    finally:
        for pid in {process.pid, *children, *children_of(process.pid)}:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        wait_until(lambda: other_sessions() == 0)


def other_sessions() -> int:
    """Who is still connected to the test's database; PostgreSQL drops it only when nobody is."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def said(name: str) -> bool:
    return Job.objects.filter(name=name).exists()


def runner_pid() -> int:
    """The process that the newest runner says it is."""
    return int(TaskRunner.objects.latest("started_at").worker_id.split(".")[1])


def test_it_runs_tasks_declares_the_schedule_and_stops_at_once(own_database):
    with worker() as process:
        for number in range(5):
            samples.say.enqueue(own_database.organization.pk, f"word-{number}")
        wait_until(lambda: Job.objects.filter(name__startswith="word-").count() == 5)
        wait_until(lambda: Schedule.objects.filter(organization=own_database.other).exists())
        children = children_of(process.pid)

        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - started < 5
        assert [pid for pid in children if is_alive(pid)] == []
    assert not TaskRunner.objects.exists()


def test_a_killed_runner_is_replaced_and_its_task_rescued(own_database):
    samples.be_slow_at_first.enqueue(own_database.organization.pk)
    with worker():
        wait_until(lambda: said("slow task began"))
        first = runner_pid()
        os.kill(first, signal.SIGKILL)

        wait_until(lambda: said("slow task done"))
        assert Job.objects.get(name="slow task done").result["pid"] != first


def test_children_that_die_are_started_again(own_database):
    with worker() as process:
        first = children_of(process.pid)
        for pid in first:
            os.kill(pid, signal.SIGKILL)

        wait_until(lambda: len(set(children_of(process.pid)) - set(first)) == 3)
        samples.say.enqueue(own_database.organization.pk, "again")
        wait_until(lambda: said("again"))


def test_no_child_survives_its_parent(own_database):
    with worker() as process:
        children = children_of(process.pid)
        os.kill(process.pid, signal.SIGKILL)

        wait_until(lambda: not any(is_alive(pid) for pid in children), seconds=10)


def test_ctrl_c_in_a_terminal_stops_it_calmly(own_database):
    with worker() as process:
        children = children_of(process.pid)
        os.killpg(process.pid, signal.SIGINT)

        assert process.wait(10) == 0
        assert [pid for pid in children if is_alive(pid)] == []


def test_mail_that_waits_for_its_server_goes_by_itself_once_it_is_there(own_database):
    with mail_server() as server:
        port = server.port
    with organization_scope(own_database.organization.pk):
        for number in range(3):
            queue_mail(
                own_database.organization, key=f"{number}", to="a@example.com", subject=f"mail-{number}", body="Hello."
            )
    with worker(EVERPROOF_SMTP_HOST="127.0.0.1", EVERPROOF_SMTP_PORT=str(port)):
        samples.say.enqueue(own_database.organization.pk, "meanwhile")
        wait_until(lambda: said("meanwhile"))
        time.sleep(1)  # it has tried by now
        with mail_server(port) as server:
            wait_until(lambda: len(server.messages) == 3)
            assert sorted(message["Subject"] for message in server.messages) == ["mail-0", "mail-1", "mail-2"]
            time.sleep(3)
            assert len(server.messages) == 3


@pytest.mark.postgresql
def test_a_database_that_drops_every_session_is_found_again(own_database):
    worker_role = os.environ["EVERPROOF_WORKER_DATABASE_URL"]
    with worker():
        for number in range(3):
            with psycopg.connect(worker_role, autocommit=True) as session:
                session.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
                )
            samples.say.enqueue(own_database.organization.pk, f"after-{number}")
            wait_until(lambda name=f"after-{number}": said(name))
    assert Job.objects.filter(name__startswith="after-").count() == 3


@pytest.mark.postgresql
def test_entries_get_their_index_within_a_second(own_database):
    with worker():
        with organization_scope(own_database.organization.pk):
            report_nonconformity(title="Now", by=own_database.manager)
        written = time.monotonic()

        def pending() -> int:
            with organization_scope(own_database.organization.pk):
                return LedgerEntry.objects.filter(leaf_index=None).count()

        wait_until(lambda: pending() == 0)
        assert time.monotonic() - written < 1.5  # a second, and how long looking takes here


@pytest.mark.sqlite
def test_it_refuses_a_database_that_is_not_as_it_must_be(own_database):
    code = (
        "import everproof.config.environment as environment; whole = environment._sqlite\n"
        "def weak(path):\n"
        "    settings = whole(path)\n"
        "    settings['OPTIONS']['init_command'] = 'PRAGMA synchronous=OFF'\n"
        "    return settings\n"
        "environment._sqlite = weak\n"
        "from everproof.cli import main; raise SystemExit(main(['worker']))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert "synchronous=0" in ended.stderr
    assert "Traceback" not in ended.stderr
