"""Forms of planned communication and of what took place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.context.models import CommunicationPlan, CommunicationRecord, Topic
from everproof.kernel.ui.forms import RecordForm

AUDIENCE_LABELS = {
    "to_everybody": _("Everybody in the company"),
    "audience": _("Which roles?"),
    "parties": _("Which interested parties?"),
}


class PlanForm(RecordForm):
    """What, when, with whom, how, by whom: the five questions of 7.4."""

    class Meta:
        model = CommunicationPlan
        fields = (
            "title",
            "topic",
            "direction",
            "content",
            "relevance",
            "timing",
            "next_due_on",
            "to_everybody",
            "audience",
            "parties",
            "channel",
            "communicator",
            "communicator_role",
            "owner",
            "review_due_on",
            "site",
        )
        labels = {
            "title": _("What do you call it?"),
            "topic": _("What is it about?"),
            "direction": _("Inside or outside?"),
            "content": _("What is said?"),
            "relevance": _("Why does it matter?"),
            "timing": _("When?"),
            "next_due_on": _("Next time by"),
            **AUDIENCE_LABELS,
            "channel": _("How?"),
            "communicator": _("By whom?"),
            "communicator_role": _("Or by whoever holds which role?"),
            "owner": _("Who keeps the plan up to date?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {"channel": _("For example meeting at the board, newsletter, supplier portal, data sheet.")}
        widgets = {"direction": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["direction"].choices = CommunicationPlan.Direction.choices  # type: ignore[attr-defined]


class HeldForm(RecordForm):
    """What took place."""

    topics = forms.MultipleChoiceField(
        label=_("What was it about?"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CommunicationRecord
        fields = (
            "plan",
            "title",
            "held_on",
            "topics",
            "communicator",
            "to_everybody",
            "audience",
            "parties",
            "audience_size",
            "channel",
            "outcome",
            "site",
        )
        labels = {
            "plan": _("Was it planned?"),
            "title": _("Subject"),
            "held_on": _("When?"),
            "communicator": _("Who spoke or wrote?"),
            **AUDIENCE_LABELS,
            "audience_size": _("How many people did it reach?"),
            "channel": _("How?"),
            "outcome": _("What came of it?"),
        }
        help_texts = {"outcome": _("Questions, objections, what was agreed.")}
