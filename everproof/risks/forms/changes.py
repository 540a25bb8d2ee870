"""Forms of changes and of the steps they take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.ui.forms import RecordForm
from everproof.risks.models import Change
from everproof.risks.models.register import Effect


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


class ApproveForm(RecordForm):
    """What has to be thought through before; a planned change of production is reviewed here, too."""

    class Meta:
        model = Change
        fields: tuple[str, ...] = (
            "purpose",
            "consequences",
            "integrity_assessment",
            "resources",
            "responsibilities",
            "planned_for",
            "review_result",
            "action_needed",
        )
        labels = {
            **{name: ChangeForm.Meta.labels[name] for name in fields[:6]},
            "review_result": _("What did the review before it find?"),
            "action_needed": _("Does the review ask for action?"),
        }
        help_texts = {
            **ChangeForm.Meta.help_texts,
            "review_result": _("A trial, a first piece, a look at the control plan: 8.5.6 asks for the result."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("purpose", "consequences", "integrity_assessment", "resources", "responsibilities")
        change = self.instance
        if change.planned:
            self.require("planned_for")
        if change.planned and change.kind == Change.Kind.PRODUCTION:
            self.require("review_result")
            self.fields["action_needed"] = yes_or_no(_("Does the review ask for action?"))
        else:
            del self.fields["review_result"], self.fields["action_needed"]


class ImplementForm(RecordForm):
    """Since when the change holds."""

    class Meta:
        model = Change
        fields = ("implemented_on",)
        labels = {"implemented_on": _("On which day was it carried out?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("implemented_on")

    def clean_implemented_on(self) -> date:
        """Only what has happened is said to be carried out."""
        day: date = self.cleaned_data["implemented_on"]
        if day > clock.today(self.actor.organization.zone):
            raise ValidationError(_("This day is still to come."))
        return day


class ReviewForm(RecordForm):
    """What came of it: result, bad effects, whether it did what it was for."""

    effectiveness_result = forms.ChoiceField(
        label=_("Did it do what it was for?"), choices=Effect.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Change
        fields = ("review_result", "adverse_effects", "action_needed", "effectiveness_result")
        labels = {
            "review_result": _("What did the review find?"),
            "adverse_effects": _("Which bad effects had it?"),
            "action_needed": _("Does the review ask for action?"),
        }
        help_texts = {"adverse_effects": _("Write none where it had none.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("review_result", "adverse_effects")
        self.fields["action_needed"] = yes_or_no(_("Does the review ask for action?"))


def yes_or_no(label: Any) -> forms.TypedChoiceField:
    """A question that has to be answered."""
    return forms.TypedChoiceField(
        label=label,
        choices=(("True", _("Yes")), ("False", _("No"))),
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
    )
