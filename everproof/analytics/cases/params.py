"""Reads what cases give as method choices: words in many spellings, numbers that may be missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from everproof.analytics.arrays import as_number
from everproof.analytics.errors import BadInput, shown

T = TypeVar("T")


def required(given: Mapping[str, Any], key: str) -> Any:
    """A value that the case must give."""
    value = given.get(key)
    if value is None:
        raise BadInput("is needed", where=f"input.{key}")
    return value


def number(params: Mapping[str, Any], key: str, default: T, *, where: str = "params") -> float | T:
    """A number, or the default when it is missing or null."""
    value = params.get(key)
    return default if value is None else as_number(value, f"{where}.{key}")


def choice(value: Any, patterns: Mapping[str, Any], default: Any, where: str) -> Any:
    """The meaning of a free wording: the first pattern (a regular expression, upper and lower case alike) found in it.

    A missing wording means the default; one that no pattern fits is refused, because to guess a method would be worse.
    """
    if value is None:
        return default
    if isinstance(value, str):
        for pattern, meaning in patterns.items():
            if re.search(pattern, value, re.IGNORECASE):
                return meaning
    raise BadInput(f"{shown(value)} is not a known choice", where=where)
