"""Finds a value under the names it may have in a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everproof.analytics.arrays import as_number
from everproof.analytics.errors import BadInput

Item = Mapping[str, Any]


def first(item: Item, *names: str, default: Any = None) -> Any:
    """The first value that is there and not null."""
    return next((item[name] for name in names if item.get(name) is not None), default)


def needed(item: Item, *names: str, otherwise: Item | None = None) -> Any:
    """As `first`, but the value must be there, in the item or else in `otherwise`."""
    value = first(item, *names, default=first(otherwise or {}, *names))
    if value is None:
        raise BadInput("is needed", where=names[0])
    return value


def items_of(given: Item, key: str) -> list[Item]:
    """The objects of a list; an object of lists is read as columns."""
    value = given.get(key)
    if isinstance(value, Mapping):
        columns = {name: column for name, column in value.items() if isinstance(column, list)}
        length = max((len(column) for column in columns.values()), default=0)
        return [{name: column[k] for name, column in columns.items() if k < len(column)} for k in range(length)]
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise BadInput("a list of objects is needed", where=f"input.{key}")
    return value


def confidence_of(*places: Item, default: float = 0.95) -> float:
    """The confidence from the first place that gives one, as a share (95 means 0.95)."""
    for place in places:
        value = first(place, "conf", "confidence", "confidence_level", "conf_level", "level")
        if value is None and (alpha := first(place, "alpha", "sig_level", "sig.level", "significance")) is not None:
            value = 1 - as_number(alpha, "alpha")
        if value is not None:
            level = as_number(value, "confidence")
            return level / 100 if 1 < level < 100 else level
    return default
