"""Finds what two sequences have in common, in a time that no input can stretch.

Equal ends are matched first, then items that occur once on both sides (the idea of Bram Cohen's patience diff: such
items are landmarks), and only the gaps between landmarks are compared each with each. A `Budget` says how many such
comparisons one question may take; once it is used up, what is left counts as different.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

Pairs = list[tuple[int, int]]
MOST_AT_ONCE = 250_000


class Budget:
    """How many comparisons of one item with one other may still be made."""

    def __init__(self, comparisons: int) -> None:
        self.left = comparisons
        self.to_scan = 2 * comparisons

    def take(self, comparisons: int) -> bool:
        """Whether that many may be made at once; they are then spent."""
        if comparisons > min(self.left, MOST_AT_ONCE):
            return False
        self.left -= comparisons
        return True

    def scan(self, items: int) -> bool:
        """Whether that many items may be looked through once more."""
        self.to_scan -= items
        return self.to_scan >= 0


def common(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> Pairs:
    """Places of equal items, ascending on both sides."""
    found: Pairs = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        i, i_end, j, j_end = waiting.pop()
        while i < i_end and j < j_end and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            found.append((i_end, j_end))
        if i == i_end or j == j_end:
            continue
        may_scan = budget.scan(i_end - i + j_end - j)
        anchors = _landmarks(old, new, i, i_end, j, j_end) if may_scan else []
        if anchors:
            ends = [*anchors, (i_end, j_end)]
            for place, (a, b) in enumerate(anchors):
                found.append((a, b))
                waiting.append((a + 1, ends[place + 1][0], b + 1, ends[place + 1][1]))
            waiting.append((i, anchors[0][0], j, anchors[0][1]))
        elif budget.take((i_end - i) * (j_end - j)):
            found.extend((i + a, j + b) for a, b in _longest(old[i:i_end], new[j:j_end]))
    return sorted(found)


def _landmarks(old: Sequence[Hashable], new: Sequence[Hashable], i: int, i_end: int, j: int, j_end: int) -> Pairs:
    """Items that occur once in both ranges, as long as they keep their order."""
    once_old = _once(old, i, i_end)
    once_new = _once(new, j, j_end)
    pairs = [(a, once_new[item]) for item, a in once_old.items() if item in once_new]
    return _rising(sorted(pairs))


def _once(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    counts = Counter(items[start:end])
    return {items[place]: place for place in range(start, end) if counts[items[place]] == 1}


def _rising(pairs: Pairs) -> Pairs:
    """The longest run of pairs that rises on the right, too (patience sorting)."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for index, (_a, b) in enumerate(pairs):
        pile = bisect_left(ends, b)
        before.append(at_end[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(b)
            at_end.append(index)
        else:
            ends[pile], at_end[pile] = b, index
    found: Pairs = []
    index = at_end[-1] if at_end else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """A longest common subsequence, by the table of lengths."""
    return best(len(old), len(new), lambda i, j: 1.0 if old[i] == new[j] else 0.0)


def best(rows: int, columns: int, gain: Callable[[int, int], float]) -> Pairs:
    """The ascending pairs whose gains add up to the most; a pair without gain is never taken."""
    totals = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    gains = [[gain(i, j) for j in range(columns)] for i in range(rows)]
    for i in range(rows - 1, -1, -1):
        here, below, row = totals[i], totals[i + 1], gains[i]
        for j in range(columns - 1, -1, -1):
            taken = below[j + 1] + row[j] if row[j] else 0.0
            here[j] = max(taken, below[j], here[j + 1])
    found: Pairs = []
    i = j = 0
    while i < rows and j < columns:
        if gains[i][j] and totals[i][j] == totals[i + 1][j + 1] + gains[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif totals[i][j] == totals[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
