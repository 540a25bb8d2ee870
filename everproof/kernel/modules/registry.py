"""Reads each room's `module.py` once, when Django has loaded all apps, and answers from memory afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps

from everproof.kernel.modules.declarations import Module, RecordType

if TYPE_CHECKING:
    from everproof.kernel.parameters import Parameter
    from everproof.kernel.records.models import Record

_modules: list[Module] = []


class DeclarationError(Exception):
    """Two rooms declare the same thing, or a declaration names what does not exist."""


def load() -> None:
    """Import the `module.py` of each of our apps, in the order of the house, and check that names are unique."""
    _modules.clear()
    _by_name.cache_clear()
    parameters.cache_clear()
    for config in apps.get_app_configs():
        if config.name.startswith("everproof.") and find_spec(f"{config.name}.module"):
            _modules.append(import_module(f"{config.name}.module").MODULE)
    for what in (
        [record_type.name for record_type in all_record_types()],
        [record_type.path for record_type in all_record_types()],
        [record_type.prefix for record_type in all_record_types() if record_type.prefix],
        [measure.name for module in _modules for measure in module.measures],
        [schedule.name for module in _modules for schedule in module.schedules],
        [kind.name for module in _modules for kind in module.notification_kinds],
        [check.atom for module in _modules for check in module.checks],
        [fault.atom for module in _modules for fault in module.faults],
        [kind for module in _modules for kind in module.public_pages],
    ):
        _refuse_twice(what)


def _refuse_twice(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DeclarationError(f"declared twice: {', '.join(twice)}")


def all_modules() -> tuple[Module, ...]:
    return tuple(_modules)


def declared(kind: str) -> list[Any]:
    """All declarations of one kind over the rooms, e.g. `declared("gates")`."""
    return [declaration for module in _modules for declaration in getattr(module, kind)]


def public_pages() -> dict[str, str]:
    """The page (dotted) for each kind of link that opens one without a login."""
    return {kind: page for module in _modules for kind, page in module.public_pages.items()}


@cache
def parameters() -> dict[str, Parameter]:
    """All parameters by name, in the order in which the rooms declare them; reads the files that describe some."""
    found = [
        parameter
        for module in _modules
        for parameter in (*module.parameters, *(module.more_parameters() if module.more_parameters else ()))
    ]
    _refuse_twice([parameter.name for parameter in found])
    return {parameter.name: parameter for parameter in found}


def all_record_types() -> list[RecordType]:
    return [record_type for module in _modules for record_type in module.record_types]


def record_type(name: str) -> RecordType:
    """The declaration of a record type; KeyError when no room declares it."""
    return _by_name()[name]


def type_of(model_or_record: type[Record] | Record) -> RecordType:
    return _by_name()[model_or_record.type_name]


def record_type_by_path(room: str, path: str) -> RecordType | None:
    """The type shown under /<organisation>/<room>/<path>/."""
    for candidate in all_record_types():
        if candidate.room == room and candidate.path == path:
            return candidate
    return None


def record_type_by_plural(plural: str) -> RecordType | None:
    """The type that the command line calls `plural`."""
    return next((candidate for candidate in all_record_types() if candidate.plural_name == plural), None)


@cache
def _by_name() -> dict[str, RecordType]:
    return {record_type.name: record_type for record_type in all_record_types()}
