"""Brings a foreign table into our words before it is planned: one column for two fields, their values for ours.

For maps that are written once for the files of one source, such as those in `examples/import/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from everproof.kernel.exchange.importing import cells
from everproof.kernel.exchange.importing.planning import BadMapping
from everproof.kernel.exchange.importing.sheets import Cell, Table

# {heading: field, or several fields}, and {field: {what stands there: what it means here}}.
Columns = Mapping[str, str | Sequence[str]]
Values = Mapping[str, Mapping[str, str]]


def adapted(table: Table, columns: Columns, values: Values) -> tuple[Table, dict[str, str]]:
    """The table with a column of its own for each field and with our values, and its {heading: field}.

    Values are compared without case; one that is translated into nothing is an empty cell, and one that has no
    translation stays as it is. Raises BadMapping for a column that the table does not have.
    """
    mapping: dict[str, str] = {}
    more: list[tuple[str, int]] = []
    for heading, wanted in columns.items():
        if isinstance(wanted, str):
            mapping[heading] = wanted
            continue
        if heading not in table.headings:
            raise BadMapping(_("The file has no column “%(heading)s”.") % {"heading": heading})
        for place, field in enumerate(wanted):
            named = heading if place == 0 else f"{heading} → {field}"
            mapping[named] = field
            if place:
                more.append((named, table.headings.index(heading)))
    wider = replace(
        table,
        headings=(*table.headings, *(named for named, _place in more)),
        rows=tuple((*row, *(row[place] for _named, place in more)) for row in table.rows),
    )
    return _translated(wider, mapping, values), mapping


def _translated(table: Table, mapping: Mapping[str, str], values: Values) -> Table:
    words = {
        table.headings.index(heading): {old.casefold(): new or None for old, new in values[field].items()}
        for heading, field in mapping.items()
        if field in values and heading in table.headings
    }
    if not words:
        return table

    def in_our_words(place: int, cell: Cell) -> Cell:
        return words[place].get(cells.text(cell).casefold(), cell) if place in words else cell

    rows = tuple(tuple(in_our_words(place, cell) for place, cell in enumerate(row)) for row in table.rows)
    return replace(table, rows=rows)
