"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from everproof.kernel import access, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.exchange.importing import cells, columns
from everproof.kernel.exchange.importing.cells import BadCell
from everproof.kernel.exchange.importing.columns import CARRIED, NUMBER, ORIGINAL_NUMBER, STATE, Reader
from everproof.kernel.exchange.importing.sheets import Cell, Table
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record

State = Literal["new", "changed", "unchanged", "problem"]
AT_ONCE = 400


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: where it stands in the file, why, and what would be right."""

    where: str
    reason: str
    cure: str


@dataclass
class Row:
    """A row of the file. `number` is the one that a spreadsheet shows; `values` those of the cells with content.

    `after` are rows of the same file that must come first, because this one refers to them.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    state: State = "new"
    record: Record | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    after: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.values.get("title") or (self.record.title if self.record else ""))

    def fail(self, problem: Problem) -> None:
        self.state = "problem"
        self.problems.append(problem)


@dataclass
class Plan:
    """All rows of a file for one type or table, and how they are recognised."""

    record_type: RecordType | ImportTable
    mapping: Mapping[str, str]
    key: tuple[str, ...]
    rows: list[Row]

    def counts(self) -> dict[str, int]:
        """How many rows there are of each state; `read` is all of them."""
        states = [row.state for row in self.rows]
        return {
            "read": len(states),
            **{state: states.count(state) for state in ("new", "changed", "unchanged", "problem")},
        }

    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]


class BadMapping(ValidationError):
    """Columns are mapped to what does not exist, or rows could not be told apart."""


def plan(
    record_type: RecordType | ImportTable,
    table: Table,
    mapping: Mapping[str, str],
    *,
    by: Actor,
    key: Sequence[str] = (),
) -> Plan:
    """Read every cell, find the records that are here already, and say what would happen. Writes nothing.

    `mapping` is {heading: field}; headings that are left out are not imported. Raises BadMapping.
    """
    fields = {heading: name for heading, name in mapping.items() if name}
    if isinstance(record_type, ImportTable):
        check_mapping(record_type, table, fields)
        return Plan(record_type, fields, record_type.key, record_type.plan(table, fields, by))
    chosen = tuple(key) or columns.natural_key(record_type, fields)
    check_mapping(record_type, table, fields)
    _check_key(record_type, fields, chosen)
    positions = {name: table.headings.index(heading) for heading, name in fields.items()}
    headings = {name: heading for heading, name in fields.items()}
    readers = {
        name: columns.reader(record_type, name, [row[position] for row in table.rows], by)
        for name, position in positions.items()
    }
    rows = [
        _read(table.first_row + offset, raw, positions, headings, readers)
        for offset, raw in enumerate(table.rows)
        if any(cell is not None for cell in raw)
    ]
    _refuse_too_long(rows, table)
    found = Plan(record_type, fields, chosen, rows)
    _refer_within(found, record_type, readers)
    _refuse_twins(found, record_type)
    _recognise(found, record_type, by)
    _require_needed(found, record_type, headings)
    return found


def _refuse_too_long(rows: Sequence[Row], table: Table) -> None:
    """What stands beyond the last column would be lost, and the cells before it may be shifted."""
    for row in rows:
        if row.number in table.too_long:
            reason = _("The row has more cells than there are columns.")
            row.fail(Problem(place(row.number), reason, _("Put text that holds the separator in quotation marks.")))


def check_mapping(record_type: RecordType | ImportTable, table: Table, fields: Mapping[str, str]) -> None:
    """Raise BadMapping for columns and fields that there are not, and for two columns that fill one field."""
    known = columns.targets(record_type)
    for heading, name in fields.items():
        if heading not in table.headings:
            raise BadMapping(_("The file has no column “%(heading)s”.") % {"heading": heading})
        if name not in known:
            raise BadMapping(_("There is no field “%(name)s”.") % {"name": name})
    names = list(fields.values())
    twice = sorted({known[name].label for name in names if names.count(name) > 1 and not known[name].repeats})
    if twice:
        raise BadMapping(_("More than one column goes into “%(label)s”.") % {"label": twice[0]})


def _check_key(record_type: RecordType, fields: Mapping[str, str], key: Sequence[str]) -> None:
    known, names = columns.targets(record_type), list(fields.values())
    missing = [known[name].label if name in known else name for name in key if name not in names]
    if not key or missing:
        raise BadMapping(
            _("Rows are known again by %(fields)s, which no column fills.")
            % {"fields": ", ".join(missing) or _("their name or old number")}
        )


def _read(
    number: int,
    raw: Sequence[Cell],
    positions: Mapping[str, int],
    headings: Mapping[str, str],
    readers: Mapping[str, Reader],
) -> Row:
    row = Row(number)
    for name, position in positions.items():
        cell = raw[position]
        if cell is None:
            continue
        try:
            row.values[name] = readers[name](cell)
        except BadCell as bad:
            row.fail(Problem(place(number, headings[name]), bad.reason, bad.cure))
            row.values[name] = cell
    return row


def place(number: int, heading: str = "") -> str:
    """A place in a file, in words."""
    words = {"row": number, "column": heading}
    return _("row %(row)s, column “%(column)s”") % words if heading else _("row %(row)s") % words


def _refer_within(found: Plan, record_type: RecordType, readers: Mapping[str, Reader]) -> None:
    """A reference that only failed because its record comes with the same file is no problem, but an order."""
    model = record_type.model
    own = [
        name
        for name, reader in readers.items()
        if isinstance(reader, columns.References) and model._meta.get_field(name).related_model is model
    ]
    if not own:
        return
    by_word = {
        str(row.values[word]).casefold(): row.number
        for row in reversed(found.rows)
        for word in (*found.key, "title")
        if row.values.get(word)
    }
    headings = {name: heading for heading, name in found.mapping.items()}
    for row in found.rows:
        for name in own:
            where = place(row.number, headings[name])
            target = by_word.get(cells.text(row.values.get(name)).casefold()) if name in row.values else None
            if target and target != row.number and any(problem.where == where for problem in row.problems):
                row.problems = [problem for problem in row.problems if problem.where != where]
                row.state = "problem" if row.problems else "new"
                row.after[name] = target
                del row.values[name]


def _key_of(row: Row, key: Sequence[str], record_type: RecordType) -> tuple[str, ...] | None:
    """What a row is known again by; what a new record does not need may be empty. None when nothing tells it."""
    values = tuple(cells.text(_key_text(row.values.get(name))).strip() for name in key)
    if len(key) == 1:
        return values if values[0] else None
    needed = verbs.fields_of(record_type, "create")
    return values if all(value or not needed.get(name) for name, value in zip(key, values, strict=True)) else None


def _stand_in(row: Row, key: Sequence[str]) -> tuple[str, str] | None:
    """Where a row leaves the one field empty by which others are known, its name: many people have no e-mail."""
    title = cells.text(row.values.get("title")).strip()
    return (key[0], title) if len(key) == 1 and key[0] not in ("title", ORIGINAL_NUMBER) and title else None


def _key_text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _refuse_twins(found: Plan, record_type: RecordType) -> None:
    seen: dict[tuple[str, ...], int] = {}
    labels = columns.targets(record_type)
    for row in found.rows:
        key = _key_of(row, found.key, record_type)
        known = key or _stand_in(row, found.key)
        if known is None:
            if row.values.get(NUMBER):
                continue
            names = ", ".join(labels[name].label for name in found.key)
            reason = _("%(fields)s: nothing is written there.") % {"fields": names}
            row.fail(Problem(place(row.number), reason, _("Rows are known again by it: fill it in.")))
        elif known in seen:
            reason = _("This is in row %(row)s already.") % {"row": seen[known]}
            row.fail(Problem(place(row.number), reason, _("Leave one of the two out.")))
        else:
            seen[known] = row.number


def _recognise(found: Plan, record_type: RecordType, by: Actor) -> None:
    """Find the records that rows are about, in few statements, and what would change in them."""
    numbered = _existing(found, record_type, (NUMBER,), by) if NUMBER in found.mapping.values() else {}
    existing = _existing(found, record_type, found.key, by)
    nameless = any(_key_of(row, found.key, record_type) is None and _stand_in(row, found.key) for row in found.rows)
    by_title = _existing(found, record_type, ("title", found.key[0]), by) if nameless else {}
    editable = verbs.fields_of(record_type, "update")
    for row in found.rows:
        if row.state == "problem":
            continue
        wanted = cells.text(row.values.get(NUMBER))
        key = _key_of(row, found.key, record_type)
        title = cells.text(row.values.get("title")).strip()
        row.record = numbered.get((wanted,)) if wanted else existing.get(key) if key else by_title.get((title, ""))
        if wanted and row.record is None:
            reason = _("There is no record %(number)s.") % {"number": wanted}
            row.fail(Problem(place(row.number), reason, _("Leave the number out to make a new record.")))
            continue
        if row.record is None:
            continue
        row.changes = {name: pair for name in editable if (pair := _difference(row, name)) is not None}
        if STATE in row.values and row.values[STATE] != row.record.status:
            row.changes[STATE] = (row.record.status, row.values[STATE])
        row.state = "changed" if row.changes or row.after else "unchanged"


def _existing(found: Plan, record_type: RecordType, key: Sequence[str], by: Actor) -> dict[tuple[str, ...], Record]:
    model = record_type.model
    first = key[0]
    # A cell that could not be read stands there as it is written, and is no key.
    read = [row for row in found.rows if row.state != "problem"]
    wanted = sorted({cells.text(_key_text(row.values.get(first))).strip() for row in read} - {""})
    records: dict[tuple[str, ...], Record] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = access.visible(
            by, model._default_manager.filter(voided_at=None, **{f"{first}__in": wanted[start : start + AT_ONCE]})
        )
        for record in rows.select_related("organization").order_by("-id"):
            held = (getattr(record, model._meta.get_field(name).attname) for name in key)  # type: ignore[union-attr]
            records[tuple("" if value is None else str(value) for value in held)] = record
    return records


def _difference(row: Row, name: str) -> tuple[Any, Any] | None:
    """(now, then) of a field whose cell says something else than the record. An empty cell changes nothing."""
    if name not in row.values or row.record is None:
        return None
    field_: Any = row.record._meta.get_field(name)
    now = getattr(row.record, field_.attname)
    then = row.values[name]
    if isinstance(field_, models.CharField | models.TextField) and now is not None:
        same = str(now).strip().replace("\r\n", "\n") == str(then)
    elif isinstance(field_, models.JSONField):
        same = plain(now) == plain(then)
    elif isinstance(field_, models.DecimalField) and now is not None:
        same = now == round(then, field_.decimal_places)
    else:
        same = now == then
    return None if same else (now, then)


def _require_needed(found: Plan, record_type: RecordType, headings: Mapping[str, str]) -> None:
    for name, needed in verbs.fields_of(record_type, "create").items():
        if not needed:
            continue
        label = columns.targets(record_type)[name].label
        for row in found.rows:
            if row.state == "new" and name not in row.values and name not in row.after:
                reason = _("%(field)s is missing.") % {"field": label}
                row.fail(Problem(place(row.number, headings.get(name, "")), reason, _("Fill it in.")))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows that can be written, each after those it refers to; a circle comes last, in the order of the file."""
    waiting = [row for row in rows if row.state in ("new", "changed")]
    going = {row.number for row in waiting}
    done: set[int] = set()
    ordered: list[Row] = []
    while waiting:
        ready = [row for row in waiting if all(number in done or number not in going for number in row.after.values())]
        if not ready:
            return [*ordered, *waiting]
        ordered += ready
        done |= {row.number for row in ready}
        waiting = [row for row in waiting if row.number not in done]
    return ordered


def values_to_write(row: Row) -> dict[str, Any]:
    """The values of a new record by field, without what every import may carry besides."""
    return {name: value for name, value in row.values.items() if name not in CARRIED or name == ORIGINAL_NUMBER}
