"""Reads many things as they stood at one moment, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from everproof.kernel.tenancy import current_organization_id, organization_scope


@contextmanager
def snapshot(organization_id: int) -> Iterator[None]:
    """Let all statements of the block see the organisation's rows as they are now, whoever writes meanwhile.

    SQLite: a transaction that only reads, which keeps no writer waiting (`atomic` would). PostgreSQL: REPEATABLE READ.
    Inside a transaction that is open already (a page's request) nothing can be changed any more: there each statement
    sees at least what was there when the block began, and what came later is evaluated by the next run.
    """
    if connection.in_atomic_block:
        if current_organization_id() == organization_id:
            yield
            return
        with organization_scope(organization_id):
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("set transaction isolation level repeatable read, read only")
            with organization_scope(organization_id):
                yield
    else:
        with organization_scope(organization_id):
            _execute("begin deferred")
            try:
                yield
            finally:
                _execute("rollback")


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the statements of the block; the list that it yields holds the number."""
    number = [0]

    def count(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        number[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield number


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
