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
from everproof.kernel.ui import addresses, formats, pages
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
from everproof.risks import queries
from everproof.risks.actions import register as actions
from everproof.risks.forms import register as forms
from everproof.risks.models import Opportunity, Risk
from everproof.risks.models.register import Affects
from everproof.risks.views import bow_tie

SCORES = (5, 4, 3, 2, 1)
VIEW_LABELS = {
    "current": gettext_lazy("As they stand"),
    "inherent": gettext_lazy("Without controls"),
    "residual": gettext_lazy("After treatment"),
}


class RiskList(RecordList):
    model = Risk
    template_name = "risks/risk_list.html"
    create_label = gettext_lazy("New risk")
    example_title = gettext_lazy("The only supplier of forged bodies fails")
    example = (
        (gettext_lazy("Level"), gettext_lazy("Likelihood 2 × impact 5 = 10")),
        (gettext_lazy("Treatment"), gettext_lazy("Reduce: qualify a second foundry")),
        (gettext_lazy("After treatment"), gettext_lazy("1 × 4 = 4")),
    )

    def more_context(self) -> dict[str, Any]:
        return {"matrix_url": reverse("risks:matrix", args=[self.organization.slug])}


class RiskMatrix(OrganizationView):
    """All open risks by likelihood and impact: as they stand, without controls, after treatment."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", Risk)
        view = request.GET.get("view", "current")
        view = view if view in queries.VIEWS else "current"
        field = _field(request.GET.get("at", ""))
        counts = queries.matrix(self.actor, view)
        level = parameters.value(self.organization.pk, "risk_action_level")
        register = reverse("risks:risk_list", args=[self.organization.slug])
        context = {
            "page": {
                "title": _("Risk matrix"),
                "crumbs": [Link(_("Risks"), register)],
                "lead": _("Open risks by likelihood and impact. From level %(level)s on a risk is treated.")
                % {"level": level},
            },
            "rows": [
                (score, [self.cell(view, (score, impact), counts, level, field) for impact in SCORES[::-1]])
                for score in SCORES
            ],
            "impacts": SCORES[::-1],
            "total": sum(counts.values()),
            "views": [Link(str(label), f"?view={name}", current=name == view) for name, label in VIEW_LABELS.items()],
            "field": field,
            "whole": f"?view={view}",
            "risks": [self.row(risk, view) for risk in queries.risks_in(self.actor, view, field)],
        }
        return render(request, "risks/matrix.html", context)

    @staticmethod
    def cell(
        view: str, here: tuple[int, int], counts: dict[tuple[int, int], int], level: int, chosen: tuple[int, int] | None
    ) -> dict[str, Any]:
        """A field of the matrix: its level, how many stand there, how it is shaded, where they are listed."""
        product = here[0] * here[1]
        query = urlencode({"view": view, "at": f"{here[0]}-{here[1]}"})
        return {
            "level": product,
            "count": counts.get(here, 0),
            "tone": "high" if product >= level else "middle" if product * 2 >= level else "low",
            "url": f"?{query}#there",
            "chosen": here == chosen,
        }

    def row(self, risk: Risk, view: str) -> dict[str, Any]:
        """A risk under the matrix, with the scores that place it there."""
        risk.organization = self.organization
        first, second = (getattr(risk, name) for name in queries.VIEWS[view])
        return {
            "risk": risk,
            "url": addresses.of_record(risk),
            "scores": f"{first} × {second}",
            "level": first * second,
            "treatment": risk.get_treatment_display(),
        }


def _field(value: str) -> tuple[int, int] | None:
    """The field that the address names ("3-4"); None where it names none."""
    first, _dash, second = value.partition("-")
    if first.isdecimal() and second.isdecimal() and int(first) in SCORES and int(second) in SCORES:
        return int(first), int(second)
    return None


class AssessedPage(RecordPage):
    """A page about something that is rated again and again."""

    def facts(self) -> list[pages.Fact]:
        """An assessment that is too old stands in the title line."""
        found = super().facts()
        if queries.is_stale(self.record, self.today):
            since = formats.day(self.record.assessed_on) if self.record.assessed_on else _("never")
            found.insert(
                0, pages.Fact(_("Assessed"), pages.State(_("%(day)s, too old") % {"day": since}, "warn"), "state")
            )
        return found

    def fact(self, name: str) -> pages.Fact:
        """A score with its words, what it touches by its names."""
        fact = super().fact(name)
        if name == "affects":
            labels = dict(Affects.choices)
            return pages.Fact(fact.label, [labels.get(word, word) for word in self.record.affects], "tags")
        words = dict(forms.SCALES.get(name, ()))
        score = getattr(self.record, name)
        return pages.Fact(fact.label, words[str(score)]) if words and score else fact

    def add_steps(self, page: pages.RecordPage) -> None:
        """What is offered first is not offered a second time among the other steps."""
        super().add_steps(page)
        first = page.next_step.url if page.next_step else ""
        page.steps = [step for step in page.steps if step.url != first]

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

    def sections(self) -> list[pages.Section]:
        """The bow-tie stands before the ratings, for who may draw it or where there is one."""
        found = super().sections()
        may_edit = not self.is_locked and bool(access.may(self.actor, "update", self.record))
        if may_edit or self.record.causes or self.record.consequences:
            found.insert(-1, bow_tie.section(self.record, may_edit=may_edit))
        return found


class AddRisk(CreatePage):
    model = Risk
    form_class = forms.RiskForm
    title = gettext_lazy("New risk")
    groups = (
        (gettext_lazy("What may happen"), "", ("title", "description", "affects")),
        (gettext_lazy("Where"), "", ("processes", "threatens", "issues", "parties", "site")),
        (gettext_lazy("How it stands"), "", ("controls", "likelihood", "impact", "owner")),
    )

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_risk(by=self.actor, id=new_id, **form.values)


class EditRisk(EditPage):
    model = Risk
    form_class = forms.EditRiskForm
    fields = forms.EditRiskForm.Meta.fields
    groups = (*AddRisk.groups[:2], (gettext_lazy("What is done about it"), "", ("controls", "owner")))


class AssessRisk(TransitionPage):
    model = Risk
    transition = "assess"
    form_class = forms.AssessRiskForm

    def initial(self) -> dict[str, Any]:
        """The day of the last plan says nothing about the next."""
        return {"review_due_on": None}

    def act(self, form: RecordForm) -> Record:
        why = form.cleaned_data["rationale"]
        return actions.assess_risk(risk=self.record, by=self.actor, rationale=why, **self.values(form))


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


class JudgeRisk(TransitionPage):
    model = Risk
    transition = "judge"
    form_class = forms.JudgeForm

    def act(self, form: RecordForm) -> Record:
        return actions.judge_risk(risk=self.record, by=self.actor, **self.values(form))


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

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_opportunity(by=self.actor, id=new_id, **form.values)


class EditOpportunity(EditPage):
    model = Opportunity
    form_class = forms.EditOpportunityForm
    fields = forms.EditOpportunityForm.Meta.fields
    groups = (*AddOpportunity.groups[:2], (gettext_lazy("Who follows it up"), "", ("owner",)))


class AssessOpportunity(TransitionPage):
    model = Opportunity
    transition = "assess"
    form_class = forms.AssessOpportunityForm

    def initial(self) -> dict[str, Any]:
        """The day of the last plan says nothing about the next."""
        return {"review_due_on": None}

    def act(self, form: RecordForm) -> Record:
        why = form.cleaned_data["rationale"]
        return actions.assess_opportunity(opportunity=self.record, by=self.actor, rationale=why, **self.values(form))


class DecideOpportunity(TransitionPage):
    model = Opportunity
    transition = "decide"
    form_class = forms.DecideForm

    def act(self, form: RecordForm) -> Record:
        return actions.decide_opportunity(opportunity=self.record, by=self.actor, **self.values(form))


class JudgeOpportunity(TransitionPage):
    model = Opportunity
    transition = "judge"
    form_class = forms.JudgeOpportunityForm

    def act(self, form: RecordForm) -> Record:
        return actions.judge_opportunity(opportunity=self.record, by=self.actor, **self.values(form))
