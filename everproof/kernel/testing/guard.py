"""Refuses any statement that writes a record table from elsewhere than the kernel's own writers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any

from everproof.kernel import modules

WRITERS = frozenset(
    {
        "everproof.kernel.records.store",
        "everproof.kernel.records.numbers",
        "everproof.kernel.transitions",
        "everproof.kernel.signatures.actions",
        "everproof.kernel.checks.injection",
        "django.db.migrations.executor",
    }
)
WRITE = re.compile(r'^\s*(?:insert\s+into|update|delete\s+from|replace\s+into)\s+"?(?P<table>\w+)"?', re.IGNORECASE)


class ForeignWriter(AssertionError):
    """A record table was written without the ledger's knowing."""


def only_the_kernel_writes_records(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """A Django execute wrapper (see `connection.execute_wrapper`)."""
    found = WRITE.match(str(sql))
    if found and found["table"].lower() in _record_tables() and not _called_by_a_writer():
        raise ForeignWriter(f"{found['table']} is written only by kernel.records, transitions and signatures")
    return execute(sql, params, many, context)


@cache
def _record_tables() -> frozenset[str]:
    return frozenset(record_type.model._meta.db_table for record_type in modules.all_record_types())


def _called_by_a_writer() -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") in WRITERS:
            return True
        frame = frame.f_back
    return False
