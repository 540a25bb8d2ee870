"""Content for the templates: typed blocks, checked and completed, so that a template meets no surprise.

A block is a dict with its kind in `k`:

    h        level 1 to 4, text, number ("" lets the template count)
    p        runs
    quote    runs, or blocks
    ul, ol   items: each a list of blocks or runs, or {"runs": […], "inner": [lists]}; start
    table    head and rows (lists of cells), caption; a cell is text, a list of runs, or {"runs" or "blocks",
             "colspan", "rowspan"}
    code, pre   text
    svg      svg, alt, caption: a drawing of our own
    picture  path (a name among the pictures that go with the data), alt, caption
    facts    facts: [{"label", "value"}]
    rule, page

A run is {"t": text} with any of b, i, u, s, sub, sup, code set, and href for an address; {"break": True} ends a line.
What is unknown or empty is left out; nothing raises for content, because content comes from people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

MARKS = ("b", "i", "u", "s", "sub", "sup", "code")
ADDRESSES = ("http://", "https://", "mailto:")
DEEPEST = 4
MOST_COLUMNS = 24
NARROWEST, WIDEST = 3.0, 14.0

Block = dict[str, Any]


def normal(blocks: Iterable[Mapping[str, Any]], pictures: Iterable[str] = ()) -> list[Block]:
    """The blocks as the templates take them; pictures that are not among `pictures` leave their words."""
    known = frozenset(pictures)
    found = [_in_place(made, known) for block in blocks if (made := _made(block))]
    _close_gaps(found)
    return found


def _made(block: Mapping[str, Any]) -> Block | None:
    made: Block | None = _MAKERS.get(str(block.get("k", "")), _unknown)(block)
    return made


def _in_place(block: Block, pictures: frozenset[str]) -> Block:
    """A picture that did not come along leaves its words."""
    if block["k"] == "picture" and block["path"] not in pictures:
        return paragraph(block["caption"] or block["alt"])
    return block


def _nested(blocks: Iterable[Mapping[str, Any]]) -> list[Block]:
    """Blocks inside another: a heading there is a strong line, a picture its words."""
    found = [_in_place(made, frozenset()) for block in blocks if (made := _made(block))]
    return [
        {"k": "p", "runs": [{"t": one["text"], "b": True}]} if one["k"] == "h" else one
        for one in found
        if one["k"] != "page"
    ]


def paragraph(text: str) -> Block:
    """Plain text as a paragraph."""
    return {"k": "p", "runs": runs(text)}


def prose(text: str) -> list[Block]:
    """Plain text as somebody typed it: a paragraph for each run of lines between empty ones."""
    parts = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n")]
    return [paragraph(part) for part in parts if part.strip()]


def heading(text: str, level: int = 1) -> Block:
    return {"k": "h", "level": level, "text": text, "number": ""}


def facts(pairs: Iterable[tuple[Any, Any]]) -> Block:
    """Labels with values, all as text; without those that have none."""
    shown = [(_text(label), _text(value)) for label, value in pairs]
    return {"k": "facts", "facts": [{"label": label, "value": value} for label, value in shown if value.strip()]}


def table(head: Sequence[Any], rows: Iterable[Sequence[Any]], caption: str = "") -> Block:
    """A table with one row of headings, ready for a template."""
    made = _table({"head": list(head), "rows": [list(row) for row in rows], "caption": caption})
    return made or {"k": "table", "head": [], "rows": [], "widths": [], "caption": caption}


def runs(given: Any) -> list[Block]:
    """Runs out of runs or text; a line break inside text becomes one on paper."""
    found: list[Block] = []
    for run in [given] if isinstance(given, str | Mapping) else given or ():
        one = {"t": run} if isinstance(run, str) else run
        if one.get("break"):
            found.append({"break": True})
            continue
        marks: Block = {name: True for name in MARKS if one.get(name)}
        address = str(one.get("href") or "")
        if address.startswith(ADDRESSES):
            marks["href"] = address
        for place, line in enumerate(_text(one.get("t")).split("\n")):
            if place:
                found.append({"break": True})
            if line:
                found.append({"t": line, **marks})
    return found


def _text(value: Any) -> str:
    """Text without characters that neither JSON nor paper can show."""
    text = "" if value is None else str(value)
    return "".join(one for one in text if one in "\n\t" or (ord(one) >= 32 and not 0xD800 <= ord(one) <= 0xDFFF))


def _heading(block: Mapping[str, Any]) -> Block | None:
    words = block.get("text")
    if words is None:
        words = "".join(run.get("t", "") for run in runs(block.get("runs")))
    text = " ".join(_text(words).split())
    level = min(max(int(block.get("level") or 1), 1), DEEPEST)
    return {"k": "h", "level": level, "text": text, "number": _text(block.get("number"))} if text else None


def _paragraph(block: Mapping[str, Any]) -> Block | None:
    found = runs(block.get("runs") or block.get("text"))
    return {"k": str(block["k"]), "runs": found} if any("t" in run for run in found) else None


def _list(block: Mapping[str, Any]) -> Block | None:
    items = [_item(item) for item in block.get("items") or ()]
    items = [item for item in items if item]
    start = max(1, int(block.get("start") or 1))
    return {"k": str(block["k"]), "items": items, "start": start} if items else None


def _item(item: Any) -> list[Block]:
    if isinstance(item, Mapping) and not _is_run(item):
        return _nested([{"k": "p", "runs": item.get("runs")}, *(item.get("inner") or ())])
    if isinstance(item, list) and item and isinstance(item[0], Mapping) and "k" in item[0]:
        return _nested(item)
    return _nested([{"k": "p", "runs": item}])


def _quote(block: Mapping[str, Any]) -> Block | None:
    parts = _nested(
        block.get("blocks") or block.get("parts") or [{"k": "p", "runs": block.get("runs"), "text": block.get("text")}]
    )
    return {"k": "quote", "parts": parts} if parts else None


def _table(block: Mapping[str, Any]) -> Block | None:
    given = list(block.get("head") or ())
    head = [given] if given and not isinstance(given[0], list) else given
    if given and isinstance(given[0], list) and given[0] and _is_run(given[0][0]):
        head = [given]
    head_rows = [[_cell(cell) for cell in row] for row in head]
    rows = [[_cell(cell) for cell in row] for row in block.get("rows") or () if row]
    columns = max((sum(cell["colspan"] for cell in row) for row in (*head_rows, *rows)), default=0)
    if not columns:
        return None
    if columns > MOST_COLUMNS:
        return paragraph(_in_lines([*head_rows, *rows]))
    # Rows that end early get empty cells, so that the next row does not move up into the gap.
    if not any(cell["rowspan"] > 1 for row in (*head_rows, *rows) for cell in row):
        for row in (*head_rows, *rows):
            row.extend(_cell("") for _missing in range(columns - sum(cell["colspan"] for cell in row)))
    widths = _widths([*head_rows, *rows], columns)
    return {"k": "table", "head": head_rows, "rows": rows, "widths": widths, "caption": _text(block.get("caption"))}


def _is_run(value: Any) -> bool:
    return isinstance(value, Mapping) and ("t" in value or "break" in value)


def _cell(cell: Any) -> Block:
    if isinstance(cell, Mapping) and not _is_run(cell):
        spans = {name: min(max(int(cell.get(name) or 1), 1), 1000) for name in ("colspan", "rowspan")}
        inside = (
            cell.get("blocks") or cell.get("parts") or [{"k": "p", "runs": cell.get("runs"), "text": cell.get("text")}]
        )
        return {"parts": _nested(inside), **spans}
    return {"parts": _nested([{"k": "p", "runs": cell}]), "colspan": 1, "rowspan": 1}


def _in_lines(rows: Iterable[Sequence[Block]]) -> str:
    """A table with more columns than a page can show, a line a row: nothing of it is lost."""
    return "\n".join(" | ".join(_words(cell) for cell in row) for row in rows)


def _words(cell: Block) -> str:
    """The text of a cell, for its width and for where a table has no room."""
    return " ".join(_words_of(part) for part in cell["parts"])


def _words_of(part: Block) -> str:
    if "runs" in part:
        return "".join(run.get("t", " ") for run in part["runs"])
    inside = part.get("items") or [part.get("parts", ())]
    return " ".join(_words_of(one) for parts in inside for one in parts) or str(part.get("text", ""))


def _widths(rows: Sequence[Sequence[Block]], columns: int) -> list[float]:
    """How wide each column is beside the others: by the root of its longest text, between bounds."""
    longest = [NARROWEST] * columns
    for row in rows:
        at = 0
        for cell in row:
            if cell["colspan"] == 1 and at < columns:
                longest[at] = max(longest[at], min(WIDEST, sqrt(len(_words(cell))) * 1.4))
            at += cell["colspan"]
    return [round(width, 1) for width in longest]


def _code(block: Mapping[str, Any]) -> Block | None:
    words = block.get("text")
    text = _text("".join(run.get("t", "\n") for run in runs(block.get("runs"))) if words is None else words)
    return {"k": "code", "text": text} if text.strip() else None


def _drawing(block: Mapping[str, Any]) -> Block | None:
    svg = _text(block.get("svg"))
    words = {name: _text(block.get(name)) for name in ("alt", "caption")}
    return {"k": "svg", "svg": svg, **words, "alt": words["alt"] or words["caption"] or "–"} if svg else None


def _picture(block: Mapping[str, Any]) -> Block | None:
    said = block.get("caption")
    caption = said if isinstance(said, str) else "".join(run.get("t", " ") for run in runs(said))
    caption = _text(caption)
    alt = _text(block.get("alt")) or caption or "–"
    return {"k": "picture", "path": _text(block.get("path")), "alt": alt, "caption": caption}


def _facts(block: Mapping[str, Any]) -> Block | None:
    made = facts((one.get("label"), one.get("value")) for one in block.get("facts") or ())
    return made if made["facts"] else None


def _ready(block: Mapping[str, Any]) -> Block:
    return dict(block)


def _unknown(block: Mapping[str, Any]) -> Block | None:
    """A kind that this version does not know keeps its words."""
    return _paragraph({"k": "p", "runs": block.get("runs"), "text": block.get("text")})


_MAKERS: dict[str, Any] = {
    "h": _heading,
    "p": _paragraph,
    "quote": _quote,
    "ul": _list,
    "ol": _list,
    "table": _table,
    "code": _code,
    "pre": _code,
    "svg": _drawing,
    "picture": _picture,
    "facts": _facts,
    "signatures": _ready,
    "rule": _ready,
    "page": _ready,
}


def _close_gaps(blocks: Iterable[Block]) -> None:
    """Headings go down one level at a time, as PDF/UA wants it; what was deeper moves up."""
    before = 0
    for block in blocks:
        if block["k"] == "h":
            block["level"] = before = min(block["level"], before + 1)
