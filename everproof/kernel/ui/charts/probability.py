"""Probability plots: points on a straight line when the distribution fits. On logarithmic time, a Weibull plot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from everproof.kernel.ui.charts.canvas import PAGE, Canvas, Palette, plain_number, text_width
from everproof.kernel.ui.charts.model import Table, Write
from everproof.kernel.ui.charts.scale import Axis, axis_over, draw_horizontal, numbers_for
from everproof.kernel.ui.charts.thinning import kept

NARROW = 480.0
ROWS = 1000


@dataclass(frozen=True, slots=True)
class ProbabilityPlot:
    """Values against the share that does not exceed them, on a scale that makes the fitted distribution a line.

    `points` are (value, position on the scale) in rising order, `line` two such points on the fit, `scale` the marks
    (position, label) from bottom to top, e.g. (-1.28, "10 %"). With `logarithmic` the values are too. `suspended` are
    values without a point: items taken out before they failed. `facts` are figures to read with it.
    """

    title: str
    sentence: str
    points: Sequence[tuple[float, float]]
    line: Sequence[tuple[float, float]]
    scale: Sequence[tuple[float, str]]
    shares: Sequence[float] = ()
    unit: str = ""
    logarithmic: bool = False
    suspended: Sequence[float] = ()
    suspended_title: Any = "suspended"
    facts: Sequence[tuple[str, str]] = ()
    write: Write = plain_number
    value_title: Any = "Value"
    share_title: Any = "Share up to it"

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        wide = width > NARROW
        tall = 300.0 if wide else 250.0
        under = 0.0 if wide else 18.0 * len(self.facts)
        canvas = Canvas(width, tall + 66 + under, title=self.title, description=self.sentence, palette=palette)
        left = max((text_width(label) for _at, label in self.scale), default=0.0) + 12
        beside = max((text_width(f"{label} {value}") for label, value in self.facts), default=0.0) + 26
        right = width - (min(width * 0.36, beside) if wide and self.facts else 10.0)
        top, bottom = 22.0, 22.0 + tall
        vertical = self._vertical(bottom, top)
        for position, label in self.scale:
            if vertical.low <= position <= vertical.high:
                y = vertical.at(position)
                canvas.line((left, y), (right, y), palette.grid)
                canvas.text((left - 8, y + 4), label, anchor="end")
        horizontal = self._horizontal(left, right, 5 if wide else 3)
        draw_horizontal(canvas, horizontal, bottom, name=self._axis_name(horizontal))
        self._draw(canvas, horizontal, vertical)
        for row, (label, value) in enumerate(self.facts):
            x, y = (right + 16, top + 10 + 18 * row) if wide else (left, bottom + 52 + 18 * row)
            canvas.text((x, y), label)
            canvas.text((width, y), value, colour=palette.ink, anchor="end", strong=True)
        return canvas.svg()

    def table(self) -> Table:
        numbers = numbers_for([value for value, _at in self.points], self.write, 4)
        unit = numbers.unit(self.unit)
        value = f"{self.value_title} ({unit})" if unit else str(self.value_title)
        every = -(-len(self.points) // ROWS) or 1  # of a long series every so-manieth point stands for the rest
        shares: Sequence[float | None] = self.shares or [None] * len(self.points)
        rows = [
            [numbers.bare(x), "" if share is None else f"{self.write(100 * share, 2)} %"]
            for (x, _at), share in zip(self.points[::every], shares[::every], strict=True)
        ]
        rows += [[numbers.bare(value), str(self.suspended_title)] for value in self.suspended]
        return Table([value, str(self.share_title)], rows)

    def _axis_name(self, axis: Axis) -> str:
        return self.unit if self.logarithmic else axis.numbers.unit(self.unit)

    def _vertical(self, start: float, end: float) -> Axis:
        heights = [at for _value, at in self.points] or [at for at, _label in self.scale]
        low, high = min(heights, default=0.0), max(heights, default=1.0)
        marks = [at for at, _label in self.scale]
        low = max([at for at in marks if at <= low], default=low)
        high = min([at for at in marks if at >= high], default=high)
        return Axis(low - 0.02 * (high - low or 1), high + 0.02 * (high - low or 1), start, end)

    def _horizontal(self, left: float, right: float, about: int) -> Axis:
        values = [value for value, _at in self.points] + list(self.suspended)
        if not self.logarithmic:
            return axis_over(values, left, right, write=self.write, about=about)
        logs = [math.log10(value) for value in values if value > 0] or [0.0]
        low, high = min(logs), max(logs)
        low, high = (low, high) if high - low > 0.3 else ((low + high) / 2 - 0.2, (low + high) / 2 + 0.2)
        air = 0.04 * (high - low)
        marks = _log_marks(low - air, high + air)
        return _LogAxis(low - air, high + air, left, right, marks)

    def _draw(self, canvas: Canvas, horizontal: Axis, vertical: Axis) -> None:
        palette = canvas.palette

        def place(value: float, position: float) -> tuple[float, float]:
            return horizontal.at(_log(value) if self.logarithmic else value), vertical.at(position)

        ends = _clipped(self.line, horizontal, vertical, self.logarithmic)
        if ends:
            canvas.path([place(*end) for end in ends], palette.series[0], width=1.5)
        numbers = numbers_for([value for value, _at in self.points], self.write, 4)
        # Points are in rising order, so every second pixel holds all that can be told apart.
        shown = kept([position for _value, position in self.points], int(horizontal.end - horizontal.start) // 2)
        for index in shown:
            value, position = self.points[index]
            share = f", {self.write(100 * self.shares[index], 1)} %" if self.shares else ""
            canvas.dot(place(value, position), palette.ink, radius=2.5, tip=f"{numbers.full(value, self.unit)}{share}")
        for value in self.suspended:
            x = horizontal.at(_log(value) if self.logarithmic else value)
            canvas.line((x, vertical.start - 9), (x, vertical.start), palette.ink, width=1.25)


class _LogAxis(Axis):
    """Positions are decimal logarithms, labels the values."""

    def label(self, mark: float) -> str:
        value = float(f"{10**mark:.6g}")
        places = max(0, -math.floor(mark + 1e-9))
        return self.numbers.write(value, places) if places <= 4 and mark < 7 else f"{value:.0e}"


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else -300.0


def _log_marks(low: float, high: float) -> list[float]:
    """Logarithms of 1, 2, 5, … between the bounds; tens only where the bounds are far apart."""
    factors = (1, 2, 5) if high - low < 2.5 else (1,)
    decades = range(math.floor(low), math.ceil(high) + 1)
    marks = [decade + math.log10(factor) for decade in decades for factor in factors]
    return [mark for mark in marks if low <= mark <= high]


def _clipped(
    line: Sequence[tuple[float, float]], horizontal: Axis, vertical: Axis, logarithmic: bool
) -> list[tuple[float, float]]:
    """The two ends of the fitted line inside the area."""
    if len(line) != 2:
        return []
    (x0, y0), (x1, y1) = ((_log(value) if logarithmic else value, at) for value, at in line)
    if x0 == x1 or y0 == y1:
        return list(line)
    slope = (y1 - y0) / (x1 - x0)
    ends = []
    for height in (vertical.low, vertical.high):
        x = x0 + (height - y0) / slope
        x = min(max(x, horizontal.low), horizontal.high)
        ends.append((10**x if logarithmic else x, y0 + slope * (x - x0)))
    return ends
