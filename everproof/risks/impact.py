"""What a change touches: every record that names what is changed, by a foreign key, in a list or by a link.

It asks the registry for all record types, so a room that comes later is found without a word here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from everproof.kernel import modules
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds, names_one_of
from everproof.risks.models import Change

MOST = 500
# Rows of a history say what was; a change does not touch them.
HISTORIES = frozenset(("rating", "fmea-rating", "product-version", "kpi-comment"))


def impact_of(change: Change) -> list[dict[str, str]]:
    """{type, id, number, title} of each record that is touched, the changed things themselves first; at most MOST.

    It asks regardless of who looks: what is frozen at approval is the same for everybody, pages show each reader what
    that reader may see.
    """
    changed = dict(_changed(change))
    found: dict[tuple[str, str], dict[str, str]] = {}
    for type_name, keys in changed.items():
        model = modules.record_type(type_name).model
        _add(found, model, model._default_manager.filter(pk__in=keys))
    for record_type in modules.all_record_types():
        if record_type.name in HISTORIES or record_type.name == Change.type_name:
            continue
        for records in _naming(record_type, changed, change.organization_id):
            _add(found, record_type.model, _live(record_type, records))
    for type_name, keys in _linked(changed, change.organization_id).items():
        record_type = modules.record_type(type_name)
        _add(found, record_type.model, _live(record_type, record_type.model._default_manager.filter(pk__in=keys)))
    return list(found.values())[:MOST]


def difference(change: Change) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What was touched though nobody expected it, and what was expected and no longer is; empty before the review."""
    if change.effectiveness_evaluated_on is None:
        return [], []

    def beyond(those: list[dict[str, str]], these: list[dict[str, str]]) -> list[dict[str, str]]:
        known = {(one["type"], one["id"]) for one in these}
        return [one for one in those if (one["type"], one["id"]) not in known]

    return beyond(change.impact_after, change.affected), beyond(change.affected, change.impact_after)


def _changed(change: Change) -> Iterator[tuple[str, set[UUID]]]:
    """What the change itself names, by type."""
    named: dict[str, set[UUID]] = {}
    for field in change._meta.concrete_fields:
        if isinstance(field, RecordIds):
            named.setdefault(field.target.type_name, set()).update(UUID(key) for key in getattr(change, field.name))
    links = Link.objects.filter(
        organization_id=change.organization_id, from_id=change.pk, relation=Relation.AFFECTS, removed_at=None
    )
    for type_name, key in links.values_list("to_type", "to_id"):
        named.setdefault(type_name, set()).add(key)
    yield from ((type_name, keys) for type_name, keys in named.items() if keys)


def _naming(record_type: RecordType, changed: dict[str, set[UUID]], organization_id: int) -> Iterator[QuerySet[Record]]:
    """The records of a type that name something changed, a query set for each of their fields that could."""
    every = record_type.model._default_manager.filter(organization_id=organization_id)
    for field in record_type.model._meta.concrete_fields:
        target = _target(field)
        keys = changed.get(getattr(target, "type_name", ""), set())
        if not keys:
            continue
        if isinstance(field, RecordIds):
            yield every.filter(names_one_of(field.name, field.target._default_manager.filter(pk__in=keys)))
        else:
            yield every.filter(**{f"{field.name}__in": keys})


def _target(field: models.Field) -> Any:
    if isinstance(field, RecordIds):
        return field.target
    return field.related_model if isinstance(field, models.ForeignKey) else None


def _linked(changed: dict[str, set[UUID]], organization_id: int) -> dict[str, set[UUID]]:
    """The other ends of links with what is changed, by type."""
    keys = set().union(*changed.values()) if changed else set()
    links = Link.objects.filter(
        Q(from_id__in=keys) | Q(to_id__in=keys), organization_id=organization_id, removed_at=None
    )
    found: dict[str, set[UUID]] = {}
    for from_type, from_id, to_type, to_id in links.values_list("from_type", "from_id", "to_type", "to_id"):
        other_type, other = (to_type, to_id) if from_id in keys else (from_type, from_id)
        if other_type != Change.type_name:
            found.setdefault(other_type, set()).add(other)
    return found


def _live(record_type: RecordType, records: QuerySet[Any]) -> QuerySet[Any]:
    """Without those that are void or whose work has ended."""
    ended = record_type.lifecycle.closed_states if record_type.lifecycle else ()
    return records.filter(voided_at=None).exclude(status__in=ended)


def _add(found: dict[tuple[str, str], dict[str, str]], model: type[Record], records: Iterable[Any]) -> None:
    if isinstance(records, QuerySet):
        records = records.only("id", "number", "title")[:MOST]
    # A title that may name a person is not frozen: erasing the person would have to find it here.
    nameless = "title" in modules.type_of(model).personal
    for record in records:
        key = (model.type_name, str(record.pk))
        title = "" if nameless else record.title
        found.setdefault(key, {"type": key[0], "id": key[1], "number": record.number, "title": title})
