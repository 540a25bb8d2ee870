"""Pages of objectives: the tree, the list, one objective with what serves it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access
from everproof.kernel.ui import pages
from everproof.kernel.ui.views import (
    CreatePage,
    EditPage,
    OrganizationView,
    Part,
    RecordList,
    RecordPage,
    TransitionPage,
)
from everproof.processes import showing
from everproof.processes.forms.performance import OBJECTIVE_GROUPS, ObjectiveForm
from everproof.processes.models import Kpi, Objective, Process
from everproof.processes.queries.performance import expected_of, objective_tree, parts_of, progress_of

EXAMPLE = (
    (gettext_lazy("What"), gettext_lazy("Leaks at the pressure test: from 2.4 % to 1.0 % by the end of the year.")),
    (gettext_lazy("How"), gettext_lazy("New seat tool, torque recorded, assemblers trained; 40,000 EUR.")),
    (gettext_lazy("Judged"), gettext_lazy("By the p chart of leaks, reviewed each quarter by the assembly lead.")),
)


class ObjectiveTree(OrganizationView):
    """All objectives below each other, from the company to the team."""

    template_name = "processes/objective_tree.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Objective)
        ended = request.GET.get("ended") == "1"
        rows = showing.tree_rows(objective_tree(self.actor, self.today, ended=ended), self.organization, self.today)
        create = reverse("processes:objective_create", args=[self.organization.slug])
        list_url = reverse("processes:objective_list", args=[self.organization.slug])
        create_url = create if access.may(self.actor, "create", Objective) else ""
        page = {
            "title": _("Objectives"),
            "lead": _("What is to be better, and how far it has come. Each stands below the one that it serves."),
            "rows": rows,
            "ended": ended,
            "create_url": create_url,
            "list_url": list_url,
            "empty": self.empty(create_url) if not rows and not ended else None,
        }
        return render(request, self.template_name, {"page": page})

    def empty(self, create_url: str) -> pages.Empty:
        return pages.Empty(
            title=_("Nothing here yet"),
            purpose=_("What is to be better, by how much, until when, who sees to it, and how it is judged."),
            clause="6.2",
            example_title=_("Fewer leaks at the first test"),
            example=[(str(label), str(words)) for label, words in EXAMPLE],
            first_label=_("Set the first one"),
            first_url=create_url,
        )


class ObjectiveList(RecordList):
    model = Objective
    create_label = gettext_lazy("New objective")
    example_title = gettext_lazy("Fewer leaks at the first test")
    example = EXAMPLE


class ObjectivePage(RecordPage):
    model = Objective
    template_name = "processes/objective.html"
    parts = (
        Part(gettext_lazy("What will be done"), ("plan",), gettext_lazy("Nobody has said what will be done.")),
        Part(
            gettext_lazy("How it is measured"),
            ("kpi", "baseline", "target", "evaluation_method"),
            gettext_lazy("Nobody has said how it is measured."),
        ),
        Part(gettext_lazy("How it stands"), ("progress", "reviewed_on", "review_due_on", "off_track_since")),
        Part(
            gettext_lazy("What it takes"),
            ("resources", "resources_confirmed_on", "start_on"),
            gettext_lazy("Nobody has said what it takes."),
        ),
        Part(
            gettext_lazy("What it serves"),
            (
                "parent",
                "level",
                "processes",
                "functions",
                "policy_commitment",
                "relevance",
                "requirements_considered",
            ),
        ),
        Part(gettext_lazy("Result"), ("result", "evaluated_on"), hidden_while_empty=True),
        Part(gettext_lazy("Approval"), ("approved_by", "approved_on", "communicated_on"), hidden_while_empty=True),
    )

    def more_context(self) -> dict[str, Any]:
        objective = self.record
        if objective.kpi_id is not None:
            # The record's page reads no more of a related record than its name.
            objective.kpi = Kpi.objects.select_related("standing").get(pk=objective.kpi_id)
        progress, expected = progress_of(objective), expected_of(objective, self.today)
        kpi = objective.kpi
        return {
            "served": showing.objective_rows(parts_of(objective, self.actor), self.organization, self.today),
            "percent": None if progress is None else round(100 * progress),
            "expected": None if expected is None else round(100 * expected),
            "kpi_rows": showing.kpi_rows([kpi] if kpi else [], self.organization, self.today),
        }

    def section(self, part: Part) -> pages.Section:
        """Figures without needless zeros, and choices in words."""
        section = super().section(part)
        names = dict(Objective.Relevance.choices)
        unit = "" if self.record.unit == "1" else self.record.unit
        facts = []
        for fact in section.facts:
            if isinstance(fact.value, Decimal):
                fact = replace(fact, value=(fact.value.normalize() + 0, unit), kind="amount")
            elif fact.value == self.record.relevance and fact.value:
                fact = replace(fact, value=[str(names.get(one, one)) for one in fact.value])
            facts.append(fact)
        return replace(section, facts=facts)

    def state(self) -> Any:
        return super().state() if self.record.is_voided else showing.objective_state(self.record, self.today)


class CreateObjective(CreatePage):
    model = Objective
    form_class = ObjectiveForm
    groups = OBJECTIVE_GROUPS
    title = gettext_lazy("New objective")

    def initial(self) -> dict[str, Any]:
        found = {**super().initial(), "owner": self.actor.person_id}
        for name, model, field in (("process", Process, "processes"), ("parent", Objective, "parent")):
            try:
                wanted = UUID(self.request.GET.get(name, ""))
            except ValueError:
                continue
            one = access.visible(self.actor, model._default_manager.filter(pk=wanted)).first()
            if one is not None:
                found[field] = [str(one.pk)] if field == "processes" else one.pk
        return found


class EditObjective(EditPage):
    model = Objective
    form_class = ObjectiveForm
    fields = ObjectiveForm.Meta.fields
    groups = OBJECTIVE_GROUPS


class ReviewObjective(TransitionPage):
    model = Objective
    transition = "review"

    def initial(self) -> dict[str, Any]:
        return {"reviewed_on": self.today}


class EndObjective(TransitionPage):
    """Achieved or missed: with the day on which it was judged."""

    model = Objective

    def initial(self) -> dict[str, Any]:
        return {"evaluated_on": self.today}
