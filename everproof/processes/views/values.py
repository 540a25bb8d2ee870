"""One page for all values that are due: type, Tab, type, and send them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import access, parameters
from everproof.kernel.errors import Refused
from everproof.kernel.ui import pages
from everproof.kernel.ui.views import OrganizationView
from everproof.processes import periods, showing, words
from everproof.processes.actions import values
from everproof.processes.forms.performance import FigureField
from everproof.processes.models import Kpi
from everproof.processes.queries.performance import kpis_with_due_values
from everproof.processes.queries.values import due_spans
from everproof.processes.tasks import ENTRY_DAYS

MOST_KPIS = 100
PERIODS_EACH = 6


@dataclass
class Cell:
    """One figure to type: its name in the form, its label, what was typed, what is wrong with it."""

    name: str
    label: str
    typed: str = ""
    error: str = ""
    figure: Any = None

    @property
    def key(self) -> str:
        return f"id_{self.name}"


@dataclass(eq=False)
class Line:
    """One period of one KPI that waits for its value."""

    kpi: Kpi
    on: date
    period: str
    due: pages.Due
    unit: str
    before: str
    cells: list[Cell] = field(default_factory=list)
    error: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(cell.typed.strip() for cell in self.cells)


class ValuesPage(OrganizationView):
    """All values that the reader may enter and that are due, oldest first for each KPI."""

    template_name = "processes/values.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Kpi)
        return self.shown(self.lines)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Kpi)
        entered = [line for line in self.lines if self.enter(line)]
        if entered:
            done = ngettext("%(n)d value is entered.", "%(n)d values are entered.", len(entered))
            messages.success(request, done % {"n": len(entered)})
        if any(line.error or _has_error(line) for line in self.lines):
            return self.shown([line for line in self.lines if line not in entered], 422)
        if not entered:
            messages.warning(request, _("Nothing was typed."))
        return redirect(request.path)

    @cached_property
    def lines(self) -> list[Line]:
        kpis = list(kpis_with_due_values(self.actor, self.today)[:MOST_KPIS])
        spans = due_spans(kpis, self.organization.zone, self.today)
        days = timedelta(days=parameters.value(self.organization.pk, ENTRY_DAYS))
        found = []
        for kpi in kpis:
            kpi.organization = self.organization
            for span in spans.get(kpi.pk, [])[:PERIODS_EACH]:
                found.append(self._line(kpi, span, days))
        return found

    def _line(self, kpi: Kpi, span: periods.Span, days: timedelta) -> Line:
        known = kpi.standing
        before = words.value(kpi, known.newest_typed, known.newest_value) if known.newest_value is not None else ""
        labels = {"numerator": kpi.numerator, "denominator": kpi.denominator} if kpi.is_ratio else {"value": _("Value")}
        cells = [
            Cell(name := f"{part}-{kpi.pk}-{span.last:%Y%m%d}", label, self.request.POST.get(name, ""))
            for part, label in labels.items()
        ]
        return Line(
            kpi=kpi,
            on=span.last,
            period=periods.label(kpi.period, span.last),
            due=pages.Due(span.last + days),
            unit="" if kpi.is_ratio else words.unit(kpi),
            before=before,
            cells=cells,
        )

    def enter(self, line: Line) -> bool:
        """Enter one line, if something was typed; what is wrong is said beside it, and what is right is kept."""
        if line.is_blank:
            return False
        for cell in line.cells:
            try:
                cell.figure = FigureField().clean(cell.typed)
            except ValidationError as error:
                cell.error = " ".join(error.messages)
        if _has_error(line):
            return False
        figures = {cell.name.partition("-")[0]: cell.figure for cell in line.cells}
        try:
            values.enter_value(kpi=line.kpi, by=self.actor, period_on=line.on, **figures)
        except ValidationError as error:
            _tell(line, error)
            return False
        except Refused as refusal:
            line.error = str(refusal)
            return False
        return True

    def shown(self, lines: Sequence[Line], status: int = 200) -> HttpResponse:
        page = {
            "title": _("Values due"),
            "lead": _("All values that are due and that you may enter. Leave empty what you do not know yet."),
            "kpis_url": reverse("processes:kpi_list", args=[self.organization.slug]),
            "lines": [(line, showing.curve(line.kpi)) for line in lines],
        }
        return render(self.request, self.template_name, {"page": page}, status=status)


def _has_error(line: Line) -> bool:
    return any(cell.error for cell in line.cells)


def _tell(line: Line, error: ValidationError) -> None:
    """Put what an action found beside the figure it is about."""
    named = error.update_error_dict({}) if hasattr(error, "error_dict") else {}
    for cell in line.cells:
        problems = named.get(cell.name.partition("-")[0], [])
        cell.error = " ".join(message for problem in problems for message in problem.messages)
    if not _has_error(line):
        line.error = " ".join(error.messages)
