"""Which processes left a record: a record counts for a process only if it says in some way that it belongs to it.

Four ways lead from a record to a process: a field that names it (its own, or one of a record that it names in turn, as
an inspection names its work order); a list of processes in the record; the process it was raised from; and a link
between the two, or between the record and an input, output or step of the process.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from everproof.kernel import modules
from everproof.kernel.checks import Situation
from everproof.kernel.links import Link
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.kernel.work.models import Action
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessStep

PARTS: tuple[Any, ...] = (ProcessInput, ProcessOutput, ProcessStep)


def left_records(at: Situation, kinds: Collection[str], since: datetime) -> dict[str, set[UUID]]:
    """For each kind of record, the ids of the processes of which one was made at `since` or later.

    A few statements for each kind, and three for all links. Kinds that no room keeps are left out.
    """
    known = {record_type.name: record_type.model for record_type in modules.all_record_types()}
    found: dict[str, set[UUID]] = {}
    for name in set(kinds) & known.keys():
        records = at.records(known[name]).filter(recorded_at__gte=since)
        found[name] = _named(records) | _raised_from(records) | _linked(at, records)
    return found


def _named(records: QuerySet[Any]) -> set[UUID]:
    """The processes that records name in a field, by a record between, or in a list."""
    keys: set[UUID] = set()
    model: Any = records.model
    for path in paths_to_process(model):
        keys |= set(records.exclude(**{path: None}).values_list(path, flat=True).distinct())
    for name in _lists_of_processes(model):
        keys |= {UUID(key) for listed in records.values_list(name, flat=True) for key in listed}
    return keys


@cache
def paths_to_process(model: Any) -> tuple[str, ...]:
    """The fields of a model that lead to a process, directly or by one record between."""
    paths = []
    for field in _relations(model):
        target: Any = field.related_model
        if target is Process:
            paths.append(field.attname)
        elif issubclass(target, Record):
            paths += [
                f"{field.name}__{other.attname}" for other in _relations(target) if other.related_model is Process
            ]
    return tuple(paths)


def _relations(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _lists_of_processes(model: type[Record]) -> list[str]:
    return [
        field.name for field in model._meta.concrete_fields if isinstance(field, RecordIds) and field.target is Process
    ]


def _raised_from(records: QuerySet[Any]) -> set[UUID]:
    if records.model is not Action:
        return set()
    return set(records.filter(source_type=Process.type_name).values_list("source_id", flat=True))


def _linked(at: Situation, records: QuerySet[Any]) -> set[UUID]:
    """The processes that records are linked with, or whose parts they are."""
    ours = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    keys, name = records.values("pk"), records.model.type_name
    to_ends = ours.filter(from_type=name, from_id__in=keys).values_list("to_type", "to_id")
    from_ends = ours.filter(to_type=name, to_id__in=keys).values_list("from_type", "from_id")
    ends = {*to_ends, *from_ends}
    found = {key for type_name, key in ends if type_name == Process.type_name}
    for part in PARTS:
        named = [key for type_name, key in ends if type_name == part.type_name]
        if named:
            found |= set(part.objects.filter(Q(pk__in=named)).values_list("process_id", flat=True))
    return found
