"""Keeps a statement that fails from taking others with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def apart() -> Iterator[None]:
    """On PostgreSQL a savepoint, or a statement that failed would take those of the other checks with it."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        yield
