"""Makes any HTML harmless and brings it into the one form in which bodies are stored.

Two steps: nh3 takes away whatever is not on the list (scripts, styles, frames, foreign content, addresses that run
something), then `shaping` puts what is left into blocks. What comes out, cleaned again, is the same text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import nh3

from everproof.documents.content import limits, shaping, tree

REFERENCES = frozenset({"data-document", "data-record", "data-part", "data-snippet", "data-variable"})
TAGS = frozenset(
    {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "div",
        "br",
        "hr",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "del",
        "strike",
        "sub",
        "sup",
        "code",
        "pre",
        "blockquote",
        "a",
        "span",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
    }
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir"},
    "a": {"href"},
    "img": {"alt", "data-file"},
    "ol": {"start"},
    "span": set(REFERENCES),
    "table": {"data-caption"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
# What stands inside these is never text for a reader.
GONE_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "title",
        "head",
        "svg",
        "math",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "textarea",
        "select",
        "option",
        "button",
        "xmp",
        "plaintext",
        "noembed",
        "noframes",
        "audio",
        "video",
        "canvas",
    }
)
SCHEMES = {"http", "https", "mailto"}

# Marks that turn the direction of what follows them: with them a text reads otherwise than it is stored. The marks that
# only say a character's own direction (LRM, RLM) stay, and so does the attribute `dir`.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = {
    **{code: None for code in range(32) if chr(code) not in "\t\n\r"},
    **dict.fromkeys(range(127, 160)),
    **{ord(mark): None for mark in TURNING},
    **dict.fromkeys(range(0xE0000, 0xE0080)),
    0xFEFF: None,
    0x2028: "\n",
    0x2029: "\n",
}


@dataclass(frozen=True)
class Cleaned:
    """A body in its stored form, and what had to be left out of it: pictures that are not files of ours."""

    html: str
    pictures_lost: int = 0


def clean(html: str) -> str:
    """The stored form of a body: harmless, in blocks, without anything that is not on the list.

    Raises limits.TooMuch, in words, for what is too long, too deep, or holds too large a table.
    """
    return cleaned(html).html


def cleaned(html: str) -> Cleaned:
    """As `clean`, and says what was left out."""
    shaped = shaping.shape(tree.read(harmless(html)))
    return Cleaned(tree.write(shaped.root), shaped.pictures_lost)


def harmless(html: str, *, pictures: bool = False) -> str:
    """Only what is on the list, not yet in its stored form; with `pictures`, those say still where they were.

    Raises limits.TooMuch.
    """
    limits.check_raw(html)
    allowed = nh3.clean(
        unicodedata.normalize("NFC", html.translate(UNSEEN)),
        tags=set(TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes={**ATTRIBUTES, "img": {"alt", "src"}} if pictures else ATTRIBUTES,
        url_schemes=SCHEMES | {"data"} if pictures else SCHEMES,
        strip_comments=True,
        link_rel=None,
    )
    return allowed.translate(UNSEEN)


def plain(html: str) -> str:
    """The words of a stored body, a block a line; a reference stands with the words it had when it was written."""
    return "\n".join(line for line in (_line(text) for text in shaping.lines(tree.read(html))) if line)


def _line(text: str) -> str:
    return " ".join(text.split())
