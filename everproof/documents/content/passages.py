"""A body as a row of passages, and each passage as words: what a comparison compares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from everproof.documents.content import outline, tree
from everproof.documents.content.tree import Element

# A word, a run of spaces, or one other character; scripts without spaces between words go by the character.
WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u0e00-\u0eff\u3040-\u9fff]+|\s+|.", re.DOTALL
)
PICTURE = "\ufffc"


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text and the manners it is set in, from the outside in: ("strong", ""), ("a", address), …"""

    text: str
    manners: tuple[tuple[str, str], ...] = ()

    @property
    def is_space(self) -> bool:
        return self.text.isspace()


@dataclass
class Passage:
    """A heading, paragraph, item, quote, picture or table. `label` is a heading's number or an item's sign."""

    kind: str
    words: tuple[Word, ...] = ()
    label: str = ""
    depth: int = 0
    table: list[list[tuple[Word, ...]]] = field(default_factory=list)
    has_head: bool = False

    @cached_property
    def key(self) -> tuple:
        """Equal for passages in which nothing differs; the number of a heading is not its own."""
        rows = tuple(tuple(row) for row in self.table)
        return (self.kind, self.depth, self.words, rows)

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each word occurs, in lower case."""
        said = [*self.words, *(word for row in self.table for cell in row for word in cell)]
        return Counter(word.text.casefold() for word in said if not word.is_space)

    @property
    def family(self) -> str:
        """Passages of one family may have become one another."""
        return self.kind if self.kind in ("table", "figure", "rule") else "text"


def passages_of(html: str) -> list[Passage]:
    """The passages of a stored body."""
    root = tree.read(html)
    return [*_Taker(root).passages(root.elements())]


class _Taker:
    def __init__(self, root: Element) -> None:
        self.headings = iter(outline.headings(root.elements()))

    def passages(self, elements: Iterable[Element], kind: str = "p", depth: int = 0) -> Iterator[Passage]:
        for element in elements:
            tag = element.tag
            if tag in outline.LEVELS:
                heading = next(self.headings)
                yield Passage(f"h{heading.level}", words_of(element), heading.number)
            elif tag in ("ul", "ol"):
                yield from self._items(element, depth)
            elif tag == "blockquote":
                yield from self.passages(element.elements(), "quote", depth)
            elif tag == "table":
                yield _table(element)
            elif tag == "figure":
                yield Passage("figure", words_of(element), depth=depth)
            elif tag == "hr":
                yield Passage("rule", (Word("―"),))
            else:
                yield Passage("pre" if tag == "pre" else kind, words_of(element), depth=depth)

    def _items(self, element: Element, depth: int) -> Iterator[Passage]:
        first = int(element.attributes.get("start", 1))
        for place, item in enumerate(element.elements()):
            sign = f"{first + place}." if element.tag == "ol" else "•"
            for index, passage in enumerate(self.passages(item.elements(), "item", depth + 1)):
                if index == 0 and passage.kind == "item":
                    passage.label = sign
                yield passage


def _table(element: Element) -> Passage:
    caption = words_in(element.attributes.get("data-caption", ""))
    groups = {group.tag: group.elements() for group in element.elements()}
    rows = [*groups.get("thead", []), *groups.get("tbody", [])]
    cells = [[_cell(cell) for cell in row.elements()] for row in rows]
    return Passage("table", caption, table=cells, has_head="thead" in groups)


def _cell(cell: Element) -> tuple[Word, ...]:
    """All the words of a cell, a block a line."""
    found: list[Word] = []
    for passage in _Taker(Element("")).passages(cell.elements()):
        inside = passage.words or tuple(word for row in passage.table for one in row for word in one)
        found += [Word("\n"), *inside] if found else inside
    return tuple(found)


def words_of(element: Element) -> tuple[Word, ...]:
    """The words of a block with their manners; a reference and a picture are one word each."""
    return tuple(_words(element.children, ()))


def words_in(text: str, manners: tuple[tuple[str, str], ...] = ()) -> tuple[Word, ...]:
    """A text in words."""
    return tuple(Word(piece, manners) for piece in WORD.findall(text))


def _words(nodes: Iterable[Element | str], manners: tuple[tuple[str, str], ...]) -> Iterator[Word]:
    for node in nodes:
        if isinstance(node, str):
            yield from words_in(node, manners)
        elif node.tag == "br":
            yield Word("\n")
        elif node.tag == "img":
            yield Word(PICTURE, (("img", node.attributes["data-file"]),))
            yield from words_in(node.attributes.get("alt", ""), (("alt", ""),))
        elif node.tag == "figcaption":
            yield from _words(node.children, manners)
        elif node.tag == "span":
            ((name, key),) = node.attributes.items()
            yield Word(node.text, (*manners, (name, key)))
        else:
            yield from _words(node.children, (*manners, (node.tag, node.attributes.get("href", ""))))
