"""Control charts: one or more statistics in order of time, each with its centre line, limits, zones and signals."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from everproof.kernel.ui.charts.canvas import PAGE, SIZE, Canvas, Palette, Point, plain_number, text_width, wrap
from everproof.kernel.ui.charts.model import Table, Write, spread
from everproof.kernel.ui.charts.scale import Axis, Numbers, axis_over, draw_vertical, numbers_for, room_for, stepped
from everproof.kernel.ui.charts.thinning import is_thinned, kept

NARROW = 480.0
TOP, BETWEEN, UNDER = 24.0, 34.0, 24.0
DOTS_FROM = 4.5
"""Pixels from point to point from which single points are drawn as dots."""
MARKS_APART = 5.0
TARGET_DASH = "10 3 2 3"
ROWS = 1000
"""The table behind a longer chart names only the points that signal, and so many of them."""

Line = float | Sequence[float | None] | None
"""A centre line or limit: one height, one for each point, or None when it is undefined."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a control chart says besides its numbers; the caller may give other words, in the reader's language."""

    point: Any = "Point"
    rules: Any = "Rules"
    rule: Any = "rule %(rules)s"
    thinned: Any = "%(count)s points; each column of pixels shows its smallest and largest"
    rest: Any = "%(count)s further points without a signal"
    more: Any = "%(count)s further points, some with signals"


@dataclass(frozen=True, slots=True)
class ControlPanel:
    """One plotted statistic. Point numbers count from `first`, as in `everproof.analytics`.

    `signals` maps the number of a point to the rules that it breaks; `bounds` are the point numbers at which other
    limits begin to hold, with a word or two about them. `zones` draws one and two sigma about the centre, which means
    something only where the runs rules on zones hold. `mirrored` is a second series, drawn downwards (CUSUM). `target`
    is what one wants and no limit: it is drawn apart from them, and no rule looks at it.
    """

    name: str
    values: Sequence[float | None]
    center: Line = None
    lcl: Line = None
    ucl: Line = None
    sigma: Line = None
    first: int = 1
    signals: Mapping[int, Sequence[int]] = field(default_factory=dict)
    bounds: Sequence[tuple[int, str]] = ()
    zones: bool = False
    mirrored: Sequence[float | None] = ()
    mirrored_signals: Mapping[int, Sequence[int]] = field(default_factory=dict)
    mirrored_name: str = ""
    center_name: str = "CL"
    limit_names: tuple[str, str] = ("LCL", "UCL")
    left_out: frozenset[int] = frozenset()
    target: Line = None
    target_name: str = ""

    @property
    def last(self) -> int:
        """The number of the last point."""
        return self.first + len(self.values) - 1

    def lines(self) -> list[tuple[str, Line, str]]:
        """Name, heights and dashes of the centre line, the limits and the target that are defined."""
        lower, upper = self.limit_names
        found = [(upper, self.ucl, "5 4"), (self.center_name, self.center, ""), (lower, self.lcl, "5 4")]
        found.append((self.target_name, self.target, TARGET_DASH))
        return [line for line in found if line[1] is not None]

    def covered(self) -> list[float | None]:
        """All heights that the axis must show."""
        heights = [*self.values, *(-value if value is not None else None for value in self.mirrored)]
        for _name, line, _dash in self.lines():
            heights += [line] if isinstance(line, int | float) else list(line or ())
        return heights


def height_at(line: Line, index: int) -> float | None:
    """The height of a line at the position `index` of its panel."""
    return line if line is None or isinstance(line, int | float) else line[index]


@dataclass(frozen=True, slots=True)
class _Area:
    """Where one panel is drawn, and how its points become positions."""

    panel: ControlPanel
    axis: Axis
    left: float
    right: float
    count: int

    @property
    def spacing(self) -> float:
        return (self.right - self.left - 12) / max(self.count - 1, 1)

    def x(self, number: float) -> float:
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + 6 + (number - 1) * self.spacing

    def at(self, index: int, value: float) -> Point:
        return self.x(self.panel.first + index), self.axis.at(value)

    @property
    def columns(self) -> int:
        return max(1, int(self.right - self.left))


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Panels one above the other over the same points. `labels` name the points (days, lots) where numbers do not.

    Up to two points a pixel are drawn one by one; a longer series shows the smallest and the largest of each column of
    pixels, and the drawing says so.
    """

    title: str
    sentence: str
    panels: Sequence[ControlPanel]
    unit: str = ""
    labels: Sequence[str] = ()
    write: Write = plain_number
    words: Words = field(default_factory=Words)

    @property
    def count(self) -> int:
        return max((panel.last for panel in self.panels), default=0)

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        heights = self._heights(width)
        height = TOP + sum(heights) + BETWEEN * (len(heights) - 1) + UNDER
        notes = wrap(self._note(width), width - 8)
        description = " ".join([self.sentence, *notes])
        canvas = Canvas(width, height + 16 * len(notes), title=self.title, description=description, palette=palette)
        top, axes = TOP, []
        for panel, tall in zip(self.panels, heights, strict=True):
            about = max(2, int(tall // 45))
            axes.append(axis_over(panel.covered(), top + tall, top, write=self.write, about=about))
            top += tall + BETWEEN
        left = max((room_for(axis) for axis in axes), default=40.0)
        right = width - self._room_right(axes, width)
        for panel, axis in zip(self.panels, axes, strict=True):
            self._draw(canvas, _Area(panel, axis, left, right, self.count))
        if axes:
            self._label_points(canvas, _Area(self.panels[0], axes[-1], left, right, self.count), height)
        for row, words in enumerate(notes):
            canvas.text((4, height + 12 + 16 * row), words)
        return canvas.svg()

    def table(self) -> Table:
        numbers = [numbers_for(panel.covered(), self.write, 4) for panel in self.panels]
        head = [str(self.words.point)]
        for panel, written in zip(self.panels, numbers, strict=True):
            unit = written.unit(self.unit)
            names = [panel.name, panel.mirrored_name] if panel.mirrored else [panel.name]
            names += [name for name, line, _dash in panel.lines() if not isinstance(line, int | float)]
            head += [f"{name} ({unit})" if unit else name for name in names]
            head += [str(self.words.rules)]
        rows = [[name, *cells] for name, cells in self._straight_lines(numbers)]
        numbered = range(1, self.count + 1)
        shown = [number for number in numbered if self.count <= ROWS or self._signals_at(number)]
        words = self.words.rest if len(shown) <= ROWS else self.words.more
        shown = shown[:ROWS]
        rows += [[self._label(number), *self._row(number, numbers)] for number in shown]
        if len(shown) < self.count:
            rest = str(words) % {"count": self.write(self.count - len(shown), 0)}
            rows.append([rest, *([""] * (len(head) - 1))])
        return Table(head, rows)

    # The drawing ----------------------------------------------------------------------------------------------------

    def _heights(self, width: float) -> list[float]:
        main, other = (196.0, 116.0) if width > NARROW else (168.0, 104.0)
        return [main if index == 0 else other for index in range(len(self.panels))]

    def _note(self, width: float) -> str:
        if not is_thinned(self.count, int(width)):
            return ""
        return str(self.words.thinned) % {"count": self.write(self.count, 0)}

    def _room_right(self, axes: Sequence[Axis], width: float) -> float:
        words = [
            text for panel, axis in zip(self.panels, axes, strict=True) for _y, text in _ends(panel, axis, self.write)
        ]
        return min(width * 0.34, max(map(text_width, words), default=0.0) + 14)

    def _draw(self, canvas: Canvas, area: _Area) -> None:
        panel, axis, palette = area.panel, area.axis, canvas.palette
        unit = axis.numbers.unit(self.unit)
        name = f"{panel.name} ↑  {panel.mirrored_name} ↓" if panel.mirrored else panel.name
        canvas.text((0, axis.end - 10), f"{name} ({unit})" if unit else name, colour=palette.ink)
        draw_vertical(canvas, axis, area.left, area.right, grid=False)
        if panel.zones:
            _draw_zones(canvas, area)
        for _name, line, dash in panel.lines():
            _draw_line(canvas, area, line, palette.series[0] if dash == TARGET_DASH else palette.limit, dash)
        for number, words in panel.bounds:
            x = (area.x(number - 1) + area.x(number)) / 2
            canvas.line((x, axis.end - 4), (x, axis.start), palette.limit)
            if panel is self.panels[0]:
                fits = x + 4 + text_width(words) < area.right + 40
                canvas.text((x + (4 if fits else -4), axis.end - 6), words, anchor="start" if fits else "end")
        self._draw_series(canvas, area, panel.values, panel.signals, 1)
        if panel.mirrored:
            self._draw_series(canvas, area, panel.mirrored, panel.mirrored_signals, -1)
        ends = _ends(panel, axis, self.write)
        rows = spread([y for y, _text in ends], SIZE + 2, axis.end, axis.start)
        for row, (_y, text) in zip(rows, ends, strict=True):
            canvas.text((area.right + 6, row + 4), text)

    def _draw_series(
        self,
        canvas: Canvas,
        area: _Area,
        values: Sequence[float | None],
        signals: Mapping[int, Sequence[int]],
        direction: int,
    ) -> None:
        drawn = kept(values, area.columns)
        run: list[Point] = []
        for index in drawn:
            value = values[index]
            if value is None:
                _draw_run(canvas, run)
                run = []
            else:
                run.append(area.at(index, direction * value))
        _draw_run(canvas, run)
        panel = area.panel
        if area.spacing >= DOTS_FROM:
            for index in drawn:
                value, number = values[index], panel.first + index
                if value is not None and number not in signals:
                    self._draw_dot(canvas, area, number, direction * value, value)
        self._draw_signals(canvas, area, values, signals, direction)

    def _draw_dot(self, canvas: Canvas, area: _Area, number: int, height: float, value: float) -> None:
        tip = f"{self._label(number)}: {area.axis.numbers.full(value, self.unit, more=1)}"
        at = (area.x(number), area.axis.at(height))
        if number in area.panel.left_out:
            canvas.ring(at, canvas.palette.ink, tip=tip)
        else:
            canvas.dot(at, canvas.palette.ink, radius=2.5, tip=tip)

    def _draw_signals(
        self,
        canvas: Canvas,
        area: _Area,
        values: Sequence[float | None],
        signals: Mapping[int, Sequence[int]],
        direction: int,
    ) -> None:
        """Diamonds with the rules' numbers; where they would cover each other, the farthest from the centre stays."""
        panel, axis = area.panel, area.axis
        shown: dict[int, tuple[float, int, float]] = {}
        for number in sorted(signals):
            value = values[number - panel.first]
            if value is None:
                continue
            middle = height_at(panel.center, number - panel.first) or 0.0
            slot = int(area.x(number) // MARKS_APART) if area.spacing < MARKS_APART else -number
            found = (abs(value - middle), number, value)
            if slot not in shown or found > shown[slot]:
                shown[slot] = found
        last = {-1: -math.inf, 1: -math.inf}
        for _far, number, value in sorted(shown.values(), key=lambda one: one[1]):
            x, y = area.x(number), axis.at(direction * value)
            rules = ",".join(map(str, signals[number]))
            words = f" ({str(self.words.rule) % {'rules': rules}})" if rules else ""
            canvas.diamond(
                (x, y),
                half=4.5,
                tip=f"{self._label(number)}: {axis.numbers.full(value, self.unit, more=1)}{words}",
            )
            center = height_at(panel.center, number - panel.first)
            side = 1 if direction * value >= (direction * center if center is not None else 0.0) else -1
            half = text_width(rules) / 2
            if rules and x - half > last[side] + 3:
                canvas.text(
                    (x, y - 9 if side > 0 else y + 18),
                    rules,
                    colour=canvas.palette.signal,
                    anchor="middle",
                    strong=True,
                )
                last[side] = x + half

    def _label_points(self, canvas: Canvas, area: _Area, height: float) -> None:
        """As many names under the points as fit, the first always."""
        room = max((text_width(self._label(number)) for number in (1, self.count)), default=0.0) + 12
        if self.labels:
            room = max(text_width(label) for label in self.labels) + 12
        steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)
        wanted = self.count * room / max(area.right - area.left, 1)
        power = 10 ** max(0, math.ceil(math.log10(max(wanted / 500, 1))))
        step = next(step * power for step in steps if step * power >= min(wanted, 500 * power))
        for number in [1, *range(step if step > 1 else 2, self.count + 1, step)]:
            if number == 1 or area.x(number) - area.x(1) >= room:
                canvas.text((area.x(number), height - 6), self._label(number), anchor="middle")

    # The table ------------------------------------------------------------------------------------------------------

    def _label(self, number: int) -> str:
        if self.labels and number <= len(self.labels):
            return self.labels[number - 1]
        return self.write(number, 0)

    def _signals_at(self, number: int) -> bool:
        return any(number in panel.signals or number in panel.mirrored_signals for panel in self.panels)

    def _straight_lines(self, numbers: Sequence[Numbers]) -> list[tuple[str, list[str]]]:
        """Limits that are the same for all points, as rows above them."""
        rows: dict[str, list[str]] = {}
        for place, (panel, written) in enumerate(zip(self.panels, numbers, strict=True)):
            for name, line, _dash in panel.lines():
                if isinstance(line, int | float):
                    cells = rows.setdefault(name, [""] * self._columns_before(len(self.panels)))
                    cells[self._columns_before(place)] = written.bare(line)
        return list(rows.items())

    def _columns_before(self, place: int) -> int:
        return sum(len(self._cells(panel, None, Numbers())) for panel in self.panels[:place])

    def _row(self, number: int, numbers: Sequence[Numbers]) -> list[str]:
        return [
            cell
            for panel, written in zip(self.panels, numbers, strict=True)
            for cell in self._cells(panel, number, written)
        ]

    def _cells(self, panel: ControlPanel, number: int | None, written: Numbers) -> list[str]:
        inside = number is not None and panel.first <= number <= panel.last
        index = number - panel.first if inside and number is not None else 0
        series = [panel.values, panel.mirrored] if panel.mirrored else [panel.values]
        stepping = [line for _name, line, _dash in panel.lines() if not isinstance(line, int | float)]
        cells = [written.bare(values[index]) if inside else "" for values in series]
        cells += [written.bare(height_at(line, index)) if inside else "" for line in stepping]
        rules = [*panel.signals.get(number or 0, ()), *panel.mirrored_signals.get(number or 0, ())]
        return [*cells, ", ".join(map(str, rules))]


def _ends(panel: ControlPanel, axis: Axis, write: Write) -> list[tuple[float, str]]:
    """Where each line ends, and the words beside it."""
    numbers = numbers_for([axis.low, axis.high], write)
    numbers = Numbers(max(numbers.places, axis.numbers.places), axis.numbers.exponent, write)
    found = []
    for name, line, _dash in panel.lines():
        height = next(
            (value for index in range(len(panel.values) - 1, -1, -1) if (value := height_at(line, index)) is not None),
            None,
        )
        if height is not None and name:
            # A limit of a mirrored series is drawn below zero and named by its size.
            size = abs(height) if panel.mirrored else height
            found.append((axis.at(height), f"{name} {numbers.bare(size)}"))
    return found


def _draw_run(canvas: Canvas, run: Sequence[Point]) -> None:
    if len(run) > 1:
        canvas.path(run, canvas.palette.ink, width=1.25)


def _draw_line(canvas: Canvas, area: _Area, line: Line, colour: str, dash: str) -> None:
    if isinstance(line, int | float):
        y = area.axis.at(line)
        canvas.line((area.left, y), (area.right, y), colour, dash=dash)
        return
    points: list[Point] = []
    positions = kept(line or (), area.columns)
    for index in positions:
        height = height_at(line, index)
        if height is not None:
            points.append(area.at(index, height))
        elif points:
            canvas.path(_corners(area, points), colour, width=1, dash=dash)
            points = []
    if points:
        canvas.path(_corners(area, points), colour, width=1, dash=dash)


def _corners(area: _Area, points: Sequence[Point]) -> list[Point]:
    half = area.spacing / 2
    corners = stepped(points, max(area.left, points[0][0] - half), min(area.right, points[-1][0] + half))
    # Neighbours of the same height need no corner between them.
    return [
        at
        for place, at in enumerate(corners)
        if place in (0, len(corners) - 1) or not corners[place - 1][1] == at[1] == corners[place + 1][1]
    ]


def _draw_zones(canvas: Canvas, area: _Area) -> None:
    panel = area.panel
    # Zones that follow every change of size would be a thicket; the rules look at them all the same.
    if isinstance(panel.center, int | float) and isinstance(panel.sigma, int | float):
        for multiple in (-2, -1, 1, 2):
            _draw_line(canvas, area, panel.center + multiple * panel.sigma, canvas.palette.limit, "1 5")
