"""Takes a request's body in before it takes one of the few places in which the product works.

A phone at the edge of the hall sends a photo for a minute. If it held one of four working places (and, on PostgreSQL,
an open transaction) that long, eight such phones would make everything unreachable. So the server keeps many cheap
threads for reading, and the application runs in a small pool of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PLACES = 4
IN_MEMORY = 1 << 20
CHUNK = 1 << 16
# Beyond any upload the product takes; what is larger is refused before it is read.
LARGEST_BODY = 600 * 1024 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PatientApplication:
    """A WSGI application that reads the body first, at the client's own pace, and then waits for a working place."""

    def __init__(self, application: Application, places: int = PLACES) -> None:
        self.application = application
        self.places = ThreadPoolExecutor(places, thread_name_prefix="place")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = _length(environ)
        if length > LARGEST_BODY:
            start_response("413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This is larger than anything that can be taken here. Nothing was changed."]
        if not length:
            return self.places.submit(self.application, environ, start_response).result()
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            _read(environ["wsgi.input"], body, length)
            environ["wsgi.input"] = body
            return self.places.submit(self.application, environ, start_response).result()


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def _read(source: Any, body: Any, length: int) -> None:
    """Copy what comes, up to the length announced; a client that hangs up leaves it short, which forms notice."""
    while length and (part := source.read(min(length, CHUNK))):
        body.write(part)
        length -= len(part)
    body.seek(0)
