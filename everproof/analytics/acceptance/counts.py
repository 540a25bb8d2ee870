"""How many nonconforming items a sample shows: the three distributions that sampling plans are judged by.

- binomial: each item is nonconforming with probability p, independently (a process, or a lot much larger than n);
- poisson: nonconformities occur at p per item;
- hypergeometric: n items drawn without replacement from a lot of N with D = p·N nonconforming, D rounded to a whole
  number (halves to even, as R does).

Source: Schilling & Neubauer, Acceptance Sampling in Quality Control, ch. 3; ISO 2859-1 clause 12.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from everproof.analytics.arrays import as_whole
from everproof.analytics.errors import BadInput, shown

FloatArray = npt.NDArray[np.float64]

DISTRIBUTIONS = {
    "binomial": "binomial",
    "poisson": "poisson",
    "hypergeometric": "hypergeometric",
    "hypergeom": "hypergeometric",
}


def distribution_named(name: Any) -> str:
    """`binomial` (also for None), `poisson` or `hypergeometric`; raises BadInput for another name."""
    key = str(name or "binomial").strip().lower()
    if key not in DISTRIBUTIONS:
        raise BadInput(f"known are binomial, poisson and hypergeometric, not {shown(name)}", where="distribution")
    return DISTRIBUTIONS[key]


def nonconforming_in_lot(fraction: float, lot_size: int) -> int:
    """Whole number of nonconforming items in a lot of which about `fraction` is nonconforming."""
    return round(fraction * lot_size)


def checked_lot_size(distribution: str, lot_size: Any, sample: int) -> int | None:
    """The lot size as a whole number, or None where the distribution does not need it and none was given."""
    if lot_size is None:
        if distribution == "hypergeometric":
            raise BadInput("the hypergeometric distribution needs the lot size", where="lot_size")
        return None
    size = as_whole(lot_size, "lot_size", minimum=1)
    if distribution == "hypergeometric" and sample > size:
        raise BadInput(f"a sample of {sample} cannot be drawn from a lot of {size}", where="lot_size")
    return size


def pmf(
    distribution: str, n: int, quality: float, lot_size: int | None = None, found: int = 0, drawn: int = 0
) -> FloatArray:
    """P(X = 0), …, P(X = n) for a sample of `n`; for poisson up to a count whose probability vanishes.

    `found` nonconforming items among the `drawn` items inspected before matter only without replacement.
    """
    if distribution == "binomial":
        return _binomial(n, quality)
    if distribution == "poisson":
        return _poisson(n * quality)
    assert lot_size is not None
    left = max(nonconforming_in_lot(quality, lot_size) - found, 0)
    return hypergeometric_pmf(lot_size - drawn, left, n)


def cdf(distribution: str, c: int, n: int, quality: float, lot_size: int | None = None) -> float:
    """P(X <= c) in one sample of `n`."""
    if c < 0:
        return 0.0
    if distribution == "poisson":
        return float(special.pdtr(c, n * quality))
    if c >= n:
        return 1.0
    if distribution == "binomial":
        return float(special.betaincc(c + 1, n - c, quality))
    assert lot_size is not None
    return float(min(1.0, hypergeometric_pmf(lot_size, nonconforming_in_lot(quality, lot_size), n)[: c + 1].sum()))


def hypergeometric_pmf(lot: int, nonconforming: int, n: int) -> FloatArray:
    """P(X = 0), …, P(X = n): nonconforming items among `n` drawn without replacement.

    The ratios of neighbouring probabilities are multiplied up from the most likely count and normalised, which keeps
    all digits where factorials would cancel.
    """
    result = np.zeros(n + 1)
    nonconforming = min(nonconforming, lot)
    low, high = max(0, n - (lot - nonconforming)), min(n, nonconforming)
    mode = min(max((n + 1) * (nonconforming + 1) // (lot + 2), low), high)
    up = np.arange(mode, high, dtype=float)
    rising = (nonconforming - up) * (n - up) / ((up + 1) * (lot - nonconforming - n + up + 1))
    down = np.arange(mode, low, -1, dtype=float)
    falling = down * (lot - nonconforming - n + down) / ((nonconforming - down + 1) * (n - down + 1))
    result[mode] = 1.0
    result[mode + 1 : high + 1] = np.cumprod(rising)
    result[low:mode] = np.cumprod(falling)[::-1]
    return result / result.sum()


def _binomial(n: int, p: float) -> FloatArray:
    k = np.arange(n + 1, dtype=float)
    if p in (0.0, 1.0):
        return (k == n * p).astype(float)
    log_choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.exp(log_choose + special.xlogy(k, p) + special.xlog1py(n - k, -p))


def _poisson(mean: float) -> FloatArray:
    if mean == 0:
        return np.ones(1)
    last = math.ceil(mean + 12 * math.sqrt(mean) + 40)
    k = np.arange(last + 1, dtype=float)
    return np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1))
