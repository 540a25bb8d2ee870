"""Work on behalf of one organisation; on PostgreSQL row-level security is told which."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_current: ContextVar[int | None] = ContextVar("organization", default=None)


def current_organization_id() -> int | None:
    """The primary key of the organisation that this work is for, or None outside any."""
    return _current.get()


@contextmanager
def organization_scope(organization_id: int) -> Iterator[None]:
    """Run the block for one organisation.

    PostgreSQL: the block is one transaction and the organisation is set inside it (`SET LOCAL` in effect), because a
    session setting behind a pooler would leak to the next client. SQLite: no transaction is opened for reading.
    """
    outer = _current.get()
    token = _current.set(organization_id)
    try:
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic():
            _tell_database(organization_id)
            try:
                yield
            finally:
                # A scope inside another one gives the outer its organisation back, unless the transaction is broken.
                if outer is not None and not connection.needs_rollback:
                    _tell_database(outer)
    finally:
        _current.reset(token)


def _tell_database(organization_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('everproof.organization', %s, true)", [str(organization_id)])
