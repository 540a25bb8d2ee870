"""One sample without its missing values, and its spread."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_values, mean_of


def present_values(values: Any, where: str = "values", *, minimum: int = 0) -> FloatArray:
    """The values without the missing ones. Raises BadInput as `arrays.as_values` does."""
    array = as_values(values, where, minimum=minimum)
    return array[~np.isnan(array)]


def sd_of(values: FloatArray) -> float:
    """Standard deviation with n - 1, exactly 0 for equal values. NaN for fewer than two values."""
    if values.size < 2:
        return math.nan
    if is_constant(values):
        return 0.0
    return math.sqrt(float(np.square(values - mean_of(values)).sum()) / (values.size - 1))


def is_constant(values: FloatArray) -> bool:
    """True when there is no spread at all (also for fewer than two values)."""
    return values.size < 2 or bool(values.min() == values.max())
