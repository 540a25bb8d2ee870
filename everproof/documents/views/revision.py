"""The page of a revision, how it is begun, and what is said about a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions
from everproof.documents.forms.revision import DraftForm, StartForm
from everproof.documents.models import ApprovalStep, ChangeRequest, Document, DocumentRevision
from everproof.documents.views.common import StepForm, at, readers_link, writing_url
from everproof.kernel import access
from everproof.kernel.ledger.models import RecordVersion
from everproof.kernel.people.models import Role
from everproof.kernel.records import Record
from everproof.kernel.signatures import meanings
from everproof.kernel.signatures.models import Signature
from everproof.kernel.ui import formats, pages
from everproof.kernel.ui.asking import Question, Rows
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import EditPage, Part, RecordList, RecordPage

# Steps that do not lead on: never the one to take next.
BACKWARD = ("/send-back/", "/recall/", "/check-readable/")


class RevisionList(RecordList):
    model = DocumentRevision

    def add_create(self, page: pages.ListPage) -> None:
        """A revision is begun on the page of its document."""

    def empty(self) -> pages.Empty:
        page = super().empty()
        return pages.Empty(page.title, page.purpose, page.clause)


class RevisionPage(RecordPage):
    model = DocumentRevision
    template_name = "documents/revision.html"
    takes_actions = False
    related = ("document", "author", "reviewed_by", "approved_by", "released_by")
    parts = (
        Part(gettext_lazy("Why it was changed"), ("reason_for_change",), hidden_while_empty=True),
        Part(gettext_lazy("What changed"), ("change_summary",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            (
                "content_kind",
                "link",
                "author",
                "reviewed_by",
                "reviewed_on",
                "approved_by",
                "approved_on",
                "released_by",
                "released_on",
                "training_from",
                "effective_from",
                "withdrawn_on",
                "readable_checked_on",
            ),
        ),
    )

    def more_questions(self) -> Mapping[str, Any]:
        record, own = self.record, {"organization_id": self.organization.pk}
        steps = ApprovalStep.objects.filter(revision=record, **own)
        wishes = ChangeRequest.objects.in_force().filter(revision=record, **own)
        roles = [entry["role"] for entry in record.what_changes_for if entry.get("role")]
        signed = Signature.objects.filter(type=record.type_name, record_id=record.pk, **own)
        versions = RecordVersion.objects.filter(
            type=record.type_name, record_id=record.pk, version__in=signed.values("version"), **own
        ).annotate(checksum=KeyTextTransform("checksum", "values"))
        return {
            "steps": Rows(steps.select_related("person", "role", "decided_by")),
            "wishes": Question(wishes, key="id", texts=("number", "title")),
            "roles": Question(Role.objects.filter(pk__in=roles, **own), key="id", texts=("title",)),
            "signed_versions": Question(versions, texts=("checksum",), number="version"),
        }

    def page(self) -> pages.RecordPage:
        page = super().page()
        page.title = _("%(title)s, revision %(label)s") % {"title": page.title, "label": self.record.revision}
        document = self.record.document
        document.organization = self.organization
        page.crumbs = [
            Link(_("Documents"), at(self.actor, "document_list")),
            Link(f"{document.number} {document.title}", document.get_absolute_url()),
        ]
        page.signatures = [self._stands(one) for one in page.signatures]
        return page

    def _stands(self, signed: pages.Signed) -> pages.Signed:
        """A signature stands while the words stand that were signed, whatever became of the revision's state."""
        if self.record.status == "draft" or not self.record.checksum:
            return signed
        seen = {answer.texts[0].strip('"') for answer in self.around["signed_versions"]}
        if seen != {self.record.checksum}:
            return signed
        return replace(signed, stands=True, about=_("What was signed is what stands here, unchanged."))

    def sections(self) -> list[pages.Section]:
        found = [self._content(), *super().sections(), self._meanings(), self._decisions(), self._answers()]
        return [one for one in found if one is not None]

    def _content(self) -> pages.Section:
        record = self.record
        words = record.plain_text.split()
        html = render_to_string(
            "documents/parts/content.html",
            {
                "record": record,
                "read_url": at(self.actor, "read_revision", record),
                "write_url": writing_url(self.actor, record) if self._may_write else "",
                "compare_url": at(self.actor, "compare", record.document) if record.position > 1 else "",
                "words": len(words),
                "first": " ".join(words[:60]),
                "is_cut": len(words) > 60,
            },
        )
        return pages.Section(_("Content"), html=html)

    def _meanings(self) -> pages.Section | None:
        titles = {str(answer.key): answer.texts[0] for answer in self.around["roles"]}
        facts = [
            pages.Fact(titles.get(str(entry.get("role")), _("Everybody")), entry.get("text", ""))
            for entry in self.record.what_changes_for
        ]
        return pages.Section(_("What changes for whom"), facts=facts) if facts else None

    def _decisions(self) -> pages.Section | None:
        rows = sorted(self.around["steps"], key=lambda step: (-step.round, step.order, step.pk))
        if not rows:
            return None
        shown = [self._decision(row) for row in rows]
        html = render_to_string(
            "documents/parts/decisions.html",
            {
                "rows": [row for row in shown if row["round"] == rows[0].round],
                "earlier": [row for row in shown if row["round"] != rows[0].round],
            },
        )
        return pages.Section(_("Decisions"), html=html)

    def _decision(self, step: ApprovalStep) -> dict[str, Any]:
        asked = step.person.title if step.person else step.role.title if step.role else ""
        if step.role and step.quorum > 1:
            asked = _("%(role)s, %(place)s of %(quorum)s") % {
                "role": asked,
                "place": step.place,
                "quorum": step.quorum,
            }
        said = str(ApprovalStep.Decision(step.decision).label) if step.decision else ""
        return {
            "round": step.round,
            "order": step.order,
            "meaning": meanings.label(step.meaning),
            "asked": asked,
            "by": step.decided_by.title if step.decided_by else "",
            "at": formats.moment(step.decided_at) if step.decided_at else "",
            "said": said,
            "agreed": step.decision == ApprovalStep.Decision.YES,
            "comment": step.comment,
            "due": pages.Due(step.due_on) if step.due_on and not step.decided_at else None,
            "signed": step.signature_id is not None,
            "closed": step.closed and not step.decided_at,
        }

    def _answers(self) -> pages.Section | None:
        from everproof.documents.views.changes import wish_url

        items = [
            pages.Work(f"{number} {title}", wish_url(self.organization, number))
            for number, title in (answer.texts for answer in self.around["wishes"])
        ]
        if not items:
            return None
        return pages.Section(
            _("Answers these change requests"), html=render_to_string("documents/parts/wishes.html", {"items": items})
        )

    def menu(self) -> list[Link]:
        return [*readers_link(self.actor, self.record.document, self.record), *super().menu()]

    # What comes next --------------------------------------------------------------------------------------------

    @cached_property
    def _may_write(self) -> bool:
        record = self.record
        return record.status == "draft" and not record.is_voided and bool(access.may(self.actor, "update", record))

    def add_steps(self, page: pages.RecordPage) -> None:
        """What this person can do with it now; what follows by itself is not offered."""
        if self.record.is_voided:
            return
        steps = [step for step in self._offered() if step is not None]
        leads_on = bool(steps) and not steps[0].url.endswith(BACKWARD)
        page.next_step, page.steps = (steps[0], steps[1:]) if leads_on else (None, steps)
        page.missing = [pages.Missing(words) for words in self._still_asked()]
        page.missing_title = _("Still to decide")

    def _offered(self) -> list[pages.Step | None]:
        record = self.record
        if record.status == "draft":
            write = pages.Step(_("Write it"), writing_url(self.actor, record)) if self._may_write else None
            send = None
            if access.may(self.actor, "send-for-review", record):
                send = pages.Step(_("Send for review"), at(self.actor, "send_for_review", record))
            is_ready = bool(record.plain_text.strip() or record.link or self.files())
            return [send, write] if is_ready else [write, send]
        if record.status == "in-review":
            return [self._decide(), self._way("send-back", _("Send back"), self._may_send_back)]
        if record.status == "approved":
            has_come = record.effective_from is not None and record.effective_from <= self.today
            return [
                self._way("make-effective", _("Bring into force"), has_come),
                self._way("recall", _("Recall"), True),
            ]
        if record.status == "effective":
            return [self._way("check-readable", _("It can be read"), True)]
        return []

    def _decide(self) -> pages.Step | None:
        step = self._own_step
        if step is None:
            return None
        labels = {"review": _("Review it"), "approval": _("Approve it"), "release": _("Release it")}
        return pages.Step(labels.get(step.meaning, _("Decide")), at(self.actor, "decide", self.record))

    @cached_property
    def _own_step(self) -> ApprovalStep | None:
        if self.record.author_id == self.actor.person_id and not actions.self_approval_is_allowed(self.organization.pk):
            return None
        return actions.step_of(self.record, self.actor)

    @cached_property
    def _may_send_back(self) -> bool:
        record = self.record
        return record.author_id == self.actor.person_id or bool(access.may(self.actor, "recall", record))

    def _way(self, name: str, label: str, is_open: bool) -> pages.Step | None:
        if not is_open or not access.may(self.actor, name, self.record):
            return None
        return pages.Step(label, self.here("record_step", step=name))

    def _still_asked(self) -> list[str]:
        """Whose decision is missing, in words."""
        if self.record.status != "in-review":
            return []
        rows = [row for row in self.around["steps"] if row.round == self.record.round and row.decided_at is None]
        words = _("%(meaning)s: %(who)s")
        return [
            words
            % {
                "meaning": meanings.label(row.meaning),
                "who": row.person.title if row.person else row.role.title if row.role else "",
            }
            for row in sorted(rows, key=lambda row: (row.order, row.pk))
            if not row.closed
        ]


class EditRevision(EditPage):
    model = DocumentRevision
    form_class = DraftForm
    related = ("document",)


class StartRevision(StepForm):
    """Begins the next revision of a document."""

    model = Document
    related = ("type", "current_revision")
    title = gettext_lazy("Begin a new revision")
    lead = gettext_lazy(
        "A written document starts with the words that apply now. They stay in force until this one is."
    )
    submit_label = gettext_lazy("Begin")

    def check(self) -> None:
        access.require(self.actor, "update", self.record)

    @cached_property
    def wishes(self) -> list[ChangeRequest]:
        """Accepted change requests that no revision answers yet."""
        found = ChangeRequest.objects.in_force().filter(
            organization=self.organization, document=self.record, status="accepted", revision=None
        )
        return list(found.order_by("id"))

    def form(self, data: Any = None) -> RecordForm:
        current = self.record.current_revision
        initial = {
            "content_kind": current.content_kind if current else DocumentRevision.ContentKind.WRITTEN,
            "reason_for_change": "\n".join(wish.title for wish in self.wishes),
            "requests": [str(wish.pk) for wish in self.wishes],
        }
        return StartForm(data, actor=self.actor, initial=initial, wishes=self.wishes)

    def act(self, form: Any) -> Record:
        return actions.start_revision(document=self.record, by=self.actor, requests=form.chosen, **form.values)

    def done(self, record: Any) -> str:
        return _("Revision %(label)s is begun.") % {"label": record.revision}

    def next_url(self, record: Record) -> str:
        return writing_url(self.actor, record)
