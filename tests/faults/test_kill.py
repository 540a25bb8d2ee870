"""kill -9 while people write and send files: nothing acknowledged is lost, doubled or half done."""

import hashlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.improvement.models import Nonconformity
from everproof.kernel.files.models import Attachment
from everproof.kernel.files.verify import verify as verify_files
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger import sequencer, verification
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.tenancy import organization_scope

KILLS = 15
WRITERS = 4
SECONDS_TO_COME_BACK = 10
CSRF = "a" * 32

pytestmark = pytest.mark.slow


@dataclass
class Journal:
    """What the server acknowledged, kept by the client, and when each kill was over."""

    reported: dict[UUID, str] = field(default_factory=dict)
    edited: dict[UUID, str] = field(default_factory=dict)
    sent: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    """Files sent to a record one by one: (record, SHA-256) by the id that the client gave."""
    together: dict[UUID, str] = field(default_factory=dict)
    """Files that came with the form of a report: SHA-256 by the record's id."""
    seconds_away: list[float] = field(default_factory=list)


class Server:
    """The product's server, to be killed with everything it started."""

    def __init__(self) -> None:
        self.port = quiet_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        """Start it and wait until it answers; gives how long that took."""
        began = time.monotonic()
        command = [sys.executable, "-m", "everproof.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=os.environ | {"EVERPROOF_URL": f"http://localhost:{self.port}"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while self.answer() != 200:
            assert self.process.poll() is None, "the server ended by itself"
            assert time.monotonic() - began < 60, "the server does not answer"
            time.sleep(0.05)
        return time.monotonic() - began

    def answer(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its children die with it, but not in the same moment.
        for _patience in range(200):
            if is_free(self.port):
                return
            time.sleep(0.05)
        raise AssertionError("something of the server is still there ten seconds after it was killed")


def quiet_port() -> int:
    """A free port that no client is given for its own end.

    Of those that are, a client that asks again while the server is away may get the server's, be connected with itself
    and keep the server from coming back.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 30_000)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Whether a server may listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Writer(threading.Thread):
    """A person with a browser that repeats what was not acknowledged, with the same id."""

    def __init__(self, number: int, port: int, session: str, journal: Journal, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.session, self.journal, self.stop = number, port, session, journal, stop
        self.choose = random.Random(number)

    def run(self) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            self.report(uuid7(), f"Leak {self.number}-{count}")

    def report(self, identity: UUID, title: str) -> None:
        photo = self.content() if self.choose.random() < 0.3 else b""
        form = {"id": str(identity), "title": title}
        page = self.until_acknowledged("/ours/improvement/report/", form, photo)
        if page is None:
            return
        self.journal.reported[identity] = title
        if photo:
            self.journal.together[identity] = hashlib.sha256(photo).hexdigest()
        if self.choose.random() < 0.5:
            self.send_file(identity, page)
        if self.choose.random() < 0.3:
            changed = f"{title}, seen again"
            if self.until_acknowledged(f"{page}edit/", self.edit_fields(page, changed)) is not None:
                self.journal.edited[identity] = changed

    def content(self) -> bytes:
        """Some pages of text that no other file holds."""
        return "\n".join(
            f"{self.choose.getrandbits(400):x}" for _line in range(self.choose.randrange(10, 3000))
        ).encode()

    def send_file(self, record: UUID, page: str) -> None:
        """Send one file again and again, under one id, until the server says that it has it."""
        identity, content = uuid7(), self.content()
        headers = {"X-File-Name": "measured.txt", "X-CSRFToken": CSRF, "Content-Type": "application/octet-stream"}
        while not self.stop.is_set():
            found = self.request("PUT", f"{page}files/{identity}/", content, headers)
            if found is not None and found[0] in (200, 201):
                self.journal.sent[identity] = (record, hashlib.sha256(content).hexdigest())
                return
            assert found is None or found[0] < 500, found
            time.sleep(0.02)

    def edit_fields(self, page: str, title: str) -> dict[str, str]:
        """The whole form of the edit page, as a browser sends it."""
        while not self.stop.is_set():
            found = self.request("GET", f"{page}edit/")
            if found is not None and found[0] == 200:
                return form_fields(found[2]) | {"title": title}
        return {}

    def until_acknowledged(self, path: str, fields: dict[str, str], file: bytes = b"") -> str | None:
        """Send until the server says that it has it; gives the record's address, or None when told to stop before."""
        refused = 0
        body, kind = form_body(fields, file)
        while fields and not self.stop.is_set():
            found = self.request("POST", path, body, {"Content-Type": kind})
            if found is not None and found[0] == 302:
                return urlsplit(found[1]).path
            # An answer that got lost makes the repeated edit a stale one: then it was written, and the page says so.
            if found is not None and found[0] == 409:
                return path
            refused += found is not None
            assert refused < 20, f"{path} answers {found[0] if found else None}"
            time.sleep(0.02)
        return None

    def request(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, str, str] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        headers = {"Host": f"localhost:{self.port}", "Cookie": cookies} | (more or {})
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", ""), response.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def form_body(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """A form as a browser sends it, with its type; in several parts where a file comes along."""
    fields = fields | {"csrfmiddlewaretoken": CSRF}
    if not file:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="uploads"; filename="seen.txt"\r\nContent-Type: text/plain\r\n\r\n' + file)
    body = b"".join(b"--part\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return body + b"--part--\r\n", "multipart/form-data; boundary=part"


def form_fields(page: str) -> dict[str, str]:
    """Names and values of the inputs of a page's main form (hidden, text, date, textarea, chosen options)."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, str] = {}
            self.area = self.select = ""

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            name, kind = given.get("name") or "", given.get("type", "text")
            if tag == "input" and name and (kind not in ("radio", "checkbox", "submit") or "checked" in given):
                self.found[name] = given.get("value") or ""
            elif tag == "textarea" and name:
                self.area = name
                self.found[name] = ""
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and "selected" in given:
                self.found[self.select] = given.get("value") or ""

        def handle_data(self, data):
            if self.area:
                self.found[self.area] += data.lstrip("\n")

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.area = ""
            elif tag == "select":
                self.select = ""

    parser = Fields()
    parser.feed(page)
    return {name: value for name, value in parser.found.items() if name != "csrfmiddlewaretoken"}


@pytest.fixture
def journal(own_database):
    """What four people did while the server was killed fifteen times under them."""
    sessions = []
    for _number in range(WRITERS):
        browser = Client()
        browser.force_login(
            own_database.users["manager"], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        sessions.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    connections.close_all()
    kept, stop, server, choose = Journal(), threading.Event(), Server(), random.Random(4)
    server.start()
    writers = [Writer(number, server.port, session, kept, stop) for number, session in enumerate(sessions)]
    try:
        for writer in writers:
            writer.start()
        for _kill in range(KILLS):
            time.sleep(choose.uniform(0.15, 0.9))
            server.kill()
            kept.seconds_away.append(server.start())
        time.sleep(0.5)
        stop.set()
        for writer in writers:
            writer.join(30)
    finally:
        stop.set()
        server.kill()
    return kept


def test_nothing_acknowledged_is_lost_doubled_or_half_done(journal, own_database):
    organization = own_database.organization
    assert len(journal.reported) > 2 * KILLS
    assert min(len(journal.edited), len(journal.sent), len(journal.together)) > KILLS / 3

    with organization_scope(organization.pk):
        check_records(journal, organization)
        check_files(journal, organization)
        files = verify_files(organization.pk)
    sequencer.sequence_pending()
    assert verification.verify(organization.pk)["findings"] == []
    assert files.is_well, files.findings
    assert max(journal.seconds_away) < SECONDS_TO_COME_BACK


def check_records(journal, organization):
    """Each report once, with its last acknowledged title, a number without a gap, and all of its history."""
    records = Nonconformity.objects.filter(organization=organization)
    stored = dict(records.values_list("pk", "title"))
    lost = {
        identity: title
        for identity, title in (journal.reported | journal.edited).items()
        if stored.get(identity) != title and not (stored.get(identity) or "").startswith(title)
    }
    assert lost == {}
    titles = Counter(re.sub(", seen again$", "", title) for title in stored.values())
    assert [title for title, count in titles.items() if count > 1] == []
    numbers = sorted(int(number[-4:]) for number in records.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    entries = LedgerEntry.objects.filter(organization=organization, type="nonconformity")
    versions = RecordVersion.objects.filter(organization=organization, type="nonconformity")
    assert entries.exclude(version=0).count() == versions.count() == sum(records.values_list("version", flat=True))


def check_files(journal, organization):
    """Each acknowledged file once on its record, with an entry of its own; none on a record that is not there."""
    attached = Attachment.objects.filter(organization=organization)
    stored = {key: (record, sha256) for key, record, sha256 in attached.values_list("pk", "record_id", "file__sha256")}
    assert {key: what for key, what in journal.sent.items() if stored.get(key) != what} == {}
    on_records = Counter(stored.values())
    assert {pair: on_records[pair] for pair in journal.together.items() if on_records[pair] != 1} == {}
    assert [pair for pair, count in on_records.items() if count > 1] == []
    entries = LedgerEntry.objects.filter(organization=organization, verb="kernel.file.attach")
    said = [json.loads(bytes(body)) for body in entries.values_list("body", flat=True)]
    assert Counter((UUID(one["record"]), one["facts"]["sha256"]) for one in said) == on_records
    assert set(attached.values_list("record_id", flat=True)) <= set(Nonconformity.objects.values_list("pk", flat=True))
