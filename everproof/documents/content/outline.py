"""Numbers the headings of a body and lists them: 1, 1.1, 1.2, 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from everproof.documents.content.tree import Element

LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
TYPED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s+\S")
FEWEST_TYPED = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level from 1 to 4, its number ("2.1"), its words, and the name that a link leads to.

    The number is empty where the author typed numbers: they stand in the words.
    """

    level: int
    number: str
    text: str
    anchor: str


def headings(blocks: Iterable[Element]) -> list[Heading]:
    """The headings among the blocks, numbered.

    The highest level that occurs is the first one, so a body whose author began with second-level headings has no
    numbers that start with 0; a level that was skipped takes no place in the number. Where the author numbered the
    headings by hand, as in documents that come from elsewhere, those numbers stay, and none of ours is set before them:
    the text refers to them.
    """
    found = [block for block in blocks if block.tag in LEVELS]
    counts: list[tuple[int, int]] = []
    numbered = []
    for block in found:
        level = LEVELS[block.tag]
        before = 0
        while counts and counts[-1][0] >= level:
            before = counts.pop()[1]
        counts.append((level, before + 1))
        number = ".".join(str(count) for _level, count in counts)
        numbered.append(Heading(len(counts), number, " ".join(block.text.split()), f"s-{number.replace('.', '-')}"))
    return [replace(one, number="") for one in numbered] if _are_typed(numbered) else numbered


def _are_typed(found: Sequence[Heading]) -> bool:
    return sum(1 for one in found if TYPED.match(one.text)) >= FEWEST_TYPED
