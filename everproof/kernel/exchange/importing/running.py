"""Carries out what was planned, tries it without keeping anything, and takes a finished import back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, ledger, modules, records, transitions, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import columns, subjects
from everproof.kernel.exchange.importing.columns import HAPPENED, ORIGINAL_NUMBER, STATE, STATE_SINCE
from everproof.kernel.exchange.importing.models import Import, ImportedRow
from everproof.kernel.exchange.importing.planning import Plan, Problem, Row, in_order, values_to_write
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.ledger.models import RecordVersion
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record

# Rows a transaction; on SQLite nobody else writes meanwhile.
PORTION = 50
Progress = Callable[[int], None]
# What a portion runs in: a transaction, and in the background the organisation's scope around it.
Portion = Callable[[], AbstractContextManager[Any]]


class _Back(Exception):
    """Ends a transaction that was only a trial."""


class NotAllGood(Refused):
    """Some rows have problems, and all or nothing was asked for."""


def try_out(plan: Plan, *, by: Actor, progress: Progress | None = None, portion: Portion = transaction.atomic) -> None:
    """Do all that is planned and take it back at once: what the actions would refuse becomes a problem of its row.

    A row that refers to another of the file is tried only after that one, in the same portion.
    """
    by = replace(by, source="import")
    rows = in_order(plan.rows)
    written: dict[int, Record] = {}
    for start in range(0, len(rows), PORTION):
        try:
            with portion(), transaction.atomic():
                if isinstance(plan.record_type, ImportTable):
                    plan.record_type.write(rows[start : start + PORTION], by)
                    raise _Back
                for row in rows[start : start + PORTION]:
                    # A row of an earlier portion is gone again: then only the rest of this row is tried.
                    _attempt(
                        plan, row, by, {number: written[number] for number in row.after.values() if number in written}
                    )
                raise _Back
        except _Back:
            written.clear()
        if progress:
            progress(min(PORTION, len(rows) - start))


def write_good(plan: Plan, *, by: Actor, kept: Import) -> None:
    """Write what is new or changed inside the caller's transaction; what is refused becomes a problem of its row."""
    _write(plan, in_order(plan.rows), replace(by, source="import"), kept, {}, None)


def carry_out(
    plan: Plan,
    *,
    by: Actor,
    kept: Import,
    only_good: bool = False,
    progress: Progress | None = None,
    portion: Portion = transaction.atomic,
) -> Import:
    """Write the rows that are new or changed. All of them in one transaction, or with `only_good` those without a
    problem, a portion at a time. Raises NotAllGood, with nothing written, when all were asked for and one fails.
    """
    by = replace(by, source="import")
    if not only_good and plan.problems():
        raise NotAllGood(_("Some rows have problems. Mend them, or import the good rows only."))
    rows = in_order(plan.rows)
    written: dict[int, Record] = {}
    if only_good:
        for start in range(0, len(rows), PORTION):
            with portion():
                _write(plan, rows[start : start + PORTION], by, kept, written, progress)
                _keep_counts(plan, kept)
    else:
        with portion():
            _write(plan, rows, by, kept, written, progress)
            if plan.problems():
                raise NotAllGood(_("Some rows have problems. Mend them, or import the good rows only."))
            _keep_counts(plan, kept)
    with portion():
        _finish(plan, kept, by)
    return kept


def _write(
    plan: Plan, rows: Sequence[Row], by: Actor, kept: Import, written: dict[int, Record], progress: Progress | None
) -> None:
    if isinstance(plan.record_type, ImportTable):
        for row, record, facts in plan.record_type.write(rows, by):
            _remember(kept, row, record, facts)
    else:
        for row in rows:
            made = _attempt(plan, row, by, written)
            if made is not None:
                written[row.number] = made
                _remember(kept, row, made, {})
    if progress:
        progress(len(rows))


def _remember(kept: Import, row: Row, record: Record, facts: Mapping[str, Any]) -> None:
    ImportedRow.objects.create(
        organization_id=kept.organization_id,
        imported=kept,
        position=row.number,
        type=record.type_name,
        record_id=record.pk,
        version=record.version,
        created=row.state == "new",
        facts=dict(facts),
    )


def _attempt(plan: Plan, row: Row, by: Actor, written: Mapping[int, Record]) -> Record | None:
    """Write one row in a savepoint; what refuses it becomes its problem."""
    try:
        with transaction.atomic():
            referred = {name: written[number] for name, number in row.after.items() if number in written}
            record_type = plan.record_type
            assert isinstance(record_type, RecordType)
            made = _create(record_type, row, by, referred) if row.state == "new" else _update(row, by, referred)
            return _settled(record_type, row, made, by)
    except ValidationError as error:
        _fail_fields(plan, row, error)
    except Refused as refusal:
        for reason in refusal.reasons:
            row.fail(
                Problem(_("row %(row)s") % {"row": row.number}, str(reason), _("Correct the row, or leave it out."))
            )
    return None


def _create(record_type: RecordType, row: Row, by: Actor, referred: Mapping[str, Record]) -> Record:
    values = _with_records(record_type.model, {**values_to_write(row), **referred})
    return verbs.create(record_type, values, by=by, at=row.values.get(HAPPENED))


def _settled(record_type: RecordType, row: Row, record: Record, by: Actor) -> Record:
    """Take a record that was settled elsewhere to the state that its row names, with the day on which that was."""
    wanted = row.values.get(STATE)
    if not wanted or record.status == wanted:
        return record
    _label, step = columns.imported_steps(record_type)[wanted]
    day = row.values.get(STATE_SINCE)
    at = datetime.combine(day, time(12), ZoneInfo(by.organization.zone)) if day else None
    return transitions.settle_imported(record, step, by=by, at=at)


def _update(row: Row, by: Actor, referred: Mapping[str, Record]) -> Record:
    assert row.record is not None
    changes = {name: after for name, (_before, after) in row.changes.items() if name != STATE}
    values = _with_records(type(row.record), {**changes, **referred})
    if not values:
        return row.record
    return verbs.update(row.record, values, by=by, reason=_("Import"), expected_version=row.record.version)


def _with_records(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Actions take records, not their keys."""
    found = dict(values)
    for name, value in values.items():
        field: Any = model._meta.get_field(name) if name != ORIGINAL_NUMBER else None
        if isinstance(field, models.ForeignKey) and isinstance(value, UUID):
            found[name] = field.related_model._default_manager.select_related("organization").get(pk=value)
    return found


def _fail_fields(plan: Plan, row: Row, error: ValidationError) -> None:
    headings = {name: heading for heading, name in plan.mapping.items()}
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        where = _("row %(row)s") % {"row": row.number}
        if name in headings:
            where = _("row %(row)s, column “%(column)s”") % {"row": row.number, "column": headings[name]}
        for message in messages:
            known = columns.targets(plan.record_type).get(name)
            row.fail(Problem(where, str(message), known.hint if known else _("Correct the row, or leave it out.")))


def _keep_counts(plan: Plan, kept: Import) -> None:
    kept.counts = plan.counts()
    kept.problems = [[problem.where, problem.reason, problem.cure] for problem in plan.problems()[:500]]
    kept.save(update_fields=["counts", "problems"])


def _finish(plan: Plan, kept: Import, by: Actor) -> None:
    kept.state = Import.State.DONE
    kept.done_at = clock.now()
    # What was in the file is in the records now; a copy that nobody looks after would only be one more to erase.
    kept.table = None
    kept.save(update_fields=["state", "done_at", "table"])
    facts = {"type": kept.type, "file": kept.file_digest, **{name: str(value) for name, value in kept.counts.items()}}
    ledger.note(by, "kernel.import.run", type="import", record_id=str(kept.pk), facts=facts)


def undo(kept: Import, *, by: Actor) -> list[Problem]:
    """Take an import back: new records are voided, changed ones get their values back; all that changed since stays.

    Gives what could not be taken back. Raises Refused when there is nothing to undo.
    """
    if kept.state != Import.State.DONE:
        raise Refused(_("Only a finished import can be undone."))
    by = replace(by, source="import")
    left: list[Problem] = []
    kind = subjects.of_name(kept.type)
    table = kind if isinstance(kind, ImportTable) else None
    rows = list(kept.rows.order_by("-id"))
    for start in range(0, len(rows), PORTION):
        with transaction.atomic():
            for row in rows[start : start + PORTION]:
                problem = _take_back_part(table, row, by) if table else _take_back(row, by)
                if problem:
                    left.append(problem)
    with transaction.atomic():
        kept.state, kept.undone_at = Import.State.UNDONE, clock.now()
        kept.save(update_fields=["state", "undone_at"])
        facts = {"type": kept.type, "left": str(len(left))}
        ledger.note(by, "kernel.import.undo", type="import", record_id=str(kept.pk), facts=facts)
    return left


def _take_back_part(table: ImportTable, row: ImportedRow, by: Actor) -> Problem | None:
    try:
        with transaction.atomic():
            table.take_back(row, by)
    except Refused as refusal:
        where = _("row %(row)s") % {"row": row.position}
        return Problem(where, str(refusal), _("Look at it and decide yourself."))
    return None


def _take_back(row: ImportedRow, by: Actor) -> Problem | None:
    model = modules.record_type(row.type).model
    where = _("row %(row)s") % {"row": row.position}
    record = access.visible(by, model._default_manager.filter(pk=row.record_id)).select_related("organization").first()
    if record is None or record.voided_at is not None:
        return None
    if record.version != row.version:
        cure = _("Open %(number)s and decide yourself.") % {"number": record.number or record.title}
        return Problem(where, _("It was changed after the import."), cure)
    try:
        with transaction.atomic():
            if row.created:
                records.void(record, by=by, reason=_("The import that made it was undone."))
            else:
                records.update(record, by=by, reason=_("The import was undone."), **_before(row, record))
    except (Refused, ValidationError) as refusal:
        reason = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        return Problem(where, reason, _("Open the record and correct it."))
    return None


def _before(row: ImportedRow, record: Record) -> dict[str, Any]:
    """The values that the import replaced."""
    versions = RecordVersion.objects.filter(
        organization_id=record.organization_id, type=row.type, record_id=row.record_id
    )
    changed = versions.get(version=row.version).changed
    values = versions.get(version=row.version - 1).values
    found = {}
    for name in changed:
        field: Any = record._meta.get_field(name)
        value = values.get(name)
        found[name] = value if isinstance(field, models.JSONField) else field.to_python(value)
    return found
