"""Benchmark of the charts against the plainest numpy that does the same: `python -m everproof.analytics.bench`.

Both run in the same process, so the ratio holds on a busy machine where seconds do not. The plain version computes
limits and signals and nothing else: no checks of the input, no missing values, no result object.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.constants import d2, d3
from everproof.analytics.control.memory import cusum, ewma
from everproof.analytics.control.variables import i_mr, xbar_r

_ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One row: the best of some rounds, of ours and of plain numpy, and the memory ours takes on top of the data.

    `goal` is the time in seconds that the design promises, None where it promises none.
    """

    label: str
    seconds: float
    numpy_seconds: float | None
    goal: float | None
    mebibytes: float

    @property
    def reaches_goal(self) -> bool | None:
        """None where there is no goal."""
        return None if self.goal is None else self.seconds <= self.goal


def run(scale: float = 1.0) -> list[Measured]:
    """Measure everything, in about twenty seconds; `scale` shrinks the data for a quick look (the goals hold for 1)."""
    random = np.random.default_rng(7)
    subgroups = random.normal(10.0, 0.02, (int(1_000_000 * scale), 5))
    values = random.normal(10.0, 0.02, int(10_000_000 * scale))
    few = values[:200].tolist()
    return [
        _measured(
            f"X̄-R, {len(subgroups):,} subgroups of 5",
            lambda: _xbar_r(subgroups),
            lambda: _plain_xbar_r(subgroups),
            0.15,
        ),
        _measured(
            f"I-MR and eight rules, {values.size:,} points", lambda: _i_mr(values), lambda: _plain_i_mr(values), 0.6
        ),
        _measured("I-MR and eight rules, a list of 200", lambda: _i_mr(few), None, 0.005),
        _measured(f"EWMA, {values.size:,} points", lambda: ewma(values, center=10.0, sigma=0.02), None, None),
        _measured(f"CUSUM, {values.size:,} points", lambda: cusum(values, target=10.0, sigma=0.02), None, None),
    ]


def main(arguments: list[str]) -> None:
    scale = float(arguments[0]) if arguments else 1.0
    print(f"{'':<42}{'ours':>10}{'numpy':>10}{'ratio':>8}{'goal':>10}{'MiB':>8}")
    for row in run(scale):
        beside = row.numpy_seconds
        plain = f"{beside:10.4f}{row.seconds / beside:8.1f}" if beside else " " * 18
        goal = f"{row.goal:10.3f}" if row.goal and scale == 1 else " " * 10
        print(f"{row.label:<42}{row.seconds:10.4f}{plain}{goal}{row.mebibytes:8.1f}")


def _measured(label: str, ours: Callable[[], Any], plain: Callable[[], Any] | None, goal: float | None) -> Measured:
    return Measured(label, _best(ours), _best(plain) if plain else None, goal, _peak(ours))


def _best(function: Callable[[], Any]) -> float:
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return min(times)


def _peak(function: Callable[[], Any]) -> float:
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def _xbar_r(subgroups: Any) -> Any:
    chart = xbar_r(subgroups)
    return chart.xbar.beyond, chart.r.beyond


def _i_mr(values: Any) -> Any:
    chart = i_mr(values)
    return chart.individuals.signals(), chart.mr.beyond


def _plain_xbar_r(x: Any) -> Any:
    means, ranges = x.mean(axis=1), x.max(axis=1) - x.min(axis=1)
    center, sigma = means.mean(), ranges.mean() / d2(5)
    half = 3 * sigma / np.sqrt(5)
    high = ranges.mean() + 3 * d3(5) * sigma
    return np.flatnonzero(np.abs(means - center) > half), np.flatnonzero(ranges > high)


def _plain_i_mr(x: Any) -> Any:
    """Limits, and the rules as sums over sliding windows by cumulative counts."""
    moving = np.abs(np.diff(x))
    center, sigma = x.mean(), moving.mean() / d2(2)
    z = ((x - center) / sigma).astype(np.float32)
    steps = np.sign(np.diff(z)).astype(np.int8)
    turns = (steps[1:] * steps[:-1]) < 0
    above, below = z > 1, z < -1
    conditions = [(z > 3, 1, 1), (z < -3, 1, 1), (z > 0, 9, 9), (z < 0, 9, 9), (steps > 0, 5, 5), (steps < 0, 5, 5)]
    conditions += [(turns, 12, 12), (z > 2, 3, 2), (z < -2, 3, 2), (above, 5, 4), (below, 5, 4)]
    conditions += [(~(above | below), 15, 15), (above | below, 8, 8)]
    signals = [_windows_with(condition, length, least) for condition, length, least in conditions]
    return signals, np.flatnonzero(moving > (d2(2) + 3 * d3(2)) * sigma)


def _windows_with(condition: Any, length: int, least: int) -> Any:
    counts = np.cumsum(condition, dtype=np.int32)
    inside = counts[length - 1 :].copy()
    inside[1:] -= counts[:-length]
    return np.flatnonzero(inside >= least)


if __name__ == "__main__":
    main(sys.argv[1:])
