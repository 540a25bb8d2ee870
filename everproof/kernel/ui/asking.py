"""Asks several small questions of different tables in one statement, because each statement costs a round trip.

Each question becomes a named part of the statement. What is the same for every request but for its values is compiled
once (`kept`): Django takes longer to build these queries than the database to answer them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from everproof.kernel.prepared import Prepared

# What a question does not name; PostgreSQL must be told of which type it is.
NO_KEY, NO_NUMBER, NO_DAY, NO_TEXT = (f"cast(null as {kind})" for kind in ("uuid", "bigint", "date", "text"))


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

    def common(self, place: int, name: str, texts: int) -> str:
        """Brings the part's rows into the form that all share."""
        columns = self._columns()

        def shown(asked: Any, nothing: str) -> str:
            return nothing if asked is None else f"c{columns.index(asked)}"

        number = "count(*)" if self.count else shown(self.number, NO_NUMBER)
        words = [shown(text, NO_TEXT) for text in (*self.texts, *[None] * (texts - len(self.texts)))]
        parts = [str(place), shown(self.key, NO_KEY), number, shown(self.day, NO_DAY), *words]
        return f"select {', '.join(parts)} from {name}"  # noqa: S608  names of our own

    def _columns(self) -> list[Any]:
        if self.count:
            return ["pk"]
        asked = [one for one in (self.key, self.number, self.day, *self.texts) if one is not None]
        return list({one if isinstance(one, str) else id(one): one for one in asked}.values())


@dataclass(frozen=True)
class Part:
    """A question, its SQL and the values in it."""

    question: Question
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


def ask(questions: Mapping[str, Question | Part]) -> dict[str, list[Answer]]:
    """The answers to each question by its name, in one statement."""
    parts = {name: one.part() if isinstance(one, Question) else one for name, one in questions.items()}
    answers: dict[str, list[Answer]] = {
        name: [Answer(None, (), 0, None)] if part.question.count and not part.sql else []
        for name, part in parts.items()
    }
    asked = {name: part for name, part in parts.items() if part.sql}
    if asked:
        _read(asked, answers)
    return answers


def _read(parts: Mapping[str, Part], answers: dict[str, list[Answer]]) -> None:
    most = max(len(part.question.texts) for part in parts.values())
    tables: list[str] = []
    selects: list[str] = []
    values: list[Any] = []
    for place, part in enumerate(parts.values()):
        tables.append(f"{part.question.columns_of(f'part{place}')} as ({part.sql})")
        selects.append(part.question.common(place, f"part{place}", most))
        values += part.values
    names = list(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(tables)} {' union all '.join(selects)}", values)
        for place, key, number, day, *texts in cursor.fetchall():
            told = tuple(text or "" for text in texts[: len(parts[names[place]].question.texts)])
            answers[names[place]].append(Answer(_key(key), told, number or 0, _day(day)))


def _key(value: Any) -> UUID | None:
    """SQLite keeps ids as text."""
    return UUID(value) if isinstance(value, str) else value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
