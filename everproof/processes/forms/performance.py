"""Forms for KPIs, their values and comments, objectives and analyses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui.forms import DayInput, LinesField, RecordForm
from everproof.processes import measures, periods
from everproof.processes.models import Analysis, Kpi, KpiComment, Objective
from everproof.processes.periods import Span

FIGURE = {"max_digits": 18, "decimal_places": 6}


class FigureInput(forms.TextInput):
    """A number to type: the phone shows its number pad, and the decimals stay as they were typed."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "figure-input"}
        super().__init__(attrs={**attrs, **options.pop("attrs", {})}, **options)


class FigureField(forms.DecimalField):
    """A figure; a comma is taken for the decimal point, as many people type it."""

    widget = FigureInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**FIGURE, **options})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
        return super().to_python(value)


# KPIs -----------------------------------------------------------------------------------------------------------------


class KpiForm(RecordForm):
    """The definition of a KPI."""

    measure = forms.ChoiceField(label=_("What Everproof counts"), required=False)

    class Meta:
        model = Kpi
        fields = (
            "title",
            "process",
            "topic",
            "owner",
            "site",
            "formula",
            "chart",
            "numerator",
            "denominator",
            "scale",
            "unit",
            "source_kind",
            "measure",
            "source",
            "period",
            "measured_from",
            "direction",
            "target",
            "target_to",
            "target_from",
            "method",
            "validity_note",
            "analysis_method",
            "analysis_interval_days",
        )
        labels = {
            "title": _("What is measured?"),
            "formula": _("How is it computed?"),
            "chart": _("What kind of figure is it?"),
            "numerator": _("What is counted?"),
            "denominator": _("Out of what?"),
            "source": _("Where do the figures come from?"),
            "source_kind": _("How do they come here?"),
            "period": _("How often?"),
            "measured_from": _("From which day on?"),
            "direction": _("What is better?"),
            "method": _("How is it measured?"),
            "validity_note": _("Why does that give a true picture?"),
            "analysis_method": _("How are the values analysed?"),
        }
        help_texts = {
            "title": _("For example: orders delivered on time."),
            "formula": _("In words: orders delivered by the confirmed day, divided by all orders delivered."),
            "chart": _("A share or a rate is entered as two numbers, and judged by how many things were counted."),
            "numerator": _("For a share or a rate: orders delivered on time."),
            "denominator": _("For a share or a rate: all orders delivered."),
            "unit": _("For example %, d, EUR, 1/1000."),
            "measured_from": _("The first period for which a value is expected."),
            "target": _("What you want. It is shown beside the control limits and is none of them."),
            "target_to": _("Only for a range: its upper end."),
            "analysis_interval_days": _("So often the values are part of an analysis."),
        }
        widgets = {"chart": forms.RadioSelect, "formula": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(name, measure.label) for name, measure in measures.declared().items()]
        self.fields["measure"].choices = [("", _("Nothing")), *named]  # type: ignore[attr-defined]
        self.fields["target"] = FigureField(
            label=_("Target"), required=False, help_text=self.fields["target"].help_text
        )
        self.fields["target_to"] = FigureField(
            label=_("Upper end of the target range"), required=False, help_text=self.fields["target_to"].help_text
        )
        self.fields["chart"].choices = Kpi.Chart.choices  # type: ignore[attr-defined]
        self.fields["measured_from"].required = False
        for name in ("target", "target_to"):
            if (known := self.initial.get(name)) is not None:
                self.initial[name] = format(known.normalize(), "f")

    def clean_measured_from(self) -> date | None:
        day: date | None = self.cleaned_data["measured_from"]
        return day or self.initial.get("measured_from")


KPI_GROUPS = (
    (_("What"), "", ("title", "process", "topic", "owner", "site")),
    (_("The figure"), "", ("formula", "chart", "numerator", "denominator", "scale", "unit")),
    (_("Where it comes from"), "", ("source_kind", "measure", "source")),
    (_("Rhythm and target"), "", ("period", "measured_from", "direction", "target", "target_to", "target_from")),
    (_("Method"), "", ("method", "validity_note", "analysis_method", "analysis_interval_days")),
)


class ValueForm(forms.Form):
    """The value of one period of one KPI."""

    period_on = forms.TypedChoiceField(label=_("Period"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, kpi: Kpi, spans: Sequence[Span], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kpi = kpi
        choices = [(span.last.isoformat(), periods.label(kpi.period, span.last)) for span in spans]
        self.fields["period_on"].choices = choices  # type: ignore[attr-defined]
        add_figures(self.fields, kpi)


class CorrectionForm(forms.Form):
    """Another value for a period, or none, and why."""

    def __init__(self, *args: Any, kpi: Kpi, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kpi = kpi
        add_figures(self.fields, kpi, required=False)
        self.fields["reason"] = forms.CharField(
            label=_("Why is the value that stands there wrong?"),
            help_text=_("It stays in the history with this reason."),
            max_length=200,
        )

    @property
    def figures(self) -> dict[str, Any]:
        """What was typed in place of the wrong value; empty where it is only withdrawn."""
        names = ("numerator", "denominator") if self.kpi.is_ratio else ("value",)
        given = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) is not None}
        return given if len(given) == len(names) else {}


def add_figures(fields: dict[str, Any], kpi: Kpi, *, required: bool = True) -> None:
    """The fields of a value: one figure, or numerator and denominator under their own names."""
    if kpi.is_ratio:
        fields["numerator"] = FigureField(label=kpi.numerator, required=required)
        fields["denominator"] = FigureField(label=kpi.denominator, required=required)
        return
    fields["value"] = FigureField(label=_("Value"), required=required)
    fields["value"].unit = "" if kpi.unit == "1" else kpi.unit


class CommentForm(RecordForm):
    """What happened in a period."""

    class Meta:
        model = KpiComment
        fields = ("title", "explanation")
        labels = {"title": _("What happened?"), "explanation": _("What was done about it?")}
        help_texts = {
            "title": _("The cause, in one sentence: a new supplier, a stopped line, a change of the count."),
        }


class LimitsForm(forms.Form):
    """From which values control limits are taken and kept."""

    since = forms.DateField(
        label=_("From the period of"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty for the first limits. Later ones begin after a known change."),
    )
    until = forms.DateField(
        label=_("To the period of"), required=False, widget=DayInput, help_text=_("Leave it empty for the newest.")
    )
    without_explained = forms.BooleanField(
        label=_("Leave out signals that have a comment"),
        required=False,
        help_text=_("They are known to be special and say nothing about the usual variation."),
    )
    reason = forms.CharField(
        label=_("Why are these limits kept?"),
        help_text=_("For example: the process was stable for two years and has not been changed."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


# Objectives and analyses ----------------------------------------------------------------------------------------------


class ObjectiveForm(RecordForm):
    """What is planned to reach an objective."""

    functions = LinesField(label=_("Functions or teams"), required=False, help_text=_("One a line."))
    relevance = forms.MultipleChoiceField(
        label=_("What does it make a difference to?"),
        choices=Objective.Relevance.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Objective
        fields = (
            "title",
            "level",
            "parent",
            "processes",
            "functions",
            "policy_commitment",
            "relevance",
            "requirements_considered",
            "kpi",
            "baseline",
            "target",
            "unit",
            "plan",
            "resources",
            "resources_confirmed_on",
            "owner",
            "start_on",
            "due_on",
            "evaluation_method",
            "review_interval_days",
            "communicated_on",
            "site",
        )
        labels = {
            "title": _("What is to be achieved?"),
            "parent": _("Which objective does it serve?"),
            "policy_commitment": _("Which commitment of the policy does it serve?"),
            "requirements_considered": _("Which requirements were taken into account?"),
            "kpi": _("Which KPI measures it?"),
            "baseline": _("Where does it start?"),
            "target": _("Where is it to be?"),
            "plan": _("What will be done?"),
            "resources": _("What does it take?"),
            "evaluation_method": _("How will the result be judged?"),
        }
        help_texts = {
            "title": _("With a number: complaints halved by the end of the year."),
            "requirements_considered": _("Of customers, laws or interested parties; or why none applies."),
            "resources": _("People, money, machines; “none needed” is an answer."),
            "plan": _("In short. The steps themselves are its actions."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("baseline", "target"):
            known = self.initial.get(name)
            self.fields[name] = FigureField(label=self.fields[name].label, required=False)
            if known is not None:
                self.initial[name] = format(known.normalize(), "f")


OBJECTIVE_GROUPS = (
    (_("What"), "", ("title", "level", "parent", "processes", "functions", "site")),
    (_("What it serves"), "", ("policy_commitment", "relevance", "requirements_considered")),
    (_("How it is measured"), "", ("kpi", "baseline", "target", "unit", "evaluation_method")),
    (_("Plan"), "", ("plan", "resources", "resources_confirmed_on", "owner", "start_on", "due_on")),
    (_("Following it"), "", ("review_interval_days", "communicated_on")),
)


class AnalysisForm(RecordForm):
    """What is analysed, how, and what it means."""

    class Meta:
        model = Analysis
        fields = (
            "title",
            "topic",
            "period_from",
            "period_to",
            "author",
            "due_on",
            "site",
            "data",
            "kpis",
            "objectives",
            "method",
            "conclusion",
            "verdict",
            "no_actions_reason",
        )
        labels = {
            "data": _("Which data does it rest on?"),
            "method": _("How were they analysed?"),
            "conclusion": _("What do they mean?"),
            "no_actions_reason": _("Why is no action needed?"),
        }
        help_texts = {"no_actions_reason": _("Only where the conclusion leads to no action.")}


ANALYSIS_GROUPS = (
    (_("What"), "", ("title", "topic", "period_from", "period_to", "author", "due_on", "site")),
    (_("Data"), "", ("data", "kpis", "objectives", "method")),
    (_("What they mean"), "", ("conclusion", "verdict", "no_actions_reason")),
)
