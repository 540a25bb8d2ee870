"""Pages of the nonconformity."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions, cause
from everproof.improvement.cause import Table
from everproof.improvement.drawing import fishbone
from everproof.improvement.forms.nonconformity import (
    AnalyseForm,
    CloseForm,
    ContainForm,
    EvidenceForm,
    NonconformityForm,
    PiecesForm,
    ReportForm,
    TriageForm,
)
from everproof.improvement.lifecycle.nonconformity import RECONSIDERED
from everproof.improvement.models import Nonconformity
from everproof.improvement.views.corrective_action import CORRECTIVE_ACTIONS, asked_for, corrective_actions_section
from everproof.kernel import access, clock
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, formats, pages
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.charts.figure import figure
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage

PIECES_TITLE = gettext_lazy("What becomes of the pieces")
CAUSE_TITLE = gettext_lazy("Why it happened")
DECISION = gettext_lazy("Does the cause have to be removed?")


class NonconformityList(RecordList):
    model = Nonconformity
    create_label = gettext_lazy("New nonconformity")
    example_title = gettext_lazy("Seat ring scratched after lapping")
    example = (
        (
            gettext_lazy("What happened"),
            gettext_lazy("12 of 40 rings carry a scratch of about 3 mm on the sealing face."),
        ),
        (gettext_lazy("At once"), gettext_lazy("Lot blocked in stores, the 28 good rings inspected again.")),
        (gettext_lazy("Why"), gettext_lazy("A burr on the fixture, after it was changed.")),
    )


class NonconformityPage(RecordPage):
    model = Nonconformity
    parts = (
        Part(gettext_lazy("What happened"), ("description",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("Answer to who reported it"), ("answer",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            ("detected_on", "reporter", "place", "process", "source", "requirement", "effect"),
        ),
        Part(
            gettext_lazy("What was done at once"),
            ("corrected_on", "correction", "consequences", "consequences_handled_on"),
            gettext_lazy("Nobody has said yet what was done."),
        ),
        Part(
            PIECES_TITLE,
            (
                "quantity_checked",
                "quantity_bad",
                "disposition",
                "disposition_rationale",
                "disposed_by",
                "disposed_on",
                "cost",
                "cost_kind",
            ),
            hidden_while_empty=True,
        ),
        Part(
            CAUSE_TITLE,
            (
                "cause_category",
                "cause_code",
                "cause_method",
                "cause",
                "analysed_on",
                "cause_determined_on",
                "cause_evidence",
                "cause_verified_by",
                "cause_verified_on",
                "repeats",
            ),
            gettext_lazy("Nobody has said yet why it happened."),
        ),
        Part(
            gettext_lazy("The same elsewhere"),
            ("similar_found", "similar_looked_at", "similar_checked_on"),
            hidden_while_empty=True,
        ),
        Part(
            DECISION,
            ("action_needed", "need_rationale", "need_evaluated_on"),
            gettext_lazy("Nobody has decided yet."),
        ),
        Part(
            gettext_lazy("What else follows"),
            ("risk_update_needed", "risks_updated_on", "change_needed", "document_update_needed"),
            hidden_while_empty=True,
        ),
        Part(gettext_lazy("What others can learn from it"), ("lesson",), hidden_while_empty=True),
        Part(gettext_lazy("Closing"), ("closed_on", "closed_by"), hidden_while_empty=True),
    )

    def facts(self) -> list[pages.Fact]:
        severity = self.record.get_severity_display()
        found = [pages.Fact(_("Severity"), severity)] if severity else []
        if self.record.status == "open" and self.record.contain_by:
            late = self.record.contain_by < clock.now()
            words = formats.moment(self.record.contain_by)
            found.append(pages.Fact(_("Contain by"), pages.State(words, "bad" if late else "progress"), "state"))
        return [*found, *super().facts()]

    def fact(self, name: str) -> pages.Fact:
        """An amount with its unit, and the earlier case by its address."""
        fact = super().fact(name)
        unit = {
            "quantity_checked": self.record.quantity_unit,
            "quantity_bad": self.record.quantity_unit,
            "cost": self.organization.currency,
        }.get(name, "")
        value = getattr(self.record, name)
        if unit and value is not None:
            return pages.Fact(fact.label, (value.normalize() if name != "cost" else value, unit), "amount")
        if name == "repeats" and value is not None:
            address = addresses.of_type(self.organization, self.record_type, "record", reference=value.reference)
            return pages.Fact(fact.label, (f"{value.number} {value.title}", address), "link")
        return fact

    def section(self, part: Part) -> pages.Section:
        """The pieces and the cause are worked on in pages of their own."""
        section = super().section(part)
        if self.is_locked or part.title not in (PIECES_TITLE, CAUSE_TITLE):
            return section
        name = "improvement:pieces" if part.title == PIECES_TITLE else "improvement:cause"
        if not access.may(self.actor, "update", self.record):
            return section
        return replace(section, edit_url=reverse(name, args=[self.organization.slug, self.record.reference]))

    def menu(self) -> list[Link]:
        own = [self.organization.slug, self.record.reference]
        found = [Link(_("8D report"), reverse("improvement:eight_d", args=own), "list-checks")]
        if not self.is_locked and access.may(self.actor, "update", self.record):
            found.append(Link(str(PIECES_TITLE), reverse("improvement:pieces", args=own), "boxes"))
            found.append(Link(_("Look for the cause"), reverse("improvement:cause", args=own), "search"))
        if access.may(self.actor, "triage", self.record):
            if not self.is_locked:
                found.append(Link(_("Answer who reported it"), reverse("improvement:answer", args=own), "reply"))
            if self.record.status == "reported":
                found.append(Link(_("Merge with another report"), reverse("improvement:merge", args=own), "merge"))
        return [*found, *super().menu()]

    def drawn(self) -> list[pages.Section]:
        """The tables in which the cause was looked for, as far as they are filled."""
        record, found = self.record, []
        if record.five_whys:
            whys = cause.rows(Table.FIVE_WHYS, record.five_whys)
            html = render_to_string("improvement/whys.html", {"whys": whys})
            found.append(pages.Section(str(Table.FIVE_WHYS.label), html=html))
        if record.ishikawa:
            chart = fishbone(record.title, cause.rows(Table.ISHIKAWA, record.ishikawa))
            found.append(pages.Section(str(Table.ISHIKAWA.label), html=figure(chart, heading=3)))
        return found

    def more_questions(self) -> dict[str, Question]:
        return {CORRECTIVE_ACTIONS: asked_for(self.record, self.actor)}

    def sections(self) -> list[pages.Section]:
        """The corrective actions stand after the decision that they follow from."""
        found = super().sections()
        drawn = self.drawn()
        caused = next((place for place, one in enumerate(found, 1) if one.title == str(CAUSE_TITLE)), len(found))
        found[caused:caused] = drawn
        section = corrective_actions_section(self)
        decided = next((place for place, one in enumerate(found, 1) if one.title == str(DECISION)), len(found))
        return [*found[:decided], *([section] if section else []), *found[decided:]]


class ReportProblem(CreatePage):
    """The page that everybody has at hand: on the phone, standing, in under a minute."""

    model = Nonconformity
    form_class = ReportForm
    place = "report"
    title = gettext_lazy("Report a problem")
    lead = gettext_lazy("Say what you see. It blames nobody, and you will hear what became of it.")
    submit_label = gettext_lazy("Report")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.report_nonconformity(by=self.actor, id=new_id, **form.values)

    def thanks(self, record: Record) -> str:
        return _("%(number)s is reported. Thank you.") % {"number": record.number}


class EditNonconformity(EditPage):
    model = Nonconformity
    form_class = NonconformityForm
    fields = NonconformityForm.Meta.fields
    groups = (
        (
            gettext_lazy("What happened"),
            "",
            ("title", "description", "place", "site", "detected_on", "source", "process", "requirement"),
        ),
        (gettext_lazy("Who and until when"), "", ("severity", "owner", "due_on", "eight_d", "team", "effect")),
        (
            gettext_lazy("What was done at once"),
            "",
            ("correction", "corrected_on", "consequences", "consequences_handled_on"),
        ),
        (
            gettext_lazy("Why it happened"),
            "",
            ("analysed_on", "cause_method", "cause", "cause_category", "cause_code", "cause_determined_on"),
        ),
        (
            gettext_lazy("The same elsewhere"),
            "",
            ("similar_looked_at", "similar_found", "similar_checked_on"),
        ),
        (DECISION, "", ("action_needed", "need_rationale", "need_evaluated_on")),
        (gettext_lazy("What else follows"), "", (*RECONSIDERED, "lesson")),
    )


class TriageNonconformity(TransitionPage):
    model = Nonconformity
    transition = "triage"
    form_class = TriageForm

    def act(self, form: RecordForm) -> Record:
        return actions.triage_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))


class RejectNonconformity(TransitionPage):
    model = Nonconformity
    transition = "reject"

    def act(self, form: RecordForm) -> Record:
        return actions.reject_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))


class ContainNonconformity(TransitionPage):
    model = Nonconformity
    transition = "contain"
    form_class = ContainForm

    def initial(self) -> dict[str, Any]:
        return {"corrected_on": self.record.corrected_on or self.today}

    def act(self, form: RecordForm) -> Record:
        return actions.contain_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))


class PiecesOfNonconformity(EditPage):
    """How many, what becomes of them, what it costs."""

    model = Nonconformity
    template_name = "improvement/pieces.html"
    form_class = PiecesForm
    fields = PiecesForm.Meta.fields
    groups = (
        (gettext_lazy("How many"), "", ("quantity_checked", "quantity_bad", "quantity_unit")),
        (gettext_lazy("What becomes of them"), "", ("disposition", "disposition_rationale")),
        (gettext_lazy("What it costs"), "", ("cost", "cost_kind")),
    )

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title = str(PIECES_TITLE)
        return page


class VerifyCause(TransitionPage):
    model = Nonconformity
    transition = "verify-cause"
    form_class = EvidenceForm

    def act(self, form: RecordForm) -> Record:
        return actions.verify_cause(nonconformity=self.record, by=self.actor, **self.values(form))


class AnalyseNonconformity(TransitionPage):
    model = Nonconformity
    transition = "analyse"
    form_class = AnalyseForm

    def act(self, form: RecordForm) -> Record:
        return actions.analyse_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))


class CloseNonconformity(TransitionPage):
    model = Nonconformity
    transition = "close"
    form_class = CloseForm

    def act(self, form: RecordForm) -> Record:
        return actions.close_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))


class ReopenNonconformity(TransitionPage):
    model = Nonconformity
    transition = "reopen"

    def act(self, form: RecordForm) -> Record:
        return actions.reopen_nonconformity(nonconformity=self.record, by=self.actor, **self.values(form))
