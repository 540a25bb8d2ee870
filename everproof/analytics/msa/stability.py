"""Does the gauge stay the same? One reference part, measured again and again over weeks, on a control chart.

Source: AIAG, Measurement Systems Analysis, 4th edition, ch. III B.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import as_number, as_subgroups
from everproof.analytics.control.rules import nelson
from everproof.analytics.control.variables import XbarRChart, xbar_r
from everproof.analytics.msa.line import straight_line
from everproof.analytics.result import Notes, Result

DEFAULT_RULES = (1, 2, 3)
"""Beyond three sigma, nine on one side, six rising or falling: jumps, shifts and drift."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Stability(Result):
    """`signals`: occasions (from 1) at which a rule signals, `range_signals` those whose range is beyond its limit.

    `is_stable` is None where the chart could not be drawn. `drift_per_occasion` in the unit of the values, with the
    p-value of "no drift".
    """

    chart: XbarRChart
    signals: tuple[int, ...]
    range_signals: tuple[int, ...]
    is_stable: bool | None
    drift_per_occasion: float | None
    drift_p: float | None
    bias: float | None


def stability(occasions: Any, *, reference: float | None = None, rules: Sequence[int] = DEFAULT_RULES) -> Stability:
    """Stability study: `occasions` is a list of repeated readings of the same part, one list for each day or shift.

    X̄-R chart over the occasions with Nelson's rules on the means, and a straight line over the occasions for slow
    drift. At least 20 occasions make a study.
    """
    groups = as_subgroups(occasions)
    chart = xbar_r(groups)
    notes = Notes()
    for warning in chart.warnings:
        notes.warn(warning)
    if len(groups) < 20:
        notes.warn(f"{len(groups)} occasions are few; a study of stability needs 20 or more.")
    signals: tuple[int, ...] = ()
    beyond: tuple[int, ...] = ()
    usable = groups.sizes > 1
    if chart.sigma:
        means = (groups.means - float(np.nanmean(groups.means))) * np.sqrt(groups.sizes)
        signals = tuple(nelson(means, 0.0, chart.sigma, rules=rules).any.tolist())
        beyond = tuple(int(point) for point in chart.spread.beyond)
    drift = straight_line((np.flatnonzero(usable) + 1).astype(np.float64), groups.means[usable], notes)
    offset: float | None = None
    if reference is not None and groups.flat.size:
        offset = float((groups.flat - as_number(reference, "reference")).mean())
    return Stability(
        method="Stability of a gauge, X̄-R chart of a reference part",
        assumptions=("The reference part does not change.", "Readings within an occasion are independent."),
        warnings=notes.warnings,
        source="AIAG MSA 4th edition, ch. III B",
        chart=chart,
        signals=signals,
        range_signals=beyond,
        is_stable=None if not chart.sigma else not signals and not beyond,
        drift_per_occasion=drift.get("slope"),
        drift_p=drift.get("p_slope"),
        bias=offset,
    )
