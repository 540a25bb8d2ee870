"""The master tables of ANSI/ASQ Z1.4 and ISO 2859-1, generated from their structure instead of copied cell by cell.

Sample sizes follow the preferred numbers R5 (2, 3, 5, 8, 13, 20, …, each about 1.6 times the one before), one letter
a step; so do the AQLs. The acceptance numbers therefore depend on the diagonal alone: letter and AQL column counted
from 0, their sum d says which numbers apply. Normal inspection: d = 14 has acceptance number 0, d = 17 has 1, then 2,
3, 5, 7, 10, 14, 21, and above AQL 100 also 30 and 44. Everything else is an arrow to the nearest plan above or below
in the column. Tightened inspection moves one step on and has its own numbers; reduced inspection has its own smaller
sizes.

Sources: MIL-STD-105E (public domain), whose master tables are those of ANSI/ASQ Z1.4 and ISO 2859-1:1989;
ISO 2859-1:1999 for the editions' differences named in `lookup`.
"""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = "ABCDEFGHJKLMNPQRS"
"""Code letters in order. S exists only as the end of an arrow on tightened inspection."""

AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0",
    "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
)  # fmt: skip
"""Acceptance quality limits: percent nonconforming, above 10 nonconformities per 100 items."""

LARGEST_LOT = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000, None)
"""Upper end of each range of lot sizes; the first begins at 2, the last has no end."""

CODE_LETTERS = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
"""Inspection level → one letter for each range of lot sizes."""

SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
"""Single sample size of each letter, normal and tightened inspection."""

REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

INSPECTIONS = ("normal", "tightened", "reduced")

Numbers = tuple[int, int]
"""Acceptance and rejection number of a single plan."""

_NORMAL = tuple((ac, ac + 1) for ac in (1, 2, 3, 5, 7, 10, 14, 21, 30, 44))
_TIGHTENED = tuple((ac, ac + 1) for ac in (1, 2, 3, 5, 8, 12, 18, 27, 41))
_REDUCED = ((0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (5, 8), (7, 10), (10, 13), (14, 17), (21, 24))

_LAST_AQL_WITH_ZERO = 14  # 6.5: above it plans count nonconformities, and none has acceptance number 0
_LAST_DIAGONAL, _LAST_DIAGONAL_ABOVE_100 = 24, 26
_LAST_LETTER_ABOVE_100 = 4  # E
_LAST_LETTER = 15  # R; only tightened inspection reaches S


@dataclass(frozen=True)
class _Diagonals:
    zero: int  # the diagonal with acceptance number 0
    first: int  # the diagonal of the first pair in `numbers`
    numbers: tuple[Numbers, ...]
    gap_leads_up: int  # how many diagonals after `zero` have an arrow up; the rest of the gap leads down


_TABLES = {
    "normal": _Diagonals(zero=14, first=17, numbers=_NORMAL, gap_leads_up=1),
    "tightened": _Diagonals(zero=15, first=18, numbers=_TIGHTENED, gap_leads_up=0),
    "reduced": _Diagonals(zero=14, first=17, numbers=_REDUCED, gap_leads_up=1),
}


@dataclass(frozen=True)
class Cell:
    """Where the arrows end: the row's letter index, and acceptance and rejection number of its single plan."""

    row: int
    accept: int
    reject: int


def code_letter(lot_size: int, level: str) -> str:
    """Sample size code letter for a lot (from 2 items) and an inspection level."""
    bounds = [bound for bound in LARGEST_LOT if bound is not None]
    position = sum(lot_size > bound for bound in bounds)
    return CODE_LETTERS[level][position]


def single_cell(letter: str, aql: str, inspection: str) -> Cell:
    """The single plan for a letter and an AQL, after following the arrows of the table."""
    table, column = _TABLES[inspection], AQLS.index(aql)
    row = _row_reached(table, LETTERS.index(letter), column)
    diagonal = row + column
    if diagonal < table.first:
        return Cell(row, 0, 1)
    pair = table.numbers[diagonal - table.first]
    if inspection == "reduced":
        pair = _reduced_numbers(row, diagonal, pair)
    return Cell(row, *pair)


def single_size(row: int, inspection: str) -> int:
    """Sample size of the single plan in a row of the table."""
    return (REDUCED_SIZES if inspection == "reduced" else SIZES)[row]


def stage_size(row: int, inspection: str, sampling: str) -> int | None:
    """Size of each sample of the double or multiple plan in a row; None where the row has none.

    A double plan takes the single size one step smaller, a multiple plan the one three steps smaller.
    """
    back, sizes = (1 if sampling == "double" else 3), REDUCED_SIZES if inspection == "reduced" else SIZES
    smallest = back if inspection != "reduced" else back + 2  # the three reduced sizes 2 stand for A, B and C
    return sizes[row - back] if row >= smallest else None


def _row_reached(table: _Diagonals, row: int, column: int) -> int:
    zero_row = table.zero - column if column <= _LAST_AQL_WITH_ZERO else None
    last_diagonal = min(max(_LAST_DIAGONAL, _LAST_LETTER_ABOVE_100 + column), _LAST_DIAGONAL_ABOVE_100)
    first_row, last_row = max(table.first - column, 0), last_diagonal - column
    lowest = _LAST_LETTER + 1 if table is _TABLES["tightened"] else _LAST_LETTER
    if row >= first_row:
        return min(row, last_row)
    if zero_row is None or row < zero_row:
        return first_row if zero_row is None else zero_row
    leads_up = row - zero_row <= table.gap_leads_up
    return zero_row if leads_up or first_row > lowest else first_row


def _reduced_numbers(row: int, diagonal: int, pair: Numbers) -> Numbers:
    """The first two rows of the reduced table: a sample of 2 cannot shrink, so they keep or nearly keep normal
    numbers.
    """
    if row == 0 or (row == 1 and diagonal >= 21):
        return _NORMAL[diagonal - row - _TABLES["normal"].first]  # both rows have those of letter A
    return {(1, 19): (2, 4), (1, 20): (3, 5)}.get((row, diagonal), pair)
