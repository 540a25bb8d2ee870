"""The spreadsheet to fill in: a sheet for each list, a column for each field, a sheet that says what belongs where."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from everproof.kernel.exchange.importing import columns
from everproof.kernel.exchange.importing.subjects import Subject
from everproof.kernel.exchange.importing.tables import Target

MOST_CHOICES = 200
ROWS = 1000


def workbook(kinds: Sequence[Subject]) -> bytes:
    """An XLSX file with a sheet for each list: the headings of all its fields, needed ones first, choices to pick from;
    and a last sheet with explanations. A single list stands on a sheet called "Rows".
    """
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF3C4"})
        explained: list[tuple[str, str, str]] = []
        for kind in kinds:
            targets = sorted(columns.targets(kind).values(), key=lambda target: not target.needed)
            name = sheet_name(kind) if len(kinds) > 1 else _("Rows")
            _fill(book.add_worksheet(name), targets, head, needed)
            explained += [(name, "", "")] if len(kinds) > 1 else []
            explained += [(one.label, _("needed") if one.needed else "", one.hint) for one in targets]
        _explain(book.add_worksheet(explanation()), explained, head)
    return file.getvalue()


def sheet_name(kind: Subject) -> str:
    """What the sheet of a list is called; spreadsheets take 31 characters, and some signs not at all."""
    return re.sub(r"[\[\]:*?/\\\\]", " ", str(kind.plural))[:31].strip()


def explanation() -> str:
    """What the sheet with the explanations is called."""
    return _("What belongs where")


def _fill(sheet: Any, targets: Sequence[Target], head: object, needed: object) -> None:
    sheet.freeze_panes(1, 0)
    for column, target in enumerate(targets):
        sheet.write_string(0, column, str(target.label), needed if target.needed else head)
        sheet.set_column(column, column, max(14, len(target.label) + 2))
        if 0 < sum(len(choice) + 1 for choice in target.choices) < MOST_CHOICES:
            rule = {"validate": "list", "source": list(target.choices), "error_type": "warning"}
            sheet.data_validation(1, column, ROWS, column, rule)


def _explain(sheet: Any, rows: Sequence[tuple[str, str, str]], head: object) -> None:
    for number, row in enumerate([(_("Column"), "", _("What belongs there")), *rows]):
        is_head = number == 0 or not row[2]
        for column, words in enumerate(row):
            sheet.write_string(number, column, str(words), *([head] if is_head else []))
    for column, width in enumerate((28, 10, 90)):
        sheet.set_column(column, column, width)
