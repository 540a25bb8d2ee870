"""Starts a server as in use, waits for its first answer, reads its processor time and memory, signs in, stops it."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from everproof.cli.children import SUPERVISOR

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
PROC = Path("/proc")
MAPPING = re.compile("[0-9a-f]+-[0-9a-f]+ ")


class ServerFailed(Exception):
    """The server did not do as it should; the text says what it said."""


@dataclass
class Server:
    """A running server: its port, its process, and how long it took from its start to its first answer."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    seconds_to_start: float = 0.0
    cookie: str = ""
    token: str = ""

    def answer(self, path: str) -> int:
        """The status of a GET, or 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def processor_seconds(self) -> float:
        """What its processes used so far; 0 where the system does not tell (only Linux does)."""
        ticks = 0
        for process in self._processes():
            with contextlib.suppress(OSError):
                fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0

    def mebibytes(self) -> float:
        """Memory of its processes, each shared page divided among those who share it (PSS); 0 where it is not told.

        The database file that SQLite maps is left out: it is the system's file cache, of which PostgreSQL's is no part
        either.
        """
        kibibytes = 0
        for process in self._processes():
            with contextlib.suppress(OSError):
                kibibytes += _kibibytes((PROC / str(process) / "smaps").read_text())
        return kibibytes / 1024

    def _processes(self) -> list[int]:
        """The process and all that came from it."""
        found = [self.process.pid]
        for process in found:  # grows while it is read
            with contextlib.suppress(OSError):
                for task in (PROC / str(process) / "task").iterdir():
                    found += map(int, (task / "children").read_text().split())
        return found

    def sign_in(self, email: str, password: str, form: str) -> None:
        """Sign in as a person does, and keep what the browser would: the session, and the token of `form`."""
        kept: dict[str, str] = {}
        self._exchange(kept, "GET", "/account/login/")
        status = self._exchange(kept, "POST", "/account/login/", {"login": email, "password": password})
        if status != 302:
            raise ServerFailed(f"Signing in to the {self.name} gave {status}.")
        self._exchange(kept, "GET", form)
        self.cookie = "; ".join(f"{name}={value}" for name, value in kept.items() if name != "messages")

    def _exchange(self, kept: dict[str, str], method: str, path: str, form: Mapping[str, str] | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Host": f"localhost:{self.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in kept.items())}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            kept[name] = value
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.token = unescape(token[1]) if token else self.token
        connection.close()
        return answer.status


@contextlib.contextmanager
def serving(name: str, command: list[str], environment: Mapping[str, str], port: int, first: str) -> Iterator[Server]:
    """Start `command`, wait until the page `first` is answered, and stop all of it at the end of the block."""
    log = Path(environment["EVERPROOF_DATA"]) / f"{name.replace(' ', '-')}.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**environment, SUPERVISOR: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = Server(name, port, process)
    try:
        while server.answer(first) != 200:
            if process.poll() is not None or time.perf_counter() - started > SECONDS_TO_START:
                raise ServerFailed(f"The {name} did not start. It said:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)
        server.seconds_to_start = time.perf_counter() - started
        yield server
    finally:
        _stop(process)


def _kibibytes(mappings: str) -> int:
    """The sum over the mappings of a process as Linux lists them, without files of databases."""
    total, counted = 0, True
    for line in mappings.splitlines():
        if MAPPING.match(line):
            counted = ".sqlite3" not in line
        elif counted and line.startswith("Pss:"):
            total += int(line.split()[1])
    return total


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
