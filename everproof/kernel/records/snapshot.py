"""What the ledger keeps of a record: its plain values, and which of them may stand in clear."""

from functools import cache
from typing import Any

from django.db import models

from everproof.kernel import modules
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.records.models import Record

# The entry itself says which record and version it is about; the rest of these change with every write.
LEFT_OUT = frozenset({"id", "organization", "version", "updated_at"})
CLEAR_TEXT = frozenset({"status", "number"})
CLEAR_KINDS = (
    models.DateField,
    models.TimeField,
    models.IntegerField,
    models.DecimalField,
    models.FloatField,
    models.BooleanField,
    models.UUIDField,
    models.ForeignKey,
)


def values(record: Record) -> dict[str, Any]:
    """The record's fields as plain values, by field name."""
    return {name: plain(getattr(record, attribute)) for name, attribute in _fields(type(record))}


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.attname) for field in model._meta.concrete_fields if field.name not in LEFT_OUT)


@cache
def clear_fields(model: type[Record]) -> frozenset[str]:
    """Fields whose new value may stand in the ledger uncommitted: dates, numbers, choices, ids; never personal ones."""
    personal = set(modules.type_of(model).personal)
    return frozenset(
        field.name
        for field in model._meta.concrete_fields
        if field.name not in personal and (isinstance(field, CLEAR_KINDS) or field.choices or field.name in CLEAR_TEXT)
    )
