"""Forms of customers, contacts and customers' own requirements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Customer, CustomerContact, CustomerRequirement
from everproof.kernel.ui.forms import LinesField, RecordForm


class CustomerForm(RecordForm):
    sites = LinesField(
        label=_("Where are they?"),
        help_text=_("One of their sites a line, such as “Bremen, plant 2”."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Customer
        fields = (
            "title",
            "segment",
            "owner",
            "customer_since",
            "address",
            "sites",
            "language",
            "note",
            "active",
            "site",
        )
        labels = {
            "title": _("What are they called?"),
            "owner": _("Who looks after them?"),
            "note": _("What should everybody know about them?"),
        }
        help_texts = {
            "segment": _("The group that you compare them with, such as chemistry or water."),
            "language": _("In which you write to them, such as en or de."),
        }


class ContactForm(RecordForm):
    class Meta:
        model = CustomerContact
        fields = ("customer", "title", "function", "mail", "phone", "language", "active", "surveyed")
        labels = {"title": _("What is their name?"), "function": _("What do they do there?")}
        help_texts = {"surveyed": _("Take the tick away when they ask not to be asked.")}


class RequirementForm(RecordForm):
    class Meta:
        model = CustomerRequirement
        fields = (
            "customer",
            "title",
            "text",
            "source",
            "products",
            "in_force_from",
            "how_met",
            "verdict",
            "judged_on",
            "owner",
            "active",
        )
        labels = {"title": _("What do they require, in one line?"), "verdict": _("Do you meet it?")}
        help_texts = {
            "source": _("Contract, manual or drawing, with the passage."),
            "how_met": _("The control plan, instruction or check that sees to it."),
        }
