"""Charts that remember: EWMA and CUSUM, for shifts of half to one and a half sigma that a Shewhart chart finds late.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 9; Lucas and Saccucci 1990 (Technometrics 32:1);
Lucas and Crosier 1982 (Technometrics 24:3) for the head start; ISO 7870-4, 7870-6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from everproof.analytics.arrays import (
    FloatArray,
    IntArray,
    Subgroups,
    as_number,
    as_subgroups,
    as_values,
    chunks,
    mean_of,
    or_none,
)
from everproof.analytics.control.panel import Panel, line_of
from everproof.analytics.control.variables import IndividualSigma, SubgroupSigma, i_mr, within_sigma
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

Sigma = float | SubgroupSigma | IndividualSigma | None
"""A known standard deviation of single values, or how to estimate it; None takes the usual estimate."""

_PIECE = 1 << 14
_VANISHED = 1e-40
_ASSUMPTIONS = (
    "Values are independent and roughly normal.",
    "Target and sigma are known or come from a stable period.",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class EwmaChart(Result):
    """Exponentially weighted moving average. `sigma` is the standard deviation of single values."""

    panel: Panel
    center: float | None
    sigma: float | None
    weight: float
    width: float

    @property
    def panels(self) -> tuple[Panel, ...]:
        return (self.panel,)


@dataclass(frozen=True, kw_only=True, eq=False)
class CusumChart(Result):
    """Tabular CUSUM: both sums as numbers from 0 upwards, signals where they exceed `h` (all in the chosen scale).

    A missing value leaves both sums as they were; they are NaN at such a point.
    """

    upper: FloatArray
    lower: FloatArray
    h: float | None
    target: float | None
    sigma: float | None
    signal_upper: IntArray
    signal_lower: IntArray
    shift_began_upper: int | None
    shift_began_lower: int | None


def ewma(
    data: Any,
    *,
    weight: float = 0.2,
    width: float = 3.0,
    center: float | None = None,
    sigma: Sigma = None,
    start: Literal["center", "mean", "first"] | float = "center",
    limits: Literal["exact", "asymptotic"] = "exact",
) -> EwmaChart:
    """EWMA chart of single values (a flat list) or of subgroups (a list of lists).

    zᵢ = λ x̄ᵢ + (1 - λ) zᵢ₋₁ with λ = `weight` (0 < λ ≤ 1) and z₀ = `start`. Limits: centre ± L √Var(zᵢ) with
    L = `width`; exactly Var(zᵢ) = σ² Σⱼ λ²(1 - λ)²⁽ⁱ⁻ʲ⁾/nⱼ, which is σ²/n · λ/(2 - λ) · (1 - (1 - λ)²ⁱ) for equal
    sizes, or its limit for large i (`asymptotic`). `center` is the mean of the data when not given, `sigma` comes from
    moving ranges or subgroup ranges. A missing value leaves zᵢ where it was and no point is drawn.
    """
    weight = as_number(weight, "lambda", above=0)
    if weight > 1:
        raise BadInput(f"must be above 0 and at most 1, not {weight:g}", where="lambda")
    width = as_number(width, "L", above=0)
    if limits not in ("exact", "asymptotic"):
        raise BadInput(f"must be 'exact' or 'asymptotic', not {shown(limits)}", where="limits")
    notes = Notes()
    points = _Points(data)
    middle = points.mean if center is None else as_number(center, "center")
    spread = points.sigma(sigma, notes)
    smooth, share = points.smoothed(weight, points.start(start, middle), limits)
    half = width * (math.nan if spread is None else spread) * np.sqrt(share)
    panel = Panel(
        statistic="EWMA",
        kind="dependent",
        values=smooth,
        center=line_of(middle),
        lcl=line_of(middle - half),
        ucl=line_of(middle + half),
        sigma=line_of(half / width),
        phase1=points.values.size,
    )
    return EwmaChart(
        panel=panel,
        center=or_none(middle),
        sigma=spread,
        weight=weight,
        width=width,
        method=f"EWMA chart, λ = {weight:g}, L = {width:g}, {limits} limits",
        assumptions=_ASSUMPTIONS,
        warnings=notes.warnings,
        source="Montgomery, Introduction to Statistical Quality Control, ch. 9; Lucas and Saccucci 1990",
    )


def cusum(
    data: Any,
    *,
    target: float | None = None,
    sigma: Sigma = None,
    k: float = 0.5,
    h: float = 5.0,
    head_start: float = 0.0,
    scale: Literal["standardised", "data"] = "standardised",
) -> CusumChart:
    """Tabular CUSUM of single values or subgroups.

    With zᵢ = (x̄ᵢ - target)/(σ/√nᵢ): C⁺ᵢ = max(0, C⁺ᵢ₋₁ + zᵢ - k), C⁻ᵢ = max(0, C⁻ᵢ₋₁ - zᵢ - k), both from `head_start`
    (h/2 is the usual fast initial response); a signal where C > h. k, h and head start are in standard errors;
    `scale="data"` reports sums and h in the unit of the data instead (times σ, or σ/√n of equal subgroups).
    `shift_began_…` is the first point of the run above 0 that led to the first signal.
    """
    k, h = as_number(k, "k"), as_number(h, "h", above=0)
    head_start = as_number(head_start, "head_start")
    if k < 0 or head_start < 0:
        raise BadInput("cannot be negative", where="k" if k < 0 else "head_start")
    if scale not in ("standardised", "data"):
        raise BadInput(f"must be 'standardised' or 'data', not {shown(scale)}", where="scale")
    notes = Notes()
    points = _Points(data)
    aim = points.mean if target is None else as_number(target, "target")
    spread = points.sigma(sigma, notes)
    if spread == 0:
        notes.undefined("The CUSUM", "sigma is 0")
    scores = points.scores(aim, spread)
    upper, lower = _cumulated(scores - k, head_start), _cumulated(-scores - k, head_start)
    above, below = np.flatnonzero(upper > h), np.flatnonzero(lower > h)
    began = tuple(_run_began(sums, found) for sums, found in ((upper, above), (lower, below)))
    unit = points.unit(spread) if scale == "data" else 1.0
    return CusumChart(
        upper=upper * unit,
        lower=lower * unit,
        h=or_none(h * unit),
        target=or_none(aim),
        sigma=spread,
        signal_upper=above + 1,
        signal_lower=below + 1,
        shift_began_upper=began[0],
        shift_began_lower=began[1],
        method=f"Tabular CUSUM, k = {k:g}, h = {h:g}, head start {head_start:g}",
        assumptions=_ASSUMPTIONS,
        warnings=notes.warnings,
        source="Montgomery, Introduction to Statistical Quality Control, ch. 9; Lucas and Crosier 1982",
    )


class _Points:
    """The plotted points: single values, or means of subgroups with their sizes."""

    def __init__(self, data: Any) -> None:
        self.groups: Subgroups | None = None
        if _is_nested(data):
            self.groups = as_subgroups(data)
            self.values, self.sizes = self.groups.means, np.asarray(self.groups.sizes, dtype=float)
        else:
            self.values = as_values(data)
            self.sizes = np.ones(self.values.size)

    @property
    def mean(self) -> float:
        """Mean of all values."""
        return mean_of(self.values if self.groups is None else self.groups.flat)

    def sigma(self, given: Sigma, notes: Notes) -> float | None:
        if isinstance(given, int | float):
            number = as_number(given, "sigma")
            if number < 0:
                raise BadInput(f"cannot be negative, is {number:g}", where="sigma")
            return number
        if self.groups is not None:
            estimate = within_sigma(self.groups, given or "mean range")  # type: ignore[arg-type]
        else:
            estimate = i_mr(self.values, sigma_method=given or "mean moving range").sigma  # type: ignore[arg-type]
        if estimate is None:
            notes.undefined("Sigma", "there are too few values to estimate it")
        return estimate

    def start(self, start: Any, center: float) -> float:
        if start == "center":
            return center
        if start == "mean":
            return self.mean
        if start == "first":
            present = self.values[~np.isnan(self.values)]
            return float(present[0]) if present.size else math.nan
        if isinstance(start, str):
            raise BadInput(f"must be 'center', 'mean', 'first' or a number, not {shown(start)}", where="start")
        return as_number(start, "start")

    def smoothed(self, weight: float, start: float, limits: str) -> tuple[FloatArray, FloatArray]:
        """The averages, and the variance of each as a share of σ²."""
        there = ~np.isnan(self.values)
        smooth, share = np.full(self.values.size, np.nan), np.full(self.values.size, np.nan)
        # From differences to the start, so that values far from zero keep their digits.
        smooth[there] = start + _filtered(self.values[there] - start, weight, 1 - weight)
        sizes = self.sizes[there]
        if limits == "asymptotic":
            share[there] = weight / (2 - weight) / sizes
        else:
            share[there] = _filtered(1 / sizes, weight**2, (1 - weight) ** 2)
        return smooth, share

    def scores(self, target: float, sigma: float | None) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            error = (sigma or math.nan) / np.sqrt(self.sizes)
            return (self.values - target) / error

    def unit(self, sigma: float | None) -> float:
        """The standard error in the unit of the data."""
        sizes = self.sizes[self.sizes > 0]
        if sizes.size and (sizes != sizes[0]).any():
            raise BadInput("subgroups of different sizes have no common scale", where="scale")
        return math.nan if sigma is None else sigma / math.sqrt(sizes[0] if sizes.size else 1)


def _is_nested(data: Any) -> bool:
    if isinstance(data, Subgroups):
        return True
    if isinstance(data, np.ndarray):
        return data.ndim == 2
    return isinstance(data, list | tuple) and bool(data) and isinstance(data[0], list | tuple | np.ndarray)


def _filtered(values: FloatArray, gain: float, decay: float) -> FloatArray:
    """yᵢ = gain·xᵢ + decay·yᵢ₋₁ from y₀ = 0.

    In each piece the window of the weighted sum doubles with every pass until what is older no longer matters; then the
    piece takes over what the piece before left.
    """
    smooth, left = np.empty(values.size), 0.0
    fading = decay ** np.arange(1.0, min(values.size, _PIECE) + 1)
    for start, stop in chunks(values.size, _PIECE):
        piece, window, weight = gain * values[start:stop], 1, decay
        while window < piece.size and weight > _VANISHED:
            piece[window:] += weight * piece[:-window]
            window, weight = 2 * window, weight * weight
        smooth[start:stop] = piece + left * fading[: piece.size]
        left = float(smooth[stop - 1])
    return smooth


def _cumulated(steps: FloatArray, head_start: float) -> FloatArray:
    """Sums that are held at 0: cᵢ = max(0, cᵢ₋₁ + stepᵢ); NaN steps are passed over.

    Without a loop over points: c is the plain sum minus its smallest value so far (at most 0). Plain sums drift away
    from zero, which costs digits, so the sum starts anew from the last c with every piece.
    """
    there = ~np.isnan(steps)
    given, held = steps[there], head_start
    reached = np.empty(given.size)
    for start, stop in chunks(given.size, _PIECE):
        plain_sum = held + np.cumsum(given[start:stop])
        floor = np.minimum(np.minimum.accumulate(plain_sum), 0.0)
        np.subtract(plain_sum, floor, out=reached[start:stop])
        held = float(reached[stop - 1])
    sums = np.full(steps.size, np.nan)
    sums[there] = reached
    return sums


def _run_began(sums: FloatArray, signals: IntArray) -> int | None:
    """Number of the point after the last zero before the first signal."""
    if not signals.size:
        return None
    zeros = np.flatnonzero(sums[: signals[0]] == 0)
    return int(zeros[-1]) + 2 if zeros.size else 1
