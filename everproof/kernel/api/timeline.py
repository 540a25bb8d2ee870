"""The history of a record as the API gives it: who did what, when and why, with the values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everproof.kernel import modules
from everproof.kernel.api import fields
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.records import Record
from everproof.kernel.ui.history import History, say

MOST = 200


def entries(record: Record) -> list[dict[str, Any]]:
    """The newest entries, newest first. A value that was erased with its person is null."""
    history = History(record, limit=MOST)
    names = history.names
    names.read()
    shown = {name for name, _attribute in fields.shown(record.type_name)} - {"version"}
    labels = {field.name: str(field.verbose_name) for field in record._meta.concrete_fields}
    by_version = {row.version: row.values_ for row in history.rows if row.version}
    found = []
    for row in history.rows[:MOST]:
        changed = [name for name in row.changed or () if name in shown]
        found.append(
            {
                "at": plain(row.at),
                "verb": row.verb,
                "version": row.version or None,
                "actor": names.actor(row.actor),
                "sentence": say(row, names, modules.type_of(record), [labels[name] for name in changed]),
                "reason": row.reason or "",
                "changed": _changes(changed, by_version.get(row.version - 1) or {}, row.values_ or {}),
            }
        )
    return found


def _changes(names: list[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"before": before.get(name), "after": after.get(name)} for name in names}
