"""Forms of customers' property and of obligations after delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.customers.declarations.care import HELD, OWED
from everproof.customers.lifecycle.care import CONSIDERED
from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel.ui.forms import RecordForm


class PropertyForm(RecordForm):
    class Meta:
        model = CustomerProperty
        fields = HELD
        labels = {
            "title": _("What is it?"),
            "owner_party": _("Whose is it?"),
            "identifier": _("What is it marked with?"),
            "handling_rule": _("What was agreed on how it is handled?"),
            "location": _("Where is it?"),
            "protection": _("How is it protected?"),
            "keeper": _("Who keeps it?"),
        }
        help_texts = {"handling_rule": _("Name the agreement, such as a document or the review of an order.")}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("handling_rule", "protection", "description")}


class PostDeliveryForm(RecordForm):
    class Meta:
        model = PostDelivery
        fields = OWED
        labels = {
            "title": _("What is owed, in one line?"),
            "obligation": _("What exactly?"),
            "legal_considered": _("What does the law require?"),
            "consequences_considered": _("What could follow that nobody wants?"),
            "lifetime_considered": _("How is it used, and how long should it last?"),
            "customer_requirements_considered": _("What do customers require?"),
            "feedback_considered": _("What have customers said?"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in CONSIDERED}
