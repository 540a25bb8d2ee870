"""Compares two tables by row, column and cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from everproof.documents.content.aligning import Budget, Pairs, best, common
from everproof.documents.content.passages import Passage, Word

Cell = tuple[Word, ...]
Row = list[Cell]
Differing = Callable[[Sequence[Word], Sequence[Word], Budget], tuple[str, str, str]]
Written = Callable[[Sequence[Word], str], str]
# Two rows are one that was changed if so many of their cells are equal or at least share words.
ALIKE = 0.3


def whole(table: Passage, tag: str, written: Written) -> str:
    """A table in which nothing is compared; `tag` (del, ins or none) stands round every cell's words."""
    rows = [
        _row([written(cell, tag) for cell in row], table.has_head and not place)
        for place, row in enumerate(table.table)
    ]
    return _table(written(table.words, tag), rows)


def compared(old: Passage, new: Passage, budget: Budget, differing: Differing) -> tuple[str, str, str]:
    """The old table, the new one, and both in one, with what differs marked in each cell."""
    captions = differing(old.words, new.words, budget)
    columns = _columns(old, new, budget)
    rows = [
        _differing_row(mine, theirs, columns, budget, differing, place == 0 and new.has_head)
        for place, (mine, theirs) in enumerate(_rows(old.table, new.table, budget))
    ]
    left, right, merged = (_table(captions[side], [row[side] for row in rows]) for side in range(3))
    return left, right, merged


def _columns(old: Passage, new: Passage, budget: Budget) -> list[tuple[int | None, int | None]]:
    """Which column became which: by place where there are as many, else by the words of the first row."""
    before, after = (max((len(row) for row in one.table), default=0) for one in (old, new))
    if before == after or not old.table or not new.table:
        return [
            (place if place < before else None, place if place < after else None) for place in range(max(before, after))
        ]
    first_old, first_new = (
        [*one.table[0], *[()] * (width - len(one.table[0]))] for one, width in ((old, before), (new, after))
    )
    return _filled(common(first_old, first_new, budget), before, after)


def _rows(old: list[Row], new: list[Row], budget: Budget) -> list[tuple[Row | None, Row | None]]:
    """Which row became which: equal ones first, between them those that are alike."""
    keys = [[tuple(row) for row in rows] for rows in (old, new)]
    pairs: Pairs = []
    i = j = 0
    for a, b in [*common(keys[0], keys[1], budget), (len(old), len(new))]:
        if budget.take(20 * (a - i) * (b - j)):
            inside = best(a - i, b - j, lambda x, y, i=i, j=j: _alike(old[i + x], new[j + y]))  # type: ignore[misc]
            pairs += [(i + x, j + y) for x, y in inside]
        if a < len(old):
            pairs.append((a, b))
        i, j = a + 1, b + 1
    filled = _filled(pairs, len(old), len(new))
    return [(old[a] if a is not None else None, new[b] if b is not None else None) for a, b in filled]


def _alike(old: Row, new: Row) -> float:
    """The share of cells that are equal, or, counted half, that begin with the same word."""
    score = sum(
        1.0 if mine == theirs else 0.5 if mine and theirs and mine[0] == theirs[0] else 0.0
        for mine, theirs in zip(old, new, strict=False)
    )
    share = score / max(len(old), len(new), 1)
    return share if share >= ALIKE else 0.0


def _filled(pairs: Pairs, old: int, new: int) -> list[tuple[int | None, int | None]]:
    """The pairs, and between them what has no partner."""
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    for a, b in [*pairs, (old, new)]:
        found += [(place, None) for place in range(i, a)]
        found += [(None, place) for place in range(j, b)]
        if a < old:
            found.append((a, b))
        i, j = a + 1, b + 1
    return found


def _differing_row(
    old: Row | None,
    new: Row | None,
    columns: list[tuple[int | None, int | None]],
    budget: Budget,
    differing: Differing,
    is_head: bool,
) -> tuple[str, str, str]:
    sides: tuple[list[str], list[str], list[str]] = ([], [], [])
    for a, b in columns:
        mine, theirs = (_cell(row, place) for row, place in ((old, a), (new, b)))
        for side, html in zip(sides, differing(mine, theirs, budget), strict=True):
            side.append(html)
    kind = "added" if old is None else "removed" if new is None else ""
    left = _row(sides[0], is_head, kind) if old is not None else ""
    right = _row(sides[1], is_head, kind) if new is not None else ""
    return left, right, _row(sides[2], is_head, kind)


def _cell(row: Row | None, place: int | None) -> Cell:
    return row[place] if row is not None and place is not None and place < len(row) else ()


def _row(cells: Sequence[str], is_head: bool, kind: str = "") -> str:
    tag = "th" if is_head else "td"
    inside = "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
    return f'<tr class="{kind}">{inside}</tr>' if kind else f"<tr>{inside}</tr>"


def _table(caption: str, rows: Sequence[str]) -> str:
    head = f"<caption>{caption}</caption>" if caption else ""
    return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"
