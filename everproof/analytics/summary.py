"""Mean, standard deviation, autocorrelation and one-way analysis of variance at the accuracy of NIST's reference data.

Measured values are decimal numbers, but a computer stores the nearest binary fraction: of 10000000.2 only seven digits
of the last place survive a subtraction. Where all values are decimals of a common number of places (what a gauge
shows, what was typed), the sums are therefore taken over whole multiples of that place, which is exact; otherwise over
differences from the first value, with a second pass that removes the rounding error of the mean.

Sources: NIST Statistical Reference Datasets (univariate summary, one-way ANOVA); Chan, Golub, LeVeque 1983, Algorithms
for computing the sample variance, American Statistician 37:3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_values
from everproof.analytics.result import Notes, Result

_MOST_PLACES = 12
_EXACT = 2.0**53
"""Whole numbers up to here are exact as floats."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary(Result):
    """Figures of one list of values, in the unit of the values. `missing` were left out."""

    n: int
    missing: int
    mean: float | None
    sd: float | None
    variance: float | None
    minimum: float | None
    median: float | None
    maximum: float | None
    autocorrelation_lag1: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class OneWayAnova(Result):
    """Analysis of variance of groups: sums of squares in the squared unit of the values, degrees of freedom, F."""

    groups: int
    n: int
    df_between: int
    df_within: int
    ss_between: float | None
    ss_within: float | None
    ms_between: float | None
    ms_within: float | None
    f: float | None
    p_value: float | None
    r_squared: float | None
    residual_sd: float | None


def summary(values: Any) -> Summary:
    """Mean x̄ = Σx/n, standard deviation s = √(Σ(x - x̄)²/(n - 1)), lag-1 autocorrelation, order statistics.

    The autocorrelation is r₁ = Σ(xᵢ - x̄)(xᵢ₊₁ - x̄) / Σ(xᵢ - x̄)², over values that are neighbours in the list once
    missing ones are left out. The mean of nothing is undefined, so is the standard deviation of fewer than two values
    and the autocorrelation of a constant.
    """
    given = as_values(values)
    present = given[~np.isnan(given)]
    notes = Notes()
    n, missing = present.size, given.size - present.size
    mean = sd = variance = lag1 = None
    if n == 0:
        notes.undefined("The mean", "there are no values")
    else:
        residuals = _Residuals(present)
        mean = residuals.mean
        if n < 2:
            notes.undefined("The standard deviation", "it takes at least two values")
        else:
            variance, sd = residuals.variance(n - 1), residuals.sd(n - 1)
            lag1 = _autocorrelation(residuals, notes)
    if missing:
        notes.warn(f"{missing} missing values were left out.")
    return Summary(
        n=n,
        missing=missing,
        mean=mean,
        sd=sd,
        variance=variance,
        minimum=float(present.min()) if n else None,
        median=float(np.median(present)) if n else None,
        maximum=float(present.max()) if n else None,
        autocorrelation_lag1=lag1,
        method="Univariate summary, sample standard deviation with n - 1",
        warnings=notes.warnings,
        source="NIST Statistical Reference Datasets, univariate summary statistics",
    )


def one_way_anova(groups: Mapping[Any, Any] | Sequence[Any]) -> OneWayAnova:
    """Analysis of variance between groups (a list of lists, or a mapping of names to lists; sizes may differ).

    SSB = Σ nᵢ(x̄ᵢ - x̄)², SSW = ΣΣ(xᵢⱼ - x̄ᵢ)², F = (SSB/(k - 1)) / (SSW/(N - k)), R² = SSB/(SSB + SSW), residual
    standard deviation √(SSW/(N - k)). Empty groups are left out. F is undefined without variation inside the groups.
    """
    notes = Notes()
    samples = _samples(groups, notes)
    sizes = np.array([sample.size for sample in samples])
    k, n = len(samples), int(sizes.sum())
    df_between, df_within = max(k - 1, 0), n - k
    ssb = ssw = msb = msw = f = p_value = r_squared = residual_sd = None
    if n:
        ssb, ssw = _between_and_within(samples, sizes)
    if k < 2:
        notes.undefined("F", "it takes at least two groups")
    if df_within < 1:
        notes.undefined("The residual standard deviation", "no group has a second value")
    if ssb is not None and ssw is not None:
        msb = ssb / df_between if df_between else None
        msw = ssw / df_within if df_within else None
        residual_sd = math.sqrt(msw) if msw is not None else None
        r_squared = ssb / (ssb + ssw) if ssb + ssw > 0 else notes.undefined("R²", "all values are equal")
    if msb is not None and msw is not None:
        if msw > 0:
            f = msb / msw
            p_value = _upper_tail_of_f(f, df_between, df_within)
        else:
            notes.undefined("F", "there is no variation inside the groups")
    return OneWayAnova(
        groups=k,
        n=n,
        df_between=df_between,
        df_within=df_within,
        ss_between=ssb,
        ss_within=ssw,
        ms_between=msb,
        ms_within=msw,
        f=f,
        p_value=p_value,
        r_squared=r_squared,
        residual_sd=residual_sd,
        method="One-way analysis of variance",
        assumptions=("Observations are independent.", "All groups have the same variance and are roughly normal."),
        warnings=notes.warnings,
        source="NIST Statistical Reference Datasets, analysis of variance",
    )


class _Residuals:
    """Deviations from the mean, in multiples of `unit` (the last decimal place, or 1 where there is none in common)."""

    def __init__(self, values: FloatArray) -> None:
        self.unit, multiples = in_last_places(values)
        origin = float(multiples[0])
        shifted = multiples - origin
        total = math.fsum(_partial_sums(shifted))
        mean = total / shifted.size
        residuals = shifted - mean
        rest = math.fsum(_partial_sums(residuals)) / residuals.size
        self.values = residuals - rest
        self.squares = math.fsum(_partial_sums(self.values * self.values))
        if origin.is_integer() and total.is_integer():  # a division of whole numbers is rounded once, at the end
            self.mean = (int(origin) * values.size + int(total)) / (values.size * round(1 / self.unit))
        else:
            self.mean = math.fsum((origin, mean, rest))

    def variance(self, degrees: int) -> float:
        return scaled(scaled(self.squares / degrees, self.unit), self.unit)

    def sd(self, degrees: int) -> float:
        return scaled(math.sqrt(self.squares / degrees), self.unit)


def in_last_places(values: FloatArray) -> tuple[float, FloatArray]:
    """The values as whole multiples of a common last decimal place, and that place; or `(1.0, values)` unchanged.

    A value counts as a decimal of p places when the multiple, divided by 10ᵖ, gives back the very same float; then the
    multiple is the number that was written.
    """
    finite_reach = float(np.max(np.abs(values), initial=0.0))
    sample = values[:64]
    for places in range(_MOST_PLACES + 1):
        scale = 10.0**places
        if finite_reach * scale >= _EXACT:
            break
        if _are_multiples(sample, scale) and _are_multiples(values, scale):
            return 1 / scale, np.rint(values * scale)
    return 1.0, values


def scaled(multiple: float, unit: float) -> float:
    """`multiple` of a last place as a value. Divides by the power of ten, which is exact; its reciprocal is not."""
    return multiple / round(1 / unit)


def _are_multiples(values: FloatArray, scale: float) -> bool:
    return bool(np.array_equal(np.rint(values * scale) / scale, values))


def _partial_sums(values: FloatArray) -> list[float]:
    """Sums of short pieces, for an exact final sum: the error no longer grows with the length of the data."""
    if values.size <= 4096:
        return values.tolist()
    pieces, rest = divmod(values.size, 128)
    sums = values[: pieces * 128].reshape(-1, 128).sum(axis=1).tolist()
    return sums + (values[-rest:].tolist() if rest else [])


def _autocorrelation(residuals: _Residuals, notes: Notes) -> float | None:
    if residuals.squares == 0:
        return notes.undefined("The autocorrelation", "all values are equal")
    return math.fsum(_partial_sums(residuals.values[1:] * residuals.values[:-1])) / residuals.squares


def _samples(groups: Mapping[Any, Any] | Sequence[Any], notes: Notes) -> list[FloatArray]:
    named = groups.items() if isinstance(groups, Mapping) else enumerate(groups, start=1)
    samples = []
    for name, group in named:
        sample = as_values(group, f"groups[{name}]")
        present = sample[~np.isnan(sample)]
        if present.size < sample.size:
            notes.warn(f"{sample.size - present.size} missing values were left out.")
        if present.size:
            samples.append(present)
        else:
            notes.warn(f"Group {name} has no values and was left out.")
    return samples


def _between_and_within(samples: list[FloatArray], sizes: np.ndarray) -> tuple[float, float]:
    """Sums of squares of values shifted to the first one, which takes a common offset out before they are squared."""
    unit, multiples = in_last_places(np.concatenate(samples))
    shifted = multiples - multiples[0]
    sums = np.add.reduceat(shifted, np.cumsum(sizes) - sizes)
    means = sums / sizes
    residuals = shifted - np.repeat(means, sizes)
    corrections = np.add.reduceat(residuals, np.cumsum(sizes) - sizes) / sizes
    residuals -= np.repeat(corrections, sizes)
    within = math.fsum(_partial_sums(residuals * residuals))
    total_mean = math.fsum(sums) / int(sizes.sum())
    offsets = (means - total_mean) + corrections
    between = math.fsum((sizes * offsets * offsets).tolist())
    return scaled(scaled(between, unit), unit), scaled(scaled(within, unit), unit)


def _upper_tail_of_f(f: float, df_between: int, df_within: int) -> float:
    from scipy.special import fdtrc

    return float(fdtrc(df_between, df_within, f))
