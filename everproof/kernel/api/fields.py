"""The fields of a record type as the API takes and gives them: typed, from the model alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Optional
from uuid import UUID

from django.db import connection, models
from pydantic import AwareDatetime, Field, StringConstraints

from everproof.kernel import modules
from everproof.kernel.modules import ListItem, RecordType

# No text holds the character that databases cannot store.
STORABLE = r"^[^\x00]*$"
LEFT_OUT = frozenset({"organization", "extra"})
LONGEST_TEXT = 200_000
# Beyond these, moving a moment to another time zone leaves the calendar that Python knows.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, tzinfo=UTC))]
SHARED_FIRST = ("id", "number", "title", "status", "version")


@cache
def shown(type_name: str) -> tuple[tuple[str, str], ...]:
    """(field, attribute) of everything the API gives of a record: the shared fields first, then the type's own."""
    record_type = modules.record_type(type_name)
    fields = [field for field in record_type.model._meta.concrete_fields if _is_shown(record_type, field)]
    fields.sort(key=lambda field: SHARED_FIRST.index(field.name) if field.name in SHARED_FIRST else len(SHARED_FIRST))
    return tuple((field.name, field.attname) for field in fields)


def _is_shown(record_type: RecordType, field: Any) -> bool:
    if field.name in LEFT_OUT:
        return False
    return not isinstance(field, models.JSONField) or field.name in record_type.lists


def taken(record_type: RecordType, field: Any) -> Any:
    """The type of a field in a request."""
    kind = _kind(record_type, field, writing=True)
    return Optional[kind] if field.null else kind  # noqa: UP045  kind is a value here, not an annotation


def given(record_type: RecordType, name: str) -> Any:
    """The type of a field in an answer: stored values are described, not judged again."""
    field: Any = record_type.model._meta.get_field(name)
    kind = _kind(record_type, field, writing=False)
    return Optional[kind] if field.null else kind  # noqa: UP045


def _kind(record_type: RecordType, field: Any, *, writing: bool) -> Any:
    if isinstance(field, models.JSONField):
        return list[_item(record_type.lists[field.name], writing)]  # type: ignore[misc]
    if isinstance(field, models.ForeignKey | models.UUIDField):
        return UUID
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DateTimeField):
        return Moment if writing else AwareDatetime
    if isinstance(field, models.DateField):
        return Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))] if writing else date
    if isinstance(field, models.TimeField):
        return time
    if isinstance(field, models.DecimalField):
        return _decimal(field) if writing else Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
    if isinstance(field, models.IntegerField):
        return _integer(field) if writing else int
    if isinstance(field, models.FloatField):
        return Annotated[float, Field(allow_inf_nan=False)]
    return _text(field, writing)


def _item(kind: Any, writing: bool) -> Any:
    if isinstance(kind, ListItem):
        return kind.schema
    if isinstance(kind, type) and issubclass(kind, models.TextChoices):
        return Literal[tuple(kind.values)] if writing else str
    if kind is str and writing:
        return Annotated[str, StringConstraints(pattern=STORABLE, max_length=500)]
    return kind


def _text(field: Any, writing: bool) -> Any:
    if field.choices and writing:
        return Literal[(*([""] if field.blank else []), *(key for key, _label in field.flatchoices if key != ""))]
    if not writing:
        return str
    return Annotated[
        str,
        StringConstraints(
            strip_whitespace=True,
            min_length=0 if field.blank else 1,
            max_length=field.max_length or LONGEST_TEXT,
            pattern=STORABLE,
        ),
    ]


def _integer(field: Any) -> Any:
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    return Annotated[int, Field(ge=-(2**63) if least is None else least, le=2**63 - 1 if most is None else most)]


def _decimal(field: Any) -> Any:
    return Annotated[
        Decimal, Field(max_digits=field.max_digits, decimal_places=field.decimal_places, allow_inf_nan=False)
    ]
