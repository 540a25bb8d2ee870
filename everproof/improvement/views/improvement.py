"""Pages of the improvement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions
from everproof.improvement.forms.improvement import PROPOSED, ProposalForm, ResultForm, SelectionForm
from everproof.improvement.models import Improvement
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage


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
    )


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
