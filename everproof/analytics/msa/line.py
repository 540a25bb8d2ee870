"""Least-squares line through points, with the tests that gauge studies ask of it."""

from __future__ import annotations

import math

import numpy as np

from everproof.analytics.arrays import FloatArray, mean_of
from everproof.analytics.probability import f_sf, t_two_sided
from everproof.analytics.result import Notes

LINE = (
    "average_bias_p", "slope", "intercept", "s", "r_squared", "se_slope", "se_intercept",
    "t_slope", "t_intercept", "p_slope", "p_intercept",
)  # fmt: skip
"""The figures of `straight_line`. `average_bias_p` tests that the line is 0 in the middle of the points."""


def straight_line(x: FloatArray, y: FloatArray, notes: Notes) -> dict[str, float | None]:
    """y = intercept + slope·x. `s` is the residual standard deviation (n - 2); empty with a reason where undefined."""
    n = int(x.size)
    if n < 3 or np.ptp(x) == 0:
        notes.undefined("The line", "three readings at two or more reference values are needed")
        return {}
    x_mean, y_mean = mean_of(x), mean_of(y)
    dx, dy = x - x_mean, y - y_mean
    sxx, sxy, syy = float(dx @ dx), float(dx @ dy), float(dy @ dy)
    slope = sxy / sxx
    intercept = y_mean - slope * x_mean
    residual = dy - slope * dx
    s = math.sqrt(float(residual @ residual) / (n - 2))
    se_slope, se_intercept = s / math.sqrt(sxx), s * math.sqrt(1 / n + x_mean**2 / sxx)
    t_slope, p_slope = t_test(slope, se_slope, n - 2, "The test of the slope", notes)
    t_intercept, p_intercept = t_test(intercept, se_intercept, n - 2, "The test of the intercept", notes)
    return {
        "slope": slope,
        "intercept": intercept,
        "s": s,
        "r_squared": 1 - float(residual @ residual) / syy if syy else None,
        "se_slope": se_slope,
        "se_intercept": se_intercept,
        "t_slope": t_slope,
        "t_intercept": t_intercept,
        "p_slope": p_slope,
        "p_intercept": p_intercept,
        "average_bias_p": float(f_sf(n * y_mean**2 / s**2, 1, n - 2)) if s else None,
    }


def t_test(estimate: float, se: float, df: int, figure: str, notes: Notes) -> tuple[float | None, float | None]:
    """t = estimate/se and its two-sided p-value; None with a reason where se is 0."""
    if not se:
        notes.undefined(figure, "the readings do not vary")
        return None, None
    return estimate / se, float(t_two_sided(estimate / se, df))
