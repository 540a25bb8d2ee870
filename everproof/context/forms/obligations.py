"""Forms of obligations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.context.models import LegalRequirement
from everproof.kernel.ui.forms import RecordForm

JUDGEMENT_LABELS = {
    "compliance_status": _("Is it complied with today?"),
    "evaluation": _("What shows it?"),
    "due_on": _("Next deadline, if there is one"),
    "review_due_on": _("To be evaluated again by"),
}
JUDGEMENT_HELP = {
    "compliance_status": _("“Action planned” needs an open action on the obligation."),
    "evaluation": _("Certificates, permits, results of tests, an inspection with its date."),
    "due_on": _("A report to send, a permit to renew, an inspection to hold."),
}


class ObligationForm(RecordForm):
    """What has to be fulfilled, by whom, and how it stands."""

    class Meta:
        model = LegalRequirement
        fields = (
            "title",
            "kind",
            "citation",
            "obligation",
            "applies_to",
            "products",
            "processes",
            "owner",
            "compliance_status",
            "evaluation",
            "due_on",
            "review_due_on",
            "site",
        )
        labels = {
            "title": _("What do you call it?"),
            "kind": _("Where does it come from?"),
            "citation": _("Citation"),
            "obligation": _("What does it ask of us?"),
            "applies_to": _("What does it apply to?"),
            "products": _("Which products?"),
            "processes": _("Which processes?"),
            "owner": _("Who sees that it is met?"),
            **JUDGEMENT_LABELS,
        }
        help_texts = {"citation": _("For example 2014/68/EU, a paragraph, a clause of a contract."), **JUDGEMENT_HELP}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = LegalRequirement.Kind.choices  # type: ignore[attr-defined]


class EvaluateForm(RecordForm):
    """Whether it is complied with, and what that rests on."""

    class Meta:
        model = LegalRequirement
        fields = ("compliance_status", "evaluation", "due_on", "review_due_on")
        labels = JUDGEMENT_LABELS
        help_texts = JUDGEMENT_HELP
        widgets = {"compliance_status": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["compliance_status"].choices = LegalRequirement.Compliance.choices  # type: ignore[attr-defined]
        self.require("compliance_status", "evaluation")
