"""From an uploaded file to a finished import, for pages and the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.policy import Answer
from everproof.kernel.access.roles import ADMINISTER, MANAGE
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange.importing import adapting, cells, columns, planning, running, sheets, subjects
from everproof.kernel.exchange.importing.models import Import, ImportMapping
from everproof.kernel.exchange.importing.planning import Plan, Row
from everproof.kernel.exchange.importing.sheets import Cell, Table
from everproof.kernel.exchange.importing.subjects import Subject
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

# A file with so few rows is worked on while the person waits.
AT_ONCE = 100
SHOWN = 200
KEPT = timedelta(days=1)


def may_import(actor: Actor, record_type: Subject) -> Answer:
    """Whether somebody may import records of a type: who manages or administers, and may make such records.

    Who only reports, a shared device above all, makes one at a time. Access itself is given one by one.
    """
    if isinstance(record_type, ImportTable):
        return record_type.may(actor) if actor.has(MANAGE) else Answer(False, _("Only a quality manager imports this."))
    if record_type.model is AccessAssignment:
        return Answer(False, _("Access is given to one person at a time."))
    if not (actor.has(MANAGE) or actor.has(ADMINISTER)):
        return Answer(False, _("Only an administrator or a quality manager imports tables."))
    return access.may(actor, "create", record_type.model)


def require_import(actor: Actor, record_type: Subject) -> None:
    """Raise NotAllowed with the reason unless `may_import`."""
    answer = may_import(actor, record_type)
    if not answer:
        raise NotAllowed(answer.reason)


def importable(actor: Actor) -> list[Subject]:
    """What the actor may import: records of types, and tables."""
    kinds: list[Subject] = [*modules.all_record_types(), *subjects.tables()]
    return [one for one in kinds if may_import(actor, one)]


@transaction.atomic
def start(record_type: Subject, content: bytes, *, file_name: str, by: Actor, sheet: str = "") -> Import:
    """Read a file and keep its cells for the next steps, with columns mapped as the last time or as they are named.

    Of a workbook it is the sheet of this name, else the one that is called like what is imported, else the first.
    Raises sheets.Unreadable.
    """
    require_import(by, record_type)
    table = sheets.read_bytes(content, sheet or sheet_of(record_type, content))
    if not table.rows:
        raise sheets.Unreadable(_("The file has headings but no rows."))
    remembered = ImportMapping.objects.filter(
        organization_id=by.organization_id, type=record_type.name, headings=_digest(table.headings)
    ).first()
    return Import.objects.create(
        organization=by.organization,
        person_id=by.person_id,
        type=record_type.name,
        file_name=file_name[:200],
        file_digest=hashlib.sha256(content).hexdigest(),
        table=_plain_table(table),
        mapping=remembered.fields if remembered else _guessed(record_type, table.headings, by),
        created_at=clock.now(),
    )


def _guessed(kind: Subject, headings: Sequence[str], by: Actor) -> dict[str, str]:
    return kind.guess(headings, by) if isinstance(kind, ImportTable) else columns.guess(kind, headings)


def sheet_of(record_type: Subject, content: bytes) -> str:
    """The sheet of a workbook that is called like what is imported; nothing when there is none of that name."""
    called = {columns.folded(str(words)) for words in (record_type.plural, record_type.path)}
    return next((name for name in sheets.names(content) if columns.folded(name) in called), "")


def check(kept: Import, mapping: Mapping[str, str], *, by: Actor) -> Import:
    """Say what the import would do. A large file is checked in the background. Raises BadMapping."""
    set_mapping(kept, mapping, by=by)
    kept.state, kept.progress = Import.State.RUNNING, 0
    kept.save(update_fields=["state", "progress"])
    if len(table_of(kept).rows) > AT_ONCE:
        check_in_background.enqueue(by.organization_id, kept.pk)
    else:
        _check(kept, by, transaction.atomic)
    return kept


def set_mapping(kept: Import, mapping: Mapping[str, str], *, by: Actor) -> None:
    """Say which column fills which field, and remember it for files with the same headings. Raises BadMapping."""
    record_type, table = subjects.of_name(kept.type), table_of(kept)
    planning.plan(record_type, Table(table.headings, (), table.first_row), mapping, by=by)
    ImportMapping.objects.update_or_create(
        organization_id=by.organization_id,
        type=kept.type,
        headings=_digest(table.headings),
        defaults={"fields": dict(mapping), "updated_at": clock.now()},
    )
    kept.mapping = dict(mapping)
    kept.save(update_fields=["mapping"])


def run(kept: Import, *, by: Actor, only_good: bool) -> Import:
    """Carry out a checked import. Raises Refused when it was not checked, NotAllGood when a row fails after all."""
    if kept.state != Import.State.PLANNED or kept.table is None:
        raise Refused(_("Check the file first."))
    kept.state, kept.only_good, kept.progress = Import.State.RUNNING, only_good, 0
    kept.save(update_fields=["state", "only_good", "progress"])
    if len(kept.table["rows"]) > AT_ONCE:
        run_in_background.enqueue(by.organization_id, kept.pk)
    else:
        _run(kept, by, transaction.atomic)
    return kept


def plan_of(kept: Import, by: Actor) -> Plan:
    return planning.plan(subjects.of_name(kept.type), table_of(kept), kept.mapping, by=by)


@task(scoped=False, delays=())
def check_in_background(organization_id: int, import_id: str) -> None:
    """Check a large file, portion by portion, so that its progress is seen and nobody waits for it."""
    portion = portions(organization_id)
    with portion():
        kept = Import.objects.get(organization_id=organization_id, pk=UUID(import_id))
        by = person_behind(kept)
    _check(kept, by, portion)


@task(scoped=False, delays=())
def run_in_background(organization_id: int, import_id: str) -> None:
    """Carry out a large import."""
    portion = portions(organization_id)
    with portion():
        kept = Import.objects.get(organization_id=organization_id, pk=UUID(import_id))
        by = person_behind(kept)
    _run(kept, by, portion)


@task
def forget_tables(organization_id: int) -> None:
    """Files that nobody imported within a day are forgotten: they hold values that no record answers for."""
    old = Import.objects.filter(organization_id=organization_id, created_at__lt=clock.now() - KEPT)
    old.exclude(table=None).update(table=None)


def _check(kept: Import, by: Actor, portion: running.Portion) -> None:
    with portion():
        plan = plan_of(kept, by)
    running.try_out(plan, by=by, progress=_progress(kept, portion), portion=portion)
    with portion():
        keep_plan(kept, plan)


def keep_plan(kept: Import, plan: Plan) -> None:
    """Keep what was found out about an import that was tried, for its page."""
    kept.state = Import.State.PLANNED
    kept.key = list(plan.key)
    kept.counts = plan.counts()
    kept.problems = [[problem.where, problem.reason, problem.cure] for problem in plan.problems()[:500]]
    kept.preview = [_shown(plan, row) for row in plan.rows if row.state in ("new", "changed")][:SHOWN]
    kept.save(update_fields=["state", "key", "counts", "problems", "preview"])


def _run(kept: Import, by: Actor, portion: running.Portion) -> None:
    with portion():
        plan = plan_of(kept, by)
    try:
        running.carry_out(
            plan, by=by, kept=kept, only_good=kept.only_good, progress=_progress(kept, portion), portion=portion
        )
    except running.NotAllGood:
        # Something changed since the check; it says now what.
        with portion():
            kept.state, kept.counts = Import.State.PLANNED, plan.counts()
            kept.problems = [[problem.where, problem.reason, problem.cure] for problem in plan.problems()[:500]]
            kept.save(update_fields=["state", "counts", "problems"])
        return
    with portion():
        Import.objects.filter(organization_id=kept.organization_id, pk=kept.pk).update(preview=[])


def _progress(kept: Import, portion: running.Portion) -> running.Progress:
    def advance(rows: int) -> None:
        with portion():
            Import.objects.filter(organization_id=kept.organization_id, pk=kept.pk).update(
                progress=F("progress") + rows
            )

    return advance


def portions(organization_id: int) -> running.Portion:
    """What work in the background runs in: the organisation's scope and a transaction."""

    @contextmanager
    def portion() -> Iterator[None]:
        with organization_scope(organization_id), transaction.atomic():
            yield

    return portion


def person_behind(kept: Import) -> Actor:
    """Whoever brought the file, as an actor; or the import itself where nobody did."""
    organization = Organization.objects.get(pk=kept.organization_id)
    if kept.person_id is None:
        return Actor.system(organization, "import", source="import")
    person = Person.objects.get(organization_id=kept.organization_id, pk=kept.person_id)
    return actor_for(organization, person, source="import")


def _shown(plan: Plan, row: Row) -> list[Any]:
    """[row, state, title, [[label, before, after], …]] for the page."""
    targets = columns.targets(plan.record_type)
    changes = [[targets[name].label, _words(before), _words(after)] for name, (before, after) in row.changes.items()]
    return [row.number, row.state, row.title[:200], changes]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)[:200]
    return cells.text(value)[:200] if not isinstance(value, UUID) else str(value)


def _digest(headings: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(headings).encode()).hexdigest()


def _plain_table(table: Table) -> dict[str, Any]:
    rows = [[_plain_cell(cell) for cell in row] for row in table.rows]
    return {
        "headings": list(table.headings),
        "rows": rows,
        "first_row": table.first_row,
        "too_long": sorted(table.too_long),
    }


def _plain_cell(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def table_of(kept: Import) -> Table:
    """The cells of the file. Raises Refused when they are forgotten already."""
    if kept.table is None:
        raise Refused(_("The file is no longer kept. Upload it again."))
    rows = tuple(tuple(_cell(cell) for cell in row) for row in kept.table["rows"])
    too_long = frozenset(kept.table.get("too_long", ()))
    return Table(tuple(kept.table["headings"]), rows, kept.table["first_row"], too_long)


def _cell(stored: Any) -> Cell:
    if isinstance(stored, dict):
        return date.fromisoformat(stored["day"]) if "day" in stored else datetime.fromisoformat(stored["moment"])
    return stored


def import_at_once(
    record_type: Subject,
    content: bytes,
    *,
    file_name: str,
    by: Actor,
    mapping: adapting.Columns | None = None,
    values: adapting.Values | None = None,
    key: Sequence[str] = (),
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import a file in one go, the good rows only: {read, new, changed, unchanged, problems: [{where, reason, cure}]}.

    `mapping` may give a column to several fields, and `values` says what a file's words mean here (see adapting.py).
    Raises sheets.Unreadable, BadMapping, NotAllowed.
    """
    require_import(by, record_type)
    table = sheets.read_bytes(content, sheet_of(record_type, content))
    table, columns_of = adapting.adapted(table, mapping or _guessed(record_type, table.headings, by), values or {})
    plan = planning.plan(record_type, table, columns_of, by=by, key=key)
    if dry_run:
        running.try_out(plan, by=by)
    elif any(row.state in ("new", "changed") for row in plan.rows):
        with transaction.atomic():
            kept = start(record_type, content, file_name=file_name, by=by)
            Import.objects.filter(organization_id=by.organization_id, pk=kept.pk).update(
                mapping=columns_of, key=list(plan.key), only_good=True
            )
        running.carry_out(plan, by=by, kept=kept, only_good=True)
    counts = plan.counts()
    return {
        **{name: counts[name] for name in ("read", "new", "changed", "unchanged")},
        "problems": [
            {"where": problem.where, "reason": problem.reason, "cure": problem.cure} for problem in plan.problems()
        ],
    }
