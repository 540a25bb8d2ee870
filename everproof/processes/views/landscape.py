"""Pages of processes: the list, the turtle of one process, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules
from everproof.kernel.modules import Signal
from everproof.kernel.people.models import Responsibility
from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.asking import Part as Asked
from everproof.kernel.ui.asking import Question, Rows
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage
from everproof.processes.actions import landscape as actions
from everproof.processes.contracts import Interface
from everproof.processes.forms.landscape import (
    DeputyForm,
    EvaluateForm,
    HandOverForm,
    NewProcessForm,
    ProcessForm,
    ReviewForm,
)
from everproof.processes.models import Process, ProcessStep
from everproof.processes.queries import health
from everproof.processes.queries.duties import Matrix, matrix
from everproof.processes.queries.interfaces import interfaces_of, needs_of, outputs_of
from everproof.processes.queries.landscape import responsibilities_for, valid_on
from everproof.processes.showing_interfaces import Shown, shown


class ProcessList(RecordList):
    model = Process
    create_label = gettext_lazy("New process")
    example_title = gettext_lazy("Packing and dispatch")
    example = (
        (
            gettext_lazy("Purpose"),
            gettext_lazy("Brings the right valve with its documents to the customer, undamaged and on the day agreed."),
        ),
        (gettext_lazy("Goes in"), gettext_lazy("Tested valve with test record, from Assembly and test.")),
        (gettext_lazy("Comes out"), gettext_lazy("Valve with its documents, to the customer, 95 % on the day agreed.")),
    )


class ProcessPage(RecordPage):
    """The turtle: what goes in, what comes out, with whom, with what, how, and how well."""

    model = Process
    template_name = "processes/landscape/process.html"
    related = ("manager_role",)
    parts = (
        Part(gettext_lazy("In the quality system"), ("group", "in_scope", "outsourced", "special", "record_types")),
        Part(gettext_lazy("Without a document"), ("documents_not_needed_reason",), hidden_while_empty=True),
    )

    def more_questions(self) -> Mapping[str, Question | Rows | Asked]:
        actor, process = self.actor, self.record
        outputs, needs = outputs_of(actor, process), needs_of(actor, process)
        part_ids = outputs.order_by().values("pk").union(needs.order_by().values("pk"))
        return {
            "outputs": Rows(outputs),
            "needs": Rows(needs),
            "steps": Rows(process.steps.in_force().select_related("role")),
            "responsible": Rows(responsibilities_for(process).filter(valid_on(self.today)).select_related("person")),
            **health.concerning_parts(actor, part_ids),
            **health.questions(actor, [process.pk]),
        }

    @cached_property
    def interfaces(self) -> list[Interface]:
        return interfaces_of(self.record, self.around["outputs"], self.around["needs"])

    @cached_property
    def responsible(self) -> list[Responsibility]:
        return sorted(self.around["responsible"], key=lambda held: (held.from_on, held.pk))

    @cached_property
    def steps(self) -> list[ProcessStep]:
        return sorted(self.around["steps"], key=lambda step: (step.position, step.pk))

    @cached_property
    def signals(self) -> Sequence[Signal]:
        return health.judged(self.actor, [self.record.pk], self.around).get(self.record.pk, [])

    def more_context(self) -> dict[str, Any]:
        slug, reference = self.organization.slug, self.record.reference
        failed = health.problems_in(self.around)
        rows = [self._shown(one, failed) for one in self.interfaces]
        may_change = not self.is_locked and bool(access.may(self.actor, "update", self.record))
        urls = {
            name: reverse(f"processes:{name}", args=[slug, reference])
            for name in ("input_create", "output_create", "step_create", "step_order", "duties", "deputy", "hand_over")
        }
        return {
            "inputs": [row for row in rows if row.interface.receiver == self.record.pk],
            "outputs": [row for row in rows if row.interface.giver == self.record.pk],
            "steps": self.steps,
            "matrix": self.matrix,
            "signals": self.signals,
            "deputies": [held.person for held in self.responsible if held.is_deputy],
            "may_change": may_change,
            "urls": urls,
            "settle_url": reverse("processes:settle", args=[slug]),
            "here": self.request.get_full_path(),
            "export_formats": [("xlsx", _("Excel")), ("csv", _("CSV"))],
        }

    @cached_property
    def matrix(self) -> Matrix:
        return matrix(self.actor, self.steps)

    def _shown(self, one: Interface, failed: Mapping[UUID, set[UUID]]) -> Shown:
        problems = set().union(*(failed.get(key, set()) for key in one.part_ids))
        processes = {self.record.pk: self.record}
        for part in (one.output, one.need):
            for end in (part and part.process, getattr(part, "receiver", None), getattr(part, "source", None)):
                if end is not None and end.pk != self.record.pk:
                    end.organization = self.organization
                    processes[end.pk] = end
        return shown(one, processes, self.actor, len(problems))

    def page(self) -> pages.RecordPage:
        page = super().page()
        page.crumbs = [Link(_("Process map"), reverse("processes:map", args=[self.organization.slug])), *page.crumbs]
        page.steps = [*self._duties_of_owner(), *page.steps]
        return page

    def _duties_of_owner(self) -> list[pages.Step]:
        """What whoever is in charge does once in a while."""
        if self.record.status != "active" or self.record.is_voided:
            return []
        slug, reference = self.organization.slug, self.record.reference
        found = []
        for name, label in (("review", _("Review")), ("evaluate", _("Evaluate"))):
            if access.may(self.actor, "update", self.record) and access.may(self.actor, name, self.record):
                found.append(pages.Step(label, reverse(f"processes:{name}", args=[slug, reference])))
        if access.may(self.actor, "hand-over", self.record):
            found.append(pages.Step(_("Hand over"), reverse("processes:hand_over", args=[slug, reference])))
        return found

    def add_steps(self, page: pages.RecordPage) -> None:
        """Retiring is no next step of a process in force, but it can be done."""
        super().add_steps(page)
        if self.record.status == "active" and page.next_step is not None:
            page.steps = [*([page.next_step] if page.next_step.ready else []), *page.steps]
            page.next_step, page.missing = None, []

    def facts(self) -> list[pages.Fact]:
        record = self.record
        found = [pages.Fact(_("Reviewed"), record.reviewed_on, "day"), *super().facts()]
        if record.evaluation_result:
            tone = "good" if record.evaluation_result == "achieving" else "bad"
            found.append(pages.Fact(_("Result"), pages.State(record.get_evaluation_result_display(), tone), "state"))
        return found

    def section(self, part: Part) -> pages.Section:
        section = super().section(part)
        if "record_types" in part.fields:
            words = {one.name: str(one.plural) for one in modules.all_record_types()}
            section = pages.Section(
                section.title,
                facts=[
                    pages.Fact(fact.label, [words.get(name, name) for name in self.record.record_types], fact.kind)
                    if fact.kind == "tags"
                    else fact
                    for fact in section.facts
                ],
                empty=section.empty,
            )
        return section

    def people(self) -> list[pages.Fact]:
        deputies = [pages.Fact(_("Stands in"), held.person, "person") for held in self.responsible if held.is_deputy]
        found = super().people()
        return [*found[:1], *deputies, *found[1:]]


class NewProcess(CreatePage):
    model = Process
    form_class = NewProcessForm
    submit_label = gettext_lazy("Put it on the map")

    def initial(self) -> dict[str, Any]:
        group = self.request.GET.get("group", "")
        owner = self.actor.person_id
        return {"group": group if group in Process.Group.values else Process.Group.CORE, "owner": owner}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        draft = form.cleaned_data.get("draft", False)
        return actions.describe_process(by=self.actor, id=new_id, draft=draft, **form.values)

    def thanks(self, record: Record) -> str:
        return _("%(title)s is described. Say now what goes in and what comes out.") % {"title": record.title}


class EditProcess(EditPage):
    model = Process
    form_class = ProcessForm
    groups = (
        (gettext_lazy("What it is for"), "", ("title", "group", "purpose", "owner", "manager_role")),
        (gettext_lazy("How it works"), "", ("criteria", "methods", "resources")),
        (gettext_lazy("Where"), "", ("site", "applies_to")),
        (
            gettext_lazy("In the quality system"),
            "",
            ("in_scope", "outsourced", "special", "record_types", "documents_not_needed_reason"),
        ),
    )


class ReviewProcess(EditPage):
    """Compares the description with what is done."""

    model = Process
    form_class = ReviewForm
    verb = "review"

    def check(self) -> None:
        access.require(self.actor, "update", self.record)
        super().check()

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        form.initial["reviewed_on"] = self.today
        return form

    def act(self, form: RecordForm) -> Record:
        version = form.cleaned_data.get("version")
        return actions.review_process(process=self.record, by=self.actor, expected_version=version, **form.values)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("Review: %(title)s") % {"title": self.record.title}, _("Reviewed")
        page.lead = _("Is it still done as it stands here? Put right what is not, then say so.")
        return page


class EvaluateProcess(EditPage):
    """Judges whether the process achieves what is intended."""

    model = Process
    form_class = EvaluateForm
    verb = "evaluate"

    def check(self) -> None:
        access.require(self.actor, "update", self.record)
        super().check()

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        form.initial.update(evaluated_on=self.today, evaluation_rationale="", evaluation_result="")
        return form

    def act(self, form: RecordForm) -> Record:
        version = form.cleaned_data.get("version")
        return actions.evaluate_process(process=self.record, by=self.actor, expected_version=version, **form.values)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("Evaluate: %(title)s") % {"title": self.record.title}, _("Evaluated")
        return page


class HandOverProcess(EditPage):
    """Gives the process another owner."""

    model = Process
    form_class = HandOverForm
    verb = "hand-over"

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        form.initial["from_on"] = self.today
        return form

    def act(self, form: RecordForm) -> Record:
        cleaned = form.cleaned_data
        return actions.hand_over_process(
            process=self.record, by=self.actor, owner=cleaned["owner"], from_on=cleaned["from_on"]
        )

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("Hand over: %(title)s") % {"title": self.record.title}, _("Hand over")
        return page


class NameDeputy(EditPage):
    """Names somebody who stands in for the owner."""

    model = Process
    form_class = DeputyForm

    def check(self) -> None:
        access.require(self.actor, "create", Responsibility)
        super().check()

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        form.initial["from_on"] = self.today
        return form

    def act(self, form: RecordForm) -> Record:
        cleaned = form.cleaned_data
        actions.name_responsible(
            process=self.record, person=cleaned["person"], from_on=cleaned["from_on"], is_deputy=True, by=self.actor
        )
        return self.record

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("Deputy: %(title)s") % {"title": self.record.title}, _("Name the deputy")
        return page
