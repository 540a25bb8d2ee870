"""Pages by key set: a page starts after the last row of the one before, so a deep page costs what the first one costs.

A cursor carries the sort value and the id of one row. Rows without a value come last, in either direction.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import IntegerField, Q, QuerySet, Subquery


@dataclass(frozen=True)
class Order:
    """By one field of the model; the id breaks ties in the same direction, as the indexes do."""

    field: str
    descending: bool = False

    def reversed(self) -> Order:
        return Order(self.field, not self.descending)


@dataclass(frozen=True)
class Position:
    """A row's place in an order: its sort value (None where it has none) and its id."""

    value: Any
    id: UUID


@dataclass(frozen=True)
class Page:
    """Rows in order, and whether there are more on either side."""

    rows: list[Any]
    has_newer: bool
    has_older: bool


class CappedCount(Subquery):
    """How many rows a query set has, counting no further than its slice; reads as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def page(
    queryset: QuerySet[Any], order: Order, size: int, *, after: Position | None = None, before: Position | None = None
) -> Page:
    """`size` rows of `queryset` in `order`, after or before a position, or the first ones."""
    if before is not None:
        rows = _take(queryset, order.reversed(), size + 1, before, nulls_first=True)
        return Page(rows[:size][::-1], has_newer=len(rows) > size, has_older=True)
    rows = _take(queryset, order, size + 1, after, nulls_first=False)
    return Page(rows[:size], has_newer=after is not None, has_older=len(rows) > size)


def is_one_stretch(model: type[models.Model], order: Order) -> bool:
    """Whether the first page is one query: every row has a value to be sorted by."""
    return not _may_be_null(model, order.field)


def first(queryset: QuerySet[Any], order: Order, size: int) -> QuerySet[Any]:
    """The rows of the first page and one more; for `cut`. Only where the order is one stretch."""
    return _stretch(queryset, order, None)[: size + 1]


def cut(rows: list[Any], size: int) -> Page:
    """What `first` gave, as a page."""
    return Page(rows[:size], has_newer=False, has_older=len(rows) > size)


def _take(queryset: QuerySet[Any], order: Order, size: int, start: Position | None, *, nulls_first: bool) -> list[Any]:
    """Rows with a value and rows without are two stretches of an index; the second is asked only when needed."""
    if not _may_be_null(queryset.model, order.field):
        return list(_stretch(queryset, order, start)[:size])
    without = queryset.filter(**{f"{order.field}__isnull": True})
    with_value = queryset.filter(**{f"{order.field}__isnull": False})
    by_id = Order("id", order.descending)
    stretches = [(without, by_id), (with_value, order)] if nulls_first else [(with_value, order), (without, by_id)]
    if start is not None and (start.value is None) != nulls_first:
        stretches = stretches[1:]
    rows: list[Any] = []
    for stretch, its_order in stretches:
        rows += _stretch(stretch, its_order, start)[: size - len(rows)]
        start = None
        if len(rows) == size:
            break
    return rows


def _stretch(queryset: QuerySet[Any], order: Order, start: Position | None) -> QuerySet[Any]:
    if start is not None:
        queryset = queryset.filter(_beyond(order, start))
    sign = "-" if order.descending else ""
    return queryset.order_by(f"{sign}{order.field}", *([] if order.field == "id" else [f"{sign}id"]))


def _beyond(order: Order, start: Position) -> Q:
    beyond, back = ("lt", "gte") if order.descending else ("gt", "lte")
    if order.field == "id":
        return Q(**{f"id__{beyond}": start.id})
    # Said as a range and an exception, the database can walk the index from the value on.
    from_value = Q(**{f"{order.field}__{beyond}e": start.value})
    return from_value & ~Q(**{order.field: start.value, f"id__{back}": start.id})


def _may_be_null(model: type[models.Model], field: str) -> bool:
    return bool(model._meta.get_field(field).null)


def position_of(row: Any, order: Order) -> Position:
    return Position(None if order.field == "id" else getattr(row, order.field), row.pk)


def encode(model: type[models.Model], order: Order, position: Position) -> str:
    """A position as text for an address."""
    value = position.value
    if value is not None:
        value = value.isoformat() if hasattr(value, "isoformat") else str(value)
    packed = json.dumps([value, position.id.hex], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(model: type[models.Model], order: Order, text: str) -> Position | None:
    """The position that an address names; None for one that cannot be read, which shows the first page."""
    try:
        value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if value is None and order.field != "id" and not _may_be_null(model, order.field):
            return None
        if value is not None:
            field: Any = model._meta.get_field(order.field)
            value = field.clean(value, None) if "\x00" not in str(value) else None
        return Position(value, UUID(key))
    except (ValueError, TypeError, AttributeError, binascii.Error, ValidationError):
        return None
