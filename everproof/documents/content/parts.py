"""References to parts of the same text: a section, a figure, a table. They follow its number, which is never typed.

A heading is known by its words, a table by its title and a figure by its picture, so a reference stands as long as what
it names is called the same, wherever that moves.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from everproof.documents.content import outline
from everproof.documents.content.references import Key, Target
from everproof.documents.content.tree import Element

KIND = "part"
LONGEST_NAME = 80


def named(text: str) -> str:
    """The words of a heading or title as a key: small letters and figures, a dash for all between.

    The editor makes the same of them (static/documents/js/nodes.js, nameOf).
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:LONGEST_NAME]


def targets(root: Element) -> dict[Key, Target]:
    """Everything in a body that a reference can name, with its number of today; of two of one name the first."""
    found: dict[Key, Target] = {}
    for heading in outline.headings(root.elements()):
        words = _("Section %(n)s") % {"n": heading.number}
        found.setdefault((KIND, f"heading:{named(heading.text)}"), Target(words, f"#{heading.anchor}", heading.text))
    figures = tables = 0
    for element in root.walk():
        if element.tag == "figure":
            figures += 1
            key = f"figure:{element.elements()[0].attributes['data-file']}"
            found.setdefault((KIND, key), Target(_("Figure %(n)s") % {"n": figures}, f"#figure-{figures}"))
        elif element.tag == "table":
            tables += 1
            title = element.attributes.get("data-caption", "")
            target = Target(_("Table %(n)s") % {"n": tables}, f"#table-{tables}", title)
            found.setdefault((KIND, f"table:{named(title)}"), target)
    return found
