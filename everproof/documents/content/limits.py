"""How much a body may hold. What goes beyond is refused in words that say what to do instead."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused

LONGEST = 2_000_000
DEEPEST = 40
# A parser's work grows with the square of the depth, so depth is judged before anything is parsed.
DEEPEST_UNREAD = 500
MOST_ELEMENTS = 100_000
MOST_CELLS = 10_000
MOST_COLUMNS = 60
MOST_PICTURES = 300

TOO_MANY_PARTS = _("This text has too many parts. Split the document, or add it as a file.")

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# These end without saying so, or have no end.
NOT_COUNTED = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "area",
        "base",
        "embed",
        "source",
        "track",
        "wbr",
    }
)


class TooMuch(Refused):
    """The text is larger, deeper or fuller than a document may be."""


def check_raw(html: str) -> None:
    """Refuse by length, number of elements and depth before any parser sees the text."""
    if len(html) > LONGEST:
        raise TooMuch(
            _(
                "This text has %(length)s million characters; up to %(most)s million are taken. "
                "Split the document, or add it as a file."
            )
            % {"length": round(len(html) / 1_000_000, 1), "most": LONGEST // 1_000_000}
        )
    depth = deepest = count = 0
    for closing, name in TAG.findall(html):
        count += 1
        if name.lower() in NOT_COUNTED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest > DEEPEST_UNREAD:
        raise too_deep()
    if count > 2 * MOST_ELEMENTS:
        raise TooMuch(TOO_MANY_PARTS)


def too_deep() -> TooMuch:
    words = _("This text is nested more than %(most)s levels deep. Paste it as plain text, or take levels out.")
    return TooMuch(words % {"most": DEEPEST})


def too_many_cells(cells: int) -> TooMuch:
    words = _("A table has %(cells)s cells; up to %(most)s are taken. Split it, or add it as a spreadsheet.")
    return TooMuch(words % {"cells": cells, "most": MOST_CELLS})


def too_many_columns(columns: int) -> TooMuch:
    words = _("A table has %(columns)s columns; up to %(most)s are taken. Split it, or add it as a spreadsheet.")
    return TooMuch(words % {"columns": columns, "most": MOST_COLUMNS})


def too_many_pictures() -> TooMuch:
    words = _("This text has more than %(most)s pictures. Split the document, or add it as a file.")
    return TooMuch(words % {"most": MOST_PICTURES})
