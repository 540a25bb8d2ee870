"""Reads values of records as pages and exports show them: by column, and by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from everproof.kernel.modules import Column, RecordType
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.pages import Due, Fact

MONEY_PLACES = 2
# How each kind that a room may declare is drawn (a key of components.CELLS).
CELL_KINDS = {
    "text": "text",
    "number": "amount",
    "state": "state",
    "person": "person",
    "day": "day",
    "moment": "moment",
    "quantity": "amount",
    "choice": "text",
    "boolean": "yes-no",
}


def cell_kind(column: Column, record_type: RecordType) -> str:
    if column.name == record_type.due:
        return "due"
    return "title" if column.name == "title" else CELL_KINDS[column.kind]


def reader(column: Column, record_type: RecordType) -> Callable[[Any], Any]:
    """A function that gives the column's value of a record as a list cell takes it, in the language of this moment.

    States and choices are translated here, once for all rows.
    """
    read = _path_reader(column.path)
    if column.kind == "state" and record_type.lifecycle:
        states = {state.name: pages.State(str(state.label), state.tone) for state in record_type.lifecycle.states}
        return lambda record: states.get(read(record), read(record))
    if column.name == record_type.due:
        closed = record_type.lifecycle.closed_states if record_type.lifecycle else ()
        return lambda record: (day := read(record)) and Due(day, done=record.status in closed)
    if words := _choice_words(record_type.model, column.path):
        return lambda record: words.get(read(record), read(record))
    places = _stored_places(record_type.model, column.path)
    return (lambda record: without_stored_zeros(read(record), places)) if places else read


def exported(column: Column, record_type: RecordType) -> Callable[[Any], Any]:
    """A function that gives the column's value as an export takes it: words for states and choices, raw otherwise."""
    read = reader(column, record_type)
    if column.name == record_type.due:
        return _path_reader(column.path)
    if column.kind == "state":
        return lambda record: str(getattr(value := read(record), "label", value) or "")
    return read


def _path_reader(path: str) -> Callable[[Any], Any]:
    first, *rest = path.split(".")
    if not rest:
        return lambda record: getattr(record, first)
    return lambda record: reduce(lambda value, name: getattr(value, name, None), rest, getattr(record, first))


def _choice_words(model: type[Record], path: str) -> dict[Any, Any]:
    try:
        return {value: str(words) for value, words in model._meta.get_field(path).flatchoices}  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return {}


def fact(record: Record, name: str, *, label: Any = "") -> Fact:
    """One field of a record with its label and the kind it is drawn as."""
    field: Any = record._meta.get_field(name)
    label = str(label or _sentence_case(field.verbose_name))
    if isinstance(field, models.ForeignKey):
        return _related_fact(label, getattr(record, name))
    value = getattr(record, name)
    if field.choices:
        return Fact(label, dict(field.flatchoices).get(value, value))
    places = field.decimal_places if isinstance(field, models.DecimalField) else 0
    return Fact(label, without_stored_zeros(_of_list(value), places), _kind_of(field))


def without_stored_zeros(value: Any, places: int) -> Any:
    """A figure without the zeros that only its column of `places` decimals added; amounts of money keep two."""
    if not isinstance(value, Decimal) or places <= MONEY_PLACES or value.as_tuple().exponent != -places:
        return value
    return value.normalize() + 0


def _stored_places(model: type[Record], path: str) -> int:
    try:
        field = model._meta.get_field(path)
    except FieldDoesNotExist:
        return 0
    return field.decimal_places if isinstance(field, models.DecimalField) else 0


def is_prose(model: type[Record], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.TextField)


def _related_fact(label: str, target: Any) -> Fact:
    if target is None:
        return Fact(label, None)
    if target.type_name == "person":
        return Fact(label, target, "person")
    return Fact(label, target.title)


def _of_list(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, list) else value


def _kind_of(field: models.Field[Any, Any]) -> str:
    kinds: Sequence[tuple[type, str]] = (
        (models.DateTimeField, "moment"),
        (models.DateField, "day"),
        (models.BooleanField, "yes-no"),
        (models.IntegerField, "amount"),
        (models.DecimalField, "amount"),
        (models.FloatField, "amount"),
        (models.JSONField, "tags"),
    )
    return next((kind for type_, kind in kinds if isinstance(field, type_)), "text")


def _sentence_case(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


def record_link(record: Record, record_type: RecordType) -> pages.RecordLink:
    """A record as another page names it."""
    state = record_type.lifecycle.by_state.get(record.status) if record_type.lifecycle else None
    return pages.RecordLink(
        record.number or str(record_type.label),
        record.title,
        addresses.of_record(record),
        state,
        record.is_voided,
    )
