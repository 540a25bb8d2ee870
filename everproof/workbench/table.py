"""Turns pasted text or a file into named columns of cells; says which line and which cell it cannot read."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.workbench.numbers import COMMA, POINT, decimal_sign, is_missing, is_number, parsed

MOST_CHARACTERS = 2_000_000
MOST_CELLS = 300_000
MOST_COLUMNS = 200
SHOWN_PROBLEMS = 5
LOOKED_AT = 2000
_INDEX = re.compile(
    r"^(no|nr|number|obs|observation|sample|subgroup|row|index|id|n|#|time|lot|batch|period)?\.?$", re.IGNORECASE
)


class UnreadableData(Exception):
    """The data cannot be used. `problems` are sentences for the person, each naming line and cell where it can."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Column:
    """One column: `cells` as written (stripped), `lines` the line of the text that each came from."""

    name: str
    cells: Sequence[str]
    lines: Sequence[int]
    decimal: str | None = None
    """The decimal sign that the person named; None: find out."""
    is_named: bool = True

    @cached_property
    def is_numeric(self) -> bool:
        """Whether most of what is there are numbers, as far as the first rows tell."""
        present = [cell for cell in self.cells[:LOOKED_AT] if not is_missing(cell)]
        return bool(present) and 2 * sum(map(is_number, present)) >= len(present)

    @cached_property
    def is_index(self) -> bool:
        """Whether it only counts the rows: 1, 2, 3, … under a name that says no more."""
        if self.is_named and not _INDEX.match(self.name):
            return False
        return len(self.cells) > 1 and all(
            cell == str(number) for number, cell in enumerate(self.cells, start=int(self.cells[0] == "1"))
        )

    @property
    def sign(self) -> str:
        """The decimal sign. Raises UnreadableData where the cells leave a doubt that changes the numbers."""
        found = self.decimal or decimal_sign(list(self.cells))
        if found is None and get_format("DECIMAL_SEPARATOR") == ",":
            return COMMA  # as the reader's language writes it
        if found is None:
            position = next(index for index, cell in enumerate(self.cells) if "," in cell)
            raise UnreadableData(
                _("Line %(line)d, column “%(column)s”: “%(cell)s” may mean thousands or decimals. Say which under "
                  "“Decimal sign”.")
                % {"line": self.lines[position], "column": self.name, "cell": self.cells[position][:40]}
            )  # fmt: skip
        return found

    def numbers(self) -> list[float | None]:
        """The cells as numbers. Raises UnreadableData that names the cells which are none."""
        sign, found, wrong = self.sign, [], []
        for line, cell in zip(self.lines, self.cells, strict=True):
            try:
                found.append(parsed(cell, sign))
            except ValueError:
                wrong.append(_("Line %(line)d, column “%(column)s”: “%(cell)s” is no number.")
                             % {"line": line, "column": self.name, "cell": cell[:40]})  # fmt: skip
        if wrong:
            raise UnreadableData(*shortened(wrong))
        return found

    def labels(self) -> list[str | None]:
        """The cells as names; numbers lose needless zeros so that 1 and 1.0 are the same part."""
        return [None if is_missing(cell) and cell not in ("-", "*", "?") else cell for cell in self.cells]


@dataclass(frozen=True)
class Table:
    """The columns of the data, all of the same length, and how they were written."""

    columns: Sequence[Column]
    delimiter: str = ""
    has_header: bool = False

    def __len__(self) -> int:
        return len(self.columns[0].cells) if self.columns else 0

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Writing:
    """How the person says that the data are written; None or an empty choice means: find out."""

    decimal: str | None = None
    header: bool | None = None
    needs_columns: int = 1
    """How many columns the method needs: decides what a comma between two numbers means."""
    header_words: Sequence[re.Pattern[str]] = field(default=())


def read_table(text: str, writing: Writing | None = None) -> Table:
    """The table in a text. Raises UnreadableData with sentences that say where and what to do."""
    writing = writing or Writing()
    if len(text) > MOST_CHARACTERS:
        raise UnreadableData(
            _("These are %(count)s characters; up to %(most)s fit. Take a part of the data, or fewer columns.")
            % {"count": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"}
        )
    if "\x00" in text:
        raise UnreadableData(_("This looks like a binary file. Save it as CSV or text and take that."))
    lines = [
        (number, line)
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise UnreadableData(_("There are no data yet. Paste a column or choose a file."))
    delimiter = _delimiter([line for _number, line in lines[:200]], writing)
    rows = _rows(lines, delimiter)
    if sum(len(cells) for _line, cells in rows) > MOST_CELLS:
        raise UnreadableData(
            _("There are more than %(most)s cells. Take a part of the data, or fewer columns.")
            % {"most": f"{MOST_CELLS:,}"}
        )
    return _as_table(rows, delimiter, writing)


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with a mark, else UTF-8, else Windows-1252. Raises UnreadableData."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableData(_("This is an Excel file. Save the sheet as CSV, or copy the cells and paste them."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def shortened(problems: Sequence[str]) -> list[str]:
    """The first problems, and how many more there are."""
    rest = len(problems) - SHOWN_PROBLEMS
    more = ngettext("%(count)d more cell like that.", "%(count)d more cells like these.", rest) % {"count": rest}
    return [*problems[:SHOWN_PROBLEMS], *([more] if rest > 0 else [])]


def _delimiter(lines: Sequence[str], writing: Writing) -> str:
    """Tab, semicolon, comma or white space; nothing where each line is one cell."""
    for sign in "\t;":
        if any(sign in line for line in lines):
            return sign
    with_comma = [line for line in lines if "," in line]
    if 2 * len(with_comma) >= len(lines) and not _is_decimal_column(lines, writing):
        return ","
    words = [len(line.split()) for line in lines]
    if words[0] > 1 and len(set(words)) == 1 and all(is_number(word) for word in lines[-1].split()):
        return " "
    return ""


def _is_decimal_column(lines: Sequence[str], writing: Writing) -> bool:
    """Whether the commas are decimal signs in a single column: `12,05` and not `12,5` of two columns."""
    if writing.decimal == POINT:
        return False
    body = lines[1:] if lines and not is_number(lines[0]) and "," not in lines[0] else lines
    single = all(is_number(line) or is_missing(line) for line in body)
    return single and (writing.decimal == COMMA or writing.needs_columns == 1)


def _rows(lines: Sequence[tuple[int, str]], delimiter: str) -> list[tuple[int, list[str]]]:
    if delimiter in ("", " "):
        return [(number, line.split() if delimiter else [line.strip()]) for number, line in lines]
    rows = []
    for number, line in lines:
        if '"' not in line:
            rows.append((number, [cell.strip() for cell in line.split(delimiter)]))
            continue
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True), [])
        except csv.Error:
            cells = line.split(delimiter)  # a quotation mark that is none
        rows.append((number, [cell.strip() for cell in cells]))
    return rows


def _as_table(rows: list[tuple[int, list[str]]], delimiter: str, writing: Writing) -> Table:
    widest = max(len(cells) for _line, cells in rows)
    if widest > MOST_COLUMNS and len(rows) > 1:
        raise UnreadableData(
            _("There are %(count)d columns; up to %(most)d fit.") % {"count": widest, "most": MOST_COLUMNS}
        )
    if len(rows) == 1 and widest > 2 and writing.needs_columns == 1:
        # One long line of values is a column lying down.
        line, cells = rows[0]
        rows, widest = [(line, [cell]) for cell in cells], 1
    header = _has_header(rows, writing) if writing.header is None else writing.header
    names = _names(rows[0][1] if header else [], widest)
    body = rows[1:] if header else rows
    while widest > 1 and all(len(cells) < widest or not cells[widest - 1] for _line, cells in rows):
        widest -= 1  # a delimiter at the end of each line
    if not body:
        raise UnreadableData(_("There is a heading but no data below it."))
    lines = [line for line, _cells in body]
    named = [header and k < len(rows[0][1]) and bool(rows[0][1][k]) for k in range(widest)]
    columns = [
        Column(
            names[k], [cells[k] if k < len(cells) else "" for _line, cells in body], lines, writing.decimal, named[k]
        )
        for k in range(widest)
    ]
    return Table(columns, delimiter, header)


def _has_header(rows: Sequence[tuple[int, list[str]]], writing: Writing) -> bool:
    """The first row names the columns: words where numbers follow, or words that the method knows."""
    first = rows[0][1]
    words, counted = [cell for cell in first if not is_number(cell)], [cell for cell in first if is_number(cell)]
    if len(rows) < 2 or not words or counted != [str(number) for number in range(1, len(counted) + 1)]:
        return False
    known = [*writing.header_words, _INDEX]
    if any(cell and pattern.search(cell) for cell in words for pattern in known):
        return True
    if counted:  # the trials of a row may be numbered, but only beside a word that is known
        return False
    below = [cells for _line, cells in rows[1:21]]
    return any(is_number(cells[k]) for cells in below for k in range(min(len(cells), len(first))) if first[k])


def _names(cells: Sequence[str], count: int) -> list[str]:
    """A name for each column, none of them twice."""
    names: list[str] = []
    for index in range(count):
        given = " ".join((cells[index] if index < len(cells) else "").split())[:60]
        name = given or _("Column %(number)d") % {"number": index + 1}
        again, repeated = name, 2
        while again in names:
            again, repeated = f"{name} ({repeated})", repeated + 1
        names.append(again)
    return names
