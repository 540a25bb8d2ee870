"""What every statistical result carries, and how a result becomes plain JSON values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_UNDEFINED: Any = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """Base of all results. Subclasses are `@dataclass(frozen=True, kw_only=True, eq=False)` and add their figures.

    `method` is the name of the procedure, `assumptions` what must be true of the data for the figures to mean what
    they say, `warnings` what the reader has to know (among them the reason of every figure that is `None`), `source`
    where the formula comes from.
    """

    method: str
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """All fields as plain JSON values (see `plain`)."""
        return {field.name: plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


class Notes:
    """Collects the warnings of one computation.

    >>> notes = Notes()
    >>> cp = notes.undefined("Cp", "both specification limits are needed")
    >>> cp is None, notes.warnings
    (True, ('Cp is undefined: both specification limits are needed.',))
    """

    def __init__(self) -> None:
        self._warnings: list[str] = []

    def warn(self, text: str) -> None:
        """Add a sentence, once."""
        if text not in self._warnings:
            self._warnings.append(text)

    def undefined(self, figure: str, reason: str) -> Any:
        """Note why a figure is undefined; returns None, so that it can be assigned."""
        self.warn(f"{figure} is undefined: {reason}.")
        return _UNDEFINED

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._warnings)


def plain(value: Any) -> Any:
    """The value in plain JSON types: arrays become lists, numpy scalars Python numbers, NaN and infinity None."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):  # a numpy array or scalar, without importing numpy here
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset | range):
        return [plain(item) for item in value]
    return str(value)
