"""Risks and opportunities: the registers, the matrix, one of each, and the steps they take."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, parameters
from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import (
    CreatePage,
    EditPage,
    OrganizationView,
    Part,
    RecordList,
    RecordPage,
    TransitionPage,
)
from everproof.risks import forms, queries
from everproof.risks.actions import register as actions
from everproof.risks.models import Opportunity, Risk

SCORES = (5, 4, 3, 2, 1)
VIEW_LABELS = {
    "current": gettext_lazy("As they stand"),
    "inherent": gettext_lazy("Without controls"),
    "residual": gettext_lazy("After treatment"),
}


class RiskList(RecordList):
    model = Risk
    create_label = gettext_lazy("New risk")
    example_title = gettext_lazy("The only supplier of forged bodies fails")
    example = (
        (gettext_lazy("Level"), gettext_lazy("Likelihood 2 × impact 5 = 10")),
        (gettext_lazy("Treatment"), gettext_lazy("Reduce: qualify a second foundry")),
        (gettext_lazy("After treatment"), gettext_lazy("1 × 4 = 4")),
    )


class RiskMatrix(OrganizationView):
    """All open risks by likelihood and impact: as they stand, without controls, after treatment."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Risk)
        view = request.GET.get("view", "current")
        view = view if view in queries.VIEWS else "current"
        counts = queries.matrix(self.actor, view)
        level = parameters.value(self.organization.pk, "risk_action_level")
        address = reverse("risks:risk_list", args=[self.organization.slug])
        context = {
            "page": {
                "title": _("Risk matrix"),
                "crumbs": [Link(_("Risks"), address)],
                "lead": _("Open risks by likelihood and impact. From level %(level)s on a risk is treated.")
                % {"level": level},
            },
            "rows": [
                (score, [self.cell(view, score, impact, counts, level, address) for impact in SCORES[::-1]])
                for score in SCORES
            ],
            "impacts": SCORES[::-1],
            "total": sum(counts.values()),
            "views": [Link(str(label), f"?view={name}", current=name == view) for name, label in VIEW_LABELS.items()],
        }
        return render(request, "risks/matrix.html", context)

    @staticmethod
    def cell(
        view: str, likelihood: int, impact: int, counts: dict[tuple[int, int], int], level: int, address: str
    ) -> dict[str, Any]:
        """A field of the matrix: its level, how many stand there, how it is shaded, where they are listed."""
        product = likelihood * impact
        tone = "high" if product >= level else "middle" if product * 2 >= level else "low"
        query = urlencode({"scores": f"{likelihood}-{impact}"}) if view == "current" else ""
        return {
            "level": product,
            "count": counts.get((likelihood, impact), 0),
            "tone": tone,
            "url": f"{address}?{query}",
            "likelihood": likelihood,
            "impact": impact,
        }


class AssessedPage(RecordPage):
    """A page about something that is rated again and again."""

    def sections(self) -> list[pages.Section]:
        ratings = list(queries.ratings_of(self.record))
        html = render_to_string("risks/parts/ratings.html", {"ratings": ratings, "record": self.record})
        return [*super().sections(), pages.Section(_("Ratings"), html=html)]


class RiskPage(AssessedPage):
    model = Risk
    parts = (
        Part(gettext_lazy("What may happen"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("How it stands"),
            ("likelihood", "impact", "level", "controls", "assessed_on", "review_due_on"),
            gettext_lazy("Nobody has assessed it yet."),
        ),
        Part(
            gettext_lazy("What is done about it"),
            (
                "treatment",
                "residual_likelihood",
                "residual_impact",
                "residual_level",
                "accepted_by",
                "accepted_until",
                "acceptance_rationale",
            ),
        ),
        Part(
            gettext_lazy("Where it comes from, what it touches"),
            ("affects", "processes", "threatens", "issues", "parties"),
        ),
        Part(
            gettext_lazy("Whether it worked"),
            ("effectiveness_result", "effectiveness_rationale", "effectiveness_evaluated_on"),
            hidden_while_empty=True,
        ),
    )


class AddRisk(CreatePage):
    model = Risk
    form_class = forms.RiskForm
    title = gettext_lazy("New risk")
    groups = (
        (gettext_lazy("What may happen"), "", ("title", "description", "affects")),
        (gettext_lazy("Where"), "", ("processes", "threatens", "issues", "parties", "site")),
        (gettext_lazy("How it stands"), "", ("controls", "likelihood", "impact", "owner")),
    )

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_risk(by=self.actor, id=new_id, **form.values)


class EditRisk(EditPage):
    model = Risk
    form_class = forms.EditRiskForm
    fields = forms.EditRiskForm.Meta.fields


class AssessRisk(TransitionPage):
    model = Risk
    transition = "assess"
    form_class = forms.AssessRiskForm

    def act(self, form: RecordForm) -> Record:
        return actions.assess_risk(risk=self.record, by=self.actor, **self.values(form))


class TreatRisk(TransitionPage):
    model = Risk
    transition = "treat"
    form_class = forms.TreatRiskForm

    def act(self, form: RecordForm) -> Record:
        return actions.treat_risk(risk=self.record, by=self.actor, **self.values(form))


class AcceptRisk(TransitionPage):
    model = Risk
    transition = "accept"
    form_class = forms.AcceptRiskForm

    def act(self, form: RecordForm) -> Record:
        return actions.accept_risk(risk=self.record, by=self.actor, **self.values(form))


class OpportunityList(RecordList):
    model = Opportunity
    create_label = gettext_lazy("New opportunity")
    example_title = gettext_lazy("Plants are converted to hydrogen")
    example = (
        (gettext_lazy("What it could bring"), gettext_lazy("A line of valves with a certificate that few makers have")),
        (gettext_lazy("Value"), gettext_lazy("Feasibility 3 × benefit 5 = 15")),
        (gettext_lazy("Decision"), gettext_lazy("Pursue")),
    )


class OpportunityPage(AssessedPage):
    model = Opportunity
    parts = (
        Part(gettext_lazy("What it could bring"), ("benefit", "description")),
        Part(
            gettext_lazy("What it is worth"),
            ("feasibility", "benefit_rating", "value_rating", "assessed_on", "review_due_on"),
            gettext_lazy("Nobody has assessed it yet."),
        ),
        Part(gettext_lazy("Decision"), ("decision", "decision_rationale", "decided_by", "decided_on")),
        Part(
            gettext_lazy("Where it comes from, what it serves"),
            ("affects", "processes", "objectives", "issues", "parties", "directions"),
        ),
        Part(
            gettext_lazy("Whether it worked"),
            ("effectiveness_result", "effectiveness_rationale", "effectiveness_evaluated_on"),
            hidden_while_empty=True,
        ),
    )


class AddOpportunity(CreatePage):
    model = Opportunity
    form_class = forms.OpportunityForm
    title = gettext_lazy("New opportunity")
    groups = (
        (gettext_lazy("What it is"), "", ("title", "benefit", "description", "affects")),
        (gettext_lazy("What it serves"), "", ("processes", "objectives", "issues", "parties", "directions", "site")),
        (gettext_lazy("What it is worth"), "", ("feasibility", "benefit_rating", "owner")),
    )

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_opportunity(by=self.actor, id=new_id, **form.values)


class EditOpportunity(EditPage):
    model = Opportunity
    form_class = forms.EditOpportunityForm
    fields = forms.EditOpportunityForm.Meta.fields


class AssessOpportunity(TransitionPage):
    model = Opportunity
    transition = "assess"
    form_class = forms.AssessOpportunityForm

    def act(self, form: RecordForm) -> Record:
        return actions.assess_opportunity(opportunity=self.record, by=self.actor, **self.values(form))
