"""Forms of the improvement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Improvement
from everproof.kernel.ui.forms import RecordForm

PROPOSED = ("title", "description", "kind", "expected_result", "site")


class ProposalForm(RecordForm):
    """An idea, in a minute."""

    class Meta:
        model = Improvement
        fields = PROPOSED
        labels = {
            "title": _("What could be better?"),
            "description": _("How?"),
            "kind": _("What does it improve?"),
            "expected_result": _("What would it bring?"),
            "site": _("At which site?"),
        }
        help_texts = {"title": _("One sentence, as you would say it to a colleague.")}
        widgets = {"title": forms.TextInput(attrs={"autofocus": True})}


class SelectionForm(RecordForm):
    """Who carries it out, who stands behind it, until when."""

    class Meta:
        model = Improvement
        fields = ("owner", "sponsor", "due_on", "expected_result", "answer")
        labels = {
            "owner": _("Who carries it out?"),
            "sponsor": _("Who in management stands behind it?"),
            "due_on": _("Until when?"),
            "expected_result": _("What should it bring?"),
            "answer": _("What do you tell who proposed it?"),
        }
        help_texts = {"answer": _("Left empty, they are told who carries it out and by when.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("owner", "due_on")


class ResultForm(RecordForm):
    """What it brought."""

    class Meta:
        model = Improvement
        fields = ("result", "completed_on")
        labels = {"result": _("What did it bring?"), "completed_on": _("When was it done?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("result", "completed_on")
