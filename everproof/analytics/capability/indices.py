"""Capability and performance indices of a process whose values are normal.

With sigma_w the variation within subgroups and s the standard deviation of all values:

    Cp  = (USL - LSL) / (6 sigma_w)      Cpk = min(USL - mean, mean - LSL) / (3 sigma_w)      what the process can do
    Pp  = (USL - LSL) / (6 s)            Ppk = min(USL - mean, mean - LSL) / (3 s)            what it did
    Cpm = Cp / sqrt(1 + ((mean - target) / sigma)²)                                           and is it on target

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 8; ISO 22514-2; Bissell, Applied Statistics 39
(1990) for the interval of Cpk; Boyles, Journal of Quality Technology 23 (1991) for the interval of Cpm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_subgroups, as_whole, mean_of
from everproof.analytics.capability.limits import checked_limits
from everproof.analytics.errors import BadInput
from everproof.analytics.probability import chi2_ppf, find_root, normal_cdf, normal_ppf, normal_sf
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import present_values, sd_of

WithinSigma = Literal[
    "mean range", "mean sd", "weighted range", "weighted sd", "pooled sd", "mean moving range", "median moving range"
]
"""Estimates of the variation within: the first five need subgroups, the last two single values in order of time."""

Interval = tuple[float, float]

_SOURCE = "Montgomery, Introduction to Statistical Quality Control, ch. 8; ISO 22514-2; Bissell 1990; Boyles 1991"
_ASSUMPTIONS = (
    "The process was stable.",
    "The values are normal.",
    "The measurement error is small beside sigma.",
)
_SMALL_SAMPLE = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Capability(Result):
    """Indices of one characteristic. Lengths (mean, sigma, limits) are in the unit of the values.

    `cp, cpl, cpu, cpk, cpm` rest on `sigma_within`, `pp, ppl, ppu, ppk, ppm_index` (Cpm with s) on `sigma_overall`.
    `…_ci` are two-sided intervals at `confidence`; `cpk_lower_bound` and `ppk_lower_bound` one-sided bounds at the same
    confidence: the index that is shown, not hoped for. `…_ppm` are parts per million outside a limit: observed in the
    sample, or expected of a normal process. `is_stable`: as the caller said; None = nobody looked. `status` is "ok", or
    "undefined" where no index could be computed.
    """

    n: int
    mean: float | None
    lsl: float | None
    usl: float | None
    target: float | None
    confidence: float
    is_stable: bool | None
    status: str
    sigma_within: float | None
    sigma_within_method: str
    sigma_overall: float | None
    cp: float | None
    cp_ci: Interval | None
    cpl: float | None
    cpu: float | None
    cpk: float | None
    cpk_ci: Interval | None
    cpk_lower_bound: float | None
    cpm: float | None
    cpm_ci: Interval | None
    pp: float | None
    pp_ci: Interval | None
    ppl: float | None
    ppu: float | None
    ppk: float | None
    ppk_ci: Interval | None
    ppk_lower_bound: float | None
    ppm_index: float | None
    ppm_index_ci: Interval | None
    observed_below_lsl_ppm: float | None
    observed_above_usl_ppm: float | None
    expected_within_below_lsl_ppm: float | None
    expected_within_above_usl_ppm: float | None
    expected_overall_below_lsl_ppm: float | None
    expected_overall_above_usl_ppm: float | None


def capability(
    *,
    subgroups: Any = None,
    values: Any = None,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    sigma_within: WithinSigma | float | None = None,
    confidence: float = 0.95,
    signals: int | None = None,
) -> Capability:
    """Capability study of subgroups, or of single values in order of time.

    One of `lsl` and `usl` may be missing: then Cp, Pp and Cpm are undefined and Cpk, Ppk are those of the other side.
    Without `target` Cpm uses the middle of the tolerance. `sigma_within` names the estimate (mean range, or mean moving
    range for single values, when left out), or is a known standard deviation.

    `signals` is the number of signals on the control chart of these values (0 = stable). Leave it out and the result
    says that stability was not shown: indices of an unstable process describe the past and promise nothing.

    Intervals: Cp and Pp by chi-square with n - 1 degrees of freedom; Cpk and Ppk
    index ± z·sqrt(1/(9n) + index²/(2(n - 1))); Cpm by chi-square with n(1 + d²)²/(1 + 2d²), d = (mean - target)/sigma.
    Raises BadInput for limits in the wrong order, for no limit at all, and for values that are not finite numbers.
    """
    lsl, usl = checked_limits(lsl, usl)
    target = None if target is None else as_number(target, "target")
    confidence = as_number(confidence, "confidence", above=0, below=1)
    notes = Notes()
    x, within, used = _sample(subgroups, values, sigma_within, notes)
    n = int(x.size)
    overall = _overall_sigma(x, within, notes)
    mean = mean_of(x) if n else None
    if target is None and lsl is not None and usl is not None:
        target = lsl + (usl - lsl) / 2
        notes.warn("No target was given: Cpm uses the middle of the tolerance.")
    if n and mean is not None and overall:
        _warn_about_use(signals, n, lsl is None or usl is None, notes)
    short, long = (_indices(mean, sigma, n, lsl, usl, target, confidence) for sigma in (within, overall))
    return Capability(
        method=f"Capability of a normal process, within sigma by {used}",
        assumptions=_ASSUMPTIONS,
        warnings=notes.warnings,
        source=_SOURCE,
        n=n,
        mean=mean,
        lsl=lsl,
        usl=usl,
        target=target,
        confidence=confidence,
        is_stable=None if signals is None else signals == 0,
        status="undefined" if short.k is None and long.k is None else "ok",
        sigma_within=within,
        sigma_within_method=used,
        sigma_overall=overall,
        observed_below_lsl_ppm=None if lsl is None else _ppm(x < lsl),
        observed_above_usl_ppm=None if usl is None else _ppm(x > usl),
        **_named(short, "c", "within"),
        **_named(long, "p", "overall"),
    )


def cpk_lower_bound(index: float, n: int, confidence: float = 0.95) -> float:
    """One-sided lower confidence bound of Cpk or Ppk from n values (Bissell): what the sample shows at least."""
    return index - float(normal_ppf(confidence)) * _bissell_error(index, n)


def required_index(target: float, n: int, confidence: float = 0.95) -> float:
    """The Cpk (or Ppk) that a sample of `n` must reach, so that its lower bound at `confidence` is still `target`.

    Small samples need more: for a Cpk of 1.33 at 95 %, 50 values must reach 1.61 and 200 values 1.46.
    Raises BadInput for fewer than two values. Source: Bissell, Applied Statistics 39 (1990).
    """
    n = as_whole(n, "n", minimum=2)
    target = as_number(target, "target", above=0)
    confidence = as_number(confidence, "confidence", above=0.5, below=1)
    if float(normal_ppf(confidence)) ** 2 >= 2 * (n - 1):
        raise BadInput(f"{n} values cannot show any index at this confidence", where="n")
    high = 2 * target
    while cpk_lower_bound(high, n, confidence) < target:
        high *= 2
    return find_root(lambda index: cpk_lower_bound(index, n, confidence) - target, target, high)


@dataclass(frozen=True)
class _Indices:
    potential: float | None = None
    potential_ci: Interval | None = None
    lower: float | None = None
    upper: float | None = None
    k: float | None = None
    k_ci: Interval | None = None
    k_bound: float | None = None
    m: float | None = None
    m_ci: Interval | None = None
    below_ppm: float | None = None
    above_ppm: float | None = None


def _indices(
    mean: float | None,
    sigma: float | None,
    n: int,
    lsl: float | None,
    usl: float | None,
    target: float | None,
    confidence: float,
) -> _Indices:
    if mean is None or not sigma or n < 2:
        return _Indices()
    lower = None if lsl is None else (mean - lsl) / (3 * sigma)
    upper = None if usl is None else (usl - mean) / (3 * sigma)
    k = min(side for side in (lower, upper) if side is not None)
    potential = None if lsl is None or usl is None else (usl - lsl) / (6 * sigma)
    off_target = None if target is None else (mean - target) / sigma
    m = None if potential is None or off_target is None else potential / math.sqrt(1 + off_target**2)
    z = float(normal_ppf((1 + confidence) / 2))
    margin = z * _bissell_error(k, n)
    return _Indices(
        potential=potential,
        potential_ci=_chi2_interval(potential, n - 1, confidence),
        lower=lower,
        upper=upper,
        k=k,
        k_ci=(k - margin, k + margin),
        k_bound=cpk_lower_bound(k, n, confidence),
        m=m,
        m_ci=_chi2_interval(m, n * (1 + (off_target or 0) ** 2) ** 2 / (1 + 2 * (off_target or 0) ** 2), confidence),
        below_ppm=None if lower is None else 1e6 * float(normal_cdf(-3 * lower)),
        above_ppm=None if upper is None else 1e6 * float(normal_sf(3 * upper)),
    )


def _named(found: _Indices, letter: str, sigma: str) -> dict[str, Any]:
    """The indices under their names: "c" for capability (within sigma), "p" for performance (overall sigma)."""
    m = "cpm" if letter == "c" else "ppm_index"
    return {
        f"{letter}p": found.potential,
        f"{letter}p_ci": found.potential_ci,
        f"{letter}pl": found.lower,
        f"{letter}pu": found.upper,
        f"{letter}pk": found.k,
        f"{letter}pk_ci": found.k_ci,
        f"{letter}pk_lower_bound": found.k_bound,
        m: found.m,
        f"{m}_ci": found.m_ci,
        f"expected_{sigma}_below_lsl_ppm": found.below_ppm,
        f"expected_{sigma}_above_usl_ppm": found.above_ppm,
    }


def _bissell_error(index: float, n: int) -> float:
    return math.sqrt(1 / (9 * n) + index**2 / (2 * (n - 1)))


def _chi2_interval(index: float | None, df: float, confidence: float) -> Interval | None:
    if index is None:
        return None
    low, high = (math.sqrt(float(chi2_ppf(p, df)) / df) for p in ((1 - confidence) / 2, (1 + confidence) / 2))
    return index * low, index * high


def _sample(
    subgroups: Any, values: Any, method: WithinSigma | float | None, notes: Notes
) -> tuple[FloatArray, float | None, str]:
    """All values in one row, sigma within, and the name of its estimate."""
    from everproof.analytics.control.variables import i_mr, within_sigma

    if (subgroups is None) == (values is None):
        raise BadInput("give either subgroups or single values", where="subgroups")
    if isinstance(method, int | float):
        x = as_subgroups(subgroups).flat if subgroups is not None else present_values(values)
        return x, as_number(method, "sigma_within", above=0), "a known value"
    by_neighbours = method is not None and method.endswith("moving range")
    if subgroups is not None:
        groups = as_subgroups(subgroups)
        if by_neighbours:
            raise BadInput("moving ranges need single values, not subgroups", where="sigma_within")
        sigma = within_sigma(groups, method or "mean range")  # type: ignore[arg-type]
        if sigma is None:
            notes.undefined("The within sigma", "no subgroup has two values")
        return groups.flat, sigma, method or "mean range"
    if method is not None and not by_neighbours:
        raise BadInput(f"{method} needs subgroups, not single values", where="sigma_within")
    x = present_values(values)
    sigma = i_mr(values, sigma_method=method or "mean moving range").sigma if x.size else None  # type: ignore[arg-type]
    if sigma is None:
        notes.undefined("The within sigma", "no two neighbouring values are present")
    return x, sigma, method or "mean moving range"


def _overall_sigma(x: FloatArray, within: float | None, notes: Notes) -> float | None:
    if x.size < 2:
        return notes.undefined("Every index", "at least two values are needed")
    overall = sd_of(x)
    if overall == 0:
        notes.undefined("Every index", "the values do not vary")
    elif within == 0:
        notes.undefined("Every index of the within sigma", "the values do not vary within")
    return overall


def _ppm(outside: np.ndarray) -> float | None:
    return 1e6 * float(np.mean(outside)) if outside.size else None


def _warn_about_use(signals: int | None, n: int, one_sided: bool, notes: Notes) -> None:
    if signals is None:
        notes.warn("Stability was not shown: look at the control chart before you use these indices.")
    elif signals > 0:
        notes.warn(f"The control chart shows {signals} signals: the indices describe the past and promise nothing.")
    if n < _SMALL_SAMPLE:
        notes.warn(f"{n} values are few: judge by the lower confidence bound, not by the index.")
    if one_sided:
        notes.warn("Cp, Pp and Cpm are undefined: they need both specification limits.")
