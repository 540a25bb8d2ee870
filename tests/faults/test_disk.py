"""A full disk and a folder that may not be written: reading goes on, writing is refused in words, nothing breaks."""

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from everproof.improvement.models import Nonconformity
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger import verification
from everproof.kernel.tenancy import organization_scope

CSRF = "a" * 32
LIST = "/ours/improvement/nonconformities/"
REPORT = "/ours/improvement/report/"
SPACE = 600_000

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture
def session(own_database):
    browser = Client()
    browser.force_login(own_database.users["manager"], backend="allauth.account.auth_backends.AuthenticationBackend")
    value = browser.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
    connections.close_all()
    return value


class Served:
    """A server whose files may only grow to so many bytes."""

    def __init__(self, largest_file: int | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

        def limit() -> None:
            if largest_file is not None:
                # Past the limit a write fails as on a full disk (EFBIG instead of ENOSPC).
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

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
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            client.request(method, path, urlencode(fields | {"csrfmiddlewaretoken": CSRF}), headers)
            response = client.getresponse()
            return response.status, response.read().decode()
        except OSError:
            return 0, ""
        finally:
            client.close()

    def report(self, session: str, title: str) -> tuple[int, str]:
        return self.request("POST", REPORT, session, id=str(uuid7()), title=title, description="x" * 4000)


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
