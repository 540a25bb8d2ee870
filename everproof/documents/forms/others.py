"""Forms of document types, change requests and policies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.forms.audience import AudienceField, add_steps, grouped, steps_of, usual_steps
from everproof.documents.models import ChangeRequest, DocumentType, Policy
from everproof.kernel.ui.forms import LinesField, RecordForm

FURTHER = 2


class TypeForm(RecordForm):
    """What documents of a type have in common."""

    access_groups = AudienceField(label=_("Who may open them?"), help_text=_("Each document may say otherwise."))
    acknowledged_by = AudienceField(label=_("Who confirms having read them?"), required=False)

    class Meta:
        model = DocumentType
        fields = (
            "title",
            "kind",
            "description",
            "number_pattern",
            "revision_labels",
            "review_interval_months",
            "training_days",
            "classification",
            "retention_rule",
            "access_groups",
            "acknowledged_by",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("access_groups", audience.everybody())
        opened: Any = self.fields["access_groups"]
        opened.offer(self.actor)
        confirmed: Any = self.fields["acknowledged_by"]
        confirmed.choices = opened.choices
        chosen = (f"{audience.CHOSEN}:", _("Named when it is sent"))
        steps = self.instance.approval or usual_steps(self.actor)
        self.steps = add_steps(self, steps, [chosen, *grouped(self.actor, ("role", "person"))], len(steps) + FURTHER)

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "approval": steps_of(self, self.steps)}


class WishForm(RecordForm):
    """What anyone who reads a document may ask."""

    class Meta:
        model = ChangeRequest
        fields = ("title", "what", "why", "urgency")
        labels = {"title": _("What should change?"), "what": _("More about it"), "why": _("Why?")}
        help_texts = {"title": _("One sentence. Say the page or the step if you can.")}
        widgets = {"urgency": forms.RadioSelect, "what": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["what"].required = False
        urgency: Any = self.fields["urgency"]
        urgency.choices = ChangeRequest.Urgency.choices


PLACES = {"requirements": Policy.Commitment.REQUIREMENTS, "improvement": Policy.Commitment.IMPROVEMENT}


class PolicyForm(RecordForm):
    """The text, and where it says what."""

    requirements = forms.CharField(
        label=_("Which words say that applicable requirements are fulfilled?"),
        required=False,
        help_text=_("Copy them from the text."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    improvement = forms.CharField(
        label=_("Which words say that the quality system is improved continually?"),
        required=False,
        help_text=_("Copy them from the text."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    others = LinesField(label=_("Which words say what else you commit to?"), required=False, help_text=_("One a line."))
    objective_framework = LinesField(
        label=_("From which themes are objectives set?"),
        required=False,
        help_text=_("One a line, such as: on-time delivery."),
    )

    class Meta:
        model = Policy
        fields = (
            "title",
            "kind",
            "text",
            "objective_framework",
            "scope_statement",
            "strategic_links",
            "context_links",
            "document",
            "public_location",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].widget.attrs["rows"] = 12
        known = self.instance.commitments or []
        for name, commitment in PLACES.items():
            self.initial[name] = next((one["place"] for one in known if one["commitment"] == commitment), "")
        self.initial["others"] = [one["place"] for one in known if one["commitment"] == Policy.Commitment.OTHER]

    @property
    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        commitments = [
            {"commitment": str(commitment), "place": cleaned[name].strip()}
            for name, commitment in PLACES.items()
            if cleaned.get(name, "").strip()
        ]
        commitments += [
            {"commitment": str(Policy.Commitment.OTHER), "place": place} for place in cleaned.get("others", [])
        ]
        return {**super().values, "commitments": commitments}
