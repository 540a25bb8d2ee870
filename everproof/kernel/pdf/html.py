"""Reads HTML that we made or cleaned into the blocks that templates print. Unknown elements keep their words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

from everproof.kernel.pdf.blocks import Block
from everproof.kernel.ui.charts import PAGE, PDF

MARKS = {
    "strong": "b",
    "b": "b",
    "dt": "b",
    "em": "i",
    "i": "i",
    "u": "u",
    "s": "s",
    "del": "s",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
ENDS_LINE = frozenset(
    {"p", "div", "section", "article", "dt", "dd", "summary", "figcaption", "header", "aside", "form"}
)
# Elements inside a line that pages set apart by their style alone.
BESIDE = frozenset({"span", "small", "time", "code"})
# What is for the screen: its words would only confuse on paper.
SKIPPED = frozenset({"script", "style", "svg", "template", "button", "select", "textarea", "nav", "dialog"})
MARK_OF_DRAWING = "drawing-of-a-chart-"
HIDDEN = ("visually-hidden", "no-print", "small-chart")
# A chart as `kernel.ui.charts.figure` frames it; its colours are names that paper does not know.
DRAWING = re.compile(r'<div class="wide">(<svg [^>]*>.*?</svg>)</div>', re.DOTALL)
NAMED = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
COLOURS = {
    **dict(zip(PAGE.series, PDF.series, strict=True)),
    **{getattr(PAGE, name): getattr(PDF, name) for name in ("ink", "soft", "grid", "card", "signal", "limit")},
}


def read(html: str) -> list[Block]:
    """The blocks of some HTML. Charts come along in the colours of paper; icons do not."""
    reader = _Reader()
    reader.feed(DRAWING.sub(reader.take_drawing, html))
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Block] = []
        self.drawings: list[Block] = []
        self.runs: list[Block] = []
        self.marks: list[str] = []
        self.links: list[str] = []
        self.lists: list[Block] = []
        self.rows: list[list[Any]] | None = None
        self.head: list[list[Any]] = []
        self.cell: dict[str, Any] | None = None
        self.in_pre = False
        self.skip: list[str] = []
        self.ends: dict[str, Callable[[], None]] = {
            "td": self._end_cell,
            "th": self._end_cell,
            "table": self._end_table,
            "li": self._end_item,
            "ul": self._end_list,
            "ol": self._end_list,
            "pre": self._end_pre,
        }

    def take_drawing(self, found: re.Match[str]) -> str:
        """Keep a chart and leave a mark where it stood."""
        svg = found.group(1)
        for name, colour in COLOURS.items():
            svg = svg.replace(name, colour)
        named = NAMED.search(svg)
        self.drawings.append({"k": "svg", "svg": svg, "alt": unescape(named.group(1)) if named else ""})
        return f'<div class="{MARK_OF_DRAWING}{len(self.drawings) - 1}"></div>'

    def finished(self) -> list[Block]:
        self._end_paragraph()
        return self.out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.skip or tag in SKIPPED or _is_hidden(given):
            if tag not in VOID:
                self.skip.append(tag)
            return
        if tag in HEADINGS or tag in ENDS_LINE:
            self._end_paragraph()
            self._place_drawing(given.get("class") or "")
        if tag in BESIDE:
            self._part()
        if tag in MARKS:
            self.marks.append(MARKS[tag])
        elif tag == "a":
            self.links.append(given.get("href") or "")
        elif tag == "br":
            self.runs.append({"break": True})
        elif tag == "hr":
            self._end_paragraph()
            self.out.append({"k": "rule"})
        elif tag == "pre":
            self._end_paragraph()
            self.in_pre = True
        elif tag == "img":
            self._picture(given)
        else:
            self._start_group(tag, given)

    def _part(self) -> None:
        """What stands apart on a screen by its style gets a space on paper."""
        before = self.runs[-1].get("t", "") if self.runs else ""
        if before and (before[-1].isalnum() or before[-1] in ".,;:!?%)”"):
            self.runs.append({"t": " "})

    def _place_drawing(self, classes: str) -> None:
        place = classes.removeprefix(MARK_OF_DRAWING)
        if place != classes and place.isdecimal() and int(place) < len(self.drawings):
            self.out.append(self.drawings[int(place)])

    def _start_group(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in ("ul", "ol"):
            self._start_list(tag, given)
        elif tag == "li":
            self._end_item()
            if self.lists:
                self.lists[-1]["items"].append({"runs": [], "inner": []})
        elif tag == "table":
            self._end_paragraph()
            self.rows, self.head = [], []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows is not None:
            self.runs = []
            self.cell = {"head": tag == "th", **{name: _whole(given.get(name)) for name in ("colspan", "rowspan")}}

    def handle_endtag(self, tag: str) -> None:
        if self.skip:
            if tag in self.skip:
                while self.skip.pop() != tag:
                    pass
            return
        if tag in MARKS:
            if MARKS[tag] in self.marks:
                self.marks.remove(MARKS[tag])
        elif tag == "a":
            if self.links:
                self.links.pop()
        elif tag in HEADINGS:
            self._end_heading(HEADINGS[tag])
        elif tag in ENDS_LINE:
            self._end_paragraph()
        elif tag in self.ends:
            self.ends[tag]()

    def handle_data(self, data: str) -> None:
        if self.skip:
            return
        words = data if self.in_pre else _collapsed(data)
        if not words.strip() and not self.runs:
            return
        run: Block = {"t": words, **dict.fromkeys(self.marks, True)}
        if self.links and self.links[-1]:
            run["href"] = self.links[-1]
        self.runs.append(run)

    def _taken(self) -> list[Block]:
        taken, self.runs = self.runs, []
        while taken and "t" in taken[-1] and not taken[-1]["t"].strip():
            taken.pop()
        return taken

    def _end_paragraph(self) -> None:
        if self.cell is not None:
            # A paragraph inside a cell ends a line of it.
            if self.runs and "break" not in self.runs[-1]:
                self.runs.append({"break": True})
        elif self.lists:
            self._end_item()
        elif taken := self._taken():
            self.out.append({"k": "p", "runs": taken})

    def _end_heading(self, level: int) -> None:
        words = " ".join("".join(run.get("t", " ") for run in self._taken()).split())
        if words and self.cell is None:
            self.out.append({"k": "h", "level": level, "text": words})

    def _start_list(self, tag: str, given: dict[str, str | None]) -> None:
        self._end_paragraph()
        self.lists.append({"k": tag, "items": [], "start": _whole(given.get("start"))})

    def _end_item(self) -> None:
        taken = self._taken() if self.lists and self.cell is None else []
        if not taken:
            return
        items = self.lists[-1]["items"]
        if not items:
            items.append({"runs": [], "inner": []})
        if items[-1]["runs"]:
            taken.insert(0, {"break": True})
        items[-1]["runs"].extend(taken)

    def _end_list(self) -> None:
        self._end_item()
        if not self.lists:
            return
        done = self.lists.pop()
        if not self.lists:
            self.out.append(done)
        elif self.lists[-1]["items"]:
            self.lists[-1]["items"][-1]["inner"].append(done)

    def _end_cell(self) -> None:
        if self.rows is None or self.cell is None:
            return
        taken = self._taken()
        while taken and "break" in taken[-1]:
            taken.pop()
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append({**self.cell, "runs": taken})
        self.cell = None

    def _end_table(self) -> None:
        if self.rows is None:
            return
        rows = [row for row in self.rows if row]
        while rows and all(cell["head"] for cell in rows[0]):
            self.head.append(rows.pop(0))
        self.out.append({"k": "table", "head": self.head, "rows": rows})
        self.rows = None

    def _end_pre(self) -> None:
        words = "".join(run.get("t", "\n") for run in self._taken())
        self.in_pre = False
        if words.strip():
            self.out.append({"k": "code", "text": words})

    def _picture(self, given: dict[str, str | None]) -> None:
        words = given.get("alt") or ""
        if words and (self.cell is not None or self.lists):
            self.runs.append({"t": f"[{words}]"})
            return
        self._end_paragraph()
        self.out.append({"k": "picture", "path": given.get("src") or "", "alt": words, "caption": given.get("title")})


def _is_hidden(given: dict[str, str | None]) -> bool:
    """Whether an element is for screens, or for ears, alone."""
    return given.get("aria-hidden") == "true" or any(name in HIDDEN for name in (given.get("class") or "").split())


VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def _collapsed(words: str) -> str:
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() and words.strip() else ""
    return f"{before}{' '.join(words.split())}{after}"


def _whole(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) < 5 else 1
