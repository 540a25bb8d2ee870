"""The panel of a gage R&R study: what varies, by part, by operator, and whether operators and parts interact."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from everproof.kernel.ui.charts.canvas import PAGE, SIZE, Canvas, Palette, fit, plain_number, text_width
from everproof.kernel.ui.charts.model import Table, Write, spread, written
from everproof.kernel.ui.charts.scale import Axis, axis_over, draw_vertical, numbers_for, room_for

NARROW = 480.0
TALL, HEAD = 150.0, 30.0
VIEW = HEAD + TALL + 40
BETWEEN, ROW = 28.0, 30.0


@dataclass(frozen=True, slots=True)
class Component:
    """A source of variation: percent of the study variation and, where a tolerance is given, of the tolerance."""

    name: str
    of_study: float | None
    of_tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class GageTitles:
    """The words of the panel, in the reader's language."""

    components: Any = "Share of the study variation, %"
    by_part: Any = "By part"
    by_operator: Any = "By operator"
    interaction: Any = "Means of operators by part"
    part: Any = "Part"
    of_tolerance: Any = "of the tolerance"
    operator: Any = "Operator"


@dataclass(frozen=True, slots=True)
class GageChart:
    """Four views of one study. `cells[o][p]` are the values that operator o measured on part p."""

    title: str
    sentence: str
    components: Sequence[Component]
    operators: Sequence[str]
    parts: Sequence[str]
    cells: Sequence[Sequence[Sequence[float]]]
    unit: str = ""
    write: Write = plain_number
    titles: GageTitles = field(default_factory=GageTitles)
    nested: bool = False
    """Each operator has parts of his own: then there is nothing to interact."""

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        views = [self._bars, self._by_part, self._by_operator, *([] if self.nested else [self._interaction])]
        columns = 2 if width > NARROW else 1
        across = (width - BETWEEN * (columns - 1)) / columns
        bars = HEAD + ROW * len(self.components) + 12
        tall = max(bars, VIEW) if columns == 2 else VIEW
        rows = -(-len(views) // columns)
        top = bars if columns == 1 else tall
        canvas = Canvas(width, top + tall * (rows - 1), title=self.title, description=self.sentence, palette=palette)
        values = [value for row in self.cells for cell in row for value in cell]
        axis = axis_over(values, TALL, 0.0, write=self.write, about=3)
        for index, view in enumerate(views):
            row, column = divmod(index, columns)
            y = top + tall * (row - 1) if row else 0.0
            view(canvas, axis, column * (across + BETWEEN), y + HEAD, across)
        return canvas.svg()

    def table(self) -> Table:
        numbers = numbers_for([value for row in self.cells for cell in row for value in cell], self.write, 4)
        unit = numbers.unit(self.unit)
        head = [str(self.titles.part), *(f"{name} ({unit})" if unit else name for name in self.operators)]
        rows = [
            [part, *(" · ".join(numbers.bare(value) for value in self.cells[o][p]) for o in range(len(self.operators)))]
            for p, part in enumerate(self.parts)
        ]
        blank = [""] * max(0, len(self.operators) - 1)
        shares = [[one.name, f"{written(one.of_study, 1, self.write)} %", *blank] for one in self.components]
        return Table(head, shares + rows)

    def _bars(self, canvas: Canvas, axis: Axis, x: float, y: float, width: float) -> None:
        palette = canvas.palette
        with_tolerance = any(one.of_tolerance is not None for one in self.components)
        canvas.text((x, y - 14), str(self.titles.components), colour=palette.ink, strong=True)
        room = min(max((text_width(one.name) for one in self.components), default=0.0) + 12, width * 0.42)
        scale = (width - room - 56) / 100
        start = x + room
        for row, one in enumerate(self.components):
            top, share = y + ROW * row, min(one.of_study or 0.0, 100.0)
            words = written(one.of_study, 1, self.write, "%")
            canvas.text((start - 8, top + 11), fit(one.name, room - 8), colour=palette.ink, anchor="end")
            canvas.bar(start, top + 1, scale * share, 10, palette.series[0], tip=f"{one.name}: {words}")
            canvas.text((start + scale * share + 6, top + 10), words, colour=palette.ink, strong=True)
            if one.of_tolerance is not None:
                tip = f"{one.name}: {written(one.of_tolerance, 1, self.write, '%')} {self.titles.of_tolerance}"
                canvas.bar(start, top + 13, scale * min(one.of_tolerance, 100.0), 7, palette.limit, tip=tip, faint=True)
        under = y + ROW * len(self.components)
        canvas.line((start, y - 4), (start, under - 4), palette.limit)
        if with_tolerance:
            canvas.bar(start, under + 1, 14, 7, palette.limit, faint=True)
            canvas.text((start + 20, under + 8), str(self.titles.of_tolerance))

    def _frame(self, canvas: Canvas, axis: Axis, title: str, x: float, y: float, width: float) -> tuple[Axis, float]:
        """Title and value axis of one view; returns the axis in its place and where the points begin."""
        moved = Axis(axis.low, axis.high, y + axis.start, y + axis.end, axis.marks, axis.numbers)
        unit = axis.numbers.unit(self.unit)
        canvas.text((x, y - 14), f"{title} ({unit})" if unit else title, colour=canvas.palette.ink, strong=True)
        left = x + room_for(axis)
        draw_vertical(canvas, moved, left, x + width)
        return moved, left

    def _names(self, canvas: Canvas, names: Sequence[str], slots: Sequence[float], y: float) -> None:
        room = (slots[1] - slots[0]) if len(slots) > 1 else 200.0
        widest = max(map(text_width, names), default=0.0) + 6
        every = 1 if widest <= room or room > 40 else -(-int(widest) // max(int(room), 1))
        for index in range(0, len(names), every):
            canvas.text((slots[index], y), fit(names[index], room * every), anchor="middle")

    def _slots(self, count: int, left: float, right: float) -> list[float]:
        return [left + (right - left) * (index + 0.5) / max(count, 1) for index in range(count)]

    def _by_part(self, canvas: Canvas, axis: Axis, x: float, y: float, width: float) -> None:
        groups = [[value for row in self.cells if p < len(row) for value in row[p]] for p in range(len(self.parts))]
        self._spread_of(canvas, axis, (str(self.titles.by_part), self.parts, groups), x, y, width)

    def _by_operator(self, canvas: Canvas, axis: Axis, x: float, y: float, width: float) -> None:
        groups = [[value for cell in row for value in cell] for row in self.cells]
        self._spread_of(canvas, axis, (str(self.titles.by_operator), self.operators, groups), x, y, width)

    def _spread_of(
        self,
        canvas: Canvas,
        axis: Axis,
        what: tuple[str, Sequence[str], Sequence[Sequence[float]]],
        x: float,
        y: float,
        width: float,
    ) -> None:
        """All values of each group as faint dots, and a line through their means."""
        title, names, groups = what
        moved, left = self._frame(canvas, axis, title, x, y, width)
        slots = self._slots(len(names), left, x + width)
        for slot, group in zip(slots, groups, strict=True):
            for value in group:
                canvas.ring((slot, moved.at(value)), canvas.palette.limit, radius=2)
        means = [(slot, moved.at(sum(group) / len(group))) for slot, group in zip(slots, groups, strict=True) if group]
        if len(means) > 1:
            canvas.path(means, canvas.palette.ink, width=1.25)
        for slot, name, group in zip(slots, names, groups, strict=True):
            if group:
                mean = sum(group) / len(group)
                tip = f"{name}: {axis.numbers.full(mean, self.unit, more=1)}"
                canvas.dot((slot, moved.at(mean)), canvas.palette.ink, radius=3, tip=tip)
        self._names(canvas, names, slots, y + TALL + 18)

    def _interaction(self, canvas: Canvas, axis: Axis, x: float, y: float, width: float) -> None:
        moved, left = self._frame(canvas, axis, str(self.titles.interaction), x, y, width)
        room = min(width * 0.26, max(map(text_width, self.operators), default=0.0) + 10)
        slots = self._slots(len(self.parts), left, x + width - room)
        ends = []
        for number, row in enumerate(self.cells):
            colour = canvas.palette.series[number % len(canvas.palette.series)]
            points = [(slot, moved.at(sum(cell) / len(cell))) for slot, cell in zip(slots, row, strict=True) if cell]
            if not points:
                continue
            canvas.path(points, colour, width=1.5)
            ends.append((points[-1][1], self.operators[number], colour))
        rows = spread([end[0] for end in ends], SIZE + 2, moved.end, moved.start)
        for row_y, (_y, name, colour) in zip(rows, ends, strict=True):
            canvas.text((x + width - room + 4, row_y + 4), fit(name, room - 4), colour=colour, strong=True)
        self._names(canvas, self.parts, slots, y + TALL + 18)
