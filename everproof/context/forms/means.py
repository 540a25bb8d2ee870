"""Forms of resource needs and know-how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel.ui.forms import RecordForm

OWN_MEANS = {
    "internal_capability": _("What do we have ourselves?"),
    "internal_constraint": _("What holds us back?"),
    "source": _("Does it come from inside or outside?"),
}


class ResourceForm(RecordForm):
    """What is needed, what for, and by when."""

    class Meta:
        model = ResourcePlan
        fields = (
            "title",
            "kind",
            "need",
            "process",
            "role",
            "headcount",
            "period",
            "internal_capability",
            "internal_constraint",
            "source",
            "owner",
            "due_on",
            "site",
        )
        labels = {
            "title": _("What is needed?"),
            "kind": _("What kind of resource?"),
            "need": _("What for?"),
            "process": _("For which process?"),
            "role": _("People: in which role?"),
            "headcount": _("People: how many?"),
            "period": _("For which period?"),
            **OWN_MEANS,
            "owner": _("Who sees to it?"),
            "due_on": _("Needed by"),
        }


class DecideForm(RecordForm):
    """Approve or defer, with a look at the own means."""

    class Meta:
        model = ResourcePlan
        fields = ("internal_capability", "internal_constraint", "source", "decision", "decision_reason")
        labels = {**OWN_MEANS, "decision": _("What is decided?"), "decision_reason": _("Why?")}
        widgets = {"decision": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [one for one in ResourcePlan.Decision.choices if one[0] != ResourcePlan.Decision.REJECT]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        self.require("internal_capability", "internal_constraint", "source", "decision")


class KnowledgeForm(RecordForm):
    """What one has to know, who knows it, where it is kept."""

    class Meta:
        model = KnowledgeItem
        fields = (
            "title",
            "description",
            "processes",
            "applied_in",
            "source",
            "critical",
            "holders",
            "kept_as",
            "kept_where",
            "available_to_everybody",
            "available_to",
            "current_sufficient",
            "gap_reason",
            "acquisition",
            "acquisition_due_on",
            "owner",
            "review_due_on",
            "site",
        )
        labels = {
            "title": _("What does one have to know?"),
            "description": _("What is special about it here?"),
            "processes": _("Which processes depend on it?"),
            "applied_in": _("Which objectives does it serve?"),
            "source": _("Where does it come from?"),
            "critical": _("Without it work stops or goes wrong"),
            "holders": _("Who knows it?"),
            "kept_as": _("Where is it kept?"),
            "kept_where": _("Where exactly?"),
            "available_to_everybody": _("Open to everybody"),
            "available_to": _("Or open to which roles?"),
            "current_sufficient": _("Is what we know enough for what is ahead?"),
            "gap_reason": _("If not: what is missing?"),
            "acquisition": _("How will we acquire it?"),
            "acquisition_due_on": _("By when?"),
            "owner": _("Who looks after it?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {"title": _("For example lapping of seats below 0.01 mm.")}
        widgets = {"kept_as": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kept_as"].choices = KnowledgeItem.Kept.choices  # type: ignore[attr-defined]
