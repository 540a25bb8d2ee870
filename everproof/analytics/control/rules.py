"""Runs rules of control charts: the eight tests of Nelson and the four of Western Electric, over any number of points.

A signal belongs to the last point of every window that satisfies a rule. Comparisons are strict: a point on the centre
line ends a run on one side, equal neighbours are neither a rise nor a fall, and only "within one sigma" includes its
bounds. A missing value satisfies no condition, so it ends every run.

Sources: Nelson 1984 (Journal of Quality Technology 16:4, 237-239); Western Electric, Statistical Quality Control
Handbook 1956.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from everproof.analytics.arrays import IntArray, as_number, as_values
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Result

BoolArray = npt.NDArray[np.bool_]
FlagArray = npt.NDArray[np.uint8]
Window: TypeAlias = "Callable[[_Zones], BoolArray]"
"""A rule: from the zones of some points to those at which it signals."""

NELSON = MappingProxyType(
    {
        1: "One point beyond three sigma",
        2: "Nine points in a row on one side of the centre line",
        3: "Six points in a row steadily rising or falling",
        4: "Fourteen points in a row alternating up and down",
        5: "Two of three points beyond two sigma on the same side",
        6: "Four of five points beyond one sigma on the same side",
        7: "Fifteen points in a row within one sigma",
        8: "Eight points in a row outside one sigma, on both sides",
    }
)
WESTERN_ELECTRIC = MappingProxyType(
    {
        1: "One point beyond three sigma",
        2: "Two of three points beyond two sigma on the same side",
        3: "Four of five points beyond one sigma on the same side",
        4: "Eight points in a row on one side of the centre line",
    }
)

RULES_THAT_APPLY = MappingProxyType(
    {
        "mean": (1, 2, 3, 4, 5, 6, 7, 8),
        "individual": (1, 2, 3, 4, 5, 6, 7, 8),
        "dispersion": (1, 2, 3, 4),
        "attribute": (1, 2, 3, 4),
        "skewed": (1,),
        "moving range": (1,),
        "dependent": (1,),
    }
)
"""Kind of plotted statistic → Nelson rules that hold for it.

The rules on zones (5 to 8) rest on a symmetric, roughly normal statistic; ranges, standard deviations and counts are
skewed, counts between rare events so much that not even half of them lie above their mean. Consecutive moving ranges
share a value, and EWMA, CUSUM and T² have limits of their own. For these only rule 1 holds.
"""

_LONGEST_WINDOW = 15
_POINTS_AT_A_TIME = 1 << 15


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleSignals(Result):
    """Which points violate which rule. `flags` holds one byte for each point; bit k - 1 stands for rule k."""

    rules: tuple[int, ...]
    flags: FlagArray
    names: MappingProxyType[int, str]

    def points(self, rule: int) -> IntArray:
        """Numbers (from 1) of the points at which `rule` signals."""
        return np.flatnonzero(self.flags & np.uint8(1 << (rule - 1))) + 1

    @property
    def any(self) -> IntArray:
        """Numbers (from 1) of the points at which some rule signals."""
        return np.flatnonzero(self.flags) + 1

    def at(self, point: int) -> tuple[int, ...]:
        """The rules that signal at a point (numbered from 1)."""
        return tuple(rule for rule in self.rules if self.flags[point - 1] >> (rule - 1) & 1)

    def as_dict(self) -> dict[str, Any]:
        """`{"1": [points], …}` for every rule that was applied."""
        return {str(rule): self.points(rule).tolist() for rule in self.rules}


def nelson(values: Any, center: float, sigma: float, *, rules: Iterable[int] | None = None) -> RuleSignals:
    """The eight rules of Nelson for points about `center` with standard deviation `sigma` (both in the data's unit).

    `rules` switches some on, all are on by default. Runs in time proportional to the number of points and keeps one
    byte for each.
    """
    return _signals(values, center, sigma, _chosen(rules, NELSON), NELSON, _NELSON_WINDOWS, "Nelson rules")


def western_electric(values: Any, center: float, sigma: float, *, rules: Iterable[int] | None = None) -> RuleSignals:
    """The four rules of the Western Electric handbook; arguments as for `nelson`."""
    chosen = _chosen(rules, WESTERN_ELECTRIC)
    return _signals(values, center, sigma, chosen, WESTERN_ELECTRIC, _WESTERN_WINDOWS, "Western Electric rules")


def _chosen(rules: Iterable[int] | None, known: MappingProxyType[int, str]) -> tuple[int, ...]:
    chosen = tuple(known) if rules is None else tuple(sorted(set(rules)))
    for rule in chosen:
        if rule not in known:
            raise BadInput(f"there is no rule {shown(rule)}, there are 1 to {len(known)}", where="rules")
    return chosen


def _signals(
    values: Any,
    center: float,
    sigma: float,
    rules: tuple[int, ...],
    names: MappingProxyType[int, str],
    windows: MappingProxyType[int, Window],
    method: str,
) -> RuleSignals:
    points = as_values(values)
    center = as_number(center, "center")
    sigma = as_number(sigma, "sigma")
    if sigma < 0:
        raise BadInput(f"cannot be negative, is {sigma:g}", where="sigma")
    flags = np.zeros(points.size, dtype=np.uint8)
    for start in range(0, points.size, _POINTS_AT_A_TIME):
        stop = min(start + _POINTS_AT_A_TIME, points.size)
        first = max(0, start - _LONGEST_WINDOW)  # a window that ends here may have begun in the piece before
        zones = _Zones(points[first:stop], center, sigma)
        for rule in rules:
            hits = windows[rule](zones)
            flags[start:stop] |= hits[start - first :].view(np.uint8) << np.uint8(rule - 1)
    return RuleSignals(
        rules=rules,
        flags=flags,
        names=names,
        method=method,
        assumptions=("The points are independent and roughly normal about the centre line.",),
        source="Nelson 1984, JQT 16:4" if names is NELSON else "Western Electric handbook 1956",
    )


class _Zones:
    """Where the points of one piece lie, each comparison made once."""

    def __init__(self, values: npt.NDArray[np.float64], center: float, sigma: float) -> None:
        self.values, self.center, self.sigma = values, center, sigma
        self._beyond: dict[int, tuple[BoolArray, BoolArray]] = {}

    def beyond(self, multiple: int) -> tuple[BoolArray, BoolArray]:
        """Points strictly above and strictly below the centre line ± `multiple` sigma."""
        if multiple not in self._beyond:
            reach = multiple * self.sigma
            self._beyond[multiple] = self.values > self.center + reach, self.values < self.center - reach
        return self._beyond[multiple]

    def steps(self) -> tuple[BoolArray, BoolArray]:
        """Points above and below the point before; the first is neither."""
        up, down = np.zeros(self.values.size, dtype=bool), np.zeros(self.values.size, dtype=bool)
        np.greater(self.values[1:], self.values[:-1], out=up[1:])
        np.less(self.values[1:], self.values[:-1], out=down[1:])
        return up, down


def _in_a_row(condition: BoolArray, length: int) -> BoolArray:
    """True at the last point of every `length` points in a row that satisfy the condition.

    The run is put together from halves (1, 2, 4, … points), so a length of 15 takes four steps.
    """
    run, reached = condition, 1
    while reached < length:
        further = min(reached, length - reached)
        longer = np.zeros_like(run)
        np.logical_and(run[further:], run[:-further], out=longer[further:])
        run, reached = longer, reached + further
    return run


def _shifted(condition: BoolArray, places: int) -> BoolArray:
    shifted = np.zeros_like(condition)
    shifted[places:] = condition[:-places] if places < condition.size else False
    return shifted


def _beyond_three_sigma(zones: _Zones) -> BoolArray:
    above, below = zones.beyond(3)
    return above | below


def _run_on_one_side(length: int) -> Window:
    def window(zones: _Zones) -> BoolArray:
        above, below = zones.beyond(0)
        return _in_a_row(above, length) | _in_a_row(below, length)

    return window


def _trend(zones: _Zones) -> BoolArray:
    up, down = zones.steps()
    return _in_a_row(up, 5) | _in_a_row(down, 5)


def _alternation(zones: _Zones) -> BoolArray:
    up, down = zones.steps()
    turn = (up & _shifted(down, 1)) | (down & _shifted(up, 1))
    return _in_a_row(turn, 12)


def _two_of_three(zones: _Zones) -> BoolArray:
    above, below = zones.beyond(2)
    return _two_of_three_on(above) | _two_of_three_on(below)


def _two_of_three_on(side: BoolArray) -> BoolArray:
    return side & (_shifted(side, 1) | _shifted(side, 2))


def _four_of_five(zones: _Zones) -> BoolArray:
    above, below = zones.beyond(1)
    return _four_of_five_on(above) | _four_of_five_on(below)


def _four_of_five_on(side: BoolArray) -> BoolArray:
    before = sum(_shifted(side, places).view(np.uint8) for places in (1, 2, 3, 4))
    return side & (before >= 3)


def _hugging(zones: _Zones) -> BoolArray:
    values, reach = zones.values, zones.sigma
    within = (values >= zones.center - reach) & (values <= zones.center + reach)
    return _in_a_row(within, 15)


def _mixture(zones: _Zones) -> BoolArray:
    above, below = zones.beyond(1)
    outside = _in_a_row(above | below, 8)
    return outside & ~_in_a_row(above, 8) & ~_in_a_row(below, 8)


_NELSON_WINDOWS: MappingProxyType[int, Window] = MappingProxyType(
    {
        1: _beyond_three_sigma,
        2: _run_on_one_side(9),
        3: _trend,
        4: _alternation,
        5: _two_of_three,
        6: _four_of_five,
        7: _hugging,
        8: _mixture,
    }
)
_WESTERN_WINDOWS: MappingProxyType[int, Window] = MappingProxyType(
    {1: _beyond_three_sigma, 2: _two_of_three, 3: _four_of_five, 4: _run_on_one_side(8)}
)
