"""Where the boxes of a process map stand and which way its links go. In pixels of the drawing, y downwards.

All bands share the columns of one grid, so that the gutters between columns and between rows run through the whole
map. A link leaves a box at its right side, runs in gutters only, and enters at the left side: it never crosses a box.
Links that leave one box share a lane until they part; links that enter one box share a lane from where they meet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

Point = tuple[float, float]

WIDTH = 1200.0
MOST_COLUMNS = 7
BOX_HEIGHT, WIDEST_BOX = 70.0, 208.0
# Room at both sides for what is outside, and at the left for the names of the bands.
NAMES, OUTSIDE = 26.0, 26.0
GUTTER, LOW_GUTTER, HIGH_GUTTER = 32.0, 26.0, 46.0
BAND_FOOT, BAND_GAP = 12.0, 6.0
LANE = 6.0


@dataclass(frozen=True)
class Box:
    """A process on the map. `marks` are what is known of its health as (tone, words), the worst first."""

    key: Hashable
    title: str
    url: str = ""
    kind: str = "core"
    owner: str = ""
    tags: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Link:
    """What passes from one box to another; None as an end is somebody outside.

    `tone` is "" where all is well, "warn" where both sides do not agree, "bad" where it failed. `one_sided`: only one
    side knows of it.
    """

    giver: Hashable | None
    receiver: Hashable | None
    words: str = ""
    tone: str = ""
    one_sided: bool = False
    url: str = ""


@dataclass(frozen=True)
class Band:
    """Boxes under one name, in their order from left to right and top to bottom."""

    key: str
    name: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Place:
    """Where a box stands: its cell in the grid and its left upper corner."""

    box: Box
    row: int
    column: int
    x: float
    y: float
    width: float
    height: float = BOX_HEIGHT

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Strip:
    """The room of a band: its name and where it begins and ends."""

    band: Band
    top: float
    bottom: float


@dataclass(frozen=True)
class Route:
    """The way of a link as corners, and the point where no other link runs, for a mark."""

    link: Link
    points: tuple[Point, ...]
    mark: Point


@dataclass
class Layout:
    """A map that can be drawn."""

    width: float
    height: float
    strips: list[Strip]
    places: dict[Hashable, Place]
    routes: list[Route] = field(default_factory=list)
    has_outside: bool = False


def laid_out(bands: Sequence[Band], links: Iterable[Link] = (), *, width: float = WIDTH) -> Layout:
    """Place all boxes and route all links whose ends stand on the map; others are left out."""
    links = [*links]
    bands = [band for band in bands if band.boxes]
    columns = _columns(bands)
    rows_of = [_rows(band, columns) for band in bands]
    has_outside = any(link.giver is None or link.receiver is None for link in links)
    side = OUTSIDE if has_outside else 0.0
    gutter_height = _gutter_height(links, sum(len(rows) for rows in rows_of))
    grid = _Grid(NAMES + side + 6, width - side - 6, columns, gutter_height)
    places: dict[Hashable, Place] = {}
    strips: list[Strip] = []
    y, row = 4.0, 0
    for band, rows in zip(bands, rows_of, strict=True):
        top = y
        for boxes in rows:
            grid.gutters.append(y + gutter_height / 2)
            y += gutter_height
            for column, box in enumerate(boxes):
                places[box.key] = grid.place(box, row, column + (columns - len(rows[0])) // 2, y)
            y += BOX_HEIGHT
            row += 1
        strips.append(Strip(band, top, y + BAND_FOOT))
        y += BAND_FOOT + BAND_GAP
    if strips:
        # Below the last row there is a gutter, too; it belongs to the last band.
        y -= BAND_FOOT + BAND_GAP
        grid.gutters.append(y + gutter_height / 2)
        strips[-1] = Strip(strips[-1].band, strips[-1].top, y + gutter_height)
    layout = Layout(width, strips[-1].bottom + 6 if strips else 0.0, strips, places, has_outside=has_outside)
    layout.routes = _Router(grid, layout).routes(links)
    return layout


def _columns(bands: Sequence[Band]) -> int:
    """As many columns as the longest row needs once each band is broken into rows of equal length."""
    longest = 1
    for band in bands:
        rows = ceil(len(band.boxes) / MOST_COLUMNS)
        longest = max(longest, ceil(len(band.boxes) / rows))
    return longest


def _rows(band: Band, columns: int) -> list[tuple[Box, ...]]:
    count = len(band.boxes)
    rows = ceil(count / columns)
    length = ceil(count / rows)
    return [band.boxes[start : start + length] for start in range(0, count, length)]


def _gutter_height(links: Sequence[Link], rows: int) -> float:
    """Rows stand further apart where many links run between them."""
    return min(HIGH_GUTTER, LOW_GUTTER + 1.5 * len(links) / max(rows, 1))


class _Grid:
    """Columns and gutters: `gutters[r]` is the middle of the gutter above row r."""

    def __init__(self, left: float, right: float, columns: int, gutter_height: float) -> None:
        self.left, self.columns, self.gutter_height = left, columns, gutter_height
        self.pitch = (right - left) / columns
        self.box_width = min(WIDEST_BOX, self.pitch - GUTTER)
        self.gutter_width = self.pitch - self.box_width
        self.gutters: list[float] = []

    def place(self, box: Box, row: int, column: int, y: float) -> Place:
        x = self.left + column * self.pitch + self.gutter_width / 2
        return Place(box, row, column, x, y, self.box_width)

    def gutter_x(self, index: int) -> float:
        """The middle of the gutter left of a column; behind the last column there is one, too."""
        # At both ends there is only half a gutter.
        if index == 0:
            return self.left + self.gutter_width / 4
        if index == self.columns:
            return self.left + self.columns * self.pitch - self.gutter_width / 4
        return self.left + index * self.pitch

    def room(self, index: int) -> float:
        """How wide the gutter is for lanes."""
        ends = index in (0, self.columns)
        return (self.gutter_width / 2 if ends else self.gutter_width) - 12


@dataclass
class _Lane:
    """The stretch of a gutter that one bundle of links uses."""

    low: float
    high: float
    offset: float = 0.0

    def stretch(self, *values: float) -> None:
        self.low, self.high = min(self.low, *values), max(self.high, *values)


class _Router:
    """Finds the way of each link, then spreads what runs in one gutter over lanes."""

    def __init__(self, grid: _Grid, layout: Layout) -> None:
        self.grid, self.layout = grid, layout
        self.upright: dict[int, dict[Hashable, _Lane]] = {}
        self.level: dict[int, dict[Hashable, _Lane]] = {}

    def routes(self, links: Sequence[Link]) -> list[Route]:
        places = self.layout.places
        drawable = [
            link
            for link in links
            if (link.giver is None or link.giver in places)
            and (link.receiver is None or link.receiver in places)
            and not (link.giver is None and link.receiver is None)
        ]
        for link in drawable:
            self._reserve(link)
        for index, upright in self.upright.items():
            _spread(upright, self.grid.room(index))
        for level in self.level.values():
            _spread(level, self.grid.gutter_height - 8)
        return [self._route(link) for link in drawable]

    # Ends of a link: the gutter beside the box, the height of its port.

    def _start(self, link: Link) -> tuple[int, Point]:
        if link.giver is None:
            receiver = self.layout.places[link.receiver]
            return 0, (NAMES + OUTSIDE, self.grid.gutters[receiver.row])
        place = self.layout.places[link.giver]
        return place.column + 1, (place.x + place.width, place.middle)

    def _end(self, link: Link) -> tuple[int, Point]:
        if link.receiver is None:
            giver = self.layout.places[link.giver]
            return self.grid.columns, (self.layout.width - OUTSIDE, self.grid.gutters[giver.row + 1])
        place = self.layout.places[link.receiver]
        return place.column, (place.x, place.middle)

    def _crossing(self, link: Link) -> int:
        """The gutter between rows in which a link runs: the one beside the row of its receiver."""
        if link.giver is None:
            return self.layout.places[link.receiver].row
        giver = self.layout.places[link.giver]
        if link.receiver is None:
            return giver.row + 1
        receiver = self.layout.places[link.receiver]
        return receiver.row if receiver.row > giver.row else receiver.row + 1

    def _reserve(self, link: Link) -> None:
        start_gutter, (_x, start_y) = self._start(link)
        end_gutter, (_ex, end_y) = self._end(link)
        if start_gutter == end_gutter and link.giver is not None and link.receiver is not None:
            if start_y != end_y:
                _use(self.upright, start_gutter, ("out", link.giver), start_y, end_y)
            return
        crossing = self._crossing(link)
        level_y = self.grid.gutters[crossing]
        if link.giver is not None:
            _use(self.upright, start_gutter, ("out", link.giver), start_y, level_y)
        if link.receiver is not None:
            _use(self.upright, end_gutter, ("in", link.receiver), level_y, end_y)
        first = self.grid.gutter_x(start_gutter) if link.giver is not None else NAMES + OUTSIDE
        last = self.grid.gutter_x(end_gutter) if link.receiver is not None else self.layout.width - OUTSIDE
        _use(self.level, crossing, ("from", link.giver), first, last)

    def _route(self, link: Link) -> Route:
        start_gutter, start = self._start(link)
        end_gutter, end = self._end(link)
        if start_gutter == end_gutter and link.giver is not None and link.receiver is not None:
            if start[1] == end[1]:
                return Route(link, (start, end), ((start[0] + end[0]) / 2, start[1]))
            x = self.grid.gutter_x(start_gutter) + self.upright[start_gutter]["out", link.giver].offset
            return Route(link, (start, (x, start[1]), (x, end[1]), end), (x, end[1]))
        crossing = self._crossing(link)
        y = self.grid.gutters[crossing] + self.level[crossing]["from", link.giver].offset
        points: list[Point] = []
        if link.giver is None:
            points.append((start[0], y))
        else:
            x = self.grid.gutter_x(start_gutter) + self.upright[start_gutter]["out", link.giver].offset
            points += [start, (x, start[1]), (x, y)]
        if link.receiver is None:
            mark = (end[0] - 12, y)
            points.append((end[0], y))
        else:
            x = self.grid.gutter_x(end_gutter) + self.upright[end_gutter]["in", link.receiver].offset
            mark = (x, y)
            points += [(x, y), (x, end[1]), end]
        return Route(link, tuple(points), mark)


def _use(gutters: dict[int, dict[Hashable, _Lane]], index: int, key: Hashable, first: float, last: float) -> None:
    lanes = gutters.setdefault(index, {})
    if key in lanes:
        lanes[key].stretch(first, last)
    else:
        lanes[key] = _Lane(min(first, last), max(first, last))


def _spread(lanes: dict[Hashable, _Lane], room: float) -> None:
    """Give stretches that overlap different offsets from the middle, as few as possible and within the room."""
    ends: list[float] = []
    chosen: list[tuple[_Lane, int]] = []
    for lane in sorted(lanes.values(), key=lambda one: (one.low, one.high)):
        number = next((index for index, end in enumerate(ends) if end < lane.low - LANE), len(ends))
        if number == len(ends):
            ends.append(lane.high)
        else:
            ends[number] = lane.high
        chosen.append((lane, number))
    apart = min(LANE, room / max(len(ends) - 1, 1))
    for lane, number in chosen:
        # The first lane in the middle, the next ones to both sides of it.
        lane.offset = apart * ((number + 1) // 2) * (1 if number % 2 else -1)
