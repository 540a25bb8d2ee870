"""Gage R&R by analysis of variance, random effects, balanced: crossed (every operator measures every part) and nested
(each operator has parts of their own, as in destructive tests).

Sources: AIAG, Measurement Systems Analysis, 4th edition, ch. III; Montgomery, Introduction to Statistical Quality
Control, ch. 8; Burdick, Borror & Montgomery, Design and Analysis of Gauge R&R Studies, 2005 (intervals by modified
large samples: Graybill & Wang 1980 for sums, Ting et al. 1990 for differences of mean squares).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number
from everproof.analytics.msa.study import Layout, crossed_layout, ndc, nested_layout, verdict
from everproof.analytics.probability import f_ppf, f_sf
from everproof.analytics.result import Notes, Result

Limits = tuple[float, float]

_SOURCE = "AIAG MSA 4th edition, ch. III; Montgomery, ch. 8; Burdick, Borror & Montgomery 2005"
_ASSUMPTIONS = (
    "Parts and operators are random samples of those the gauge will see.",
    "The parts cover the usual spread of the process.",
    "Measurement errors are normal and independent; parts were measured blind and in random order.",
)


@dataclass(frozen=True)
class Anova:
    """Analysis of variance table. The tuples run along `sources`; the error term has neither `f` nor `p`."""

    sources: tuple[str, ...]
    df: tuple[int, ...]
    ss: tuple[float, ...]
    ms: tuple[float, ...]
    f: tuple[float | None, ...]
    p: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class GageRR(Result):
    """Variance components (in squared units of the values, never negative) and what is made of them.

    `pct_contribution_…` are percent of the total variance, `pct_study_…` percent of the total standard deviation (they
    do not add up to 100), `pct_tolerance_…` multiplier·sd in percent of the tolerance. `ndc` is the number of distinct
    categories. `…_ci` at the confidence asked for. `verdict` by AIAG's 10 and 30 percent, on the tolerance where one is
    given, else on the study variation.
    """

    parts: int
    operators: int
    trials: int
    anova: Anova | None = None
    anova_reduced: Anova | None = None
    interaction_kept: bool | None = None
    var_repeatability: float | None = None
    var_operator: float | None = None
    var_interaction: float | None = None
    var_reproducibility: float | None = None
    var_grr: float | None = None
    var_part: float | None = None
    var_total: float | None = None
    var_repeatability_ci: Limits | None = None
    var_operator_ci: Limits | None = None
    var_grr_ci: Limits | None = None
    var_part_ci: Limits | None = None
    var_total_ci: Limits | None = None
    pct_contribution_grr: float | None = None
    pct_study_grr: float | None = None
    pct_study_repeatability: float | None = None
    pct_study_reproducibility: float | None = None
    pct_study_part: float | None = None
    pct_tolerance_grr: float | None = None
    ndc_unrounded: float | None = None
    ndc: int | None = None
    verdict: str | None = None


def gage_rr(
    parts: Sequence[Any],
    operators: Sequence[Any],
    values: Any,
    *,
    tolerance: float | None = None,
    alpha_interaction: float = 0.05,
    study_multiplier: float = 6.0,
    confidence: float = 0.95,
) -> GageRR:
    """Crossed gage R&R. Three lists of equal length: which part, by whom, and the value measured.

    Part and operator are tested against the interaction, the interaction against repeatability. Where the p-value of
    the interaction exceeds `alpha_interaction` it is pooled with repeatability and the components come from the reduced
    table. Negative components become 0. One operator gives repeatability only; one trial leaves no test of the
    interaction, which is then pooled. Undefined, with the reason, where the study is not balanced.
    """
    notes = Notes()
    layout = crossed_layout(parts, operators, values, notes)
    if layout is None:
        return _undefined("Gage R&R, crossed", notes)
    o, p, r = layout.cells.shape
    if o * r < 2:
        notes.undefined("Every figure", "each part was measured only once")
        return _undefined("Gage R&R, crossed", notes)
    full, reduced = _crossed_tables(layout.cells)
    kept = bool(o > 1 and r > 1 and full.p[2] is not None and full.p[2] <= alpha_interaction)
    if r == 1:
        notes.warn("With one trial the interaction cannot be told from repeatability; both are one.")
    if o == 1:
        notes.warn("One operator: the study shows repeatability, not reproducibility.")
    ms = full.ms if kept else reduced.ms
    df = full.df if kept else reduced.df
    components = {
        "repeatability": _Component({len(ms) - 1: 1.0}),
        "interaction": _Component({2: 1 / r, 3: -1 / r}) if kept else _Component({}),
        "operator": _Component({1: 1 / (p * r), 2: -1 / (p * r)}) if o > 1 else _Component({}),
        "part": _Component({0: 1 / (o * r), (2 if o > 1 else 1): -1 / (o * r)}),
    }
    if o == 1:
        ms, df = (ms[0], ms[-1]), (df[0], df[-1])
        components["repeatability"] = _Component({1: 1.0})
    return _evaluated(
        "Gage R&R, crossed, analysis of variance",
        (p, o, r),
        {"anova": full, "anova_reduced": None if kept else reduced, "interaction_kept": kept},
        components,
        (ms, df),
        (tolerance, study_multiplier, confidence),
        notes,
    )


def gage_rr_nested(
    parts: Sequence[Any],
    operators: Sequence[Any],
    values: Any,
    *,
    tolerance: float | None = None,
    study_multiplier: float = 6.0,
    confidence: float = 0.95,
) -> GageRR:
    """Nested gage R&R for tests that use the part up: each operator has own parts, alike enough to be trials of one.

    The operator is tested against parts within operators, parts within operators against repeatability.
    """
    notes = Notes()
    layout = nested_layout(parts, operators, values, notes)
    if layout is None:
        return _undefined("Gage R&R, nested", notes)
    o, p, r = layout.cells.shape
    if o < 2 or r < 2:
        notes.undefined("Every figure", "at least two operators and two trials are needed")
        return _undefined("Gage R&R, nested", notes)
    table = _nested_table(layout)
    components = {
        "repeatability": _Component({2: 1.0}),
        "operator": _Component({0: 1 / (p * r), 1: -1 / (p * r)}),
        "part": _Component({1: 1 / r, 2: -1 / r}),
        "interaction": _Component({}),
    }
    return _evaluated(
        "Gage R&R, nested, analysis of variance",
        (p, o, r),
        {"anova": table},
        components,
        (table.ms, table.df),
        (tolerance, study_multiplier, confidence),
        notes,
    )


@dataclass(frozen=True)
class _Component:
    """A linear combination of mean squares: position in the table → coefficient."""

    terms: dict[int, float]

    def __add__(self, other: _Component) -> _Component:
        positions = self.terms.keys() | other.terms.keys()
        total = {k: self.terms.get(k, 0.0) + other.terms.get(k, 0.0) for k in positions}
        return _Component({k: coefficient for k, coefficient in total.items() if abs(coefficient) > 1e-12})

    def estimate(self, ms: Sequence[float]) -> float:
        return max(0.0, math.fsum(coefficient * ms[k] for k, coefficient in self.terms.items()))


def mean_square_interval(
    coefficients: Sequence[float], ms: Sequence[float], df: Sequence[int], confidence: float
) -> Limits:
    """Interval of sum(c·E[MS]) by modified large samples, for any signs of c; a negative lower limit becomes 0.

    Exact for one mean square. Graybill & Wang 1980 for positive c; Ting, Burdick, Graybill, Jeyaratnam & Lu 1990 with
    the cross terms between positive and negative mean squares.
    """
    tail = (1 - confidence) / 2
    estimate = math.fsum(c * m for c, m in zip(coefficients, ms, strict=True))
    terms = [(c, m, n) for c, m, n in zip(coefficients, ms, df, strict=True) if c]
    positive = [(abs(c), m, n) for c, m, n in terms if c > 0]
    negative = [(abs(c), m, n) for c, m, n in terms if c < 0]
    below = _variance_term(positive, negative, tail)
    above = _variance_term(negative, positive, tail)
    return max(0.0, estimate - math.sqrt(max(0.0, below))), max(0.0, estimate + math.sqrt(max(0.0, above)))


def _variance_term(
    shrinking: Sequence[tuple[float, float, int]], growing: Sequence[tuple[float, float, int]], tail: float
) -> float:
    """Squared distance of a limit: mean squares in `shrinking` may be too large, those in `growing` too small."""
    total = 0.0
    for c, m, n in shrinking:
        total += ((1 - 1 / f_ppf(1 - tail, n, math.inf)) * c * m) ** 2
    for c, m, n in growing:
        total += ((1 / f_ppf(tail, n, math.inf) - 1) * c * m) ** 2
    for c, m, n in shrinking:
        for d, k, j in growing:
            ratio = f_ppf(1 - tail, n, j)
            g, h = 1 - 1 / f_ppf(1 - tail, n, math.inf), 1 / f_ppf(tail, j, math.inf) - 1
            total += ((ratio - 1) ** 2 - (g * ratio) ** 2 - h**2) / ratio * c * d * m * k
    return total


def _crossed_tables(cells: FloatArray) -> tuple[Anova, Anova]:
    """The table with interaction, and the reduced one in which it is pooled with repeatability."""
    o, p, r = cells.shape
    x = cells - cells.mean()
    by_part, by_operator, by_cell = x.mean(axis=(0, 2)), x.mean(axis=(1, 2)), x.mean(axis=2)
    ss_part = o * r * float(np.square(by_part).sum())
    ss_operator = p * r * float(np.square(by_operator).sum())
    ss_interaction = r * float(np.square(by_cell - by_part[None, :] - by_operator[:, None]).sum())
    ss_error = float(np.square(x - by_cell[:, :, None]).sum())
    df = (p - 1, o - 1, (p - 1) * (o - 1), o * p * (r - 1))
    full = _table(
        ("part", "operator", "part:operator", "repeatability"),
        df,
        (ss_part, ss_operator, ss_interaction, ss_error),
        against=(2, 2, 3, None) if o > 1 else (3, None, None, None),
    )
    reduced = _table(
        ("part", "operator", "repeatability"),
        (*df[:2], df[2] + df[3]),
        (ss_part, ss_operator, ss_interaction + ss_error),
        against=(2, 2 if o > 1 else None, None),
    )
    return full, reduced


def _nested_table(layout: Layout) -> Anova:
    o, p, r = layout.cells.shape
    x = layout.cells - layout.cells.mean()
    by_operator, by_cell = x.mean(axis=(1, 2)), x.mean(axis=2)
    ss = (
        p * r * float(np.square(by_operator).sum()),
        r * float(np.square(by_cell - by_operator[:, None]).sum()),
        float(np.square(x - by_cell[:, :, None]).sum()),
    )
    sources = ("operator", "part(operator)", "repeatability")
    return _table(sources, (o - 1, o * (p - 1), o * p * (r - 1)), ss, against=(1, 2, None))


def _table(
    sources: tuple[str, ...], df: tuple[int, ...], ss: tuple[float, ...], against: tuple[int | None, ...]
) -> Anova:
    # A sum of squares that is rounding error beside the total is 0: no test may be built on it.
    noise = 1e-24 * math.fsum(ss)
    ss = tuple(0.0 if s <= noise else s for s in ss)
    ms = tuple(s / n if n else 0.0 for s, n in zip(ss, df, strict=True))
    f: list[float | None] = []
    p: list[float | None] = []
    for k, error in enumerate(against):
        if error is None or not df[k] or not df[error] or not ms[error]:
            f.append(None)
            p.append(0.0 if error is not None and df[k] and df[error] and ms[k] else None)
        else:
            f.append(ms[k] / ms[error])
            p.append(float(f_sf(ms[k] / ms[error], df[k], df[error])))
    return Anova(sources, df, ss, ms, tuple(f), tuple(p))


def _evaluated(
    method: str,
    shape: tuple[int, int, int],
    tables: dict[str, Any],
    components: dict[str, _Component],
    squares: tuple[Sequence[float], Sequence[int]],
    choices: tuple[float | None, float, float],
    notes: Notes,
) -> GageRR:
    ms, df = squares
    tolerance, multiplier, confidence = choices
    repeatability = components["repeatability"].estimate(ms)
    operator, interaction = components["operator"].estimate(ms), components["interaction"].estimate(ms)
    part = components["part"].estimate(ms)
    grr = repeatability + operator + interaction
    total = grr + part
    combined = components["repeatability"] + components["operator"] + components["interaction"]
    intervals: dict[str, _Component] = {
        "var_repeatability_ci": components["repeatability"],
        "var_operator_ci": components["operator"],
        "var_grr_ci": combined,
        "var_part_ci": components["part"],
        "var_total_ci": combined + components["part"],
    }
    figures: dict[str, Any] = {name: _limits(component, ms, df, confidence) for name, component in intervals.items()}
    figures |= _shares(repeatability, operator + interaction, part, notes)
    of_tolerance: float | None = None
    if tolerance is not None:
        of_tolerance = 100 * multiplier * math.sqrt(grr) / as_number(tolerance, "tolerance", above=0)
    return GageRR(
        method=method,
        assumptions=_ASSUMPTIONS,
        warnings=notes.warnings,
        source=_SOURCE,
        parts=shape[0],
        operators=shape[1],
        trials=shape[2],
        **tables,
        var_repeatability=repeatability,
        var_operator=operator,
        var_interaction=interaction,
        var_reproducibility=operator + interaction,
        var_grr=grr,
        var_part=part,
        var_total=total,
        **figures,
        pct_tolerance_grr=of_tolerance,
        verdict=verdict(of_tolerance if of_tolerance is not None else figures["pct_study_grr"]),
    )


def _shares(repeatability: float, reproducibility: float, part: float, notes: Notes) -> dict[str, Any]:
    """Percentages of the total variation, and the number of distinct categories, from three variances."""
    grr = repeatability + reproducibility
    total = grr + part
    if not total:
        notes.undefined("Every percentage", "the values do not vary")
    unrounded, categories = ndc(math.sqrt(part), math.sqrt(grr), notes)
    study = {"grr": grr, "repeatability": repeatability, "reproducibility": reproducibility, "part": part}
    percent = {f"pct_study_{k}": 100 * math.sqrt(v / total) if total else None for k, v in study.items()}
    contribution = 100 * grr / total if total else None
    return percent | {"pct_contribution_grr": contribution, "ndc_unrounded": unrounded, "ndc": categories}


def _limits(component: _Component, ms: Sequence[float], df: Sequence[int], confidence: float) -> Limits | None:
    used = [k for k in component.terms if df[k] > 0]
    if not used or len(used) < len(component.terms):
        return None
    return mean_square_interval(
        [component.terms[k] for k in used], [ms[k] for k in used], [df[k] for k in used], confidence
    )


def _undefined(method: str, notes: Notes) -> GageRR:
    return GageRR(
        method=method, assumptions=_ASSUMPTIONS, warnings=notes.warnings, source=_SOURCE, parts=0, operators=0, trials=0
    )
