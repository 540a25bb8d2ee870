"""Tests of normality. Each statistic is None with a reason where its approximation does not hold.

Sources: Royston, Applied Statistics 44 (1995) AS R94 (Shapiro-Wilk) and Statistics and Computing 2 (1993)
(Shapiro-Francia); Stephens in D'Agostino & Stephens, Goodness-of-Fit Techniques (1986), tables 4.8 and 4.9
(Anderson-Darling, Cramer-von Mises); Dallal & Wilkinson, The American Statistician 40 (1986), with Stephens' modified
statistic for p above 0.1 (Lilliefors); Jarque & Bera, Economics Letters 6 (1980).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy import special

from everproof.analytics.arrays import FloatArray, mean_of
from everproof.analytics.probability import chi2_sf, normal_ppf, normal_sf
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import is_constant, present_values, sd_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Normality(Result):
    """Statistics and p-values of six tests of the hypothesis "the values come from one normal distribution".

    A small p-value speaks against normality; a large one does not prove it. `anderson_a2` is the statistic without the
    small-sample factor (1 + 0.75/n + 2.25/n²), which its p-value uses. `skewness_g1` and `excess_kurtosis_g2` are the
    moment estimators m3/m2^1.5 and m4/m2² - 3; `skewness_G1` and `excess_kurtosis_G2` their unbiased-under-normality
    versions, as spreadsheets give them.
    """

    n: int
    shapiro_w: float | None = None
    shapiro_p: float | None = None
    shapiro_francia_w: float | None = None
    shapiro_francia_p: float | None = None
    anderson_a2: float | None = None
    anderson_p: float | None = None
    cramer_von_mises_w2: float | None = None
    cramer_von_mises_p: float | None = None
    lilliefors_d: float | None = None
    lilliefors_p: float | None = None
    skewness_g1: float | None = None
    excess_kurtosis_g2: float | None = None
    skewness_G1: float | None = None
    excess_kurtosis_G2: float | None = None
    jarque_bera: float | None = None
    jarque_bera_p: float | None = None

    def looks_normal(self, alpha: float = 0.05) -> bool | None:
        """True unless Anderson-Darling (below 8 values: Shapiro-Wilk) rejects at `alpha`; None where neither says."""
        p = self.shapiro_p if self.anderson_p is None else self.anderson_p
        return None if p is None else p >= alpha


def normality(values: Any) -> Normality:
    """Tests of normality of one sample, missing values left out. The order of the values does not matter.

    Invariant to shift and scale. Limits: Shapiro-Wilk 3 to 5000 values, Shapiro-Francia 5 to 5000, Anderson-Darling
    and Cramer-von Mises from 8, Lilliefors from 5. Raises BadInput for values that are not finite numbers.
    """
    x = np.sort(present_values(values))
    notes = Notes()
    found: dict[str, float | None] = {}
    if x.size < 3:
        notes.undefined("Every test of normality", f"at least 3 values are needed, there are {x.size}")
    elif is_constant(x):
        notes.undefined("Every test of normality", "all values are equal")
    else:
        z = (x - mean_of(x)) / sd_of(x)
        for name, statistic, p_value, test, low, high in _TESTS:
            if low <= x.size <= high:
                found[statistic], found[p_value] = test(z)
            else:
                needed = f"{low} to {high:g}" if math.isfinite(high) else f"at least {low}"
                notes.undefined(name, f"it needs {needed} values, there are {x.size}")
        found |= _moments(z)
    return Normality(
        method="Tests of normality",
        assumptions=("The values are independent and come from one stable process.",),
        warnings=notes.warnings,
        source="Royston 1995; D'Agostino & Stephens 1986; Dallal & Wilkinson 1986; Jarque & Bera 1980",
        n=int(x.size),
        **found,
    )


def anderson_darling(z: FloatArray) -> tuple[float, float]:
    """A² of sorted standardised values and its p-value (mean and sd estimated).

    A² = -n - mean((2i - 1)(ln Φ(z_i) + ln(1 - Φ(z_{n+1-i})))).
    """
    n = z.size
    i = np.arange(1, n + 1)
    a2 = float(-n - np.mean((2 * i - 1) * (special.log_ndtr(z) + special.log_ndtr(-z[::-1]))))
    a = a2 * (1 + 0.75 / n + 2.25 / n**2)
    if a >= 10:  # the approximation ends here
        return a2, 3.7e-24
    return a2, _piecewise(a, ((0.2, -13.436, 101.14, -223.73), (0.34, -8.318, 42.796, -59.938)), (
        (0.6, 0.9177, -4.279, -1.38), (math.inf, 1.2937, -5.709, 0.0186)
    ))  # fmt: skip


def cramer_von_mises(z: FloatArray) -> tuple[float, float]:
    """W² of sorted standardised values and its p-value. W² = 1/(12n) + sum((Φ(z_i) - (2i - 1)/(2n))²)."""
    n = z.size
    middle = (2 * np.arange(1, n + 1) - 1) / (2 * n)
    w2 = float(1 / (12 * n) + np.square(special.ndtr(z) - middle).sum())
    w = w2 * (1 + 0.5 / n)
    if w >= 1.1:
        return w2, 7.37e-10
    return w2, _piecewise(w, ((0.0275, -13.953, 775.5, -12542.61), (0.051, -5.903, 179.546, -1515.29)), (
        (0.092, 0.886, -31.62, 10.897), (math.inf, 1.111, -34.242, 12.832)
    ))  # fmt: skip


def lilliefors(z: FloatArray) -> tuple[float, float]:
    """Largest distance D between the empirical and the fitted normal distribution, and its p-value."""
    n = z.size
    i = np.arange(1, n + 1)
    fitted = special.ndtr(z)
    d = float(max((i / n - fitted).max(), (fitted - (i - 1) / n).max()))
    d_scaled, n_scaled = (d, n) if n <= 100 else (d * (n / 100) ** 0.49, 100)
    root = math.sqrt(n_scaled + 2.78019)
    p = math.exp(
        -7.01256 * (d_scaled * root) ** 2
        + 2.99587 * d_scaled * root
        - 0.122119
        + 0.974598 / math.sqrt(n_scaled)
        + 1.67997 / n_scaled
    )
    if p <= 0.1:
        return d, p
    k = d * (math.sqrt(n) - 0.01 + 0.85 / math.sqrt(n))  # the approximation above holds for p up to 0.1 only
    for limit, coefficients in _LILLIEFORS_UPPER:
        if k <= limit:
            return d, float(polyval(k, coefficients))
    return d, 0.0


def shapiro_wilk(z: FloatArray) -> tuple[float, float]:
    """W of sorted values and its p-value by Royston's algorithm AS R94, 3 to 5000 values without censoring."""
    n = z.size
    weights = _shapiro_weights(n)
    # 1 - W is taken from the factors of the difference, so that W near 1 keeps its digits.
    spread, weight_spread = math.sqrt(float(z @ z)), math.sqrt(float(weights @ weights))
    product = float(weights @ z)
    complement = max(0.0, (weight_spread * spread - product) * (weight_spread * spread + product))
    complement /= (weight_spread * spread) ** 2
    w = 1 - complement
    if n == 3:
        return w, max(0.0, 6 / math.pi * (math.asin(math.sqrt(w)) - math.asin(math.sqrt(0.75))))
    if complement == 0:
        return w, 1.0
    y = math.log(complement)
    if n <= 11:
        bound = float(polyval(n, (-2.273, 0.459)))
        if y >= bound:
            return w, 1e-99
        y = -math.log(bound - y)
        centre = float(polyval(n, (0.544, -0.39978, 0.025054, -6.714e-4)))
        scale = math.exp(float(polyval(n, (1.3822, -0.77857, 0.062767, -0.0020322))))
    else:
        log_n = math.log(n)
        centre = float(polyval(log_n, (-1.5861, -0.31082, -0.083751, 0.0038915)))
        scale = math.exp(float(polyval(log_n, (-0.4803, -0.082676, 0.0030302))))
    return w, float(normal_sf((y - centre) / scale))


def shapiro_francia(z: FloatArray) -> tuple[float, float]:
    """W' = squared correlation of the values with approximate normal scores, and its p-value, 5 to 5000 values."""
    n = z.size
    scores = normal_ppf((np.arange(1, n + 1) - 0.375) / (n + 0.25))
    w = float((scores @ z) ** 2 / ((scores @ scores) * (z @ z)))
    u = math.log(n)
    v = math.log(u)
    centre, scale = -1.2725 + 1.0521 * (v - u), 1.0308 - 0.26758 * (v + 2 / u)
    if w >= 1:
        return 1.0, 1.0
    return w, float(normal_sf((math.log(1 - w) - centre) / scale))


_TESTS = (
    ("Shapiro-Wilk", "shapiro_w", "shapiro_p", shapiro_wilk, 3, 5000),
    ("Shapiro-Francia", "shapiro_francia_w", "shapiro_francia_p", shapiro_francia, 5, 5000),
    ("Anderson-Darling", "anderson_a2", "anderson_p", anderson_darling, 8, math.inf),
    ("Cramer-von Mises", "cramer_von_mises_w2", "cramer_von_mises_p", cramer_von_mises, 8, math.inf),
    ("Lilliefors", "lilliefors_d", "lilliefors_p", lilliefors, 5, math.inf),
)

_LILLIEFORS_UPPER = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)


def _shapiro_weights(n: int) -> FloatArray:
    """Royston's approximation of the coefficients of W, antisymmetric."""
    if n == 3:
        return np.array([-math.sqrt(0.5), 0.0, math.sqrt(0.5)])
    scores = normal_ppf((np.arange(1, n + 1) - 0.375) / (n + 0.25))
    total = float(scores @ scores)
    x = 1 / math.sqrt(n)
    last = float(polyval(x, (0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056))) + scores[-1] / math.sqrt(total)
    if n <= 5:
        outer = [last]
    else:
        second = float(polyval(x, (0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633)))
        outer = [last, second + scores[-2] / math.sqrt(total)]
    k = len(outer)
    remaining = total - 2 * sum(scores[-j - 1] ** 2 for j in range(k))
    weights = scores / math.sqrt(remaining / (1 - 2 * sum(weight**2 for weight in outer)))
    for j, weight in enumerate(outer):
        weights[-j - 1], weights[j] = weight, -weight
    return np.asarray(weights)


def _piecewise(
    x: float, below: Sequence[tuple[float, float, float, float]], above: Sequence[tuple[float, float, float, float]]
) -> float:
    """Stephens' approximations: 1 - exp(quadratic) for small statistics, exp(quadratic) for large ones."""
    for limit, a, b, c in below:
        if x < limit:
            return 1 - math.exp(a + b * x + c * x * x)
    for limit, a, b, c in above:
        if x < limit:
            return math.exp(a + b * x + c * x * x)
    return 0.0


def _moments(z: FloatArray) -> dict[str, float | None]:
    n = z.size
    centred = z - mean_of(z)
    m2, m3, m4 = (float(np.mean(centred**power)) for power in (2, 3, 4))
    g1, g2 = m3 / m2**1.5, m4 / m2**2 - 3
    jarque_bera = n / 6 * (g1**2 + g2**2 / 4)
    return {
        "skewness_g1": g1,
        "excess_kurtosis_g2": g2,
        "skewness_G1": g1 * math.sqrt(n * (n - 1)) / (n - 2),
        "excess_kurtosis_G2": ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3)) if n > 3 else None,
        "jarque_bera": jarque_bera,
        "jarque_bera_p": float(chi2_sf(jarque_bera, 2)),
    }
