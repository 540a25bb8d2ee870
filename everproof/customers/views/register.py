"""Pages of customers, their contacts and their own requirements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from everproof.customers.forms.register import ContactForm, CustomerForm, RequirementForm
from everproof.customers.models import (
    Complaint,
    Customer,
    CustomerContact,
    CustomerOrder,
    CustomerProperty,
    CustomerRequirement,
)
from everproof.customers.views.related import PageWithRelated, Related
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage


class CustomerList(RecordList):
    model = Customer
    create_label = gettext_lazy("New customer")
    example_title = gettext_lazy("Nordstrom Process GmbH")
    example = (
        (gettext_lazy("Segment"), gettext_lazy("Chemistry")),
        (gettext_lazy("Contact"), gettext_lazy("Head of maintenance, by telephone before eight")),
        (
            gettext_lazy("Requires"),
            gettext_lazy("A certificate 3.1 with every body; deliveries from Tuesday to Thursday"),
        ),
    )


class CustomerPage(PageWithRelated):
    model = Customer
    parts = (
        Part(
            gettext_lazy("At a glance"),
            ("segment", "customer_since", "active", "language", "sites", "address"),
        ),
        Part(gettext_lazy("What to know about them"), ("note",), hidden_while_empty=True),
    )
    belonging = (
        Related(
            "contacts",
            gettext_lazy("Contacts"),
            CustomerContact,
            "customer",
            gettext_lazy("Nobody there is named yet."),
            gettext_lazy("Add a contact"),
            meta="function",
        ),
        Related(
            "requirements",
            gettext_lazy("What they require beyond what all do"),
            CustomerRequirement,
            "customer",
            gettext_lazy("Nothing of their own is written down."),
            gettext_lazy("Add a requirement"),
            meta="source",
            day="in_force_from",
        ),
        Related(
            "orders",
            gettext_lazy("Orders"),
            CustomerOrder,
            "customer",
            gettext_lazy("They have ordered nothing yet."),
            gettext_lazy("New order or enquiry"),
            meta="customer_reference",
            day="due_on",
        ),
        Related(
            "complaints",
            gettext_lazy("Complaints"),
            Complaint,
            "customer",
            gettext_lazy("They have not complained."),
            gettext_lazy("Record a complaint"),
            day="received_on",
        ),
        Related(
            "property",
            gettext_lazy("Theirs, in our care"),
            CustomerProperty,
            "owner_party",
            gettext_lazy("Nothing of theirs is with us."),
            gettext_lazy("Take something into care"),
            meta="identifier",
            day="checked_on",
        ),
    )


class AddCustomer(CreatePage):
    model = Customer
    form_class = CustomerForm
    title = gettext_lazy("New customer")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}


class EditCustomer(EditPage):
    model = Customer
    form_class = CustomerForm


class AddOfCustomer(CreatePage):
    """A form for something of a customer, who may stand in the address."""

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "customer": self.request.GET.get("customer", "")}


class ContactList(RecordList):
    model = CustomerContact


class ContactPage(RecordPage):
    model = CustomerContact
    parts = (
        Part(gettext_lazy("At a glance"), ("customer", "function", "mail", "phone", "language", "active", "surveyed")),
    )


class AddContact(AddOfCustomer):
    model = CustomerContact
    form_class = ContactForm
    title = gettext_lazy("New contact")


class EditContact(EditPage):
    model = CustomerContact
    form_class = ContactForm


class RequirementList(RecordList):
    model = CustomerRequirement


class RequirementPage(RecordPage):
    model = CustomerRequirement
    parts = (
        Part(gettext_lazy("What they require"), ("text",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("At a glance"), ("customer", "source", "products", "in_force_from", "active")),
        Part(
            gettext_lazy("How it is met"),
            ("how_met", "verdict", "judged_on"),
            gettext_lazy("Nobody has said yet how it is met."),
        ),
    )


class AddRequirement(AddOfCustomer):
    model = CustomerRequirement
    form_class = RequirementForm
    title = gettext_lazy("New customer requirement")


class EditRequirement(EditPage):
    model = CustomerRequirement
    form_class = RequirementForm
