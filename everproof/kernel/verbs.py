"""Does a verb of a record without knowing its room: by the room's own action where it declares one (`RecordType.acts`).

Pages of a room call its actions by name. What works on records of any type (the API, changes to many rows) comes here,
so that closing means the same wherever it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from inspect import Parameter, signature
from typing import Any
from uuid import UUID

from django.db import models

from everproof.kernel import modules, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Act, RecordType
from everproof.kernel.records import Record

# Fields of every record that are no matter of its type: when it happened is an argument (`at`) of its own.
NOT_TAKEN = frozenset({"happened_at", "effective_at"})


def create(
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    by: Actor,
    id: UUID | None = None,
    at: datetime | None = None,
) -> Record:
    """Make a record of this type out of `values` by field."""
    act = act_of(record_type, "create")
    if act.action is None:
        return records.create(record_type.model, by=by, id=id, at=at, **values)
    return act.action(by=by, id=id, at=at, **_renamed(act, values))


def update(
    record: Record,
    values: Mapping[str, Any],
    *,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Change fields of a record."""
    act = act_of(modules.type_of(record), "update")
    options: dict[str, Any] = {"by": by, "reason": reason, "expected_version": expected_version}
    if act.action is None:
        return records.update(record, **options, **values)
    return act.action(**{_first_argument(act): record}, **options, **_renamed(act, values))


def perform(
    record: Record,
    step: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    signature: Any = None,
) -> Record:
    """Take a transition with the values that belong to it."""
    record_type = modules.type_of(record)
    act = act_of(record_type, step)
    assert record_type.lifecycle is not None
    options: dict[str, Any] = {"by": by, "at": at, "expected_version": expected_version}
    # An action takes a reason, or a signature, only where its step can ask for one.
    if record_type.lifecycle.transitions[step].reason_needed:
        options["reason"] = reason
    if signature is not None:
        options["signature"] = signature
    if act.action is None:
        return transitions.perform(record, step, **options, **values)
    return act.action(**{_first_argument(act): record}, **options, **_renamed(act, values))


def act_of(record_type: RecordType, verb: str) -> Act:
    return record_type.acts.get(verb, _NO_ACT)


def fields_of(record_type: RecordType, verb: str) -> dict[str, bool]:
    """The fields that a verb takes, in order, each with whether it has to be given."""
    return dict(_fields_of(record_type.name, verb))


@cache
def _fields_of(type_name: str, verb: str) -> tuple[tuple[str, bool], ...]:
    record_type = modules.record_type(type_name)
    act = act_of(record_type, verb)
    names = act.fields
    if names is None:
        step = record_type.lifecycle.transitions.get(verb) if record_type.lifecycle else None
        names = step.fields if step else _editable(record_type)
    return tuple((field, _is_needed(record_type, act, verb, field)) for field in (*names, *act.takes))


def field_of(record_type: RecordType, verb: str, name: str) -> Any:
    """The model field behind what a verb takes: one of the record's, or one that its action brings along."""
    return act_of(record_type, verb).takes.get(name) or record_type.model._meta.get_field(name)


def _editable(record_type: RecordType) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in record_type.model._meta.concrete_fields
        if field.editable
        and field.name not in NOT_TAKEN
        and (not isinstance(field, models.JSONField) or field.name in record_type.lists)
    )


def _is_needed(record_type: RecordType, act: Act, verb: str, name: str) -> bool:
    """What the action's own arguments say; where they leave it open, the model for a new record, else nothing."""
    if act.action is not None:
        argument = signature(act.action).parameters.get(act.names.get(name, name))
        if argument is not None:
            return argument.default is Parameter.empty
    field = field_of(record_type, verb, name)
    return verb == "create" and not (field.blank or field.null or field.has_default())


def _renamed(act: Act, values: Mapping[str, Any]) -> dict[str, Any]:
    return {act.names.get(name, name): value for name, value in values.items()}


def _first_argument(act: Act) -> str:
    assert act.action is not None
    return next(iter(signature(act.action).parameters))


_NO_ACT = Act()
