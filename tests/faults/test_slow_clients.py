"""Slow clients cost patience, not the site: forty phones send a photo for a minute, and pages open as ever."""

import http.client
import socket
import time

import pytest

from tests.served import served

SLOW = 40

pytestmark = pytest.mark.slow


def test_slow_uploads_leave_the_pages_alone(own_database):
    with served() as url:
        host, port = "localhost", int(url.rpartition(":")[2])
        phones = [slow_upload(host, port) for _number in range(SLOW)]
        try:
            answered = []
            for _number in range(5):
                for phone in phones:
                    phone.send(b"x" * 100)
                began = time.monotonic()
                assert status(host, port, "/account/login/") == 200
                answered.append(time.monotonic() - began)
        finally:
            for phone in phones:
                phone.close()

    assert max(answered) < 5


def test_a_body_beyond_all_limits_is_refused_before_it_is_read(own_database):
    with served() as url:
        host, port = "localhost", int(url.rpartition(":")[2])
        with socket.create_connection((host, port), timeout=10) as client:
            client.sendall(head(host, port, 10**12))
            assert b" 413 " in client.recv(200)


def slow_upload(host: str, port: int) -> socket.socket:
    """A connection that has announced a large photo and sent almost nothing of it."""
    client = socket.create_connection((host, port), timeout=10)
    client.sendall(head(host, port, 5_000_000))
    return client


def head(host: str, port: int, length: int) -> bytes:
    return (
        f"POST /account/login/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    ).encode()


def status(host: str, port: int, path: str) -> int:
    client = http.client.HTTPConnection(host, port, timeout=20)
    try:
        client.request("GET", path)
        response = client.getresponse()
        response.read()
        return response.status
    finally:
        client.close()
