"""Takes a body apart into typed blocks, for paper. No string in them is markup of anything.

    {"k": "h", "level": 1, "number": "1", "text": "Purpose", "runs": [run, …], "anchor": "s-1"}
    {"k": "p", "runs": [run, …]}                      with "dir" where the author said one
    {"k": "ul" | "ol", "start": 1, "items": [[block, …], …]}
    {"k": "table", "caption": "", "columns": 3, "head": [[cell, …], …], "rows": [[cell, …], …]}
    {"k": "figure", "file": SHA-256, "alt": "", "caption": "", "number": 1}
    {"k": "quote", "blocks": [block, …]}    {"k": "pre", "text": ""}    {"k": "rule"}

A run is {"t": words} with True under "b", "i", "u", "s", "sub", "sup", "code" and an address under "href"; a line
break is {"t": "\\n"}. A reference is a run with "ref" (document, record, snippet, variable) and "key". A cell is
{"blocks": [block, …], "colspan": 1, "rowspan": 1, "header": bool}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from everproof.documents.content import outline, tree
from everproof.documents.content.tree import Element

Block = dict[str, Any]
Run = dict[str, Any]
MARKS = {"strong": "b", "em": "i", "u": "u", "s": "s", "sub": "sub", "sup": "sup", "code": "code"}


def blocks_of(html: str) -> list[Block]:
    """The typed blocks of a stored body."""
    return _Taker(tree.read(html)).blocks()


class _Taker:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.headings = iter(outline.headings(root.elements()))
        self.figures = 0

    def blocks(self) -> list[Block]:
        return self._blocks(self.root.elements())

    def _blocks(self, elements: Iterable[Element]) -> list[Block]:
        return [self._block(element) for element in elements]

    def _block(self, element: Element) -> Block:
        tag = element.tag
        if tag in outline.LEVELS:
            return self._heading(element)
        if tag in ("ul", "ol"):
            items = [self._blocks(item.elements()) for item in element.elements()]
            return {"k": tag, "start": int(element.attributes.get("start", 1)), "items": items}
        if tag == "table":
            return self._table(element)
        if tag == "figure":
            return self._figure(element)
        if tag == "blockquote":
            return {"k": "quote", "blocks": self._blocks(element.elements())}
        if tag == "pre":
            return {"k": "pre", "text": element.text}
        if tag == "hr":
            return {"k": "rule"}
        return {"k": "p", "runs": runs(element), **_direction(element)}

    def _heading(self, element: Element) -> Block:
        heading = next(self.headings)
        return {
            "k": "h",
            "level": heading.level,
            "number": heading.number,
            "text": heading.text,
            "anchor": heading.anchor,
            "runs": runs(element),
            **_direction(element),
        }

    def _table(self, element: Element) -> Block:
        groups = {group.tag: group.elements() for group in element.elements()}
        head, rows = ([self._row(row) for row in groups.get(name, [])] for name in ("thead", "tbody"))
        columns = max((sum(cell["colspan"] for cell in row) for row in (*head, *rows)), default=0)
        caption = element.attributes.get("data-caption", "")
        return {"k": "table", "caption": caption, "columns": columns, "head": head, "rows": rows}

    def _row(self, row: Element) -> list[dict[str, Any]]:
        return [
            {
                "blocks": self._blocks(cell.elements()),
                "colspan": int(cell.attributes.get("colspan", 1)),
                "rowspan": int(cell.attributes.get("rowspan", 1)),
                "header": cell.tag == "th",
            }
            for cell in row.elements()
        ]

    def _figure(self, element: Element) -> Block:
        self.figures += 1
        image, *captions = element.elements()
        return {
            "k": "figure",
            "file": image.attributes["data-file"],
            "alt": image.attributes.get("alt", ""),
            "caption": " ".join(captions[0].text.split()) if captions else "",
            "number": self.figures,
        }


def runs(element: Element) -> list[Run]:
    """The text of a block in runs of one manner each."""
    return [*_runs(element, {})]


def _runs(element: Element, manner: Run) -> Iterable[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield {"t": child, **manner}
        elif child.tag == "br":
            yield {"t": "\n"}
        elif child.tag == "span":
            ((name, key),) = child.attributes.items()
            yield {"t": child.text, **manner, "ref": name.removeprefix("data-"), "key": key}
        elif child.tag == "a":
            yield from _runs(child, {**manner, "href": child.attributes["href"]})
        else:
            yield from _runs(child, {**manner, MARKS[child.tag]: True})


def _direction(element: Element) -> dict[str, str]:
    return {"dir": element.attributes["dir"]} if "dir" in element.attributes else {}
