"""Draws a map that is laid out, as SVG. Colours and states come from classes (processes/css/map.css)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from everproof.kernel.ui.charts import canvas
from everproof.kernel.ui.charts.canvas import fit, text_width, wrap
from everproof.processes.map.layout import NAMES, OUTSIDE, Box, Layout, Place, Point, Route

TITLE_SIZE, NOTE_SIZE = 13.0, 11.0
POINT = 11.0
CORNER = 5.0
DENSE = 60
# The marks of states, as everywhere in the product: the shape tells, the colour repeats.
SHAPES = {
    "good": '<rect x="-4" y="-4" width="8" height="8" rx="1.5" class="map-mark good"/>',
    "progress": '<circle r="4" class="map-mark progress"/>',
    "neutral": '<circle r="4" class="map-mark neutral"/>',
    "warn": '<path d="M0-5 5.5 4.5H-5.5Z" class="map-mark warn"/>',
    "bad": '<path d="M0-5.5 5.5 0 0 5.5-5.5 0Z" class="map-mark bad"/>',
}
ORDER = ("", "warn", "bad")

# Columns and gutters repeat: most coordinates of a large map were written before.
short = lru_cache(maxsize=2048)(canvas.short)


def drawn(layout: Layout, *, title: str, description: str, outside: tuple[str, str]) -> str:
    """The map as SVG. `outside` names what comes from and what goes to somebody outside the company."""
    width, height = short(layout.width), short(layout.height)
    dense = " dense" if len(layout.routes) > DENSE else ""
    opening = (
        f'<svg class="process-map-drawing{dense}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-label="{escape(title)}. {escape(description)}">'
    )
    parts = [opening]
    parts += _strips(layout)
    if layout.has_outside:
        parts += _outside(layout, *outside)
    parts.append('<g class="map-links" aria-hidden="true">')
    parts += _links(layout.routes)
    parts.append("</g>")
    parts += [_box(place) for place in layout.places.values()]
    parts.append("</svg>")
    return "".join(parts)


def _strips(layout: Layout) -> Iterable[str]:
    for strip in layout.strips:
        middle = (strip.top + strip.bottom) / 2
        height = strip.bottom - strip.top
        name = fit(strip.band.name, height - 8, NOTE_SIZE)
        yield (
            f'<rect class="map-band {escape(strip.band.key)}" x="0" y="{short(strip.top)}" '
            f'width="{short(layout.width)}" height="{short(height)}" rx="6"/>'
            f'<text class="map-band-name" transform="translate(17 {short(middle)})rotate(-90)" text-anchor="middle">'
            f"{escape(name)}</text>"
        )


def _outside(layout: Layout, source: str, target: str) -> Iterable[str]:
    """What is outside the company, as a bar at each side."""
    for x, whole in ((NAMES, source), (layout.width - OUTSIDE, target)):
        words = escape(fit(whole, layout.height - 20, NOTE_SIZE))
        yield (
            f'<rect class="map-outside" x="{short(x + 2)}" y="8" width="{short(OUTSIDE - 4)}" '
            f'height="{short(layout.height - 16)}" rx="4"/>'
            f'<text class="map-outside-name" transform="translate({short(x + OUTSIDE / 2 + 4)} '
            f'{short(layout.height / 2)})rotate(-90)" text-anchor="middle">{words}</text>'
        )


def _links(routes: list[Route]) -> Iterable[str]:
    """What is well first, so that what is not lies on top."""
    for route in sorted(routes, key=lambda one: ORDER.index(one.link.tone)):
        link = route.link
        kind = f" {link.tone}" if link.tone else ""
        one_sided = " one-sided" if link.one_sided else ""
        ends = "".join(
            f' data-{name}="{escape(str(key))}"'
            for name, key in (("from", link.giver), ("to", link.receiver))
            if key is not None
        )
        way = _rounded(route.points)
        x, y = route.points[-1]
        body = (
            f'<title>{escape(link.words)}</title><path class="reach" d="{way}"/><path class="line" d="{way}"/>'
            f'<path class="tip" d="M{short(x)} {short(y)}l-7-3.5v7Z"/>'
        )
        if link.tone:
            at = f"{short(route.mark[0])} {short(route.mark[1])}"
            body += f'<g transform="translate({at})">{SHAPES[link.tone]}</g>'
        opening = f'<a class="map-link{kind}{one_sided}" href="{escape(link.url)}" tabindex="-1"{ends}>'
        yield f"{opening}{body}</a>" if link.url else f'<g class="map-link{kind}{one_sided}"{ends}>{body}</g>'


def _rounded(points: tuple[Point, ...]) -> str:
    """A way with round corners; a corner is smaller where two stand close."""
    first = points[0]
    steps = [f"M{short(first[0])} {short(first[1])}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(CORNER, _distance(before, here) / 2, _distance(here, after) / 2)
        if reach < 1:
            steps.append(f"L{short(here[0])} {short(here[1])}")
            continue
        enter, leave = _towards(here, before, reach), _towards(here, after, reach)
        steps.append(f"L{_at(enter)}Q{_at(here)} {_at(leave)}")
    steps.append(f"L{_at(points[-1])}")
    return "".join(steps)


def _at(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def _distance(first: Point, second: Point) -> float:
    """Ways run along the axes, so this is the length between two corners."""
    return abs(first[0] - second[0]) + abs(first[1] - second[1])


def _towards(start: Point, goal: Point, length: float) -> Point:
    whole = _distance(start, goal)
    return (start[0] + (goal[0] - start[0]) * length / whole, start[1] + (goal[1] - start[1]) * length / whole)


def _box(place: Place) -> str:
    box = place.box
    worst = box.marks[0][0] if box.marks else "quiet"
    opening = (
        f'<a class="map-box {escape(box.kind)} {worst}" href="{escape(box.url)}" data-key="{escape(str(box.key))}" '
        f'aria-label="{escape(spoken(box))}"><title>{escape(spoken(box))}</title>'
    )
    return f"{opening}{_outline(place)}{_title(place)}{_health(place)}</a>"


def _outline(place: Place) -> str:
    """A core process points to the right, where the customer is; the others are plain."""
    x, y, width, height = place.x, place.y, place.width, place.height
    if place.box.kind != "core":
        size = f'width="{short(width)}" height="{short(height)}"'
        return f'<rect class="shape" x="{short(x)}" y="{short(y)}" {size} rx="5"/>'
    return (
        f'<path class="shape" d="M{short(x + 4)} {short(y)}H{short(x + width - POINT)}L{short(x + width)} '
        f"{short(y + height / 2)}L{short(x + width - POINT)} {short(y + height)}H{short(x + 4)}q-4 0-4-4V{short(y + 4)}"
        'q0-4 4-4Z"/>'
    )


def _title(place: Place) -> str:
    box = place.box
    room = place.width - 20 - (POINT - 3 if box.kind == "core" else 0)
    has_note = bool(box.marks or box.tags)
    lines = wrap(box.title, room, lines=2 if has_note else 3, size=TITLE_SIZE)
    block = len(lines) * 16 + (17 if has_note else 0)
    y = place.y + (place.height - block) / 2 + 12.5
    spans = "".join(
        f'<tspan x="{short(place.x + 10)}" y="{short(y + index * 16)}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return f'<text class="map-title">{spans}</text>'


def _health(place: Place) -> str:
    """The worst mark in words, how many more there are, and what kind of process it is."""
    box = place.box
    if not box.marks and not box.tags:
        return ""
    lines = wrap(box.title, place.width - 20 - (POINT - 3 if box.kind == "core" else 0), lines=2, size=TITLE_SIZE)
    y = place.y + (place.height - len(lines) * 16 - 17) / 2 + 12.5 + len(lines) * 16 + 1
    x = place.x + 10
    room = place.width - 20 - (POINT if box.kind == "core" else 0)
    if not box.marks:
        words = fit(", ".join(box.tags), room, NOTE_SIZE)
        return f'<text class="map-note" x="{short(x)}" y="{short(y)}">{escape(words)}</text>'
    tone, said = box.marks[0]
    others = Counter(mark for mark, _words in box.marks[1:] if mark != "good")
    more = f" +{others.total()}" if others else ""
    words = fit(said, room - 14 - text_width(more, NOTE_SIZE), NOTE_SIZE)
    return (
        f'<g transform="translate({short(x + 5)} {short(y - 4)})">{SHAPES.get(tone, SHAPES["neutral"])}</g>'
        f'<text class="map-note" x="{short(x + 15)}" y="{short(y)}">{escape(words)}'
        f'<tspan class="more">{escape(more)}</tspan></text>'
    )


def spoken(box: Box) -> str:
    """A box as one sentence after the other, for those who do not see it."""
    facts = [box.title, *([box.owner] if box.owner else []), *box.tags, *(words for _tone, words in box.marks)]
    return ". ".join(fact.rstrip(".") for fact in facts)
