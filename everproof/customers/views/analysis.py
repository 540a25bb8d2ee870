"""The analysis of complaints: each figure opens the records that it is made of, narrows down to them, and exports."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.customers import analysis
from everproof.customers.analysis import DIMENSIONS
from everproof.customers.models import Complaint
from everproof.kernel import access, modules
from everproof.kernel.ui import formats, values
from everproof.kernel.ui.charts.bars import Bars, Pareto
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

PERIODS = {"90": 91, "182": 182, "364": 364, "728": 728}
USUAL, EVER = "364", "all"
MOST_NARROWED = 6
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = {
    "number": gettext_lazy("Number"),
    "original_number": gettext_lazy("Original number"),
    "title": gettext_lazy("What is wrong"),
    "received_on": gettext_lazy("Received"),
    "status": gettext_lazy("State"),
    "severity": gettext_lazy("Severity"),
    "customer__title": gettext_lazy("Customer"),
    "product": gettext_lazy("Product"),
    "product_detail": gettext_lazy("Model or kind"),
    "issue": gettext_lazy("Issue"),
    "issue_detail": gettext_lazy("Issue in detail"),
    "lot": gettext_lazy("Batch or serial number"),
    "acknowledged_on": gettext_lazy("Acknowledged"),
    "answer_by": gettext_lazy("Answer by"),
    "answered_on": gettext_lazy("Answered"),
    "in_time": gettext_lazy("In time"),
    "outcome": gettext_lazy("Outcome"),
    "description": gettext_lazy("What they say"),
}


class AnalysisPage(OrganizationView):
    """Pareto with drill-down, trend, timeliness and pieces sent back, of one period and one narrowing."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Complaint)
        if request.GET.get("format") == "csv":
            return self.export()
        return render(request, "customers/analysis.html", self.context())

    # What is asked ---------------------------------------------------------------------------------------------------

    @cached_property
    def by(self) -> str:
        asked = self.request.GET.get("by", "")
        return asked if asked in DIMENSIONS else "product"

    @cached_property
    def period(self) -> str:
        asked = self.request.GET.get("days", "")
        return asked if asked in (*PERIODS, EVER) else USUAL

    @cached_property
    def words(self) -> str:
        return self.request.GET.get("words", "").strip().replace("\x00", "")[:200]

    @cached_property
    def narrowed(self) -> list[tuple[str, str]]:
        """What the complaints are narrowed down to: (dimension, key), in the order in which it was chosen."""
        pairs = [one.partition("=") for one in self.request.GET.getlist("in")[:MOST_NARROWED]]
        return [(name, key.replace("\x00", "")) for name, _sign, key in pairs]

    @cached_property
    def span(self) -> tuple[date, date]:
        if self.period == EVER:
            return analysis.span(self.everything) or (self.today, self.today)
        return self.today - timedelta(days=PERIODS[self.period] - 1), self.today

    @cached_property
    def everything(self) -> Any:
        found = analysis.saying(analysis.complaints(self.actor), self.words)
        try:
            for name, key in self.narrowed:
                found = analysis.within(found, name, key)
        except ValueError as error:
            raise Http404 from error
        return found

    @cached_property
    def found(self) -> Any:
        return analysis.received(self.everything, *self.span)

    def here(self, *, narrowed: list[tuple[str, str]] | None = None, **more: str) -> str:
        asked = {"by": self.by, "days": self.period, "words": self.words, **more}
        chosen = self.narrowed if narrowed is None else narrowed
        pairs = [*asked.items(), *(("in", f"{name}={key}") for name, key in chosen)]
        return "?" + urlencode([pair for pair in pairs if pair[1]])

    # What is shown ---------------------------------------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        bars = analysis.bars(self.found, self.by)
        periods = {**{name: _("%(days)s days") % {"days": name} for name in PERIODS}, EVER: _("all")}
        list_url = reverse("customers:complaint_list", args=[self.organization.slug])
        return {
            "page": {"title": _("Analysis of complaints"), "crumbs": [Link(_("Complaints"), list_url)]},
            "periods": [
                Link(words, self.here(days=name), current=name == self.period) for name, words in periods.items()
            ],
            "dimensions": [
                Link(str(one.label), self.here(by=name), current=name == self.by) for name, one in DIMENSIONS.items()
            ],
            "narrowed": self.chips(),
            "whole": sum(bar.count for bar in bars),
            "pareto": self.pareto(bars) if bars else None,
            "bars": [(bar.label, bar.count, self.into(bar)) for bar in bars],
            "trend": self.trend(),
            "timeliness": analysis.timeliness(self.found, self.today),
            "timely": self.timely(),
            "pieces": analysis.pieces(self.actor, *self.span),
            "words": self.words,
            "hidden": [("by", self.by), ("days", self.period), *(("in", "=".join(one)) for one in self.narrowed)],
            "rows": [self.row(one) for one in analysis.listed(self.found)],
            "export_url": self.here(format="csv"),
        }

    def into(self, bar: analysis.Bar) -> str:
        """Where a bar leads: the same page narrowed down to it, by what one looks at next."""
        chosen = [*self.narrowed, (self.by, bar.key)]
        taken = {name for name, _key in chosen}
        then = DIMENSIONS[self.by].then
        if then in taken:
            then = next((name for name in DIMENSIONS if name not in taken), self.by)
        return self.here(narrowed=chosen, by=then)

    def chips(self) -> list[Link]:
        """What it is narrowed down to, each with the address without it."""
        return [
            Link(f"{DIMENSIONS[name].label}: {self.named(name, key)}", self.here(narrowed=self.narrowed[:place]))
            for place, (name, key) in enumerate(self.narrowed)
        ]

    def named(self, name: str, key: str) -> str:
        dimension = DIMENSIONS[name]
        if dimension.shown and key:
            return str(self.everything.values_list(dimension.shown, flat=True).first() or key)
        return dimension.words(key)

    def pareto(self, bars: list[analysis.Bar]) -> Pareto:
        from everproof.analytics.metrics.pareto import pareto

        shown = bars[: analysis.MOST_BARS - 1] if len(bars) > analysis.MOST_BARS else bars
        items = [(bar.label, float(bar.count)) for bar in shown]
        if len(bars) > len(shown):
            items.append((_("Others"), float(sum(bar.count for bar in bars[len(shown) :]))))
        found = pareto([bar.label for bar in bars], [float(bar.count) for bar in bars])
        sentence = _("%(few)s lead; %(n)s of %(all)s make up four fifths.") % {
            "few": ", ".join(found.vital_few[:3]),
            "n": len(found.vital_few),
            "all": len(found.order),
        }
        label = str(DIMENSIONS[self.by].label)
        return Pareto(_("Complaints by %(what)s") % {"what": label.lower()}, sentence, items, label_title=label)

    def trend(self) -> Any:
        """Counts by week, or by some weeks in a long period, with the limits of chance; signals are marked."""
        from everproof.analytics.control.attributes import c_chart
        from everproof.kernel.ui.charts.statistics import control_chart

        step, days, counts = analysis.over_time(self.found, *self.span)
        if len(counts) < 2 or not sum(counts):
            return None
        chart = c_chart(counts)
        signals = len(chart.panel.signals((1, 2)).any)
        sentence = (
            _("%(n)s points stand out of chance.") % {"n": signals} if signals else _("No point stands out of chance.")
        )
        title = (
            _("Complaints a week")
            if step == analysis.WEEK
            else _("Complaints in %(n)s weeks") % {"n": step // analysis.WEEK}
        )
        labels = [formats.day(day) for day in days]
        return control_chart(chart, title=title, sentence=sentence, rules=(1, 2), labels=labels)

    def timely(self) -> Bars | None:
        found = analysis.timeliness(self.found, self.today)
        if not found.due:
            return None
        sentence = _("%(n)s of %(all)s that were due were answered in time, %(share)s %%.") % {
            "n": found.in_time,
            "all": found.due,
            "share": formats.number(round(100 * (found.share or 0), 1)),
        }
        items = [
            (_("In time"), float(found.in_time)),
            (_("Late"), float(found.late)),
            (_("Overdue"), float(found.overdue)),
            (_("Not yet due"), float(found.running)),
        ]
        return Bars(_("Answered in time"), sentence, items, label_title=_("Answer"), value_title=_("Complaints"))

    def row(self, complaint: Complaint) -> dict[str, Any]:
        complaint.organization = self.organization
        return {"complaint": complaint, "link": values.record_link(complaint, modules.type_of(Complaint))}

    # The table -------------------------------------------------------------------------------------------------------

    def export(self) -> HttpResponse:
        """The complaints as CSV; a text that a spreadsheet would run is written so that it does not."""
        access.require(self.actor, "export", Complaint)
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="complaints.csv"'
        answer.write("\ufeff")
        writer = csv.writer(answer)
        writer.writerow([str(HEADINGS[name]) for name in analysis.EXPORTED])
        for row in analysis.exported(self.found):
            writer.writerow([_harmless(value) for value in row])
        return answer


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
