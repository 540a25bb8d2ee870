"""A body as a small tree: read from HTML that is known to be clean, walked, and written again.

The HTML is what nh3 wrote: balanced, escaped, without foreign content or raw text. So the reader here is simple, and
what the writer gives out parses in a browser to the same tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img"})


@dataclass
class Element:
    """An element with its attributes and children; a text is a plain str among the children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.elements()))

    def texts(self) -> Iterator[str]:
        """All texts below, in order; a line break is a newline."""
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                yield node
            elif node.tag == "br":
                yield "\n"
            else:
                waiting.extend(reversed(node.children))

    @property
    def text(self) -> str:
        return "".join(self.texts())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The tree of clean HTML under a root without a name."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def write(root: Element) -> str:
    """The HTML of everything below the root."""
    return "".join(_pieces(root.children))


def write_element(element: Element) -> str:
    """The HTML of one element."""
    return "".join(_pieces([element]))


def _pieces(nodes: list[Element | str]) -> Iterator[str]:
    waiting: list[tuple[bool, Element | str]] = [(False, node) for node in reversed(nodes)]
    while waiting:
        is_end, node = waiting.pop()
        if isinstance(node, str):
            yield node if is_end else escape(node, quote=False)
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
        yield f"<{node.tag}{attributes}>"
        if node.tag not in VOID:
            waiting.append((True, f"</{node.tag}>"))
            waiting.extend((False, child) for child in reversed(node.children))
