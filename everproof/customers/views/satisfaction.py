"""The satisfaction index: how customers stand, by which formula, and how it moved from quarter to quarter."""

from __future__ import annotations

import csv
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.analytics.surveys.index import Component, Index
from everproof.customers.models import Customer
from everproof.customers.satisfaction import index
from everproof.customers.satisfaction.index import Readings, Standing
from everproof.customers.satisfaction.signals import SIGNALS
from everproof.customers.views.survey_words import interval
from everproof.kernel import access
from everproof.kernel.ui import addresses, finding, formats
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

MOST = 200
LEAST_POINTS = 4
RULES = (1, 2)


class SatisfactionPage(OrganizationView):
    """The index of all customers and of each, over the last year; and its trend over whole quarters."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Customer)
        if request.GET.get("format") == "csv":
            return self.export()
        return render(request, "customers/satisfaction.html", self.context())

    @cached_property
    def customer(self) -> Customer | None:
        """The customer that the address names, where the reader may see it."""
        wanted = self.request.GET.get("customer", "")
        return finding.record(Customer, wanted, self.actor) if wanted else None

    @cached_property
    def readings(self) -> Readings:
        """What was counted in the year that ends today."""
        return index.read(self.actor, index.last_year(self.today), self.customer)

    @cached_property
    def standings(self) -> list[Standing]:
        """Each customer over the last year, the least satisfied first, those of whom nothing is known last."""
        found = [self.readings.of(key) for key in self.readings.customers]
        return sorted(found, key=lambda one: (one.index.index is None, one.index.index or 0.0))

    def whole(self, readings: Readings, span: int = 0) -> Standing:
        """The customer of the page, or all of them, in one period."""
        return readings.of_all(span) if self.customer is None else readings.of(self.customer.pk, span)

    def context(self) -> dict[str, Any]:
        whole = self.whole(self.readings)
        title = _("Satisfaction of %(customer)s") if self.customer else _("Customer satisfaction")
        here = reverse("customers:satisfaction", args=[self.organization.slug])
        crumbs = [Link(_("Customer satisfaction"), here)] if self.customer else []
        customer_url = addresses.of_record(self.customer) if self.customer else ""
        return {
            "page": {"title": title % {"customer": self.customer.title if self.customer else ""}, "crumbs": crumbs},
            "customer": self.customer,
            "customer_url": customer_url,
            "index": figure(whole.index),
            "interval": interval(whole.index.ci),
            "parts": [self.part(one) for one in whole.components],
            "missing": missing(whole.index),
            "coverage": round(100 * whole.index.coverage),
            "rows": [] if self.customer else [self.row(one) for one in self.standings[:MOST]],
            "more": max(0, len(self.standings) - MOST) if self.customer is None else 0,
            "trend": self.trend(),
            "worst": self.readings.worst,
            "export_url": "?format=csv",
        }

    def part(self, component: Component) -> dict[str, Any]:
        signal = next(one for one in SIGNALS if one.name == component.name)
        return {
            "label": signal.label,
            "rule": signal.rule,
            "weight": round(component.weight),
            "value": "–" if component.value is None else formats.number(round(component.value)),
            "n": component.n,
        }

    def row(self, one: Standing) -> dict[str, Any]:
        assert one.customer is not None
        return {
            "title": one.customer.title,
            "url": f"?customer={one.customer.number}",
            "index": figure(one.index),
            "interval": interval(one.index.ci),
            "values": ["–" if part.value is None else formats.number(round(part.value)) for part in one.components],
            "coverage": round(100 * one.index.coverage),
        }

    def trend(self) -> Any:
        """The index of whole quarters with the limits of chance; None before there are enough."""
        spans = index.quarters(self.today)
        readings = index.read(self.actor, spans, self.customer)
        quarters = [self.whole(readings, place).index for place in range(len(spans))]
        values = [one.index for one in quarters]
        if sum(value is not None for value in values) < LEAST_POINTS:
            return None
        from everproof.analytics.control.variables import i_mr
        from everproof.kernel.ui.charts.statistics import control_chart

        chart = i_mr(values)
        signals = len(chart.panels[0].signals(RULES).any)
        sentence = (
            _("%(n)s quarters stand out of chance.") % {"n": signals}
            if signals
            else _("No quarter stands out of chance.")
        )
        if len({round(one.coverage, 2) for one in quarters if one.index is not None}) > 1:
            sentence = f"{sentence} {_('Not every quarter knows the same signals, so compare with care.')}"
        labels = [f"{first.year} {_('Q')}{(first.month - 1) // 3 + 1}" for first, _last in spans]
        title = _("Satisfaction index by quarter")
        return control_chart(chart, title=title, sentence=sentence, rules=RULES, labels=labels)

    def export(self) -> HttpResponse:
        """The customers with index, interval and signals as CSV."""
        access.require(self.actor, "export", Customer)
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="satisfaction.csv"'
        answer.write("\ufeff")
        writer = csv.writer(answer)
        head = [_("Number"), _("Customer"), _("Index"), _("From"), _("To"), _("Known share of the weights")]
        writer.writerow([*head, *(str(one.label) for one in SIGNALS)])
        for one in self.standings:
            assert one.customer is not None
            low, high = one.index.ci or (None, None)
            figures = [one.index.index, low, high, one.index.coverage, *(part.value for part in one.components)]
            names = [
                one.customer.number,
                f"'{one.customer.title}" if one.customer.title[:1] in "=+-@" else one.customer.title,
            ]
            writer.writerow([*names, *("" if value is None else f"{value:.4g}" for value in figures)])
        return answer


def figure(found: Index) -> str:
    """The index as a whole number; a dash where nothing is known."""
    return "–" if found.index is None else formats.number(round(found.index))


def missing(found: Index) -> str:
    """The signals of which nothing is known, by name."""
    return ", ".join(str(one.label) for one in SIGNALS if one.name in found.missing)
