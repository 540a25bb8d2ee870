"""A full disk and a folder that may not be written: reading goes on, writing is refused in words, nothing breaks."""

import contextlib
import ctypes
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from everproof.improvement.models import Nonconformity
from everproof.kernel.files.models import Attachment
from everproof.kernel.files.verify import verify as verify_files
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger import sequencer, verification
from everproof.kernel.tenancy import organization_scope

CSRF = "a" * 32
LIST = "/ours/improvement/nonconformities/"
REPORT = "/ours/improvement/report/"
FIRST = f"NC-{date.today().year}-0001"
SPACE = 600_000

pytestmark = pytest.mark.slow


@pytest.fixture
def session(own_database):
    browser = Client()
    browser.force_login(own_database.users["manager"], backend="allauth.account.auth_backends.AuthenticationBackend")
    value = browser.cookies[settings.SESSION_COOKIE_NAME].value
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)")
    connections.close_all()
    return value


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def give_up_rights_of_root() -> int:
    """What this process starts from now on is bound by the permissions of files, though it runs as root; 0 if it is."""
    return ctypes.CDLL(None, use_errno=True).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


class Served:
    """A server whose files may only grow to so many bytes, or that must keep to the permissions of files."""

    def __init__(self, largest_file: int | None = None, *, keeps_to_permissions: bool = False) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

        def limit() -> None:
            if largest_file is not None:
                # Past the limit a write fails as on a full disk (EFBIG instead of ENOSPC).
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
            if keeps_to_permissions and os.geteuid() == 0:
                give_up_rights_of_root()

        self.process = subprocess.Popen(
            [sys.executable, "-m", "everproof.cli", "serve", "--port", str(self.port)],
            env=os.environ | {"EVERPROOF_URL": f"http://localhost:{self.port}"},
            stderr=subprocess.DEVNULL,
            preexec_fn=limit,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while self.request("GET", "/healthz", "")[0] != 200:
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)

    def request(self, method: str, path: str, session: str, **fields: str) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(method, path, session, urlencode(fields | {"csrfmiddlewaretoken": CSRF}).encode(), form)

    def send(self, method: str, path: str, session: str, body: bytes, more: dict[str, str]) -> tuple[int, str]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        }
        try:
            client.request(method, path, body, headers | more)
            response = client.getresponse()
            return response.status, response.read().decode()
        except OSError:
            return 0, ""
        finally:
            client.close()

    def report(self, session: str, title: str) -> tuple[int, str]:
        return self.request("POST", REPORT, session, id=str(uuid7()), title=title, description="x" * 4000)

    def send_file(self, session: str, content: bytes) -> tuple[int, str]:
        """Send a file to the first report."""
        more = {"X-File-Name": "seen.txt", "X-CSRFToken": CSRF, "Content-Type": "application/octet-stream"}
        return self.send("PUT", f"{LIST}{FIRST}/files/{uuid7()}/", session, content, more)


@pytest.mark.sqlite
def test_a_full_disk_refuses_writes_in_words_and_loses_nothing(own_database, session):
    database = Path(connection.settings_dict["NAME"])
    acknowledged = []
    with Served(largest_file=database.stat().st_size + SPACE) as server:
        for number in range(400):
            status, page = server.report(session, f"Leak {number}")
            if status != 302:
                break
            acknowledged.append(f"Leak {number}")
        assert status == 507
        assert "could not be saved" in page
        assert server.request("GET", LIST, session)[0] == 200
        assert server.request("GET", "/ours/", session)[0] == 200

    with Served() as server:  # there is space again
        assert server.report(session, "Space again")[0] == 302

    assert acknowledged
    with organization_scope(own_database.organization.pk):
        stored = set(Nonconformity.objects.values_list("title", flat=True))
    assert stored == {*acknowledged, "Space again"}
    assert verification.verify(own_database.organization.pk)["findings"] == []


@contextlib.contextmanager
def write_protected(folder: Path):
    """Inside the block nobody who keeps to permissions writes, makes or removes anything below the folder."""
    before = {path: path.stat().st_mode for path in (folder, *folder.rglob("*")) if not path.is_symlink()}
    try:
        for path, mode in before.items():
            path.chmod(mode & ~0o222)
        yield
    finally:
        for path, mode in before.items():
            if path.exists():
                path.chmod(mode)


def test_a_folder_that_becomes_read_only_is_read_on(own_database, session, tmp_path):
    skip_unless_permissions_bind(tmp_path)
    acknowledged = []

    def report(server: Served, title: str) -> int:
        status, page = server.report(session, title)
        assert status in (302, 507)
        assert status == 302 or "could not be saved" in page
        acknowledged.extend([title] if status == 302 else [])
        return status

    def read_on(server: Served) -> None:
        assert server.request("GET", LIST, session)[0] == 200
        assert server.request("GET", f"{LIST}{FIRST}/", session)[0] == 200
        assert server.send("GET", sent["url"], session, b"", {}) == (200, "Seen before")
        status, answer = server.send_file(session, b"Seen too late")
        assert status == 507
        assert "cannot write files" in answer

    with Served(keeps_to_permissions=True) as server:
        for number in range(5):
            assert report(server, f"Leak {number}") == 302
        status, answer = server.send_file(session, b"Seen before")
        assert status == 201
        sent = json.loads(answer)
        with read_only():
            for number in range(5):
                report(server, f"Read-only {number}")  # what is open may still be written; what is new may not
            read_on(server)
    with read_only(), Served(keeps_to_permissions=True) as server:
        for number in range(5):
            # On PostgreSQL the records lie elsewhere; only the files are in this folder.
            assert report(server, f"Started read-only {number}") == (507 if connection.vendor == "sqlite" else 302)
        read_on(server)
    with Served(keeps_to_permissions=True) as server:
        assert report(server, "Writable again") == 302
        assert server.send_file(session, b"Seen in time")[0] == 201

    sequencer.sequence_pending()
    with organization_scope(own_database.organization.pk):
        assert sorted(Nonconformity.objects.values_list("title", flat=True)) == sorted(acknowledged)
        assert Attachment.objects.count() == 2
        assert verify_files(own_database.organization.pk).is_well
    assert verification.verify(own_database.organization.pk)["findings"] == []


@contextlib.contextmanager
def read_only():
    """Inside the block the installation's folder, and the one of its database on SQLite, may not be written."""
    folders = [Path(settings.EVERPROOF_DATA)]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    with contextlib.ExitStack() as protected:
        for folder in folders:
            protected.enter_context(write_protected(folder))
        yield


def skip_unless_permissions_bind(folder: Path) -> None:
    """Root may do what the permissions forbid, and some machines do not let it give that up."""
    (folder / "protected").write_text("before")
    (folder / "protected").chmod(0o400)
    command = [sys.executable, "-c", "import sys; open(sys.argv[1], 'w')", str(folder / "protected")]
    done = subprocess.run(
        command, capture_output=True, check=False, preexec_fn=give_up_rights_of_root if os.geteuid() == 0 else None
    )
    if done.returncode == 0:
        pytest.skip("root cannot give up here its right to write what is write-protected")


def test_a_folder_that_may_not_be_written_is_said_in_a_sentence(own_database, tmp_path):
    if os.geteuid() == 0:
        folder = Path("/proc/1/everproof")  # where even root may not write
    else:
        folder = tmp_path / "locked" / "data"
        folder.parent.mkdir(mode=0o500)

    done = subprocess.run(
        [sys.executable, "-m", "everproof.cli", "serve", "--port", "65431"],
        env=os.environ | {"EVERPROOF_DATA": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
