"""Control charts for counts: p, np, c, u, Laney p' and u', g, and the test that tells when p and u are not enough.

The limits of p, np, c and u follow from the binomial or Poisson distribution alone; they hold only when nothing but
that distribution makes the counts differ. `overdispersion` tests this, and Laney's charts widen the limits where more
varies, as it usually does with large samples.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 7; Laney 2002 (Quality Engineering 14:4);
NIST/SEMATECH e-Handbook 6.3.3; ISO 7870-2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Unpack

import numpy as np

from everproof.analytics.arrays import FloatArray, as_counts, as_number, as_sizes, mean_of, or_none
from everproof.analytics.constants import d2
from everproof.analytics.control.panel import Panel, clipped, line_of
from everproof.analytics.control.phases import FrozenLimits, check_frozen
from everproof.analytics.control.quantiles import binomial_quantile, geometric_quantile, poisson_quantile
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

_SOURCE = "Montgomery, Introduction to Statistical Quality Control, ch. 7; ISO 7870-2"
_FEW_EVENTS = 5


class PhaseOptions(TypedDict, total=False):
    """Options of all charts of counts.

    - `new_counts`, `new_sizes`: phase II, judged by the limits of phase I;
    - `nsigma`: width of the limits, 3 by default;
    - `confidence_level`: instead of `nsigma`, exact quantiles of the binomial or Poisson distribution;
    - `frozen`: limits kept from an earlier chart; nothing is estimated.
    """

    new_counts: Any
    new_sizes: Any
    nsigma: float
    confidence_level: float | None
    frozen: FrozenLimits | None


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributeChart(Result):
    """One panel of proportions, counts or rates. `center` is p̄, c̄ or ū of phase I, whatever the panel plots."""

    panel: Panel
    center: float | None
    nsigma: float
    confidence_level: float | None
    limits: FrozenLimits | None
    sigma_z: float | None = None

    @property
    def panels(self) -> tuple[Panel, ...]:
        return (self.panel,)


@dataclass(frozen=True, kw_only=True, eq=False)
class OverdispersionTest(Result):
    """Observed over expected variance, its chi-square statistic and the probability of so much variation by chance."""

    distribution: str
    ratio: float | None
    statistic: float | None
    df: int
    p_value: float | None


def p_chart(counts: Any, sizes: Any, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """p chart: proportion of nonconforming items dᵢ/nᵢ in samples of size nᵢ.

    p̄ = Σdᵢ/Σnᵢ; limits p̄ ± nsigma √(p̄(1 - p̄)/nᵢ), cut to 0 … 1, or exact ones; see `PhaseOptions`.
    `sizes` may be one number for all. A missing count or an empty sample leaves a gap.
    """
    return _draw("p", _BINOMIAL, counts, sizes, options)


def np_chart(counts: Any, sizes: Any, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """np chart: number of nonconforming items. Centre nᵢp̄, limits nᵢp̄ ± nsigma √(nᵢp̄(1 - p̄)), cut to 0 … nᵢ."""
    return _draw("np", _BINOMIAL, counts, sizes, options)


def u_chart(counts: Any, sizes: Any, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """u chart: events per unit cᵢ/nᵢ. ū = Σcᵢ/Σnᵢ, limits ū ± nsigma √(ū/nᵢ), not below 0."""
    return _draw("u", _POISSON, counts, sizes, options)


def c_chart(counts: Any, sizes: Any = None, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """c chart: events in samples of one and the same size. Centre c̄, limits c̄ ± nsigma √c̄, not below 0.

    `sizes` is only looked at to see whether they differ; then the centre is nᵢū and the u chart is the better picture.
    """
    return _draw("c", _POISSON, counts, sizes, options)


def laney_p(counts: Any, sizes: Any, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """Laney's p' chart: p chart whose limits are widened by σz, the variation between samples.

    zᵢ = (pᵢ - p̄)/√(p̄(1 - p̄)/nᵢ), σz = mean moving range of z / d2(2), limits p̄ ± nsigma σz √(p̄(1 - p̄)/nᵢ).
    """
    return _draw("laney_p", _BINOMIAL, counts, sizes, options)


def laney_u(counts: Any, sizes: Any, **options: Unpack[PhaseOptions]) -> AttributeChart:
    """Laney's u' chart: u chart whose limits are widened by σz, as for `laney_p`."""
    return _draw("laney_u", _POISSON, counts, sizes, options)


def g_chart(
    counts: Any,
    *,
    new_counts: Any = None,
    nsigma: float = 3.0,
    confidence_level: float | None = None,
    probability: Literal["1/mean", "1/(mean + 1)"] = "1/mean",
    frozen: FrozenLimits | None = None,
) -> AttributeChart:
    """g chart of rare events: number of conforming items (cases, days) before each event.

    Centre ḡ. With `confidence_level` the limits are quantiles of the geometric distribution on 0, 1, 2, …, with
    p = 1/ḡ by the common convention of published charts, or the maximum-likelihood 1/(ḡ + 1). Else
    ḡ ± nsigma √(ḡ(ḡ + 1)), not below 0. A point *below* the lower limit means that events have become more frequent.
    """
    nsigma = check_frozen(frozen, "g", nsigma)
    phase1 = as_counts(counts)
    plotted = _appended(phase1, new_counts, "new_counts")
    center = frozen.center if frozen else mean_of(phase1)
    notes = Notes()
    spread = math.sqrt(center * (center + 1)) if center >= 0 else math.nan
    if confidence_level is None:
        lcl, ucl = center - nsigma * spread, center + nsigma * spread
    else:
        tail = _tail(confidence_level)
        chance = 1 / (center if probability == "1/mean" else center + 1) if center > 0 else math.inf
        if chance > 1:
            chance = math.nan
            notes.undefined("The limits", "p = 1/mean needs a mean of at least 1")
        lcl, ucl = geometric_quantile(tail, chance), geometric_quantile(1 - tail, chance)
    panel = Panel(
        statistic="g",
        kind="skewed",
        values=plotted,
        center=line_of(center),
        lcl=line_of(clipped(lcl, 0.0)),
        ucl=line_of(ucl),
        sigma=line_of(spread),
        phase1=0 if frozen else phase1.size,
    )
    return AttributeChart(
        panel=panel,
        center=or_none(center),
        nsigma=nsigma,
        confidence_level=confidence_level,
        limits=frozen or _to_keep("g", center, None, nsigma, phase1),
        method="g chart" + (f", geometric limits with p = {probability}" if confidence_level is not None else ""),
        assumptions=("Each item has the same small chance of an event (geometric).",),
        warnings=notes.warnings,
        source=_SOURCE,
    )


def overdispersion(
    counts: Any,
    sizes: Any = None,
    *,
    distribution: Literal["binomial", "poisson"] | None = None,
    method: Literal["pearson", "index"] = "pearson",
) -> OverdispersionTest:
    """Do the counts vary more than the binomial (sizes given) or Poisson distribution explains?

    `pearson`: D = Σ (dᵢ - nᵢp̄)²/(nᵢp̄(1 - p̄)), or Σ (cᵢ - nᵢū)²/(nᵢū). `index`: D = (k - 1)s²/v of the plain counts
    with v = n̄p̄(1 - p̄) or c̄, the same where all sizes are equal, and inflated by their differences where not.
    D is compared with the chi-square distribution with k - 1 degrees of freedom; ratio = D/(k - 1). A small p-value
    speaks for Laney's charts.
    """
    given = as_counts(counts)
    distribution = distribution or ("poisson" if sizes is None else "binomial")
    if distribution not in ("binomial", "poisson"):
        raise BadInput(f"must be 'binomial' or 'poisson', not {shown(distribution)}", where="distribution")
    if distribution == "binomial" and sizes is None:
        raise BadInput("the binomial distribution needs sample sizes", where="sizes")
    areas = np.ones(given.size) if sizes is None else as_sizes(sizes, given.size)
    present = ~np.isnan(given) & (areas > 0)
    given, areas = given[present], areas[present]
    notes = Notes()
    df = max(0, given.size - 1)
    statistic = _dispersion(given, areas, distribution, method) if df else None
    if statistic is None:
        notes.undefined("The ratio", "it takes two counts and some events" if df else "it takes two counts")
    return OverdispersionTest(
        distribution=distribution,
        ratio=None if statistic is None else statistic / df,
        statistic=statistic,
        df=df,
        p_value=None if statistic is None else _upper_tail_of_chi_square(statistic, df),
        method=f"Test of overdispersion ({distribution}, {method})",
        assumptions=("Expected counts are not small (about 5 or more).",),
        warnings=notes.warnings,
        source="Snedecor and Cochran, Statistical Methods, variance test of homogeneity",
    )


@dataclass(frozen=True)
class _Law:
    """What a distribution says about a rate (events per item or unit): variance for size 1, bound, quantiles."""

    variance: Callable[[float], float]
    highest: float
    quantile: Callable[[float, FloatArray, float], FloatArray]
    assumption: str


_BINOMIAL = _Law(
    variance=lambda p: p * (1 - p),
    highest=1.0,
    quantile=binomial_quantile,
    assumption="Items are independent and equally likely to be nonconforming within and between samples (binomial).",
)
_POISSON = _Law(
    variance=lambda u: u,
    highest=math.inf,
    quantile=lambda probability, areas, rate: poisson_quantile(probability, areas * rate),
    assumption="Events are rare, independent and equally likely everywhere in the area of opportunity (Poisson).",
)

_TITLES = {
    "p": "p chart",
    "np": "np chart",
    "c": "c chart",
    "u": "u chart",
    "laney_p": "Laney p' chart",
    "laney_u": "Laney u' chart",
}
_OF_COUNTS = ("np", "c")
"""Charts that plot the counts themselves; the others plot rates."""


def _draw(chart: str, law: _Law, counts: Any, sizes: Any, options: PhaseOptions) -> AttributeChart:
    frozen, confidence_level = options.get("frozen"), options.get("confidence_level")
    nsigma = check_frozen(frozen, chart, options.get("nsigma", 3.0))
    notes = Notes()
    phase1, plotted, areas = _both_phases(counts, sizes, options, law, notes, by_count=chart == "c")
    center = frozen.center if frozen else _ratio(plotted[:phase1], areas[:phase1])
    _warn_of_samples(plotted, areas, center, notes)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rates, error = plotted / areas, np.sqrt(law.variance(center) / areas)
        scores = (rates - center) / error
    sigma_z, width = None, error
    if chart.startswith("laney"):
        sigma_z = _sigma_z(frozen, scores[:phase1], notes)
        width = error * (math.nan if sigma_z is None else sigma_z)
    scale = areas if chart in _OF_COUNTS else np.ones(areas.size)
    if confidence_level is None:
        lcl = clipped(center - nsigma * width, 0.0) * scale
        ucl = clipped(center + nsigma * width, 0.0, law.highest) * scale
    else:
        tail, divisor = _tail(confidence_level), np.ones(areas.size) if chart in _OF_COUNTS else areas
        lcl, ucl = (law.quantile(chance, areas, center) / divisor for chance in (tail, 1 - tail))
    gap = ~(areas > 0)
    straight = areas.size > 0 and not gap.any() and bool((areas == areas[0]).all())
    of_counts = areas * center if chart in _OF_COUNTS else np.full(areas.size, center)
    lines = [line_of(np.where(gap, np.nan, line), straight=straight) for line in (of_counts, lcl, ucl, width * scale)]
    panel = Panel(
        statistic=chart.removeprefix("laney_"),
        kind="attribute",
        values=np.where(gap, np.nan, plotted if chart in _OF_COUNTS else rates),
        center=lines[0] if chart in _OF_COUNTS else line_of(center),
        lcl=lines[1],
        ucl=lines[2],
        sigma=lines[3],
        phase1=0 if frozen else phase1,
    )
    return AttributeChart(
        panel=panel,
        center=or_none(center),
        nsigma=nsigma,
        confidence_level=confidence_level,
        limits=frozen or _to_keep(chart, center, sigma_z, nsigma, plotted[:phase1]),
        sigma_z=sigma_z,
        method=_TITLES[chart] + ("" if confidence_level is None else f", exact limits at {confidence_level:g}"),
        assumptions=(law.assumption,) if sigma_z is None else ("The variation between samples is stable over time.",),
        warnings=notes.warnings,
        source="Laney 2002, Quality Engineering 14:4" if chart.startswith("laney") else _SOURCE,
    )


def _both_phases(
    counts: Any, sizes: Any, options: PhaseOptions, law: _Law, notes: Notes, *, by_count: bool
) -> tuple[int, FloatArray, FloatArray]:
    """How many counts are of phase I, and counts and areas of both phases."""
    phase1 = as_counts(counts)
    areas = np.ones(phase1.size) if sizes is None else as_sizes(sizes, phase1.size)
    new_sizes = 1 if sizes is None else options.get("new_sizes")
    plotted, areas = _with_phase2(phase1, areas, options.get("new_counts"), new_sizes)
    if law is _BINOMIAL:
        _refuse_more_than_all(plotted, areas)
    if by_count:
        areas = _relative_areas(areas, notes)
    return phase1.size, plotted, areas


def _with_phase2(
    counts: FloatArray, sizes: FloatArray, new_counts: Any, new_sizes: Any
) -> tuple[FloatArray, FloatArray]:
    """Counts and sizes of both phases. New sizes may be left out where all sizes so far are equal."""
    if new_counts is None:
        return counts, sizes
    later = as_counts(new_counts, "new_counts")
    if new_sizes is None:
        if not sizes.size or (sizes != sizes[0]).any():
            raise BadInput("sizes are needed for the new counts", where="new_sizes")
        new_sizes = float(sizes[0])
    return np.concatenate([counts, later]), np.concatenate([sizes, as_sizes(new_sizes, later.size, "new_sizes")])


def _appended(counts: FloatArray, new_counts: Any, where: str) -> FloatArray:
    return counts if new_counts is None else np.concatenate([counts, as_counts(new_counts, where)])


def _ratio(counts: FloatArray, sizes: FloatArray) -> float:
    """Σ counts / Σ sizes over the samples that are there; NaN when nothing was looked at."""
    present = ~np.isnan(counts) & (sizes > 0)
    looked_at = math.fsum(sizes[present].tolist())
    return math.fsum(counts[present].tolist()) / looked_at if looked_at > 0 else math.nan


def _relative_areas(areas: FloatArray, notes: Notes) -> FloatArray:
    """Areas of a c chart in multiples of the first one, so that the centre is the mean count."""
    present = areas[areas > 0]
    if not present.size:
        return areas
    if (present != present[0]).any():
        notes.warn("The areas of opportunity differ: a u chart is the better picture.")
    return areas / present[0]


def _sigma_z(frozen: FrozenLimits | None, scores: FloatArray, notes: Notes) -> float | None:
    if frozen is not None:
        return frozen.sigma
    scores = np.where(np.isfinite(scores), scores, np.nan)
    typical = mean_of(np.abs(np.diff(scores)))
    if math.isnan(typical):
        return notes.undefined("Sigma z", "no two neighbouring samples can be compared")
    if typical < d2(2):
        notes.warn("Sigma z is below 1: the samples vary less than the distribution says. Look for a reason.")
    return typical / d2(2)


def _warn_of_samples(counts: FloatArray, areas: FloatArray, center: float, notes: Notes) -> None:
    if math.isnan(center):
        notes.undefined("The centre line", "nothing was inspected")
    elif center == 0:
        notes.warn("No event was found in phase I, so the limits are 0.")
    elif counts.size and float(np.nanmin(np.where(areas > 0, areas, np.nan), initial=np.inf)) * center < _FEW_EVENTS:
        notes.warn(f"Some samples expect fewer than {_FEW_EVENTS} events: exact limits (confidence_level) fit better.")


def _refuse_more_than_all(counts: FloatArray, sizes: FloatArray) -> None:
    excess = counts > sizes
    if excess.any():
        point = int(np.argmax(excess)) + 1
        raise BadInput(f"{counts[point - 1]:g} of {sizes[point - 1]:g} items cannot be", where=f"counts[{point}]")


def _tail(confidence_level: float) -> float:
    return (1 - as_number(confidence_level, "confidence_level", above=0, below=1)) / 2


def _dispersion(counts: FloatArray, areas: FloatArray, distribution: str, method: str) -> float | None:
    rate = _ratio(counts, areas)
    if distribution == "binomial":
        _refuse_more_than_all(counts, areas)
    scale = 1 - rate if distribution == "binomial" else 1.0
    if method == "index":
        mean_area = mean_of(areas) if distribution == "binomial" else 1.0
        expected = mean_area * rate * scale if distribution == "binomial" else mean_of(counts)
        return float(np.square(counts - mean_of(counts)).sum()) / expected if expected > 0 else None
    expected_counts = areas * rate
    if not rate * scale > 0:
        return None
    return float((np.square(counts - expected_counts) / (expected_counts * scale)).sum())


def _upper_tail_of_chi_square(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))


def _to_keep(
    chart: str, center: float, sigma_z: float | None, nsigma: float, counts: FloatArray
) -> FrozenLimits | None:
    if not math.isfinite(center):
        return None
    present = int((~np.isnan(counts)).sum())
    return FrozenLimits(chart=chart, center=center, sigma=sigma_z, nsigma=nsigma, points=present)
