"""A Word or Markdown file as the body of a draft, and what of it could not come along.

The file is opened by a child process with little memory and time (see kernel.files.child), never here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from everproof.documents.content import markdown, pictures, tree
from everproof.documents.content.cleaning import cleaned
from everproof.documents.content.tree import Element
from everproof.documents.models import DocumentRevision
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions, child, kinds

ENDINGS = ".docx,.md,.txt"
LARGEST_TEXT = 1_000_000
MOST_SAID = 20
NAMED = re.compile(r"style: '?(.{1,60}?)'? \(Style ID")


@dataclass
class Brought:
    """A body out of a file: `html` is clean, `lost` says in sentences what stayed behind, `held` counts what came."""

    html: str
    lost: list[Any] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)


def brought_in(revision: DocumentRevision, path: Path, name: str, *, by: Actor) -> Brought:
    """The file at `path`, called `name`, as a body; its pictures are attached to the revision.

    Raises Refused, in words, for a file of another kind, a hostile or damaged one, and one that is too much.
    """
    with path.open("rb") as file:
        kind = kinds.detect(file, name).kind
    if kind.name == "docx":
        return _word(revision, path, by)
    if kind.name == "text":
        return _markdown(path)
    raise Refused(_("Only Word files (.docx) and texts (.md, .txt) become text here. Add other files to the revision."))


def _markdown(path: Path) -> Brought:
    if path.stat().st_size > LARGEST_TEXT:
        raise Refused(_("This text is too long. Split it, or add it as a file."))
    made = cleaned(markdown.html_of(child.make_text("plain", path).text))
    return _checked(Brought(made.html, _pictures_lost(made.pictures_lost), _counted(made.html)))


def _word(revision: DocumentRevision, path: Path, by: Actor) -> Brought:
    converted = child.make_html("docx", path)
    if not converted.html:
        raise Refused(_("This file cannot be read, or it holds too much. Save it again in Word, or add it as a file."))
    root = tree.read(converted.html)
    refused = _place_pictures(root, revision, converted.pictures, by)
    made = cleaned(tree.write(root))
    lost = [*in_words(converted.notes), *_pictures_lost(refused)]
    return _checked(Brought(made.html, lost, _counted(made.html)))


def _checked(brought: Brought) -> Brought:
    if not brought.html:
        raise Refused(_("There is no text in this file."))
    return brought


def _place_pictures(root: Element, revision: DocumentRevision, found: Sequence[bytes], by: Actor) -> int:
    """Attach each picture and name it in the text by its digest; gives how many were not taken."""
    refused = 0
    for image in [one for one in root.walk() if one.tag == "img"]:
        place = image.attributes.pop("src", "")
        number = int(place) if place.isdecimal() else 0
        content = found[number - 1] if 0 < number <= len(found) else b""
        try:
            upload = actions.Upload(
                name=f"picture-{number}{pictures.ending_of(content)}", portions=[content], size=len(content)
            )
            made = pictures.add(revision, upload, by=by)
        except NotAllowed:
            raise
        except Refused:
            refused += 1
            continue
        image.attributes["data-file"] = made.file.sha256
    return refused


def _counted(html: str) -> dict[str, int]:
    counts = {"headings": 0, "tables": 0, "pictures": 0}
    for element in tree.read(html).walk():
        if element.tag in ("h1", "h2", "h3", "h4"):
            counts["headings"] += 1
        elif element.tag == "table":
            counts["tables"] += 1
        elif element.tag == "img":
            counts["pictures"] += 1
    return counts


def _pictures_lost(count: int) -> list[Any]:
    if not count:
        return []
    return [_("%(count)s pictures stayed behind: only PNG, JPEG, WebP and GIF are taken.") % {"count": count}]


def in_words(notes: Sequence[str]) -> list[Any]:
    """What the converter says, in words of ours: styles it does not know became plain text."""
    found: dict[str, Any] = {}
    for note in notes:
        named = NAMED.search(note)
        name = named.group(1) if named else ""
        if name:
            found[name] = _("The style “%(name)s” became plain text.") % {"name": name}
        elif note:
            found["other"] = _("Some parts that only Word knows (fields, drawings, comments) stayed behind.")
    return [*found.values()][:MOST_SAID]
