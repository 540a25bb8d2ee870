"""The histogram of a capability study: bars, limits, target, fitted curves, and the indices beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from everproof.kernel.ui.charts.canvas import PAGE, SIZE, Canvas, Palette, plain_number, text_width
from everproof.kernel.ui.charts.model import Table, Write, written
from everproof.kernel.ui.charts.scale import Axis, Numbers, axis_over, draw_horizontal, numbers_for

NARROW = 480.0
MOST_BINS = 40


@dataclass(frozen=True, slots=True)
class Limit:
    """A vertical line at a value. `outside` says on which side values are bad: "below", "above" or "" (target)."""

    value: float
    label: str
    outside: str = ""

    def leaves_out(self, low: float, high: float) -> bool:
        """Whether a bin from `low` to `high` lies on the bad side."""
        return (self.outside == "below" and high <= self.value) or (self.outside == "above" and low >= self.value)


@dataclass(frozen=True, slots=True)
class Curve:
    """A density over the values, scaled to the bars when drawn; `dashed` tells a second one apart."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bins:
    """Equally wide bins: bin i reaches from `start + i·width` to the next and holds `counts[i]` values."""

    start: float
    width: float
    counts: Sequence[int]

    def edges(self, index: int) -> tuple[float, float]:
        return self.start + index * self.width, self.start + (index + 1) * self.width


def bins_of(values: Sequence[float], edge: float | None = None) -> Bins:
    """Bins as wide as 2·IQR/n^(1/3) (Freedman and Diaconis), one of whose edges is `edge`, e.g. a limit.

    With an edge on the limit no bar mixes good and bad. Values that are all equal make one bin.
    """
    ordered = sorted(values)
    if not ordered:
        return Bins(0.0, 1.0, ())
    low, high, count = ordered[0], ordered[-1], len(ordered)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        width = abs(low) * 0.1 or 1.0
        return Bins(low - width / 2, width, (count,))
    middle_half = ordered[(3 * count) // 4] - ordered[count // 4]
    width = 2 * middle_half / count ** (1 / 3) or (high - low) / (1 + math.log2(count))
    width = (high - low) / min(max(round((high - low) / width), 1), MOST_BINS)
    origin = low if edge is None else edge
    first = math.floor((low - origin) / width + 1e-9)
    last = max(math.ceil((high - origin) / width - 1e-9), first + 1)
    counts = [0] * (last - first)
    for value in ordered:
        place = math.floor((value - origin) / width + 1e-9) - first
        counts[min(max(place, 0), len(counts) - 1)] += 1
    return Bins(origin + first * width, width, counts)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values as bars against their limits. Bars wholly outside a limit are drawn in the signal colour.

    `facts` are the figures to read with it (indices, shares outside), as label and value.
    """

    title: str
    sentence: str
    values: Sequence[float]
    limits: Sequence[Limit] = ()
    curves: Sequence[Curve] = ()
    facts: Sequence[tuple[str, str]] = ()
    unit: str = ""
    write: Write = plain_number
    from_title: Any = "From"
    to_title: Any = "to below"
    count_title: Any = "Values"
    bins: Bins = field(init=False)

    def __post_init__(self) -> None:
        edge = next((limit.value for limit in self.limits if limit.outside), None)
        object.__setattr__(self, "bins", bins_of(self.values, edge))

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        wide = width > NARROW
        tall = 240.0 if wide else 200.0
        lines = -(-len(self.facts) // 2)
        height = tall + 76 + (0 if wide else 18.0 * lines)
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        right = width - (self._facts_width(width) if wide else 8.0)
        axis = axis_over(self._covered(), 8.0, right, write=self.write, about=5 if wide else 3)
        top, bottom = 44.0, 44.0 + tall - 20
        most = max([*self.bins.counts, *self._highest()], default=1) or 1
        self._bars(canvas, axis, top, bottom, most)
        self._curves(canvas, axis, top, bottom, most)
        self._limits(canvas, axis, top, bottom)
        draw_horizontal(canvas, axis, bottom, name=axis.numbers.unit(self.unit))
        self._facts(canvas, right, top, height - 18.0 * lines - 2, width)
        return canvas.svg()

    def table(self) -> Table:
        numbers = numbers_for(self._covered(), self.write, 4)
        unit = numbers.unit(self.unit)
        head = [f"{self.from_title} ({unit})" if unit else str(self.from_title), str(self.to_title)]
        rows = [
            [numbers.bare(low), numbers.bare(high), written(count, 0, self.write)]
            for index, count in enumerate(self.bins.counts)
            for low, high in [self.bins.edges(index)]
        ]
        facts = [[label, "", value] for label, value in self.facts]
        return Table([*head, str(self.count_title)], rows + facts)

    def _covered(self) -> list[float]:
        ends = [self.bins.start, self.bins.start + self.bins.width * len(self.bins.counts)]
        return [*(ends if self.bins.counts else ()), *(limit.value for limit in self.limits)]

    def _scaled(self, density: float) -> float:
        """A density in the height of the bars: the values that a bin there would hold."""
        return density * len(self.values) * self.bins.width

    def _highest(self) -> list[float]:
        return [max((self._scaled(density) for _x, density in curve.points), default=0.0) for curve in self.curves]

    def _bars(self, canvas: Canvas, axis: Axis, top: float, bottom: float, most: float) -> None:
        palette = canvas.palette
        for index, count in enumerate(self.bins.counts):
            low, high = self.bins.edges(index)
            x, tall = axis.at(low), (bottom - top) * count / most
            outside = any(limit.leaves_out(low + 1e-9 * self.bins.width, high) for limit in self.limits)
            tip = f"{axis.numbers.bare(low, more=1)} – {axis.numbers.full(high, self.unit, more=1)}: {count}"
            colour = palette.signal if outside else palette.series[0]
            canvas.bar(x + 0.5, bottom - tall, axis.at(high) - x - 1, tall, colour, tip=tip, faint=not outside)

    def _curves(self, canvas: Canvas, axis: Axis, top: float, bottom: float, most: float) -> None:
        for curve in self.curves:
            points = [
                (axis.at(x), bottom - (bottom - top) * self._scaled(density) / most)
                for x, density in curve.points
                if axis.low <= x <= axis.high and math.isfinite(density)
            ]
            if len(points) > 1:
                canvas.path(points, canvas.palette.ink, width=1.5, dash="5 4" if curve.dashed else "")

    def _limits(self, canvas: Canvas, axis: Axis, top: float, bottom: float) -> None:
        """Lines over the bars; their names stand above, moved apart where they would touch."""
        marks = sorted(self.limits, key=lambda limit: limit.value)
        words = [f"{mark.label} {Numbers.bare(axis.numbers, mark.value, more=1)}" for mark in marks]
        last: dict[int, float] = {}
        for mark, text in zip(marks, words, strict=True):
            x, half = axis.at(mark.value), text_width(text) / 2
            colour = canvas.palette.signal if mark.outside else canvas.palette.limit
            canvas.line((x, top - 8), (x, bottom), colour, width=1.25, dash="" if mark.outside else "5 4")
            middle = min(max(x, half), axis.end - half)
            row = next((row for row in range(3) if middle - half > last.get(row, -math.inf) + 8), 0)
            last[row] = middle + half
            canvas.text((middle, top - 14 - 14 * row), text, colour=canvas.palette.ink, anchor="middle")

    def _facts_width(self, width: float) -> float:
        longest = max((text_width(f"{label} {value}") for label, value in self.facts), default=0.0)
        named = max((text_width(curve.name) + 34 for curve in self.curves), default=0.0)
        return min(width * 0.4, max(longest + 26, named + 16, 8.0))

    def _facts(self, canvas: Canvas, right: float, top: float, under: float, width: float) -> None:
        """The figures beside the bars; on a narrow page in two columns under them."""
        palette = canvas.palette
        if width > NARROW:
            for row, (label, value) in enumerate(self.facts):
                canvas.text((right + 16, top + 18 * row), label)
                canvas.text((width, top + 18 * row), value, colour=palette.ink, anchor="end", strong=True)
            for row, curve in enumerate(self.curves):
                y = top + 18 * (len(self.facts) + row) + 14
                canvas.path(
                    [(right + 16, y - 4), (right + 40, y - 4)],
                    palette.ink,
                    width=1.5,
                    dash="5 4" if curve.dashed else "",
                )
                canvas.text((right + 46, y), curve.name)
            return
        for place, (label, value) in enumerate(self.facts):
            column, row = place % 2, place // 2
            x = column * (width / 2 + 8)
            canvas.text((x, under + 18 * row + SIZE), label)
            canvas.text((x + width / 2 - 16, under + 18 * row + SIZE), value, colour=palette.ink, anchor="end")
