"""Compares two bodies, passage by passage and word by word, side by side and in one text.

Passages that are equal stand beside each other; between them, what is alike enough is taken for the same passage with
other words. Nothing here takes longer than its budget allows, whatever the texts are (see aligning.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from everproof.documents.content import tables
from everproof.documents.content.aligning import Budget, best, common
from everproof.documents.content.passages import PICTURE, Passage, Word, passages_of

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
COMPARISONS = 3_000_000
# From this share of common words on, two passages are one that was changed.
ALIKE = 0.4
TAGS = frozenset({"strong", "em", "u", "s", "sub", "sup", "code"})


@dataclass(frozen=True, slots=True)
class Side:
    """A passage as one side shows it. `html` is escaped, with <del> or <ins> round what only this side has."""

    kind: str
    html: str
    label: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A passage of the old text beside its passage of the new one; `merged` shows both in one."""

    kind: str
    old: Side | None
    new: Side | None
    merged: Side

    @property
    def is_change(self) -> bool:
        return self.kind != SAME


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, in order. `changes` counts the stretches of changed rows: what one walks through."""

    rows: list[Row] = field(default_factory=list)

    @property
    def changes(self) -> int:
        stretches, within = 0, False
        for row in self.rows:
            stretches += row.is_change and not within
            within = row.is_change
        return stretches

    @property
    def counted(self) -> Counter[str]:
        """How many passages were changed, added and removed."""
        return Counter(row.kind for row in self.rows if row.is_change)


def compare(old: str, new: str) -> Comparison:
    """What differs between two stored bodies."""
    budget = Budget(COMPARISONS)
    before, after = passages_of(old), passages_of(new)
    equal = common([passage.key for passage in before], [passage.key for passage in after], budget)
    rows: list[Row] = []
    i = j = 0
    for a, b in [*equal, (len(before), len(after))]:
        rows.extend(_gap(before[i:a], after[j:b], budget))
        if a < len(before):
            rows.append(_same(before[a], after[b]))
        i, j = a + 1, b + 1
    return Comparison(rows)


def alike(old: Passage, new: Passage) -> float:
    """The share of words that two passages have in common (Dice), or 0 where it is too small to call them one."""
    if old.family != new.family:
        return 0.0
    total = old.counted.total() + new.counted.total()
    share = 2 * (old.counted & new.counted).total() / total if total else 1.0
    return share if share >= ALIKE else 0.0


def _gap(old: Sequence[Passage], new: Sequence[Passage], budget: Budget) -> Iterator[Row]:
    """What lies between equal passages: pairs that are alike, and the rest as removed and added."""
    distinct = max((len(passage.counted) for passage in (*old, *new)), default=0)
    if budget.take(max(50, distinct) * len(old) * len(new)):
        pairs = best(len(old), len(new), lambda i, j: alike(old[i], new[j]))
    else:
        pairs = [(i, i) for i in range(min(len(old), len(new))) if alike(old[i], new[i])]
    i = j = 0
    for a, b in [*pairs, (len(old), len(new))]:
        yield from (_removed(passage) for passage in old[i:a])
        yield from (_added(passage) for passage in new[j:b])
        if a < len(old):
            yield _changed(old[a], new[b], budget)
        i, j = a + 1, b + 1


def _same(old: Passage, new: Passage) -> Row:
    return Row(SAME, _whole(old), _whole(new), _whole(new))


def _removed(passage: Passage) -> Row:
    side = _whole(passage, "del")
    return Row(REMOVED, side, None, side)


def _added(passage: Passage) -> Row:
    side = _whole(passage, "ins")
    return Row(ADDED, None, side, side)


def _whole(passage: Passage, tag: str = "") -> Side:
    if passage.kind == "table":
        return Side("table", tables.whole(passage, tag, written))
    return Side(passage.kind, written(passage.words, tag), passage.label, passage.depth)


def _changed(old: Passage, new: Passage, budget: Budget) -> Row:
    if old.kind == "table":
        left, right, merged = tables.compared(old, new, budget, differing)
        return Row(CHANGED, Side("table", left), Side("table", right), Side("table", merged))
    left, right, merged = differing(old.words, new.words, budget)
    return Row(
        CHANGED,
        Side(old.kind, left, old.label, old.depth),
        Side(new.kind, right, new.label, new.depth),
        Side(new.kind, merged, new.label, new.depth),
    )


# Words ----------------------------------------------------------------------------------------------------------------


def differing(old: Sequence[Word], new: Sequence[Word], budget: Budget) -> tuple[str, str, str]:
    """The old words, the new words, and both in one text, with what differs marked."""
    left: list[str] = []
    right: list[str] = []
    merged: list[str] = []
    for mine, theirs, is_equal in _stretches(old, new, budget):
        if is_equal:
            for text in (left, right, merged):
                text.append(written(theirs))
            continue
        removed, added = written(mine, "del"), written(theirs, "ins")
        left.append(removed)
        right.append(added)
        merged += [removed, added]
    return "".join(left), "".join(right), "".join(merged)


def _stretches(
    old: Sequence[Word], new: Sequence[Word], budget: Budget
) -> Iterator[tuple[Sequence[Word], Sequence[Word], bool]]:
    """(old words, new words, whether they are equal); single spaces between two changes belong to the change."""
    i = j = 0
    changed_old: list[Word] = []
    changed_new: list[Word] = []
    for a, b, length in _runs_of(common(old, new, budget), len(old), len(new)):
        changed_old += old[i:a]
        changed_new += new[j:b]
        is_end = not length
        equal = new[b : b + length]
        if not is_end and (changed_old or changed_new) and all(word.is_space for word in equal):
            changed_old += equal
            changed_new += equal
        else:
            if changed_old or changed_new:
                yield changed_old, changed_new, False
                changed_old, changed_new = [], []
            if not is_end:
                yield old[a : a + length], equal, True
        i, j = a + length, b + length


def _runs_of(pairs: list[tuple[int, int]], old: int, new: int) -> Iterator[tuple[int, int, int]]:
    """(start, start, length) of each run of neighbouring pairs, and the two ends with length 0."""
    place = 0
    while place < len(pairs):
        a, b = pairs[place]
        length = 1
        while place + length < len(pairs) and pairs[place + length] == (a + length, b + length):
            length += 1
        yield a, b, length
        place += length
    yield old, new, 0


def written(words: Sequence[Word], tag: str = "") -> str:
    """Words as HTML; `tag` (del or ins) stands round all of them."""
    if not words:
        return ""
    pieces: list[str] = []
    place = 0
    while place < len(words):
        end = place
        while end < len(words) and words[end].manners == words[place].manners:
            end += 1
        text = "".join(word.text for word in words[place:end])
        pieces.append(_set(text, words[place].manners))
        place = end
    inside = "".join(pieces)
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _set(text: str, manners: tuple[tuple[str, str], ...]) -> str:
    if text.strip(PICTURE) == "" and manners and manners[-1][0] == "img":
        return f'<img data-file="{escape(manners[-1][1])}" alt="">'
    html = escape(text).replace("\n", "<br>")
    for name, value in reversed(manners):
        if name in TAGS:
            html = f"<{name}>{html}</{name}>"
        elif name == "a":
            html = f'<span class="doc-link" title="{escape(value)}">{html}</span>'
        elif name == "alt":
            html = f'<small class="doc-alt">{html}</small>'
        else:
            html = f'<span class="doc-ref">{html}</span>'
    return html
