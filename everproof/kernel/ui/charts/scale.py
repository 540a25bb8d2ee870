"""Axes of measured values at any magnitude: round marks, as many digits as are needed, a common power of ten."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from everproof.kernel.ui.charts.canvas import Canvas, Point, places_of, plain_number, text_width, ticks
from everproof.kernel.ui.charts.model import Write

SMALLEST, LARGEST = 1e-3, 1e6
"""Numbers below and above are written with a common power of ten."""
DIGITS = 3
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the numbers of one chart are written: `places` decimals, after taking out ten to the power of `exponent`."""

    places: int = 0
    exponent: int = 0
    write: Write = plain_number

    @property
    def factor(self) -> str:
        """`×10⁻⁶`, or nothing."""
        return f"×10{str(self.exponent).translate(_RAISED)}" if self.exponent else ""

    def bare(self, value: float | None, *, more: int = 0) -> str:
        """The number without the factor, for axes and tables that name it once; `more` decimals than usual."""
        if value is None:
            return "–"
        return self.write(value / 10**self.exponent if self.exponent else value, self.places + more)

    def full(self, value: float | None, unit: str = "", *, more: int = 0) -> str:
        """The number by itself: `1.25×10⁻⁶ m`."""
        if value is None:
            return "–"
        return " ".join(filter(None, (self.bare(value, more=more) + self.factor, unit)))

    def unit(self, unit: str) -> str:
        """What stands beside an axis or in the head of a column: `×10⁻⁶ m`."""
        return " ".join(filter(None, (self.factor, unit)))


def numbers_for(values: Iterable[float | None], write: Write = plain_number, digits: int = DIGITS) -> Numbers:
    """Enough decimals to tell the values apart in `digits` digits of their span."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return Numbers(write=write)
    low, high = min(known), max(known)
    largest, span = max(abs(low), abs(high)), high - low
    span = span if span > 1e-12 * largest else largest or 1.0
    exponent = 0
    if largest and not SMALLEST <= largest < LARGEST:
        exponent = 3 * math.floor(math.log10(largest) / 3 + 1e-9)
    wanted = digits - 1 - math.floor(math.log10(span) + 1e-9) + exponent
    return Numbers(min(max(wanted, 0), 12), exponent, write)


@dataclass(frozen=True, slots=True)
class Axis:
    """Values between two pixels. `marks` are round and inside; `turned` axes count from the bottom up."""

    low: float
    high: float
    start: float
    end: float
    marks: Sequence[float] = ()
    numbers: Numbers = field(default_factory=Numbers)

    def at(self, value: float) -> float:
        """The pixel of a value, never far outside the axis."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, -0.02), 1.02)

    def label(self, mark: float) -> str:
        return self.numbers.bare(mark)


def axis_over(
    values: Iterable[float | None], start: float, end: float, *, write: Write = plain_number, about: int = 4
) -> Axis:
    """An axis that covers the values with a little air, from pixel `start` to pixel `end`."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    largest = max(abs(low), abs(high))
    if high - low <= 1e-12 * largest or high == low:
        air = 0.5 * largest if largest else 0.5
        low, high = low - air, high + air
    air = 0.04 * (high - low)
    low, high = low - air, high + air
    marks = _marks(low, high, about)
    numbers = numbers_for([*marks, low, high], write)
    if len(marks) > 1:
        step = (marks[-1] - marks[0]) / (len(marks) - 1)
        numbers = Numbers(places_of(float(f"{step / 10**numbers.exponent:.10g}")), numbers.exponent, write)
    return Axis(low, high, start, end, marks, numbers)


def _marks(low: float, high: float, about: int) -> list[float]:
    """Round values inside the bounds; finer ones where the first choice leaves fewer than three."""
    marks: list[float] = []
    for wanted in range(about, 2 * about + 2):
        marks = [mark for mark in ticks(low, high, wanted) if low <= mark <= high]
        if len(marks) >= min(3, about):
            break
    return marks


def draw_vertical(canvas: Canvas, axis: Axis, left: float, right: float, *, grid: bool = True) -> None:
    """Marks of an axis at the left, with hairlines across the area."""
    for mark in axis.marks:
        y = axis.at(mark)
        if grid:
            canvas.line((left, y), (right, y), canvas.palette.grid)
        canvas.text((left - 8, y + 4), axis.label(mark), anchor="end")


def draw_horizontal(canvas: Canvas, axis: Axis, y: float, *, name: str = "") -> None:
    """Marks of an axis under the area, and the name of what it shows at its right end."""
    canvas.line((axis.start, y), (axis.end, y), canvas.palette.limit)
    last = -math.inf
    for mark in axis.marks:
        x, words = axis.at(mark), axis.label(mark)
        half = text_width(words) / 2
        if x - half < last + 6:
            continue
        canvas.line((x, y), (x, y + 4), canvas.palette.limit)
        canvas.text((x, y + 18), words, anchor="middle")
        last = x + half
    if name:
        canvas.text((axis.end, y + 35), name, anchor="end")


def room_for(axis: Axis) -> float:
    """The width that the labels of a vertical axis take."""
    return max((text_width(axis.label(mark)) for mark in axis.marks), default=0.0) + 12


def stepped(points: Sequence[Point], left: float, right: float) -> list[Point]:
    """The corners of a line that changes half-way between neighbouring points."""
    corners: list[Point] = []
    for index, (x, y) in enumerate(points):
        before = (points[index - 1][0] + x) / 2 if index else left
        after = (points[index + 1][0] + x) / 2 if index + 1 < len(points) else right
        corners += [(before, y), (after, y)]
    return corners
