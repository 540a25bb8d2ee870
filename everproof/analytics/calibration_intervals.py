"""Calibration intervals from the history of an instrument or a group of like instruments.

`review_interval` (NCSLI RP-1 method A3) asks whether the share found in tolerance agrees with the target;
`fit_reliability` (method S2) fits a reliability model to counts at several intervals; `interval_from_drift` uses
measured deviations; `scale_interval` is the simplest adjustment; `en_number` compares two laboratories.

Reliability here is the probability that an instrument is still in tolerance at the end of its interval.

Sources: NCSLI RP-1, Establishment and Adjustment of Calibration Intervals, appendices B and D; ILAC-G24; H. Castrup,
Calibration Intervals from Variables Data (2005), also NASA-HDBK-8739.19-5; ISO/IEC 17043 B.3 for Eₙ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from everproof.analytics.arrays import as_counts, as_number, as_values, as_whole
from everproof.analytics.calibration_models import MODELS, ReliabilityModel
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import beta_ppf, binomial_cdf, find_root
from everproof.analytics.result import Notes, Result

FloatArray = npt.NDArray[np.float64]

RP1 = "NCSLI RP-1, Establishment and Adjustment of Calibration Intervals"
CASTRUP = "H. Castrup, Calibration Intervals from Variables Data (2005); NASA-HDBK-8739.19-5"


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalTest(Result):
    """Method A3. Intervals in the unit of the current one.

    `rejection_confidence`: confidence that the true reliability differs from the target. `calculated_interval` before,
    `recommended_interval` after the rules for small and extreme changes. `reliability_ci`: limits of the observed
    reliability at the same confidence that a change requires.
    """

    observed_reliability: float | None
    rejection_confidence: float
    calculated_interval: float | None
    recommended_interval: float
    reliability_ci: tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class ReliabilityFit(Result):
    """Method S2. `theta`: parameters of the model. `interval`: where the model falls to the target reliability."""

    model: str
    theta: tuple[float, ...] | None
    interval: float | None
    log_likelihood: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class DriftInterval(Result):
    """`coefficients[j - 1]` is bⱼ of the drift Σ bⱼ tʲ; `s_yx` the standard deviation of the residuals.

    `interval_reliability_target`: the time at which the probability of being within the limits falls to the target;
    `interval_uncertainty_target`: the time at which the predicted standard uncertainty reaches its target.
    """

    coefficients: tuple[float, ...]
    s_yx: float
    interval_reliability_target: float | None
    interval_uncertainty_target: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ScaledInterval(Result):
    """The adjusted interval, in the unit of the present one."""

    interval: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class EnNumber(Result):
    """`en`: difference of two results over its expanded uncertainty; satisfactory when its absolute value is at most
    1.
    """

    en: float | None
    satisfactory: bool | None


def review_interval(
    in_tolerance: int,
    n: int,
    interval: float,
    target_reliability: float,
    confidence: float = 0.5,
    *,
    max_change: float = 2.0,
    min_change: float = 5.0,
    shortest: float = 14.0,
    longest: float = 1826.0,
) -> IntervalTest:
    """Should the interval change, when `in_tolerance` of `n` calibrations at this interval were found in tolerance?

    With R the observed and T the target reliability, X binomial(n, T): Q = 1 - 2 P(X <= x) for R <= T, P(X <= x) - 1
    for R above T, 1 - P(X = x) when all or none were in tolerance. The interval is multiplied by 10^((R - T) Q), for
    R above T by 10^((R - T) / (1 - Q)), but by no more than `max_change` and no less than its inverse. It is
    recommended when Q exceeds `confidence` and the change is at least `min_change`, within `shortest` and `longest`.
    An interval whose instruments do better than the target is therefore only extended when none was out of tolerance.
    """
    found, total, current, target, level = _checked_test(in_tolerance, n, interval, target_reliability, confidence)
    factor = as_number(max_change, "max_change", above=1.0)
    min_change, shortest = as_number(min_change, "min_change"), as_number(shortest, "shortest", above=0.0)
    longest = as_number(longest, "longest", above=0.0)
    notes = Notes()
    observed = found / total if total else None
    calculated: float | None = None
    q = 1.0
    if observed is None:
        notes.undefined("The observed reliability", "there was no calibration at this interval")
    else:
        q = _rejection(found, total, target)
        calculated = current * _change(observed, target, q, factor)
    recommended = current
    if calculated is not None and q > level and abs(calculated - current) >= min_change:
        recommended = min(max(calculated, shortest), longest)
    return IntervalTest(
        method="test interval (NCSLI RP-1 method A3)",
        assumptions=("All calibrations were made at nearly the same interval.", "The instruments are alike."),
        warnings=notes.warnings,
        source=RP1,
        observed_reliability=observed,
        rejection_confidence=max(q, 0.0),
        calculated_interval=calculated,
        recommended_interval=recommended,
        reliability_ci=_reliability_limits(found, total, level),
    )


def fit_reliability(
    intervals: Any, in_tolerance: Any, n: Any, target_reliability: float, model: str = "exponential"
) -> ReliabilityFit:
    """Fit R(t) by maximum likelihood to counts: of `n[i]` calibrations after `intervals[i]`, `in_tolerance[i]` in
    tolerance.

    The number in tolerance is binomial with probability R(tᵢ). The interval solves R(t) = target. Exponential:
    R = exp(-θ t), interval -ln(target) / θ. Needs more intervals than the model has parameters.
    """
    t = as_values(intervals, "intervals", missing=False)
    good, total = as_counts(in_tolerance, "in_tolerance"), as_counts(n, "n")
    target = as_number(target_reliability, "target_reliability", above=0.0, below=1.0)
    chosen = MODELS.get(model)
    if chosen is None:
        raise BadInput(f"must be one of {', '.join(MODELS)}, not {shown(model)}", where="model")
    _check_counts(t, good, total)
    notes = Notes()
    theta: tuple[float, ...] | None = None
    if len(t) < chosen.parameters:
        notes.undefined("The fit", f"{chosen.parameters} intervals are needed")
    elif float(np.sum(total - good)) == 0:
        notes.undefined("The fit", "no instrument was out of tolerance")
    elif float(np.sum(good)) == 0:
        notes.undefined("The fit", "no instrument was in tolerance")
    else:
        theta = _most_likely(chosen, t, good, total)
    interval = None if theta is None else _interval_at(chosen, theta, target, float(t.max()), notes)
    return ReliabilityFit(
        method=f"binomial maximum likelihood, {model} model (NCSLI RP-1 method S2)",
        assumptions=("The instruments are alike; each calibration restores them.",),
        warnings=notes.warnings,
        source=f"{RP1}, appendix D",
        model=model,
        theta=theta,
        interval=interval,
        log_likelihood=None if theta is None else -_misfit(chosen, np.log(theta), t, good, total),
    )


def interval_from_drift(
    times: Any,
    deviations: Any,
    u0: float,
    y0: float = 0.0,
    *,
    limits: tuple[float | None, float | None] | None = None,
    reliability: float | None = None,
    uncertainty_target: float | None = None,
    order: int = 1,
) -> DriftInterval:
    """Interval from measured deviations since the calibration before, `deviations[i]` after `times[i]`.

    The drift is a polynomial without constant term, fitted by least squares with covariance V. At time t the value is
    y0 + Σ bⱼ tʲ, its standard uncertainty u(t) = √(u0² + v(t)²), v² = t′ V t with t′ = (t, t², …). Reliability is the
    probability of lying within `limits` under Student's t with ν u⁴ / v⁴ degrees of freedom, ν those of the residuals.
    `u0`: standard uncertainty at the time of calibration; `y0`: value then.
    """
    t, delta = as_values(times, "days", missing=False), as_values(deviations, "deviations", missing=False)
    degree = as_whole(order, "order", minimum=1)
    if len(t) != len(delta):
        raise BadInput(f"{len(t)} times need as many deviations, there are {len(delta)}", where="deviations")
    if len(t) <= degree:
        raise BadInput(f"more than {degree} deviations are needed for a drift of order {degree}", where="deviations")
    if len(np.unique(t[t != 0])) < degree:
        raise BadInput(f"at least {degree} different times above 0 are needed", where="days")
    drift = _Drift.fitted(t, delta, degree, as_number(u0, "u0"), as_number(y0, "y0"))
    if drift.u0 < 0:
        raise BadInput("an uncertainty cannot be negative", where="u0")
    notes = Notes()
    horizon = float(t.max())
    by_reliability = by_uncertainty = None
    if reliability is not None and limits is not None and limits != (None, None):
        target = as_number(reliability, "reliability", above=0.0, below=1.0)
        low, high = _checked_limits(limits)
        name = "The interval for the reliability target"
        by_reliability = _falls_to_zero(lambda x: drift.reliability(x, low, high) - target, horizon, name, notes)
    if uncertainty_target is not None:
        largest = as_number(uncertainty_target, "uncertainty_target", above=0.0)
        name = "The interval for the uncertainty target"
        by_uncertainty = _falls_to_zero(lambda x: largest**2 - drift.variance(x), horizon, name, notes)
    return DriftInterval(
        method=f"calibration interval from variables data, drift of order {degree}",
        assumptions=(
            "The drift since calibration is a polynomial of the time.",
            "Residuals are normal, equally spread.",
        ),
        warnings=notes.warnings,
        source=CASTRUP,
        coefficients=tuple(float(b) for b in drift.b),
        s_yx=drift.s_yx,
        interval_reliability_target=by_reliability,
        interval_uncertainty_target=by_uncertainty,
    )


def scale_interval(interval: float, observed_reliability: float, target_reliability: float) -> ScaledInterval:
    """I · ln(target) / ln(observed): the interval that would meet the target if reliability falls exponentially."""
    current = as_number(interval, "interval", above=0.0)
    observed = as_number(observed_reliability, "observed_reliability")
    target = as_number(target_reliability, "target_reliability", above=0.0, below=1.0)
    if not 0 <= observed <= 1:
        raise BadInput(f"must be from 0 to 1, not {observed:g}", where="observed_reliability")
    notes = Notes()
    scaled: float | None = None
    if observed in (0.0, 1.0):
        every = "none was" if observed == 0 else "all were"
        notes.undefined("The interval", f"{every} in tolerance, which says nothing about the rate")
    else:
        scaled = current * math.log(target) / math.log(observed)
    return ScaledInterval(
        method="exponential adjustment of the interval",
        assumptions=("Reliability falls exponentially with time.",),
        warnings=notes.warnings,
        source=RP1,
        interval=scaled,
    )


def en_number(lab: float, ref: float, u_lab: float, u_ref: float, *, expanded: bool = True) -> EnNumber:
    """Eₙ = (x - X) / √(U(x)² + U(X)²) with expanded uncertainties; standard ones (`expanded` False) are doubled, k =
    2.
    """
    difference = as_number(lab, "lab") - as_number(ref, "ref")
    k = 1.0 if expanded else 2.0
    own, other = as_number(u_lab, "u_lab"), as_number(u_ref, "u_ref")
    if own < 0 or other < 0:
        raise BadInput("an uncertainty cannot be negative", where="u_lab" if own < 0 else "u_ref")
    notes = Notes()
    spread = k * math.hypot(own, other)
    en = difference / spread if spread else None
    if en is None:
        notes.undefined("En", "both uncertainties are 0")
    return EnNumber(
        method="En number",
        assumptions=("Both uncertainties are stated with the same coverage factor, and are independent.",),
        warnings=notes.warnings,
        source="ISO/IEC 17043 B.3; ISO 13528 9.7",
        en=en,
        satisfactory=None if en is None else abs(en) <= 1 + 1e-9,  # 10.05 - 10 is not quite 0.05 in binary
    )


def _checked_test(
    in_tolerance: Any, n: Any, interval: Any, target: Any, confidence: Any
) -> tuple[int, int, float, float, float]:
    total = as_whole(n, "n", minimum=0)
    found = as_whole(in_tolerance, "in_tolerance", minimum=0)
    if found > total:
        raise BadInput(f"cannot exceed the {total} calibrations, not {found}", where="in_tolerance")
    return (
        found,
        total,
        as_number(interval, "interval", above=0.0),
        as_number(target, "target_reliability", above=0.0, below=1.0),
        as_number(confidence, "confidence", above=0.0, below=1.0),
    )


def _rejection(found: int, total: int, target: float) -> float:
    at_most = float(binomial_cdf(found, total, target))
    if found in (0, total):
        return 1 - (target**total if found else (1 - target) ** total)
    return at_most - 1 if found / total > target else 1 - 2 * at_most


def _change(observed: float, target: float, q: float, factor: float) -> float:
    if observed > target:
        return factor if q == 1 else min(10 ** min((observed - target) / (1 - q), 300.0), factor)
    return max(10 ** ((observed - target) * q), 1 / factor)


def _reliability_limits(found: int, total: int, level: float) -> tuple[float, float]:
    """Exact binomial limits; one-sided when none was in tolerance."""
    if total == 0:
        return 0.0, 1.0
    if found == 0:
        return 0.0, 1 - (1 - level) ** (1 / total)
    lower = float(beta_ppf((1 - level) / 2, found, total - found + 1))
    upper = 1.0 if found == total else float(beta_ppf((1 + level) / 2, found + 1, total - found))
    return lower, upper


def _check_counts(t: FloatArray, good: FloatArray, total: FloatArray) -> None:
    if not len(t) == len(good) == len(total):
        raise BadInput("each interval needs one number in tolerance and one of calibrations", where="n")
    for position in range(len(t)):
        if t[position] <= 0:
            raise BadInput(f"must be above 0, not {t[position]:g}", where=f"intervals[{position + 1}]")
        if good[position] > total[position]:
            raise BadInput("more in tolerance than calibrated", where=f"in_tolerance[{position + 1}]")


def _misfit(model: ReliabilityModel, logs: FloatArray, t: FloatArray, good: FloatArray, total: FloatArray) -> float:
    """Negative log likelihood, without the binomial coefficients; parameters as logarithms keep them positive."""
    with np.errstate(all="ignore"):
        r = np.clip(model.reliability(t, tuple(np.exp(logs).tolist())), 1e-300, 1 - 1e-16)
        value = -float(np.sum(special.xlogy(good, r) + special.xlog1py(total - good, -r)))
    return value if math.isfinite(value) else 1e300


def _most_likely(model: ReliabilityModel, t: FloatArray, good: FloatArray, total: FloatArray) -> tuple[float, ...]:
    from scipy.optimize import minimize

    with np.errstate(all="ignore"):
        share = np.clip(good / np.maximum(total, 1), 0.5 / (total + 1), 1 - 0.5 / (total + 1))
    start = np.log(np.maximum(np.array(model.start(t, share), dtype=float), 1e-12))
    best = minimize(
        lambda logs: _misfit(model, logs, t, good, total),
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20_000, "maxfev": 20_000},
    )
    return tuple(float(value) for value in np.exp(best.x))


def _interval_at(
    model: ReliabilityModel, theta: tuple[float, ...], target: float, horizon: float, notes: Notes
) -> float | None:
    def excess(t: float) -> float:
        with np.errstate(all="ignore"):
            return float(model.reliability(np.array([t]), theta)[0]) - target

    return _falls_to_zero(excess, horizon, "The interval", notes)


def _falls_to_zero(function: Callable[[float], float], horizon: float, name: str, notes: Notes) -> float | None:
    """The first time above 0 at which a function that is positive there becomes negative, up to 1000 times the longest
    interval observed."""
    start = horizon * 1e-9
    if function(start) <= 0:
        return notes.undefined(name, "the target is not met even at the time of calibration")
    steps = np.concatenate([np.linspace(0, 2, 401)[1:], np.geomspace(2, 1000, 400)[1:]]) * horizon
    before = start
    for time in steps:
        if function(float(time)) <= 0:
            return find_root(function, before, float(time))
        before = float(time)
    return notes.undefined(name, "the target is met for as long as the data can say anything about")


def _checked_limits(limits: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = (None if limit is None else as_number(limit, "limits") for limit in limits)
    if low is not None and high is not None and low >= high:
        raise BadInput("the lower limit must be below the upper", where="limits")
    return low, high


@dataclass(frozen=True, eq=False)
class _Drift:
    """A fitted polynomial drift and what it predicts."""

    b: FloatArray
    covariance: FloatArray
    s_yx: float
    df: int
    u0: float
    y0: float

    @classmethod
    def fitted(cls, t: FloatArray, delta: FloatArray, order: int, u0: float, y0: float) -> _Drift:
        scale = float(np.abs(t).max())  # powers of days make the normal equations nearly singular
        powers = np.arange(1, order + 1)
        design = (t[:, None] / scale) ** powers
        q, r = np.linalg.qr(design)
        b = np.linalg.solve(r, q.T @ delta)
        residuals = delta - design @ b
        df = len(t) - order
        variance = float(residuals @ residuals) / df
        inverse = np.linalg.inv(r)
        unit = scale ** -powers.astype(float)
        return cls(b * unit, variance * (inverse @ inverse.T) * np.outer(unit, unit), math.sqrt(variance), df, u0, y0)

    def variance(self, t: float) -> float:
        return self.u0**2 + self._of_fit(t)

    def _of_fit(self, t: float) -> float:
        powers = t ** np.arange(1, len(self.b) + 1)
        return float(powers @ self.covariance @ powers)

    def reliability(self, t: float, low: float | None, high: float | None) -> float:
        value = self.y0 + float(self.b @ t ** np.arange(1, len(self.b) + 1))
        fit, total = self._of_fit(t), self.variance(t)
        if total == 0:
            return float((low is None or value >= low) and (high is None or value <= high))
        df = self.df * total**2 / fit**2 if fit > 0 else math.inf
        below = 0.0 if low is None else _t_cdf((low - value) / math.sqrt(total), df)
        above = 0.0 if high is None else _t_cdf((value - high) / math.sqrt(total), df)
        return 1 - below - above


def _t_cdf(x: float, df: float) -> float:
    return float(special.ndtr(x) if df > 1e9 else special.stdtr(df, x))
