"""One plotted statistic with its centre line, limits and signals: what every control chart is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from everproof.analytics.arrays import FloatArray, IntArray
from everproof.analytics.control import rules as runs
from everproof.analytics.errors import BadInput

Line: TypeAlias = "float | FloatArray | None"
"""A centre line or limit: one height, one for each point (NaN where undefined), or None when it is undefined."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Points in order of time with centre line and limits, all in the unit of the plotted statistic.

    `values` has NaN where a point is missing. `sigma` is the standard deviation of the plotted statistic.
    `first` is the number of the first point (2 for moving ranges of two), `phase1` how many points the limits were
    estimated from; later ones were only judged. `kind` says which runs rules hold (`rules.RULES_THAT_APPLY`).
    """

    statistic: str
    kind: str
    values: FloatArray
    center: Line
    lcl: Line
    ucl: Line
    sigma: Line
    phase1: int
    first: int = 1

    @cached_property
    def beyond(self) -> IntArray:
        """Numbers of the points strictly above the upper or strictly below the lower limit."""
        outside = self.values > _height(self.ucl)
        outside |= self.values < _height(self.lcl)
        return np.flatnonzero(outside) + self.first

    def signals(self, rules: Iterable[int] | None = None) -> runs.RuleSignals:
        """The Nelson rules that hold for this statistic, or those of them asked for.

        Rule 1 means the limits that are drawn: they may be other than three sigma, or not symmetric. Where limits vary
        from point to point the other rules look at (point - centre)/sigma. Without a centre or sigma they find nothing
        and a warning says so. Numbers count from the first plotted point. Raises BadInput for a rule that does not hold
        for this kind of statistic.
        """
        allowed = runs.RULES_THAT_APPLY[self.kind]
        chosen = allowed if rules is None else tuple(sorted(set(rules)))
        for rule in chosen:
            if rule not in allowed:
                raise BadInput(f"rule {rule} does not hold for {self.statistic} ({self.kind})", where="rules")
        others = tuple(rule for rule in chosen if rule != 1)
        found = runs.nelson(*self._scores(), rules=others)
        if 1 in chosen:
            found.flags[self.beyond - self.first] |= np.uint8(1)
        undefined = others and (self.center is None or self.sigma is None)
        notes = ("Without centre line and sigma only rule 1 can be applied.",) if undefined else ()
        return replace(found, rules=chosen, warnings=notes)

    def _scores(self) -> tuple[FloatArray, float, float]:
        """Points, centre and sigma for the rules; standardised where the lines are not straight."""
        center, sigma = self.center, self.sigma
        if center is None or sigma is None:
            return np.full(self.values.size, np.nan), 0.0, 1.0
        if not isinstance(center, np.ndarray) and not isinstance(sigma, np.ndarray):
            return self.values, center, sigma
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = (self.values - center) / sigma
        return np.where(np.isfinite(scores), scores, np.nan), 0.0, 1.0


def _height(line: Line) -> float | FloatArray:
    return math.nan if line is None else line


def line_of(heights: FloatArray | float, *, straight: bool = False) -> Line:
    """The line, or None when it is nowhere defined. A `straight` one given for each point becomes one number."""
    if isinstance(heights, np.ndarray):
        if heights.size == 0 or np.isnan(heights).all():
            return None
        if not straight:
            return heights
        heights = float(heights[0])
    return heights if math.isfinite(heights) else None


def clipped(line: FloatArray | float, lowest: float, highest: float | FloatArray = math.inf) -> FloatArray | float:
    """The line, cut where the statistic cannot be."""
    cut = np.minimum(np.maximum(line, lowest), highest)
    return cut if isinstance(line, np.ndarray) else float(cut)


def panel_of(
    statistic: str,
    kind: str,
    values: FloatArray,
    center: Any,
    sigma: Any,
    nsigma: float,
    *,
    phase1: int,
    first: int = 1,
    lowest: float = -math.inf,
) -> Panel:
    """The panel with limits `center ± nsigma · sigma`, not below `lowest`; NaN in either makes them undefined."""
    return Panel(
        statistic=statistic,
        kind=kind,
        values=values,
        center=line_of(center),
        lcl=line_of(clipped(center - nsigma * sigma, lowest)),
        ucl=line_of(center + nsigma * sigma),
        sigma=line_of(sigma),
        phase1=phase1,
        first=first,
    )
