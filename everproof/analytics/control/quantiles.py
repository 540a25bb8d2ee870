"""Quantiles of counting distributions: the smallest whole number whose cumulative probability reaches a given one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray

_FUZZ = 1 - 64 * np.finfo(float).eps
"""A cumulative probability that misses the given one only by rounding has reached it."""


def binomial_quantile(probability: float, n: Any, p: float) -> FloatArray:
    """Smallest x with P(X ≤ x) ≥ probability for X ~ Bin(n, p); NaN where n or p is none."""
    from scipy.special import betainc

    trials = np.floor(np.asarray(n, dtype=float))
    start = trials * p + _normal_quantile(probability) * np.sqrt(trials * p * (1 - p))

    def cumulative(x: FloatArray) -> FloatArray:
        return np.where(x >= trials, 1.0, betainc(np.maximum(trials - x, 1), x + 1, 1 - p))

    return _search(probability, start, trials, cumulative)


def poisson_quantile(probability: float, mean: Any) -> FloatArray:
    """Smallest x with P(X ≤ x) ≥ probability for X ~ Poisson(mean)."""
    from scipy.special import pdtr

    expected = np.asarray(mean, dtype=float)
    start = expected + _normal_quantile(probability) * np.sqrt(expected)
    return _search(probability, start, np.full(expected.shape, np.inf), lambda x: pdtr(x, expected))


def geometric_quantile(probability: float, p: float) -> float:
    """Smallest x with 1 - (1 - p)ˣ⁺¹ ≥ probability: conforming items before the first event."""
    if not 0 < p <= 1:
        return math.nan
    if p == 1:
        return 0.0
    return max(0.0, float(math.ceil(math.log1p(-probability) / math.log1p(-p) - 1 - 1e-12)))


def _search(
    probability: float, start: FloatArray, highest: FloatArray, cumulative: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Walk from a normal approximation to the quantile, all elements at once; it is only a few steps away."""
    target = probability * _FUZZ
    with np.errstate(invalid="ignore"):
        x = np.clip(np.floor(start), 0, highest)
        while (low := (cumulative(x) < target) & (x < highest)).any():
            x = np.where(low, x + 1, x)
        while (high := (x > 0) & (cumulative(np.maximum(x - 1, 0)) >= target)).any():
            x = np.where(high, x - 1, x)
    return x


def _normal_quantile(probability: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(probability))
