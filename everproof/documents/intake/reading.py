"""Puts together what a file is: its claims from all sides, its title, what it is about, and its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from everproof.documents.content.tree import Element
from everproof.documents.intake import claims as said
from everproof.documents.intake import converting
from everproof.documents.intake.claims import Claims
from everproof.documents.intake.converting import HEADINGS, Text
from everproof.documents.intake.registers import Entry, Register
from everproof.documents.intake.sources import Source, Sources
from everproof.documents.models import Kind
from everproof.kernel.errors import Refused
from everproof.kernel.files import kinds

LONGEST_DESCRIPTION = 600
SHORTEST_SENTENCE = 30
ABOUT = frozenset(("purpose", "summary", "scope", "introduction", "aim", "objective", "general", "zweck", "ziel"))


@dataclass
class Read:
    """A file as it was understood: as a text, or as a file that is kept as it is.

    `held` counts what the text has; `stored` is the kind under which the file itself can be kept ("" for HTML, which
    never is).
    """

    claims: Claims
    kind: Kind
    title: str
    description: str = ""
    text: Text | None = None
    is_text: bool = False
    stored: str = ""
    held: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    entry: Entry | None = None

    @property
    def number(self) -> str:
        return said.number_of(self.claims)

    @property
    def label(self) -> str:
        return said.label_of(self.claims)

    @property
    def released_on(self) -> date | None:
        return date.fromisoformat(self.claims.released_on) if self.claims.released_on else None


def read(source: Source, sources: Sources, register: Register) -> Read:
    """Everything about one file. Raises Refused, in words, for one that is not taken."""
    text, stored, lost = _content(source, sources)
    own = Claims()
    if text is not None:
        own = said.out_of((name, value) for name, value in text.front.items() if said.folded(name) not in said.VAGUE)
        own.filled_from(said.of_tables(text.root))
        lost = [*lost, *(reason for reason, _cure in own.doubts)]
        own.doubts = []
    named = said.of_name(source.name)
    entry = register.about(source, own.number or named.number)
    claims = Claims()
    if entry is not None:
        claims.filled_from(entry.claims)
        if entry.claims.released_on or entry.claims.state:
            # The register is the newer word; what the file says of another state does not stand against it.
            own.released_on = own.released_on if entry.claims.state != said.DRAFT else ""
            own.state = ""
    claims.filled_from(own)
    claims.number = claims.number or named.number
    title = claims.title or _title(text, named) or named.title
    if text is not None:
        _without_title(text, title)
    claims.title = ""
    kind = said.kind_of(Claims(number=claims.number, title=title, kind=claims.kind), source.name)
    about = claims.description or (_description(text.root) if text else "")
    held = converting.counted(text.root) if text else {}
    return Read(claims, kind, title[:200], about, text, text is not None, stored, held, lost, entry)


def _content(source: Source, sources: Sources) -> tuple[Text | None, str, list[str]]:
    """The text of a file, or the kind under which it is kept as it is, and what stays behind."""
    stored = _stored(source)
    if not converting.is_text(source):
        return None, stored, []
    try:
        text = converting.read(source, sources)
        converting.check(text.root)
    except Refused as refusal:
        if stored != "docx":
            raise
        return None, stored, [str(reason) for reason in refusal.reasons]
    if not converting.words_of([text.root]):
        raise Refused(_("There is no text in this file."))
    if not stored:
        text.lost.append(_("The file itself is not kept beside its text: a browser could read it as a page."))
    return text, stored, text.lost


def _stored(source: Source) -> str:
    """The kind under which the file itself can be kept; "" for a text that comes in by its words alone."""
    if source.ending in (".html", ".htm", ".markdown"):
        return ""
    try:
        with source.place.open("rb") as file:
            return kinds.detect(file, source.name).kind.name
    except Refused:
        if source.ending in converting.TEXTS and source.size:
            return ""
        raise


def _title(text: Text | None, named: Claims) -> str:
    """The one first-level heading at the top; a cover line that shares no word with a telling file name is none."""
    first = _only_first_heading(text) if text else None
    words = converting.words_of(first.children) if first else ""
    if not words or not named.number:
        return words
    common = set(said.folded(words).split()) & set(said.folded(named.title).split())
    return words if common or not named.title else ""


def _only_first_heading(text: Text) -> Element | None:
    headings = text.headings()
    if headings and headings[0].tag == "h1" and sum(one.tag == "h1" for one in headings) == 1:
        return headings[0]
    return None


def _without_title(text: Text, title: str) -> None:
    """The title stands above the text already; as a heading inside, all others would stand below it."""
    first = _only_first_heading(text)
    if first is not None and said.folded(converting.words_of(first.children)) == said.folded(title):
        text.root.children = [one for one in text.root.children if one is not first]


def _description(root: Element) -> str:
    """The first paragraph that says what the document is for, else the first one that is a sentence."""
    under, first = "", ""
    for block in root.elements():
        if block.tag in HEADINGS:
            under = said.folded(block.text).strip("0123456789 ")
        elif block.tag == "p" and len(words := converting.words_of([block])) >= SHORTEST_SENTENCE:
            if under in ABOUT:
                return _cut(words)
            first = first or words
    return _cut(first)


def _cut(words: str) -> str:
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return f"{words[:LONGEST_DESCRIPTION].rpartition(' ')[0]} …"
