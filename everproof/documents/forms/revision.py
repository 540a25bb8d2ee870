"""Forms of the revision: begun, sent for review, decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.forms.audience import add_steps, grouped, steps_of, usual_steps
from everproof.documents.models import ChangeRequest, DocumentRevision
from everproof.kernel.ui.forms import DayInput, RecordForm

FURTHER = 2
"""So many empty rows stand behind the decisions that are asked for already."""


class StartForm(RecordForm):
    """Why there is a new revision."""

    requests = forms.MultipleChoiceField(
        label=_("Which change requests does it answer?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = DocumentRevision
        fields = ("content_kind", "reason_for_change", "change_summary")
        labels = {"reason_for_change": _("Why is it changed?"), "change_summary": _("What will change?")}
        help_texts = {"change_summary": _("You can complete this later; readers see it first.")}
        widgets = {"content_kind": forms.RadioSelect}

    def __init__(self, *args: Any, wishes: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.wishes: dict[str, ChangeRequest] = {str(wish.pk): wish for wish in wishes}
        kind: Any = self.fields["content_kind"]
        kind.choices = DocumentRevision.ContentKind.choices
        requests: Any = self.fields["requests"]
        requests.choices = [(key, f"{wish.number} {wish.title}") for key, wish in self.wishes.items()]
        if not self.wishes:
            del self.fields["requests"]

    @property
    def chosen(self) -> list[ChangeRequest]:
        """The change requests that it answers."""
        return [self.wishes[key] for key in self.cleaned_data.get("requests", ())]


class DraftForm(RecordForm):
    """What is said about a draft, beside its content."""

    class Meta:
        model = DocumentRevision
        fields = ("author", "content_kind", "link", "reason_for_change", "change_summary", "effective_from")
        field_classes = {"link": forms.URLField}
        help_texts = {"effective_from": _("Empty: as soon as it is approved and the days to read it have passed.")}

    link = forms.URLField(label=_("Link"), required=False, max_length=1000, assume_scheme="https")


class SendForm(RecordForm):
    """Who decides, and by when; prefilled by the document's type."""

    due_on = forms.DateField(label=_("Until when do they decide?"), required=False, widget=DayInput)

    class Meta:
        model = DocumentRevision
        fields = ("reason_for_change", "change_summary", "effective_from")
        labels = {
            "reason_for_change": _("Why is it changed?"),
            "change_summary": _("What changed?"),
            "effective_from": _("From when is it to apply?"),
        }
        help_texts = {
            "effective_from": _("Empty: as soon as it is approved and the days to read it have passed."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.position == 1:
            del self.fields["reason_for_change"], self.fields["change_summary"]
        else:
            self.require("reason_for_change", "change_summary")
        steps = self.instance.document.type.approval or usual_steps(self.actor)
        steps = [{**step, "kind": "", "id": ""} if step["kind"] == audience.CHOSEN else step for step in steps]
        who = grouped(self.actor, ("role", "person"))
        self.steps = add_steps(self, steps, who, len(steps) + FURTHER)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(name) for name in self.steps) and not self.errors:
            self.add_error(self.steps[0], _("Name at least one person or role who approves it."))
        return cleaned

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The decisions that are asked for."""
        return steps_of(self, self.steps)


class DecideForm(RecordForm):
    """Agree, or send it back and say why."""

    decision = forms.ChoiceField(
        label=_("What do you say?"),
        choices=(("yes", _("I agree")), ("no", _("Send it back to the author"))),
        widget=forms.RadioSelect,
    )
    suitable = forms.BooleanField(label=_("It is suitable and adequate for what it is for."), required=False)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5000,
        help_text=_("Needed where you send it back; the author reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = DocumentRevision
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, approves: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not approves:
            del self.fields["suitable"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "no" and not (cleaned.get("comment") or "").strip():
            self.add_error("comment", _("Say what has to change, so that the author can do it."))
        if cleaned.get("decision") == "yes" and "suitable" in self.fields and not cleaned.get("suitable"):
            self.add_error("suitable", _("Confirm that it is suitable and adequate, or send it back."))
        return cleaned
