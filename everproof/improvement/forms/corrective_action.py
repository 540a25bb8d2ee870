"""Forms of the corrective action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.improvement.effect import measures_for
from everproof.improvement.lifecycle.corrective_action import EFFECT_PLAN
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.ui.forms import DayInput, RecordForm, in_use
from everproof.processes.models import Process

SHORTEST_WINDOW, LONGEST_WINDOW = 7, 730

PLANNED = (
    "title",
    "description",
    "owner",
    "due_on",
    "process",
    "depends_on",
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
            "process": _("In which process?"),
            "depends_on": _("Which action has to be completed first?"),
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

    def __init__(self, *args: Any, case: Nonconformity | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["effort"].widget = forms.RadioSelect(choices=CorrectiveAction.Effort.choices)
        of_case = case.pk if case is not None else self.instance.nonconformity_id
        others: Any = self.fields["depends_on"]
        others.queryset = others.queryset.filter(nonconformity_id=of_case).exclude(pk=self.instance.pk)
        others.empty_label = _("None")


class ApprovalForm(RecordForm):
    """What the data will have to show, fixed before anything is done."""

    class Meta:
        model = CorrectiveAction
        fields = EFFECT_PLAN
        labels = {
            "effect_measure": _("What is counted?"),
            "effect_test": _("How is it compared?"),
            "effect_window_days": _("Over how many days after completion?"),
            "effect_reduction": _("By how many percent should it fall?"),
        }
        help_texts = {
            "effect_window_days": _("Twice as many days before completion are compared with it."),
            "effect_reduction": _("What you expect at least; the test says whether it could have seen that."),
        }
        widgets = {"effect_test": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(name, str(one.label)) for name, one in measures_for(self.instance.nonconformity).items()]
        self.fields["effect_measure"] = forms.ChoiceField(
            label=self.fields["effect_measure"].label, choices=[("", _("Choose one")), *offered]
        )
        test: Any = self.fields["effect_test"]
        test.choices = CorrectiveAction.EffectTest.choices
        self.initial["effect_test"] = self.instance.effect_test or CorrectiveAction.EffectTest.RATE
        self.require(*EFFECT_PLAN)
        self.fields["effect_window_days"].widget.attrs.update({"min": SHORTEST_WINDOW, "max": LONGEST_WINDOW})

    def clean_effect_window_days(self) -> int:
        days: int = self.cleaned_data["effect_window_days"]
        if not SHORTEST_WINDOW <= days <= LONGEST_WINDOW:
            limits = {"least": SHORTEST_WINDOW, "most": LONGEST_WINDOW}
            raise forms.ValidationError(_("Between %(least)s and %(most)s days."), params=limits)
        return days


class DeploymentForm(forms.Form):
    """To which other processes an action is carried over, by whom, until when."""

    processes = forms.MultipleChoiceField(label=_("To which processes?"), widget=forms.CheckboxSelectMultiple)
    owner = forms.ChoiceField(label=_("Who does it there?"))
    due_on = forms.DateField(label=_("Until when?"), widget=DayInput)

    def __init__(self, data: Any = None, *, actor: Actor, action: CorrectiveAction) -> None:
        super().__init__(data, initial={"owner": str(action.owner_id)})
        self._processes = {str(one.pk): one for one in _visible(actor, Process) if one.pk != action.process_id}
        self._people = {str(one.pk): one for one in _visible(actor, Person)}
        self.fields["processes"].choices = [(key, one.title) for key, one in self._processes.items()]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [(key, one.title) for key, one in self._people.items()]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = [self._processes[key] for key in said["processes"]]
        return {"processes": chosen, "owner": self._people[said["owner"]], "due_on": said["due_on"]}


def _visible(actor: Actor, model: Any) -> Any:
    return access.visible(actor, model.objects.filter(in_use(model))).order_by("title", "id")


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
