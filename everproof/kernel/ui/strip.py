"""The conformity strip: one mark per requirement, grouped by clause, always in the same place and order.

The shape of a mark carries its outcome and colour only repeats it: filled square, diamond, hollow square, clock, dash,
cross. Three sizes are drawn from one layout: for a page (one drawing a clause, so that a phone can wrap them), for
paper (one drawing, literal colours, no links) and small (one drawing without labels, for the head of a report).

    strip = Strip("ISO 9001:2015", cells=[Cell("4.1-1", "pass", url="/…/4.1-1/"), …], clauses={"4": "Context", …})
    strip.clause_drawings                # on a page; the template tag {% conformity_strip strip %} frames them
    strip.svg(size="small")              # in a line
    strip_svg(strip, palette="print")    # on the cover of a report
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui import formats
from everproof.kernel.ui.charts.canvas import PAGE, PDF, Palette, fit, short, text_width

PASS, FAIL, NO_EVIDENCE = "pass", "fail", "no-evidence"
MANUAL_DUE, NOT_APPLICABLE, ERROR = "manual-due", "not-applicable", "error"

# In the order in which they matter to somebody who wants to be certified.
OUTCOMES: dict[str, Any] = {
    FAIL: _("Not met"),
    ERROR: _("Could not be checked"),
    NO_EVIDENCE: _("Nothing to show yet"),
    MANUAL_DUE: _("To be assessed"),
    PASS: _("Met"),
    NOT_APPLICABLE: _("Does not apply"),
}

PALETTES = {"page": PAGE, "print": PDF}
ROWS = 7
PITCH = 14.0
SUBCLAUSE_GAP = 4.0
CLAUSE_GAP = 18.0
LABEL = 18.0
LABEL_SIZE = 11.0
ICON = 20.0

# Each mark within its cell of PITCH by PITCH, moved there by the "M x y" that goes before it. Filled, or a line.
_FILLED = {PASS: (2.5, 2.5, "h9v9h-9z"), FAIL: (7.0, 0.4, "l6.6 6.6l-6.6 6.6l-6.6 -6.6z")}
_LINES = {
    NO_EVIDENCE: (3.0, 3.0, "h8v8h-8z"),
    MANUAL_DUE: (7.0, 2.5, "a4.5 4.5 0 1 1 -.01 0zv4.5h4.5"),
    NOT_APPLICABLE: (3.5, 7.0, "h7"),
    ERROR: (3.0, 3.0, "l8 8m-8 0l8 -8"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One requirement: its id ("10.2.1-4"), its outcome (a key of OUTCOMES) and where its page is."""

    id: str
    outcome: str
    url: str = ""

    @property
    def clause(self) -> str:
        """The clause that the strip groups by: "10" of "10.2.1-4"."""
        return self.id.partition(".")[0]

    @property
    def subclause(self) -> str:
        """ "10.2" of "10.2.1-4"."""
        return ".".join(self.id.partition("-")[0].split(".")[:2])


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Group:
    """The marks of a clause from its own left edge, and how wide they are together."""

    number: str
    title: str
    marks: tuple[_Placed, ...]
    width: float

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Count:
    """How many requirements have an outcome; `url` leads to them."""

    outcome: str
    label: str
    number: int
    url: str = ""


@dataclass(frozen=True)
class Strip:
    """The strip of one edition. `clauses` names the clauses by number; `url` leads to all requirements.

    `as_of` says when this was found out, in words. `words_url` gives {id: what it asks} as JSON, for the pointer.
    `filter_urls` lead from an outcome, `clause_urls` from a clause to its requirements. One of another day than today
    is not `is_now`: the browser does not take it for a change of what it showed last.
    """

    title: str
    cells: Sequence[Cell]
    clauses: Mapping[str, str]
    url: str = ""
    as_of: str = ""
    words_url: str = ""
    filter_urls: Mapping[str, str] | None = None
    clause_urls: Mapping[str, str] | None = None
    is_now: bool = True

    @cached_property
    def _numbers(self) -> Counter[str]:
        return Counter(cell.outcome for cell in self.cells)

    @cached_property
    def counts(self) -> list[Count]:
        """The outcomes that occur, in the order of OUTCOMES."""
        urls = self.filter_urls or {}
        numbers = self._numbers
        return [
            Count(name, str(label), numbers[name], urls.get(name, ""))
            for name, label in OUTCOMES.items()
            if numbers[name]
        ]

    @cached_property
    def sentence(self) -> str:
        """The strip in a sentence: what the drawing's description says."""
        parts = ", ".join(f"{count.label}: {formats.number(count.number)}" for count in self.counts)
        total = gettext("%(number)s requirements") % {"number": formats.number(len(self.cells))}
        return f"{self.title}. {total}. {parts}."

    @cached_property
    def first(self) -> Cell | None:
        """Where a reader begins: the first requirement that is not met, else the first of all."""
        for outcome in (FAIL, ERROR, NO_EVIDENCE, MANUAL_DUE):
            found = next((cell for cell in self.cells if cell.outcome == outcome), None)
            if found:
                return found
        return self.cells[0] if self.cells else None

    @property
    def first_label(self) -> str:
        first = self.first
        return str(OUTCOMES[first.outcome]) if first else ""

    @cached_property
    def groups(self) -> list[_Group]:
        return [
            _group(number, self.clauses.get(number, ""), list(cells))
            for number, cells in groupby(self.cells, lambda cell: cell.clause)
        ]

    def table(self) -> tuple[list[Count], list[tuple[str, str, str, list[int]]]]:
        """The outcomes that occur, and (number, title, address, how many of each) for every clause."""
        urls = self.clause_urls or {}
        rows = []
        for group in self.groups:
            numbers = Counter(mark.cell.outcome for mark in group.marks)
            found = [numbers[count.outcome] for count in self.counts]
            rows.append((group.number, group.title, urls.get(group.number, ""), found))
        return self.counts, rows

    @cached_property
    def clause_drawings(self) -> SafeString:
        """One drawing a clause, each mark a link. Hidden from screen readers, who get the table beside it."""
        height = short(LABEL + ROWS * PITCH)
        drawn = []
        for group in self.groups:
            width = short(max(group.width, text_width(group.label, LABEL_SIZE)))
            drawn.append(
                f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
                f'<text x="0" y="11">{_numbered(group)}</text>{"".join(_linked(group.marks))}</svg>'
            )
        return mark_safe("".join(drawn))  # noqa: S308 (escaped here)

    def svg(self, *, size: str = "page", palette: Palette = PAGE) -> SafeString:
        """All in one drawing without links: `page` with the names of the clauses, `small` without, in half the size."""
        is_small = size == "small"
        gap, top = (CLAUSE_GAP / 2, 0.0) if is_small else (CLAUSE_GAP, LABEL)
        parts: list[str] = []
        left = 0.0
        for group in self.groups:
            width = group.width if is_small else max(group.width, text_width(group.label, LABEL_SIZE))
            if not is_small:
                words = escape(fit(group.label, width + gap, LABEL_SIZE))
                parts.append(f'<text x="{short(left)}" y="11" fill="{palette.soft}">{words}</text>')
            parts.append(_drawn(group.marks, left, top - LABEL, palette))
            left += width + gap
        width, height = left - gap if self.groups else 0.0, top + ROWS * PITCH
        scale = 0.5 if is_small else 1.0
        return mark_safe(  # noqa: S308 (escaped here)
            f'<svg xmlns="http://www.w3.org/2000/svg" class="strip-{size}" '
            f'viewBox="0 0 {short(width)} {short(height)}" '
            f'width="{short(width * scale)}" height="{short(height * scale)}" role="img" '
            f'font-family="Inter, system-ui, sans-serif" font-size="{short(LABEL_SIZE)}">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.sentence)}</desc>{''.join(parts)}</svg>"
        )


def strip_icon(strip: Strip) -> SafeString:
    """The strip as a browser tab's icon: a bar a clause, filled from below by the share of what applies and is met.

    It stands alone and knows by itself whether the system is dark.
    """
    pitch = ICON / max(len(strip.groups), 1)
    bars = []
    for column, group in enumerate(strip.groups):
        numbers = Counter(mark.cell.outcome for mark in group.marks)
        applicable = numbers.total() - numbers[NOT_APPLICABLE]
        filled = ICON * numbers[PASS] / applicable if applicable else ICON
        place = f'x="{short(column * pitch)}" width="{short(pitch * 0.8)}"'
        bars.append(f'<rect {place} y="0" height="{short(ICON)}" rx=".6" opacity=".3"/>')
        bars.append(f'<rect {place} y="{short(ICON - filled)}" height="{short(filled)}" rx=".6"/>')
    return mark_safe(  # noqa: S308 (numbers only)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(ICON)} {short(ICON)}">'
        "<style>svg{fill:#0b5a64}@media (prefers-color-scheme:dark){svg{fill:#74c3c8}}</style>"
        f"{''.join(bars)}</svg>"
    )


def strip_svg(strip: Strip, *, size: str = "page", palette: str = "page") -> SafeString:
    """The strip as one drawing without links, in the colours of a page ("page") or of paper ("print").

    The colours of paper are written out, so that the drawing stands alone: in a PDF, or as a file.
    """
    return strip.svg(size=size, palette=PALETTES[palette])


def _group(number: str, title: str, cells: list[Cell]) -> _Group:
    """Columns from top to bottom. Each subclause begins one, so that a new requirement moves no other subclause."""
    marks: list[_Placed] = []
    left = 0.0
    for _subclause, members in groupby(cells, lambda cell: cell.subclause):
        row = -1
        for row, cell in enumerate(members):
            marks.append(_Placed(cell, left + row // ROWS * PITCH, LABEL + row % ROWS * PITCH))
        left += (row // ROWS + 1) * PITCH + SUBCLAUSE_GAP
    return _Group(number, title, tuple(marks), left - SUBCLAUSE_GAP)


def _path(outcome: str, x: float, y: float) -> str:
    dx, dy, steps = _FILLED.get(outcome) or _LINES.get(outcome) or _LINES[NO_EVIDENCE]
    return f"M{short(x + dx)} {short(y + dy)}{steps}"


def _linked(marks: Iterable[_Placed]) -> list[str]:
    """Marks as links with their outcome as class. Not in the tab order: one link in the head walks them by arrows."""
    return [
        f'<a href="{escape(mark.cell.url)}" class="{mark.cell.outcome}" data-id="{mark.cell.id}" tabindex="-1">'
        f'<path d="{_path(mark.cell.outcome, mark.x, mark.y)}"/></a>'
        for mark in marks
    ]


def _numbered(group: _Group) -> str:
    return f'<tspan class="n">{escape(group.number)}</tspan> {escape(group.title)}'


def _drawn(marks: Sequence[_Placed], left: float, top: float, palette: Palette) -> str:
    """Marks without links: all of one outcome are one path."""
    colours = {
        PASS: palette.series[0],
        FAIL: palette.signal,
        ERROR: palette.signal,
        NO_EVIDENCE: palette.limit,
        MANUAL_DUE: palette.series[1],
        NOT_APPLICABLE: palette.limit,
    }
    found = []
    for outcome, colour in colours.items():
        steps = "".join(_path(outcome, mark.x + left, mark.y + top) for mark in marks if mark.cell.outcome == outcome)
        if not steps:
            continue
        if outcome in _FILLED:
            found.append(f'<path fill="{colour}" d="{steps}"/>')
        else:
            found.append(f'<path fill="none" stroke="{colour}" stroke-width="1.4" d="{steps}"/>')
    return "".join(found)


def outcome_mark(outcome: str) -> str:
    """The mark of an outcome by itself, the size of a word's letter."""
    return (
        f'<svg class="mark {escape(outcome)}" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">'
        f'<path d="{_path(outcome, 0, 0)}"/></svg>'
    )


def outcome_words(outcome: str) -> str:
    """What an outcome is called; unknown ones stay as they are."""
    return str(OUTCOMES.get(outcome, outcome))
