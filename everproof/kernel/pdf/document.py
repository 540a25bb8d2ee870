"""What stands on paper: the frame that every print has, and a controlled document as a whole."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from everproof.kernel.pdf import blocks as content
from everproof.kernel.pdf.blocks import Block
from everproof.kernel.pdf.child import Limits
from everproof.kernel.pdf.typesetting import IN_THE_BACKGROUND, Typeset, render

PAPERS = ("a4", "us-letter")
LONGEST_IN_HEADER = 90
MANY_PARTS = 12


@dataclass(frozen=True)
class Code:
    """A QR code with what it leads to."""

    url: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Signed:
    """A signature in the manifest: who, in which role, with which meaning, when (with zone), over which digest.

    `standing` says whether it is of this version; `stands` is false where it is not.
    """

    name: str
    role: str
    meaning: str
    statement: str
    at: str
    digest: str
    standing: str
    stands: bool = True


@dataclass(frozen=True)
class Frame:
    """What stands around every page. `state` is a word; an `overlay` runs across each page.

    `foot` are lines; `alarming` shows the state in the colour of what is wrong. `pictures` names those that go with
    the data; one called logo.png or the like stands in the header.
    """

    title: str
    organization: str
    number: str = ""
    revision: str = ""
    state: str = ""
    lead: str = ""
    foot: Sequence[str] = ()
    overlay: str = ""
    alarming: bool = False
    paper: str = "a4"
    author: str = ""
    pictures: Collection[str] = ()

    def data(self) -> dict[str, Any]:
        """The frame as the templates take it."""
        revision = _("Revision %(revision)s") % {"revision": self.revision} if self.revision else ""
        logo = next((name for name in self.pictures if name.startswith("logo.")), "")
        return {
            "title": self.title,
            "author": self.author or self.organization,
            "organization": self.organization,
            "head-left": _shortened(self.title),
            "head-right": " · ".join(part for part in (self.number, revision) if part),
            "state": self.state,
            "lead": self.lead,
            "foot": [line for line in self.foot if line],
            "overlay": self.overlay,
            "alarming": self.alarming,
            "paper": self.paper if self.paper in PAPERS else PAPERS[0],
            "lang": (get_language() or "en").partition("-")[0],
            "logo": logo,
            "numbered": False,
            "words": _words(),
        }


@dataclass(frozen=True)
class Document:
    """A controlled document. `facts` are (label, value); `revisions` rows of (revision, day, change, approved by)."""

    frame: Frame
    facts: Sequence[tuple[Any, Any]] = ()
    revisions: Sequence[Sequence[str]] = ()
    blocks: Iterable[Mapping[str, Any]] = ()
    signatures: Sequence[Signed] = ()
    codes: Sequence[Code] = ()
    numbered: bool = True


def document_data(document: Document) -> dict[str, Any]:
    """A controlled document as its template takes it."""
    parts = content.normal(document.blocks, document.frame.pictures)
    headings = [part for part in parts if part["k"] == "h"]
    return {
        **document.frame.data(),
        "numbered": document.numbered,
        "facts": content.facts(document.facts)["facts"],
        "revisions": content.table(
            [_("Revision"), _("Effective from"), _("What changed"), _("Approved by")], document.revisions
        ),
        "contents": len(headings) > 2 and len(parts) > MANY_PARTS,
        "parts": parts,
        "signatures": [manifest(one) for one in document.signatures],
        "codes": codes(document.codes),
    }


def controlled_document(
    document: Document,
    *,
    at: datetime,
    pictures: Mapping[str, bytes] | None = None,
    limits: Limits = IN_THE_BACKGROUND,
) -> Typeset:
    """The PDF of a controlled document; raises what `typesetting.render` raises."""
    return render("document", document_data(document), at=at, pictures=pictures, limits=limits)


def manifest(one: Signed) -> Block:
    """A signature as the templates take it."""
    return {
        "name": one.name,
        "role": one.role,
        "meaning": one.meaning,
        "statement": one.statement,
        "at": one.at,
        "standing": one.standing,
        "stands": one.stands,
        "digest": one.digest,
    }


def codes(wanted: Iterable[Code]) -> list[dict[str, str]]:
    """QR codes as drawings, each with its address in letters beside it."""
    return [
        {
            "svg": qr(one.url),
            "alt": _("QR code: %(url)s") % {"url": one.url},
            "title": one.title,
            "text": one.text,
            "url": one.url,
        }
        for one in wanted
    ]


def qr(url: str) -> str:
    """An address as a QR code that still reads when a tenth of it is dirt, as SVG."""
    import segno

    written = io.BytesIO()
    segno.make(url, error="m", micro=False).save(written, kind="svg", border=1, dark="#1a1916", xmldecl=False)
    return written.getvalue().decode()


def printed_by(name: str, moment: str) -> str:
    """The line of the footer that says whose copy this is."""
    return _("Printed by %(name)s, %(moment)s.") % {"name": name, "moment": moment}


def uncontrolled() -> str:
    """What every copy on paper says of itself."""
    return _("Uncontrolled when printed: the valid revision is the one in the product.")


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_IN_HEADER else f"{title[: LONGEST_IN_HEADER - 1].rstrip()}…"


def _words() -> dict[str, str]:
    return {
        "page": _("Page {page} of {pages}"),
        "table": _("Table"),
        "figure": _("Figure"),
        "contents": _("Contents"),
        "revisions": _("Revisions"),
        "signatures": _("Signatures"),
        "manifest": _(
            "Each signature was given electronically, by a person who proved who they are at that moment, and is bound "
            "to the content by the digest under it."
        ),
        "summary": _("Summary by clause"),
    }
