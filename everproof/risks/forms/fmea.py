"""Forms of failure mode analyses and of their lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui.forms import DayInput, RecordForm
from everproof.risks.models import FailureMode, Fmea

SEVERITY = (
    ("10", _("10 · endangers people, without warning")),
    ("9", _("9 · breaks a law or an obligation")),
    ("8", _("8 · the product no longer does what it is for")),
    ("7", _("7 · it does so, but worse")),
    ("6", _("6 · a lesser function is lost")),
    ("5", _("5 · a lesser function is worse")),
    ("4", _("4 · most customers are annoyed")),
    ("3", _("3 · some customers are annoyed")),
    ("2", _("2 · few notice it")),
    ("1", _("1 · nobody notices it")),
)
OCCURRENCE = (
    ("10", _("10 · nothing prevents it")),
    ("9", _("9 · very often")),
    ("8", _("8 · often, prevention hardly helps")),
    ("7", _("7 · rather often")),
    ("6", _("6 · now and then, prevention helps a little")),
    ("5", _("5 · sometimes, prevention helps")),
    ("4", _("4 · less often")),
    ("3", _("3 · seldom, prevention is proven")),
    ("2", _("2 · very seldom")),
    ("1", _("1 · ruled out by design")),
)
DETECTION = (
    ("10", _("10 · nothing would find it")),
    ("9", _("9 · found by chance")),
    ("8", _("8 · untried test, or by eye")),
    ("7", _("7 · a test that has not proven itself")),
    ("6", _("6 · a person checks, proven")),
    ("5", _("5 · a gauge, now and then")),
    ("4", _("4 · a machine checks, later on")),
    ("3", _("3 · a machine checks, in the same step")),
    ("2", _("2 · a machine stops before it is made")),
    ("1", _("1 · it cannot be made wrong")),
)


def score(choices: Any, label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """A score from 1 to 10 by its words, the gravest first."""
    offered = (("", _("Not rated")), *choices)
    return forms.TypedChoiceField(choices=offered, coerce=int, empty_value=None, label=label, required=required)


class FmeaForm(RecordForm):
    """What is analysed, by whom (step 1)."""

    class Meta:
        model = Fmea
        fields = ("title", "kind", "scope", "process", "product", "owner", "team", "site")
        labels = {
            "title": _("What is analysed?"),
            "scope": _("What does it cover, and what not?"),
            "owner": _("Who moderates?"),
            "team": _("Who takes part?"),
        }


class LineForm(RecordForm):
    """One way to fail. Scores go from 1 to 10; their words here are our own, a team may agree on finer ones."""

    severity = score(SEVERITY, _("How grave is the effect?"))
    occurrence = score(OCCURRENCE, _("How often does the cause lead to it?"))
    detection = score(DETECTION, _("How surely is it found?"))

    class Meta:
        model = FailureMode
        fields: tuple[str, ...] = (
            "fmea",
            "function",
            "title",
            "effect",
            "cause",
            "prevention",
            "detection_control",
            "severity",
            "occurrence",
            "detection",
            "no_action_reason",
        )
        labels = {
            "function": _("Which step or function?"),
            "title": _("How can it fail?"),
            "effect": _("What would that cause?"),
            "cause": _("Why would it happen?"),
            "prevention": _("What prevents it?"),
            "detection_control": _("What detects it?"),
            "no_action_reason": _("Why is no action needed?"),
        }
        help_texts = {
            "no_action_reason": _("A high priority asks for an action, or for the reason why none is needed."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.initial.get("fmea") and "fmea" in self.fields:
            self.fields["fmea"].widget = forms.HiddenInput()


class EditLineForm(LineForm):
    """The same again; why the scores change, and the counts that they rest on, stay in the history."""

    rationale = forms.CharField(
        label=_("Why do the scores change?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    count = forms.IntegerField(label=_("How many failures were counted?"), required=False, min_value=0)
    exposure = forms.IntegerField(
        label=_("Out of how many?"),
        help_text=_("Parts, orders, hours: what could have failed meanwhile."),
        required=False,
        min_value=1,
    )
    after_severity = score(SEVERITY, _("How grave once the actions are done?"))
    after_occurrence = score(OCCURRENCE, _("How often once the actions are done?"))
    after_detection = score(DETECTION, _("How surely found once the actions are done?"))

    class Meta(LineForm.Meta):
        fields = (
            *(name for name in LineForm.Meta.fields if name != "fmea"),
            "after_severity",
            "after_occurrence",
            "after_detection",
        )

    def clean(self) -> Any:
        """A count says something only with what it is out of."""
        cleaned = super().clean()
        count, exposure = (self.cleaned_data.get(name) for name in ("count", "exposure"))
        if count is not None and exposure is None and "exposure" not in self.errors:
            self.add_error("exposure", _("Say out of how many."))
        if exposure is not None and count is None and "count" not in self.errors:
            self.add_error("count", _("Say how many failures, or 0."))
        return cleaned


class ExposureForm(forms.Form):
    """What could have failed while the failures were counted."""

    since = forms.DateField(label=_("Count from which day on?"), required=False, widget=DayInput())
    exposure = forms.IntegerField(
        label=_("How many were made or done since?"),
        help_text=_("Parts, orders, hours: what could have failed meanwhile."),
        min_value=1,
    )


class ReleaseForm(RecordForm):
    """What the analysis covers, and when it is looked at again."""

    class Meta:
        model = Fmea
        fields = ("scope", "review_due_on")
        labels = {"scope": _("What does it cover, and what not?"), "review_due_on": _("Look at it again by")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("scope", "review_due_on")
