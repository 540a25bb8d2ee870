"""Numbers of documents by the pattern of their type, and what their revisions are called.

A pattern is text with one counter, `{000}` with at least so many digits, and perhaps `{area}`. All that stands around
the counter names it, so two types whose numbers look alike share one counter, and no number is ever given twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from everproof.documents.models import Document, DocumentRevision

COUNTER = re.compile(r"\{(0{1,8})\}")
AREA = "{area}"
TEXT = re.compile(r"[A-Za-z0-9._-]*")
GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# A revision's number is the document's with its own label behind, and must fit in the same column.
LONGEST = 30


def problem(pattern: str) -> Any:
    """What is wrong with a pattern, in words, or None. An empty one means that numbers are given by hand."""
    if not pattern:
        return None
    if len(COUNTER.findall(pattern)) != 1:
        return _("The pattern needs one counter, like {000}.")
    if pattern.count(AREA) > 1 or not TEXT.fullmatch(COUNTER.sub("", pattern).replace(AREA, "")):
        return _("Beside the counter and {area}, only letters, digits, dots, dashes and underscores.")
    if len(_filled(pattern, "A" * 12).replace("{", "").replace("}", "")) > LONGEST:
        return _("The numbers would be longer than %(most)s characters.") % {"most": LONGEST}
    return None


def given_problem(number: str) -> Any:
    """What is wrong with a number that somebody gives by hand, in words, or None."""
    if len(number) > LONGEST or not GIVEN.fullmatch(number):
        return _("At most %(most)s letters, digits, dots, dashes and underscores.") % {"most": LONGEST}
    if not any(character.isdigit() for character in number):
        return _("A number holds at least one digit.")
    return None


def is_area(area: str) -> bool:
    """Whether this can stand in a number."""
    return bool(re.fullmatch(r"[A-Za-z0-9]{1,12}", area))


def asks_for_area(pattern: str) -> bool:
    """Whether the numbers of a pattern name an area."""
    return AREA in pattern


def preview(pattern: str, area: str = "AREA", count: int = 3) -> list[str]:
    """What the first numbers of a pattern look like; none for a pattern that is wrong or empty."""
    if not pattern or problem(pattern):
        return []
    return [_numbered(_filled(pattern, area), at) for at in range(1, count + 1)]


def issue(documents: Sequence[Document]) -> list[str]:
    """A number for each new document: the one that was given by hand, else the next of its type's pattern."""
    return [document.original_number or _next(document) for document in documents]


def revision_numbers(revisions: Sequence[DocumentRevision]) -> list[str]:
    """A number for each revision: the document's, a dot, and what the revision is called."""
    return [f"{revision.document.number}.{revision.revision}" for revision in revisions]


def label(position: int, letters: bool) -> str:
    """What the revision at this place (from 1) is called: 1, 2, 3 or A, B, … Z, AA."""
    if not letters:
        return str(position)
    found = ""
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _next(document: Document) -> str:
    pattern = _filled(document.type.number_pattern, document.area)
    key = COUNTER.sub("#", pattern)
    taken = type(document)._default_manager.filter(organization_id=document.organization_id)
    # A number that somebody gave by hand is passed over; it is in the row of numbers all the same.
    while True:
        number = _numbered(pattern, _count(document.organization_id, key))
        if not taken.filter(number=number).exists():
            return number


def _count(organization_id: int, key: str) -> int:
    """One more; the counter's row stays locked until the transaction ends, and a failed one gives the number back."""
    from everproof.documents.models import DocumentCounter

    table = connection.ops.quote_name(DocumentCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (organization_id, key, last) values (%s, %s, 1) "  # noqa: S608
            f"on conflict (organization_id, key) do update set last = {table}.last + 1 returning last",
            [organization_id, key],
        )
        return cursor.fetchone()[0]


def _filled(pattern: str, area: str) -> str:
    return pattern.replace(AREA, area)


def _numbered(pattern: str, count: int) -> str:
    return COUNTER.sub(lambda found: str(count).zfill(len(found.group(1))), pattern)
