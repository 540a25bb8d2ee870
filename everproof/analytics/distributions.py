"""Distributions for values that are not normal: maximum-likelihood fits, quantiles and tail shares.

Parameter names follow the usual statistical packages: gamma (shape, rate), weibull (shape, scale), lognormal (meanlog,
sdlog), exponential (rate). Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, 2nd edition.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from everproof.analytics.arrays import FloatArray, mean_of
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import find_root
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import is_constant, present_values

Parameters = Mapping[str, float]


@dataclass(frozen=True)
class Family:
    """One family: its support and the functions of its parameters. `zero_allowed`: 0 belongs to the support."""

    name: str
    positive: bool
    estimate: Callable[[FloatArray], dict[str, float]]
    log_density: Callable[[FloatArray, Parameters], FloatArray]
    cdf: Callable[[Any, Parameters], Any]
    sf: Callable[[Any, Parameters], Any]
    ppf: Callable[[Any, Parameters], Any]
    zero_allowed: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit(Result):
    """A fitted distribution. `parameters` is empty when the fit is undefined; then every figure is None.

    `log_likelihood` at the fit, `aic` = 2·parameters - 2·log-likelihood (smaller is better between families).
    """

    family: str
    n: int
    parameters: dict[str, float]
    log_likelihood: float | None = None
    aic: float | None = None

    def quantile(self, p: float) -> float | None:
        """The value that a share `p` of the distribution does not exceed."""
        return float(FAMILIES[self.family].ppf(p, self.parameters)) if self.parameters else None

    def share_below(self, x: float) -> float | None:
        """P(X <= x)."""
        return float(FAMILIES[self.family].cdf(x, self.parameters)) if self.parameters else None

    def share_above(self, x: float) -> float | None:
        """P(X > x), without cancellation in the far tail."""
        return float(FAMILIES[self.family].sf(x, self.parameters)) if self.parameters else None


def fit(values: Any, family: str) -> Fit:
    """Maximum-likelihood fit of one family of `FAMILIES` to a sample, missing values left out.

    Undefined (with the reason) for fewer than two values, for equal values, and for values outside the support of the
    family. Raises BadInput for an unknown family and for values that are not finite numbers.
    """
    if family not in FAMILIES:
        raise BadInput(f"known are {', '.join(FAMILIES)}, not {shown(family)}", where="family")
    chosen = FAMILIES[family]
    x = present_values(values)
    notes = Notes()
    parameters: dict[str, float] = {}
    likelihood: float | None = None
    if x.size < 2 or is_constant(x):
        notes.undefined("The fit", "at least two different values are needed")
    elif chosen.positive and (x.min() < 0 or (x.min() == 0 and not chosen.zero_allowed)):
        notes.undefined("The fit", f"{family} needs positive values, the smallest is {x.min():g}")
    else:
        parameters = chosen.estimate(x)
        likelihood = float(np.sum(chosen.log_density(x, parameters)))
    return Fit(
        method=f"Maximum-likelihood fit, {family}",
        assumptions=("The values are independent and come from one stable process.",),
        warnings=notes.warnings,
        source="Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions",
        family=family,
        n=int(x.size),
        parameters=parameters,
        log_likelihood=likelihood,
        aic=None if likelihood is None else 2 * len(parameters) - 2 * likelihood,
    )


def probability_points(values: Any, fitted: Fit) -> tuple[tuple[float, float], ...]:
    """Points of a probability plot: (value, quantile of the fit at (i - 0.5)/n), in rising order; straight if it fits.

    Empty where the fit is undefined. Source: Hazen's plotting positions.
    """
    if not fitted.parameters:
        return ()
    x = np.sort(present_values(values))
    expected = FAMILIES[fitted.family].ppf((np.arange(x.size) + 0.5) / x.size, fitted.parameters)
    return tuple(zip(x.tolist(), np.asarray(expected).tolist(), strict=True))


def best_fit(values: Any, families: tuple[str, ...] | None = None) -> Fit | None:
    """The family with the smallest AIC among those that can be fitted; None where none can."""
    fits = [fit(values, family) for family in families or tuple(FAMILIES)]
    defined = [found for found in fits if found.aic is not None]
    return min(defined, key=lambda found: found.aic or 0.0, default=None)


def _estimate_normal(x: FloatArray) -> dict[str, float]:
    mean = mean_of(x)
    return {"mean": mean, "sd": math.sqrt(float(np.mean(np.square(x - mean))))}


def _estimate_lognormal(x: FloatArray) -> dict[str, float]:
    of_logs = _estimate_normal(np.log(x))
    return {"meanlog": of_logs["mean"], "sdlog": of_logs["sd"]}


def _estimate_exponential(x: FloatArray) -> dict[str, float]:
    return {"rate": 1 / mean_of(x)}


def _estimate_weibull(x: FloatArray) -> dict[str, float]:
    """Root of the profile score in the shape; the scale follows. Values are divided by the largest: no overflow."""
    logs = np.log(x / x.max())

    def score(shape: float) -> float:
        weights = np.exp(shape * logs)
        return float(weights @ logs / weights.sum() - 1 / shape - logs.mean())

    shape = _positive_root(score, 1.2825 / max(float(logs.std()), 1e-12))
    return {"shape": shape, "scale": float(x.max() * np.mean(np.exp(shape * logs)) ** (1 / shape))}


def _estimate_gamma(x: FloatArray) -> dict[str, float]:
    """ln(shape) - digamma(shape) = ln(mean) - mean of logs; rate = shape / mean."""
    mean = mean_of(x)
    relative = (x - mean) / mean  # sums to 0; taking it off keeps the digits of nearly equal values
    gap = -float(np.mean(np.log1p(relative) - relative))
    start = (3 - gap + math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)  # Minka's approximation
    shape = _positive_root(lambda k: gap - _log_minus_digamma(k), start)
    return {"shape": shape, "rate": shape / mean}


def _log_minus_digamma(k: float) -> float:
    if k < 1e3:
        return math.log(k) - float(special.digamma(k))
    return 1 / (2 * k) + 1 / (12 * k**2) - 1 / (120 * k**4)


def _estimate_logistic(x: FloatArray) -> dict[str, float]:
    """Newton's method on location and log of the scale, from the moments."""
    centre, spread = mean_of(x), float(np.std(x))
    y = (x - centre) / spread
    location, log_scale = 0.0, math.log(math.sqrt(3) / math.pi)
    for _ in range(100):
        scale = math.exp(log_scale)
        z = (y - location) / scale
        t, weight = np.tanh(z / 2), 0.5 / np.square(np.cosh(np.clip(z / 2, -350, 350)))
        gradient = np.array([t.sum() / scale, (z * t).sum() - z.size])
        across = float((t + z * weight).sum() / scale)
        hessian = np.array([[weight.sum() / scale**2, across], [across, float((z * t + z * z * weight).sum())]])
        step = np.linalg.solve(hessian, gradient)
        step /= max(1.0, float(np.abs(step).max()))
        location, log_scale = location + step[0], log_scale + step[1]
        if float(np.abs(step).max()) < 1e-13:
            break
    return {"location": float(centre + spread * location), "scale": float(spread * math.exp(log_scale))}


def _estimate_loglogistic(x: FloatArray) -> dict[str, float]:
    of_logs = _estimate_logistic(np.log(x))
    return {"shape": 1 / of_logs["scale"], "scale": math.exp(of_logs["location"])}


def _estimate_largest(x: FloatArray) -> dict[str, float]:
    """Largest extreme value (Gumbel): root of the profile score in the scale."""
    centre, spread = mean_of(x), float(np.std(x))
    y = (x - centre) / spread

    def score(scale: float) -> float:
        weights = np.exp(-(y - y.min()) / scale)
        return scale - float(y.mean()) + float(weights @ y / weights.sum())

    scale = _positive_root(score, math.sqrt(6) / math.pi)
    location = y.min() - scale * math.log(float(np.mean(np.exp(-(y - y.min()) / scale))))
    return {"location": centre + spread * float(location), "scale": spread * scale}


def _estimate_smallest(x: FloatArray) -> dict[str, float]:
    mirrored = _estimate_largest(-x)
    return {"location": -mirrored["location"], "scale": mirrored["scale"]}


def _estimate_rayleigh(x: FloatArray) -> dict[str, float]:
    return {"sigma": math.sqrt(float(np.mean(np.square(x))) / 2)}


def _estimate_half_normal(x: FloatArray) -> dict[str, float]:
    return {"sigma": math.sqrt(float(np.mean(np.square(x))))}


def _positive_root(score: Callable[[float], float], start: float) -> float:
    """Root of an increasing function on (0, inf), by doubling the bracket round a first guess."""
    low = high = start
    while score(low) > 0:
        low /= 2
    while score(high) < 0:
        high *= 2
    return find_root(score, low / 1.0001, high * 1.0001)


def _clip(x: Any) -> Any:
    """Values below the support belong to probability 0."""
    return np.maximum(x, 0.0)


_LOG_2PI = math.log(2 * math.pi)


def _z(x: Any, p: Parameters) -> Any:
    return (x - p["location"]) / p["scale"]


def _normal_log_density(x: FloatArray, mean: float, sd: float) -> FloatArray:
    return np.asarray(-0.5 * np.square((x - mean) / sd) - math.log(sd) - 0.5 * _LOG_2PI)


def _logistic_log_density(z: FloatArray) -> FloatArray:
    return np.asarray(-np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z))))


_ALL = (
    Family(
        "normal",
        False,
        _estimate_normal,
        lambda x, p: _normal_log_density(x, p["mean"], p["sd"]),
        lambda x, p: special.ndtr((x - p["mean"]) / p["sd"]),
        lambda x, p: special.ndtr((p["mean"] - x) / p["sd"]),
        lambda q, p: p["mean"] + p["sd"] * special.ndtri(q),
    ),
    Family(
        "lognormal",
        True,
        _estimate_lognormal,
        lambda x, p: _normal_log_density(np.log(x), p["meanlog"], p["sdlog"]) - np.log(x),
        lambda x, p: special.ndtr((_log(x) - p["meanlog"]) / p["sdlog"]),
        lambda x, p: special.ndtr((p["meanlog"] - _log(x)) / p["sdlog"]),
        lambda q, p: np.exp(p["meanlog"] + p["sdlog"] * special.ndtri(q)),
    ),
    Family(
        "weibull",
        True,
        _estimate_weibull,
        lambda x, p: (
            math.log(p["shape"] / p["scale"])
            + (p["shape"] - 1) * np.log(x / p["scale"])
            - np.power(x / p["scale"], p["shape"])
        ),
        lambda x, p: -np.expm1(-np.power(_clip(x) / p["scale"], p["shape"])),
        lambda x, p: np.exp(-np.power(_clip(x) / p["scale"], p["shape"])),
        lambda q, p: p["scale"] * np.power(-np.log1p(-q), 1 / p["shape"]),
    ),
    Family(
        "gamma",
        True,
        _estimate_gamma,
        lambda x, p: (
            p["shape"] * math.log(p["rate"]) - math.lgamma(p["shape"]) + (p["shape"] - 1) * np.log(x) - p["rate"] * x
        ),
        lambda x, p: special.gammainc(p["shape"], p["rate"] * _clip(x)),
        lambda x, p: special.gammaincc(p["shape"], p["rate"] * _clip(x)),
        lambda q, p: special.gammaincinv(p["shape"], q) / p["rate"],
    ),
    Family(
        "exponential",
        True,
        _estimate_exponential,
        lambda x, p: math.log(p["rate"]) - p["rate"] * x,
        lambda x, p: -np.expm1(-p["rate"] * _clip(x)),
        lambda x, p: np.exp(-p["rate"] * _clip(x)),
        lambda q, p: -np.log1p(-q) / p["rate"],
        zero_allowed=True,
    ),
    Family(
        "logistic",
        False,
        _estimate_logistic,
        lambda x, p: _logistic_log_density(_z(x, p)) - math.log(p["scale"]),
        lambda x, p: special.expit(_z(x, p)),
        lambda x, p: special.expit(-_z(x, p)),
        lambda q, p: p["location"] + p["scale"] * special.logit(q),
    ),
    Family(
        "loglogistic",
        True,
        _estimate_loglogistic,
        lambda x, p: _logistic_log_density(p["shape"] * np.log(x / p["scale"])) + math.log(p["shape"]) - np.log(x),
        lambda x, p: special.expit(p["shape"] * (_log(x) - math.log(p["scale"]))),
        lambda x, p: special.expit(-p["shape"] * (_log(x) - math.log(p["scale"]))),
        lambda q, p: p["scale"] * np.exp(special.logit(q) / p["shape"]),
    ),
    Family(
        "largest_extreme_value",
        False,
        _estimate_largest,
        lambda x, p: -_z(x, p) - np.exp(-_z(x, p)) - math.log(p["scale"]),
        lambda x, p: np.exp(-np.exp(-_z(x, p))),
        lambda x, p: -np.expm1(-np.exp(-_z(x, p))),
        lambda q, p: p["location"] - p["scale"] * np.log(-np.log(q)),
    ),
    Family(
        "smallest_extreme_value",
        False,
        _estimate_smallest,
        lambda x, p: _z(x, p) - np.exp(_z(x, p)) - math.log(p["scale"]),
        lambda x, p: -np.expm1(-np.exp(_z(x, p))),
        lambda x, p: np.exp(-np.exp(_z(x, p))),
        lambda q, p: p["location"] + p["scale"] * np.log(-np.log1p(-q)),
    ),
    Family(
        "rayleigh",
        True,
        _estimate_rayleigh,
        lambda x, p: np.log(x) - 2 * math.log(p["sigma"]) - np.square(x / p["sigma"]) / 2,
        lambda x, p: -np.expm1(-np.square(_clip(x) / p["sigma"]) / 2),
        lambda x, p: np.exp(-np.square(_clip(x) / p["sigma"]) / 2),
        lambda q, p: p["sigma"] * np.sqrt(-2 * np.log1p(-q)),
    ),
    Family(
        "half_normal",
        True,
        _estimate_half_normal,
        lambda x, p: _normal_log_density(x, 0.0, p["sigma"]) + math.log(2),
        lambda x, p: special.erf(_clip(x) / (p["sigma"] * math.sqrt(2))),
        lambda x, p: special.erfc(_clip(x) / (p["sigma"] * math.sqrt(2))),
        lambda q, p: p["sigma"] * special.ndtri((1 + q) / 2),
        zero_allowed=True,
    ),
)


def _log(x: Any) -> Any:
    with np.errstate(divide="ignore"):
        return np.log(_clip(x))


FAMILIES = {family.name: family for family in _ALL}
"""Name → family. Half-normal and Rayleigh are the folded models of ISO 22514-2 for form and position errors."""
