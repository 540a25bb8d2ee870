"""Constants of control charts, computed from their definitions instead of copied from a table.

For a sample of n independent standard normal values with range W and standard deviation s:

- d2(n) = E[W], d3(n) = sd(W), c4(n) = E[s];
- A2 = 3/(d2 √n), A3 = 3/(c4 √n), E2 = 3/d2: three-sigma limits of the mean, and of a single value;
- D3, D4 = max(0, 1 ∓ 3 d3/d2): limits of the range; B3, B4 = max(0, 1 ∓ 3 √(1 - c4²)/c4): of the standard deviation.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 6 and appendix VI; ISO 7870-2. All constants are
pure numbers without a unit, exact to about 12 digits; printed tables round them to three decimals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from everproof.analytics.arrays import FloatArray, as_whole
from everproof.analytics.errors import BadInput, shown

LARGEST_N = 100_000
"""Ranges of larger samples are of no use, so d2 and d3 stop here; c4 has no upper limit."""

_EXACT_GAMMA_UP_TO = 342  # math.gamma overflows above 171


@dataclass(frozen=True)
class ChartConstants:
    """All constants for one subgroup size, under their usual names."""

    n: int
    d2: float
    d3: float
    c4: float
    A2: float
    A3: float
    B3: float
    B4: float
    D3: float
    D4: float
    E2: float


def chart_constants(n: int) -> ChartConstants:
    """All constants for subgroups of `n` values, `n` from 2."""
    mean_range, sd_range, mean_sd = d2(n), d3(n), c4(n)
    range_spread = 3 * sd_range / mean_range
    sd_spread = 3 * c5(n) / mean_sd
    return ChartConstants(
        n=n,
        d2=mean_range,
        d3=sd_range,
        c4=mean_sd,
        A2=3 / (mean_range * math.sqrt(n)),
        A3=3 / (mean_sd * math.sqrt(n)),
        B3=max(0.0, 1 - sd_spread),
        B4=1 + sd_spread,
        D3=max(0.0, 1 - range_spread),
        D4=1 + range_spread,
        E2=3 / mean_range,
    )


def d2(n: int) -> float:
    """Mean of the range of `n` standard normal values, ∫ 1 - Φ(x)ⁿ - (1 - Φ(x))ⁿ dx."""
    return _range_moments(_checked(n, LARGEST_N))[0]


def d3(n: int) -> float:
    """Standard deviation of the range of `n` standard normal values."""
    return _range_moments(_checked(n, LARGEST_N))[1]


def c4(n: int) -> float:
    """Mean of the standard deviation of `n` standard normal values, √(2/(n-1)) Γ(n/2)/Γ((n-1)/2)."""
    return _c4(_checked(n, None))


def c5(n: int) -> float:
    """Standard deviation of the standard deviation of `n` standard normal values, √(1 - c4²)."""
    mean = c4(n)
    return math.sqrt((1 - mean) * (1 + mean))


def for_sizes(constant: str, sizes: npt.ArrayLike) -> FloatArray:
    """`d2`, `d3`, `c4` or `c5` for an array of subgroup sizes; NaN where a size is below 2."""
    function = {"d2": d2, "d3": d3, "c4": c4, "c5": c5}[constant]
    given = np.asarray(sizes)
    if given.size and (given == given.flat[0]).all():
        first = int(given.flat[0])
        return np.full(given.shape, function(first) if first >= 2 else math.nan)
    distinct, position = np.unique(given, return_inverse=True)
    values = np.array([function(int(n)) if n >= 2 else math.nan for n in distinct])
    return values[position]


def _checked(n: int, largest: int | None) -> int:
    size = as_whole(n, "n", minimum=2)
    if largest is not None and size > largest:
        raise BadInput(f"must be at most {largest}, not {shown(n)}", where="n")
    return size


@lru_cache(maxsize=1024)
def _c4(n: int) -> float:
    if n <= _EXACT_GAMMA_UP_TO:
        return math.sqrt(2 / (n - 1)) * math.gamma(n / 2) / math.gamma((n - 1) / 2)
    # Γ(x + 1/2)/Γ(x) ~ √x (1 - 1/8x + 1/128x² + …), the asymptotic series; the first term left out is below 1e-17 here.
    x = (n - 1) / 2
    return 1 - 1 / (8 * x) + 1 / (128 * x**2) + 5 / (1024 * x**3) - 21 / (32768 * x**4) - 399 / (262144 * x**5)


@lru_cache(maxsize=1024)
def _range_moments(n: int) -> tuple[float, float]:
    """Mean and standard deviation of the range.

    The mean is an integral of an analytic function that vanishes at both ends, for which the trapezoidal rule converges
    exponentially. The second moment is E[W²] = ∫ 2w (1 - F(w)) dw over w > 0, with the distribution function of the
    range F(w) = n ∫ φ(x) (Φ(x + w) - Φ(x))ⁿ⁻¹ dx, and is taken by the Gauss-Legendre rule in w.
    """
    step = 1 / 8  # a power of two, so that the grid itself has no rounding error
    x = np.arange(-12.0, 12.0 + step, step)
    mean = step * float(np.sum(-np.expm1(n * _log_below(x)) - np.exp(n * _log_below(-x))))

    nodes, weights = np.polynomial.legendre.leggauss(64 if n <= 100 else 512)
    widest = 16.0
    w = (nodes + 1) * widest / 2
    upper = 1 - _range_distribution(n, w, x, step)
    second = float(np.sum(weights * w * upper)) * widest
    return mean, math.sqrt(second - mean**2)


def _range_distribution(n: int, w: FloatArray, x: FloatArray, step: float) -> FloatArray:
    # Φ(x + w) - Φ(x) from whichever tail keeps the digits: right of the middle both are taken from the upper one.
    lower, upper = x[None, :], x[None, :] + w[:, None]
    side = np.where(lower > 0, 1.0, -1.0)
    inside = side * (_above(side * lower) - _above(side * upper))
    density = np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)
    return np.asarray(n * step * np.sum(density * inside ** (n - 1), axis=1))


def _above(x: FloatArray) -> FloatArray:
    """1 - Φ(x), without scipy: control charts need no other special function, and starting stays cheap."""
    return 0.5 * np.fromiter(map(math.erfc, (x.ravel() / math.sqrt(2)).tolist()), float, x.size).reshape(x.shape)


def _log_below(x: FloatArray) -> FloatArray:
    """log Φ(x), accurate in both tails."""
    return np.where(x > 0, np.log1p(-_above(np.abs(x))), np.log(_above(-x)))
