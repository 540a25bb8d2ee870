"""Curves over a continuous axis: operating characteristic, outgoing quality, power, survival."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from everproof.kernel.ui.charts.canvas import PAGE, SIZE, Canvas, Palette, Point, places_of, plain_number, text_width
from everproof.kernel.ui.charts.model import Table, Write, spread
from everproof.kernel.ui.charts.scale import (
    Axis,
    Numbers,
    axis_over,
    draw_horizontal,
    draw_vertical,
    numbers_for,
    room_for,
)

NARROW = 480.0
ROWS = 60


@dataclass(frozen=True, slots=True)
class PlaneCurve:
    """A named line through points in rising order of x. `steps`: it keeps its height until the next point."""

    name: str
    points: Sequence[Point]
    steps: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class PlaneMark:
    """A point worth naming, with hairlines to both axes."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over a continuous axis, named where they end. `…_percent` writes fractions as percent.

    `ticks` are short strokes on the first curve: where an item was taken out of observation.
    """

    title: str
    sentence: str
    curves: Sequence[PlaneCurve]
    x_title: Any
    y_title: Any
    marks: Sequence[PlaneMark] = ()
    ticks: Sequence[float] = ()
    x_percent: bool = False
    y_percent: bool = False
    x_unit: str = ""
    write: Write = plain_number

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        tall = 270.0 if width > NARROW else 220.0
        canvas = Canvas(width, tall + 70, title=self.title, description=self.sentence, palette=palette)
        top, bottom = 26.0, 26.0 + tall
        vertical = self._axis([y for _x, y in self._points()], bottom, top, self.y_percent)
        named = max((text_width(curve.name) for curve in self._named()), default=0.0)
        left = room_for(vertical)
        right = width - (min(width * 0.3, named + 14) if named else 14.0)
        horizontal = self._axis([x for x, _y in self._points()], left, right, self.x_percent)
        canvas.text((0, 12), self._name(self.y_title, "%" if self.y_percent else ""), colour=palette.ink)
        draw_vertical(canvas, vertical, left, right)
        unit = "%" if self.x_percent else self.x_unit
        draw_horizontal(canvas, horizontal, bottom, name=self._name(self.x_title, unit))
        for number, curve in enumerate(self.curves):
            self._draw(canvas, curve, self._colour(palette, number, curve), horizontal, vertical)
        self._draw_ticks(canvas, horizontal, vertical)
        self._draw_marks(canvas, horizontal, vertical)
        self._draw_names(canvas, right, vertical)
        return canvas.svg()

    def table(self) -> Table:
        """Each curve at its own points where they are few, else at every so-manieth; all curves share the first's."""
        xs = [x for x, _y in self.curves[0].points] if self.curves else []
        every = -(-len(xs) // ROWS) or 1
        shown = [(index, x) for index, x in enumerate(xs) if index % every == 0 or index == len(xs) - 1]
        columns = [curve for curve in self.curves if len(curve.points) == len(xs)]
        x_numbers, y_numbers = self._numbers(xs), self._numbers([y for _x, y in self._points()])
        head = [self._name(self.x_title, "%" if self.x_percent else self.x_unit)]
        head += [self._name(curve.name or self.y_title, "%" if self.y_percent else "") for curve in columns]
        rows = [
            [
                self._written(x, self.x_percent, x_numbers),
                *(self._written(curve.points[index][1], self.y_percent, y_numbers) for curve in columns),
            ]
            for index, x in shown
        ]
        marks = [
            [
                f"{mark.label}: {self._written(mark.x, self.x_percent, x_numbers)}",
                self._written(mark.y, self.y_percent, y_numbers),
                *([""] * (len(columns) - 1)),
            ]
            for mark in self.marks
        ]
        return Table(head, rows + marks)

    def _points(self) -> list[Point]:
        return [point for curve in self.curves for point in curve.points] + [(mark.x, mark.y) for mark in self.marks]

    def _named(self) -> list[PlaneCurve]:
        return [curve for curve in self.curves if curve.name and curve.points]

    def _name(self, words: Any, unit: str) -> str:
        return f"{words} ({unit})" if unit else str(words)

    def _axis(self, values: Sequence[float], start: float, end: float, percent: bool) -> Axis:
        found = axis_over(values, start, end, write=self.write, about=4)
        # Shares and times begin at 0 where the axis would begin just below it.
        low = 0.0 if min(values, default=0.0) >= 0 > found.low else found.low
        numbers = Numbers(_places_of_percent(found.marks), 0, self._percent) if percent else found.numbers
        return Axis(low, found.high, start, end, [mark for mark in found.marks if mark >= low], numbers)

    def _percent(self, value: float, places: int) -> str:
        return self.write(100 * value, places)

    def _numbers(self, values: Sequence[float]) -> Numbers:
        return numbers_for(values, self.write, 4)

    def _written(self, value: float, percent: bool, numbers: Numbers) -> str:
        return self.write(100 * value, 2) if percent else numbers.bare(value)

    def _colour(self, palette: Palette, number: int, curve: PlaneCurve) -> str:
        if curve.faint:
            return palette.limit
        return palette.ink if number == 0 else palette.series[(number - 1) % len(palette.series)]

    def _draw(self, canvas: Canvas, curve: PlaneCurve, colour: str, horizontal: Axis, vertical: Axis) -> None:
        points = [(horizontal.at(x), vertical.at(y)) for x, y in curve.points]
        if curve.steps:
            corners: list[Point] = []
            for place, (x, y) in enumerate(points):
                corners.append((x, y))
                if place + 1 < len(points):
                    corners.append((points[place + 1][0], y))
            points = corners
        if points:
            canvas.path(points, colour, width=1 if curve.faint else 1.75, dash="5 4" if curve.faint else "")

    def _draw_ticks(self, canvas: Canvas, horizontal: Axis, vertical: Axis) -> None:
        curve = self.curves[0].points if self.curves else ()
        for at in self.ticks:
            height = next((y for x, y in reversed(curve) if x <= at), None)
            if height is not None:
                x, y = horizontal.at(at), vertical.at(height)
                canvas.line((x, y - 5), (x, y + 5), canvas.palette.ink, width=1.25)

    def _draw_marks(self, canvas: Canvas, horizontal: Axis, vertical: Axis) -> None:
        for mark in self.marks:
            x, y = horizontal.at(mark.x), vertical.at(mark.y)
            canvas.line((x, y), (x, vertical.start), canvas.palette.limit, dash="2 3")
            canvas.line((horizontal.start, y), (x, y), canvas.palette.limit, dash="2 3")
            canvas.dot((x, y), canvas.palette.series[0], radius=3.5, tip=mark.label)
            roomy = x + 10 + text_width(mark.label) < horizontal.end + 8
            canvas.text((x + 9, y - 7) if roomy else (x - 9, y - 7), mark.label, colour=canvas.palette.ink,
                        anchor="start" if roomy else "end")  # fmt: skip

    def _draw_names(self, canvas: Canvas, right: float, vertical: Axis) -> None:
        named = self._named()
        heights = [vertical.at(curve.points[-1][1]) for curve in named]
        for row, curve in zip(spread(heights, SIZE + 3, vertical.end, vertical.start), named, strict=True):
            colour = self._colour(canvas.palette, self.curves.index(curve), curve)
            canvas.text((right + 8, row + 4), curve.name, colour=colour, strong=not curve.faint)


def _places_of_percent(marks: Sequence[float]) -> int:
    return places_of(float(f"{100 * (marks[1] - marks[0]):.10g}")) if len(marks) > 1 else 1
