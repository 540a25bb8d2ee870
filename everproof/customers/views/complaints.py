"""Pages of complaints and returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.customers import intake
from everproof.customers.actions import complaints as actions
from everproof.customers.forms.complaints import (
    AcknowledgeForm,
    AnswerForm,
    EditComplaintForm,
    InsideForm,
    RecordComplaintForm,
    ReturnForm,
)
from everproof.customers.models import Complaint, CustomerReturn
from everproof.customers.views.related import PageWithRelated, Related
from everproof.improvement.models import Nonconformity
from everproof.kernel import access
from everproof.kernel.errors import Refused
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage


class ComplaintList(RecordList):
    model = Complaint
    create_label = gettext_lazy("New complaint")
    example_title = gettext_lazy("Two of ten valves leak at the stem")
    example = (
        (gettext_lazy("Who"), gettext_lazy("Nordstrom Process GmbH, head of maintenance, by telephone")),
        (gettext_lazy("At once"), gettext_lazy("Two valves from stock sent the same day; the lot blocked.")),
        (gettext_lazy("Answer"), gettext_lazy("A packing was cut too short. It is checked by gauge from now on.")),
    )


class ComplaintPage(PageWithRelated):
    model = Complaint
    parts = (
        Part(gettext_lazy("What they say"), ("description",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("What they ask for"), ("requested",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            (
                "customer",
                "complainant",
                "complainant_mail",
                "complainant_phone",
                "channel",
                "received_on",
                "occurred_on",
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
                "danger",
                "caused_by",
            ),
        ),
        Part(
            gettext_lazy("Clocks"),
            (
                "acknowledge_by",
                "acknowledged_on",
                "interim_by",
                "interim_on",
                "answer_by",
                "answered_on",
                "in_time",
                "reopened",
            ),
        ),
        Part(
            gettext_lazy("What was done at once"),
            ("containment", "contained_on"),
            gettext_lazy("Nobody has said yet what was done."),
        ),
        Part(gettext_lazy("First answer"), ("interim_answer", "interim_on"), hidden_while_empty=True),
        Part(
            gettext_lazy("Answer"),
            ("answer", "outcome", "justified", "disputed", "reply", "replied_on"),
            gettext_lazy("Not answered yet."),
        ),
        Part(gettext_lazy("What it led to inside"), ("nonconformity",), hidden_while_empty=True),
        Part(gettext_lazy("Closing"), ("closed_on", "closed_by"), hidden_while_empty=True),
    )
    belonging = (
        Related(
            "returns",
            gettext_lazy("What comes back"),
            CustomerReturn,
            "complaint",
            gettext_lazy("Nothing is sent back."),
            gettext_lazy("Announce a return"),
            meta="lot",
            day="announced_on",
        ),
    )

    def facts(self) -> list[pages.Fact]:
        severity = self.record.get_severity_display()
        return [*([pages.Fact(_("Severity"), severity)] if severity else []), *super().facts()]

    def fact(self, name: str) -> pages.Fact:
        """What it led to inside, by its address."""
        fact = super().fact(name)
        value = getattr(self.record, name)
        if name == "nonconformity" and value is not None:
            value.organization = self.organization
            return pages.Fact(fact.label, (f"{value.number} {value.title}", addresses.of_record(value)), "link")
        return fact

    def sections(self) -> list[pages.Section]:
        found = super().sections()
        if self.record.is_voided or not access.may(self.actor, "acknowledge", self.record):
            return found
        html = render_to_string("customers/follow_link.html", {"address": self.follow_url()})
        return [*found, pages.Section(_("The complainant follows it here"), html=html)]

    def follow_url(self) -> str:
        return reverse("customers:complaint_follow", args=[self.organization.slug, self.record.reference])

    def menu(self) -> list[Link]:
        own = [self.organization.slug, self.record.reference]
        found = []
        may_go_on = not self.is_locked and access.may(self.actor, "update", self.record)
        if may_go_on and self.record.nonconformity_id is None and access.may(self.actor, "create", Nonconformity):
            found.append(
                Link(_("Work on it inside"), reverse("customers:complaint_inside", args=own), "triangle-alert")
            )
        return [*found, *super().menu()]


class RecordComplaint(CreatePage):
    """For whoever has the customer on the telephone or reads their mail."""

    model = Complaint
    form_class = RecordComplaintForm
    title = gettext_lazy("New complaint")
    lead = gettext_lazy("Write it down as the customer says it. Its clocks start now.")

    def initial(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("customer", "order")}
        return {**super().initial(), **asked, "received_on": self.today, "channel": Complaint.Channel.PHONE}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.record_complaint(by=self.actor, id=new_id, **form.values)


class EditComplaint(EditPage):
    model = Complaint
    form_class = EditComplaintForm
    fields = EditComplaintForm.Meta.fields
    groups = (
        (
            gettext_lazy("What is wrong"),
            "",
            (
                "title",
                "description",
                "requested",
                "issue",
                "issue_detail",
                "danger",
                "occurred_on",
                "place",
                "unit_concerned",
            ),
        ),
        (
            gettext_lazy("Who complains"),
            "",
            ("customer", "complainant", "complainant_mail", "complainant_phone", "channel", "received_on"),
        ),
        (
            gettext_lazy("About what"),
            "",
            ("order", "product_service", "product", "product_detail", "lot", "quantity"),
        ),
        (
            gettext_lazy("How it is worked on"),
            "",
            ("severity", "owner", "caused_by", "nonconformity", "justified", "site"),
        ),
    )


class AcknowledgeComplaint(TransitionPage):
    model = Complaint
    transition = "acknowledge"
    form_class = AcknowledgeForm

    def initial(self) -> dict[str, Any]:
        return {"owner": self.record.owner_id or self.actor.person_id}

    def act(self, form: RecordForm) -> Record:
        return actions.acknowledge_complaint(complaint=self.record, by=self.actor, **self.values(form))


class AnswerComplaint(TransitionPage):
    model = Complaint
    transition = "answer"
    form_class = AnswerForm

    def act(self, form: RecordForm) -> Record:
        return actions.answer_complaint(complaint=self.record, by=self.actor, **self.values(form))


class WorkInside(EditPage):
    """Raises the nonconformity behind a complaint, as 8D where that is asked for."""

    model = Complaint
    form_class = InsideForm

    def check(self) -> None:
        super().check()
        access.require(self.actor, "create", Nonconformity)

    def save(self, form: RecordForm, besides: str = "") -> HttpResponse:
        if not form.is_valid():
            return self.shown(form)
        try:
            made = actions.raise_nonconformity(
                complaint=self.record, by=self.actor, eight_d=form.cleaned_data["eight_d"]
            )
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        messages.success(self.request, _("%(number)s is reported.") % {"number": made.number})
        made.organization = self.organization
        return redirect(addresses.of_record(made))

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("Work on it inside"), _("Report the nonconformity")
        page.lead = _("It is contained, its cause found, its actions followed. Both pages show each other.")
        return page


class FollowLink(EditPage):
    """Leads to the page that the complainant sees, for who answers them: its address is what they are given."""

    model = Complaint

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "acknowledge", self.record)
        return redirect(intake.follow_address(self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.get(request, **kwargs)


class ReturnList(RecordList):
    model = CustomerReturn

    def add_create(self, page: pages.ListPage) -> None:
        """A return is announced from its complaint."""


class ReturnPage(RecordPage):
    model = CustomerReturn
    parts = (
        Part(
            gettext_lazy("At a glance"),
            ("complaint", "customer", "quantity", "lot", "announced_on", "received_on"),
        ),
        Part(gettext_lazy("How it arrived"), ("condition",), hidden_while_empty=True),
        Part(
            gettext_lazy("What was found"),
            ("finding", "responsibility", "analysed_on"),
            gettext_lazy("Nobody has looked into it yet."),
        ),
        Part(gettext_lazy("How it was settled"), ("settlement", "settled_on"), hidden_while_empty=True),
    )


class AnnounceReturn(CreatePage):
    model = CustomerReturn
    form_class = ReturnForm
    title = gettext_lazy("Announce a return")

    def initial(self) -> dict[str, Any]:
        asked = {"complaint": self.request.GET.get("complaint", "")}
        return {**super().initial(), **asked, "announced_on": self.today, "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.announce_return(by=self.actor, id=new_id, **form.values)
