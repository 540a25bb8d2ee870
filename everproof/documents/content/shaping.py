"""Puts clean HTML into the one form of a stored body: blocks that hold text, and nothing loose between them.

    h1 to h4, p, ul/ol > li, table > thead, tbody > tr > th, td, figure > img, figcaption?, blockquote, pre, hr

Inside them strong, em, u, s, sub, sup, code, a, br, and span with one reference. Headings stand only at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from everproof.documents.content import limits
from everproof.documents.content.tree import Element

HEADINGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
MARKS = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "u": "u",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}
BLOCKS = frozenset({*HEADINGS, "p", "div", "hr", "pre", "blockquote", "ul", "ol", "li", "table", "figure"})
BLOCKS |= {"figcaption", "caption"}
ROW_GROUPS = ("thead", "tbody", "tfoot")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
REFERENCE = {
    "data-document": re.compile(UUID),
    "data-record": re.compile(rf"[a-z][a-z-]{{0,59}}:{UUID}"),
    "data-part": re.compile(r"figure:[0-9a-f]{64}|(?:heading|table):[^\W_](?:[^\W_]|-){0,79}"),
    "data-snippet": re.compile(r"[a-z0-9][a-z0-9-]{0,59}"),
    "data-variable": re.compile(r"[a-z0-9][a-z0-9-]{0,59}"),
}
FILE = re.compile(r"[0-9a-f]{64}")
ADDRESS = re.compile(r"(?:https?://[^/\s]|mailto:[^\s])", re.IGNORECASE)
LONGEST_ADDRESS = 2000
LONGEST_LABEL = 300
LONGEST_SNIPPET = 10_000
TALLEST_SPAN = 500


@dataclass
class Shaped:
    root: Element
    pictures_lost: int = 0


def shape(root: Element) -> Shaped:
    """The stored form of a tree that holds only allowed elements. Raises limits.TooMuch."""
    _check_size(root)
    shaper = _Shaper()
    made = Element("", {}, [*shaper.blocks(root.children, at_top=True)])
    pictures = sum(1 for element in made.walk() if element.tag == "img")
    if pictures > limits.MOST_PICTURES:
        raise limits.too_many_pictures()
    return Shaped(made, shaper.pictures_lost)


def lines(root: Element) -> Iterator[str]:
    """The texts of a stored body, one for each block, cell and caption."""
    for element in root.walk():
        if element.tag in ("p", "pre", "figcaption", *HEADINGS):
            yield element.text
        elif element.tag == "table":
            yield element.attributes.get("data-caption", "")
        elif element.tag == "img":
            yield element.attributes.get("alt", "")


def _check_size(root: Element) -> None:
    waiting, count = [(root, 0)], 0
    while waiting:
        element, depth = waiting.pop()
        count += 1
        if depth > limits.DEEPEST:
            raise limits.too_deep()
        waiting.extend((child, depth + 1) for child in element.elements())
    if count > limits.MOST_ELEMENTS:
        raise limits.TooMuch(limits.TOO_MANY_PARTS)


class _Shaper:
    def __init__(self) -> None:
        self.pictures_lost = 0

    def blocks(self, nodes: Iterable[Element | str], at_top: bool = False) -> Iterator[Element]:
        """Blocks out of whatever stands there; text between them becomes paragraphs."""
        loose: list[Element | str] = []
        for node in nodes:
            if isinstance(node, str) or not _holds_blocks(node):
                loose.append(node)
                continue
            yield from self._paragraph(loose)
            loose = []
            yield from self._block(node, at_top)
        yield from self._paragraph(loose)

    def _block(self, element: Element, at_top: bool) -> Iterator[Element]:
        tag = element.tag
        if tag in HEADINGS or tag == "p":
            yield from self._text_block(element, at_top)
        elif tag in ("ul", "ol"):
            yield from self._list(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag == "figure":
            yield from self._figure(element, at_top)
        elif tag == "img":
            yield from self._pictures([element])
        elif tag == "blockquote":
            inside: list[Element | str] = [*self.blocks(element.children)]
            if inside:
                yield Element("blockquote", _direction(element), inside)
        elif tag == "pre":
            if words := element.text.strip("\n"):
                yield Element("pre", {}, [words])
        elif tag == "hr":
            yield Element("hr")
        else:
            # A div, a list item without a list, a mark round whole blocks: what is inside stands by itself.
            yield from self.blocks(element.children, at_top)

    def _text_block(self, element: Element, at_top: bool) -> Iterator[Element]:
        """A heading or paragraph; pictures inside step out of it."""
        if any(_holds_blocks(child) for child in element.elements()):
            yield from self.blocks(element.children, at_top)
            return
        words = _trimmed(self._inline(element.children))
        if not words:
            return
        if element.tag == "p":
            yield Element("p", _direction(element), words)
        elif at_top:
            yield Element(HEADINGS[element.tag], _direction(element), words)
        else:
            yield Element("p", _direction(element), [Element("strong", {}, words)])

    def _paragraph(self, nodes: list[Element | str]) -> Iterator[Element]:
        if words := _trimmed(self._inline(nodes)):
            yield Element("p", {}, words)

    # Lists ------------------------------------------------------------------------------------------------------------

    def _list(self, element: Element) -> Iterator[Element]:
        items: list[Element | str] = []
        for child in element.children:
            is_item = isinstance(child, Element) and child.tag == "li"
            inside = [*self.blocks(child.children if is_item else [child])]  # type: ignore[union-attr]
            if not inside:
                continue
            if not is_item and items:
                # A list directly inside a list belongs to the item before it, which is how editors of old wrote.
                items[-1].children.extend(inside)  # type: ignore[union-attr]
            else:
                items.append(Element("li", {}, [*inside]))
        if items:
            yield Element(element.tag, {**_direction(element), **_start(element)}, items)

    # Tables -----------------------------------------------------------------------------------------------------------

    def _table(self, element: Element) -> Iterator[Element]:
        rows = [self._row(row, in_head) for row, in_head in _rows(element)]
        rows = [row for row in rows if row.children]
        cells = sum(len(row.children) for row in rows)
        columns = max((sum(_span(cell, "colspan") for cell in row.elements()) for row in rows), default=0)
        if cells > limits.MOST_CELLS:
            raise limits.too_many_cells(cells)
        if columns > limits.MOST_COLUMNS:
            raise limits.too_many_columns(columns)
        if not any(cell.children for row in rows for cell in row.elements()):
            return
        leading = 0
        while leading < len(rows) and all(cell.tag == "th" for cell in rows[leading].elements()):
            leading += 1
        groups: list[Element | str] = []
        if 0 < leading < len(rows):
            groups.append(Element("thead", {}, [*rows[:leading]]))
            rows = rows[leading:]
        groups.append(Element("tbody", {}, [*rows]))
        yield Element("table", _caption(element), groups)

    def _row(self, row: Element, in_head: bool) -> Element:
        cells: list[Element | str] = []
        for cell in row.elements():
            if cell.tag in ("td", "th"):
                spans = {name: str(size) for name in ("colspan", "rowspan") if (size := _span(cell, name)) > 1}
                inside: list[Element | str] = [*self.blocks(cell.children)]
                cells.append(Element("th" if in_head else cell.tag, spans, inside))
        return Element("tr", {}, cells)

    # Pictures ---------------------------------------------------------------------------------------------------------

    def _figure(self, element: Element, at_top: bool) -> Iterator[Element]:
        """One figure a picture, the caption under the last one; without a picture it is only what stands in it."""
        found = [*self._pictures(one for one in element.walk() if one.tag == "img")]
        captions = [one for one in element.walk() if one.tag == "figcaption"]
        if not found:
            rest = [child for child in element.children if not (isinstance(child, Element) and child.tag == "img")]
            yield from self.blocks(rest, at_top)
            return
        words = _trimmed(self._inline(captions[0].children)) if captions else []
        if words:
            found[-1].children.append(Element("figcaption", {}, words))
        yield from found

    def _pictures(self, images: Iterable[Element]) -> Iterator[Element]:
        for image in images:
            if not FILE.fullmatch(image.attributes.get("data-file", "")):
                self.pictures_lost += 1
                continue
            attributes = {"data-file": image.attributes["data-file"]}
            attributes["alt"] = " ".join(image.attributes.get("alt", "").split())[:LONGEST_LABEL]
            yield Element("figure", {}, [Element("img", attributes)])

    # Text -------------------------------------------------------------------------------------------------------------

    def _inline(self, nodes: Iterable[Element | str]) -> list[Element | str]:
        found: list[Element | str] = []
        for node in nodes:
            if isinstance(node, str):
                found.append(re.sub(r"[ \t\n\r\f]+", " ", node))
            elif node.tag == "br":
                found.append(Element("br"))
            elif node.tag == "img":
                self.pictures_lost += 1
            else:
                found.extend(self._marked(node))
        return _joined(found)

    def _marked(self, element: Element) -> list[Element | str]:
        if element.tag == "span" and (reference := _reference(element)):
            return [Element("span", reference, _label(element, "data-snippet" in reference))]
        inside = self._inline(element.children)
        if not inside:
            return []
        if element.tag in MARKS:
            return [Element(MARKS[element.tag], {}, inside)]
        address = element.attributes.get("href", "").strip()
        if element.tag == "a" and ADDRESS.match(address) and len(address) <= LONGEST_ADDRESS:
            return [Element("a", {"href": address}, inside)]
        return inside


def _holds_blocks(element: Element) -> bool:
    if element.tag == "img":
        return bool(FILE.fullmatch(element.attributes.get("data-file", "")))
    return element.tag in BLOCKS or any(_holds_blocks(child) for child in element.elements())


def _joined(nodes: list[Element | str]) -> list[Element | str]:
    """Neighbouring texts become one, with single spaces."""
    found: list[Element | str] = []
    for node in nodes:
        if isinstance(node, str) and found and isinstance(found[-1], str):
            found[-1] = re.sub(r" {2,}", " ", found[-1] + node)
        elif node != "":
            found.append(node)
    return found


def _trimmed(nodes: list[Element | str]) -> list[Element | str]:
    """Without spaces and line breaks at both ends."""
    found = [*nodes]
    for place in (0, -1):
        while found:
            end = found[place]
            if isinstance(end, str):
                kept = end.lstrip(" ") if place == 0 else end.rstrip(" ")
                if kept:
                    found[place] = kept
                    break
            elif end.tag != "br":
                break
            found.pop(place)
    has_words = any(node.strip() if isinstance(node, str) else _says_something(node) for node in found)
    return found if has_words else []


def _says_something(element: Element) -> bool:
    return element.tag == "span" or bool(element.text.strip()) or any(one.tag == "span" for one in element.walk())


def _reference(element: Element) -> dict[str, str]:
    """The one reference that a span carries, if it is well formed."""
    for name, form in REFERENCE.items():
        value = element.attributes.get(name, "")
        if form.fullmatch(value):
            return {name: value}
    return {}


def _label(element: Element, has_lines: bool) -> list[Element | str]:
    """The words of a reference; a snippet keeps its lines."""
    if not has_lines:
        words = " ".join(element.text.split())[:LONGEST_LABEL]
        return [words] if words else []
    found: list[Element | str] = []
    for line in element.text[:LONGEST_SNIPPET].strip().split("\n"):
        found += [Element("br"), " ".join(line.split())] if found else [" ".join(line.split())]
    return [part for part in found if part != ""]


def _direction(element: Element) -> dict[str, str]:
    said = element.attributes.get("dir", "").lower()
    return {"dir": said} if said in ("rtl", "ltr", "auto") else {}


def _start(element: Element) -> dict[str, str]:
    said = element.attributes.get("start", "")
    return {"start": said} if element.tag == "ol" and re.fullmatch(r"[1-9]\d{0,3}", said) and said != "1" else {}


def _span(cell: Element, name: str) -> int:
    said = cell.attributes.get(name, "")
    most = limits.MOST_COLUMNS + 1 if name == "colspan" else TALLEST_SPAN
    return min(int(said), most) if re.fullmatch(r"[1-9]\d{0,9}", said) else 1


def _caption(table: Element) -> dict[str, str]:
    said = table.attributes.get("data-caption", "")
    for child in table.elements():
        if child.tag == "caption":
            said = child.text
    words = " ".join(said.split())[:LONGEST_LABEL]
    return {"data-caption": words} if words else {}


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    for child in table.elements():
        if child.tag == "tr":
            yield child, False
        elif child.tag in ROW_GROUPS:
            for row in child.elements():
                if row.tag == "tr":
                    yield row, child.tag == "thead"
