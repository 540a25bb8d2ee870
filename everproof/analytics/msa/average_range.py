"""Gage R&R by averages and ranges, as on the AIAG report sheet. The analysis of variance (`gage_rr`) is better: it sees
the interaction. This method exists because customers ask for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import as_number
from everproof.analytics.constants import d2, d3
from everproof.analytics.msa.study import crossed_layout, ndc, verdict
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class AverageRange(Result):
    """Figures of the report sheet. `ev` equipment, `av` appraiser, `pv` part, `tv` total variation: standard deviations
    in the unit of the values; `pct_…` in percent of `tv` (they do not add up to 100).
    """

    k1: float | None = None
    k2: float | None = None
    k3: float | None = None
    r_bar_bar: float | None = None
    x_diff: float | None = None
    r_part: float | None = None
    ev: float | None = None
    av: float | None = None
    grr: float | None = None
    pv: float | None = None
    tv: float | None = None
    pct_ev: float | None = None
    pct_av: float | None = None
    pct_grr: float | None = None
    pct_pv: float | None = None
    ndc_unrounded: float | None = None
    ndc: int | None = None
    verdict: str | None = None


def average_range(
    parts: Sequence[Any],
    appraisers: Sequence[Any],
    values: Any,
    *,
    k1: float | None = None,
    k2: float | None = None,
    k3: float | None = None,
) -> AverageRange:
    """Gage R&R from three lists of equal length: which part, by whom, and the value measured.

    EV = mean range·K1; AV = sqrt((X_diff·K2)² - EV²/(parts·trials)), 0 where negative; GRR = sqrt(EV² + AV²);
    PV = range of part means·K3; TV = sqrt(GRR² + PV²). K1 = 1/d2 of the trials, K2 and K3 = 1/d2* of one range over
    appraisers and parts, d2* = sqrt(d2² + d3²), exact for any number unless given. Undefined where the study is not
    balanced or has one trial. Source: AIAG, Measurement Systems Analysis, 4th edition, ch. III.
    """
    notes = Notes()
    layout = crossed_layout(parts, appraisers, values, notes)
    figures: dict[str, Any] = {}
    if layout is not None and layout.cells.shape[2] < 2:
        notes.undefined("Every figure", "at least two trials are needed")
    elif layout is not None:
        figures = _figures(layout.cells, k1, k2, k3, notes)
    return AverageRange(
        method="Gage R&R, average and range",
        assumptions=("Appraisers and parts do not interact.", "Parts were measured blind and in random order."),
        warnings=notes.warnings,
        source="AIAG MSA 4th edition, GRR report sheet",
        **figures,
    )


def d2_star(size: int, ranges: int = 1) -> float:
    """d2* of Duncan: sqrt(d2² + d3²/ranges), so that (mean range/d2*)² estimates the variance without bias."""
    return math.sqrt(d2(size) ** 2 + d3(size) ** 2 / ranges)


def _figures(cells: Any, k1: float | None, k2: float | None, k3: float | None, notes: Notes) -> dict[str, Any]:
    o, p, r = cells.shape
    k1 = 1 / d2(r) if k1 is None else as_number(k1, "k1", above=0)
    k3 = 1 / d2_star(p) if k3 is None else as_number(k3, "k3", above=0)
    if o > 1:
        k2 = 1 / d2_star(o) if k2 is None else as_number(k2, "k2", above=0)
    else:
        k2 = 0.0
        notes.warn("One appraiser: the study shows repeatability, not reproducibility.")
    r_bar_bar = float(np.ptp(cells, axis=2).mean())
    x_diff = float(np.ptp(cells.mean(axis=(1, 2))))
    r_part = float(np.ptp(cells.mean(axis=(0, 2))))
    ev = r_bar_bar * k1
    av = math.sqrt(max(0.0, (x_diff * k2) ** 2 - ev**2 / (p * r)))
    pv = r_part * k3
    grr = math.hypot(ev, av)
    tv = math.hypot(grr, pv)
    if not tv:
        notes.undefined("Every percentage", "the values do not vary")
    unrounded, categories = ndc(pv, grr, notes)
    percent = {f"pct_{n}": 100 * v / tv if tv else None for n, v in (("ev", ev), ("av", av), ("grr", grr), ("pv", pv))}
    return {
        "k1": k1, "k2": k2, "k3": k3, "r_bar_bar": r_bar_bar, "x_diff": x_diff, "r_part": r_part,
        "ev": ev, "av": av, "grr": grr, "pv": pv, "tv": tv, **percent,
        "ndc_unrounded": unrounded, "ndc": categories, "verdict": verdict(percent["pct_grr"]),
    }  # fmt: skip
