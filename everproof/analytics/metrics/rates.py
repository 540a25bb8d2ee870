"""What all figures of this package share: checked numbers and quotients that know when they are undefined."""

from __future__ import annotations

import math
from collections.abc import Iterable

from everproof.analytics.errors import LARGEST, BadInput, as_list, shown
from everproof.analytics.result import Notes


def number(value: object, where: str, *, minimum: float | None = None) -> float:
    """The value as a finite float. Raises BadInput for anything else, and for less than `minimum`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        raise BadInput(f"must be a number, not {shown(value)}", where=where)
    if minimum is not None and value < minimum:
        raise BadInput(f"must not be below {minimum:g}, but is {value:g}", where=where)
    return float(value)


def present(values: Iterable[object], where: str, *, minimum: float | None = None) -> list[float]:
    """The numbers of a list without the missing ones (None and NaN). Raises BadInput for anything else."""
    return [
        number(value, f"{where}[{position}]", minimum=minimum)
        for position, value in enumerate(as_list(values, where), start=1)
        if value is not None and not (isinstance(value, float) and math.isnan(value))
    ]


def share(part: float, whole: float, figure: str, notes: Notes, *, scale: float = 1.0, reason: str) -> float | None:
    """`scale` · part / whole; None with a warning when there is no whole to divide by."""
    if whole > 0:
        return scale * part / whole
    notes.undefined(figure, reason)
    return None


def mean(values: list[float]) -> float | None:
    """Arithmetic mean without rounding error in the sum; None for no values."""
    return math.fsum(values) / len(values) if values else None
