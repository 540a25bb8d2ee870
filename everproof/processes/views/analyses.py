"""Pages of analyses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.ui import formats, pages
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage
from everproof.processes import periods
from everproof.processes.forms.performance import ANALYSIS_GROUPS, AnalysisForm
from everproof.processes.models import Analysis


class AnalysisList(RecordList):
    model = Analysis
    create_label = gettext_lazy("New analysis")
    example_title = gettext_lazy("Third quarter: conformity of products")
    example = (
        (gettext_lazy("Data"), gettext_lazy("Yield at final inspection and leaks at the pressure test, by month.")),
        (gettext_lazy("Means"), gettext_lazy("Yield is stable; leaks rose in August after the change of the tool.")),
        (gettext_lazy("So"), gettext_lazy("Acceptable. The tool is checked weekly until two months show no signal.")),
    )


class AnalysisPage(RecordPage):
    model = Analysis
    template_name = "processes/analysis.html"
    parts = (
        Part(gettext_lazy("What it means"), ("conclusion",), gettext_lazy("It has no conclusion yet.")),
        Part(gettext_lazy("Data"), ("data",), gettext_lazy("Nobody has said which data it rests on.")),
        Part(gettext_lazy("Method"), ("method",), gettext_lazy("Nobody has said how the data were analysed.")),
        Part(
            gettext_lazy("At a glance"),
            ("topic", "period_from", "period_to", "kpis", "objectives", "concluded_on", "overdue_actions"),
        ),
        Part(gettext_lazy("Why no action is needed"), ("no_actions_reason",), hidden_while_empty=True),
    )

    def facts(self) -> list[pages.Fact]:
        verdict = self.record.get_verdict_display()
        return [*([pages.Fact(_("Verdict"), verdict)] if verdict else []), *super().facts()]

    def more_context(self) -> dict[str, Any]:
        """The figures that were kept when it was concluded."""
        return {"figures": [self._figure(one) for one in self.record.figures]}

    def _figure(self, one: dict[str, Any]) -> dict[str, Any]:
        signal = ""
        if one["signal_on"]:
            rules = ", ".join(map(str, one["rules"]))
            day = formats.day(date.fromisoformat(one["signal_on"]))
            signal = _("%(day)s, rule %(rules)s") % {"day": day, "rules": rules}
        unit = "" if one["unit"] == "1" else one["unit"]
        return {
            "number": one["number"],
            "title": one["title"],
            "on": formats.day(date.fromisoformat(one["on"])) if one["on"] else "",
            "value": f"{_short(one['value'])}\u00a0{unit}".strip() if one["value"] else "–",
            "target": f"{one['target']}\u00a0{unit}".strip() if one["target"] else "",
            "signal": signal,
        }


def _short(value: str) -> str:
    """A figure as it was typed; one that was computed, with more decimals, in two."""
    figure = Decimal(value)
    return formats.number(round(figure, 2) if -int(figure.as_tuple().exponent) > 2 else figure)


class StartAnalysis(CreatePage):
    model = Analysis
    form_class = AnalysisForm
    groups = ANALYSIS_GROUPS
    title = gettext_lazy("New analysis")

    def initial(self) -> dict[str, Any]:
        quarter = periods.last_ended(periods.Period.QUARTER, self.today)
        return {
            **super().initial(),
            "author": self.actor.person_id,
            "period_from": quarter.first,
            "period_to": quarter.last,
            "due_on": self.today + timedelta(days=14),
        }


class EditAnalysis(EditPage):
    model = Analysis
    form_class = AnalysisForm
    fields = AnalysisForm.Meta.fields
    groups = ANALYSIS_GROUPS


class ConcludeAnalysis(TransitionPage):
    model = Analysis
    transition = "conclude"

    def consequences(self) -> list[str]:
        return [_("How its KPIs stand now, and how many actions were overdue, is kept with it.")]
