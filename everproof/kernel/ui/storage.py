"""Says in words that nothing can be written, where the database says it in codes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from everproof.kernel.ui.views import errors

SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR")
# disk_full, read_only_sql_transaction
POSTGRESQL = ("53100", "25006")


class StorageMiddleware:
    """Answers 507 with a page in words when a view failed because the database cannot be written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.cannot_store(request) if cannot_be_written(exception) else None


def cannot_be_written(exception: BaseException) -> bool:
    """Whether the database refused a write for want of space or right."""
    if not isinstance(exception, DatabaseError):
        return False
    cause = exception.__cause__
    name, state = getattr(cause, "sqlite_errorname", ""), getattr(cause, "sqlstate", "")
    return str(name).startswith(SQLITE) or state in POSTGRESQL
