"""Forms of complaints, returns and public forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.customers.lifecycle.complaints import COMPLAINT
from everproof.customers.models import Complaint, ComplaintForm, CustomerReturn
from everproof.kernel.ui.forms import FilesField, RecordForm, SuggestedInput

ISSUES = (
    _("Wrong delivery"),
    _("Late delivery"),
    _("Damaged in transport"),
    _("Does not work"),
    _("Not as specified"),
    _("Papers missing"),
    _("Wrong invoice"),
    _("Service"),
)
OUTCOMES = (_("Explained"), _("Repaired"), _("Replaced"), _("Credited"), _("Apology"))
LABELS = {
    "title": _("What is wrong?"),
    "description": _("What do they say?"),
    "requested": _("What do they ask for?"),
    "complainant": _("Who complains?"),
    "issue": _("What kind of issue?"),
    "danger": _("Somebody was or could be hurt"),
    "caused_by": _("Whose work is it about?"),
    "owner": _("Who sees to it?"),
}
HELP = {
    "title": _("One sentence, as the customer said it."),
    "issue": _("The same words for the same issue, so that they are counted together."),
    "caused_by": _("This person will not close it."),
}


class _WithIssue(RecordForm):
    """A complaint's form that proposes the usual words for what is wrong."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "issue" in self.fields:
            widget: Any = self.fields["issue"].widget
            widget.suggestions = [str(one) for one in ISSUES]


class RecordComplaintForm(_WithIssue):
    """What somebody on the telephone can be asked in a minute."""

    field_order = ("title", "customer", "complainant", "uploads", "description")
    uploads = FilesField(label=_("Photos and files"), help_text=_("Their mail, a picture, a delivery note."))

    class Meta:
        model = Complaint
        fields = (
            "title",
            "customer",
            "complainant",
            "complainant_mail",
            "complainant_phone",
            "description",
            "requested",
            "product_service",
            "issue",
            "lot",
            "order",
            "channel",
            "received_on",
            "danger",
            "site",
        )
        labels = LABELS
        help_texts = HELP
        widgets = {"issue": SuggestedInput, "description": forms.Textarea(attrs={"rows": 3})}


class EditComplaintForm(_WithIssue):
    class Meta:
        model = Complaint
        fields = (
            "title",
            "description",
            "requested",
            "customer",
            "complainant",
            "complainant_mail",
            "complainant_phone",
            "order",
            "product_service",
            "product",
            "product_detail",
            "issue",
            "issue_detail",
            "lot",
            "quantity",
            "unit_concerned",
            "place",
            "channel",
            "received_on",
            "occurred_on",
            "danger",
            "severity",
            "owner",
            "caused_by",
            "nonconformity",
            "justified",
            "site",
        )
        labels = LABELS
        help_texts = HELP
        widgets = {"issue": SuggestedInput}


class AcknowledgeForm(_WithIssue):
    """How severe it is, and who sees to it."""

    class Meta:
        model = Complaint
        fields = COMPLAINT.transitions["acknowledge"].fields
        labels = LABELS
        help_texts = HELP
        widgets = {"severity": forms.RadioSelect, "issue": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        severity: Any = self.fields["severity"]
        severity.choices = Complaint.Severity.choices
        self.require("severity", "owner")


class AnswerForm(RecordForm):
    """What the complainant is told."""

    class Meta:
        model = Complaint
        fields = ("answer", "justified", "outcome")
        labels = {
            "answer": _("What do you tell them?"),
            "justified": _("Is the complaint justified?"),
            "outcome": _("What do they get?"),
        }
        help_texts = {
            "answer": _("They read exactly this. Say what happened, what you did, and what changes."),
            "justified": _("For your own figures. The answer goes out either way."),
        }
        widgets = {"answer": forms.Textarea(attrs={"rows": 8}), "outcome": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        widget: Any = self.fields["outcome"].widget
        widget.suggestions = [str(one) for one in OUTCOMES]
        self.fields["justified"].widget = forms.RadioSelect(choices=[("True", _("Yes")), ("False", _("No"))])
        self.require("answer")


class InsideForm(RecordForm):
    """Whether the nonconformity behind a complaint is worked on as 8D."""

    eight_d = forms.BooleanField(label=_("Work on it as 8D: a team, eight steps, a report"), required=False)

    class Meta:
        model = Complaint
        fields = ()


class ReturnForm(RecordForm):
    class Meta:
        model = CustomerReturn
        fields = ("complaint", "title", "quantity", "lot", "owner", "announced_on", "site")
        labels = {"title": _("What comes back?"), "owner": _("Who sees to it?")}


class PublicFormForm(RecordForm):
    """A page on which customers complain without a login."""

    class Meta:
        model = ComplaintForm
        fields = ("title", "product_service", "hint", "ends_on", "active", "site")
        labels = {
            "title": _("What is the form called?"),
            "hint": _("What should people say there?"),
            "ends_on": _("Until which day does the link work?"),
            "active": _("In use"),
        }
        help_texts = {
            "title": _("Customers read it above the form."),
            "hint": _("Such as “Name the serial number on the plate”."),
            "ends_on": _("Without a day it works until you renew it or switch it off."),
        }


class ComplainForm(forms.Form):
    """What any customer can say in a minute, with a phone in hand; `id` makes sure that sent twice is one."""

    title = forms.CharField(
        label=_("What went wrong?"),
        help_text=_("One sentence is enough."),
        max_length=200,
        widget=forms.TextInput(attrs={"enterkeyhint": "next", "autocapitalize": "sentences"}),
    )
    description = forms.CharField(
        label=_("What else should we know?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    product = forms.CharField(label=_("Which product or service?"), max_length=120, required=False)
    lot = forms.CharField(
        label=_("Serial, batch or order number"),
        help_text=_("As on the plate or the delivery note."),
        max_length=120,
        required=False,
    )
    requested = forms.CharField(
        label=_("What would put it right?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    danger = forms.BooleanField(label=_("Somebody was or could be hurt"), required=False)
    complainant = forms.CharField(
        label=_("Your name and company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    complainant_mail = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("Only if you want to be written to. The answer stands on the next page, too."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    id = forms.UUIDField(widget=forms.HiddenInput)
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, about: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if about:
            del self.fields["product"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field stays empty. Empty it and send again."))
        return ""

    @property
    def said(self) -> dict[str, Any]:
        """What goes into the complaint."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class ReplyForm(forms.Form):
    """Whether the answer settles it."""

    content = forms.ChoiceField(
        label=_("Does this settle it?"),
        choices=(("yes", _("Yes, thank you")), ("no", _("No, please look at it again"))),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What do you want to say?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
