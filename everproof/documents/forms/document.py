"""Forms of the document: registered in a few fields, and what is known about it later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents import numbering
from everproof.documents.forms.audience import AudienceField
from everproof.documents.models import Document, DocumentRevision, PeriodicReview
from everproof.kernel.ui.forms import RecordForm


class RegisterForm(RecordForm):
    """What a document needs to have a number and a first draft."""

    field_order = ("title", "type", "area", "own_number", "content_kind", "owner", "parent", "processes", "site")
    own_number = forms.CharField(
        label=_("Number"), required=False, max_length=numbering.LONGEST, help_text=_("Empty: the next of its type.")
    )
    content_kind = forms.ChoiceField(
        label=_("Where is its content?"),
        choices=DocumentRevision.ContentKind.choices,
        initial=DocumentRevision.ContentKind.WRITTEN,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Document
        fields = ("title", "type", "area", "owner", "parent", "processes", "site")
        labels = {
            "title": _("What is it called?"),
            "type": _("What is it?"),
            "owner": _("Who looks after it?"),
            "parent": _("Which document does it stand under?"),
            "processes": _("Which processes work by it?"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["type"]
        kind.queryset = kind.queryset.filter(status="active")


class AboutForm(RecordForm):
    """What is known about a document, beside its content and who may open it."""

    class Meta:
        model = Document
        fields = (
            "title",
            "description",
            "owner",
            "parent",
            "processes",
            "needed_because",
            "supersedes",
            "language",
            "medium",
            "format",
            "location",
            "review_due_on",
            "retention_rule",
            "record_type",
            "origin",
            "issuer",
            "edition",
            "watched_on",
            "watch_interval_months",
            "site",
        )


class AccessForm(RecordForm):
    """Who may open a document, whom it is for, and who confirms having read it."""

    access_groups = AudienceField(
        label=_("Who may open it?"),
        help_text=_("Beside its owner, those who decide about it, and those who look after documents."),
    )
    distribution = AudienceField(
        label=_("Whom is it for?"), required=False, help_text=_("They find it among their documents.")
    )
    acknowledged_by = AudienceField(
        label=_("Who confirms having read it?"), required=False, help_text=_("For each revision anew.")
    )

    class Meta:
        model = Document
        fields = ("classification", "access_groups", "distribution", "acknowledged_by")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields = [field for field in self.fields.values() if isinstance(field, AudienceField)]
        fields[0].offer(self.actor)
        for field in fields[1:]:
            field.choices = fields[0].choices


class ReviewForm(RecordForm):
    """The verdict of a regular look at a document."""

    class Meta:
        model = PeriodicReview
        fields = ("verdict", "reasons", "reviewed_on", "next_due_on")
        labels = {"verdict": _("What did you find?"), "reasons": _("Why?"), "reviewed_on": _("When?")}
        help_texts = {
            "reasons": _("Needed where it is to be revised or retired."),
            "next_due_on": _("Empty: after the interval of its type."),
        }
        widgets = {"verdict": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        verdict: Any = self.fields["verdict"]
        verdict.choices = PeriodicReview.Verdict.choices
