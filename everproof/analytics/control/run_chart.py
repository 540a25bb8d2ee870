"""Run chart: tells a shift or trend from noise by runs and crossings alone, without limits and without a distribution.

Source: Anhøj and Olesen 2014 (PLoS ONE 9:11, e113825); Schilling 2012 for the longest run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_values, mean_of, or_none
from everproof.analytics.control.quantiles import binomial_quantile
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

_CHANCE_OF_TOO_FEW = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class RunChart(Result):
    """Runs about the centre line. A signal is a run that is too long or crossings that are too few."""

    values: FloatArray
    center: float | None
    n_useful: int
    longest_run: int
    longest_run_max: int | None
    n_crossings: int
    n_crossings_min: int | None
    signal: bool | None


def run_chart(values: Any, *, center: Literal["median", "mean"] | float = "median") -> RunChart:
    """Run chart about the median (or mean, or a given level).

    Useful points do not lie on the centre line; the others are passed over and end no run. With n useful points the
    longest run may have round(log2 n + 3) points and the line must be crossed at least Q times, Q the 5 % quantile of
    the binomial distribution with n - 1 trials of chance 1/2. Values are in any unit; only their side matters.
    """
    given = as_values(values)
    present = given[~np.isnan(given)]
    notes = Notes()
    level = _level(present, center)
    side = np.sign(present - level)
    side = side[side != 0]
    n = side.size
    turns = np.flatnonzero(np.diff(side))
    runs = np.diff(np.concatenate([[-1], turns, [n - 1]])) if n else np.array([0])
    longest, crossings = int(runs.max()), turns.size
    most = fewest = signal = None
    if n == 0:
        notes.undefined("The signal", "no point lies off the centre line")
    else:
        most = round(math.log2(n) + 3)
        fewest = int(binomial_quantile(_CHANCE_OF_TOO_FEW, np.array(max(n - 1, 0)), 0.5))
        signal = longest > most or crossings < fewest
        if n < 10:
            notes.warn("Fewer than 10 useful points tell little.")
    return RunChart(
        values=given,
        center=or_none(level),
        n_useful=n,
        longest_run=longest,
        longest_run_max=most,
        n_crossings=crossings,
        n_crossings_min=fewest,
        signal=signal,
        method="Run chart, Anhøj rules",
        assumptions=("Points are independent when nothing has changed.",),
        warnings=notes.warnings,
        source="Anhøj and Olesen 2014, PLoS ONE 9:11",
    )


def _level(present: FloatArray, center: Any) -> float:
    if center == "median":
        return float(np.median(present)) if present.size else math.nan
    if center == "mean":
        return mean_of(present)
    if isinstance(center, str):
        raise BadInput(f"must be 'median', 'mean' or a number, not {shown(center)}", where="center")
    return as_number(center, "center")
