"""Forms of risks and opportunities and of the steps they take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.ui.forms import RecordForm
from everproof.risks.models import Opportunity, Risk
from everproof.risks.models.register import Affects, Effect

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

# The words of a score, by field.
SCALES = {
    "likelihood": LIKELIHOOD,
    "inherent_likelihood": LIKELIHOOD,
    "residual_likelihood": LIKELIHOOD,
    "impact": IMPACT,
    "inherent_impact": IMPACT,
    "residual_impact": IMPACT,
    "feasibility": FEASIBILITY,
    "benefit_rating": BENEFIT,
}


def scale(choices: Any, label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """A score by its words, so that two people mean the same by it."""
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, label=label, required=required)


def touches(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Affects.choices, label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def rationale() -> forms.CharField:
    """Why the scores are what they are; it stays beside them in the history."""
    return forms.CharField(
        label=_("Why these scores?"),
        help_text=_("What has changed, or what they rest on. It stays beside the scores in the history."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
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
        help_texts = {
            "title": _("An event, not a topic: “The only foundry for large bodies closes”."),
            "controls": _("The scores below are with these controls."),
        }
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
    rationale = rationale()

    class Meta:
        model = Risk
        fields = ("controls", "likelihood", "impact", "inherent_likelihood", "inherent_impact", "review_due_on")
        labels = {"controls": _("What is done about it already?"), "review_due_on": _("Assess it again by")}
        help_texts = {
            "review_due_on": _("Left empty, the company’s own rule sets the day. It can be earlier, not later.")
        }

    def clean(self) -> Any:
        """Both scores without controls, or neither: one alone says nothing."""
        cleaned = super().clean()
        needs_both(self, "inherent_likelihood", "inherent_impact")
        return cleaned


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

    def clean(self) -> Any:
        """Both scores for afterwards, or neither."""
        cleaned = super().clean()
        needs_both(self, "residual_likelihood", "residual_impact")
        return cleaned


class AcceptRiskForm(RecordForm):
    """Why it is lived with, and until when."""

    class Meta:
        model = Risk
        fields = ("acceptance_rationale", "accepted_until")
        labels = {"acceptance_rationale": _("Why can the company live with it?"), "accepted_until": _("Until when?")}
        help_texts = {"accepted_until": _("Before that day it is looked at again. It then stands in your work.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("acceptance_rationale", "accepted_until")

    def clean_accepted_until(self) -> date:
        """An acceptance ends on a day to come."""
        until: date = self.cleaned_data["accepted_until"]
        if until <= clock.today(self.actor.organization.zone):
            raise ValidationError(_("Choose a day to come."))
        return until


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
    rationale = rationale()

    class Meta:
        model = Opportunity
        fields = ("feasibility", "benefit_rating", "benefit", "review_due_on")
        labels = {"benefit": _("What could it bring, in words?"), "review_due_on": _("Assess it again by")}
        help_texts = {
            "review_due_on": _("Left empty, the company’s own rule sets the day. It can be earlier, not later.")
        }


class DecideForm(RecordForm):
    """Whether it is pursued, and why."""

    decision = forms.ChoiceField(
        label=_("What is decided?"),
        choices=[choice for choice in Opportunity.Decision.choices if choice[0] != "none"],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Opportunity
        fields = ("decision", "decision_rationale")
        labels = {"decision_rationale": _("Why?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("decision_rationale")


class JudgeForm(RecordForm):
    """Whether what was done about a risk worked, and what that judgement rests on."""

    effectiveness_result = forms.ChoiceField(label=_("Did it work?"), choices=Effect.choices, widget=forms.RadioSelect)

    class Meta:
        model = Risk
        fields = ("effectiveness_result", "effectiveness_rationale")
        labels = {"effectiveness_rationale": _("What does the judgement rest on?")}
        help_texts = {"effectiveness_rationale": _("Figures, records, or what was seen since.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("effectiveness_rationale")


class JudgeOpportunityForm(JudgeForm):
    """The same of what was done to take up an opportunity."""

    class Meta:
        model = Opportunity
        fields = JudgeForm.Meta.fields
        labels = JudgeForm.Meta.labels
        help_texts = JudgeForm.Meta.help_texts


def needs_both(form: forms.BaseForm, first: str, second: str) -> None:
    """Put a problem beside the one of two scores that was left out."""
    given = [bool(form.cleaned_data.get(name)) for name in (first, second)]
    for name, here in zip((first, second), given, strict=True):
        if any(given) and not here and name not in form.errors:
            form.add_error(name, _("Rate this one too, or neither of the two."))
