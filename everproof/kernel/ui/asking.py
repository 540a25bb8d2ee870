"""Asks several small questions of different tables in one statement, because each statement costs a round trip."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, DateField, F, IntegerField, Model, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui.paging import CappedCount


class Answer(NamedTuple):
    """One row: what a question named as key, texts, number and day; what it did not name is empty."""

    key: UUID | None
    texts: tuple[str, ...]
    number: int
    day: date | None


@dataclass(frozen=True)
class Question:
    """Rows of a query set by at most one id, some texts, one number and one day, each a field or an expression.

    `count` asks how many there are instead: one answer with the number, or none; for what may be many use `how_many`.
    A union cannot order or cut its parts, so who asks sorts the answers, and asks only what has few.
    """

    queryset: QuerySet[Any, Any]
    key: Any = None
    texts: tuple[Any, ...] = ()
    number: Any = None
    day: Any = None
    count: bool = False


def how_many(queryset: QuerySet[Any, Any], organization: Organization, *, most: int) -> Question:
    """Asks how many rows there are, counting no further than `most`: one answer with the number."""
    counted = CappedCount(queryset.order_by().values("pk")[:most])
    return Question(Organization.objects.filter(pk=organization.pk), number=counted)


def ask(questions: Mapping[str, Question]) -> dict[str, list[Answer]]:
    """The answers to each question by its name, in one statement."""
    answers: dict[str, list[Answer]] = {name: [] for name in questions}
    shape = _Shape.of(questions.values())
    first, *rest = [shape.rows(name, question) for name, question in questions.items()]
    for row in first.union(*rest, all=True) if rest else first:
        answers[row[0]].append(shape.answer(questions[row[0]], row))
    return answers


@dataclass(frozen=True)
class _Shape:
    """The columns that the parts of one union share: only those that some question names, because each costs."""

    texts: int
    key: bool
    number: bool
    day: bool

    @classmethod
    def of(cls, questions: Collection[Question]) -> _Shape:
        return cls(
            max(len(question.texts) for question in questions),
            any(question.key is not None for question in questions),
            any(question.number is not None or question.count for question in questions),
            any(question.day is not None for question in questions),
        )

    def rows(self, name: str, question: Question) -> QuerySet[Model, Any]:
        queryset = question.queryset.order_by()
        number: Any = None
        if question.count:
            queryset, number = queryset.values("organization_id"), Count("pk")
        columns: dict[str, Any] = {"name_": Value(name, output_field=CharField())}
        if self.key:
            columns["key_"] = _column(question.key, UUIDField())
        if self.number:
            columns["number_"] = number or _column(question.number, IntegerField())
        if self.day:
            columns["day_"] = _column(question.day, DateField())
        texts = [*question.texts, *[None] * (self.texts - len(question.texts))]
        columns |= {f"text{place}_": _column(text, CharField(), "") for place, text in enumerate(texts)}
        return queryset.annotate(**columns).values_list(*columns)

    def answer(self, question: Question, row: Sequence[Any]) -> Answer:
        rest = list(row[1:])
        key = rest.pop(0) if self.key else None
        number = (rest.pop(0) if self.number else None) or 0
        day = rest.pop(0) if self.day else None
        return Answer(key, tuple(text or "" for text in rest[: len(question.texts)]), number, day)


def _column(asked: Any, kind: Any, nothing: Any = None) -> Any:
    if asked is not None:
        return F(asked) if isinstance(asked, str) else asked
    if nothing is not None:
        return Value(nothing, output_field=kind)
    # An untyped NULL would make PostgreSQL guess the type of the whole column from it.
    return Cast(Value(None), kind)
