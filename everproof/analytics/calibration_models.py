"""Models of how the share of instruments in tolerance falls with the time since calibration (NCSLI RP-1, appendix D).

Each model gives R(t), the probability of being in tolerance after the time t, for parameters above 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from everproof.analytics.probability import normal_cdf, normal_ppf

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ReliabilityModel:
    """`reliability(t, parameters)`; `start(t, r)` gives parameters near the data for the search of the maximum."""

    name: str
    parameters: int
    reliability: Callable[[FloatArray, Sequence[float]], FloatArray]
    start: Callable[[FloatArray, FloatArray], Sequence[float]]


def _rate(t: FloatArray, r: FloatArray) -> float:
    """Rate of the exponential through the observed reliabilities, least squares through the origin."""
    return max(float(np.sum(t * -np.log(r)) / np.sum(t * t)), 1e-9)


def _exponential(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return np.exp(-p[0] * t)


def _weibull(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return np.exp(-((p[0] * t) ** p[1]))


def _weibull_start(t: FloatArray, r: FloatArray) -> Sequence[float]:
    slope, intercept = np.polyfit(np.log(t), np.log(-np.log(r)), 1)
    shape = max(float(slope), 0.05)
    return math.exp(float(intercept) / shape), shape


def _mixed_exponential(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return (1 + p[0] * t) ** -p[1]


def _random_walk(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return 2 * normal_cdf(1 / np.sqrt(p[0] + p[1] * t)) - 1


def _random_walk_start(t: FloatArray, r: FloatArray) -> Sequence[float]:
    slope, intercept = np.polyfit(t, normal_ppf((1 + r) / 2) ** -2.0, 1)
    return max(float(intercept), 1e-3), max(float(slope), 1e-6)


def _modified_gamma(t: FloatArray, p: Sequence[float]) -> FloatArray:
    x = p[0] * t
    return np.exp(-x) * (1 + x + x**2 / 2 + x**3 / 6)


def _mortality_drift(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return np.exp(-(p[0] * t + p[1] * t**2))


def _warranty(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return special.expit(-p[0] * (t - p[1]))


def _warranty_start(t: FloatArray, r: FloatArray) -> Sequence[float]:
    slope, intercept = np.polyfit(t, np.log(1 / r - 1), 1)
    rate = max(float(slope), 1e-6)
    return rate, max(-float(intercept) / rate, 1e-3)


def _lognormal(t: FloatArray, p: Sequence[float]) -> FloatArray:
    return normal_cdf(-np.log(p[0] * t) / p[1])


def _lognormal_start(t: FloatArray, r: FloatArray) -> Sequence[float]:
    slope, intercept = np.polyfit(np.log(t), normal_ppf(1 - r), 1)
    spread = 1 / max(float(slope), 0.05)
    return math.exp(float(intercept) * spread), spread


MODELS = {
    model.name: model
    for model in (
        ReliabilityModel("exponential", 1, _exponential, lambda t, r: (_rate(t, r),)),
        ReliabilityModel("weibull", 2, _weibull, _weibull_start),
        ReliabilityModel("mixed exponential", 2, _mixed_exponential, lambda t, r: (2 * _rate(t, r), 0.5)),
        ReliabilityModel("random walk", 2, _random_walk, _random_walk_start),
        ReliabilityModel("modified gamma", 1, _modified_gamma, lambda t, r: (3 * _rate(t, r),)),
        ReliabilityModel(
            "mortality drift", 2, _mortality_drift, lambda t, r: (_rate(t, r), _rate(t, r) / 1e2 / t.max())
        ),
        ReliabilityModel("warranty", 2, _warranty, _warranty_start),
        ReliabilityModel("lognormal", 2, _lognormal, _lognormal_start),
    )
}
"""Model name → model, as in NCSLI RP-1 (those with three parameters are left out: histories are too short for them)."""
