"""Makes text with its structure out of Word, Markdown and HTML files, and says what could not come along."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.documents.content import cleaning, limits, tree, word
from everproof.documents.content.tree import Element
from everproof.documents.intake.sources import PICTURES, Source, Sources
from everproof.kernel.errors import Refused
from everproof.kernel.files import child

LARGEST_TEXT = 4_000_000
# Above these a parser of Markdown may be kept busy for long; then it works in a child that may be ended.
MOST_BRACKETS, LONGEST_AT_ONCE = 2_000, 400_000
LARGEST_INLINE = 10_000_000
TEXTS = {".md": "markdown", ".markdown": "markdown", ".txt": "markdown", ".html": "html", ".htm": "html"}
FRONT = re.compile(r"\A---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FRONT_LINE = re.compile(r"([A-Za-z][\w .-]{0,60}?)\s*:\s*(.*)")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ACTIVE = re.compile(
    r"<(script|iframe|object|embed|applet|form|svg|math|video|audio|frameset|canvas)\b|\son[a-z]{3,20}\s*=",
    re.IGNORECASE,
)
# What no text holds, and what another kind of file begins with.
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
FOREIGN = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
)
DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)\Z")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Text:
    """A text with its structure. `root` is clean but for its pictures, which still say by `src` what they mean.

    `front` are the pairs of a front matter, `pictures` bytes by `src`, `lost` sentences about what stays behind.
    """

    root: Element
    front: Mapping[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def headings(self) -> list[Element]:
        return [one for one in self.root.elements() if one.tag in HEADINGS]


def is_text(source: Source) -> bool:
    """Whether a file becomes text here; others are kept as files."""
    return source.ending in TEXTS or source.ending == ".docx"


def read(source: Source, sources: Sources) -> Text:
    """The text of a file. Raises Refused, in words, for one that is damaged, hostile, or too much."""
    text = _word(source) if source.ending == ".docx" else _marked_up(source)
    _resolve_pictures(text, source, sources)
    return text


def _word(source: Source) -> Text:
    converted = child.make_html("docx", source.place)
    if not converted.html:
        raise Refused(_("This file cannot be read, or it holds too much. Save it again in Word, or as PDF."))
    found = Text(_root(converted.html), lost=[str(one) for one in word.in_words(converted.notes)])
    found.pictures = {str(number): content for number, content in enumerate(converted.pictures, start=1)}
    return found


def _marked_up(source: Source) -> Text:
    if source.size > LARGEST_TEXT:
        raise Refused(_("This text is too long. Split it, or bring it in as PDF."))
    written = decoded(source.place.read_bytes())
    manner, front = TEXTS[source.ending], {}
    if manner == "markdown":
        if found := FRONT.match(written):
            front, written = _pairs(found[1]), written[found.end() :]
        html = _from_markdown(written, source)
    else:
        html = _body_of(written)
    lost = _left_behind(html)
    return Text(_root(COMMENT.sub("", html)), front=front, lost=lost)


def decoded(raw: bytes) -> str:
    """The characters of a text file. Raises Refused for what is no text, whatever its name says."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if NO_TEXT.search(raw) or raw.startswith(FOREIGN):
        raise Refused(_("The name says that this is a text, but the content is something else."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _pairs(front: str) -> dict[str, str]:
    """The lines of a front matter that say one thing each; no more of YAML is understood, and none of it is run."""
    found = {}
    for line in front.splitlines():
        if match := FRONT_LINE.fullmatch(line.strip()):
            found[match[1]] = match[2].strip().strip("\"'")
    return found


def _from_markdown(written: str, source: Source) -> str:
    if written.count("[") > MOST_BRACKETS or len(written) > LONGEST_AT_ONCE:
        made = child.make_html("markdown", source.place).html
        if written.strip() and not made:
            raise Refused(_("This text cannot be read in reasonable time. Split it, or bring it in as PDF."))
        return made
    from markdown_it import MarkdownIt

    # HTML inside is let through: it is cleaned like any other.
    return str(MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": False}).render(written))


def _body_of(html: str) -> str:
    found = re.search(r"<body\b[^>]*>(.*?)(?:</body>|\Z)", html, re.IGNORECASE | re.DOTALL)
    return found[1] if found else html


def _root(html: str) -> Element:
    """The tree of a foreign text: everything that may run is gone, pictures still say where they were."""
    return tree.read(cleaning.harmless(html, pictures=True))


def _left_behind(html: str) -> list[str]:
    lost = []
    if count := len(COMMENT.findall(html)):
        words = ngettext("%(n)d hidden comment stayed behind.", "%(n)d hidden comments stayed behind.", count)
        lost.append(words % {"n": count})
    if ACTIVE.search(COMMENT.sub("", html)):
        lost.append(_("Scripts, forms and embedded programs stayed behind: only text, tables and pictures come in."))
    return lost


def _resolve_pictures(text: Text, source: Source, sources: Sources) -> None:
    """Find the bytes of each picture among the files; one that is not there leaves a line that names it."""
    missing: list[str] = []
    for image in [one for one in text.root.walk() if one.tag == "img"]:
        address = image.attributes.get("src", "").strip()
        if address in text.pictures or _picture(address, source, sources, text.pictures):
            continue
        name = _name_of(address)
        missing.append(name)
        said = image.attributes.get("alt", "").strip()
        words = _("Picture missing: %(name)s") % {"name": f"{said} ({name})" if said and said != name else name}
        image.tag, image.attributes, image.children = "em", {}, [f"[{words}]"]
    text.lost += [_("The picture %(name)s is missing.") % {"name": name} for name in dict.fromkeys(missing)]


def _picture(address: str, source: Source, sources: Sources, found: dict[str, bytes]) -> bool:
    if inline := DATA_PICTURE.match(address[: LARGEST_INLINE * 2]):
        try:
            found[address] = base64.b64decode(inline[1], validate=False)
        except binascii.Error:
            return False
        return True
    if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE) or not address:
        return False
    near = sources.near(source, address.partition("?")[0].partition("#")[0])
    if near is None or near.ending not in PICTURES or near.size > LARGEST_INLINE:
        return False
    found[address] = near.place.read_bytes()
    sources.shown.add(near.path)
    return True


def _name_of(address: str) -> str:
    if address.startswith("data:"):
        return _("a picture inside the file")
    return address[:200] or _("a picture without a name")


def body_of(root: Element, placed: Mapping[int, str]) -> str:
    """The stored form of a text: `placed` are the digests of its pictures, by the identity of their elements."""
    for image in [one for one in root.walk() if one.tag == "img"]:
        image.attributes.pop("src", None)
        if id(image) in placed:
            image.attributes["data-file"] = placed[id(image)]
    return cleaning.clean(tree.write(root))


def counted(root: Element) -> dict[str, int]:
    """How many headings, tables, lists and pictures a text has."""
    tags = [one.tag for one in root.walk()]
    return {
        "headings": sum(tags.count(name) for name in HEADINGS),
        "tables": tags.count("table"),
        "lists": tags.count("ul") + tags.count("ol"),
        "pictures": tags.count("img"),
    }


def check(root: Element) -> None:
    """Raise limits.TooMuch, in words, for a text that could not be stored."""
    limits.check_raw(tree.write(root))
    cleaning.clean(tree.write(root))


def words_of(elements: Sequence[Any]) -> str:
    """The words of elements, with single spaces."""
    return " ".join(" ".join(one.text if isinstance(one, Element) else one for one in elements).split())
