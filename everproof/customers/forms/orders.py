"""Forms of orders and of the reviews before them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.customers.actions.orders import NEEDED
from everproof.customers.models import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.kernel.ui.forms import RecordForm

SHORT = forms.Textarea(attrs={"rows": 2})


class OrderForm(RecordForm):
    class Meta:
        model = CustomerOrder
        fields = (
            "title",
            "customer",
            "customer_reference",
            "description",
            "product_services",
            "quantity",
            "quantity_unit",
            "value",
            "received_on",
            "due_on",
            "owner",
            "documented_by_customer",
            "contingency_relevant",
            "site",
        )
        labels = {
            "title": _("What do they want, in one line?"),
            "description": _("What exactly do they ask for?"),
            "due_on": _("For when is it wanted or promised?"),
            "documented_by_customer": _("The customer gave it in writing"),
            "contingency_relevant": _("An arrangement for emergencies is needed"),
        }
        help_texts = {
            "documented_by_customer": _("An order on the telephone is confirmed before it is accepted."),
        }


class ReviewForm(RecordForm):
    """What was asked, what differs, whether it can be done, who was told."""

    class Meta:
        model = ContractOrderReview
        fields = (
            "order",
            "kind",
            *NEEDED,
            "differences_resolved_on",
            "customer_confirmed_on",
            "capability_confirmed",
            "result",
            "reviewed_on",
            "documents_amended",
            "persons_informed",
            "informed_on",
        )
        labels = {
            "customer_requirements": _("What does the customer require?"),
            "delivery_requirements": _("And for delivery?"),
            "post_delivery_requirements": _("And after delivery?"),
            "unstated_requirements": _("What did they not say, though the use needs it?"),
            "internal_requirements": _("What do we ourselves require?"),
            "legal_requirements": _("What does the law require?"),
            "differences": _("What differs from what was said before?"),
            "new_requirements": _("What is new for us?"),
            "capability_confirmed": _("We can do it"),
            "persons_informed": _("Who was told?"),
        }
        help_texts = {
            "kind": _("For catalogue items at published terms the requirement reviews of the items fill it in."),
            "customer_requirements": _("Write “none” where there is nothing."),
            "legal_requirements": _("Name the entries of your register of obligations."),
        }
        widgets = {**dict.fromkeys((*NEEDED, "documents_amended"), SHORT), "result": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        result: Any = self.fields["result"]
        result.choices = ContractOrderReview.Result.choices


class EditReviewForm(ReviewForm):
    class Meta(ReviewForm.Meta):
        fields = (  # type: ignore[assignment]
            *NEEDED,
            "differences_resolved_on",
            "customer_confirmed_on",
            "capability_confirmed",
            "result",
            "documents_amended",
            "persons_informed",
            "informed_on",
        )


class RequirementReviewForm(RecordForm):
    class Meta:
        model = RequirementReview
        fields = (
            "product_service",
            "legal_checked",
            "capability_confirmed",
            "claims_checked",
            "result",
            "reviewed_on",
            "note",
        )
        labels = {
            "legal_checked": _("What the law requires is laid down"),
            "capability_confirmed": _("We can meet all that is required"),
            "claims_checked": _("What we claim can be proved"),
            "note": _("What does the result rest on?"),
        }
        widgets = {"result": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        result: Any = self.fields["result"]
        result.choices = RequirementReview.Result.choices
