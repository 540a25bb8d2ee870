"""Transformations to normality: Box-Cox and the Johnson system."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, mean_of
from everproof.analytics.normality import anderson_darling
from everproof.analytics.probability import chi2_ppf, find_root, normal_cdf, normal_ppf, normal_sf
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import is_constant, present_values, sd_of

_LARGEST_LAMBDA = 512.0


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxCox(Result):
    """The power that makes the values most nearly normal: y = (x^power - 1) / power, ln x for power 0.

    `ci`: powers that a likelihood-ratio test does not reject; `rounded`: the nearest of -2, -1, -0.5, 0, 0.5, 1, 2 if
    it lies inside, else the power itself. `log_likelihood_is_largest`: checked on both sides of the maximum.
    """

    n: int
    power: float | None
    ci: tuple[float, float] | None
    rounded: float | None
    log_likelihood: float | None
    log_likelihood_is_largest: bool | None

    def transform(self, x: Any) -> Any:
        """Values on the normal scale (also specification limits); None where the power is undefined."""
        return None if self.power is None else box_cox_transform(x, self.power)


@dataclass(frozen=True, kw_only=True, eq=False)
class Johnson(Result):
    """A Johnson curve: Z = gamma + eta·g((x - epsilon) / lambda) is nearly standard normal.

    `system` SU (unbounded, g = arsinh), SB (bounded between epsilon and epsilon + lambda, g(u) = ln(u / (1 - u))) or SL
    (bounded below by epsilon, g = ln, lambda = 1). `anderson_p` is the p-value of the transformed values.
    """

    n: int
    system: str | None = None
    gamma: float | None = None
    eta: float | None = None
    epsilon: float | None = None
    lambda_: float | None = None
    anderson_p: float | None = None

    def transform(self, x: float) -> float | None:
        """z score of a value, minus or plus infinity outside the support; None where no curve was found."""
        if self.gamma is None or self.eta is None or self.epsilon is None or self.lambda_ is None:
            return None
        curve = (self.gamma, self.eta, self.epsilon, self.lambda_)
        return float(_SYSTEMS[self.system or "SU"](np.array([float(x)]), *curve)[0])

    def quantile(self, p: float) -> float | None:
        """The value that a share `p` of the curve does not exceed."""
        if self.gamma is None or self.eta is None or self.epsilon is None or self.lambda_ is None:
            return None
        u = (float(normal_ppf(p)) - self.gamma) / self.eta
        inverse = {"SU": math.sinh, "SB": lambda v: 1 / (1 + math.exp(-v)), "SL": math.exp}[self.system or "SU"]
        return self.epsilon + self.lambda_ * inverse(u)

    def share_below(self, x: float) -> float | None:
        """P(X <= x) of the curve."""
        z = self.transform(x)
        return None if z is None else float(normal_cdf(z))

    def share_above(self, x: float) -> float | None:
        """P(X > x) of the curve."""
        z = self.transform(x)
        return None if z is None else float(normal_sf(z))


def box_cox_transform(x: Any, power: float) -> Any:
    """(x^power - 1) / power, continuous at power 0 where it is ln x. For positive x."""
    logs = np.log(x)
    return np.expm1(power * logs) / power if power else logs


def box_cox(values: Any, *, confidence: float = 0.95) -> BoxCox:
    """Maximum-likelihood power of the Box-Cox transformation of positive values.

    Maximises l(power) = -n/2·ln(variance of y) with y = ((x/G)^power - 1) / power and G the geometric mean, which
    takes care of the Jacobian and makes the power independent of the unit. Undefined for values that are not positive,
    for fewer than three values, and where the likelihood has no maximum between -64 and 64.
    Source: Box & Cox, Journal of the Royal Statistical Society B 26 (1964).
    """
    x = present_values(values)
    notes = Notes()
    power = likelihood = rounded = None
    ci: tuple[float, float] | None = None
    is_largest: bool | None = None
    if x.size < 3 or is_constant(x):
        notes.undefined("The power", "at least three values, not all equal, are needed")
    elif x.min() <= 0:
        notes.undefined("The power", f"all values must be positive, the smallest is {x.min():g}")
    else:
        logs = np.log(x)
        logs -= mean_of(logs)
        power = _likeliest_power(logs)
        if power is None:
            notes.undefined("The power", f"the likelihood has no maximum within ±{_LARGEST_LAMBDA:g}")
        else:
            likelihood = _profile(logs, power)
            is_largest = all(_profile(logs, power + step) <= likelihood for step in (-0.01, 0.01))
            ci = _power_interval(logs, power, float(chi2_ppf(confidence, 1)) / 2)
            usual = min((-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0), key=lambda p: abs(p - power))
            rounded = usual if ci[0] <= usual <= ci[1] else power
    return BoxCox(
        method="Box-Cox transformation, maximum likelihood",
        assumptions=("The values are independent and come from one stable process.",),
        warnings=notes.warnings,
        source="Box & Cox, Journal of the Royal Statistical Society B 26 (1964)",
        n=int(x.size),
        power=power,
        ci=ci,
        rounded=rounded,
        log_likelihood=likelihood,
        log_likelihood_is_largest=is_largest,
    )


def johnson(values: Any) -> Johnson:
    """The Johnson curve (SU, SB or SL) whose transformed values look most normal.

    Four symmetric quantiles fix a curve (Slifker & Shapiro 1980); of the spacings z = 0.25, 0.26 … 1.25 the one with
    the largest Anderson-Darling p-value is taken (Chou, Polansky & Mason 1998). Undefined below 8 values.
    """
    x = np.sort(present_values(values))
    notes = Notes()
    best: dict[str, Any] = {}
    if x.size < 8 or is_constant(x):
        notes.undefined("The Johnson curve", "at least 8 values, not all equal, are needed")
    else:
        for spacing in np.arange(0.25, 1.2501, 0.01):
            for found in _johnson_curves(x, float(spacing)):
                if found["anderson_p"] > best.get("anderson_p", -1.0):
                    best = found
        if not best:
            notes.undefined("The Johnson curve", "no curve fits the quantiles of these values")
    return Johnson(
        method="Johnson transformation by quantiles",
        assumptions=("The values are independent and come from one stable process.",),
        warnings=notes.warnings,
        source="Slifker & Shapiro, Technometrics 22 (1980); Chou, Polansky & Mason, J. Quality Technology 30 (1998)",
        n=int(x.size),
        **best,
    )


def _profile(logs: FloatArray, power: float) -> float:
    """Profile log-likelihood up to a constant; `logs` are centred."""
    y = np.expm1(power * logs) / power if power else logs
    return -logs.size * math.log(float(np.std(y)))


def _profile_slope(logs: FloatArray, power: float) -> float:
    """Sign and size of -d(ln variance)/d(power); rises with the power where the profile falls."""
    if abs(power) < 1e-5:
        y, change = logs + power * logs**2 / 2, logs**2 / 2 + power * logs**3 / 3
    else:
        y = np.expm1(power * logs) / power
        change = (logs * (power * y + 1) - y) / power
    y = y - y.mean()
    return float(y @ change / (y @ y))


def _likeliest_power(logs: FloatArray) -> float | None:
    span = 1.0
    while span <= _LARGEST_LAMBDA:
        with np.errstate(over="ignore", invalid="ignore"):
            below, above = _profile_slope(logs, -span), _profile_slope(logs, span)
        if below < 0 < above:
            return find_root(lambda power: _profile_slope(logs, power), -span, span)
        span *= 2
    return None


def _power_interval(logs: FloatArray, power: float, drop: float) -> tuple[float, float]:
    limit = _profile(logs, power) - drop
    ends = []
    for sign in (-1, 1):
        step = 0.5
        while _profile(logs, power + sign * step) > limit and step < 1e3:
            step *= 2
        ends.append(find_root(lambda p: _profile(logs, p) - limit, power, power + sign * step))
    return ends[0], ends[1]


def _su(x: FloatArray, gamma: float, eta: float, epsilon: float, scale: float) -> FloatArray:
    return np.asarray(gamma + eta * np.arcsinh((x - epsilon) / scale))


def _sb(x: FloatArray, gamma: float, eta: float, epsilon: float, scale: float) -> FloatArray:
    u = np.clip((x - epsilon) / scale, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(gamma + eta * (np.log(u) - np.log1p(-u)))


def _sl(x: FloatArray, gamma: float, eta: float, epsilon: float, scale: float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(gamma + eta * np.log(np.maximum((x - epsilon) / scale, 0.0)))


_SYSTEMS: dict[str, Callable[[FloatArray, float, float, float, float], FloatArray]] = {"SU": _su, "SB": _sb, "SL": _sl}


def _johnson_curves(x: FloatArray, spacing: float) -> list[dict[str, Any]]:
    """The curves through the quantiles at ∓3·spacing and ∓spacing that hold all values, with their p-values."""
    q: Any = np.quantile(x, normal_cdf(np.array([-3, -1, 1, 3]) * spacing), method="hazen")
    m, n, p = float(q[3] - q[2]), float(q[1] - q[0]), float(q[2] - q[1])
    if min(m, n, p) <= 0:
        return []
    middle = float(q[1] + q[2]) / 2
    curves = {
        "SU" if m * n > p * p else "SB": (_fit_su if m * n > p * p else _fit_sb)(m / p, n / p, p, middle, spacing)
    }
    if m > p:
        curves["SL"] = _fit_sl(m / p, p, middle, spacing)
    found = []
    for system, curve in curves.items():
        if curve is None:
            continue
        z = _SYSTEMS[system](x, *curve)
        if np.isfinite(z).all() and not is_constant(z):
            p_value = anderson_darling((z - mean_of(z)) / sd_of(z))[1]
            names = ("gamma", "eta", "epsilon", "lambda_")
            found.append({"system": system, "anderson_p": p_value} | dict(zip(names, curve, strict=True)))
    return found


Curve = tuple[float, float, float, float]


def _fit_su(a: float, b: float, p: float, middle: float, spacing: float) -> Curve | None:
    """a = m/p, b = n/p of Slifker & Shapiro, a·b > 1."""
    root = math.sqrt(a * b - 1)
    if root == 0 or a + b <= 2:
        return None
    eta = 2 * spacing / math.acosh((a + b) / 2)
    gamma = eta * math.asinh((b - a) / (2 * root))
    scale = 2 * p * root / ((a + b - 2) * math.sqrt(a + b + 2))
    return gamma, eta, middle + p * (b - a) / (2 * (a + b - 2)), scale


def _fit_sb(a: float, b: float, p: float, middle: float, spacing: float) -> Curve | None:
    """a = m/p, b = n/p, a·b < 1."""
    inverse = (1 + 1 / a) * (1 + 1 / b)
    excess = 1 / (a * b) - 1
    if inverse <= 4 or excess <= 0:
        return None
    eta = spacing / math.acosh(math.sqrt(inverse) / 2)
    gamma = eta * math.asinh((1 / b - 1 / a) * math.sqrt(inverse - 4) / (2 * excess))
    scale = p * math.sqrt((inverse - 2) ** 2 - 4) / excess
    return gamma, eta, middle - scale / 2 + p * (1 / b - 1 / a) / (2 * excess), scale


def _fit_sl(a: float, p: float, middle: float, spacing: float) -> Curve | None:
    """a = m/p > 1."""
    eta = 2 * spacing / math.log(a)
    gamma = eta * math.log((a - 1) / (p * math.sqrt(a)))
    return gamma, eta, middle - p / 2 * (a + 1) / (a - 1), 1.0
