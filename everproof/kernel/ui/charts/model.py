"""What all charts share: series, the table behind them, and the writing of numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from everproof.kernel.ui.charts.canvas import plain_number

Write = Callable[[float, int], str]
"""Writes a number with a number of decimals, e.g. `formats.number` for the reader's locale."""


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one per label of the chart; None where nothing was measured."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart as text: the first column names, the others are right-aligned."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def written(value: float | None, places: int, write: Write = plain_number, unit: str = "") -> str:
    """A value as charts and their tables show it; a dash where there is none."""
    if value is None:
        return "–"
    number = write(value, places)
    return f"{number} {unit}" if unit else number


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The positions moved apart so that neighbours stand at least `gap` apart within `low` and `high`.

    Keeps the order. Used for labels at the end of lines and beside stacks.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    moved = [0.0] * len(positions)
    last = low - gap
    for index in order:
        last = moved[index] = max(positions[index], last + gap)
    last = high + gap
    for index in reversed(order):
        last = moved[index] = min(moved[index], last - gap)
    return moved
