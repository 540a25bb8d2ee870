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
from django.utils.translation import gettext_lazy

from everproof.improvement import analysis, linked
from everproof.improvement.analysis import AGES, DIMENSIONS, WEIGHTS, Bar
from everproof.improvement.models import Nonconformity
from everproof.improvement.queries import OPEN
from everproof.kernel import access, modules
from everproof.kernel.ui import formats, values
from everproof.kernel.ui.charts.bars import Bars, Pareto
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

# The parts of figures that an address may name; each is answered by a method of_….
PARTS = ("value", "week", "age", "cost", "only")
FAILURES = {
    "internal_failure": gettext_lazy("Found before delivery"),
    "external_failure": gettext_lazy("Found after delivery"),
}
PERIODS = {"90": 91, "182": 182, "364": 364, "728": 728}
USUAL = "364"
LINKED = "linked-"
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
        return asked if asked in self.dimensions else "cause"

    @cached_property
    def dimensions(self) -> dict[str, Any]:
        """What cases are told apart by: their own fields, and each type of record that they are linked with."""
        found = {name: one.label for name, one in DIMENSIONS.items()}
        types = linked.types(self.linked, self.actor)
        return found | {f"{LINKED}{name}": modules.record_type(name).label for name in types}

    @cached_property
    def linked(self) -> set[linked.Pair]:
        return linked.pairs(self.cases, self.organization.pk)

    @cached_property
    def linked_type(self) -> str:
        """The type whose records the cases are told apart by; empty for a field of their own."""
        return self.by.removeprefix(LINKED) if self.by.startswith(LINKED) else ""

    @cached_property
    def bars(self) -> list[Bar]:
        if self.linked_type:
            return linked.bars(self.cases, self.linked, self.actor, self.linked_type, self.weight)
        return analysis.bars(self.cases, self.by, self.weight)

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
    def part(self) -> dict[str, str]:
        """Which part of a figure the address names, as what stands in the address: a bar, a week, an age, a cost."""
        asked = {name: self.request.GET[name] for name in PARTS if name in self.request.GET}
        return dict([next(iter(asked.items()))]) if asked else {}

    @cached_property
    def chosen(self) -> tuple[Any, str]:
        """The cases of that part with its words, else all of the period."""
        if not self.part:
            return self.cases, ""
        ((name, key),) = self.part.items()
        try:
            return getattr(self, f"of_{name}")(key)
        except (ValueError, KeyError, IndexError, OverflowError) as error:
            raise Http404 from error

    def of_value(self, key: str) -> tuple[Any, str]:
        label = next((bar.label for bar in self.bars if bar.key == key), "")
        if self.linked_type:
            return linked.of_bar(self.cases, self.linked, self.actor, self.linked_type, key), label
        return analysis.of_bar(self.cases, self.by, key), label or DIMENSIONS[self.by].words(key)

    def of_week(self, key: str) -> tuple[Any, str]:
        first = date.fromisoformat(key)
        return analysis.of_week(self.cases, first), _("Week of %(day)s") % {"day": formats.day(first)}

    def of_age(self, key: str) -> tuple[Any, str]:
        place = range(len(AGES))[int(key)]
        return analysis.of_age(self.actor, self.today, OPEN, place), _("Open %(age)s") % {"age": AGES[place][1]}

    def of_cost(self, key: str) -> tuple[Any, str]:
        return analysis.of_cost(self.cases, key), str(FAILURES[key])

    def of_only(self, key: str) -> tuple[Any, str]:
        return {
            "again": (self.cases.exclude(repeats=None), _("Came back")),
            "closed": (self.cases.filter(status="closed"), _("Closed")),
        }[key]

    def here(self, **more: str) -> str:
        return "?" + urlencode({"by": self.by, "weight": self.weight, "days": self.period, **more})

    # What is shown ---------------------------------------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        again, whole = analysis.repeat_share(self.cases)
        rows, label = self.chosen
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
                Link(str(label), self.here(by=name), current=name == self.by) for name, label in self.dimensions.items()
            ],
            "weights": [
                Link(str(words), self.here(weight=name), current=name == self.weight) for name, words in WEIGHTS.items()
            ],
            "pareto": self.pareto(self.bars) if self.bars else None,
            "bars": [(bar.label, self.written(bar.weight), self.opened(value=bar.key)) for bar in self.bars],
            "trend": self.trend(),
            "weeks": self.weeks(),
            "ages": self.ages(),
            "ages_urls": [(words, self.opened(age=str(place))) for place, (_most, words) in enumerate(AGES)],
            "times": analysis.times_to_close(self.cases),
            "again": again,
            "whole": whole,
            "share": round(100 * again / whole) if whole else 0,
            "again_url": self.opened(only="again"),
            "closed_url": self.opened(only="closed"),
            "costs": self.costs(),
            "costs_urls": [(words, self.opened(cost=name)) for name, words in FAILURES.items()],
            "currency": self.organization.currency,
            "chosen_label": label,
            "rows": [self.row(case) for case in analysis.listed(rows)],
            "export_url": self.here(format="csv", **self.part),
        }

    def opened(self, **part: str) -> str:
        """The address at which a part of a figure opens its records."""
        return self.here(**part) + "#records"

    def weeks(self) -> list[tuple[str, int, str]]:
        """The weeks of the trend that brought any case, the newest first: words, number, address."""
        days, counts = analysis.by_week(self.cases, *self.span)
        weeks = [(day, count) for day, count in zip(days, counts, strict=True) if count]
        return [(formats.day(day), count, self.opened(week=day.isoformat())) for day, count in reversed(weeks)]

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
        label = str(self.dimensions[self.by])
        title = _("Nonconformities by %(what)s") % {"what": formats.inside_sentence(label)}
        return Pareto(title, sentence, items, unit=unit, label_title=label)

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
            **{name: str(words) for name, words in FAILURES.items()},
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
        for row in analysis.exported(self.chosen[0]):
            writer.writerow([_harmless(value) for value in row])
        return answer


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
