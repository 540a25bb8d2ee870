"""A study as files: the picture, the numbers, and the recipe that rebuilds both."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from everproof.kernel.exchange.export import guarded
from everproof.kernel.ui.charts import PDF, Table
from everproof.workbench.asking import Asked
from everproof.workbench.recipe import recipe_of, stamp

WIDTH = 720


def as_svg(asked: Asked, number: int) -> HttpResponse:
    """One chart in literal colours, with what it was made from as metadata inside."""
    assert asked.study is not None
    drawing = asked.study.charts[number].svg(width=WIDTH, palette=PDF)
    note = f"<metadata>{escape(json.dumps(stamp(asked), ensure_ascii=False))}</metadata></svg>"
    drawing = drawing.removesuffix("</svg>") + note
    return _attached(asked, drawing, "image/svg+xml; charset=utf-8", f"-{number + 1}.svg")


def as_csv(asked: Asked) -> HttpResponse:
    """Verdict, figures and the numbers behind each chart, one block after the other."""
    assert asked.study is not None
    study, file = asked.study, io.StringIO()
    writer = csv.writer(file)

    def block(title: Any, rows: list[list[Any]]) -> None:
        writer.writerow([guarded(str(title))])
        for row in rows:
            writer.writerow([_cell(cell) for cell in row])
        writer.writerow([])

    block(asked.method.label, [[study.verdict], *([sentence] for sentence in study.sentences)])
    for figures in study.figures:
        block(figures.title, [list(row) for row in figures.rows])
    for title, table in study.tables:
        block(title, _rows(table))
    for chart in study.charts:
        block(chart.title, _rows(chart.table()))
    block(_("How this was made"), [[key, json.dumps(value, ensure_ascii=False)] for key, value in stamp(asked).items()])
    return _attached(asked, "\ufeff" + file.getvalue(), "text/csv; charset=utf-8", ".csv")


def as_json(asked: Asked) -> HttpResponse:
    """The recipe: opens again under “Open a study”."""
    text = json.dumps(recipe_of(asked), ensure_ascii=False, indent=1, allow_nan=False)
    return _attached(asked, text, "application/json", ".json")


def _rows(table: Table) -> list[list[Any]]:
    return [list(table.head), *(list(row) for row in table.rows)]


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; a negative number stays one."""
    text = str(value)
    if text[:1] == "-" and text[1:].replace(",", "").replace(".", "", 1).isdigit():
        return text
    return guarded(text)


def _attached(asked: Asked, content: str, media_type: str, ending: str) -> HttpResponse:
    title = slugify(asked.form.cleaned_data.get("title") or "")[:40]
    name = "-".join(filter(None, (asked.method.name, title)))
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}{ending}"'
    return response
