"""The spreadsheet to fill in: a column for each field, a sheet that says what belongs where."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from everproof.kernel.exchange.importing import columns
from everproof.kernel.exchange.importing.subjects import Subject
from everproof.kernel.exchange.importing.tables import Target

MOST_CHOICES = 200
ROWS = 1000


def workbook(record_type: Subject) -> bytes:
    """An XLSX file with the headings of all fields, needed ones first, choices to pick from, and explanations."""
    import xlsxwriter

    targets = sorted(columns.targets(record_type).values(), key=lambda target: not target.needed)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF3C4"})
        sheet = book.add_worksheet(_("Rows"))
        sheet.freeze_panes(1, 0)
        for column, target in enumerate(targets):
            sheet.write_string(0, column, target.label, needed if target.needed else head)
            sheet.set_column(column, column, max(14, len(target.label) + 2))
            if 0 < sum(len(choice) + 1 for choice in target.choices) < MOST_CHOICES:
                rule = {"validate": "list", "source": list(target.choices), "error_type": "warning"}
                sheet.data_validation(1, column, ROWS, column, rule)
        _explain(book.add_worksheet(_("What belongs where")), targets, head)
    return file.getvalue()


def _explain(sheet: object, targets: list[Target], head: object) -> None:
    rows = [(target.label, _("needed") if target.needed else "", target.hint) for target in targets]
    for number, row in enumerate([(_("Column"), "", _("What belongs there")), *rows]):
        for column, words in enumerate(row):
            sheet.write_string(number, column, words, *([head] if number == 0 else []))  # type: ignore[attr-defined]
    for column, width in enumerate((28, 10, 90)):
        sheet.set_column(column, column, width)  # type: ignore[attr-defined]
