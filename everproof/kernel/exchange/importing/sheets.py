"""Reads a table out of a file: CSV in any usual encoding and with any usual separator, XLSX, XLS, ODS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_TEXT = 200_000
ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = ",;\t|"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file is no table that can be read; the message says why, and what to do instead."""


@dataclass(frozen=True)
class Table:
    """Headings and rows of one sheet. `first_row` is the number of the first data row as a spreadsheet shows it.

    `too_long` are the numbers of rows with content beyond the last heading, which no column could take.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 2
    too_long: frozenset[int] = frozenset()


def names(content: bytes) -> list[str]:
    """The sheets of a workbook that have content; nothing for a text file. Raises Unreadable."""
    if not content.startswith((_ZIP, _OLE)):
        return []
    with _opened(content) as book:
        sheets = ((name, book.get_sheet_by_name(name)) for name in book.sheet_names)
        return [name for name, sheet in sheets if sheet.height and sheet.width]


def read(path: Path) -> Table:
    """The first sheet with content. Raises Unreadable; FileNotFoundError and the like are the caller's."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(_("The file is larger than 20 MB. Split it."))
    return read_bytes(path.read_bytes())


def read_bytes(content: bytes, sheet: str = "") -> Table:
    """As `read`, for a file that was uploaded; `sheet` names one of a workbook."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 20 MB. Split it."))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith((_ZIP, _OLE)):
        return _table(_workbook_rows(content, sheet))
    return _table(_text_rows(content))


def _workbook_rows(content: bytes, wanted: str) -> Iterator[Sequence[Cell]]:
    with _opened(content) as book:
        for name in [wanted] if wanted else book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height and sheet.width:
                break
        else:
            raise Unreadable(_("No sheet of this file has any content."))
        if sheet.height > MOST_ROWS + 100 or sheet.width > MOST_COLUMNS:
            raise Unreadable(_too_large())
        # The sheet's own start counts, so that rows are named as the spreadsheet shows them.
        yield from ([] for _row in range(sheet.start[0] if sheet.start else 0))
        yield from sheet.to_python(skip_empty_area=True)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """A workbook; what the reader stumbles over while it is open is told as Unreadable."""
    import python_calamine

    _refuse_bombs(content)
    try:
        yield python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(
            _("The file is damaged or protected. Save it again as XLSX or CSV without a password.")
        ) from error


def _refuse_bombs(content: bytes) -> None:
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(_("The file is damaged. Save it again as XLSX or CSV.")) from error
    if unpacked > MOST_UNPACKED:
        raise Unreadable(_too_large())


def _text_rows(content: bytes) -> Iterator[Sequence[Cell]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable(_("This is neither a spreadsheet nor a text file. Save the table as XLSX, ODS or CSV."))
    csv.field_size_limit(MOST_TEXT)
    _refuse_open_quotes(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    except csv.Error as error:
        raise Unreadable(_("The file cannot be read as CSV: %(why)s.") % {"why": error}) from error


def _refuse_open_quotes(text: str) -> None:
    """A quotation mark that nobody closes would swallow all rows after it into one cell."""
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Unreadable(
                _("A quotation mark is opened and never closed, so rows run into each other. Close it, or export anew.")
            ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _separator(text: str) -> str:
    """The separator that stands most often in the first line, outside quotes."""
    first = text.lstrip().split("\n", 1)[0]
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _table(rows: Iterator[Sequence[Cell]]) -> Table:
    """The first row with content holds the headings; empty rows below are passed over, but counted."""
    headings: tuple[str, ...] = ()
    kept: list[tuple[Cell, ...]] = []
    first_row = 0
    too_long = set()
    for number, raw in enumerate(rows, start=1):
        row = tuple(_cleaned(cell) for cell in raw)
        if not headings:
            if any(cell is not None for cell in row):
                headings = _headings(row)
                first_row = number + 1
            continue
        if any(cell is not None for cell in row[len(headings) :]):
            too_long.add(number)
        kept.append((*row[: len(headings)], *([None] * (len(headings) - len(row)))))
        if len(kept) > MOST_ROWS:
            raise Unreadable(_too_large())
    while kept and not any(cell is not None for cell in kept[-1]):
        kept.pop()
    if not headings:
        raise Unreadable(_("The file has no table. The first row holds the names of the columns."))
    return Table(headings, tuple(kept), first_row, frozenset(too_long))


def _headings(row: Sequence[Cell]) -> tuple[str, ...]:
    if len(row) > MOST_COLUMNS:
        raise Unreadable(_too_large())
    names = [" ".join(str("" if cell is None else cell).split())[:200] for cell in row]
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names):
        name = name or _("Column %(number)s") % {"number": position + 1}
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(unique)


def _cleaned(cell: Any) -> Cell:
    if isinstance(cell, str):
        text = cell.strip().replace("\r\n", "\n")
        # What an export of ours put before text that looks like a formula.
        if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
            text = text[1:]
        return text or None
    return cell


def _too_large() -> str:
    return _("The table has more than %(rows)s rows or %(columns)s columns. Split it.") % {
        "rows": MOST_ROWS,
        "columns": MOST_COLUMNS,
    }
