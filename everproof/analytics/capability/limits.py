"""Specification limits, checked."""

from __future__ import annotations

from everproof.analytics.arrays import as_number
from everproof.analytics.errors import BadInput


def checked_limits(lsl: float | None, usl: float | None) -> tuple[float | None, float | None]:
    """Both limits as floats. Raises BadInput where none is given and where they are in the wrong order."""
    if lsl is None and usl is None:
        raise BadInput("at least one specification limit is needed", where="lsl, usl")
    lower = None if lsl is None else as_number(lsl, "lsl")
    upper = None if usl is None else as_number(usl, "usl")
    if lower is not None and upper is not None and lower >= upper:
        raise BadInput(f"the lower limit {lower:g} is not below the upper limit {upper:g}", where="lsl")
    return lower, upper
