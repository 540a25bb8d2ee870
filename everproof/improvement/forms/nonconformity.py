"""Forms of the nonconformity: from the report to its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle.nonconformity import ANALYSIS, PIECES, RECONSIDERED
from everproof.improvement.models import Nonconformity
from everproof.improvement.severity import in_words
from everproof.kernel.ui.forms import FilesField, RecordForm, SuggestedInput

FEW_SITES = 5
UNITS = (_("pieces"), _("kg"), _("m"), _("orders"))


class ReportForm(RecordForm):
    """What anyone can answer in under a minute, standing beside the problem."""

    # A photo is quicker than words, so it is asked right after the one sentence.
    field_order = ("title", "uploads", "description", "place", "site")
    uploads = FilesField(label=_("Photos and files"), help_text=_("A picture says where it is and how bad it is."))

    class Meta:
        model = Nonconformity
        fields = ("title", "description", "place", "site")
        labels = {
            "title": _("What is wrong?"),
            "description": _("What else should we know?"),
            "place": _("Where?"),
            "site": _("At which site?"),
        }
        help_texts = {
            "title": _("One sentence, as you would say it to a colleague."),
            "description": _("How many, which lot or order, what you did at once."),
            "place": _("Machine, line, room or shelf."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"autofocus": True, "enterkeyhint": "next", "autocapitalize": "sentences"}),
            "place": forms.TextInput(attrs={"enterkeyhint": "next"}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._tap_sites()

    def _tap_sites(self) -> None:
        """One site needs no question; a few are tapped rather than picked from a list."""
        field: Any = self.fields["site"]
        offered = field.read_all()
        if len(offered) <= 1:
            field.widget = forms.HiddenInput()
            self.initial["site"] = offered[0].pk if offered else None
        elif len(offered) <= FEW_SITES:
            field.empty_label = None
            field.widget = forms.RadioSelect(choices=[(site.pk, site.title) for site in offered])


class TriageForm(RecordForm):
    """How severe it is by the company's rule, who owns it, until when."""

    class Meta:
        model = Nonconformity
        fields = ("consequence", "extent", "severity", "severity_reason", "owner", "due_on", "source", "eight_d")
        labels = {
            "consequence": _("What can it do?"),
            "extent": _("How far does it go?"),
            "severity": _("Severity"),
            "severity_reason": _("Why another severity than the rule gives?"),
            "owner": _("Who owns it?"),
            "due_on": _("Until when is it to be settled?"),
            "source": _("Where did it show?"),
            "eight_d": _("Work on it as 8D: a team, eight steps, a report"),
        }
        help_texts = {"severity_reason": _("Needed only where it differs.")}
        widgets = {
            "consequence": forms.RadioSelect,
            "extent": forms.RadioSelect,
            "severity": forms.RadioSelect,
            "severity_reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("consequence", Nonconformity.Consequence), ("extent", Nonconformity.Extent)):
            field: Any = self.fields[name]
            field.choices = [(value, f"{value}: {label}") for value, label in choices.choices]
        severity: Any = self.fields["severity"]
        severity.choices = [("", _("As the rule says")), *Nonconformity.Severity.choices]
        severity.help_text = in_words(self.actor.organization_id)
        self.require("owner")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("severity") and not (cleaned.get("consequence") and cleaned.get("extent")):
            self.add_error("severity", _("Answer both questions above, or choose the severity."))
        return cleaned


class ContainForm(RecordForm):
    """What was done at once."""

    class Meta:
        model = Nonconformity
        fields = ("correction", "corrected_on", "consequences", "consequences_handled_on")
        labels = {
            "correction": _("What was done at once?"),
            "corrected_on": _("When?"),
            "consequences": _("What did it lead to?"),
            "consequences_handled_on": _("When was that dealt with?"),
        }
        help_texts = {
            "correction": _("Parts blocked, sorted, reworked; the customer told; the machine stopped."),
            "consequences": _("Late orders, cost, a customer who stands still. Write “none” where there was nothing."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("correction")


class PiecesForm(RecordForm):
    """How many there are, what becomes of them, and what it costs."""

    class Meta:
        model = Nonconformity
        fields = PIECES
        labels = {
            "quantity_checked": _("How many were checked?"),
            "quantity_bad": _("How many are bad?"),
            "quantity_unit": _("In which unit?"),
            "disposition": _("What becomes of them?"),
            "disposition_rationale": _("What does that rest on?"),
            "cost": _("What does it cost?"),
            "cost_kind": _("Where was it found?"),
        }
        help_texts = {
            "quantity_unit": _("Pieces, kilograms, metres, orders."),
            "disposition_rationale": _("The concession with its number, the repair instruction, who agreed."),
        }
        widgets = {"disposition": forms.RadioSelect, "quantity_unit": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quantity_unit"].widget.suggestions = [str(one) for one in UNITS]
        currency = self.actor.organization.currency
        self.fields["cost"].help_text = _("Material, hours, freight, in %(currency)s.") % {"currency": currency}
        disposition: Any = self.fields["disposition"]
        disposition.choices = [("", _("Not decided")), *Nonconformity.Disposition.choices]


class EvidenceForm(RecordForm):
    """What proves the cause."""

    class Meta:
        model = Nonconformity
        fields = ("cause_evidence",)
        labels = {"cause_evidence": _("What proves it?")}
        help_texts = {
            "cause_evidence": _(
                "Where it is switched on, the fault is there; where it is off, it is not. Say what you saw."
            )
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("cause_evidence")


YES_NO = [("True", _("Yes")), ("False", _("No"))]


class DecisionForm(RecordForm):
    """Asks for the decision about the cause; an answer left open is refused with words of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["action_needed"].widget = forms.RadioSelect(choices=YES_NO)
        self.require("action_needed", "need_rationale")

    def clean_action_needed(self) -> bool:
        decided: bool | None = self.cleaned_data["action_needed"]
        if decided is None:
            raise forms.ValidationError(_("Decide this: yes or no."))
        return decided


DECISION_LABELS = {
    "action_needed": _("Does the cause have to be removed, so that it does not come back?"),
    "need_rationale": _("Why, or why not?"),
    "cause": _("What was the cause?"),
    "cause_category": _("What kind of cause?"),
}
DECISION_HELP = {"cause": _("The cause, not the person. Needed where it has to be removed.")}


class AnalyseForm(DecisionForm):
    """What it did, why it happened, where else it could, and whether the cause has to be removed."""

    class Meta:
        model = Nonconformity
        fields = ANALYSIS
        labels = {
            **DECISION_LABELS,
            "effect": _("What is its effect?"),
            "process": _("In which process?"),
            "cause_method": _("How was the cause found?"),
            "cause_code": _("Cause by your own list"),
            "similar_looked_at": _("Where else did you look for the same?"),
            "similar_found": _("Is it there too, or could it be?"),
        }
        help_texts = {
            **DECISION_HELP,
            "effect": _("On the customer, the product, cost or delivery."),
            "cause_code": _("The same words for the same cause, so that repeats are counted."),
            "similar_looked_at": _("Other lines, sites, products or suppliers, and what was found there."),
        }


class CloseForm(DecisionForm):
    """The decision about the cause, with its reason, and what else has to follow."""

    class Meta:
        model = Nonconformity
        fields = ("action_needed", "need_rationale", "cause", "cause_category", *RECONSIDERED, "lesson")
        labels = {
            **DECISION_LABELS,
            "document_update_needed": _("Do documents have to be updated?"),
            "lesson": _("What can others learn from it?"),
            "risk_update_needed": _("Do risks or opportunities have to be updated?"),
            "risks_updated_on": _("When were they updated?"),
            "change_needed": _("Does the quality system have to be changed?"),
        }
        help_texts = {
            **DECISION_HELP,
            "lesson": _("It is shown where the same could happen: same process, same cause."),
            "risk_update_needed": _("Needed where the cause has to be removed."),
            "change_needed": _("A procedure, a check, a responsibility. Needed where the cause has to be removed."),
        }


class NonconformityForm(RecordForm):
    """Everything that can be corrected or completed while it is open."""

    class Meta:
        model = Nonconformity
        fields = (
            "title",
            "description",
            "place",
            "site",
            "detected_on",
            "source",
            "process",
            "requirement",
            "severity",
            "owner",
            "due_on",
            "eight_d",
            "team",
            "effect",
            "correction",
            "corrected_on",
            "consequences",
            "consequences_handled_on",
            "analysed_on",
            "cause_method",
            "cause",
            "cause_category",
            "cause_code",
            "cause_determined_on",
            "similar_looked_at",
            "similar_found",
            "similar_checked_on",
            "action_needed",
            "need_rationale",
            "need_evaluated_on",
            *RECONSIDERED,
            "lesson",
        )
        labels = {"title": _("What is wrong?"), "action_needed": _("Does the cause have to be removed?")}
