"""Pages of resource needs and of know-how, with the map of what could be lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context import knowledge
from everproof.context.actions import means as actions
from everproof.context.forms.means import DecideForm, KnowledgeForm, ResourceForm
from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.context.views.reviewed import REVIEW, ReviewedPage, StepByAction
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, OrganizationView, Part, RecordList, RecordPage

# Resources ------------------------------------------------------------------------------------------------------------


class ResourceList(RecordList):
    model = ResourcePlan
    create_label = gettext_lazy("New resource need")
    example_title = gettext_lazy("Second coordinate measuring machine")
    example = (
        (gettext_lazy("What for"), gettext_lazy("Seats below 0.01 mm wait two days for the only machine.")),
        (gettext_lazy("What we have"), gettext_lazy("One machine, two metrologists, room and climate for a second")),
        (gettext_lazy("What holds us back"), gettext_lazy("No budget before spring; delivery takes five months")),
        (gettext_lazy("Decided"), gettext_lazy("Approved by the managing director, needed by June")),
    )


class ResourcePage(RecordPage):
    model = ResourcePlan
    parts = (
        Part(gettext_lazy("What it is for"), ("need",), gettext_lazy("Nobody has said what for.")),
        Part(gettext_lazy("At a glance"), ("kind", "process", "role", "headcount", "period", "source")),
        Part(
            gettext_lazy("Our own means"),
            ("internal_capability", "internal_constraint"),
            gettext_lazy("Nobody has weighed what we have ourselves."),
        ),
        Part(
            gettext_lazy("Decision"),
            ("decision", "decided_on", "decided_by", "decision_reason", "provided_on"),
            gettext_lazy("Nothing is decided yet."),
        ),
    )


class PlanResource(CreatePage):
    model = ResourcePlan
    form_class = ResourceForm
    title = gettext_lazy("New resource need")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.plan_resource(by=self.actor, id=new_id, **form.values)


class EditResource(EditPage):
    model = ResourcePlan
    form_class = ResourceForm
    fields = ResourceForm.Meta.fields


class Decide(StepByAction):
    model = ResourcePlan
    transition = "decide"
    form_class = DecideForm
    does = actions.decide_on_resource
    called = "plan"


# Know-how -------------------------------------------------------------------------------------------------------------


class KnowledgeList(RecordList):
    model = KnowledgeItem
    template_name = "context/list.html"
    create_label = gettext_lazy("New know-how")
    example_title = gettext_lazy("Lapping seats below 0.01 mm")
    example = (
        (gettext_lazy("Who knows it"), gettext_lazy("Two people at Linden works, one of them until 2028")),
        (gettext_lazy("Where it is kept"), gettext_lazy("In their heads; a film of 2019")),
        (gettext_lazy("What we do"), gettext_lazy("A third person learns it from January on.")),
    )

    def more_context(self) -> dict[str, Any]:
        url = reverse("context:knowledge_map", args=[self.organization.slug])
        return {"elsewhere": [Link(_("Map"), url, "map")]}


class KnowledgePage(ReviewedPage):
    model = KnowledgeItem
    parts = (
        Part(gettext_lazy("What is special about it"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("Who has it, where it is kept"),
            ("holders", "kept_as", "kept_where", "available_to_everybody", "available_to", "shared_on"),
        ),
        Part(gettext_lazy("What depends on it"), ("critical", "processes", "applied_in", "source")),
        Part(
            gettext_lazy("Is it enough?"),
            ("current_sufficient", "gap_reason", "acquisition", "acquisition_due_on"),
            gettext_lazy("Nobody has said whether it is enough."),
        ),
        REVIEW,
    )

    def facts(self) -> list[pages.Fact]:
        """How easily it is lost comes first."""
        holders = len(self.around.get("named_holders", ()))
        return [pages.Fact(_("Risk of loss"), knowledge.risk(self.record, holders), "state"), *super().facts()]


class AddKnowledge(CreatePage):
    model = KnowledgeItem
    form_class = KnowledgeForm
    title = gettext_lazy("New know-how")
    groups = (
        (gettext_lazy("What"), "", ("title", "description", "critical", "source", "processes", "applied_in")),
        (
            gettext_lazy("Who and where"),
            "",
            ("holders", "kept_as", "kept_where", "available_to_everybody", "available_to"),
        ),
        (
            gettext_lazy("Is it enough?"),
            "",
            ("current_sufficient", "gap_reason", "acquisition", "acquisition_due_on"),
        ),
        (gettext_lazy("Keeping it up to date"), "", ("owner", "review_due_on", "site")),
    )

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_knowledge(by=self.actor, id=new_id, **form.values)


class EditKnowledge(EditPage):
    model = KnowledgeItem
    form_class = KnowledgeForm
    fields = KnowledgeForm.Meta.fields
    groups = AddKnowledge.groups


class KnowledgeMap(OrganizationView):
    """All know-how by how easily it is lost, and the processes that have none."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", KnowledgeItem)
        record_type = modules.type_of(KnowledgeItem)
        page = {
            "title": _("Map of know-how"),
            "lead": _("What we know, who knows it, and how easily it is lost."),
            "crumbs": [Link(str(record_type.plural), addresses.of_type(self.organization, record_type))],
        }
        context = {
            "page": page,
            "map": knowledge.drawn(self.actor),
            "today": self.today,
            "add_url": addresses.of_type(self.organization, record_type, "record_create"),
        }
        return render(request, "context/knowledge.html", context)
