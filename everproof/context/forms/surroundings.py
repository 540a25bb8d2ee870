"""Forms of issues, interested parties and needs."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.context.models import ContextIssue, InterestedParty, PartyNeed
from everproof.context.models.surroundings import CLIMATE
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm, SuggestedInput
from everproof.kernel.ui.views.links import record_by_number

TOPICS = (
    CLIMATE,
    "market",
    "technology",
    "law and regulation",
    "supply",
    "people and skills",
    "finance",
    "competition",
    "organisation and culture",
    "infrastructure",
)


class IssueForm(RecordForm):
    """What it is, what it does to us, whether it matters."""

    class Meta:
        model = ContextIssue
        fields = (
            "title",
            "kind",
            "effect",
            "area",
            "topic",
            "description",
            "affects",
            "relevant",
            "relevance_rationale",
            "monitored_how",
            "no_risk_rationale",
            "owner",
            "review_due_on",
            "site",
        )
        labels = {
            "title": _("What is going on?"),
            "kind": _("Does it come from outside or inside?"),
            "effect": _("Does it rather help or hinder?"),
            "area": _("From which area does it come?"),
            "description": _("What do we know about it?"),
            "affects": _("What does it affect?"),
            "relevant": _("Does it matter to the quality system?"),
            "relevance_rationale": _("Why, or why not?"),
            "monitored_how": _("How do we keep it in view?"),
            "no_risk_rationale": _("Why does no risk or opportunity follow from it?"),
            "owner": _("Who keeps an eye on it?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {
            "title": _("One sentence: castings become scarce; half of our welders retire by 2030."),
            "area": _("The six of PESTLE, for what comes from outside."),
            "topic": _("Write climate-change for the decision on climate change that Amendment 1:2024 asks for."),
            "affects": _("Processes, products, results that were promised."),
            "no_risk_rationale": _("Only where none is recorded for it."),
        }
        widgets = {"kind": forms.RadioSelect, "effect": forms.RadioSelect, "topic": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(SuggestedInput, self.fields["topic"].widget).suggestions = TOPICS
        self.fields["kind"].choices = ContextIssue.Kind.choices  # type: ignore[attr-defined]
        self.fields["effect"].choices = [*ContextIssue.Effect.choices, ("", _("Not said"))]  # type: ignore[attr-defined]


class PartyForm(RecordForm):
    """Who it is, and whether it matters."""

    class Meta:
        model = InterestedParty
        fields = (
            "title",
            "category",
            "relevant",
            "relevance_rationale",
            "watched_how",
            "no_risk_rationale",
            "owner",
            "review_due_on",
            "site",
        )
        labels = {
            "title": _("Who is it?"),
            "category": _("What kind of party?"),
            "relevant": _("Does it matter to the quality system?"),
            "relevance_rationale": _("Why, or why not?"),
            "watched_how": _("How do we learn what it needs?"),
            "no_risk_rationale": _("Why does no risk or opportunity follow from its needs?"),
            "owner": _("Who keeps in touch?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {
            "title": _("For example plant operators, the notified body, people at the machines, foundries."),
            "no_risk_rationale": _("Only where none is recorded for it."),
        }


class NeedForm(RecordForm):
    """What is needed, whether it counts, and what deals with it."""

    addressed_by = forms.CharField(
        label=_("Which records deal with it?"),
        help_text=_("Numbers of processes, objectives, products or obligations, one a line: PR-2026-0001."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )

    class Meta:
        model = PartyNeed
        fields = ("party", "title", "relevant", "how_met", "not_addressed_reason")
        labels = {
            "title": _("What does it need or expect?"),
            "relevant": _("Does it count for the quality system?"),
            "how_met": _("How do we meet it?"),
            "not_addressed_reason": _("If nothing deals with it: why?"),
        }
        help_texts = {"title": _("In its own words: parts that are there when the plant stands still.")}

    field_order = ("party", "title", "relevant", "how_met", "addressed_by", "not_addressed_reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.initial.get("party"):
            self.fields["party"].widget = forms.HiddenInput()
        if not self.instance._state.adding:
            self.fields["addressed_by"].help_text = _("Numbers to add, one a line. Those that are linked stay.")

    def clean_addressed_by(self) -> list[Record]:
        numbers = self.cleaned_data["addressed_by"].replace(",", " ").split()
        found = {number: record_by_number(self.actor, number) for number in numbers}
        unknown = [number for number, record in found.items() if record is None]
        if unknown:
            raise forms.ValidationError(
                _("No record with this number is there for you to see: %(numbers)s."),
                params={"numbers": ", ".join(unknown)},
            )
        return [record for record in found.values() if record is not None]

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "addressed_by": self.cleaned_data.get("addressed_by", [])}
