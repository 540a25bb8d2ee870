"""Writes tables of values as CSV and as Excel files. Text stays text: no cell of an export is ever a formula."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

FORMULA_STARTS = frozenset("=+-@")
BREAKS = frozenset("\t\r\n")
# What a spreadsheet passes over before it looks for a formula, although Python does not count it as white space.
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060\x00"
WIDEST = 60

Row = Sequence[Any]


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> int:
    """Write UTF-8 with a byte order mark, which Excel needs; days as 2026-03-04, moments with their offset.

    Gives the number of rows.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guarded(heading) for heading in headings])
        for row in rows:
            writer.writerow([_for_csv(value) for value in row])
            count += 1
    return count


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would otherwise read a formula.

    Full-width signs count, and so does what stands behind leading white space or unseen characters.
    """
    start = unicodedata.normalize("NFKC", text.lstrip().lstrip(UNSEEN).lstrip()[:1])
    if text[:1] in BREAKS or start[:1] in FORMULA_STARTS:
        return f"'{text}"
    return text


def _for_csv(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(_as_text(value))


def write_xlsx(path: Path, title: str, headings: Sequence[str], rows: Iterable[Row]) -> int:
    """Write one sheet row by row in constant memory: numbers as numbers, days as days, text as text."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, min(WIDEST, max(12, len(heading) + 2)))
            sheet.write_string(0, column, heading, formats["head"])
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, count, column, value, formats)
        sheet.autofilter(0, 0, count, max(0, len(headings) - 1))
    return count


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, _as_text(value)[:32_767])


def _as_text(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(str(item) for item in value)
    return str(value)


def _sheet_name(title: str) -> str:
    """Excel takes up to 31 characters and none of []:*?/\\."""
    return "".join(" " if character in "[]:*?/\\" else character for character in title)[:31].strip("' ") or "Export"
