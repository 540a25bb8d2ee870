"""What a statistic raises when it cannot understand its input, and how it quotes what it was given."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

LARGEST = 1e150
"""Values beyond this are refused, because their squares would overflow."""


class BadInput(ValueError):
    """The input cannot be used. `where` names the value (`"values[3]"`, `"lambda"`), the message says why in words."""

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(message)
        self.where = where

    def __str__(self) -> str:
        message = super().__str__()
        return f"{self.where}: {message}" if self.where else message


def shown(value: object) -> str:
    """The value as an error message quotes it, never longer than a line."""
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        return "a number of so many digits"
    return text if len(text) <= 60 else f"{text[:57]}..."


def as_list(values: object, where: str) -> list[Any]:
    """The items of a list. Raises BadInput for what is none; a text is none."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise BadInput(f"a list is needed, not {shown(values)}", where=where)
    return list(values)


def as_labels(values: object, where: str) -> list[Any]:
    """The items of a list of names, numbers or None, as parts, operators and ratings have them."""
    found = as_list(values, where)
    for position, value in enumerate(found, start=1):
        if not isinstance(value, Hashable):
            raise BadInput(f"a name or a number is needed, not {shown(value)}", where=f"{where}[{position}]")
    return found
