"""Pages of document types and retention rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import numbering
from everproof.documents.forms.others import TypeForm
from everproof.documents.models import DocumentType, RetentionRule
from everproof.documents.views.common import audience_questions, audience_words
from everproof.kernel.signatures import meanings
from everproof.kernel.ui import pages
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage

GROUPS = (
    (gettext_lazy("What it is"), "", ("title", "kind", "description", "classification")),
    (
        gettext_lazy("Numbers"),
        gettext_lazy("{000} counts, {area} is the area that each document names."),
        ("number_pattern", "revision_labels"),
    ),
    (
        gettext_lazy("In use"),
        "",
        ("review_interval_months", "training_days", "retention_rule", "access_groups", "acknowledged_by"),
    ),
)
DECIDES = gettext_lazy("Who decides about a revision")
DECIDES_HELP = gettext_lazy("Order, what is asked, who, and how many of a role. The same order means side by side.")


class TypeList(RecordList):
    model = DocumentType
    example_title = gettext_lazy("Work instruction")
    example = (
        (gettext_lazy("Numbers"), "WI-TURN-0001, WI-TURN-0002"),
        (gettext_lazy("Approved by"), gettext_lazy("Head of the process, then the quality manager")),
        (gettext_lazy("Looked at again"), gettext_lazy("every 24 months")),
    )


class NothingNext:
    """What is set up once has no next step: taking it out of use stands among the other steps."""

    def add_steps(self, page: pages.RecordPage) -> None:
        super().add_steps(page)  # type: ignore[misc]
        if (first := page.next_step) is not None:
            page.next_step, page.steps = None, [first, *page.steps]


class TypePage(NothingNext, RecordPage):
    model = DocumentType
    template_name = "documents/document.html"
    takes_actions = False
    parts = (
        Part(gettext_lazy("What it is for"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            (
                "kind",
                "number_pattern",
                "revision_labels",
                "review_interval_months",
                "training_days",
                "classification",
                "retention_rule",
            ),
        ),
    )

    def more_questions(self) -> Mapping[str, Any]:
        record = self.record
        named = [step for step in record.approval if step["kind"] != "chosen"]
        return audience_questions([record.access_groups, record.acknowledged_by, named], self.organization.pk)

    def sections(self) -> list[pages.Section]:
        record, around = self.record, self.around
        shown = numbering.preview(record.number_pattern)
        html = render_to_string(
            "documents/parts/approval.html",
            {"rows": [self._decision(step) for step in record.approval]},
        )
        access = [
            pages.Fact(_("May open them"), audience_words(record.access_groups, around)),
            pages.Fact(_("Confirm having read them"), audience_words(record.acknowledged_by, around)),
        ]
        numbers = ", ".join(shown) + " …" if shown else _("Each number is given by hand.")
        return [
            *super().sections(),
            pages.Section(_("Numbers look like"), prose=numbers),
            pages.Section(_("Who decides about a revision"), html=html),
            pages.Section(_("Who may open them"), facts=[fact for fact in access if fact.value]),
        ]

    def _decision(self, step: Mapping[str, Any]) -> dict[str, Any]:
        who = _("Named when it is sent") if step["kind"] == "chosen" else audience_words([step], self.around)
        return {
            "order": step["order"],
            "meaning": meanings.label(step["meaning"]),
            "who": who,
            "quorum": step["quorum"],
        }


class TypeFormPage:
    """What making and changing a type share: its decisions in a group of their own, and what numbers look like."""

    template_name = "documents/type_form.html"

    def shown(self, form: Any) -> Any:
        self.step_names = form.steps
        self.pattern = form["number_pattern"].value() or ""
        return super().shown(form)  # type: ignore[misc]

    def page(self) -> pages.FormPage:
        page: pages.FormPage = super().page()  # type: ignore[misc]
        shown = numbering.preview(self.pattern)
        groups = [(str(heading), str(words), names) for heading, words, names in GROUPS]
        if shown:
            words = _("They look like %(numbers)s.") % {"numbers": ", ".join(shown)}
            groups[1] = (groups[1][0], words, groups[1][2])
        page.groups = [*groups, (str(DECIDES), str(DECIDES_HELP), self.step_names)]
        return page


class AddType(TypeFormPage, CreatePage):
    model = DocumentType
    form_class = TypeForm


class EditType(TypeFormPage, EditPage):
    model = DocumentType
    form_class = TypeForm


class RulePage(NothingNext, RecordPage):
    model = RetentionRule
    takes_actions = False


class RuleList(RecordList):
    model = RetentionRule
    example_title = gettext_lazy("Inspection records")
    example = (
        (gettext_lazy("Kept for"), gettext_lazy("10 years")),
        (gettext_lazy("Why so long"), gettext_lazy("Product liability")),
        (gettext_lazy("And then"), gettext_lazy("Delete")),
    )
