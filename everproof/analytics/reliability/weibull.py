"""The Weibull distribution of lifetimes, with suspended items: F(t) = 1 - exp(-(t/η)ᵝ), β the shape, η the scale.

β below 1: early failures; about 1: failures at random; above 1: wear-out. Times may have any unit; η and the lives
come back in it, and nothing else changes with the unit.

Sources: Meeker & Escobar, Statistical Methods for Reliability Data, ch. 7 and 8; Abernethy, The New Weibull Handbook,
ch. 2; NIST/SEMATECH e-Handbook 8.4.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from everproof.analytics.arrays import as_number
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import beta_ppf, chi2_ppf, find_root, normal_ppf
from everproof.analytics.reliability.lifetimes import Lifetimes, as_lifetimes
from everproof.analytics.result import Notes, Result

FloatArray = npt.NDArray[np.float64]
Interval = tuple[float, float]

METHODS = ("maximum likelihood", "rank regression x on y", "rank regression y on x")
INTERVALS = ("wald", "likelihood ratio")
RANKS = ("benard", "median", "mean", "hazen")

_SMALLEST_SHAPE, _LARGEST_SHAPE = 1e-6, 1e6


@dataclass(frozen=True)
class RankRegression:
    """A straight line through ln t and ln(-ln(1 - F)): the shape, the scale, and r² of the points."""

    shape: float
    scale: float
    r_squared: float


@dataclass(frozen=True, kw_only=True, eq=False)
class WeibullFit(Result):
    """Shape, scale and what follows from them. Lives are in the unit of the times.

    `loglik` is the log likelihood of the data at the fitted shape and scale (densities of the times themselves).
    `rrx` and `rry`: the lines by regression of ln t on the ranks and the other way round, whatever `method` was asked
    for.
    """

    items: int
    failures: int
    shape: float | None
    scale: float | None
    shape_ci: Interval | None
    scale_ci: Interval | None
    confidence_level: float
    loglik: float | None
    b10_life: float | None
    median_life: float | None
    mean_life: float | None
    rrx: RankRegression | None
    rry: RankRegression | None

    def reliability(self, time: float) -> float | None:
        """Probability of surviving `time`: exp(-(t/η)ᵝ)."""
        if self.shape is None or self.scale is None:
            return None
        return math.exp(-((time / self.scale) ** self.shape))

    def life(self, failed: float) -> float | None:
        """The time by which the fraction `failed` has failed, η (-ln(1 - F))^(1/β); 0.1 gives the B10 life."""
        if self.shape is None or self.scale is None:
            return None
        return self.scale * (-math.log1p(-failed)) ** (1 / self.shape)


def fit_weibull(
    times: Any,
    event: Any = None,
    method: str = "maximum likelihood",
    ranks: str = "benard",
    interval: str = "wald",
    confidence_level: float = 0.95,
) -> WeibullFit:
    """Fit a two-parameter Weibull distribution; input as in `lifetimes.as_lifetimes`.

    `method`: maximum likelihood, or rank regression with ln t (`x on y`, usual in the field) or the rank (`y on x`)
    as the dependent variable. `ranks` of the i-th of n failures, with suspensions counted by Johnson's adjusted
    order: `benard` (i - 0.3) / (n + 0.4), `median` exact by the beta distribution, `mean` i / (n + 1), `hazen` (i -
    0.5) / n. `interval` (maximum likelihood only): `wald`, normal on the logarithms of shape and scale with the
    observed information, or `likelihood ratio`.

    Shape and scale are None without failures, and when all failures share the largest time, since the likelihood then
    has no maximum.
    """
    data = as_lifetimes(times, event)
    level = as_number(confidence_level, "confidence_level", above=0.0, below=1.0)
    for value, known, where in ((method, METHODS, "method"), (interval, INTERVALS, "ci"), (ranks, RANKS, "ranks")):
        if value not in known:
            raise BadInput(f"must be one of {', '.join(known)}, not {shown(value)}", where=where)
    notes = Notes()
    rrx, rry = _regressions(data, ranks)
    shape_ci = scale_ci = None
    if method == METHODS[0]:
        shape, scale = _maximum_likelihood(data, notes)
        if shape is not None and scale is not None:
            shape_ci, scale_ci = _intervals(data, shape, scale, level, interval)
    else:
        line = rrx if method == METHODS[1] else rry
        shape, scale = (line.shape, line.scale) if line else (None, None)
        if line is None:
            notes.undefined("The line", "two different failure times are needed")
        notes.warn("Rank regression gives no confidence interval here; maximum likelihood does.")
    return WeibullFit(
        method=f"Weibull, {method}" + ("" if method == METHODS[0] else f", {ranks} ranks"),
        assumptions=(
            "The lifetimes follow one Weibull distribution, one cause of failure.",
            "Suspension has nothing to do with the risk of failing.",
        ),
        warnings=notes.warnings,
        source="Meeker & Escobar (1998) ch. 8; Abernethy, The New Weibull Handbook, ch. 2",
        items=len(data),
        failures=data.failures,
        shape=shape,
        scale=scale,
        shape_ci=shape_ci,
        scale_ci=scale_ci,
        confidence_level=level,
        loglik=None if shape is None or scale is None else _log_likelihood(data, shape, scale),
        b10_life=None if shape is None or scale is None else scale * (-math.log(0.9)) ** (1 / shape),
        median_life=None if shape is None or scale is None else scale * math.log(2) ** (1 / shape),
        mean_life=None if shape is None or scale is None else _mean_life(shape, scale, notes),
        rrx=rrx,
        rry=rry,
    )


def adjusted_ranks(data: Lifetimes) -> FloatArray:
    """Johnson's order number of each failure: a suspension raises the step to the failures after it."""
    order, numbers = 0.0, []
    for position, failed in enumerate(data.failed):
        if failed:
            order += (len(data) + 1 - order) / (1 + len(data) - position)
            numbers.append(order)
    return np.array(numbers)


def plotting_positions(data: Lifetimes, ranks: str) -> FloatArray:
    """Estimated fraction failed at each failure (see `fit_weibull` for the kinds of ranks)."""
    order, n = adjusted_ranks(data), len(data)
    if ranks == "median":
        return np.asarray(beta_ppf(0.5, order, n - order + 1))
    if ranks == "mean":
        return order / (n + 1)
    if ranks == "hazen":
        return (order - 0.5) / n
    return (order - 0.3) / (n + 0.4)


def _maximum_likelihood(data: Lifetimes, notes: Notes) -> tuple[float | None, float | None]:
    """The root in β of Σ tᵝ ln t / Σ tᵝ - 1/β = mean of ln t over the failures; then η = (Σ tᵝ / r)^(1/β)."""
    if not data.failures:
        notes.undefined("The fit", "no item failed")
        return None, None
    logs = np.log(data.times) - math.log(data.times[-1])  # 0 at the largest time: no power overflows
    target = float(logs[data.failed].mean())
    if target == 0:
        notes.undefined("The fit", "all failures share the largest time, so the likelihood grows without end")
        return None, None

    def score(log_shape: float) -> float:
        shape = math.exp(log_shape)
        weights = np.exp(shape * logs)
        return float(np.sum(weights * logs) / np.sum(weights)) - 1 / shape - target

    low, high = math.log(_SMALLEST_SHAPE), math.log(_LARGEST_SHAPE)
    if score(high) <= 0:
        notes.undefined("The fit", "the failure times hardly differ")
        return None, None
    shape = math.exp(find_root(score, low, high))
    total = float(np.sum(np.exp(shape * logs)))
    return shape, float(data.times[-1]) * (total / data.failures) ** (1 / shape)


def _log_likelihood(data: Lifetimes, shape: float, scale: float) -> float:
    z = np.log(data.times) - math.log(scale)
    densities = math.log(shape) + shape * z[data.failed] - np.log(data.times[data.failed])
    return float(np.sum(densities) - np.sum(np.exp(shape * z)))


def _mean_life(shape: float, scale: float, notes: Notes) -> float | None:
    logarithm = math.lgamma(1 + 1 / shape) + math.log(scale)
    if logarithm > 700:
        return notes.undefined("The mean life", "the shape is too small for a finite mean")
    return math.exp(logarithm)


def _intervals(data: Lifetimes, shape: float, scale: float, level: float, kind: str) -> tuple[Interval, Interval]:
    if kind == "wald":
        return _wald(data, shape, scale, level)
    return _likelihood_ratio(data, shape, scale, level)


def _wald(data: Lifetimes, shape: float, scale: float, level: float) -> tuple[Interval, Interval]:
    """exp(ln θ ± z se), with the observed information for (ln β, ln η)."""
    u = shape * (np.log(data.times) - math.log(scale))
    weight = np.exp(u)
    r = data.failures
    # Second derivatives of the log likelihood, negated.
    shape_shape = -float(np.sum(u[data.failed]) - np.sum(weight * u * (1 + u)))
    scale_scale = shape**2 * float(np.sum(weight))
    shape_scale = shape * (r - float(np.sum(weight * (1 + u))))
    determinant = shape_shape * scale_scale - shape_scale**2
    z = float(normal_ppf((1 + level) / 2))
    shape_factor = math.exp(z * math.sqrt(scale_scale / determinant))
    scale_factor = math.exp(z * math.sqrt(shape_shape / determinant))
    return (shape / shape_factor, shape * shape_factor), (scale / scale_factor, scale * scale_factor)


def _likelihood_ratio(data: Lifetimes, shape: float, scale: float, level: float) -> tuple[Interval, Interval]:
    """All values whose profile log likelihood is within χ²/2 of the maximum."""
    least = _log_likelihood(data, shape, scale) - float(chi2_ppf(level, 1)) / 2

    def of_shape(log_shape: float) -> float:
        return _log_likelihood(data, math.exp(log_shape), _best_scale(data, math.exp(log_shape))) - least

    def of_scale(log_scale: float) -> float:
        return _log_likelihood(data, _best_shape(data, log_scale), math.exp(log_scale)) - least

    shape_low, shape_high = _both_sides(of_shape, math.log(shape), 1.0)
    scale_low, scale_high = _both_sides(of_scale, math.log(scale), 1 / shape)
    return (math.exp(shape_low), math.exp(shape_high)), (math.exp(scale_low), math.exp(scale_high))


def _both_sides(function: Any, best: float, step: float) -> tuple[float, float]:
    """Where a function that is positive at `best` falls to 0 on either side."""
    ends = []
    for direction in (-1, 1):
        reach = step
        while function(best + direction * reach) > 0:
            reach *= 1.5
        ends.append(find_root(function, *sorted((best, best + direction * reach))))
    return ends[0], ends[1]


def _best_scale(data: Lifetimes, shape: float) -> float:
    largest = float(data.times[-1])
    return largest * float(np.sum((data.times / largest) ** shape) / data.failures) ** (1 / shape)


def _best_shape(data: Lifetimes, log_scale: float) -> float:
    """The shape with the largest likelihood at a given scale: the root of r/β + Σ z (failed) - Σ z exp(β z)."""
    z = np.log(data.times) - log_scale
    fixed = float(np.sum(z[data.failed]))

    def slope(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return data.failures + shape * (fixed - float(np.sum(z * np.exp(np.minimum(shape * z, 600)))))

    low, high = math.log(1e-4), math.log(1e-4)
    while slope(high) > 0 and high < math.log(_LARGEST_SHAPE):
        high += 1
    return math.exp(find_root(slope, low, high)) if slope(high) <= 0 else math.exp(high)


def _regressions(data: Lifetimes, ranks: str) -> tuple[RankRegression | None, RankRegression | None]:
    """Lines through x = ln t, y = ln(-ln(1 - F)): y = β (x - ln η)."""
    x = np.log(data.times[data.failed])
    if len(x) < 2 or x[0] == x[-1]:
        return None, None
    y = np.log(-np.log1p(-plotting_positions(data, ranks)))
    dx, dy = x - x.mean(), y - y.mean()
    sxx, syy, sxy = float(dx @ dx), float(dy @ dy), float(dx @ dy)
    r_squared = sxy**2 / (sxx * syy)
    lines = []
    for shape in (syy / sxy, sxy / sxx):
        scale = math.exp(float(x.mean()) - float(y.mean()) / shape)
        lines.append(RankRegression(shape, scale, r_squared))
    return lines[0], lines[1]
