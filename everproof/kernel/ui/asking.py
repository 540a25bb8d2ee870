"""Asks several small questions of different tables in one statement, because each statement costs a round trip.

Each question becomes a named part of the statement. What is the same for every request but for its values is compiled
once (`kept`): Django takes longer to build these queries than the database to answer them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, JSONField, QuerySet

from everproof.kernel.prepared import Prepared, compiled

# What a question does not name; PostgreSQL must be told of which type it is.
NO_KEY, NO_NUMBER, NO_DAY = (f"cast(null as {kind})" for kind in ("uuid", "bigint", "date"))
NO_TEXT = "null"


class Answer(NamedTuple):
    """One row: what a question named as key, texts, number and day; what it did not name is empty."""

    key: UUID | None
    texts: tuple[str, ...]
    number: int
    day: date | None


@dataclass(frozen=True)
class Question:
    """Rows of a query set by at most one id, some texts, one number and one day, each a field or an expression.

    `count` asks how many there are instead: one answer with the number. Answers come in no order, so who asks sorts
    them, and asks only what has few.
    """

    queryset: QuerySet[Any, Any]
    key: Any = None
    texts: tuple[Any, ...] = ()
    number: Any = None
    day: Any = None
    count: bool = False

    def selected(self) -> QuerySet[Any, Any]:
        """The rows with just the columns that are asked for, each once."""
        queryset = self.queryset if self.queryset.query.is_sliced else self.queryset.order_by()
        return queryset.values_list(*self._columns())

    def part(self) -> Part:
        """This question, compiled; without SQL where no row can answer it."""
        try:
            sql, values = self.selected().query.sql_with_params()
        except EmptyResultSet:
            sql, values = "", ()
        return Part(self, sql, values)

    def columns_of(self, name: str) -> str:
        """The part's name with a name for each of its columns."""
        return f"{name}({', '.join(f'c{place}' for place in range(len(self._columns())))})"

    @property
    def width(self) -> int:
        return len(self.texts)

    def answers(self, rows: Sequence[Sequence[Any]]) -> list[Answer]:
        """The rows as answers."""
        return [
            Answer(_key(key), tuple(text or "" for text in texts[: len(self.texts)]), number or 0, _day(day))
            for key, number, day, *texts in rows
        ]

    def common(self, place: int, name: str, width: int) -> str:
        """Brings the part's rows into the form that all share."""
        columns = self._columns()

        def shown(asked: Any, nothing: str) -> str:
            return nothing if asked is None else f"c{columns.index(asked)}"

        number = "count(*)" if self.count else shown(self.number, NO_NUMBER)
        words = [shown(text, NO_TEXT) for text in (*self.texts, *[None] * (width - len(self.texts)))]
        parts = [str(place), shown(self.key, NO_KEY), number, shown(self.day, NO_DAY), *words]
        return f"select {', '.join(parts)} from {name}"  # noqa: S608  names of our own

    def _columns(self) -> list[Any]:
        if self.count:
            return ["pk"]
        asked = [one for one in (self.key, self.number, self.day, *self.texts) if one is not None]
        return list({one if isinstance(one, str) else id(one): one for one in asked}.values())


class Rows:
    """Whole rows instead of a few columns: instances of the query set's model, with relations and annotations.

    They come in no order either. For pages that show them anyway, so that they cost no statement of their own.
    """

    count = False

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._compiled = compiled(queryset)

    @property
    def width(self) -> int:
        return 1 if connection.vendor == "postgresql" else len(self._compiled.outputs)

    def part(self) -> Part:
        """These rows, compiled; without SQL where there can be none."""
        return Part(self, self._compiled.statement, self._compiled.parameters)

    def columns_of(self, name: str) -> str:
        """The part's name with a name for each of its columns."""
        return f"{name}({', '.join(self._names)})"

    def common(self, place: int, name: str, width: int) -> str:
        """Brings the part's rows into the form that all share: PostgreSQL wants one kind in a column, SQLite does not
        care, and its JSON would round numbers."""
        columns = [f"cast(to_jsonb({name}) as text)"] if connection.vendor == "postgresql" else self._names
        padding = [NO_TEXT] * (width - len(columns))
        return f"select {', '.join([str(place), NO_KEY, NO_NUMBER, NO_DAY, *columns, *padding])} from {name}"  # noqa: S608

    def answers(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The instances."""
        raw = [self._of_json(row[3]) if connection.vendor == "postgresql" else self._cut(row) for row in rows]
        return [self._compiled.instance(row) for row in self._compiled.converted(raw)]

    @property
    def _names(self) -> list[str]:
        return [f"c{place}" for place in range(len(self._compiled.outputs))]

    def _cut(self, row: Sequence[Any]) -> list[Any]:
        return list(row[3 : 3 + len(self._compiled.outputs)])

    def _of_json(self, text: str) -> list[Any]:
        values = json.loads(text, parse_float=Decimal)
        return [_plain(values[name], field) for name, field in zip(self._names, self._compiled.outputs, strict=True)]


def _plain(value: Any, field: Any) -> Any:
    """A value out of JSON as the driver would have given it; what a relation that points nowhere leaves is None."""
    if value is None:
        return None
    if isinstance(field, JSONField):
        return json.dumps(value, default=float)
    if isinstance(field, BinaryField):
        return bytes.fromhex(value.removeprefix("\\x"))
    return field.to_python(value)


@dataclass(frozen=True)
class Part:
    """A question, its SQL and the values in it."""

    question: Question | Rows
    sql: str
    values: Iterable[Any]


def how_many(queryset: QuerySet[Any, Any], *, most: int) -> Question:
    """Asks how many rows there are, counting no further than `most`."""
    return Question(queryset.order_by()[:most], count=True)


def kept(build: Callable[..., Question]) -> Callable[..., Part]:
    """Makes a function that gives a question into one whose question is compiled once.

    What holds for the arguments of `prepared.Prepared` holds for its arguments. Nothing in the question may depend on
    the time zone or the language of the moment unless `form` names them: they would stay those of the first request.
    In all forms the question asks for the same columns.
    """
    questions: dict[str, Question] = {}

    def selected(*given: Any, **values: Any) -> QuerySet[Any, Any]:
        questions[connection.vendor] = question = build(*given, **values)
        return question.selected()

    prepared: Prepared[Any] = Prepared(selected)

    def part(*given: Any, form: Hashable = None, **values: Any) -> Part:
        sql, parameters = prepared.statement(*given, form=form, **values)
        return Part(questions[connection.vendor], sql, parameters)

    return part


def ask(questions: Mapping[str, Question | Rows | Part]) -> dict[str, list[Any]]:
    """The answers to each question by its name, and the instances of each of `Rows`, in one statement."""
    parts = {name: one if isinstance(one, Part) else one.part() for name, one in questions.items()}
    answers: dict[str, list[Any]] = {
        name: [Answer(None, (), 0, None)] if part.question.count and not part.sql else []
        for name, part in parts.items()
    }
    asked = {name: part for name, part in parts.items() if part.sql}
    for name, rows in (_read(asked) if asked else {}).items():
        answers[name] = asked[name].question.answers(rows)
    return answers


def _read(parts: Mapping[str, Part]) -> dict[str, list[Sequence[Any]]]:
    """The rows of each part, without its place: key, number, day and further columns."""
    width = max(part.question.width for part in parts.values())
    tables: list[str] = []
    selects: list[str] = []
    values: list[Any] = []
    for place, part in enumerate(parts.values()):
        tables.append(f"{part.question.columns_of(f'part{place}')} as ({part.sql})")
        selects.append(part.question.common(place, f"part{place}", width))
        values += part.values
    names, found = list(parts), defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(tables)} {' union all '.join(selects)}", values)
        for place, *row in cursor.fetchall():
            found[names[place]].append(row)
    return found


def _key(value: Any) -> UUID | None:
    """SQLite keeps ids as text."""
    return UUID(value) if isinstance(value, str) else value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
