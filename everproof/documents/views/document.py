"""The page of a document, and what is changed on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions
from everproof.documents.forms.document import AboutForm, AccessForm, ReviewForm
from everproof.documents.lifecycle import REVISION_LIFECYCLE
from everproof.documents.models import ChangeRequest, Document, DocumentRevision, PeriodicReview
from everproof.documents.models.revision import OPEN
from everproof.documents.queries import where_used
from everproof.documents.views.common import StepForm, at, audience_questions, audience_words, readers_link, writing_url
from everproof.documents.visibility import draft_is_mine
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Question, Rows
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import EditPage, Part, RecordPage, RecordView

EXTERNAL = ("issuer", "edition", "watched_on", "watch_interval_months")
LISTED = 12


class DocumentPage(RecordPage):
    model = Document
    template_name = "documents/document.html"
    takes_actions = False
    related = ("type", "current_revision", "parent")
    parts = (
        Part(gettext_lazy("What it is about"), ("description",), hidden_while_empty=True),
        Part(gettext_lazy("Why it is needed"), ("needed_because",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            (
                "type",
                "kind",
                "processes",
                "origin",
                "language",
                "medium",
                "format",
                "location",
                "record_type",
                "supersedes",
                "reviewed_on",
                "review_due_on",
                "obsolete_on",
            ),
        ),
        Part(gettext_lazy("From outside"), EXTERNAL, hidden_while_empty=True),
    )

    def relations(self) -> list[str]:
        return [*dict.fromkeys([*super().relations(), *self.related])]

    def more_questions(self) -> Mapping[str, Any]:
        document, own = self.record, {"organization_id": self.organization.pk, "document": self.record}
        revisions = DocumentRevision.objects.in_force().filter(draft_is_mine(self.actor), **own)
        shown = revisions.select_related("author", "approved_by").defer("body", "plain_text").order_by("-position")
        wishes = ChangeRequest.objects.in_force().filter(**own).order_by("-id")[:LISTED]
        reviews = PeriodicReview.objects.in_force().filter(**own).order_by("-id")[:LISTED]
        lists = [document.access_groups, document.distribution, document.acknowledged_by]
        return {
            "revisions": Rows(shown[: LISTED * 2]),
            "wishes": Question(wishes, key="id", texts=("number", "title", "status")),
            "reviews": Question(
                reviews, key="id", texts=("number", "verdict", "reviewed_by__title"), day="reviewed_on"
            ),
            **audience_questions(lists, self.organization.pk),
        }

    @cached_property
    def revisions(self) -> list[DocumentRevision]:
        """The newest first."""
        rows = sorted(self.around["revisions"], key=lambda row: -row.position)
        for row in rows:
            row.organization = self.organization
        return rows

    @property
    def current(self) -> DocumentRevision | None:
        """The one that applies, out of the rows that are here already."""
        return next((row for row in self.revisions if row.pk == self.record.current_revision_id), None)

    @cached_property
    def on_its_way(self) -> DocumentRevision | None:
        return next((row for row in self.revisions if row.status in OPEN), None)

    def facts(self) -> list[pages.Fact]:
        found = [pages.Fact(_("Revision"), self.current.revision)] if self.current else []
        label = self.record.get_classification_display()
        return [*found, pages.Fact(_("Classification"), label), *super().facts()]

    def sections(self) -> list[pages.Section]:
        below = [self._wishes(), self._reviews(), self._access()]
        return [self._revision_table(), *super().sections(), *(one for one in below if one is not None)]

    def _revision_table(self) -> pages.Section:
        rows = [(row, row.get_absolute_url(), REVISION_LIFECYCLE.by_state[row.status]) for row in self.revisions]
        compare = at(self.actor, "compare", self.record) if len(rows) > 1 else ""
        read = at(self.actor, "read_document", self.record) if self.record.current_revision_id else ""
        html = render_to_string(
            "documents/parts/revisions.html",
            {"rows": rows, "read_url": read, "compare_url": compare, "record": self.record},
        )
        return pages.Section(_("Revisions"), html=html)

    def _wishes(self) -> pages.Section | None:
        answers = sorted(self.around["wishes"], key=lambda answer: answer.texts, reverse=True)
        lifecycle = modules.type_of(ChangeRequest).lifecycle
        assert lifecycle is not None
        items = [
            pages.Work(title, self._address(ChangeRequest, number), lifecycle.by_state[status])
            for number, title, status in (answer.texts for answer in answers)
        ]
        add = at(self.actor, "change_request", self.record) if self._may_wish else ""
        if not items and not add:
            return None
        html = render_to_string("documents/parts/wishes.html", {"items": items, "add_url": add})
        return pages.Section(_("Change requests"), html=html)

    @property
    def _may_wish(self) -> bool:
        return not self.is_locked and bool(access.may(self.actor, "create", ChangeRequest))

    def _reviews(self) -> pages.Section | None:
        answers = sorted(self.around["reviews"], key=lambda answer: (answer.day, answer.texts), reverse=True)
        rows = [
            (answer.day, PeriodicReview.Verdict(answer.texts[1]).label, answer.texts[2], answer.texts[0])
            for answer in answers
        ]
        if not rows:
            return None
        shown = [(*row[:3], self._address(PeriodicReview, row[3])) for row in rows]
        return pages.Section(_("Reviews"), html=render_to_string("documents/parts/reviews.html", {"rows": shown}))

    def _access(self) -> pages.Section:
        document = self.record
        lists = (
            (_("May open it"), document.access_groups),
            (_("It is for"), document.distribution),
            (_("Confirm having read it"), document.acknowledged_by),
        )
        facts = [pages.Fact(label, audience_words(entries, self.around)) for label, entries in lists if entries]
        edit = at(self.actor, "document_access", document) if self._may_change else ""
        return pages.Section(_("Who may open it, and whom it is for"), facts=facts, edit_url=edit, empty="")

    def _address(self, model: type[Record], number: str) -> str:
        return addresses.of_type(self.organization, modules.type_of(model), "record", reference=number)

    @cached_property
    def _may_change(self) -> bool:
        return not self.is_locked and bool(access.may(self.actor, "update", self.record))

    # What comes next --------------------------------------------------------------------------------------------

    def add_steps(self, page: pages.RecordPage) -> None:
        """Its state follows its revisions, so the next step is the revision's, or to begin one."""
        if self.record.is_voided:
            return
        page.next_step = self._next()
        offered = (self._start(), self._review(), self._wish(), self._obsolete(), self._revive())
        first = page.next_step.url if page.next_step else ""
        page.steps = [step for step in offered if step is not None and step.url != first]

    def _next(self) -> pages.Step | None:
        revision = self.on_its_way
        if revision is not None:
            labels = {
                "draft": _("Write revision %(label)s"),
                "in-review": _("See revision %(label)s in review"),
                "approved": _("See revision %(label)s, approved"),
            }
            label = labels[revision.status] % {"label": revision.revision}
            may_write = revision.status == "draft" and access.may(self.actor, "update", self._whole(revision))
            url = writing_url(self.actor, revision) if may_write else revision.get_absolute_url()
            return pages.Step(label, url)
        due = self.record.review_due_on
        if due is not None and due <= self.today and (review := self._review()) is not None:
            return review
        return self._start() if self.record.current_revision_id is None else None

    def _whole(self, revision: DocumentRevision) -> DocumentRevision:
        revision.document = self.record
        return revision

    def _start(self) -> pages.Step | None:
        if self.on_its_way is not None or not self._may_change:
            return None
        return pages.Step(_("Begin a new revision"), at(self.actor, "start_revision", self.record))

    def _review(self) -> pages.Step | None:
        if self.record.status != "effective" or not self._may_change:
            return None
        return pages.Step(_("Review it"), at(self.actor, "review", self.record))

    def _wish(self) -> pages.Step | None:
        if not self._may_wish:
            return None
        return pages.Step(_("Ask for a change"), at(self.actor, "change_request", self.record))

    def _obsolete(self) -> pages.Step | None:
        if self.on_its_way or self.record.status not in ("draft", "effective"):
            return None
        return self._step_of("make-obsolete", _("Take out of use"))

    def _revive(self) -> pages.Step | None:
        return self._step_of("revive", _("Bring back")) if self.record.status == "obsolete" else None

    def _step_of(self, name: str, label: str) -> pages.Step | None:
        if not access.may(self.actor, name, self.record):
            return None
        return pages.Step(label, self.here("record_step", step=name))

    def menu(self) -> list[Link]:
        used = Link(_("Where it is used"), at(self.actor, "where_used", self.record), "waypoints")
        tree = Link(_("In the tree"), at(self.actor, "tree", under=self.record.number), "list-tree")
        readers = readers_link(self.actor, self.record, self.current) if self.current else []
        return [*readers, used, tree, *super().menu()]


class EditDocument(EditPage):
    model = Document
    form_class = AboutForm
    related = ("type",)
    groups = (
        (gettext_lazy("What it is"), "", ("title", "description", "owner", "parent", "processes", "needed_because")),
        (
            gettext_lazy("Where it is"),
            "",
            ("language", "medium", "format", "location", "site", "supersedes", "record_type"),
        ),
        (gettext_lazy("How long"), "", ("review_due_on", "retention_rule")),
        (
            gettext_lazy("Where it comes from"),
            "",
            ("origin", "issuer", "edition", "watched_on", "watch_interval_months"),
        ),
    )


class EditAccess(EditPage):
    """Who may open it, whom it is for, who confirms having read it."""

    model = Document
    form_class = AccessForm

    def act(self, form: RecordForm) -> Record:
        return actions.update_document(
            document=self.record, by=self.actor, expected_version=form.cleaned_data.get("version"), **form.values
        )

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title = _("Who may open %(number)s") % {"number": self.record.number}
        return page


class ReviewDocument(StepForm):
    """Keep it, revise it, or retire it."""

    model = Document
    related = ("type", "current_revision")
    title = gettext_lazy("Review this document")
    lead = gettext_lazy("Read it as somebody who works by it. Is it still right, complete and needed?")
    submit_label = gettext_lazy("Record the review")

    def check(self) -> None:
        access.require(self.actor, "update", self.record)

    def missing(self) -> list[pages.Missing]:
        if self.record.status == "effective" and not self.record.is_voided:
            return []
        return [pages.Missing(_("Only a document that applies is reviewed."))]

    def form(self, data: Any = None) -> RecordForm:
        form = ReviewForm(data, actor=self.actor, initial={"reviewed_on": self.today})
        form.initial["version"] = self.record.version
        return form

    def act(self, form: RecordForm) -> Record:
        version = form.cleaned_data.get("version")
        return actions.review_document(document=self.record, by=self.actor, expected_version=version, **form.values)

    def done(self, record: Any) -> str:
        if record.verdict == PeriodicReview.Verdict.KEEP:
            return _("The review is recorded. The document stays as it is.")
        if record.verdict == PeriodicReview.Verdict.REVISE:
            return _("The review is recorded, and a change request is accepted. Begin the revision.")
        return _("The review is recorded. Take the document out of use when nobody needs it any more.")

    def next_url(self, record: Any) -> str:
        if record.verdict == PeriodicReview.Verdict.RETIRE:
            return self.here("record_step", step="make-obsolete")
        return self.here()


class WhereUsed(RecordView):
    """Everything that names the document or stands on it."""

    model = Document

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        groups = self.groups()
        for _heading, rows in groups:
            for row in rows:
                row.organization = self.organization
        crumbs = [Link(_("Documents"), self.address()), Link(self.record.title, self.here())]
        context = {
            "page": {
                "title": _("Where %(number)s is used") % {"number": self.record.number},
                "crumbs": crumbs,
            },
            "groups": [
                (heading, [(row, row.get_absolute_url(), self._state(row)) for row in rows])
                for heading, rows in groups
                if rows
            ],
        }
        return render(request, "documents/where_used.html", context)

    def groups(self) -> list[tuple[Any, Sequence[Record]]]:
        """What uses it, by how it does."""
        uses = where_used(self.record, self.actor)
        linked: dict[str, list[Record]] = {}
        for one in uses.linked:
            if not one.record.is_voided:
                words = str(one.relation)
                linked.setdefault(f"{words[:1].upper()}{words[1:]}", []).append(one.record)
        return [
            (_("Processes that work by it"), uses.processes),
            (_("Steps of processes that name it"), uses.steps),
            *linked.items(),
            (_("Named in the text of"), uses.named_in),
            (_("Stand under it"), uses.children),
            (_("Took its place"), uses.replaced_by),
            (_("Policies that it carries"), uses.policies),
        ]

    def _state(self, row: Record) -> Any:
        lifecycle = modules.type_of(row).lifecycle
        return lifecycle.by_state.get(row.status) if lifecycle else None
