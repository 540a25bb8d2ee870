"""Asks several small questions of different tables in one statement, because each statement costs a round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, DateField, F, IntegerField, Model, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui.paging import CappedCount

MOST_TEXTS = 6


class Answer(NamedTuple):
    """One row: what a question named as key, texts, number and day; what it did not name is empty."""

    key: UUID | None
    texts: tuple[str, ...]
    number: int
    day: date | None


@dataclass(frozen=True)
class Question:
    """Rows of a query set by at most one id, six texts, one number and one day, each a field or an expression.

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
    first, *rest = [_rows(name, question) for name, question in questions.items()]
    for name, key, number, day, *texts in first.union(*rest, all=True) if rest else first:
        asked = len(questions[name].texts)
        answers[name].append(Answer(key, tuple(text or "" for text in texts[:asked]), number, day))
    return answers


def _rows(name: str, question: Question) -> QuerySet[Model, Any]:
    queryset = question.queryset.order_by()
    number: Any = _column(question.number, IntegerField())
    if question.count:
        queryset = queryset.values("organization_id")
        number = Count("pk")
    texts = [*question.texts, *[None] * (MOST_TEXTS - len(question.texts))]
    columns = {
        "name_": Value(name, output_field=CharField()),
        "key_": _column(question.key, UUIDField()),
        "number_": number,
        "day_": _column(question.day, DateField()),
        **{f"text{place}_": _column(text, CharField(), "") for place, text in enumerate(texts)},
    }
    return queryset.annotate(**columns).values_list(*columns)


def _column(asked: Any, kind: Any, nothing: Any = None) -> Any:
    if asked is not None:
        return F(asked) if isinstance(asked, str) else asked
    if nothing is not None:
        return Value(nothing, output_field=kind)
    # An untyped NULL would make PostgreSQL guess the type of the whole column from it.
    return Cast(Value(None), kind)
