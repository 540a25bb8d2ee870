"""Query sets and inserts that are compiled once: what each request asks or writes needs no more than its values.

Django builds and compiles a query anew each time, which takes it three to ten times as long as the database takes to
answer a lookup by key (0.7 ms against 0.1 ms for a person). Use it for what every page asks, not for what one page asks
now and then: the query set itself is easier to read where it is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import AutoField, BinaryField, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)

VALUES = "UUID, int, str, bytes, date or datetime"
# So many forms of one query are kept; a statement is some kilobytes.
MOST_FORMS = 500


class Prepared(Generic[M]):
    """A query set with named values, compiled at its first use on each kind of database.

    `build` takes the values as keywords and gives the query set. It is called with stand-ins, so each value must reach
    the statement as it is: build may neither compute with it nor decide by it. Values are of the kinds of VALUES.

    What build does decide by comes before the values and reaches it as it is. `form` names, in plain values, all of it
    that the query depends on: each form is compiled by itself and kept, so two calls of the same form must mean the
    same query. Without `form` those arguments are their own name.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]]) -> None:
        self._build = build
        self._compiled: dict[Hashable, Compiled] = {}

    def instances(self, *given: Any, form: Hashable = None, **values: Any) -> list[M]:
        """The model's instances, with their annotations and with what `select_related` asks for."""
        compiled = self._get(given, form, values)
        return [compiled.instance(row) for row in compiled.run(values)]

    def rows(self, *given: Any, form: Hashable = None, **values: Any) -> list[tuple[Any, ...]]:
        """The columns that `values_list` asked for."""
        return [tuple(row) for row in self._get(given, form, values).run(values)]

    def statement(self, *given: Any, form: Hashable = None, **values: Any) -> tuple[str, list[Any]]:
        """The SQL and its parameters, to be a part of another statement; no SQL where no row can answer."""
        compiled = self._get(given, form, values)
        return compiled.statement, compiled.filled(values)

    def _get(self, given: tuple[Any, ...], form: Hashable, values: Mapping[str, Any]) -> Compiled:
        key = connection.vendor, given if form is None else form
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = _compile(lambda **stand_ins: self._build(*given, **stand_ins), values)
            if len(self._compiled) >= MOST_FORMS:
                self._compiled.clear()
            self._compiled[key] = compiled
        return compiled


class Insert(Generic[M]):
    """Writes whole rows of a model with a statement that is put together once for each number of rows.

    With `unique`, a row that is there already gets new values in the fields `renewed` names. Nothing is read back, so a
    key that the database gives stays unknown.
    """

    MOST = 50  # rows a statement; SQLite takes a thousand parameters

    def __init__(self, model: type[M], *, unique: Sequence[str] = (), renewed: Sequence[str] = ()) -> None:
        self._model, self._unique, self._renewed = model, unique, renewed
        self._statements: dict[int, str] = {}

    def write(self, rows: Sequence[M]) -> None:
        """Insert the rows."""
        for start in range(0, len(rows), self.MOST):
            portion = rows[start : start + self.MOST]
            parameters = [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in portion
                for field in self._fields
            ]
            with connection.cursor() as cursor:
                cursor.execute(self._statement(len(portion)), parameters)
            for row in portion:
                row._state.adding, row._state.db = False, connection.alias

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return [field for field in self._model._meta.concrete_fields if not isinstance(field, AutoField)]

    def _statement(self, rows: int) -> str:
        if rows not in self._statements:
            columns = self._columns(field.name for field in self._fields)
            places = ", ".join([f"({', '.join(['%s'] * len(self._fields))})"] * rows)
            self._statements[rows] = (
                f"insert into {self._model._meta.db_table} ({', '.join(columns)}) values {places}{self._renewal()}"  # noqa: S608
            )
        return self._statements[rows]

    def _renewal(self) -> str:
        if not self._unique:
            return ""
        renewed = ", ".join(f"{column} = excluded.{column}" for column in self._columns(self._renewed))
        return f" on conflict ({', '.join(self._columns(self._unique))}) do update set {renewed}"

    def _columns(self, names: Iterable[str]) -> list[str]:
        return [f'"{self._model._meta.get_field(name).column}"' for name in names]  # type: ignore[union-attr]


@dataclass(frozen=True)
class Compiled:
    """The statement, its parameters, at which of them each named value stands, and how columns become values.

    `columns` are the model's own, by attribute; `related` fill in what was selected with it; `annotations` are the
    places of further columns; `outputs` says of which kind each column is.
    """

    model: type[Any]
    statement: str = ""
    parameters: list[Any] = field(default_factory=list)
    places: Mapping[str, list[int]] = field(default_factory=dict)
    converters: Mapping[int, tuple[list[Any], Any]] = field(default_factory=dict)
    columns: slice = field(default_factory=lambda: slice(0))
    names: list[str] = field(default_factory=list)
    related: list[Any] = field(default_factory=list)
    annotations: Mapping[str, int] = field(default_factory=dict)
    outputs: Sequence[Any] = ()

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters with the values at their places."""
        parameters = self.parameters.copy()
        for name, places in self.places.items():
            adapted = _adapted(values[name])
            for place in places:
                parameters[place] = adapted
        return parameters

    def run(self, values: Mapping[str, Any]) -> list[list[Any]]:
        if not self.statement:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.statement, self.filled(values))
            return self.converted([list(row) for row in cursor.fetchall()])

    def converted(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Rows as the driver gives them, with each value as its field knows it."""
        for place, (converters, expression) in self.converters.items():
            for row in rows:
                for converter in converters:
                    row[place] = converter(row[place], expression, connection)
        return rows

    def instance(self, row: list[Any]) -> Any:
        made = self.model.from_db(connection.alias, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in self.annotations.items():
            setattr(made, name, row[place])
        return made


def compiled(queryset: QuerySet[M, Any]) -> Compiled:
    """One query set of instances, to be asked within another statement; without SQL where no row can answer."""
    return _compile(lambda: queryset, {})


def _compile(build: Callable[..., QuerySet[M, Any]], values: Mapping[str, Any]) -> Compiled:
    stand_ins = {name: _stand_in(name, value) for name, value in values.items()}
    queryset = build(**stand_ins)
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        if not _is_empty(build(**values)):
            raise TypeError("the query has no place for a stand-in: a value must be of a narrow kind") from None
        return Compiled(queryset.model)
    places = {
        name: [place for place, parameter in enumerate(parameters) if _bare(parameter) == _bare(_adapted(stand_in))]
        for name, stand_in in stand_ins.items()
    }
    lost = [name for name, found in places.items() if not found]
    if lost:
        raise TypeError(f"the query does not hold as it is: {', '.join(lost)}")
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    if queryset._iterable_class is not ModelIterable:
        return Compiled(queryset.model, statement, list(parameters), places, converters)
    own = compiler.klass_info["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    return Compiled(
        queryset.model,
        statement,
        list(parameters),
        places,
        converters,
        columns,
        names=[column[0].target.attname for column in compiler.select[columns]],
        related=get_related_populators(compiler.klass_info, compiler.select, connection.alias),  # type: ignore[call-arg]
        annotations=compiler.annotation_col_map or {},
        outputs=[column[0].output_field for column in compiler.select[: compiler.col_count]],
    )


def _is_empty(queryset: QuerySet[M, Any]) -> bool:
    """Whether no row could answer, so that Django would not even ask."""
    try:
        queryset.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return True
    return False


def _stand_in(name: str, value: Any) -> Any:
    """A value of the same kind that is nowhere else in the query."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, int) and not isinstance(value, bool):
        # Within 32 bits: Django asks nothing where a number is larger than its column.
        return 2**30 + secrets.randbelow(2**30)
    if isinstance(value, str):
        return secrets.token_hex(16)
    if isinstance(value, bytes):
        return secrets.token_bytes(16)
    if isinstance(value, date):
        day = 1 + secrets.randbelow(1000), 1 + secrets.randbelow(12), 1 + secrets.randbelow(28)
        moment = datetime(*day, microsecond=secrets.randbelow(1_000_000), tzinfo=UTC)
        return moment if isinstance(value, datetime) else moment.date()
    raise TypeError(f"{name} is {type(value).__name__}; a prepared query takes {VALUES}")


def _adapted(value: Any) -> Any:
    """The value as the driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, bytes):
        return BinaryField().get_db_prep_value(value, connection)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _bare(parameter: Any) -> Any:
    """Both drivers wrap bytes; only what is inside can be compared."""
    return getattr(parameter, "obj", parameter)
