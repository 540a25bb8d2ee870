"""Serves a test's own database as an installation does: the product's server in a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


@contextmanager
def served(*options: str, **environment: str) -> Iterator[str]:
    """The address of a server on the database that EVERPROOF_DATABASE_URL names, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "everproof.cli", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, env=os.environ | {"EVERPROOF_URL": url} | environment)
    try:
        _wait(process, port)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with code {process.returncode}")
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server does not answer")
