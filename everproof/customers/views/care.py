"""Pages of customers' property and of obligations after delivery."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from everproof.customers.actions import care as actions
from everproof.customers.forms.care import PostDeliveryForm, PropertyForm
from everproof.customers.lifecycle.care import CONSIDERED
from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage

HAPPENED = gettext_lazy("What happened to it")


class PropertyList(RecordList):
    model = CustomerProperty
    create_label = gettext_lazy("New customer property")
    example_title = gettext_lazy("Casting pattern for the special flange")
    example = (
        (gettext_lazy("Belongs to"), gettext_lazy("Nordstrom Process GmbH")),
        (gettext_lazy("Marked with"), gettext_lazy("A brass plate, NP-114")),
        (gettext_lazy("Agreed"), gettext_lazy("Kept dry, used for their orders only, checked once a year")),
    )


class PropertyPage(RecordPage):
    model = CustomerProperty
    parts = (
        Part(gettext_lazy("What it is"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            ("owner_party", "identifier", "location", "received_on", "checked_on", "ended_on"),
        ),
        Part(
            gettext_lazy("How it came"),
            ("verified_result", "verified_on"),
            gettext_lazy("Nobody has verified it yet."),
        ),
        Part(
            gettext_lazy("How it is handled and protected"),
            ("handling_rule", "protection"),
            gettext_lazy("Nothing is agreed yet."),
        ),
        Part(HAPPENED, ("incident", "incident_on", "incident_record", "reported_on", "nonconformity")),
    )

    def sections(self) -> list[pages.Section]:
        """What happened to it stands there once something did."""
        found = super().sections()
        if self.record.incident != CustomerProperty.Incident.NONE:
            return found
        return [section for section in found if section.title != str(HAPPENED)]


class TakeProperty(CreatePage):
    model = CustomerProperty
    form_class = PropertyForm
    title = gettext_lazy("New customer property")

    def initial(self) -> dict[str, Any]:
        asked = {"owner_party": self.request.GET.get("owner_party", "")}
        return {**super().initial(), **asked, "received_on": self.today, "keeper": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.take_property(by=self.actor, id=new_id, **form.values)


class EditProperty(EditPage):
    model = CustomerProperty
    form_class = PropertyForm


class PostDeliveryList(RecordList):
    model = PostDelivery
    create_label = gettext_lazy("New obligation")


class PostDeliveryPage(RecordPage):
    model = PostDelivery
    parts = (
        Part(gettext_lazy("What is owed"), ("obligation",), gettext_lazy("Nothing written beyond the title.")),
        Part(
            gettext_lazy("At a glance"),
            ("product_service", "order", "determined_on", "completed_on"),
        ),
        Part(gettext_lazy("What was considered"), CONSIDERED, gettext_lazy("Nothing was considered yet.")),
        Part(gettext_lazy("What was done"), ("done",), hidden_while_empty=True),
    )


class Owe(CreatePage):
    model = PostDelivery
    form_class = PostDeliveryForm
    title = gettext_lazy("New obligation after delivery")
    groups = (
        (gettext_lazy("What is owed"), "", ("title", "product_service", "order", "obligation")),
        (gettext_lazy("What was considered"), "", CONSIDERED),
        (gettext_lazy("Until when"), "", ("determined_on", "due_on", "owner", "site")),
    )

    def initial(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("order", "product_service")}
        return {**super().initial(), **asked, "determined_on": self.today, "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.owe_after_delivery(by=self.actor, id=new_id, **form.values)


class EditPostDelivery(EditPage):
    model = PostDelivery
    form_class = PostDeliveryForm
    groups = (
        *Owe.groups[:2],
        (gettext_lazy("Until when"), "", ("due_on", "owner", "site")),
    )
    fields = tuple(name for name in PostDeliveryForm.Meta.fields if name != "determined_on")
