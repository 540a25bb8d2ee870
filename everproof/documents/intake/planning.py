"""What an intake would do with each file, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from everproof.documents import numbering
from everproof.documents.intake import claims as said
from everproof.documents.intake import registers
from everproof.documents.intake.reading import Read, read
from everproof.documents.intake.registers import Entry, Register
from everproof.documents.intake.sources import PICTURES, Source, Sources
from everproof.documents.models import Document, DocumentRevision, DocumentType, IntakeItem, Kind
from everproof.documents.models.revision import OPEN
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions as files
from everproof.kernel.tenancy import organization_scope

State = IntakeItem.State
Progress = Callable[[int], None]
AT_ONCE = 400
# What is written for a row, in the order in which `taking` does it.
REGISTER, FILL, REWRITE, REVISE, DESCRIBE, RETURN = "register", "fill", "rewrite", "revise", "describe", "return"


@dataclass
class Row:
    """One document of the plan; `position` counts from 1.

    `steps` are what would be written; `before` is what came in of it the last time.
    """

    path: str
    source: Source | None = None
    position: int = 0
    read: Read | None = None
    state: str = State.NEW
    steps: tuple[str, ...] = ()
    type: DocumentType | None = None
    document: Document | None = None
    revision: DocumentRevision | None = None
    before: IntakeItem | None = None
    becomes: str = ""
    since: date | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)

    def fail(self, reason: Any, cure: Any) -> None:
        self.state = State.PROBLEM
        self.problems.append((str(reason), str(cure)))

    @property
    def is_written(self) -> bool:
        return self.state in (State.NEW, State.CHANGED)

    @property
    def claims(self) -> dict[str, str]:
        """What is kept of the claims, with the title as it was read."""
        if self.read is None:
            return {}
        return {**self.read.claims.plain(), "title": self.read.title, "file": self.path}


@dataclass
class Plan:
    """All rows, and what is left out because it is no document."""

    rows: list[Row]
    left_out: list[tuple[str, str]]

    def counts(self) -> dict[str, int]:
        """How many rows there are of each state; `read` is all of them, so the others add up to it."""
        states = [str(row.state) for row in self.rows]
        return {"read": len(states), **{str(state): states.count(str(state)) for state in State}}


def plan(
    sources: Sources,
    *,
    by: Actor,
    since: date | None = None,
    sheet_map: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Read every file and say what would become of it. Writes nothing, and asks the database only before and after."""
    register = registers.read(sources, sheet_map or {})
    with organization_scope(by.organization_id):
        known = _Known(by)
        largest = files.largest_file(by.organization_id)
    rows: list[Row] = []
    left_out = [*sources.left_out, *((path, _("A list of documents.")) for path in sorted(register.used))]
    waiting = [one for one in sources.files if one.path not in register.used]
    for source in sorted(waiting, key=lambda one: one.ending in PICTURES):
        row = _row(source, sources, register, largest, known)
        if isinstance(row, Row):
            rows.append(row)
        else:
            left_out.append((source.path, row))
        if progress:
            progress(1)
    rows += _rows_without_file(register, rows)
    _refuse_twins(rows)
    with organization_scope(by.organization_id):
        known.match(rows)
    for row in rows:
        if row.state != State.PROBLEM:
            _decide(row, known, since, clock.today(by.organization.zone))
    rows.sort(key=lambda row: row.path.casefold())
    for position, row in enumerate(rows, start=1):
        row.position = position
    return Plan(rows, sorted(left_out))


def _row(source: Source, sources: Sources, register: Register, largest: int, known: _Known) -> Row | str:
    """What one file is, or why it is no document."""
    if source.ending in PICTURES and register.about(source, "") is None:
        shown = source.path in sources.shown
        return _("A picture of one of the documents.") if shown else _("A picture that no document shows.")
    row = Row(source.path, source)
    if source.size > largest:
        words = _("It has %(size)s MB; files of up to %(most)s MB are taken.")
        row.fail(
            words % {"size": round(source.size / 1_000_000), "most": largest // 1_000_000},
            _("Make it smaller, or let an administrator raise the limit for files."),
        )
        return row
    try:
        row.read = read(source, sources, register)
    except Refused as refusal:
        for reason in refusal.reasons:
            row.fail(reason, _("Correct the file, or leave it out."))
        return row
    if row.read.claims.state == said.WITHDRAWN:
        return _("It says that it is out of use.")
    for reason, cure in row.read.claims.doubts:
        row.fail(reason, cure)
    # It is read once more when it is written: thousands of texts would not fit into memory.
    row.read.text = None
    return row


def _rows_without_file(register: Register, rows: Sequence[Row]) -> list[Row]:
    used = {id(row.read.entry) for row in rows if row.read and row.read.entry}
    found = []
    for entry in register.entries:
        if id(entry) not in used:
            row = Row(entry.where)
            row.fail(_no_file(entry), _("Add the file to the folder or the zip, or take the row out."))
            found.append(row)
    return found


def _no_file(entry: Entry) -> str:
    if entry.file:
        return _("The file “%(file)s” is not there.") % {"file": entry.file[:120]}
    name = entry.claims.number or entry.claims.title
    return _("No file is there for “%(name)s”.") % {"name": name[:120]}


def _refuse_twins(rows: Sequence[Row]) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        number = said.same_number(row.read.claims.number) if row.read and row.state != State.PROBLEM else ""
        if not number:
            continue
        if number in seen:
            reason = _("It carries the number of %(path)s.") % {"path": seen[number]}
            row.fail(reason, _("Give it a number of its own in a register, or leave one of the two out."))
        else:
            seen[number] = row.path


class _Known:
    """What is here already: types, documents by number, and what came in before; a few statements for all rows."""

    def __init__(self, by: Actor) -> None:
        own = {"organization_id": by.organization_id}
        types = DocumentType.objects.in_force().filter(status="active", **own).select_related("organization")
        self.types = list(types.order_by("id"))
        documents = access.visible(by, Document.objects.filter(**own)).exclude(number="")
        self.by_number: dict[str, UUID] = {}
        for key, number in documents.order_by(F("voided_at").desc(nulls_first=True), "id").values_list("pk", "number"):
            self.by_number.setdefault(said.same_number(number), key)
        items = IntakeItem.objects.filter(taken_at__isnull=False, **own).order_by("id")
        self.by_document: dict[UUID, IntakeItem] = {}
        self.by_path: dict[str, IntakeItem] = {}
        self.by_content: dict[str, IntakeItem] = {}
        for item in items.defer("facts", "held", "lost", "problems"):
            if item.document_id is not None:
                self.by_document[item.document_id] = item
                self.by_path[item.path] = item
                self.by_content[item.sha256] = item
        self.by = by

    def type_for(self, row: Row) -> DocumentType | None:
        """The type that the file names, else the first one of its kind."""
        assert row.read is not None
        named = said.folded(row.read.claims.kind)
        for type in self.types:
            if named and said.folded(type.title) == named:
                return type
        return next((type for type in self.types if type.kind == row.read.kind), None)

    def match(self, rows: Sequence[Row]) -> None:
        """Set of each row the document that it is about, what came in of that before, and its newest revision."""
        keys = {id(row): self._key_of(row) for row in rows}
        wanted = sorted({key for key in keys.values() if key is not None})
        documents: dict[UUID, Document] = {}
        revisions: dict[UUID, DocumentRevision] = {}
        items: dict[UUID | None, IntakeItem] = {}
        own = {"organization_id": self.by.organization_id}
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            visible = access.visible(self.by, Document.objects.filter(pk__in=some))
            documents |= {one.pk: one for one in visible.select_related("organization", "type", "current_revision")}
            rows_of = DocumentRevision.objects.filter(document_id__in=some, **own).defer("body", "plain_text")
            for one in rows_of.select_related("organization").order_by("position", "id"):
                if one.voided_at is None or one.document_id not in revisions:
                    revisions[one.document_id] = one
            last = [self.by_document[key].pk for key in some if key in self.by_document]
            items |= {one.document_id: one for one in IntakeItem.objects.filter(pk__in=last, **own)}
        for row in rows:
            key = keys[id(row)]
            row.document = documents.get(key) if key else None
            if key and row.document is not None:
                row.revision, row.before = revisions.get(key), items.get(key)

    def _key_of(self, row: Row) -> UUID | None:
        """By the number; a file without one by where it stood the last time, or by its content."""
        if row.read is None or row.source is None:
            return None
        if row.read.number:
            return self.by_number.get(said.same_number(row.read.number))
        item = self.by_path.get(row.path) or self.by_content.get(row.source.sha256)
        return item.document_id if item else None


def _decide(row: Row, known: _Known, since: date | None, today: date) -> None:
    """Say what would be written for a file that could be read."""
    if row.document is None:
        _decide_new(row, known)
    elif row.document.is_voided:
        _decide_return(row)
    else:
        _decide_known(row)
    if FILL in row.steps:
        row.since = _in_force_since(row, since, today)
    _say(row)


def _in_force_since(row: Row, since: date | None, today: date) -> date | None:
    """The day since which it is in force by its own claim; None for a draft."""
    assert row.read is not None
    state, day = row.read.claims.state, row.read.released_on
    if state == said.DRAFT:
        return None
    if state == said.RELEASED and day is None and since is None:
        row.fail(
            _("It says that it is released, but not since when."),
            _("Give the day in a register, or say since when such documents apply."),
        )
    day = day or since
    if day is not None and day > today:
        words = _("It says that it applies from %(day)s, which is not yet.")
        row.fail(words % {"day": day.isoformat()}, _("Mark it as a draft in a register, and let it be approved here."))
    return day


def _decide_new(row: Row, known: _Known) -> None:
    assert row.read is not None
    row.type = known.type_for(row)
    row.steps = (REGISTER, FILL)
    pattern = row.type.number_pattern if row.type else pattern_of(row.read.kind)
    if row.read.number:
        return
    if row.read.claims.number:
        words = _("“%(number)s” cannot be a number here.")
        row.fail(
            words % {"number": row.read.claims.number},
            _("Use at most %(most)s letters, digits, dots and dashes, with a digit among them.")
            % {"most": numbering.LONGEST},
        )
    elif not pattern or numbering.asks_for_area(pattern):
        words = _("It has no number, and documents of the type “%(type)s” get none by themselves.")
        title = row.type.title if row.type else ""
        row.fail(words % {"type": title}, _("Give the number in a register, or give the type a number pattern."))


def _decide_return(row: Row) -> None:
    """What an undone intake took back comes in again; what somebody voided stays so."""
    if row.before is None or row.before.undone_at is None:
        words = _("%(number)s is voided here.")
        assert row.document is not None
        row.fail(words % {"number": row.document.number}, _("Reinstate it, or leave the file out."))
        return
    row.steps = (RETURN,)


def _decide_known(row: Row) -> None:
    assert row.source is not None
    assert row.document is not None
    before = row.before
    if before is not None and before.sha256 == row.source.sha256 and before.undone_at is None:
        row.state = State.UNCHANGED if before.claims == row.claims else State.CHANGED
        row.steps = () if row.state == State.UNCHANGED else (DESCRIBE,)
        return
    row.state = State.CHANGED
    revision = row.revision
    if row.document.status == "obsolete":
        row.fail(_("%(number)s is out of use here.") % {"number": row.document.number}, _("Bring it back first."))
    elif revision is None:
        row.steps = (FILL,)
    elif revision.status not in OPEN:
        row.steps = (REVISE,)
    elif before is not None and before.revision_id == revision.pk and _is_untouched(before, revision):
        row.steps = (REWRITE,)
    else:
        words = _("Revision %(label)s of %(number)s is on its way here.")
        row.fail(
            words % {"label": revision.revision, "number": row.document.number},
            _("Finish or void that revision, then bring the file in again."),
        )


def _is_untouched(before: IntakeItem, revision: DocumentRevision) -> bool:
    return revision.status == "draft" and before.facts.get("revision_version") == revision.version


def _say(row: Row) -> None:
    """What would become of it, in words."""
    assert row.read is not None
    kind = row.type.title if row.type else str(row.read.kind.label)
    label = row.read.label or "1"
    if row.steps == (DESCRIBE,):
        row.becomes = _("What is said about it changes")
    elif row.steps == (REWRITE,):
        row.becomes = _("The draft gets the new text")
    elif row.steps == (REVISE,):
        row.becomes = _("A draft of its next revision; what applies here stays until that is approved here")
    elif row.steps == (RETURN,):
        row.becomes = _("It comes back as it was before the import was undone")
    elif row.since is not None:
        words = _("%(kind)s, revision %(label)s, in force since %(day)s")
        row.becomes = words % {"kind": kind, "label": label, "day": row.since.isoformat()}
    elif row.steps:
        row.becomes = _("%(kind)s, revision %(label)s, a draft") % {"kind": kind, "label": label}


PATTERNS: Mapping[Kind, str] = {
    Kind.POLICY: "POL-{000}",
    Kind.MANUAL: "MAN-{000}",
    Kind.PROCEDURE: "PR-{000}",
    Kind.WORK_INSTRUCTION: "WI-{000}",
    Kind.FORM: "F-{000}",
    Kind.SPECIFICATION: "SP-{000}",
    Kind.DRAWING: "DWG-{000}",
    Kind.PLAN: "PLAN-{000}",
    Kind.EXTERNAL: "EXT-{000}",
    Kind.OTHER: "DOC-{000}",
}


def pattern_of(kind: Kind) -> str:
    """How documents of a type that an intake makes are numbered."""
    return PATTERNS[kind]
