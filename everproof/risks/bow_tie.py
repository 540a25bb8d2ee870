"""Draws the bow-tie of a risk as SVG: causes on the left, the event, consequences on the right, barriers between.

Colours come from classes (risks/risks.css); the same words stand in the table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel.ui.charts.canvas import short, wrap
from everproof.risks.models import Risk

# In pixels of the drawing: an end, what stands between, the event; barriers are stacked on their line.
END, REACH, BARRIER, BEND, EVENT = 158.0, 14.0, 168.0, 30.0, 124.0
WIDTH = 2 * (END + REACH + BARRIER + BEND) + EVENT
HEAD = 30.0
LEAST_ROW, ROW_GAP, BARRIER_HEIGHT, BARRIER_GAP = 52.0, 14.0, 36.0, 6.0
EVENT_HEIGHT = 120.0
SIZE, SMALL = 13.0, 12.0


@dataclass(frozen=True)
class _Row:
    """A cause or a consequence on its height."""

    what: str
    barriers: Sequence[str]
    middle: float


def drawn(risk: Risk) -> SafeString:
    """The drawing; each text in it is escaped."""
    height = HEAD + max(_height(risk.causes), _height(risk.consequences), EVENT_HEIGHT) + 8
    middle = HEAD + (height - HEAD) / 2
    left, right = (_rows(lines, middle) for lines in (risk.causes, risk.consequences))
    title = _("Bow-tie of “%(risk)s”") % {"risk": risk.title}
    opening = (
        f'<svg class="bow-tie-drawing" viewBox="0 0 {short(WIDTH)} {short(height)}" role="img" '
        f'width="{short(WIDTH)}" height="{short(height)}"><title>{escape(title)}</title>'
        f"<desc>{escape(_described(risk))}</desc>"
    )
    parts = [opening, *_heads()]
    for row in left:
        parts += _side(row, middle, mirrored=False)
    for row in right:
        parts += _side(row, middle, mirrored=True)
    parts += [*_event(risk, middle), "</svg>"]
    return mark_safe("".join(parts))  # noqa: S308 (every text is escaped where it is written)


def open_ends(risk: Risk) -> int:
    """How many causes and consequences nothing stands before."""
    return sum(not line["barriers"] for line in (*risk.causes, *risk.consequences))


def _described(risk: Risk) -> str:
    causes = ngettext("%(n)d cause", "%(n)d causes", len(risk.causes)) % {"n": len(risk.causes)}
    count = len(risk.consequences)
    consequences = ngettext("%(n)d consequence", "%(n)d consequences", count) % {"n": count}
    return f"{causes}, {consequences}"


def _row_height(line: dict[str, Any]) -> float:
    count = len(line["barriers"])
    return max(LEAST_ROW, count * BARRIER_HEIGHT + (count - 1) * BARRIER_GAP)


def _height(lines: Sequence[dict[str, Any]]) -> float:
    return sum(_row_height(line) for line in lines) + ROW_GAP * max(len(lines) - 1, 0)


def _rows(lines: Sequence[dict[str, Any]], middle: float) -> list[_Row]:
    """The lines of a side one below the other, around the height of the event."""
    y = middle - _height(lines) / 2
    rows = []
    for line in lines:
        height = _row_height(line)
        rows.append(_Row(line["what"], line["barriers"], y + height / 2))
        y += height + ROW_GAP
    return rows


def _heads() -> Iterable[str]:
    places = (
        (0.0, "start", _("Causes")),
        (END + REACH, "start", _("What prevents it")),
        (WIDTH - END - REACH, "end", _("What softens it")),
        (WIDTH, "end", _("Consequences")),
    )
    for x, anchor, words in places:
        yield f'<text class="bow-head" x="{short(x)}" y="14" text-anchor="{anchor}">{escape(words)}</text>'


def _side(row: _Row, middle: float, *, mirrored: bool) -> Iterable[str]:
    """One line from its end over its barriers to the event; on the right the same from the other side."""

    def at(x: float, width: float = 0.0) -> float:
        return WIDTH - x - width if mirrored else x

    knot = END + REACH + BARRIER + BEND
    here, there = short(row.middle), short(middle)
    bend = (at(knot - BEND) + at(knot)) / 2
    bare = "" if row.barriers else " bare"
    yield (
        f'<path class="bow-line{bare}" d="M{short(at(END))} {here}H{short(at(knot - BEND))}'
        f'C{short(bend)} {here} {short(bend)} {there} {short(at(knot))} {there}"/>'
    )
    kind = "consequence" if mirrored else "cause"
    yield (
        f'<rect class="bow-end {kind}" x="{short(at(0, END))}" y="{short(row.middle - LEAST_ROW / 2)}" '
        f'width="{short(END)}" height="{short(LEAST_ROW)}" rx="4"/>'
    )
    yield from _words(row.what, at(0, END) + 9, row.middle, END - 18, 3, SMALL)
    if not row.barriers:
        words = escape(_("no barrier"))
        yield (
            f'<text class="bow-bare" x="{short(at(END + REACH + BARRIER / 2))}" y="{short(row.middle - 6)}" '
            f'text-anchor="middle">{words}</text>'
        )
    count = len(row.barriers)
    y = row.middle - (count * BARRIER_HEIGHT + (count - 1) * BARRIER_GAP) / 2
    for barrier in row.barriers:
        x = at(END + REACH, BARRIER)
        edge = x + BARRIER - 4 if not mirrored else x
        yield (
            f'<rect class="bow-barrier" x="{short(x)}" y="{short(y)}" width="{short(BARRIER)}" '
            f'height="{short(BARRIER_HEIGHT)}" rx="3"/><rect class="bow-edge" x="{short(edge)}" y="{short(y)}" '
            f'width="4" height="{short(BARRIER_HEIGHT)}"/>'
        )
        yield from _words(barrier, x + (12 if mirrored else 8), y + BARRIER_HEIGHT / 2, BARRIER - 22, 2, SMALL)
        y += BARRIER_HEIGHT + BARRIER_GAP


def _event(risk: Risk, middle: float) -> Iterable[str]:
    x = (WIDTH - EVENT) / 2
    top = middle - EVENT_HEIGHT / 2
    yield (
        f'<rect class="bow-event" x="{short(x)}" y="{short(top)}" width="{short(EVENT)}" '
        f'height="{short(EVENT_HEIGHT)}" rx="{short(EVENT_HEIGHT / 4)}"/>'
    )
    level = _("level %(n)s") % {"n": risk.level} if risk.level else ""
    yield from _words(risk.title, x + EVENT / 2, middle - (8 if level else 0), EVENT - 20, 5, SIZE, "middle")
    if level:
        yield (
            f'<text class="bow-note" x="{short(x + EVENT / 2)}" y="{short(top + EVENT_HEIGHT - 11)}" '
            f'text-anchor="middle">{escape(level)}</text>'
        )


def _words(
    text: str, x: float, middle: float, width: float, most: int, size: float, anchor: str = "start"
) -> Iterable[str]:
    lines = wrap(text, width, lines=most, size=size)
    step = size + 3
    y = middle - (len(lines) - 1) * step / 2 + size * 0.35
    spans = "".join(
        f'<tspan x="{short(x)}" y="{short(y + place * step)}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    kind = "bow-title" if anchor == "middle" else "bow-words"
    yield f'<text class="{kind}" text-anchor="{anchor}"><title>{escape(text)}</title>{spans}</text>'
