"""What a document says of itself, or a register says of it: never checked, always kept in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from everproof.documents import numbering
from everproof.documents.content.tree import Element
from everproof.documents.models import Kind
from everproof.kernel.exchange.importing import cells
from everproof.kernel.exchange.importing.cells import BadCell, DayOrder

DRAFT, RELEASED, WITHDRAWN = "draft", "released", "withdrawn"
LONGEST = {"title": 200, "description": 600}
# A revision's number is the document's (up to 30), a dot and this.
LONGEST_LABEL = 9

# By which words a field is called, in front matter, in a table on the first page, and in the headings of a register.
# What stands first counts first: a form that names its procedure too is told by its own number.
CALLED: Mapping[str, Sequence[str]] = {
    "number": (
        "template id", "form id", "form number", "form no", "document id", "document number", "document no", "doc id",
        "doc no", "doc number", "number", "no", "nr", "id", "dokumentennummer", "dokument nr", "nummer",
    ),
    "title": ("title", "document title", "document name", "document", "name", "titel", "bezeichnung"),
    "revision": (
        "template version", "form version", "policy version", "document version", "info version", "sop version",
        "sop revision", "policy revision", "document revision", "revision", "rev", "revision level", "version", "issue",
        "edition", "ausgabe", "stand",
    ),
    "released_on": (
        "effective date", "effective from", "in force since", "valid from", "release date", "released on", "released",
        "issue date", "issued on", "issued", "approval date", "approved on", "date of approval", "date approved",
        "revision date", "date", "gültig ab", "freigabedatum", "freigegeben am", "datum",
    ),
    "approved_by": ("approved by", "approver", "name of approver", "approval", "released by", "freigegeben von"),
    "author": ("author", "authors", "written by", "prepared by", "author s", "erstellt von", "verfasser"),
    "owner": ("owner", "document owner", "process owner", "responsible", "verantwortlich"),
    "kind": ("type", "document type", "doc type", "kind", "category", "dokumentenart", "art"),
    "state": ("state", "status", "document status", "zustand"),
    "file": ("file", "file name", "filename", "path", "link", "location", "datei", "dateiname"),
    "description": ("description", "about", "summary", "beschreibung"),
}  # fmt: skip
STATES: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset(
        ("draft", "in preparation", "in work", "in review", "under review", "new", "entwurf", "in arbeit", "in prüfung")
    ),
    RELEASED: frozenset(
        ("released", "effective", "approved", "in force", "valid", "active", "current", "published", "issued", "live")
    )
    | frozenset(("final", "freigegeben", "gültig", "in kraft")),
    WITHDRAWN: frozenset(
        ("withdrawn", "obsolete", "superseded", "archived", "retired", "cancelled", "inactive", "expired", "ungültig")
    )
    | frozenset(("zurückgezogen", "veraltet")),
}
# Told by words of a title or file name; the first that fits counts.
KIND_WORDS: Sequence[tuple[Kind, str]] = (
    (Kind.FORM, r"templates?|forms?|checklists?|formular|vorlage|log|lists?"),
    (Kind.MANUAL, r"manual|handbook|handbuch"),
    (Kind.POLICY, r"policy|policies|politik|leitlinie"),
    (Kind.WORK_INSTRUCTION, r"work instructions?|instructions? for|arbeitsanweisung"),
    (Kind.SPECIFICATION, r"specifications?|spec|spezifikation"),
    (Kind.DRAWING, r"drawings?|zeichnung"),
    (Kind.PROCEDURE, r"sop|procedures?|verfahren|verfahrensanweisung|process"),
    (Kind.PLAN, r"plans?"),
)
# Told by the letters of a number, as many companies use them.
KIND_LETTERS: Mapping[str, Kind] = {
    **dict.fromkeys(("QM", "QMH", "MAN"), Kind.MANUAL),
    **dict.fromkeys(("POL", "PL"), Kind.POLICY),
    **dict.fromkeys(("PR", "SOP", "QP", "VA", "PRO", "QSP"), Kind.PROCEDURE),
    **dict.fromkeys(("WI", "AA", "SWI"), Kind.WORK_INSTRUCTION),
    **dict.fromkeys(("F", "FM", "FRM", "FO", "FB", "QF"), Kind.FORM),
    **dict.fromkeys(("SPEC", "SP"), Kind.SPECIFICATION),
    **dict.fromkeys(("DWG", "DRW"), Kind.DRAWING),
}
# Of "PL-001 Quality Manual" the word counts for more than the letters.
STRONG = frozenset({Kind.MANUAL, Kind.WORK_INSTRUCTION})
NUMBER_FIRST = re.compile(r"((?:[A-Z]{1,6}[-_. ]?){1,4}\d{1,5}(?:[-.]\d{1,4}){0,2})(?=[-_. ]|$)")
# In a table of a text these say nothing about the document itself: a form has a field for a date, say.
VAGUE = frozenset(("name", "document", "type", "no", "id", "date", "datum", "file", "link", "category", "art"))
IS_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")


@dataclass
class Claims:
    """The claims about one document, in its own words; `released_on` is a day in ISO form, or "".

    `doubts` are (what it says, why that is no value) of claims that could not be read: they are problems.
    """

    number: str = ""
    title: str = ""
    revision: str = ""
    released_on: str = ""
    approved_by: str = ""
    author: str = ""
    owner: str = ""
    kind: str = ""
    state: str = ""
    description: str = ""
    doubts: list[tuple[str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, str]:
        """What is kept: every claim that says something."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "doubts"}
        return {name: value for name, value in kept.items() if value}

    def filled_from(self, other: Claims) -> None:
        """Take over what this one leaves open."""
        for name, value in other.plain().items():
            if not getattr(self, name):
                setattr(self, name, value)
        self.doubts += other.doubts


def out_of(pairs: Iterable[tuple[str, Any]], *, order: DayOrder | None = None) -> Claims:
    """Claims out of (what it is called, value): what is called by the first word of a field counts for it."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        if value is not None and str(value).strip(" \t*_-–"):
            given.setdefault(folded(name), value)
    claims = Claims()
    for name, words in CALLED.items():
        found = next((given[word] for word in words if word in given), None)
        if found is not None and name != "file":
            _set(claims, name, found, order or DayOrder(None))
    return claims


def _set(claims: Claims, name: str, value: Any, order: DayOrder) -> None:
    written = " ".join(cells.text(value).split()).strip(" *_")
    if name == "released_on":
        try:
            claims.released_on = cells.day(value if isinstance(value, date) else written, order).isoformat()
        except BadCell as bad:
            claims.doubts.append((bad.reason, bad.cure))
    elif name == "state":
        claims.state = next((state for state, words in STATES.items() if written.casefold() in words), "")
        if written and not claims.state:
            reason = _("“%(cell)s” is no state that is known here.") % {"cell": written[:80]}
            claims.doubts.append((reason, _("Write draft, released or withdrawn.")))
    elif name == "number":
        # A line such as "see below" is no number; neither is a whole sentence.
        if len(written) <= 60 and IS_NUMBER.fullmatch(written) and any(one.isdigit() for one in written):
            claims.number = written
    elif written:
        setattr(claims, name, written[: LONGEST.get(name, 120)])


def of_name(name: str) -> Claims:
    """What a file's name says: a number in front, the words behind it."""
    stem = name.rpartition(".")[0] or name
    found = NUMBER_FIRST.match(stem)
    rest = stem[found.end() :] if found else stem
    words = re.sub(r"[\s_-]+", " ", rest).strip(" .")
    return Claims(number=found[1].strip(" -_.") if found else "", title=(words or stem)[:200])


def of_tables(root: Element) -> Claims:
    """What the tables on the first page say: two columns, what it is called and what it is."""
    pairs: list[tuple[str, str]] = []
    for table in [one for one in root.walk() if one.tag == "table"][:3]:
        for row in (one for one in table.walk() if one.tag == "tr"):
            cells_of_row = [" ".join(cell.text.split()) for cell in row.elements()]
            if len(cells_of_row) == 2:
                pairs.append((cells_of_row[0], cells_of_row[1]))
    return out_of((name, value) for name, value in pairs if folded(name) not in VAGUE)


def kind_of(claims: Claims, name: str) -> Kind:
    """What sort of document it is: as it says itself, else by words of its name and title, else by its number."""
    for said in (claims.kind, f"{of_name(name).title} {claims.title}"):
        if (kind := _by_words(said)) in STRONG or (kind and said == claims.kind):
            return kind
    if kind := _by_words(of_name(name).title):
        return kind
    letters = re.findall(r"[A-Z]+", claims.number.upper())
    found = [KIND_LETTERS[part] for part in letters if part in KIND_LETTERS]
    return found[-1] if found else _by_words(claims.title) or Kind.OTHER


def _by_words(text: str) -> Kind | None:
    spoken = folded(text)
    if spoken in {kind.value.replace("-", " ") for kind in Kind}:
        return next(kind for kind in Kind if kind.value.replace("-", " ") == spoken)
    return next((kind for kind, words in KIND_WORDS if re.search(rf"\b(?:{words})\b", spoken)), None)


def number_of(claims: Claims) -> str:
    """The number in the form that numbers have here: "CSC PR.013" is CSC-PR.013; "" where it cannot be one."""
    number = re.sub(r"[^A-Za-z0-9._-]+", "-", claims.number).strip("-._")
    return "" if numbering.given_problem(number) else number


def label_of(claims: Claims) -> str:
    """What the revision is called, where that can be a label here: 2.0.4, C, 7; else ""."""
    label = re.sub(r"^(?:rev(?:ision)?|version|v|issue)[. ]*(?=\d|[A-Z]$)", "", claims.revision, flags=re.IGNORECASE)
    return label if len(label) <= LONGEST_LABEL and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", label) else ""


def position_of(label: str) -> int:
    """The place of a revision of this name in the order of revisions, so that the next one continues: 2.0.4 is 2."""
    if re.fullmatch(r"[A-Z]", label):
        return ord(label) - ord("A") + 1
    found = re.match(r"\d{1,3}(?!\d)", label)
    return max(1, int(found[0])) if found else 1


def folded(words: str) -> str:
    """Words as they are compared: without case, punctuation and the spaces between."""
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()


def same_number(number: str) -> str:
    """A number as it is compared: CSC PR.013 and csc-pr-013 are one."""
    return re.sub(r"[\W_]+", "", number).casefold()
