"""Finds the record that an address names, for the one who asks."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.prepared import Prepared
from everproof.kernel.records import Record
from everproof.kernel.records.models import numbered

ALWAYS_READ = frozenset({"id", "organization", "number", "title", "status", "voided_at", "owner"})


def record(model: type[Record], reference: str, actor: Actor, *, relations: tuple[str, ...] = ()) -> Any:
    """The record of this number, or of this id while it has none; None where the actor sees no such record.

    `relations` are read with it: of each what ALWAYS_READ names.
    """
    given, form = (model, relations, actor), (model.type_name, relations, actor.reach)
    try:
        found = _BY_ID.instances(*given, form=form, record=UUID(reference))
    except ValueError:
        found = _BY_NUMBER.instances(*given, form=form, number=reference)
    if not found:
        return None
    found[0].organization = actor.organization
    return found[0]


def _by_id(model: type[Record], relations: tuple[str, ...], actor: Actor, record: UUID) -> QuerySet[Any]:
    return _visible(model, relations, actor).filter(pk=record)


def _by_number(model: type[Record], relations: tuple[str, ...], actor: Actor, number: str) -> QuerySet[Any]:
    return _visible(model, relations, actor).filter(numbered(number))[:1]


def _visible(model: type[Record], relations: tuple[str, ...], actor: Actor) -> QuerySet[Any]:
    queryset = access.visible(actor, model._default_manager.all())
    return queryset.select_related(*relations).defer(*_unread(model, relations)) if relations else queryset


# Each page of a record begins with one of them; a form for each type and each reach.
_BY_ID: Prepared[Any] = Prepared(_by_id)
_BY_NUMBER: Prepared[Any] = Prepared(_by_number)


@cache
def _unread(model: type[Record], relations: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of related records that a page seldom shows: each person alone has thirty."""
    related = {name: model._meta.get_field(name).related_model for name in relations}
    return tuple(
        f"{name}__{field.name}"
        for name, target in related.items()
        for field in target._meta.concrete_fields  # type: ignore[union-attr]
        if field.name not in ALWAYS_READ
    )
