"""Forms of the corrective action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction
from everproof.kernel.ui.forms import RecordForm

PLANNED = (
    "title",
    "description",
    "owner",
    "due_on",
    "effort",
    "effort_rationale",
    "effectiveness_criterion",
    "effectiveness_due_on",
)


class PlanForm(RecordForm):
    """What removes the cause, who does it, until when, and how one will see that it worked."""

    class Meta:
        model = CorrectiveAction
        fields = PLANNED
        labels = {
            "title": _("What removes the cause?"),
            "description": _("Details"),
            "owner": _("Who does it?"),
            "due_on": _("Until when?"),
            "effort": _("How much effort is it?"),
            "effort_rationale": _("Why this effort?"),
            "effectiveness_criterion": _("How will you see that it worked?"),
            "effectiveness_due_on": _("When will that be judged?"),
        }
        help_texts = {
            "title": _("Something that changes how work is done, not a reminder to be careful."),
            "effort_rationale": _("Needed for a heavy action after something of low severity."),
            "effectiveness_criterion": _("A figure, a test or a period without the same fault."),
            "effectiveness_due_on": _("Left empty, it is sixty days after the action is done."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["effort"].widget = forms.RadioSelect(choices=CorrectiveAction.Effort.choices)


class CompletionForm(RecordForm):
    """What was done, where the proof is, and by when somebody judges whether it worked."""

    class Meta:
        model = CorrectiveAction
        fields = ("evidence", "completed_on", "effectiveness_criterion", "effectiveness_due_on")
        labels = {
            "evidence": _("What was done, and where is the proof?"),
            "completed_on": _("When was it done?"),
            "effectiveness_criterion": _("How will one see that it worked?"),
            "effectiveness_due_on": _("By when is that judged?"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("evidence", "completed_on", "effectiveness_due_on")


class JudgementForm(RecordForm):
    """What the judgement rests on."""

    class Meta:
        model = CorrectiveAction
        fields = ("effectiveness_conclusion",)
        labels = {"effectiveness_conclusion": _("What does the judgement rest on?")}
        help_texts = {"effectiveness_conclusion": _("What you looked at, over which period, and what you saw.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("effectiveness_conclusion")
