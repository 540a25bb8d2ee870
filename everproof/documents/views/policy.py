"""Pages of the policy: its commitments at their place, the objectives that it frames, published and looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions
from everproof.documents.forms.others import PolicyForm
from everproof.documents.lifecycle.policy import NEEDED
from everproof.documents.models import Policy
from everproof.documents.views.common import StepForm, at
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.forms import RecordForm, form_class_for
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage
from everproof.processes.models import Objective

GROUPS = (
    (gettext_lazy("The policy"), "", ("title", "kind", "text")),
    (
        gettext_lazy("What it commits to"),
        gettext_lazy("Each commitment is shown at its place in the text."),
        ("requirements", "improvement", "others"),
    ),
    (
        gettext_lazy("What it stands on"),
        "",
        ("objective_framework", "scope_statement", "strategic_links", "context_links"),
    ),
    (gettext_lazy("Where people read it"), "", ("document", "public_location")),
)


class PolicyList(RecordList):
    model = Policy
    example_title = gettext_lazy("Quality policy")
    example = (
        (gettext_lazy("Says"), gettext_lazy("We deliver what we promised, on the day we promised it.")),
        (gettext_lazy("Themes"), gettext_lazy("On-time delivery, complaints, competence")),
        (gettext_lazy("Approved by"), gettext_lazy("The managing director")),
    )


class PolicyPage(RecordPage):
    model = Policy
    template_name = "documents/policy.html"
    takes_actions = False
    related = ("document", "published_revision", "scope_statement", "approved_by", "reviewed_by")
    parts = (
        Part(gettext_lazy("What it stands on"), ("scope_statement", "strategic_links", "context_links")),
        Part(
            gettext_lazy("Where people read it"),
            ("document", "published_revision", "public_location"),
            gettext_lazy("It is not published yet."),
        ),
        Part(gettext_lazy("At a glance"), ("kind", "approved_by", "approved_on", "reviewed_by", "reviewed_on")),
    )

    def more_questions(self) -> Mapping[str, Any]:
        themes = self.record.objective_framework
        served = access.visible(self.actor, Objective.objects.in_force().filter(policy_commitment__in=themes))
        return {"objectives": Question(served, key="id", texts=("policy_commitment", "number", "title", "status"))}

    def sections(self) -> list[pages.Section]:
        return [self._text(), self._themes(), *super().sections()]

    def _text(self) -> pages.Section:
        record = self.record
        labels = dict(Policy.Commitment.choices)
        marks = [(entry["place"], str(labels[entry["commitment"]])) for entry in record.commitments]
        named = {entry["commitment"] for entry in record.commitments}
        missing = [commitment.label for commitment in NEEDED if commitment not in named]
        html = render_to_string(
            "documents/parts/policy_text.html",
            {"paragraphs": marked(record.text, marks), "missing": missing if record.kind == "quality" else []},
        )
        return pages.Section(_("The policy"), html=html)

    def _themes(self) -> pages.Section:
        served: dict[str, list[tuple[str, str]]] = {theme: [] for theme in self.record.objective_framework}
        for answer in sorted(self.around["objectives"], key=lambda one: one.texts[1]):
            theme, number, title, _state = answer.texts
            served.setdefault(theme, []).append((title, self._objective_url(number)))
        html = render_to_string("documents/parts/themes.html", {"themes": served.items()})
        return pages.Section(_("Themes for objectives"), html=html)

    def _objective_url(self, number: str) -> str:
        return addresses.of_type(self.organization, modules.type_of(Objective), "record", reference=number)

    def add_steps(self, page: pages.RecordPage) -> None:
        """In force, publishing comes first where the document has moved on; then the successor."""
        super().add_steps(page)
        record = self.record
        if record.status != "approved" or record.is_voided:
            return
        page.next_step = None
        offered = [step for step in page.steps if not step.url.endswith("/supersede/")]
        document = record.document
        is_behind = document is None or document.current_revision_id != record.published_revision_id
        publish = next((step for step in offered if step.url.endswith("/publish/")), None)
        if publish and is_behind:
            page.next_step = publish
            offered.remove(publish)
        if access.may(self.actor, "create", Policy):
            offered.append(pages.Step(_("Draft the next one"), at(self.actor, "next_policy", record)))
        page.steps = offered


def marked(text: str, marks: list[tuple[str, str]]) -> list[SafeString]:
    """The paragraphs of a text, with the words that state a commitment marked and named."""
    found = []
    for paragraph in text.split("\n\n"):
        pieces = [SafeString(format_html("{}", paragraph))]
        for place, label in marks:
            pieces = [part for piece in pieces for part in _marked(piece, place, label)]
        found.append(SafeString("".join(pieces)))
    return found


def _marked(piece: SafeString, place: str, label: str) -> list[SafeString]:
    words = format_html("{}", place)
    if not place or words not in piece or "<mark" in piece:
        return [piece]
    before, _found, after = piece.partition(words)
    mark = format_html('<mark>{}</mark><span class="tag">{}</span>', place, label)
    return [SafeString(before), mark, SafeString(after)]


class DraftPolicy(CreatePage):
    model = Policy
    form_class = PolicyForm
    groups = GROUPS

    def initial(self) -> dict[str, Any]:
        return {"kind": Policy.Kind.QUALITY}


class EditPolicy(EditPage):
    model = Policy
    form_class = PolicyForm
    groups = GROUPS


class NextPolicy(StepForm):
    """Drafts the successor of the policy that is in force."""

    model = Policy
    title = gettext_lazy("Draft the next one")
    lead = gettext_lazy("It begins with the same words. This one stays in force until its successor is approved.")
    submit_label = gettext_lazy("Draft it")

    def check(self) -> None:
        access.require(self.actor, "create", Policy)

    def missing(self) -> list[pages.Missing]:
        if self.record.status == "approved" and not self.record.is_voided:
            return []
        return [pages.Missing(_("Only a policy that is in force gets a successor. Change the draft."))]

    def form(self, data: Any = None) -> RecordForm:
        return form_class_for(Policy, ("title",))(data, actor=self.actor, instance=self.record)

    def act(self, form: RecordForm) -> Record:
        return actions.draft_next_policy(policy=self.record, by=self.actor, title=form.cleaned_data["title"])

    def done(self, record: Record) -> str:
        return _("%(number)s is drafted.") % {"number": record.number}

    def next_url(self, record: Record) -> str:
        return record.get_absolute_url()
