"""Several sheets of one workbook, imported as one: checked together, written in the order in which they refer to each
other, taken back together. Each sheet is an import of its own that names its workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from everproof.kernel import ids, modules, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import columns, planning, running, service, sheets, template
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.exchange.importing.planning import Plan, Problem
from everproof.kernel.exchange.importing.subjects import Subject, of_name
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.records.lists import RecordIds
from everproof.kernel.tasks.task import task

# The whole workbook is tried in one transaction, in which nobody else writes on SQLite. Longer lists come one by one.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Begun:
    """A workbook that was read: its sheets as imports, and the names of sheets that are called like nothing known."""

    key: UUID
    parts: list[Import]
    unknown: list[str]


class _Back(Exception):
    """Ends the transaction of a trial."""


def in_order(kinds: Iterable[Subject]) -> list[Subject]:
    """What refers to others comes after them; apart from that from the ground of the house up."""
    wanted = list(kinds)
    declared = [
        one for module in reversed(modules.all_modules()) for one in (*module.record_types, *module.import_tables)
    ]
    waiting = sorted(wanted, key=declared.index)
    ordered: list[Subject] = []
    while waiting:
        open_ = {one.name for one in waiting}
        # In a circle somebody has to begin.
        ready = next((one for one in waiting if not (_needed_by(one, wanted) & open_) - {one.name}), waiting[0])
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def _needed_by(kind: Subject, all_kinds: Sequence[Subject]) -> set[str]:
    """The names of the types that rows of this one refer to."""
    if isinstance(kind, ImportTable):
        own = next(module for module in modules.all_modules() if kind in module.import_tables)
        return {one.name for one in own.record_types}
    found = set()
    taken = {**verbs.fields_of(kind, "update"), **verbs.fields_of(kind, "create")}
    for name in taken:
        field: Any = kind.model._meta.get_field(name)
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        target = field.target if isinstance(field, RecordIds) else target
        found |= {one.name for one in all_kinds if target is not None and getattr(one, "model", None) is target}
    return found


@transaction.atomic
def start(content: bytes, *, file_name: str, by: Actor) -> Begun:
    """Read each sheet that is called like something that may be imported here. Raises sheets.Unreadable."""
    called = _called(service.importable(by))
    found: dict[str, str] = {}
    unknown = []
    for name in sheets.names(content):
        kind = called.get(columns.folded(name))
        if kind is None or kind.name in found:
            unknown.append(name)
        else:
            found[kind.name] = name
    if not found:
        raise sheets.Unreadable(
            _("No sheet of this file is called like a list that you may import. Name each sheet like its list: People.")
        )
    key, parts = ids.uuid7(), []
    for place, kind in enumerate(in_order(of_name(name) for name in found)):
        sheet = found[kind.name]
        try:
            kept = service.start(kind, content, file_name=file_name, by=by, sheet=sheet)
        except sheets.Unreadable:
            # A sheet of the template that nobody filled in.
            continue
        kept.workbook, kept.sheet, kept.place = key, sheet[:100], place
        kept.save(update_fields=["workbook", "sheet", "place"])
        parts.append(kept)
    if not parts:
        raise sheets.Unreadable(_("No sheet of this file has a row below its headings."))
    if sum(len(service.table_of(kept).rows) for kept in parts) > MOST_ROWS:
        words = _("The sheets have more than %(rows)s rows together. Import the longest one alone.")
        raise sheets.Unreadable(words % {"rows": MOST_ROWS})
    return Begun(key, parts, [name for name in unknown if name != template.explanation()])


def _called(kinds: Iterable[Subject]) -> dict[str, Subject]:
    """{what a sheet may be called: what it holds}."""
    found: dict[str, Subject] = {}
    for kind in kinds:
        for words in (template.sheet_name(kind), str(kind.plural), kind.path):
            found.setdefault(columns.folded(words), kind)
    return found


def parts_of(organization_id: int, key: UUID) -> list[Import]:
    """The sheets of a workbook in the order in which they are written."""
    return list(Import.objects.filter(organization_id=organization_id, workbook=key).order_by("place", "id"))


def check(parts: Sequence[Import], *, by: Actor) -> None:
    """Say what the import of all sheets would do; a long workbook is checked in the background."""
    _begin(parts)
    if sum(len(service.table_of(kept).rows) for kept in parts) > service.AT_ONCE:
        check_in_background.enqueue(by.organization_id, parts[0].workbook)
    else:
        _try_out(parts, by, transaction.atomic)


def run(parts: Sequence[Import], *, by: Actor, only_good: bool) -> None:
    """Carry out a checked workbook. Raises Refused when it was not checked."""
    if any(kept.state != Import.State.PLANNED or kept.table is None for kept in parts):
        raise Refused(_("Check the file first."))
    _begin(parts, only_good=only_good)
    if sum(len(service.table_of(kept).rows) for kept in parts) > service.AT_ONCE:
        run_in_background.enqueue(by.organization_id, parts[0].workbook)
    else:
        _carry_out(parts, by, transaction.atomic)


def undo(parts: Sequence[Import], *, by: Actor) -> list[Problem]:
    """Take all sheets back, the last first. Gives what could not be taken back."""
    done = [kept for kept in parts if kept.state == Import.State.DONE]
    if not done:
        raise Refused(_("Only a finished import can be undone."))
    left: list[Problem] = []
    for kept in reversed(done):
        left += [_in_sheet(kept, problem) for problem in running.undo(kept, by=by)]
    return left


@task(scoped=False, delays=())
def check_in_background(organization_id: int, key: str) -> None:
    """Check a long workbook."""
    portion = service.portions(organization_id)
    with portion():
        parts = parts_of(organization_id, UUID(key))
        by = service.person_behind(parts[0])
    _try_out(parts, by, portion)


@task(scoped=False, delays=())
def run_in_background(organization_id: int, key: str) -> None:
    """Carry out a long workbook."""
    portion = service.portions(organization_id)
    with portion():
        parts = parts_of(organization_id, UUID(key))
        by = service.person_behind(parts[0])
    _carry_out(parts, by, portion)


def import_at_once(content: bytes, *, file_name: str, by: Actor, dry_run: bool = False) -> dict[str, Any]:
    """Import the good rows of all sheets in one go: the sums as service.import_at_once gives them, and as `sheets` the
    same for each. Raises sheets.Unreadable.
    """
    begun = start(content, file_name=file_name, by=by)
    parts = begun.parts
    _try_out(parts, by, transaction.atomic)
    if not dry_run:
        run_parts = [kept for kept in parts if kept.state == Import.State.PLANNED]
        _begin(run_parts, only_good=True)
        _carry_out(run_parts, by, transaction.atomic)
    found = {kept.pk: kept for kept in parts_of(by.organization_id, begun.key)}
    told = [_told(found[kept.pk]) for kept in parts]
    if dry_run:
        # What was only tried is nothing to look at later.
        Import.objects.filter(organization_id=by.organization_id, workbook=begun.key).delete()
    sums = {name: sum(one[name] for one in told) for name in ("read", "new", "changed", "unchanged")}
    return {**sums, "problems": [problem for one in told for problem in one.pop("problems")], "sheets": told}


def _told(kept: Import) -> dict[str, Any]:
    counts = {name: kept.counts.get(name, 0) for name in ("read", "new", "changed", "unchanged")}
    problems = [_in_sheet(kept, Problem(*problem)) for problem in kept.problems]
    return {
        "sheet": kept.sheet,
        "type": of_name(kept.type).path,
        **counts,
        "problems": [{"where": one.where, "reason": one.reason, "cure": one.cure} for one in problems],
    }


def _in_sheet(kept: Import, problem: Problem) -> Problem:
    where = _("sheet “%(sheet)s”, %(where)s") % {"sheet": kept.sheet, "where": problem.where}
    return Problem(where, problem.reason, problem.cure)


def _begin(parts: Sequence[Import], **changes: Any) -> None:
    for kept in parts:
        kept.state, kept.progress = Import.State.RUNNING, 0
        for name, value in changes.items():
            setattr(kept, name, value)
        kept.save(update_fields=["state", "progress", *changes])


def _try_out(parts: Sequence[Import], by: Actor, portion: running.Portion) -> None:
    """Write all sheets one after the other and take everything back: a row may refer to one of a sheet before it."""
    plans: list[Plan | Problem] = []
    try:
        with portion(), transaction.atomic():
            for kept in parts:
                plans.append(_tried(kept, by))
            raise _Back
    except _Back:
        pass
    with portion():
        for kept, plan in zip(parts, plans, strict=True):
            if isinstance(plan, Plan):
                service.keep_plan(kept, plan)
            else:
                _keep_unmapped(kept, plan)


def _tried(kept: Import, by: Actor) -> Plan | Problem:
    try:
        plan = service.plan_of(kept, by)
    except planning.BadMapping as error:
        return _unmapped(error)
    running.write_good(plan, by=by, kept=kept)
    return plan


def _unmapped(error: ValidationError) -> Problem:
    return Problem(_("columns"), " ".join(error.messages), _("Say which column is which."))


def _keep_unmapped(kept: Import, problem: Problem) -> None:
    rows = len(service.table_of(kept).rows)
    kept.state = Import.State.READ
    kept.counts = {"read": rows, "new": 0, "changed": 0, "unchanged": 0, "problem": rows}
    kept.problems = [[problem.where, problem.reason, problem.cure]]
    kept.save(update_fields=["state", "counts", "problems"])


def _carry_out(parts: Sequence[Import], by: Actor, portion: running.Portion) -> None:
    """Write sheet after sheet: the good rows of each, or all rows of all in one transaction."""
    if not parts:
        return
    if parts[0].only_good:
        for kept in parts:
            with portion():
                plan = service.plan_of(kept, by)
            running.carry_out(plan, by=by, kept=kept, only_good=True, portion=portion)
    else:
        try:
            with portion(), transaction.atomic():
                for kept in parts:
                    running.carry_out(service.plan_of(kept, by), by=by, kept=kept)
        except running.NotAllGood:
            # Something changed since the check; it says now what.
            fresh = _fresh(parts, portion)
            _try_out(fresh, by, portion)
            return
    with portion():
        mine = Import.objects.filter(organization_id=parts[0].organization_id, workbook=parts[0].workbook)
        mine.update(preview=[])


def _fresh(parts: Sequence[Import], portion: running.Portion) -> list[Import]:
    with portion():
        return parts_of(parts[0].organization_id, parts[0].workbook)  # type: ignore[arg-type]


def totals(parts: Sequence[Import]) -> Mapping[str, int]:
    """The sums over all sheets."""
    names = ("read", "new", "changed", "unchanged", "problem")
    return {name: sum(kept.counts.get(name, 0) for kept in parts) for name in names}
