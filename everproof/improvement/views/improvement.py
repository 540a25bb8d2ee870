"""Pages of the improvement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions
from everproof.improvement.forms.improvement import PROPOSED, ProposalForm, ResultForm, SelectionForm
from everproof.improvement.lifecycle.plan import LIFECYCLE as PLAN_LIFE
from everproof.improvement.models import Improvement, ImprovementPlan
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage

PLANS = "plans"


class ImprovementList(RecordList):
    model = Improvement
    create_label = gettext_lazy("Propose an improvement")


class ImprovementPage(RecordPage):
    model = Improvement
    parts = (
        Part(gettext_lazy("Idea"), ("description",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("At a glance"), ("kind", "sponsor", "selected_on")),
        Part(gettext_lazy("What it should bring"), ("expected_result",), gettext_lazy("Nobody has said it yet.")),
        Part(gettext_lazy("What it brought"), ("completed_on", "result"), hidden_while_empty=True),
        Part(
            gettext_lazy("Answer to who proposed it"),
            ("answer", "answered_on"),
            gettext_lazy("Whoever proposed it has no answer yet."),
        ),
    )

    def facts(self) -> list[pages.Fact]:
        """By when it has to be answered, while it is not, and who suggested it behind a code."""
        record, found = self.record, super().facts()
        if record.status == "proposed" and record.answered_on is None and record.answer_due_on:
            found.insert(0, pages.Fact(_("Answer by"), pages.Due(record.answer_due_on), "due"))
        if record.reporter:
            found.append(pages.Fact(_("Suggested by"), record.reporter))
        return found

    def menu(self) -> list[Link]:
        own, found = [self.organization.slug, self.record.reference], []
        if self.record.status == "selected" and access.may(self.actor, "create", ImprovementPlan):
            found.append(Link(_("Plan it in stages"), reverse("improvement:plan_improvement", args=own), "layout-list"))
        if not self.record.is_voided and access.may(self.actor, "answer", self.record):
            found.append(Link(_("Answer who proposed it"), reverse("improvement:answer_proposer", args=own), "reply"))
        return [*found, *super().menu()]

    def more_questions(self) -> dict[str, Question]:
        plans = ImprovementPlan.objects.in_force().filter(improvement=self.record)
        texts = ("number", "title", "status", "owner__title")
        return {PLANS: Question(access.visible(self.actor, plans), key="id", texts=texts, day="due_on")}

    def sections(self) -> list[pages.Section]:
        """Its plans stand behind what it should bring."""
        found, answers = super().sections(), self.around.get(PLANS, ())
        if not answers:
            return found
        record_type, items = modules.type_of(ImprovementPlan), []
        for answer in sorted(answers, key=lambda one: one.texts):
            number, title, status, owner = answer.texts
            url = addresses.of_type(self.organization, record_type, "record", reference=number)
            due = pages.Due(answer.day, done=status in PLAN_LIFE.closed_states) if answer.day else None
            items.append(pages.Work(title, url, PLAN_LIFE.by_state[status], owner, due))
        html = render_to_string("improvement/corrective_actions.html", {"items": items, "today": self.today})
        return [*found[:3], pages.Section(str(record_type.plural), html=html), *found[3:]]


class ProposeImprovement(CreatePage):
    model = Improvement
    form_class = ProposalForm
    title = gettext_lazy("Propose an improvement")
    lead = gettext_lazy("Every idea gets an answer.")
    submit_label = gettext_lazy("Propose")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.propose_improvement(by=self.actor, id=new_id, **form.values)

    def thanks(self, record: Record) -> str:
        return _("%(number)s is proposed. Thank you.") % {"number": record.number}


class EditImprovement(EditPage):
    model = Improvement
    form_class = ProposalForm
    fields = PROPOSED


class SelectImprovement(TransitionPage):
    model = Improvement
    transition = "select"
    form_class = SelectionForm

    def act(self, form: RecordForm) -> Record:
        return actions.select_improvement(improvement=self.record, by=self.actor, **self.values(form))


class CompleteImprovement(TransitionPage):
    model = Improvement
    transition = "complete"
    form_class = ResultForm

    def initial(self) -> dict[str, Any]:
        return {"completed_on": self.today}

    def act(self, form: RecordForm) -> Record:
        return actions.complete_improvement(improvement=self.record, by=self.actor, **self.values(form))
