"""Shows a stored body: references as they stand today, headings numbered, tables and pictures in their frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from everproof.documents.content import outline, parts, pictures, references, settling, tree
from everproof.documents.content.blocks import Block, blocks_of
from everproof.documents.content.outline import Heading
from everproof.documents.content.pictures import Picture
from everproof.documents.content.references import Key, Target
from everproof.documents.content.tree import Element
from everproof.documents.models import DocumentRevision
from everproof.kernel.access.actor import Actor

SHOWN_AS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"}
"""The page's own heading is the document's title, so those of the body begin one level lower."""


@dataclass(frozen=True)
class Rendered:
    """A body as a page shows it, and its headings for the contents."""

    html: SafeString
    headings: list[Heading] = field(default_factory=list)


def render(revision: DocumentRevision, actor: Actor) -> SafeString:
    """The body of a revision for one reader."""
    return rendered(revision, actor).html


def rendered(revision: DocumentRevision, actor: Actor) -> Rendered:
    """The body of a revision for one reader, with its headings."""
    root = tree.read(revision.body)
    _follow(root, revision, actor, _as_link)
    digests = {one.attributes["data-file"] for one in root.walk() if one.tag == "img"}
    headings = outline.headings(root.elements())
    _Shower(pictures.of(revision, digests), headings).show(root)
    # Everything below comes out of the clean body or is escaped by the writer of the tree.
    return Rendered(mark_safe(tree.write(root)), headings)  # noqa: S308


def blocks(revision: DocumentRevision, actor: Actor) -> list[Block]:
    """The body of a revision as typed blocks, for paper: references as words, as they stand today."""
    root = tree.read(revision.body)
    _follow(root, revision, actor, _as_words)
    return blocks_of(tree.write(root))


def _follow(
    root: Element, revision: DocumentRevision, actor: Actor, write: Callable[[Element, Target | None], None]
) -> None:
    """Write each reference as its target stands today, or with the words that stand in the body."""
    spans = references.spans(root)
    if not spans:
        return
    keys: dict[int, Key] = {id(span): references.key_of(span) for span in spans}
    asked = {key for key in keys.values() if settling.follows(key, revision)}
    targets = references.targets(asked, revision, actor) | parts.targets(root)
    for span in spans:
        write(span, targets.get(keys[id(span)]))


def _as_words(span: Element, target: Target | None) -> None:
    if target is not None:
        sign = f" ({target.sign})" if target.sign else ""
        span.children = settling.lines_of(f"{target.label}{sign}")


def _as_link(span: Element, target: Target | None) -> None:
    """A link to what is there to be seen; a sign where it no longer counts."""
    kind = references.key_of(span)[0]
    is_record = kind in ("document", "record")
    if target is None and kind == parts.KIND:
        sign = Element("span", {"class": "doc-sign"}, [_("no longer in this text")])
        span.attributes, span.children = {"class": "doc-ref"}, [*span.children, " ", sign]
        return
    if target is None:
        span.attributes = {"class": "doc-ref"} if is_record else {}
        return
    words: list[Element | str] = settling.lines_of(target.label)
    if not target.url:
        span.attributes, span.children = {}, words
        return
    link = Element("a", {"href": target.url, **({"title": target.hint} if target.hint else {})}, words)
    span.attributes, span.children = {"class": "doc-ref"}, [link]
    if target.sign:
        span.children += [" ", Element("span", {"class": "doc-sign"}, [target.sign])]


class _Shower:
    def __init__(self, found: Mapping[str, Picture], headings: list[Heading]) -> None:
        self.pictures = found
        self.headings = iter(headings)
        self.figures = self.tables = 0

    def show(self, root: Element) -> None:
        for element in [*root.walk()]:
            manner = _MANNERS.get(element.tag)
            if manner is not None:
                manner(self, element)

    def heading(self, element: Element) -> None:
        heading = next(self.headings)
        element.tag = SHOWN_AS[f"h{heading.level}"]
        element.attributes["id"] = heading.anchor
        if heading.number:
            number = Element("a", {"class": "doc-number", "href": f"#{heading.anchor}"}, [heading.number])
            element.children = [number, " ", *element.children]

    def link(self, element: Element) -> None:
        if "rel" not in element.attributes and element.attributes["href"].lower().startswith(("http", "mailto")):
            element.attributes["rel"] = "noopener noreferrer nofollow"

    def table(self, element: Element) -> None:
        """The table in a frame that scrolls by itself, which a keyboard reaches."""
        self.tables += 1
        words = element.attributes.pop("data-caption", "")
        inside = [*element.children]
        if words:
            number = Element("b", {}, [_("Table %(n)s") % {"n": self.tables}])
            inside = [Element("caption", {}, [number, " ", words]), *inside]
        table = Element("table", {}, inside)
        for group in element.elements():
            scope = "col" if group.tag == "thead" else "row"
            for cell in (cell for row in group.elements() for cell in row.elements() if cell.tag == "th"):
                cell.attributes["scope"] = scope
        label = words or _("Table %(n)s") % {"n": self.tables}
        element.tag, element.children = "div", [table]
        name = f"table-{self.tables}"
        element.attributes = {"class": "doc-table", "id": name, "role": "region", "tabindex": "0", "aria-label": label}

    def figure(self, element: Element) -> None:
        """The picture with its number; while it is not made yet, or is gone, its words."""
        self.figures += 1
        element.attributes["id"] = f"figure-{self.figures}"
        image, *captions = element.elements()
        picture = self.pictures.get(image.attributes["data-file"])
        words = image.attributes.get("alt", "")
        number = Element("b", {}, [_("Figure %(n)s") % {"n": self.figures}])
        said = [" ", *captions[0].children] if captions else []
        inside: Any = Element("p", {"class": "doc-no-picture"}, [words or _("This picture is missing.")])
        if picture is not None:
            shown = Element("img", {"src": picture.url, "alt": words, "loading": "lazy", "decoding": "async"})
            inside = Element("a", {"href": picture.file_url, "class": "doc-picture"}, [shown])
        element.children = [inside, Element("figcaption", {}, [number, *said])]


_MANNERS: dict[str, Callable[[_Shower, Element], None]] = {
    **dict.fromkeys(outline.LEVELS, _Shower.heading),
    "a": _Shower.link,
    "table": _Shower.table,
    "figure": _Shower.figure,
}
