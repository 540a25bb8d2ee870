"""Control charts for measured values: X̄-R and X̄-S for subgroups, individuals and moving range for single values.

Limits are `centre ± nsigma · standard deviation of the plotted statistic`. The standard deviation comes from the
variation *within* subgroups (or between neighbours), never from all values together: what happens between subgroups is
what the chart is there to find.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 6; ISO 7870-2; NIST/SEMATECH e-Handbook 6.3.2.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from everproof.analytics import constants
from everproof.analytics.arrays import (
    FloatArray,
    IntArray,
    Subgroups,
    as_subgroups,
    as_values,
    as_whole,
    chunks,
    mean_of,
    or_none,
    point_mask,
    selected,
)
from everproof.analytics.control.panel import Panel, panel_of
from everproof.analytics.control.phases import FrozenLimits, check_frozen
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

SubgroupSigma = Literal["mean range", "mean sd", "weighted range", "weighted sd", "pooled sd"]
IndividualSigma = Literal["mean moving range", "median moving range", "sd"]

_SOURCE = "Montgomery, Introduction to Statistical Quality Control, ch. 6; ISO 7870-2"
_INDEPENDENT = "Values are independent and the process was stable while the limits were estimated."
_NORMAL = "Single values are roughly normal."
_RATIONAL = "A subgroup holds only the variation that belongs to the process itself."
_MEDIAN_OF_RANGE_OF_2 = 0.9538725524089398
"""√2 Φ⁻¹(3/4), the median of the range of two standard normal values."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SubgroupChart(Result):
    """Chart of subgroup means with a chart of their spread.

    `sigma` is the process's, within subgroups; `limits` can be kept to judge later subgroups by (`frozen=`).
    """

    xbar: Panel
    spread: Panel
    sigma: float | None
    sigma_method: str
    sizes: IntArray
    nsigma: float
    limits: FrozenLimits | None

    @property
    def panels(self) -> tuple[Panel, ...]:
        return self.xbar, self.spread


@dataclass(frozen=True, kw_only=True, eq=False)
class XbarRChart(SubgroupChart):
    """Means and ranges of subgroups."""

    @property
    def r(self) -> Panel:
        return self.spread


@dataclass(frozen=True, kw_only=True, eq=False)
class XbarSChart(SubgroupChart):
    """Means and standard deviations of subgroups."""

    @property
    def s(self) -> Panel:
        return self.spread


@dataclass(frozen=True, kw_only=True, eq=False)
class IndividualsChart(Result):
    """Single values with their moving ranges.

    `sigma` is the standard deviation of single values; `limits` can be kept to judge later values by (`frozen=`).
    """

    individuals: Panel
    mr: Panel
    center: float | None
    sigma: float | None
    sigma_method: str
    span: int
    nsigma: float
    limits: FrozenLimits | None

    @property
    def panels(self) -> tuple[Panel, ...]:
        return self.individuals, self.mr


def xbar_r(
    subgroups: Any,
    *,
    new_subgroups: Any = None,
    sigma_method: SubgroupSigma = "mean range",
    nsigma: float = 3.0,
    exclude: Iterable[int] = (),
    frozen: FrozenLimits | None = None,
) -> XbarRChart:
    """X̄-R chart of subgroups (lists of values, even or ragged, `None` for missing).

    Centre x̿ = mean of all values; limits x̿ ± nsigma σ/√nᵢ. Range chart: centre R̄ (d2(nᵢ) σ when sizes differ), limits
    centre ± nsigma d3(nᵢ) σ, not below 0. σ by `sigma_method`:

    - `mean range`: mean of Rᵢ/d2(nᵢ); `mean sd`: mean of sᵢ/c4(nᵢ);
    - `weighted range`, `weighted sd`: the same with weights (d2/d3)² or c4²/(1 - c4²), which gives least variance;
    - `pooled sd`: √(Σ(nᵢ - 1)sᵢ² / Σ(nᵢ - 1)) / c4(Σ(nᵢ - 1) + 1).

    `exclude` names points (from 1) that are drawn but left out of the estimates, because a cause for them was found.
    `new_subgroups` are judged by the limits of `subgroups` (phase II). With `frozen` nothing is estimated. Ranges lose
    efficiency above about 10 values; use `xbar_s` there. All figures are in the unit of the values.
    """
    drawn = _draw_subgroups("xbar_r", subgroups, new_subgroups, sigma_method, nsigma, exclude, frozen)
    return XbarRChart(method="X̄-R chart", **drawn)


def xbar_s(
    subgroups: Any,
    *,
    new_subgroups: Any = None,
    sigma_method: SubgroupSigma = "mean sd",
    nsigma: float = 3.0,
    exclude: Iterable[int] = (),
    frozen: FrozenLimits | None = None,
) -> XbarSChart:
    """X̄-S chart: as `xbar_r`, with the standard deviation of subgroups beside the means.

    S chart: centre s̄ (c4(nᵢ) σ when sizes differ), limits centre ± nsigma σ √(1 - c4²), not below 0.
    """
    drawn = _draw_subgroups("xbar_s", subgroups, new_subgroups, sigma_method, nsigma, exclude, frozen)
    return XbarSChart(method="X̄-S chart", **drawn)


def within_sigma(subgroups: Any, sigma_method: SubgroupSigma = "mean range") -> float | None:
    """Standard deviation within subgroups by one of the methods of `xbar_r`; None when no subgroup has two values."""
    groups = as_subgroups(subgroups)
    return _within_sigma(groups, np.ones(len(groups), dtype=bool), sigma_method)


def i_mr(
    values: Any,
    *,
    new_values: Any = None,
    span: int = 2,
    sigma_method: IndividualSigma = "mean moving range",
    nsigma: float = 3.0,
    exclude: Iterable[int] = (),
    frozen: FrozenLimits | None = None,
) -> IndividualsChart:
    """Individuals and moving-range chart of single values in order of time, `None` for missing.

    A moving range is the range of `span` neighbouring values; where one of them is missing it is missing too. Centre x̄,
    limits x̄ ± nsigma σ, with σ = MR̄/d2(span) (`mean moving range`), the median moving range over its own constant
    (`median moving range`, span 2, withstands outliers) or s/c4(n) (`sd`; only when the order means nothing). Moving
    ranges: centre d2 σ, limits centre ± nsigma d3 σ, not below 0.

    `new_values`, `exclude` and `frozen` as for `xbar_r`. The point numbers of `mr` are those of the later value.
    """
    span = as_whole(span, "span", minimum=2)
    nsigma = check_frozen(frozen, "i_mr", nsigma)
    phase1 = as_values(values)
    points = phase1 if new_values is None else np.concatenate([phase1, as_values(new_values, "new_values")])
    ranges = _moving_ranges(points, span)
    count, range_count = phase1.size, max(0, phase1.size - span + 1)
    notes = Notes()
    if frozen is not None:
        center, sigma, method, count, range_count = frozen.center, frozen.sigma, frozen.method, 0, 0
    else:
        left_out = point_mask(exclude, count)
        center, sigma = _estimate_individuals(phase1, ranges[:range_count], left_out, span, sigma_method, notes)
        method = sigma_method
    used = count - int(np.count_nonzero(left_out | np.isnan(phase1))) if frozen is None else frozen.points
    _warn_of_width(sigma, used, notes)
    spread = math.nan if sigma is None else sigma
    mr_center, mr_sigma = constants.d2(span) * spread, constants.d3(span) * spread
    return IndividualsChart(
        individuals=panel_of("X", "individual", points, center, spread, nsigma, phase1=count),
        mr=panel_of(
            "MR", "moving range", ranges, mr_center, mr_sigma, nsigma, phase1=range_count, first=span, lowest=0.0
        ),
        center=or_none(center),
        sigma=sigma,
        sigma_method=method,
        span=span,
        nsigma=nsigma,
        limits=frozen or _to_keep("i_mr", center, sigma, nsigma, used, method),
        method="Individuals and moving-range chart",
        assumptions=(_INDEPENDENT, _NORMAL),
        warnings=notes.warnings,
        source=_SOURCE,
    )


def _draw_subgroups(
    chart: str,
    subgroups: Any,
    new_subgroups: Any,
    sigma_method: str,
    nsigma: float,
    exclude: Iterable[int],
    frozen: Any,
) -> dict[str, Any]:
    """The fields of a subgroup chart."""
    nsigma = check_frozen(frozen, chart, nsigma)
    phase1 = as_subgroups(subgroups)
    groups = phase1 if new_subgroups is None else _following(phase1, as_subgroups(new_subgroups, "new_subgroups"))
    notes = Notes()
    included = ~point_mask(exclude, len(phase1)) & (phase1.sizes > 0)
    if frozen is not None:
        center, sigma, method = frozen.center, frozen.sigma, frozen.method
    else:
        center = _grand_mean(phase1, included)
        sigma, method = _within_sigma(phase1, included, sigma_method), sigma_method
        if sigma is None:
            notes.undefined("Sigma", "no subgroup has two values")
    used = int(included.sum()) if frozen is None else frozen.points
    _warn_of_width(sigma, used, notes)
    count = 0 if frozen is not None else len(phase1)
    spread = math.nan if sigma is None else sigma
    xbar = _mean_panel(groups, center, spread, nsigma, count)
    dispersion = _spread_panel(chart, groups, included if frozen is None else None, spread, nsigma, count)
    return {
        "xbar": xbar,
        "spread": dispersion,
        "sigma": sigma,
        "sigma_method": method,
        "sizes": groups.sizes,
        "nsigma": nsigma,
        "limits": frozen or _to_keep(chart, center, sigma, nsigma, used, method),
        "assumptions": (_INDEPENDENT, _NORMAL, _RATIONAL),
        "warnings": notes.warnings,
        "source": _SOURCE,
    }


def _following(earlier: Subgroups, later: Subgroups) -> Subgroups:
    flat = np.concatenate([earlier.flat, later.flat])
    return Subgroups(flat, np.concatenate([earlier.sizes, later.sizes]))


def _grand_mean(groups: Subgroups, included: np.ndarray) -> float:
    """Mean of all values in the included subgroups: subgroup means weighted by their sizes."""
    if not included.any():
        return math.nan
    means = selected(groups.means, included)
    if groups.common_size is not None:
        return mean_of(means)
    sizes = groups.sizes[included]
    origin = float(means[0])
    return origin + float(np.dot(sizes, means - origin)) / float(sizes.sum())


def _mean_panel(groups: Subgroups, center: float, sigma: float, nsigma: float, count: int) -> Panel:
    with np.errstate(divide="ignore", invalid="ignore"):
        size: Any = groups.common_size or groups.sizes
        standard_error: Any = np.where(np.asarray(size) > 0, sigma / np.sqrt(size), np.nan)
    if groups.common_size is not None:
        standard_error = float(standard_error)
    return panel_of("X̄", "mean", groups.means, center, standard_error, nsigma, phase1=count)


def _spread_panel(chart: str, groups: Subgroups, included: Any, sigma: float, nsigma: float, count: int) -> Panel:
    by_range = chart == "xbar_r"
    mean_name, sd_name = ("d2", "d3") if by_range else ("c4", "c5")
    values = groups.ranges if by_range else groups.sds
    if by_range and groups.common_size is None:
        values = np.where(groups.sizes > 1, values, np.nan)
    if groups.common_size is not None:
        expected, spread = _constant(mean_name, groups.common_size), _constant(sd_name, groups.common_size)
    else:
        expected, spread = constants.for_sizes(mean_name, groups.sizes), constants.for_sizes(sd_name, groups.sizes)
    center: Any = expected * sigma
    if groups.common_size is not None and included is not None and included.any():
        center = mean_of(selected(values[: included.size], included))
    name = "R" if by_range else "s"
    return panel_of(name, "dispersion", values, center, spread * sigma, nsigma, phase1=count, lowest=0.0)


def _constant(name: str, size: int) -> Any:
    return float(constants.for_sizes(name, np.array([size]))[0])


def _within_sigma(groups: Subgroups, included: np.ndarray, method: str) -> float | None:
    usable = included & (groups.sizes > 1)
    if method not in ("mean range", "mean sd", "weighted range", "weighted sd", "pooled sd"):
        raise BadInput(f"there is no method {shown(method)}", where="sigma_method")
    if not usable.any():
        return None
    sizes = selected(groups.sizes, usable)
    if method == "pooled sd":
        degrees = int((sizes - 1).sum())
        return math.sqrt(float(selected(groups.squares, usable).sum()) / degrees) / constants.c4(degrees + 1)
    by_range = method.endswith("range")
    observed = selected(groups.ranges if by_range else groups.sds, usable)
    if (sizes == sizes[0]).all():  # then all weights are equal, too
        return mean_of(observed) / _constant("d2" if by_range else "c4", int(sizes[0]))
    expected = constants.for_sizes("d2" if by_range else "c4", sizes)
    estimates = observed / expected
    if method.startswith("mean"):
        return mean_of(estimates)
    weights = (expected / constants.for_sizes("d3" if by_range else "c5", sizes)) ** 2
    return float(np.dot(estimates, weights) / weights.sum())


def _moving_ranges(points: FloatArray, span: int) -> FloatArray:
    count = max(0, points.size - span + 1)
    ranges = np.empty(count)
    for start, stop in chunks(count):
        piece = points[start : stop + span - 1]
        if span == 2:
            np.subtract(piece[1:], piece[:-1], out=ranges[start:stop])
            np.abs(ranges[start:stop], out=ranges[start:stop])
        else:
            windows = np.lib.stride_tricks.sliding_window_view(piece, span)
            np.subtract(windows.max(axis=1), windows.min(axis=1), out=ranges[start:stop])
    return ranges


def _estimate_individuals(
    values: FloatArray, ranges: FloatArray, left_out: np.ndarray, span: int, method: str, notes: Notes
) -> tuple[float, float | None]:
    """Centre and sigma of phase I."""
    if left_out.any():
        touched = np.convolve(left_out, np.ones(span, dtype=int))[span - 1 : values.size] > 0
        ranges = ranges[~touched]
        values = values[~left_out]
    center = mean_of(values)
    if math.isnan(center):
        notes.undefined("The centre line", "there are no values")
    if method == "sd":
        present = values[~np.isnan(values)]
        if present.size < 2:
            return center, notes.undefined("Sigma", "it takes two values")
        return center, math.sqrt(float(np.square(present - center).sum()) / (present.size - 1)) / constants.c4(
            present.size
        )
    if method not in ("mean moving range", "median moving range"):
        raise BadInput(f"there is no method {shown(method)}", where="sigma_method")
    typical = mean_of(ranges)
    if math.isnan(typical):
        return center, notes.undefined("Sigma", f"no {span} neighbouring values are present")
    if method == "mean moving range":
        return center, typical / constants.d2(span)
    if span != 2:
        raise BadInput("the median moving range needs a span of 2", where="span")
    return center, float(np.nanmedian(ranges)) / _MEDIAN_OF_RANGE_OF_2


def _warn_of_width(sigma: float | None, count: int, notes: Notes) -> None:
    if sigma == 0:
        notes.warn("The data do not vary: the limits fall together with the centre line.")
    if 0 < count < 20:
        notes.warn(f"The limits rest on {count} points only; from 20 on they are worth freezing.")


def _to_keep(
    chart: str, center: float, sigma: float | None, nsigma: float, points: int, method: str
) -> FrozenLimits | None:
    if sigma is None or not math.isfinite(center):
        return None
    return FrozenLimits(chart=chart, center=center, sigma=sigma, nsigma=nsigma, points=points, method=method)
