"""Lines over time: several series, a trend held against a threshold, and the sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from everproof.kernel.ui.charts.canvas import (
    PAGE,
    SIZE,
    Canvas,
    Palette,
    Point,
    places_of,
    plain_number,
    short,
    text_width,
    ticks,
)
from everproof.kernel.ui.charts.model import Series, Table, Write, spread, written

TOP, BOTTOM = 26.0, 26.0
NARROW = 480.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit or target: `better` is "lower" or "higher"; a value on the other side of it is a signal."""

    value: float
    label: str
    better: str = "lower"

    def is_missed_by(self, value: float) -> bool:
        return value > self.value if self.better == "lower" else value < self.value


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area inside the axes, and how values become positions."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    count: int

    def x(self, index: int) -> float:
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * index / (self.count - 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)


def _plot(
    canvas: Canvas, size: Point, labels: Sequence[str], values: Sequence[float], unit: str, right: float, write: Write
) -> _Plot:
    """Draws grid, axes and units, and returns the area for the data."""
    width, height = size
    marks = ticks(min(0.0, *values) if values else 0.0, max(values, default=1.0), 4)
    places = places_of(marks[1] - marks[0])
    names = [write(mark, places) for mark in marks]
    left = max(text_width(name) for name in names) + 10
    plot = _Plot(left, width - right, TOP, height - BOTTOM, marks[0], marks[-1], len(labels))
    for mark, name in zip(marks, names, strict=True):
        colour = canvas.palette.limit if mark == 0 else canvas.palette.grid
        canvas.line((plot.left, plot.y(mark)), (plot.right, plot.y(mark)), colour)
        canvas.text((plot.left - 8, plot.y(mark) + 4), name, anchor="end")
    if unit:
        canvas.text((0, 12), unit)
    _labels(canvas, plot, labels, height)
    return plot


def _labels(canvas: Canvas, plot: _Plot, labels: Sequence[str], height: float) -> None:
    """As many labels under the axis as fit; the first and the last are always there."""
    if not labels:
        return
    widest = max(text_width(label) for label in labels) + 14
    every = max(1, -(-len(labels) * widest // max(plot.right - plot.left, 1)))
    last = len(labels) - 1
    for index, label in enumerate(labels):
        near_end = 0 < last - index < every
        if index != last and (index % int(every) or near_end):
            continue
        anchor = "start" if index == 0 and last > 0 else "end" if index == last and last > 0 else "middle"
        canvas.text((plot.x(index), height - 8), label, anchor=anchor)


def _runs(plot: _Plot, values: Sequence[float | None]) -> list[list[Point]]:
    """The points of a line, broken where a value is missing."""
    runs: list[list[Point]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plot.x(index), plot.y(value)))
    return [run for run in runs if run]


def _known(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """Several series over the same labels, each named where it ends."""

    title: str
    sentence: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    places: int = 0
    write: Write = plain_number
    label_title: str = ""

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        height = 300.0 if width > NARROW else 240.0
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        right = min(width * 0.34, max((text_width(one.name) for one in self.series), default=0) + 12)
        plot = _plot(canvas, (width, height), self.labels, _known(self.series), self.unit, right, self.write)
        ends: list[tuple[float, str, str]] = []
        for number, one in enumerate(self.series):
            colour = palette.series[number % len(palette.series)]
            for run in _runs(plot, one.values):
                canvas.path(run, colour)
            self._dots(canvas, plot, one, colour)
            last = next((value for value in reversed(one.values) if value is not None), None)
            if last is not None:
                ends.append((plot.y(last), one.name, colour))
        rows = spread([end[0] for end in ends], SIZE + 3, plot.top, plot.bottom)
        for row, (_y, name, colour) in zip(rows, ends, strict=True):
            canvas.text((plot.right + 8, row + 4), name, colour=colour, strong=True)
        return canvas.svg()

    def _dots(self, canvas: Canvas, plot: _Plot, one: Series, colour: str) -> None:
        for index, value in enumerate(one.values):
            if value is not None:
                tip = f"{self.labels[index]}, {one.name}: {written(value, self.places, self.write, self.unit)}"
                canvas.dot((plot.x(index), plot.y(value)), colour, radius=2.5, tip=tip)

    def table(self) -> Table:
        head = [self.label_title, *(f"{one.name} ({self.unit})" if self.unit else one.name for one in self.series)]
        rows = [
            [label, *(written(one.values[index], self.places, self.write) for one in self.series)]
            for index, label in enumerate(self.labels)
        ]
        return Table(head, rows)


@dataclass(frozen=True, slots=True)
class Trend:
    """One series in ink against a threshold; what misses the threshold is a solid diamond with its value."""

    title: str
    sentence: str
    labels: Sequence[str]
    values: Sequence[float | None]
    threshold: Threshold | None = None
    unit: str = ""
    places: int = 0
    write: Write = plain_number
    label_title: str = ""
    value_title: str = ""

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        height = 260.0 if width > NARROW else 220.0
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        known = [value for value in self.values if value is not None]
        limit = self.threshold
        names = [limit.label] if limit else []
        names += [written(known[-1], self.places, self.write)] if known else []
        right = min(width * 0.34, max((text_width(name) for name in names), default=0) + 12)
        covered = known + ([limit.value] if limit else [])
        plot = _plot(canvas, (width, height), self.labels, covered, self.unit, right, self.write)
        if limit:
            canvas.line((plot.left, plot.y(limit.value)), (plot.right, plot.y(limit.value)), palette.limit, dash="5 4")
        for run in _runs(plot, self.values):
            canvas.path(run, palette.ink)
        self._points(canvas, plot)
        self._ends(canvas, plot, known)
        return canvas.svg()

    def _points(self, canvas: Canvas, plot: _Plot) -> None:
        for index, value in enumerate(self.values):
            if value is None:
                continue
            at = (plot.x(index), plot.y(value))
            number = written(value, self.places, self.write)
            tip = f"{self.labels[index]}: {written(value, self.places, self.write, self.unit)}"
            if self.threshold and self.threshold.is_missed_by(value):
                canvas.diamond(at, tip=f"{tip} ({self.threshold.label})")
                above = self.threshold.better == "lower"
                if index < len(self.values) - 1:
                    beside = (at[0], at[1] + (-10 if above else 20))
                    canvas.text(beside, number, colour=canvas.palette.signal, anchor="middle", strong=True)
            else:
                canvas.dot(at, canvas.palette.ink, radius=2.5, tip=tip)

    def _ends(self, canvas: Canvas, plot: _Plot, known: Sequence[float]) -> None:
        """The newest value and the name of the threshold, at the right end of their lines."""
        ends: list[tuple[float, str, str, bool]] = []
        if known:
            missed = self.threshold is not None and self.threshold.is_missed_by(known[-1])
            colour = canvas.palette.signal if missed else canvas.palette.ink
            ends.append((plot.y(known[-1]), written(known[-1], self.places, self.write), colour, True))
        if self.threshold:
            ends.append((plot.y(self.threshold.value), self.threshold.label, canvas.palette.soft, False))
        rows = spread([end[0] for end in ends], SIZE + 3, plot.top, plot.bottom)
        for row, (_y, words, colour, strong) in zip(rows, ends, strict=True):
            canvas.text((plot.right + 8, row + 4), words, colour=colour, strong=strong)

    def table(self) -> Table:
        name = self.value_title or self.title
        head = [self.label_title, f"{name} ({self.unit})" if self.unit else name]
        pairs = zip(self.labels, self.values, strict=True)
        return Table(head, [[label, written(value, self.places, self.write)] for label, value in pairs])


def sparkline(
    values: Sequence[float | None], *, title: str, width: float = 80, height: float = 20, palette: Palette = PAGE
) -> str:
    """A line the size of a word, for a cell or beside a figure; the last value is a dot."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    steps = max(len(values) - 1, 1)
    points = [
        (3 + (width - 6) * index / steps, height - 3 - (height - 6) * (value - low) / span)
        for index, value in enumerate(values)
        if value is not None
    ]
    route = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    x, y = points[-1]
    return (
        f'<svg class="sparkline" viewBox="0 0 {short(width)} {short(height)}" width="{short(width)}" '
        f'height="{short(height)}" role="img"><title>{escape(title)}</title>'
        f'<path d="M{route}" fill="none" stroke="{palette.soft}" stroke-width="1.25" stroke-linejoin="round"/>'
        f'<circle cx="{short(x)}" cy="{short(y)}" r="2.5" fill="{palette.series[0]}"/></svg>'
    )
