"""Finds out which column is what: as the person chose, else by its name, else by what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from everproof.workbench.table import Table, UnreadableData, shortened

NUMBER, LABEL, EVENT = "number", "label", "event"
_FAILED = frozenset(("1", "f", "failed", "fail", "failure", "event", "yes", "y", "true", "x", "dead"))
_SUSPENDED = frozenset(("0", "s", "suspended", "censored", "c", "no", "n", "false", "alive", "running", "+"))


@dataclass(frozen=True)
class Role:
    """What a method wants of a column. `hints` is found in the names of columns that are meant for it.

    `kind`: numbers, labels (names of parts, people, categories) or events (failed or suspended). `many`: one or several
    columns. A role that is not `required` stays empty unless a column's name fits, the person chooses one, or it
    `fills` up what the other roles leave.
    """

    name: str
    label: Any
    hints: str = ""
    kind: str = NUMBER
    many: bool = False
    required: bool = True
    fills: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.hints or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class Data:
    """The columns by role, as lists of equal length; `names` are the columns' own names."""

    numbers: Mapping[str, list[float | None]] = field(default_factory=dict)
    labels: Mapping[str, list[str | None]] = field(default_factory=dict)
    tables: Mapping[str, list[list[float | None]]] = field(default_factory=dict)
    """Of roles with several numeric columns: one list for each row."""
    label_tables: Mapping[str, list[list[str | None]]] = field(default_factory=dict)
    names: Mapping[str, list[str]] = field(default_factory=dict)
    points: Sequence[str] = ()
    """Names of the rows, where a column names them."""
    rows: int = 0


def chosen_columns(table: Table, roles: Sequence[Role], choices: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The columns of each role, by name. A choice that the table does not have counts as none."""
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for role in roles:
        names = [name for name in choices.get(role.name, ()) if table.column(name) is not None]
        if names:
            found[role.name] = names if role.many else names[:1]
            taken.update(found[role.name])
    for role in roles:
        if role.name not in found:
            named = [c.name for c in table.columns if c.name not in taken and role.pattern.search(c.name)]
            named = [name for name in named if role.kind == EVENT or _suits(table, name, role)]
            if named:
                found[role.name] = named if role.many else named[:1]
                taken.update(found[role.name])
    for role in sorted(roles, key=lambda role: not role.required):
        if role.name not in found and (role.required or role.fills):
            free = [c.name for c in table.columns if c.name not in taken and _suits(table, c.name, role)]
            if len(table.columns) > 1:
                counting = [c.name for c in table.columns if c.is_index and role.kind == NUMBER]
                free = [name for name in free if name not in counting] or free
            if free or role.required:
                found[role.name] = free if role.many else free[:1]
                taken.update(found[role.name])
    return found


def read_data(table: Table, roles: Sequence[Role], columns: Mapping[str, Sequence[str]]) -> Data:
    """The data by role. Raises UnreadableData, for all wrong cells at once, or for a role without a column."""
    missing = [str(role.label) for role in roles if role.required and not columns.get(role.name)]
    if missing:
        raise UnreadableData(
            _("No column was found for: %(roles)s. The data have the columns %(columns)s.")
            % {"roles": ", ".join(missing), "columns": ", ".join(column.name for column in table.columns)}
        )
    numbers: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    label_tables: dict[str, Any] = {}
    problems: list[str] = []
    for role in roles:
        read = []
        for name in columns.get(role.name, ()):
            try:
                read.append(_read(table, name, role.kind))
            except UnreadableData as error:
                problems += error.problems
        if not read or problems:
            continue
        if role.many:
            target = tables if role.kind == NUMBER else label_tables
            target[role.name] = [list(row) for row in zip(*read, strict=True)]
        else:
            target = labels if role.kind == LABEL else numbers
            target[role.name] = read[0]
    if problems:
        raise UnreadableData(*shortened(problems))
    named = {name: list(found) for name, found in columns.items()}
    return Data(numbers, labels, tables, label_tables, named, _names_of_rows(table, columns), len(table))


def _suits(table: Table, name: str, role: Role) -> bool:
    column = table.column(name)
    if column is None:
        return False
    if role.kind == EVENT:
        return all(not cell or cell.lower() in _FAILED | _SUSPENDED for cell in column.cells)
    return column.is_numeric or role.kind == LABEL


def _read(table: Table, name: str, kind: str) -> list[Any]:
    column = table.column(name)
    assert column is not None
    if kind == NUMBER:
        return list(column.numbers())
    if kind == LABEL:
        return list(column.labels())
    events: list[float | None] = []
    wrong = []
    for line, cell in zip(column.lines, column.cells, strict=True):
        word = cell.strip().lower()
        if word in _FAILED or word in _SUSPENDED:
            events.append(1.0 if word in _FAILED else 0.0)
        elif not word:
            events.append(None)
        else:
            wrong.append(_("Line %(line)d, column “%(column)s”: “%(cell)s” is neither failed (1) nor suspended (0).")
                         % {"line": line, "column": name, "cell": cell[:40]})  # fmt: skip
    if wrong:
        raise UnreadableData(*shortened(wrong))
    return events


def _names_of_rows(table: Table, columns: Mapping[str, Sequence[str]]) -> list[str]:
    """The first free column of words that differ, such as days or lots; numbers count by themselves."""
    taken = {name for names in columns.values() for name in names}
    for column in table.columns:
        if column.name not in taken and not column.is_numeric and len(set(column.cells)) == len(column.cells):
            return [cell[:24] for cell in column.cells]
    return []
