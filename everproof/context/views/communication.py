"""Pages of planned communication, of what took place, and the calendar of both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context import calendar, queries
from everproof.context.actions import communication as actions
from everproof.context.forms.communication import HeldForm, PlanForm
from everproof.context.models import CommunicationPlan, CommunicationRecord
from everproof.context.views.reviewed import REVIEW, ReviewedPage
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, OrganizationView, Part, RecordList, RecordPage

SHOWN = 12


class PlanList(RecordList):
    model = CommunicationPlan
    template_name = "context/list.html"
    create_label = gettext_lazy("Plan communication")
    example_title = gettext_lazy("Quality at the board")
    example = (
        (gettext_lazy("What"), gettext_lazy("Complaints of the month, what we learnt, where the objectives stand")),
        (gettext_lazy("When, to whom"), gettext_lazy("Every month; everybody in production")),
        (gettext_lazy("How, by whom"), gettext_lazy("Ten minutes at the board; the site manager")),
    )

    def more_context(self) -> dict[str, Any]:
        held = addresses.of_type(self.organization, modules.type_of(CommunicationRecord))
        return {
            "elsewhere": [
                Link(_("Calendar"), reverse("context:calendar", args=[self.organization.slug]), "calendar-days"),
                Link(_("What took place"), held, "message-circle"),
            ]
        }


class PlanPage(ReviewedPage):
    model = CommunicationPlan
    parts = (
        Part(gettext_lazy("What is said"), ("content",), gettext_lazy("Nobody has said what.")),
        Part(gettext_lazy("When"), ("timing", "next_due_on")),
        Part(gettext_lazy("To whom"), ("to_everybody", "audience", "parties")),
        Part(gettext_lazy("How and by whom"), ("channel", "communicator", "communicator_role")),
        Part(gettext_lazy("Why it matters"), ("relevance",), hidden_while_empty=True),
        REVIEW,
    )

    def facts(self) -> list[pages.Fact]:
        topic = pages.Fact(_("Topic"), self.record.get_topic_display())
        return [topic, pages.Fact(_("Direction"), self.record.get_direction_display()), *super().facts()]

    def sections(self) -> list[pages.Section]:
        held = queries.seen(self.actor, CommunicationRecord, plan=self.record).select_related("communicator")
        rows = list(held.order_by("-held_on", "-id")[:SHOWN])
        for row in rows:
            row.organization = self.organization
        address = addresses.of_type(self.organization, modules.type_of(CommunicationRecord), "record_create")
        may_add = not self.is_locked and access.may(self.actor, "create", CommunicationRecord)
        context = {
            "rows": [(row, addresses.of_record(row)) for row in rows],
            "add_url": f"{address}?plan={self.record.pk}" if may_add else "",
        }
        html = render_to_string("context/parts/held.html", context)
        return [*super().sections(), pages.Section(_("What took place"), html=html)]


class PlanCommunication(CreatePage):
    model = CommunicationPlan
    form_class = PlanForm
    title = gettext_lazy("Plan communication")
    groups = (
        (gettext_lazy("What"), "", ("title", "topic", "direction", "content", "relevance")),
        (gettext_lazy("When"), "", ("timing", "next_due_on")),
        (gettext_lazy("With whom"), "", ("to_everybody", "audience", "parties")),
        (gettext_lazy("How and by whom"), "", ("channel", "communicator", "communicator_role")),
        (gettext_lazy("Keeping it up to date"), "", ("owner", "review_due_on", "site")),
    )

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.plan_communication(by=self.actor, id=new_id, **form.values)


class EditPlan(EditPage):
    model = CommunicationPlan
    form_class = PlanForm
    fields = PlanForm.Meta.fields
    groups = PlanCommunication.groups


class HeldList(RecordList):
    model = CommunicationRecord
    create_label = gettext_lazy("Record communication")


class HeldPage(RecordPage):
    model = CommunicationRecord
    takes_actions = True
    parts = (
        Part(gettext_lazy("At a glance"), ("held_on", "communicator", "channel", "plan")),
        Part(
            gettext_lazy("Whom it reached"),
            ("to_everybody", "audience", "parties", "audience_size"),
            gettext_lazy("Nobody has said whom it reached."),
        ),
        Part(gettext_lazy("What came of it"), ("outcome",), gettext_lazy("Nothing was noted.")),
    )

    def sections(self) -> list[pages.Section]:
        topics = pages.Fact(_("Topics"), self.record.topic_labels, "tags")
        return [pages.Section(_("What it was about"), facts=[topics]), *super().sections()]


class RecordHeld(CreatePage):
    model = CommunicationRecord
    form_class = HeldForm
    title = gettext_lazy("Record communication")

    def initial(self) -> dict[str, Any]:
        found = {**super().initial(), "held_on": self.today, "communicator": self.actor.person_id}
        if plan := self.plan:
            names = ("to_everybody", "audience", "parties", "channel")
            found |= {name: getattr(plan, name) for name in names}
            found |= {"plan": plan.pk, "title": plan.title, "topics": [plan.topic]}
            found["communicator"] = plan.communicator_id or self.actor.person_id
        return found

    @property
    def plan(self) -> CommunicationPlan | None:
        """The plan that the address names, if the person may see it."""
        try:
            key = UUID(self.request.GET.get("plan", ""))
        except ValueError:
            return None
        found: CommunicationPlan | None = queries.seen(self.actor, CommunicationPlan, pk=key).first()
        return found

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.record_communication(by=self.actor, id=new_id, **form.values)


class EditHeld(EditPage):
    model = CommunicationRecord
    form_class = HeldForm
    fields = HeldForm.Meta.fields


class Calendar(OrganizationView):
    """Every plan over a year: what took place in which month, what is still to come, what was missed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", CommunicationPlan)
        year = calendar.year_of(request.GET.get("year", ""), self.today)
        record_type = modules.type_of(CommunicationPlan)
        page = {
            "title": _("Communication in %(year)d") % {"year": year},
            "lead": _("What is planned and what took place, month by month."),
            "crumbs": [Link(str(record_type.plural), addresses.of_type(self.organization, record_type))],
        }
        context = {
            "page": page,
            "months": calendar.months(year),
            "groups": calendar.of_year(self.actor, year, self.today),
            "year": year,
            "years": (year - 1, year + 1),
            "plan_url": addresses.of_type(self.organization, record_type, "record_create"),
        }
        return render(request, "context/calendar.html", context)
