"""What a check knows besides the records: whose they are, which day it is, and the company's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, F, Func, Q, QuerySet
from django.db.models.lookups import LessThan

from everproof.kernel.checks.together import count_together
from everproof.kernel.records.models import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Situation:
    """An organisation on a day. `today` is the organisation's day, `parameters` the values of its parameters.

    `standard` is the catalogue that asks ("iso9001-2026"), for the few atoms whose check differs between editions.
    `remembered` holds what many checks ask alike; situations of one organisation and one snapshot may share it.
    """

    organization_id: int
    today: date
    parameters: Mapping[str, Any]
    standard: str = ""
    remembered: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, parameter: str) -> Any:
        """The organisation's value of a parameter, `at["nc_evaluation_days"]`; KeyError for one nobody declares."""
        return self.parameters[parameter]

    def records(self, model: type[R]) -> QuerySet[R]:
        """The records of a type that count: issued (no drafts) and in force (not voided)."""
        if model not in self.remembered:
            found = model.objects.filter(organization_id=self.organization_id, voided_at=None).exclude(number="")
            self.remembered[model] = found
        return self.remembered[model].all()  # a copy, which has fetched nothing

    def count(self, records: QuerySet[Any]) -> int:
        """How many there are. Checks of one clause look at the same records: the same question is asked once."""
        if records.query.is_sliced:
            return records.count()
        question = _question(records)
        if question is None:
            return 0
        if question not in self.remembered:
            self.remembered[question] = records.order_by().values("pk").count()
        return int(self.remembered[question])

    def is_known_empty(self, records: QuerySet[Any]) -> bool:
        """Whether a set was counted already and holds nothing; asks nothing."""
        return not records.query.is_sliced and self.remembered.get(_question(records)) == 0

    def count_ahead(self, sets: Iterable[QuerySet[Any]]) -> None:
        """Count sets that will be asked for, those of one table in one statement."""
        questions = {question: one for one in sets if (question := _question(one)) and question not in self.remembered}
        self.remembered.update(count_together(questions))

    def days_ago(self, days: int | str) -> date:
        """The day so many days before today; a name stands for the parameter that holds the number."""
        return self.today - timedelta(days=self[days] if isinstance(days, str) else days)

    def before(self, day_field: str, days: int | str) -> Q:
        """Records whose day lies before the last so many days: what was due by then is missing or late.

        Most records of a window do. So SQLite, which guesses that few do, is kept from going through the day's index:
        reading 100,000 rows by an index takes five times as long as reading them all.
        """
        return Q(LessThan(_Unindexed(F(day_field)), self.days_ago(days)))

    def in_window(self, day_field: str, *, still_open: Q, days: str = "event_window_days") -> Q:
        """Records of things that happen: those of the window and all that are still open (see event_window)."""
        return Q(**{f"{day_field}__gte": self.days_ago(days)}) | still_open


def _question(records: QuerySet[Any]) -> Any:
    """What tells a set from another: the statement that would fetch its keys. None for one that is empty by itself."""
    keys = records.order_by().values("pk")  # fewer columns, the same rows
    try:
        sql, params = keys.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, repr(params)


class DaysAfter(Func):
    """The day so many days after that of a field, for comparisons.

    Django's own `+ timedelta` makes SQLite call Python for each row: most of the time of a check over many.
    """

    arity = 1
    output_field = DateField()

    def __init__(self, day_field: str, days: int) -> None:
        super().__init__(F(day_field))
        self.days = int(days)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s + {self.days})")

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"date(%(expressions)s, '{self.days:+d} days')")


class _Unindexed(Func):
    """A column as it is; a unary plus, which changes no value, says to SQLite's planner that no index fits."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)
