"""Distribution functions by their statistical names, on `scipy.special` (importing `scipy.stats` would cost seconds).

`_cdf` is P(X <= x), `_sf` is P(X > x) computed without cancellation, `_ppf` the quantile of a probability. All take
numbers or arrays. Sources: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions; Abramowitz & Stegun 26.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special

Numeric = Any
"""A float or an array of floats; what comes back has the same shape."""


def normal_cdf(x: Numeric) -> Numeric:
    return special.ndtr(x)


def normal_sf(x: Numeric) -> Numeric:
    return special.ndtr(-np.asarray(x, dtype=float))[()]


def normal_pdf(x: Numeric) -> Numeric:
    return np.exp(-0.5 * np.square(x)) / math.sqrt(2 * math.pi)


def normal_ppf(p: Numeric) -> Numeric:
    return special.ndtri(p)


def t_sf(t: Numeric, df: Numeric) -> Numeric:
    return special.stdtr(df, -np.asarray(t, dtype=float))[()]


def t_ppf(p: Numeric, df: Numeric) -> Numeric:
    return special.stdtrit(df, p)


def t_two_sided(t: Numeric, df: Numeric) -> Numeric:
    """p-value of a two-sided t test."""
    return 2 * special.stdtr(df, -np.abs(t))


def chi2_cdf(x: Numeric, df: Numeric) -> Numeric:
    return special.gammainc(np.asarray(df) / 2, np.asarray(x) / 2)


def chi2_sf(x: Numeric, df: Numeric) -> Numeric:
    return special.gammaincc(np.asarray(df) / 2, np.asarray(x) / 2)


def chi2_ppf(p: Numeric, df: Numeric) -> Numeric:
    return 2 * special.gammaincinv(np.asarray(df) / 2, p)


def f_cdf(x: Numeric, df1: Numeric, df2: Numeric) -> Numeric:
    return special.betainc(df1 / 2, df2 / 2, df1 * x / (df1 * x + df2))


def f_sf(x: Numeric, df1: Numeric, df2: Numeric) -> Numeric:
    return special.betainc(df2 / 2, df1 / 2, df2 / (df1 * x + df2))


def f_ppf(p: Numeric, df1: Numeric, df2: Numeric) -> Numeric:
    """Quantile of F; an infinite `df2` gives chi-square / df1."""
    if math.isinf(df2):
        return chi2_ppf(p, df1) / df1
    upper = special.betaincinv(df2 / 2, df1 / 2, 1 - p)  # 1 - x directly: x rounds to 1 far out
    return df2 * (1 - upper) / (df1 * upper)


def beta_cdf(x: Numeric, a: Numeric, b: Numeric) -> Numeric:
    return special.betainc(a, b, x)


def beta_ppf(p: Numeric, a: Numeric, b: Numeric) -> Numeric:
    return special.betaincinv(a, b, p)


def binomial_cdf(k: Numeric, n: Numeric, p: Numeric) -> Numeric:
    """P(X <= k) for whole k (also -1 and n)."""
    k = np.asarray(k, dtype=float)
    inside = (k >= 0) & (k < n)
    safe = np.where(inside, k, 0)
    value = special.betaincc(safe + 1, np.where(inside, n - safe, 1), p)
    return np.where(k < 0, 0.0, np.where(k >= n, 1.0, value))[()]


def noncentral_t_cdf(t: float, df: float, noncentrality: float) -> float:
    """P(T <= t) of the noncentral t distribution, to about 1e-12 for any noncentrality.

    T <= t exactly when Z + noncentrality <= t * sqrt(chi2 / df): the normal probability is averaged over the
    distribution of sqrt(chi2 / df) by Gauss-Legendre quadrature.
    """
    low = math.sqrt(chi2_ppf(1e-17, df) / df)
    high = math.sqrt(2 * special.gammainccinv(df / 2, 1e-17) / df)
    mode = math.sqrt(max(df - 1, 0) / df)
    spread = 1 / math.sqrt(2 * df)
    points = [low, high, *(mode + step * spread for step in (-4, -2, -1, 0, 1, 2, 4))]
    if t:
        points += [(noncentrality + step) / t for step in (-9, -5, -2, 0, 2, 5, 9)]
    log_constant = math.log(2) + (df / 2) * math.log(df / 2) - math.lgamma(df / 2)

    def integrand(u: np.ndarray) -> np.ndarray:
        density = np.exp(log_constant + (df - 1) * np.log(u) - df * u * u / 2)
        return density * special.ndtr(t * u - noncentrality)

    return min(1.0, integrate(integrand, sorted({min(max(point, low), high) for point in points})))


def noncentral_t_ppf(p: float, df: float, noncentrality: float) -> float:
    """Quantile of the noncentral t distribution, by root search on `noncentral_t_cdf`."""
    width = 1.0 + abs(noncentrality)
    low, high = noncentrality - width, noncentrality + width
    while noncentral_t_cdf(low, df, noncentrality) > p:
        low -= 2 * (high - low)
    while noncentral_t_cdf(high, df, noncentrality) < p:
        high += 2 * (high - low)
    return find_root(lambda t: noncentral_t_cdf(t, df, noncentrality) - p, low, high)


def noncentral_f_sf(x: float, df1: float, df2: float, noncentrality: float) -> float:
    """P(F > x) of the noncentral F distribution."""
    return float(1 - special.ncfdtr(df1, df2, noncentrality, x))


@lru_cache(maxsize=8)
def _legendre(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(nodes)


def integrate(function: Callable[[np.ndarray], np.ndarray], points: Sequence[float], nodes: int = 40) -> float:
    """Integral of a vectorised function over consecutive intervals, Gauss-Legendre with `nodes` points in each."""
    x, weight = _legendre(nodes)
    edges = np.asarray(points, dtype=float)
    half = np.diff(edges)[:, None] / 2
    values = function(((edges[:-1] + edges[1:])[:, None] / 2 + half * x).ravel())
    return float(np.sum(values.reshape(len(half), nodes) * weight * half))


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """The root between `low` and `high`, where the function changes sign, to the last digits (Brent's method)."""
    from scipy.optimize import brentq  # a fifth of a second: only where a root is wanted

    return float(brentq(function, low, high, xtol=1e-15 * max(abs(low), abs(high), 1e-300), rtol=4e-15, maxiter=500))
