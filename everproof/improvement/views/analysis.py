"""The analysis of nonconformities: each figure opens the records that it is made of, and exports them."""

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

from everproof.improvement import analysis
from everproof.improvement.analysis import DIMENSIONS, WEIGHTS
from everproof.improvement.models import Nonconformity
from everproof.improvement.queries import OPEN
from everproof.kernel import access, modules
from everproof.kernel.ui import formats, values
from everproof.kernel.ui.charts.bars import Bars, Pareto
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

PERIODS = {"90": 91, "182": 182, "364": 364, "728": 728}
USUAL = "364"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class AnalysisPage(OrganizationView):
    """Pareto, trend, ages, times, repeats and costs of one period, by one dimension."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Nonconformity)
        if request.GET.get("format") == "csv":
            return self.export()
        return render(request, "improvement/analysis.html", self.context())

    # What is asked ---------------------------------------------------------------------------------------------------

    @cached_property
    def by(self) -> str:
        asked = self.request.GET.get("by", "")
        return asked if asked in DIMENSIONS else "cause"

    @cached_property
    def weight(self) -> str:
        asked = self.request.GET.get("weight", "")
        return asked if asked in WEIGHTS else "count"

    @cached_property
    def period(self) -> str:
        asked = self.request.GET.get("days", "")
        return asked if asked in PERIODS else USUAL

    @cached_property
    def span(self) -> tuple[date, date]:
        return self.today - timedelta(days=PERIODS[self.period] - 1), self.today

    @cached_property
    def cases(self) -> Any:
        return analysis.cases(self.actor, *self.span)

    @cached_property
    def chosen(self) -> Any:
        """The cases of the bar that the address names, else all of the period."""
        if "value" not in self.request.GET:
            return self.cases
        try:
            return analysis.of_bar(self.cases, self.by, self.request.GET["value"])
        except ValueError as error:
            raise Http404 from error

    def here(self, **more: str) -> str:
        return "?" + urlencode({"by": self.by, "weight": self.weight, "days": self.period, **more})

    # What is shown ---------------------------------------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        bars = analysis.bars(self.cases, self.by, self.weight)
        again, whole = analysis.repeat_share(self.cases)
        value = self.request.GET.get("value")
        label = next((bar.label for bar in bars if bar.key == value), DIMENSIONS[self.by].words(value))
        list_url = reverse("improvement:nonconformity_list", args=[self.organization.slug])
        return {
            "page": {
                "title": _("Analysis of nonconformities"),
                "crumbs": [Link(_("Nonconformities"), list_url)],
            },
            "periods": [
                Link(_("%(days)s days") % {"days": name}, self.here(days=name), current=name == self.period)
                for name in PERIODS
            ],
            "dimensions": [
                Link(str(one.label), self.here(by=name), current=name == self.by) for name, one in DIMENSIONS.items()
            ],
            "weights": [
                Link(str(words), self.here(weight=name), current=name == self.weight) for name, words in WEIGHTS.items()
            ],
            "pareto": self.pareto(bars) if bars else None,
            "bars": [(bar.label, self.written(bar.weight), self.here(value=bar.key) + "#records") for bar in bars],
            "trend": self.trend(),
            "ages": self.ages(),
            "times": analysis.times_to_close(self.cases),
            "again": again,
            "whole": whole,
            "share": round(100 * again / whole) if whole else 0,
            "costs": self.costs(),
            "currency": self.organization.currency,
            "chosen_label": label if value is not None else "",
            "rows": [self.row(case) for case in analysis.listed(self.chosen)],
            "export_url": self.here(format="csv", **({"value": value} if value is not None else {})),
        }

    def pareto(self, bars: list[analysis.Bar]) -> Pareto:
        from everproof.analytics.metrics.pareto import pareto

        shown = bars[: analysis.MOST_BARS - 1] if len(bars) > analysis.MOST_BARS else bars
        items = [(bar.label, bar.weight) for bar in shown]
        if len(bars) > len(shown):
            items.append((_("Others"), sum(bar.weight for bar in bars[len(shown) :])))
        found = pareto([bar.label for bar in bars], [bar.weight for bar in bars])
        few = ", ".join(found.vital_few[:3])
        sentence = _("%(few)s lead; %(n)s of %(all)s make up four fifths.") % {
            "few": few,
            "n": len(found.vital_few),
            "all": len(found.order),
        }
        unit = self.organization.currency if self.weight == "cost" else ""
        title = _("Nonconformities by %(what)s") % {"what": str(DIMENSIONS[self.by].label).lower()}
        return Pareto(title, sentence, items, unit=unit, label_title=str(DIMENSIONS[self.by].label))

    def trend(self) -> Any:
        """Weekly counts with the limits of chance; signals are marked."""
        from everproof.analytics.control.attributes import c_chart
        from everproof.kernel.ui.charts.statistics import control_chart

        days, counts = analysis.by_week(self.cases, *self.span)
        if len(counts) < 2 or not sum(counts):
            return None
        chart = c_chart(counts)
        signals = len(chart.panel.signals((1, 2)).any)
        sentence = (
            _("%(n)s weeks stand out of chance.") % {"n": signals} if signals else _("No week stands out of chance.")
        )
        labels = [formats.day(day) for day in days]
        return control_chart(chart, title=_("Nonconformities a week"), sentence=sentence, rules=(1, 2), labels=labels)

    def ages(self) -> Bars:
        items = analysis.ages(self.actor, self.today, OPEN)
        total = sum(count for _label, count in items)
        sentence = _("%(n)s are open, %(old)s of them for longer than three months.") % {
            "n": total,
            "old": items[-1][1],
        }
        return Bars(_("How old the open ones are"), sentence, items, label_title=_("Age"), value_title=_("Open"))

    def costs(self) -> Bars | None:
        from everproof.analytics.metrics.quality_cost import cost_of_quality

        found = analysis.costs(self.cases, self.organization.pk, *self.span)
        cost = cost_of_quality({name: float(amount) for name, amount in found.items()})
        if not cost.total_coq:
            return None
        labels = {
            "prevention": _("Prevention"),
            "appraisal": _("Inspection and test"),
            "internal_failure": _("Found before delivery"),
            "external_failure": _("Found after delivery"),
        }
        items = [(labels[name], amount) for name, amount in cost.totals.items()]
        sentence = _("Failures cost %(poor)s of %(total)s %(currency)s.") % {
            "poor": formats.number(round(cost.cost_of_poor_quality)),
            "total": formats.number(round(cost.total_coq)),
            "currency": self.organization.currency,
        }
        return Bars(_("Cost of quality"), sentence, items, unit=self.organization.currency, label_title=_("Kind"))

    def written(self, weight: float) -> str:
        number = formats.number(round(weight))
        return f"{number} {self.organization.currency}" if self.weight == "cost" else number

    def row(self, case: Nonconformity) -> dict[str, Any]:
        case.organization = self.organization
        return {"case": case, "link": values.record_link(case, modules.type_of(Nonconformity))}

    # The table -------------------------------------------------------------------------------------------------------

    def export(self) -> HttpResponse:
        """The chosen cases as CSV; a text that a spreadsheet would run is written so that it does not."""
        access.require(self.actor, "export", Nonconformity)
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="nonconformities.csv"'
        answer.write("\ufeff")
        writer = csv.writer(answer)
        writer.writerow(
            [
                _("Number"),
                _("What happened"),
                _("Detected"),
                _("Closed"),
                _("Severity"),
                _("Process"),
                _("Where"),
                _("Cause"),
                _("Kind of cause"),
                _("Disposition"),
                _("Cost"),
                _("Kind of cost"),
            ]
        )
        for row in analysis.exported(self.chosen):
            writer.writerow([_harmless(value) for value in row])
        return answer


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
