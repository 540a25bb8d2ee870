"""The parts of an organisation's ledger in the form that verifier and export take, read in portions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from django.db import connection, models

from everproof.kernel import modules
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry
from everproof.kernel.modules import RecordType

# (index, body, plain columns, what is kept of its version or None, the live record's values where it is at it or None).
# Without an entry the first three are None; what is kept is False where it was not read.
Kept = dict[str, Any] | Literal[False] | None
Row = tuple[int | None, bytes | None, Sequence[Any] | None, Kept, dict[str, Any] | None]

BATCH = 2000
KEPT = ("type", "record", "version", "values", "reason", "seed", "salts", "erased")
MOMENT = "to_char(e.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
COLUMNS = 'v.type, v.record_id, v.version, v."values", v.reason, v.seed, v.salts, v.erased'


class Portions:
    """Every entry that has its index, in order, with the version it speaks of and the record if it is at that version.

    Statements are plain SQL and rows plain tuples: making a model's instance of each takes several times as long as
    checking it. JSON stays text. Once all portions were read, `strays` has the live records that belong to no entry.
    With `only_entries` nothing is read beside them.
    """

    def __init__(self, organization_id: int, *, only_entries: bool = False) -> None:
        self._organization_id, self._only_entries = organization_id, only_entries
        self._types = {one.name: Live(one, organization_id) for one in modules.all_record_types()}
        self.strays: list[dict[str, Any]] = []

    def __iter__(self) -> Iterator[list[Row]]:
        last = -1
        while rows := _next_rows(self._organization_id, last, only_entries=self._only_entries):
            yield _alone(rows) if self._only_entries else self._with_live(rows)
            last = rows[-1][0]
        if self._only_entries:
            return
        yield [(None, None, None, _kept(row), None) for row in _without_entry(self._organization_id)]
        self.strays = [row for one in self._types.values() for row in one.left()]

    def _with_live(self, rows: Sequence[tuple[Any, ...]]) -> list[Row]:
        wanted: dict[str, dict[str, int]] = defaultdict(dict)
        for _index, _body, type_, record, version, *_rest in rows:
            if (one := self._types.get(type_)) and one.is_at(record, version):
                wanted[type_][record] = version
        live = {name: self._types[name].take(at) for name, at in wanted.items()}
        found: list[Row] = []
        last = None
        for index, body, type_, record, version, verb, actor, at, *kept in rows:
            if index == last:  # two versions name one entry; the second of them belongs to none
                found.append((None, None, None, _kept(kept), None))
                continue
            last = index
            columns = (type_, record, version, verb, actor, _moment(at))
            is_newest = type_ in wanted and wanted[type_].get(record) == version
            values = live[type_].pop(record, None) if is_newest else None
            found.append((index, bytes(body), columns, _kept(kept), values))
        return found


class Live:
    """The live records of one type: at which version each is, and the values of those that are asked for."""

    def __init__(self, record_type: RecordType, organization_id: int) -> None:
        self.name, self._model = record_type.name, record_type.model
        self._own = self._model._default_manager.filter(organization_id=organization_id)
        self._versions = {str(key): version for key, version in self._own.order_by().values_list("pk", "version")}

    def is_at(self, record: str, version: int) -> bool:
        """Whether the record is at this version."""
        return self._versions.get(record) == version

    def take(self, records: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The plain values of these records, which are then no strays any more."""
        keys = list(records)
        for key in keys:
            self._versions.pop(key, None)
        return dict(self._values(keys))

    def left(self) -> list[dict[str, Any]]:
        """The records that nobody took."""
        return [{"type": self.name, "record": record, "version": at} for record, at in self._versions.items()]

    def _values(self, keys: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        fields = self._model._meta.concrete_fields
        names = [field.name for field in fields]
        columns = [_column(field) for field in fields]
        forms = [form for _column, form in columns]
        for row in self._own.filter(pk__in=keys).values_list(*(column for column, _form in columns)):
            values = {
                name: value if form is None or value is None else form(value)
                for name, form, value in zip(names, forms, row, strict=True)
            }
            yield values["id"], values


class AsText(models.Func):
    """A column as the database writes it, without the object that Django would make of it."""

    template = "%(expressions)s || ''"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::text", **context)


class MomentAsText(AsText):
    """The same of a moment, in UTC."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=MOMENT.replace("e.at", "%(expressions)s"), **context)


def _column(field: models.Field[Any, Any]) -> tuple[str | AsText, Callable[[Any], Any] | None]:
    """How a field is asked for, and what makes its column plain; None where it is."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.UUIDField):
        return AsText(field.attname), _dashed
    if isinstance(target, models.DateTimeField):
        return MomentAsText(field.attname), _moment
    if isinstance(target, models.DateField):
        return AsText(field.attname), None
    if isinstance(target, models.CharField | models.TextField | models.BooleanField | models.IntegerField):
        return field.attname, None
    return field.attname, plain


def _alone(rows: Sequence[tuple[Any, ...]]) -> list[Row]:
    return [(index, bytes(body), (*columns, _moment(at)), False, None) for index, body, *columns, at in rows]


def _next_rows(organization_id: int, last: int, *, only_entries: bool) -> list[tuple[Any, ...]]:
    """The next entries, and what is kept beside them."""
    columns, joined = (
        ("", "")
        if only_entries
        else (
            f", {COLUMNS}",
            "left join kernel_recordversion v on v.organization_id = e.organization_id and v.entry_id = e.id ",
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select e.leaf_index, e.body, e.type, e.record_id, e.version, e.verb, e.actor, {_at()}{columns} "  # noqa: S608
            f"from kernel_ledgerentry e {joined}"
            "where e.organization_id = %s and e.leaf_index > %s and e.leaf_index <= %s order by e.leaf_index",
            [organization_id, last, last + BATCH],
        )
        rows = cursor.fetchall()
        if rows:
            return rows
        cursor.execute(
            "select min(leaf_index) from kernel_ledgerentry where organization_id = %s and leaf_index > %s",
            [organization_id, last],
        )
        following = cursor.fetchone()[0]
    return [] if following is None else _next_rows(organization_id, following - 1, only_entries=only_entries)


def _without_entry(organization_id: int) -> list[tuple[Any, ...]]:
    """Kept versions whose entry is not there, neither with an index nor without."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from kernel_recordversion v where v.organization_id = %s and not exists "  # noqa: S608
            "(select 1 from kernel_ledgerentry e where e.organization_id = v.organization_id and e.id = v.entry_id)",
            [organization_id],
        )
        return cursor.fetchall()


def _at() -> str:
    """The moment of an entry, as text."""
    return MOMENT if connection.vendor == "postgresql" else "e.at || ''"


def _moment(text: str) -> str:
    """The same in the form that entries have; SQLite leaves out microseconds that are none."""
    return f"{text[:10]}T{text[11:]}Z" if len(text) == 26 else f"{text[:10]}T{text[11:19]}.000000Z"


def _dashed(text: str) -> str:
    """A UUID in the form that entries have; SQLite keeps it without dashes."""
    return text if len(text) != 32 else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _kept(row: Sequence[Any]) -> dict[str, Any] | None:
    """The columns of a version by name; None where there was none to join."""
    if row[0] is None:
        return None
    kept = dict(zip(KEPT, row, strict=True))
    kept["record"] = _dashed(str(kept["record"]))
    kept["seed"] = None if kept["seed"] is None else bytes(kept["seed"])
    return kept


def checkpoints(organization_id: int) -> list[dict[str, Any]]:
    """The signed checkpoints of all epochs, each epoch by size."""
    rows = LedgerCheckpoint.objects.filter(organization_id=organization_id).order_by("epoch", "size")
    return [{"epoch": row.epoch, "size": row.size, "root": bytes(row.root), "note": row.note} for row in rows]


def signatures(organization_id: int) -> list[dict[str, Any]]:
    """Every signature but those whose entry waits for its index."""
    # Signatures stand above the ledger in the kernel; here they are only read.
    from everproof.kernel.signatures.models import Signature

    waiting = LedgerEntry.objects.filter(organization_id=organization_id, leaf_index=None)
    rows = Signature.objects.filter(organization_id=organization_id).exclude(entry_id__in=waiting.values("pk"))
    return [_signature(row) for row in rows.order_by("pk")]


def _signature(row: Any) -> dict[str, Any]:
    return {
        "type": row.type,
        "record": str(row.record_id),
        "version": row.version,
        "meaning": row.meaning,
        "method": row.method,
        "digest": row.digest,
        "files": row.files,
        "at": plain(row.signed_at),
        "person": str(row.signer_id),
        "name": row.signer_name,
        "role": row.signer_role,
        "zone": row.zone,
        "seed": bytes(row.seed) if row.seed else None,
        "entry": str(row.entry_id),
    }


def pending_records(organization_id: int) -> frozenset[tuple[str, str]]:
    """(type, record) of what has an entry without an index yet."""
    pending = LedgerEntry.objects.filter(organization_id=organization_id, leaf_index=None)
    return frozenset(pending.values_list("type", "record_id"))
