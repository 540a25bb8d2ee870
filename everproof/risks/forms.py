"""Forms of the risks room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui.forms import RecordForm
from everproof.risks.models import Change, FailureMode, Fmea, Opportunity, Risk
from everproof.risks.models.register import Affects

LIKELIHOOD = (
    ("", _("Not rated")),
    ("1", _("1 · hardly ever: less than once in ten years")),
    ("2", _("2 · seldom: once in a few years")),
    ("3", _("3 · now and then: once a year")),
    ("4", _("4 · often: several times a year")),
    ("5", _("5 · all the time: every month or more")),
)
IMPACT = (
    ("", _("Not rated")),
    ("1", _("1 · hardly felt")),
    ("2", _("2 · felt inside the company")),
    ("3", _("3 · felt by a customer, soon put right")),
    ("4", _("4 · a customer suffers harm or is lost")),
    ("5", _("5 · people are hurt, or the company is in danger")),
)
FEASIBILITY = (
    ("", _("Not rated")),
    ("1", _("1 · out of reach today")),
    ("2", _("2 · hard")),
    ("3", _("3 · possible with effort")),
    ("4", _("4 · well possible")),
    ("5", _("5 · easy")),
)
BENEFIT = (
    ("", _("Not rated")),
    ("1", _("1 · hardly felt")),
    ("2", _("2 · small")),
    ("3", _("3 · worth the work")),
    ("4", _("4 · large")),
    ("5", _("5 · changes what the company is")),
)


def scale(choices: Any, label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """A score by its words, so that two people mean the same by it."""
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, label=label, required=required)


def touches(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Affects.choices, label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class RiskForm(RecordForm):
    """What may happen, what it would touch, who watches it."""

    affects = touches(_("What would it touch?"))
    likelihood = scale(LIKELIHOOD, _("How likely is it, as things are?"))
    impact = scale(IMPACT, _("How grave would it be?"))

    class Meta:
        model = Risk
        fields: tuple[str, ...] = (
            "title",
            "description",
            "affects",
            "processes",
            "threatens",
            "issues",
            "parties",
            "controls",
            "likelihood",
            "impact",
            "owner",
            "site",
        )
        labels = {
            "title": _("What may happen?"),
            "description": _("Why, and what would follow?"),
            "processes": _("In which processes?"),
            "threatens": _("Which objectives does it threaten?"),
            "issues": _("Which context issues does it come from?"),
            "parties": _("Which interested parties does it come from?"),
            "controls": _("What is done about it already?"),
            "owner": _("Who keeps an eye on it?"),
        }


class EditRiskForm(RiskForm):
    """As when it was recorded; scores are given by assessing."""

    likelihood = impact = None  # type: ignore[assignment]

    class Meta(RiskForm.Meta):
        fields = tuple(name for name in RiskForm.Meta.fields if name not in ("likelihood", "impact"))


class AssessRiskForm(RecordForm):
    """The scores as things are, and without any controls for comparison."""

    likelihood = scale(LIKELIHOOD, _("How likely is it, as things are?"), required=True)
    impact = scale(IMPACT, _("How grave would it be?"), required=True)
    inherent_likelihood = scale(LIKELIHOOD, _("How likely would it be without any controls?"))
    inherent_impact = scale(IMPACT, _("How grave without any controls?"))

    class Meta:
        model = Risk
        fields = ("likelihood", "impact", "controls", "inherent_likelihood", "inherent_impact", "review_due_on")
        labels = {"controls": _("What is done about it already?"), "review_due_on": _("Assess it again by")}


class TreatRiskForm(RecordForm):
    """What is done, and how it stands afterwards."""

    treatment = forms.ChoiceField(
        label=_("What is done about it?"),
        choices=[choice for choice in Risk.Treatment.choices if choice[0] in ("reduce", "avoid", "share")],
        widget=forms.RadioSelect,
    )
    residual_likelihood = scale(LIKELIHOOD, _("How likely will it be then?"))
    residual_impact = scale(IMPACT, _("How grave will it be then?"))

    class Meta:
        model = Risk
        fields = ("treatment", "residual_likelihood", "residual_impact")


class AcceptRiskForm(RecordForm):
    """Why it is lived with, and until when."""

    class Meta:
        model = Risk
        fields = ("acceptance_rationale", "accepted_until")
        labels = {"acceptance_rationale": _("Why can the company live with it?"), "accepted_until": _("Until when?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("acceptance_rationale", "accepted_until")


class OpportunityForm(RecordForm):
    """What could be gained, and for what."""

    affects = touches(_("What would it touch?"))
    feasibility = scale(FEASIBILITY, _("How feasible is it?"))
    benefit_rating = scale(BENEFIT, _("How much could it bring?"))

    class Meta:
        model = Opportunity
        fields: tuple[str, ...] = (
            "title",
            "benefit",
            "description",
            "affects",
            "processes",
            "objectives",
            "issues",
            "parties",
            "directions",
            "feasibility",
            "benefit_rating",
            "owner",
            "site",
        )
        labels = {
            "title": _("What is the opportunity?"),
            "benefit": _("What could it bring?"),
            "description": _("What would have to be done?"),
            "processes": _("In which processes?"),
            "objectives": _("Which objectives would it help?"),
            "issues": _("Which context issues does it come from?"),
            "parties": _("Which interested parties does it come from?"),
            "directions": _("Which strategic direction does it serve?"),
            "owner": _("Who follows it up?"),
        }


class EditOpportunityForm(OpportunityForm):
    """As when it was recorded; scores are given by assessing."""

    feasibility = benefit_rating = None  # type: ignore[assignment]

    class Meta(OpportunityForm.Meta):
        fields = tuple(name for name in OpportunityForm.Meta.fields if name not in ("feasibility", "benefit_rating"))


class AssessOpportunityForm(RecordForm):
    feasibility = scale(FEASIBILITY, _("How feasible is it?"), required=True)
    benefit_rating = scale(BENEFIT, _("How much could it bring?"), required=True)

    class Meta:
        model = Opportunity
        fields = ("feasibility", "benefit_rating", "benefit", "review_due_on")
        labels = {"benefit": _("What could it bring?"), "review_due_on": _("Assess it again by")}


class FmeaForm(RecordForm):
    class Meta:
        model = Fmea
        fields = ("title", "kind", "scope", "process", "product", "owner", "team", "site")
        labels = {
            "title": _("What is analysed?"),
            "scope": _("What does it cover, and what not?"),
            "owner": _("Who moderates?"),
            "team": _("Who takes part?"),
        }


class LineForm(RecordForm):
    """One way to fail. Scores go from 1 to 10, as the handbook's tables say."""

    class Meta:
        model = FailureMode
        fields: tuple[str, ...] = (
            "fmea",
            "function",
            "title",
            "effect",
            "cause",
            "prevention",
            "detection_control",
            "severity",
            "occurrence",
            "detection",
            "no_action_reason",
        )
        labels = {
            "function": _("Which step or function?"),
            "title": _("How can it fail?"),
            "effect": _("What would that cause?"),
            "cause": _("Why would it happen?"),
            "prevention": _("What prevents it?"),
            "detection_control": _("What detects it?"),
            "severity": _("Severity, 1 to 10"),
            "occurrence": _("Occurrence, 1 to 10"),
            "detection": _("Detection, 1 to 10"),
            "no_action_reason": _("Why is no action needed?"),
        }
        help_texts = {
            "severity": _("10 endangers people; 1 is not noticed."),
            "occurrence": _("10 is certain; 1 is ruled out by design."),
            "detection": _("10 would not be found; 1 is always found."),
        }


class EditLineForm(LineForm):
    class Meta(LineForm.Meta):
        fields = (
            *(name for name in LineForm.Meta.fields if name != "fmea"),
            "after_severity",
            "after_occurrence",
            "after_detection",
        )
        labels = {
            **LineForm.Meta.labels,
            "after_severity": _("Severity once the actions are done"),
            "after_occurrence": _("Occurrence once the actions are done"),
            "after_detection": _("Detection once the actions are done"),
        }


class ChangeForm(RecordForm):
    """What changes and why; the rest may be thought through later, before it is approved."""

    class Meta:
        model = Change
        fields = (
            "title",
            "kind",
            "planned",
            "processes",
            "products",
            "purpose",
            "consequences",
            "integrity_assessment",
            "resources",
            "information",
            "responsibilities",
            "communication",
            "monitoring_plan",
            "planned_for",
            "owner",
            "site",
        )
        labels = {
            "title": _("What changes?"),
            "kind": _("Is it the quality system, or production and service?"),
            "planned": _("It is planned (leave empty for what happened unplanned)"),
            "processes": _("Which processes change?"),
            "products": _("Which products change?"),
            "purpose": _("What is it for?"),
            "consequences": _("What may it bring about?"),
            "integrity_assessment": _("How does the quality system stay whole meanwhile?"),
            "resources": _("Which resources does it need?"),
            "information": _("Which information does it need?"),
            "responsibilities": _("How do duties and powers change?"),
            "communication": _("How is it made known?"),
            "monitoring_plan": _("How is its working watched?"),
            "planned_for": _("For which day is it planned?"),
            "owner": _("Who sees it through?"),
        }
        help_texts = {
            "resources": _("Write none where it needs none."),
            "responsibilities": _("Write unchanged where they stay as they are."),
        }
