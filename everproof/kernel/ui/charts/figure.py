"""A chart on a page: the sentence above, the drawing in two widths, the numbers one click away."""

from typing import Protocol

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from everproof.kernel.ui.charts.model import Table

WIDE, SMALL = 620.0, 344.0


class Chart(Protocol):
    """What a figure needs of a chart."""

    title: str
    sentence: str

    def svg(self, *, width: float) -> str: ...

    def table(self) -> Table: ...


def figure(chart: Chart, *, heading: int = 2) -> SafeString:
    """The chart as `<figure>`. Both widths are in the page; the container decides which one is seen (chart.css)."""
    title, sentence = conditional_escape(chart.title), conditional_escape(chart.sentence)
    return mark_safe(  # noqa: S308 (escaped above; drawings escape their own text)
        f'<figure class="figure"><figcaption><h{heading}>{title}</h{heading}><p>{sentence}</p></figcaption>'
        f'<div class="wide">{chart.svg(width=WIDE)}</div><div class="small-chart">{chart.svg(width=SMALL)}</div>'
        f'<details class="more"><summary>{gettext("Numbers")}</summary><div class="scrolls" tabindex="0" role="region" '
        f'aria-label="{title}">{_table(chart.table())}</div></details></figure>'
    )


def _table(table: Table) -> str:
    first, *others = table.head
    named = f'<th scope="col">{conditional_escape(first)}</th>' if first else "<td></td>"
    head = named + "".join(f'<th scope="col" class="end">{conditional_escape(word)}</th>' for word in others)
    rows = "".join(
        f'<tr><th scope="row">{conditional_escape(name)}</th>'
        + "".join(f'<td class="end">{conditional_escape(value)}</td>' for value in values)
        + "</tr>"
        for name, *values in table.rows
    )
    return f'<table class="values"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
