"""Bars: by category, stacked over time, and the Pareto chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from everproof.kernel.ui.charts.canvas import (
    PAGE,
    SIZE,
    Canvas,
    Palette,
    fit,
    places_of,
    plain_number,
    text_width,
    ticks,
    wrap,
)
from everproof.kernel.ui.charts.model import Series, Table, Write, spread, written

ROW = 30.0
NARROW = 480.0
VITAL_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars by category in the order given; each is labelled with its value, so there is no axis to read."""

    title: str
    sentence: str
    items: Sequence[tuple[str, float]]
    unit: str = ""
    places: int = 0
    write: Write = plain_number
    label_title: str = ""
    value_title: str = ""
    marked: frozenset[str] = frozenset()
    """Categories drawn in the signal colour, with a diamond before their value."""

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        height = ROW * max(len(self.items), 1) + 4
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        room = min(max((text_width(label) for label, _value in self.items), default=0) + 14, width * 0.42)
        values = [written(value, self.places, self.write, self.unit) for _label, value in self.items]
        end = max((text_width(value) for value in values), default=0) + 24
        most = max((value for _label, value in self.items), default=1.0) or 1.0
        canvas.line((room, 0), (room, height), palette.limit)
        for row, ((label, value), words) in enumerate(zip(self.items, values, strict=True)):
            y = row * ROW + 2
            long = (width - room - end) * max(value, 0) / most
            signal = label in self.marked
            colour = palette.signal if signal else palette.series[0]
            canvas.text((room - 10, y + ROW / 2 + 4), fit(label, room - 12), colour=palette.ink, anchor="end")
            canvas.bar(room, y + 6, long, ROW - 12, colour, tip=f"{label}: {words}")
            if signal:
                canvas.diamond((room + long + 11, y + ROW / 2), half=5)
            canvas.text((room + long + (22 if signal else 8), y + ROW / 2 + 4), words, colour=palette.ink, strong=True)
        return canvas.svg()

    def table(self) -> Table:
        name = self.value_title or self.title
        head = [self.label_title, f"{name} ({self.unit})" if self.unit else name]
        return Table(head, [[label, written(value, self.places, self.write)] for label, value in self.items])


@dataclass(frozen=True, slots=True)
class Stack:
    """Columns over time, made of the same series from the bottom up; the series are named beside the last column."""

    title: str
    sentence: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    places: int = 0
    write: Write = plain_number
    label_title: str = ""

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        height = 280.0 if width > NARROW else 240.0
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        marks = ticks(0, max(self._totals(), default=1.0), 4)
        names = [self.write(mark, places_of(marks[1] - marks[0])) for mark in marks]
        left = max(text_width(name) for name in names) + 10
        right = width - min(width * 0.36, max((text_width(one.name) for one in self.series), default=0) + 14)
        top, bottom = 26.0, height - 26.0
        scale = (bottom - top) / marks[-1]
        for mark, name in zip(marks, names, strict=True):
            y = bottom - mark * scale
            canvas.line((left, y), (right, y), palette.limit if mark == 0 else palette.grid)
            canvas.text((left - 8, y + 4), name, anchor="end")
        if self.unit:
            canvas.text((0, 12), self.unit)
        self._columns(canvas, left, right, bottom, scale)
        self._names(canvas, right, top, bottom, scale)
        return canvas.svg()

    def _totals(self) -> list[float]:
        return [sum(one.values[index] or 0 for one in self.series) for index in range(len(self.labels))]

    def _columns(self, canvas: Canvas, left: float, right: float, bottom: float, scale: float) -> None:
        palette = canvas.palette
        slot = (right - left) / max(len(self.labels), 1)
        every = max(1, int(-(-(max(map(text_width, self.labels), default=0) + 8) // slot)))
        for index, label in enumerate(self.labels):
            x, y = left + slot * index, bottom
            for number, one in enumerate(self.series):
                value = one.values[index] or 0
                y -= value * scale
                tip = f"{label}, {one.name}: {written(value, self.places, self.write, self.unit)}"
                colour = palette.series[number % len(palette.series)]
                canvas.bar(x + slot * 0.16, y, slot * 0.68, max(value * scale - 1, 0), colour, tip=tip)
            if (len(self.labels) - 1 - index) % every == 0:
                canvas.text((x + slot / 2, bottom + 18), label, anchor="middle")

    def _names(self, canvas: Canvas, right: float, top: float, bottom: float, scale: float) -> None:
        middles, height = [], 0.0
        for one in self.series:
            value = (one.values[-1] if one.values else 0) or 0
            middles.append(bottom - (height + value / 2) * scale)
            height += value
        for number, row in enumerate(spread(middles, SIZE + 3, top, bottom)):
            colour = canvas.palette.series[number % len(canvas.palette.series)]
            canvas.text((right + 8, row + 4), self.series[number].name, colour=colour, strong=True)

    def table(self) -> Table:
        head = [self.label_title, *(f"{one.name} ({self.unit})" if self.unit else one.name for one in self.series)]
        rows = [
            [label, *(written(one.values[index], self.places, self.write) for one in self.series)]
            for index, label in enumerate(self.labels)
        ]
        return Table(head, rows)


@dataclass(frozen=True, slots=True)
class Pareto:
    """Causes by weight with their cumulative share. The few that make up `VITAL_SHARE` stand out, the rest is faint.

    On a narrow page the columns become rows, so that every name can be read.
    """

    title: str
    sentence: str
    items: Sequence[tuple[str, float]]
    unit: str = ""
    places: int = 0
    write: Write = plain_number
    label_title: str = ""
    value_title: str = ""
    share_title: str = "%"

    def ranked(self) -> list[tuple[str, float, float]]:
        """(name, value, cumulative share up to and with it), the heaviest first; equal weights keep their order."""
        items = sorted(self.items, key=lambda item: -item[1])
        total = sum(value for _label, value in items) or 1.0
        ranked, running = [], 0.0
        for label, value in items:
            running += value
            ranked.append((label, value, running / total))
        return ranked

    def vital(self) -> int:
        """How many causes it takes to reach `VITAL_SHARE` of the total."""
        ranked = self.ranked()
        return next((place + 1 for place, item in enumerate(ranked) if item[2] >= VITAL_SHARE - 1e-9), len(ranked))

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        return self._columns(width, palette) if width > NARROW else self._rows(width, palette)

    def _columns(self, width: float, palette: Palette) -> str:
        height, top, bottom = 320.0, 26.0, 276.0
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        ranked, vital = self.ranked(), self.vital()
        total = sum(value for _label, value in self.items) or 1.0
        marks = [mark for mark in ticks(0, total, 4) if mark <= total * 1.001]
        names = [self.write(mark, places_of(marks[-1] / max(len(marks) - 1, 1))) for mark in marks]
        left, right = max(text_width(name) for name in names) + 10, width - 48
        for mark, name in zip(marks, names, strict=True):
            y = bottom - (bottom - top) * mark / total
            canvas.line((left, y), (right, y), palette.limit if mark == 0 else palette.grid)
            canvas.text((left - 8, y + 4), name, anchor="end")
        if self.unit:
            canvas.text((0, 12), self.unit)
        y80 = bottom - (bottom - top) * VITAL_SHARE
        canvas.line((left, y80), (right, y80), palette.limit, dash="5 4")
        canvas.text((right + 8, y80 + 4), f"{VITAL_SHARE:.0%}")
        slot = (right - left) / max(len(ranked), 1)
        shares = []
        for place, (label, value, share) in enumerate(ranked):
            x, y = left + slot * place, bottom - (bottom - top) * value / total
            words = written(value, self.places, self.write)
            tip = f"{label}: {words} {self.unit}".strip() + f", {share:.0%}"
            canvas.bar(x + slot * 0.1, y, slot * 0.8, bottom - y, palette.series[0], tip=tip, faint=place >= vital)
            # The cumulative line starts at the top of the first column, so its number stands inside.
            inside = place == 0 and bottom - y > ROW
            at, colour = ((x + slot / 2, y + 20), palette.card) if inside else ((x + slot / 2, y - 6), palette.ink)
            canvas.text(at, words, colour=colour, anchor="middle", strong=True)
            for line, part in enumerate(wrap(label, slot - 6)):
                canvas.text((x + slot / 2, bottom + 17 + line * 14), part, colour=palette.ink, anchor="middle")
            shares.append((x + slot / 2, bottom - (bottom - top) * share))
        if shares:
            canvas.path(shares, palette.ink)
        for at, (label, _value, share) in zip(shares, ranked, strict=True):
            canvas.dot(at, palette.ink, radius=2.5, tip=f"{label}: {share:.0%}")
        return canvas.svg()

    def _rows(self, width: float, palette: Palette) -> str:
        row = 44.0
        ranked, vital = self.ranked(), self.vital()
        height = row * max(len(ranked), 1) + 18
        canvas = Canvas(width, height, title=self.title, description=self.sentence, palette=palette)
        most = ranked[0][1] if ranked else 1.0
        long = width - 44
        canvas.text((width, 10), self.share_title, anchor="end")
        for place, (label, value, share) in enumerate(ranked):
            y = place * row + 18
            words = written(value, self.places, self.write)
            canvas.text((0, y + 12), fit(label, long - text_width(words) - 12), colour=palette.ink)
            canvas.text((long, y + 12), words, colour=palette.ink, anchor="end", strong=True)
            canvas.bar(0, y + 19, long * value / (most or 1.0), 12, palette.series[0], faint=place >= vital)
            canvas.text((width, y + 29), f"{share:.0%}", anchor="end")
        return canvas.svg()

    def table(self) -> Table:
        name = self.value_title or self.title
        head = [self.label_title, f"{name} ({self.unit})" if self.unit else name, self.share_title]
        rows = [
            [label, written(value, self.places, self.write), f"{share:.0%}"] for label, value, share in self.ranked()
        ]
        return Table(head, rows)
