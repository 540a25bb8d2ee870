"""Statistical tolerance intervals: limits that hold a share of the population, with a stated confidence.

Not to be confused with specification limits: these come from the sample. Sources: ISO 16269-6; Hahn, Meeker & Escobar,
Statistical Intervals, 2nd edition; NIST/SEMATECH e-Handbook 7.2.6.3; Krishnamoorthy & Mathew, Statistical Tolerance
Regions; Howe, Journal of the American Statistical Association 64 (1969).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from scipy import special

from everproof.analytics.arrays import FloatArray, as_number, as_whole, mean_of
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import (
    beta_cdf,
    binomial_cdf,
    chi2_ppf,
    find_root,
    integrate,
    noncentral_t_ppf,
    normal_ppf,
)
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import present_values, sd_of

Method = Literal["exact", "howe"]
Limits = tuple[float, float]

_SOURCE = "ISO 16269-6; Hahn, Meeker & Escobar, Statistical Intervals; Krishnamoorthy & Mathew, 2009"


@dataclass(frozen=True, kw_only=True, eq=False)
class NormalTolerance(Result):
    """Tolerance limits mean ± k·s of a normal population, in the unit of the values.

    With confidence `confidence` at least the share `coverage` lies above `one_sided_lower`; at least that share lies
    below `one_sided_upper`; at least that share lies between the two of `two_sided`. Three separate statements.
    """

    n: int
    confidence: float
    coverage: float
    mean: float | None
    sd: float | None
    k_one_sided: float | None
    k_two_sided: float | None
    one_sided_lower: float | None
    one_sided_upper: float | None
    two_sided: Limits | None


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderTolerance(Result):
    """Tolerance limits that are values of the sample itself, whatever the distribution.

    `…_confidence` is the confidence really reached, which is below the one asked for when the sample is too small
    (`n_needed_…` says how many values it takes).
    """

    n: int
    confidence: float
    coverage: float
    one_sided_lower: float | None
    one_sided_upper: float | None
    one_sided_confidence: float | None
    two_sided: Limits | None
    two_sided_confidence: float | None
    n_needed_one_sided: int
    n_needed_two_sided: int


@dataclass(frozen=True, kw_only=True, eq=False)
class ExponentialTolerance(Result):
    """Tolerance limits of an exponential population and its estimated `mean`, all in the unit of the values."""

    n: int
    confidence: float
    coverage: float
    mean: float | None
    one_sided_lower: float | None
    one_sided_upper: float | None
    two_sided: Limits | None


def k_factor(
    n: int,
    *,
    coverage: float,
    confidence: float = 0.95,
    sides: Literal[1, 2] = 2,
    method: Method = "exact",
    degrees: float | None = None,
) -> float:
    """Factor k of the normal tolerance limits mean ± k·s from `n` values.

    One-sided: quantile of the noncentral t distribution, t(confidence; df, z_coverage·√n)/√n. Two-sided "exact": the
    root of P(coverage of mean ± k·s >= coverage) = confidence by quadrature; "howe": Howe's approximation
    z·sqrt((1 + 1/n)·df/chi2), within a percent or two. `degrees` of freedom of s, n - 1 when left out.
    Raises BadInput for n below 2 and for probabilities outside 0 to 1.
    """
    n = as_whole(n, "n", minimum=2)
    coverage = as_number(coverage, "coverage", above=0, below=1)
    confidence = as_number(confidence, "confidence", above=0, below=1)
    df = n - 1 if degrees is None else as_number(degrees, "degrees", above=0)
    if sides == 1:
        return noncentral_t_ppf(confidence, df, float(normal_ppf(coverage)) * math.sqrt(n)) / math.sqrt(n)
    if sides != 2:
        raise BadInput(f"must be 1 or 2, not {shown(sides)}", where="sides")
    chi2 = float(chi2_ppf(1 - confidence, df))
    howe = float(normal_ppf((1 + coverage) / 2)) * math.sqrt((1 + 1 / n) * df / chi2)
    if method == "howe":
        return howe
    if method != "exact":
        raise BadInput(f"must be exact or howe, not {shown(method)}", where="method")
    return _exact_two_sided(n, df, coverage, confidence, howe)


def normal_tolerance(
    values: Any, *, coverage: float = 0.99, confidence: float = 0.95, method: Method = "exact"
) -> NormalTolerance:
    """Tolerance limits of a normal population from a sample, missing values left out. Undefined below two values."""
    x = present_values(values)
    notes = Notes()
    n = int(x.size)
    mean = sd = k1 = k2 = lower = upper = None
    both: Limits | None = None
    if n < 2:
        notes.undefined("Every limit", "at least two values are needed")
    else:
        mean, sd = mean_of(x), sd_of(x)
        k1 = k_factor(n, coverage=coverage, confidence=confidence, sides=1)
        k2 = k_factor(n, coverage=coverage, confidence=confidence, sides=2, method=method)
        lower, upper, both = mean - k1 * sd, mean + k1 * sd, (mean - k2 * sd, mean + k2 * sd)
    return NormalTolerance(
        method=f"Normal tolerance limits, {method} factors",
        assumptions=("The values are independent and normal.",),
        warnings=notes.warnings,
        source=_SOURCE,
        n=n,
        confidence=confidence,
        coverage=coverage,
        mean=mean,
        sd=sd,
        k_one_sided=k1,
        k_two_sided=k2,
        one_sided_lower=lower,
        one_sided_upper=upper,
        two_sided=both,
    )


def nonparametric_n(
    *, coverage: float, confidence: float = 0.95, sides: Literal[1, 2] = 2, left_out: int | None = None
) -> int:
    """Smallest sample whose extreme values are tolerance limits of any continuous distribution (Wilks).

    One-sided with the extreme value: coverage^n <= 1 - confidence. In general, when `left_out` blocks between ordered
    values lie outside the interval (1 for one extreme, 2 for smallest and largest), the smallest n with
    P(Binomial(n, 1 - coverage) >= left_out) >= confidence.
    """
    coverage = as_number(coverage, "coverage", above=0, below=1)
    confidence = as_number(confidence, "confidence", above=0, below=1)
    blocks = as_whole(sides if left_out is None else left_out, "left_out", minimum=1)

    def reached(n: int) -> bool:
        return _wilks_confidence(n, blocks, coverage) >= confidence

    low, high = blocks - 1, blocks
    while not reached(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def nonparametric_tolerance(values: Any, *, coverage: float = 0.99, confidence: float = 0.95) -> OrderTolerance:
    """Tolerance limits from order statistics (Wilks), missing values left out.

    One-sided: the most inner value that still reaches the confidence. Two-sided: the most inner symmetric pair. Where
    the sample is too small even the extremes do not reach it; they are given with a warning and the confidence they do
    reach.
    """
    coverage = as_number(coverage, "coverage", above=0, below=1)
    confidence = as_number(confidence, "confidence", above=0, below=1)
    x = np.sort(present_values(values))
    n = int(x.size)
    notes = Notes()
    needed = [nonparametric_n(coverage=coverage, confidence=confidence, sides=sides) for sides in (1, 2)]
    lower = upper = single = double = None
    both: Limits | None = None
    if n < 2:
        notes.undefined("Every limit", "at least two values are needed")
    else:
        r = max(1, _inner_block(n, coverage, confidence, step=1, largest=n))
        lower, upper, single = float(x[r - 1]), float(x[n - r]), _wilks_confidence(n, r, coverage)
        r = max(1, _inner_block(n, coverage, confidence, step=2, largest=n // 2))
        both, double = (float(x[r - 1]), float(x[n - r])), _wilks_confidence(n, 2 * r, coverage)
        for name, attained, count in (("one-sided", single, needed[0]), ("two-sided", double, needed[1])):
            if attained < confidence:
                notes.warn(f"The {name} limits reach a confidence of {attained:.3g} only; it takes {count} values.")
    return OrderTolerance(
        method="Tolerance limits from order statistics (Wilks)",
        assumptions=("The values are independent and come from one continuous distribution.",),
        warnings=notes.warnings,
        source="Wilks, Annals of Mathematical Statistics 12 (1941); ISO 16269-6",
        n=n,
        confidence=confidence,
        coverage=coverage,
        one_sided_lower=lower,
        one_sided_upper=upper,
        one_sided_confidence=single,
        two_sided=both,
        two_sided_confidence=double,
        n_needed_one_sided=needed[0],
        n_needed_two_sided=needed[1],
    )


def exponential_tolerance(values: Any, *, coverage: float = 0.99, confidence: float = 0.95) -> ExponentialTolerance:
    """Tolerance limits of an exponential population, missing values left out.

    2·n·mean/theta is chi-square with 2n degrees of freedom. One-sided lower: -2·n·mean·ln(coverage)/chi2(confidence);
    upper: -2·n·mean·ln(1 - coverage)/chi2(1 - confidence). Two-sided: both, each at half the error (Bonferroni), with
    (1 ± coverage)/2 in place of the coverage. Raises BadInput for negative values.
    """
    coverage = as_number(coverage, "coverage", above=0, below=1)
    confidence = as_number(confidence, "confidence", above=0, below=1)
    x = present_values(values)
    if x.size and x.min() < 0:
        raise BadInput("exponential values cannot be negative", where="values")
    n = int(x.size)
    notes = Notes()
    mean = lower = upper = None
    both: Limits | None = None
    if n == 0:
        notes.undefined("Every limit", "there are no values")
    else:
        mean = mean_of(x)
        error = 1 - confidence

        def scaled(probability: float, quantile: float) -> float:
            return -2 * n * mean * math.log(quantile) / float(chi2_ppf(probability, 2 * n))

        lower, upper = scaled(1 - error, coverage), scaled(error, 1 - coverage)
        both = scaled(1 - error / 2, (1 + coverage) / 2), scaled(error / 2, (1 - coverage) / 2)
    return ExponentialTolerance(
        method="Exponential tolerance limits",
        assumptions=("The values are independent and exponential.",),
        warnings=notes.warnings,
        source="Hahn, Meeker & Escobar, Statistical Intervals",
        n=n,
        confidence=confidence,
        coverage=coverage,
        mean=mean,
        one_sided_lower=lower,
        one_sided_upper=upper,
        two_sided=both,
    )


def _wilks_confidence(n: int, blocks: int, coverage: float) -> float:
    """P(the coverage of n + 1 - blocks blocks is at least `coverage`): the coverage is Beta(n - blocks + 1, blocks)."""
    if blocks > n:
        return 0.0
    return float(beta_cdf(1 - coverage, blocks, n - blocks + 1))


def _inner_block(n: int, coverage: float, confidence: float, *, step: int, largest: int) -> int:
    """The largest r whose `step`·r blocks outside still leave the confidence; 0 where none does."""
    r = np.arange(1, largest + 1)
    reached = 1 - binomial_cdf(step * r - 1, n, 1 - coverage) >= confidence - 1e-12
    return int(r[reached].max(initial=0))


def _exact_two_sided(n: int, df: float, coverage: float, confidence: float, start: float) -> float:
    """k with √(2n/π) ∫₀^∞ P(chi2_df >= df·r(z)²/k²) exp(-n·z²/2) dz = confidence (Krishnamoorthy & Mathew 2009, 2.3).

    z is the distance of the mean from the truth in sigmas; r(z) the half width that covers the share from there.
    """
    edge = 9 / math.sqrt(n)  # exp(-40): nothing beyond
    points = tuple(edge * part for part in (0, 0.125, 0.25, 0.5, 1))

    def confidence_of(k: float) -> float:
        def integrand(z: FloatArray) -> FloatArray:
            needed = df * np.square(_half_widths(z.tobytes(), coverage)) / k**2
            return np.asarray(special.gammaincc(df / 2, needed / 2) * np.exp(-n * z * z / 2))

        return math.sqrt(2 * n / math.pi) * integrate(integrand, points)

    low = high = start
    while confidence_of(low) > confidence:
        low /= 1.25
    while confidence_of(high) < confidence:
        high *= 1.25
    return find_root(lambda k: confidence_of(k) - confidence, low, high)


@lru_cache(maxsize=64)
def _half_widths(distances: bytes, coverage: float) -> FloatArray:
    """r with Φ(z + r) - Φ(z - r) = coverage for each distance z, by bisection."""
    z = np.frombuffer(distances)
    half = float(normal_ppf((1 + coverage) / 2))
    low, high = np.full(z.size, half), z + half
    for _ in range(60):
        middle = (low + high) / 2
        too_small = special.ndtr(z + middle) - special.ndtr(z - middle) < coverage
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    return (low + high) / 2
