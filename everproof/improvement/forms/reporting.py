"""Forms around reports without a seat: the report itself, the answer to it, another report that it repeats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import ReportingPoint
from everproof.kernel.ui.forms import RecordForm


class HereForm(forms.Form):
    """What anyone can say in a minute, standing there with a phone; `id` is made by the sender."""

    title = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("One sentence, as you would say it to a colleague."),
        max_length=200,
        widget=forms.TextInput(attrs={"enterkeyhint": "next", "autocapitalize": "sentences"}),
    )
    description = forms.CharField(
        label=_("What else should we know?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reporter = forms.CharField(
        label=_("Who are you?"),
        help_text=_("Only if you want to be asked back."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)


class IdeaHereForm(HereForm):
    """An idea, said as quickly."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].label = _("What could be better here?")
        self.fields["description"].label = _("How?")
        self.fields["reporter"].help_text = _("Only if you want to be asked back. The answer stands behind your link.")


class PointForm(RecordForm):
    """A place that gets a code."""

    class Meta:
        model = ReportingPoint
        fields = ("title", "kind", "site", "process", "hint", "active")
        labels = {
            "title": _("What is the place called?"),
            "kind": _("What is the code on?"),
            "hint": _("What should people say there?"),
            "active": _("In use"),
        }
        help_texts = {"hint": _("Stands on the form, such as “name the order”.")}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        kind.choices = ReportingPoint.Kind.choices


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What do you tell them?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Which one is it?"), help_text=_("The number of the report that stands."), max_length=60
    )
