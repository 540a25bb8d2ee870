"""The form of a concern."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.context.models import Concern
from everproof.kernel.ui.forms import RecordForm


class RaiseForm(RecordForm):
    """What anyone may say, with or without a name."""

    class Meta:
        model = Concern
        fields = ("title", "description", "topic", "anonymous")
        labels = {
            "title": _("What worries you?"),
            "description": _("What should we know to look into it?"),
            "topic": _("What is it about?"),
            "anonymous": _("Keep my name out of it"),
        }
        help_texts = {
            "title": _("One sentence."),
            "anonymous": _(
                "Then no name is stored, not even in the history, and nobody can ask you back. "
                "Do not write what only you can know."
            ),
        }
        widgets = {"topic": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"].choices = Concern.Topic.choices  # type: ignore[attr-defined]
