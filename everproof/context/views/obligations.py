"""The register of obligations and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from everproof.context import queries
from everproof.context.actions import obligations as actions
from everproof.context.forms.obligations import EvaluateForm, ObligationForm
from everproof.context.models import LegalRequirement
from everproof.context.views.reviewed import ReviewedPage, StepByAction
from everproof.kernel.records import Record
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList

TONES = {"compliant": "good", "action-planned": "warn", "non-compliant": "bad"}


def compliance(obligation: LegalRequirement) -> pages.State | None:
    """How it stands, as shape and word."""
    status = obligation.compliance_status
    return pages.State(str(obligation.get_compliance_status_display()), TONES[status]) if status else None


class ObligationList(RecordList):
    """The list with how all stands above it."""

    model = LegalRequirement
    template_name = "context/obligations.html"
    create_label = gettext_lazy("New obligation")
    example_title = gettext_lazy("Pressure Equipment Directive")
    example = (
        (gettext_lazy("Citation"), gettext_lazy("2014/68/EU, Annex III, module H")),
        (gettext_lazy("Asks"), gettext_lazy("A quality system that a notified body supervises; CE mark, declaration")),
        (gettext_lazy("Applies to"), gettext_lazy("All valves above DN 25")),
        (gettext_lazy("Complied with"), gettext_lazy("Yes: surveillance audit of March, no findings")),
    )

    def more_context(self) -> dict[str, Any]:
        counts = queries.compliance_counts(self.actor, self.today)
        shown = [
            (pages.State(str(label), TONES[name]), counts[name], f"?compliance_status={name}&state=active")
            for name, label in LegalRequirement.Compliance.choices
        ]
        return {
            "standing": shown,
            "late": counts["late"],
            "unjudged": counts["unjudged"],
            "deadlines": counts["deadlines"],
        }

    def rows(self) -> list[pages.Row]:
        """How each stands is drawn as a state, not as a word among others."""
        found = super().rows()
        column = next(
            (place for place, one in enumerate(self.listing.columns) if one.name == "compliance_status"), None
        )
        if column is not None:
            for row, record in zip(found, self.found.rows, strict=True):
                list_of_values: Any = row.values
                list_of_values[column] = compliance(record)
        return found

    def _column(self, column: Any) -> pages.Column:
        found = super()._column(column)
        if column.name != "compliance_status":
            return found
        return pages.Column(found.key, found.label, "state", found.sort_url, found.sorted)


class ObligationPage(ReviewedPage):
    model = LegalRequirement
    parts = (
        Part(gettext_lazy("What has to be done"), ("obligation",), gettext_lazy("Nobody has said what it asks of us.")),
        Part(gettext_lazy("At a glance"), ("kind", "citation", "applies_to", "products", "processes", "due_on")),
        Part(
            gettext_lazy("Evaluation of compliance"),
            ("evaluation", "reviewed_on", "reviewed_by", "review_due_on"),
            gettext_lazy("Nobody has evaluated compliance yet."),
        ),
    )

    def facts(self) -> list[pages.Fact]:
        found = super().facts()
        state = compliance(self.record)
        return (
            [pages.Fact(values.fact(self.record, "compliance_status").label, state, "state"), *found]
            if state
            else found
        )


class AddObligation(CreatePage):
    model = LegalRequirement
    form_class = ObligationForm
    title = gettext_lazy("New obligation")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "owner": self.actor.person_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_obligation(by=self.actor, id=new_id, **form.values)


class EditObligation(EditPage):
    """Everything but the judgement, which the evaluation gives."""

    model = LegalRequirement
    form_class = ObligationForm
    fields = ObligationForm.Meta.fields

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        for name in ("compliance_status", "evaluation"):
            del form.fields[name]
        return form


class Evaluate(StepByAction):
    model = LegalRequirement
    transition = "review"
    form_class = EvaluateForm
    does = actions.evaluate_compliance
    called = "obligation"
