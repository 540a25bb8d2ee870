"""Pages of orders and of the reviews before them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from everproof.customers.actions import orders as actions
from everproof.customers.forms.orders import EditReviewForm, OrderForm, RequirementReviewForm, ReviewForm
from everproof.customers.lifecycle.orders import REVIEWS_READ
from everproof.customers.models import Complaint, ContractOrderReview, CustomerOrder, PostDelivery, RequirementReview
from everproof.customers.views.related import PageWithRelated, Related
from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage

ACCEPTING = "accepting"


class OrderList(RecordList):
    model = CustomerOrder
    create_label = gettext_lazy("New order or enquiry")
    example_title = gettext_lazy("20 gate valves DN 100 for the cooling loop")
    example = (
        (gettext_lazy("Customer"), gettext_lazy("Nordstrom Process GmbH, their order 4500118")),
        (gettext_lazy("Reviewed"), gettext_lazy("Certificate 3.1 needed; can be done; nothing differs from the offer")),
        (gettext_lazy("Promised for"), gettext_lazy("Six weeks from the release of the drawing")),
    )


class OrderPage(PageWithRelated):
    model = CustomerOrder
    parts = (
        Part(gettext_lazy("What they ask for"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            (
                "customer",
                "customer_reference",
                "product_services",
                "quantity",
                "quantity_unit",
                "value",
                "received_on",
                "documented_by_customer",
                "contingency_relevant",
                "offered_on",
                "accepted_on",
            ),
        ),
        Part(gettext_lazy("What was changed last"), ("amendment", "amended_on"), hidden_while_empty=True),
        Part(
            gettext_lazy("Delivery"),
            ("delivered_on", "quantity_delivered", "fulfilled"),
            gettext_lazy("Nothing is delivered yet."),
        ),
    )
    belonging = (
        Related(
            "reviews",
            gettext_lazy("Reviews"),
            ContractOrderReview,
            "order",
            gettext_lazy("Nobody has reviewed yet what is asked."),
            gettext_lazy("Review it"),
            meta="result",
            day="reviewed_on",
        ),
        Related(
            "obligations",
            gettext_lazy("Owed after delivery"),
            PostDelivery,
            "order",
            gettext_lazy("Nothing is owed after delivery."),
            gettext_lazy("Add an obligation"),
            day="due_on",
        ),
        Related(
            "complaints",
            gettext_lazy("Complaints about it"),
            Complaint,
            "order",
            gettext_lazy("Nobody has complained about it."),
            gettext_lazy("Record a complaint"),
            day="received_on",
        ),
    )

    def more_questions(self) -> dict[str, Any]:
        accepting = ContractOrderReview.objects.in_force().filter(
            organization_id=self.organization.pk, order=self.record, result=ContractOrderReview.Result.ACCEPT
        )
        return {
            **super().more_questions(),
            ACCEPTING: Question(accepting, key="id", texts=("kind",), day="reviewed_on"),
        }

    def sections(self) -> list[pages.Section]:
        """The guards of the next step, which is looked for after this, find the reviews here."""
        self.record.__dict__[REVIEWS_READ] = [(one.texts[0], one.day) for one in self.around[ACCEPTING]]
        return super().sections()


class ReceiveOrder(CreatePage):
    model = CustomerOrder
    form_class = OrderForm
    title = gettext_lazy("New order or enquiry")
    groups = (
        (
            gettext_lazy("What they want"),
            "",
            ("title", "customer", "customer_reference", "description", "documented_by_customer"),
        ),
        (
            gettext_lazy("Products"),
            "",
            ("product_services", "quantity", "quantity_unit", "value", "contingency_relevant"),
        ),
        (gettext_lazy("Until when"), "", ("received_on", "due_on", "owner", "site")),
    )

    def initial(self) -> dict[str, Any]:
        return {
            **super().initial(),
            "customer": self.request.GET.get("customer", ""),
            "received_on": self.today,
            "owner": self.actor.person_id,
            "documented_by_customer": True,
        }

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.receive_order(by=self.actor, id=new_id, **form.values)


class EditOrder(EditPage):
    model = CustomerOrder
    form_class = OrderForm
    groups = ReceiveOrder.groups


REVIEWED = (
    (gettext_lazy("What is it about?"), "", ("order", "kind")),
    (gettext_lazy("What is required"), gettext_lazy("Fill in each, or write “none”."), actions.NEEDED[:6]),
    (
        gettext_lazy("What differs, what is new"),
        "",
        ("differences", "differences_resolved_on", "new_requirements", "customer_confirmed_on"),
    ),
    (gettext_lazy("Result"), "", ("capability_confirmed", "result", "reviewed_on")),
    (gettext_lazy("Who was told"), "", ("documents_amended", "persons_informed", "informed_on")),
)


class ReviewList(RecordList):
    model = ContractOrderReview

    def add_create(self, page: pages.ListPage) -> None:
        """An order is reviewed from its page."""


class ReviewPage(RecordPage):
    model = ContractOrderReview
    takes_actions = True
    parts = (
        Part(
            gettext_lazy("Result"),
            (
                "order",
                "kind",
                "result",
                "reviewed_on",
                "reviewer",
                "capability_confirmed",
                "customer_confirmed_on",
            ),
        ),
        Part(gettext_lazy("What is required"), actions.NEEDED[:6], gettext_lazy("Nothing is written down.")),
        Part(
            gettext_lazy("What differs, what is new"),
            ("differences", "differences_resolved_on", "new_requirements"),
            hidden_while_empty=True,
        ),
        Part(
            gettext_lazy("Who was told"),
            ("documents_amended", "persons_informed", "informed_on"),
            gettext_lazy("Nobody is named who was told."),
        ),
    )


class ReviewOrder(CreatePage):
    model = ContractOrderReview
    form_class = ReviewForm
    title = gettext_lazy("Review an order")
    groups = REVIEWED

    def initial(self) -> dict[str, Any]:
        return {
            **super().initial(),
            "order": self.request.GET.get("order", ""),
            "kind": self.request.GET.get("kind", ContractOrderReview.Kind.INITIAL),
            "reviewed_on": self.today,
        }

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.review_order(by=self.actor, id=new_id, **form.values)


class EditReview(EditPage):
    model = ContractOrderReview
    form_class = EditReviewForm
    groups = (*REVIEWED[1:3], (REVIEWED[3][0], "", ("capability_confirmed", "result")), REVIEWED[4])


class RequirementReviewList(RecordList):
    model = RequirementReview
    create_label = gettext_lazy("New requirement review")


class RequirementReviewPage(RecordPage):
    model = RequirementReview
    parts = (
        Part(
            gettext_lazy("Result"),
            (
                "product_service",
                "result",
                "reviewed_on",
                "reviewer",
                "legal_checked",
                "capability_confirmed",
                "claims_checked",
            ),
        ),
        Part(gettext_lazy("What it rests on"), ("note",), hidden_while_empty=True),
    )


class ReviewRequirements(CreatePage):
    model = RequirementReview
    form_class = RequirementReviewForm
    title = gettext_lazy("New requirement review")

    def initial(self) -> dict[str, Any]:
        asked = {"product_service": self.request.GET.get("product_service", "")}
        return {**super().initial(), **asked, "reviewed_on": self.today}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.review_requirements(by=self.actor, id=new_id, **form.values)
