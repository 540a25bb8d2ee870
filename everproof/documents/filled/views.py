"""Pages of filled-in copies: filled in, gone on with, looked at, listed and exported by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.filled import actions, answers, design
from everproof.documents.filled.asking import AnswersForm
from everproof.documents.filled.design import Field, FieldKind
from everproof.documents.models import Document, DocumentRevision, FilledForm
from everproof.documents.views.common import MadeOfDocument, at
from everproof.documents.views.sending import sent
from everproof.kernel import access, ids, verbs
from everproof.kernel.access.roles import REPORT
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.signatures import meanings
from everproof.kernel.ui import addresses, finding, pages, paging
from everproof.kernel.ui.asking import Rows
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, OrganizationView, Part, RecordList, RecordPage, RecordView
from everproof.kernel.ui.views.export import CHUNK, MOST_ROWS

LISTED = ("number", "title", "status", "revision", "filled_by", "completed_on", "outside")


class FilledList(RecordList):
    model = FilledForm
    example_title = gettext_lazy("First-piece inspection, order 2231")
    example = (
        (gettext_lazy("Form"), gettext_lazy("F-004, revision 2")),
        (gettext_lazy("Bore"), gettext_lazy("12.01 mm, within 11.98 to 12.02")),
        (gettext_lazy("Signed by"), gettext_lazy("The operator, 4 March")),
        (gettext_lazy("Kept until"), gettext_lazy("4 March 2036")),
    )

    def add_create(self, page: pages.ListPage) -> None:
        """A copy begins at its form."""


class _Filling:
    """What filling in, going on and trying share."""

    def signed(self, revision: DocumentRevision) -> str:
        meaning = revision.form.get("signed_as", "")
        return meanings.label(meaning) if meaning else ""


class FillIn(_Filling, MadeOfDocument, CreatePage):
    """A new copy of the form that applies."""

    model = FilledForm
    template_name = "documents/filled/fill.html"

    @cached_property
    def document(self) -> Document:
        found: Document | None = finding.record(
            Document, self.kwargs["reference"], self.actor, relations=("current_revision", "retention_rule")
        )
        if found is None:
            raise Http404
        return found

    @cached_property
    def revision(self) -> DocumentRevision:
        return actions.applying(self.document)

    def why_not(self) -> str:
        try:
            self.revision  # noqa: B018  asking refuses
        except Refused as refusal:
            return " ".join(map(str, refusal.reasons))
        return ""

    def form(self, data: Any = None) -> Any:
        initial = {"id": ids.uuid7()} if data is None else {}
        form = AnswersForm(data, revision=self.revision, actor=self.actor, initial=initial)
        form.fields["id"] = _hidden()
        return form

    def act(self, form: Any, new_id: UUID) -> Record:
        return actions.fill_in(
            document=self.document, by=self.actor, id=new_id, finish=form.finishes, site_id=self.site_id, **form.values
        )

    @property
    def site_id(self) -> Any:
        return super().initial()["site"]

    @cached_property
    def draft_key(self) -> str:
        return f"filled-form:{self.document.pk}:{self.revision.pk}"

    def thanks(self, record: Any) -> str:
        if record.status == "complete":
            return _("%(number)s is finished.") % {"number": record.number}
        return _("%(number)s is kept. It is not finished yet.") % {"number": record.number}

    def next_url(self, record: Any) -> str:
        if record.signed_as and "later" not in self.request.POST:
            return addresses.of_record(record, "record_step", step="complete")
        return addresses.of_record(record)

    def more_context(self) -> dict[str, Any]:
        return {"signed": self.signed(self.revision)}

    def page(self) -> pages.FormPage:
        page = super().page()
        document = self.document
        page.title = document.title
        page.lead = _("%(number)s, revision %(label)s") % {
            "number": document.number,
            "label": self.revision.revision,
        }
        page.submit_label = _("Go on to sign it") if self.signed(self.revision) else _("Finish it")
        page.cancel_url = addresses.of_record(document)
        page.crumbs = [
            Link(_("Documents"), at(self.actor, "document_list")),
            Link(f"{document.number} {document.title}", addresses.of_record(document)),
        ]
        return page


def _hidden() -> Any:
    from django import forms

    return forms.CharField(widget=forms.HiddenInput, required=False)


class EditCopy(_Filling, EditPage):
    """Goes on with a copy that is not finished."""

    model = FilledForm
    template_name = "documents/filled/fill.html"
    related = ("document", "revision")

    @classmethod
    def asked(cls, record_type: RecordType) -> tuple[str, ...]:
        """All that a change takes: what the form asks makes up the answers and remarks."""
        return tuple(verbs.fields_of(record_type, "update"))

    def form(self, data: Any = None) -> Any:
        return AnswersForm(data, revision=self.record.revision, actor=self.actor, copy=self.record)

    def save(self, form: Any, besides: str = "") -> HttpResponse:
        response = super().save(form, besides)
        if response.status_code != 302 or not form.finishes:
            return response
        return redirect(self.here("record_step", step="complete"))

    def act(self, form: Any) -> Record:
        return actions.update_copy(
            copy=self.record, by=self.actor, expected_version=form.cleaned_data.get("version"), **form.values
        )

    def meanwhile(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Somebody saved first: what was typed stays in the form, and is saved over theirs only when sent again."""
        self.record = conflict.current
        self.record.organization = self.organization
        data = self.request.POST.copy()
        data["version"] = str(conflict.current.version)
        again = self.form(data)
        again.is_valid()
        add_errors(again, conflict)
        context = {"page": self.page(), "form": again, "record": self.record}
        return render(self.request, self.template_name, context, status=409)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.submit_label = _("Finish it")
        return page


class TryForm(_Filling, RecordView):
    """A form as it would be filled in, before it applies; nothing is kept."""

    model = DocumentRevision
    related = ("document",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(AnswersForm(revision=self.asked, actor=self.actor))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AnswersForm(request.POST, revision=self.asked, actor=self.actor)
        if form.is_valid():
            messages.info(request, _("It would be taken as it is. Nothing is kept of a trial."))
        return self.shown(form)

    @cached_property
    def asked(self) -> DocumentRevision:
        revision: DocumentRevision = self.record
        if not design.answered(revision.form):
            raise Http404
        return revision

    def shown(self, form: AnswersForm) -> HttpResponse:
        form.take_no_files()
        page = pages.FormPage(
            title=self.record.document.title,
            lead=_("A trial of revision %(label)s. Nothing is kept.") % {"label": self.record.revision},
            submit_label=_("See whether it would be taken"),
            cancel_url=self.here(),
            crumbs=[Link(_("Documents"), at(self.actor, "document_list")), Link(self.record.title, self.here())],
            action=self.request.path,
        )
        context = {"page": page, "form": form, "signed": self.signed(self.record), "is_trial": True}
        status = 422 if form.is_bound and not form.is_valid() else 200
        return render(self.request, "documents/filled/fill.html", context, status=status)


class FilledPage(RecordPage):
    """One copy: what was asked and answered, in the order of its form."""

    model = FilledForm
    template_name = "documents/filled/copy.html"
    related = ("document", "revision", "filled_by", "retention_rule")
    parts = (
        Part(
            gettext_lazy("At a glance"),
            ("document", "revision", "filled_by", "completed_on", "retention_rule", "keep_until"),
        ),
    )

    def more_questions(self) -> Mapping[str, Any]:
        own = DocumentRevision.objects.filter(organization_id=self.organization.pk, pk=self.record.revision_id)
        return {"asked": Rows(own.only("id", "form"))}

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """What the form asked when the copy was begun."""
        return design.fields_of(self.record.revision.form)

    def facts(self) -> list[pages.Fact]:
        found = super().facts()
        if self.record.outside:
            found.insert(0, pages.Fact(_("Outside limits"), self.record.outside, "amount"))
        return found

    def sections(self) -> list[pages.Section]:
        found: list[pages.Section] = []
        facts: list[pages.Fact] = []
        heading = _("Answers")
        edit = self.here("record_edit") if not self.is_locked and access.may(self.actor, "update", self.record) else ""
        for one in self.asked:
            if one.kind == FieldKind.HEADING:
                found += _section(heading, facts, edit)
                heading, facts = one.label, []
            elif one.kind == FieldKind.TABLE:
                found += _section(heading, facts, edit)
                heading, facts = _("Further answers"), []
                found.append(self._table(one))
            else:
                facts.append(self._fact(one))
        return [*found, *_section(heading, facts, edit), *super().sections()]

    def _fact(self, one: Field) -> pages.Fact:
        value = self.record.answers.get(one.key)
        html = render_to_string(
            "documents/filled/value.html",
            {
                "words": answers.words(one, value),
                "outside": bool(value) and any(answers.outside(one, value)),
                "limits": one.limits,
                "remark": self.record.remarks.get(one.key, ""),
            },
        )
        return pages.Fact(one.label, html)

    def _table(self, one: Field) -> pages.Section:
        rows = [
            [
                (answers.words(column, row.get(column.key)), any(answers.outside(column, row.get(column.key))))
                for column in one.columns
            ]
            for row in self.record.answers.get(one.key, [])
        ]
        html = render_to_string(
            "documents/filled/table.html",
            {"label": one.label, "columns": one.columns, "rows": rows, "remark": self.record.remarks.get(one.key, "")},
        )
        return pages.Section(one.label, html=html)

    def page(self) -> pages.RecordPage:
        # Read with everything else; the guard of its next step asks for it too.
        (self.record.revision.form,) = (revision.form for revision in self.around["asked"])
        page = super().page()
        document = self.record.document
        page.crumbs = [*page.crumbs, Link(f"{document.number} {document.title}", _of(document, self))]
        return page


def _section(heading: str, facts: list[pages.Fact], edit: str) -> list[pages.Section]:
    return [pages.Section(heading, facts=facts, edit_url=edit)] if facts else []


def _of(document: Document, view: OrganizationView) -> str:
    document.organization = view.organization
    return addresses.of_record(document)


class ExportCopies(OrganizationView):
    """All copies of a form that the actor may see, with a column for each thing it ever asked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        document = finding.record(Document, kwargs["reference"], self.actor, relations=())
        if document is None:
            raise Http404
        answer = access.may(self.actor, "export", FilledForm)
        if not answer and not self.actor.has(REPORT):
            raise NotAllowed(answer.reason)
        columns = columns_of(document)
        headings = [_("Number"), _("Title"), _("State"), _("Revision"), _("Filled in by"), _("Finished"), _("Outside")]
        for one in columns:
            headings.append(f"{one.label} ({one.unit})" if one.unit else one.label)
            if _is_limited(one):
                headings.append(_("Remark: %(label)s") % {"label": one.label})
        rows = _rows(self, document, columns)
        name = f"copies-{document.number or document.pk}".replace("/", "-")
        return sent(self, kwargs["format"], name, headings, rows, about=FilledForm.type_name, filters=["document"])


def columns_of(document: Document) -> list[Field]:
    """Everything that any revision of a form asked, each once, as the newest revision calls it, in its order."""
    revisions = DocumentRevision.objects.in_force().filter(organization_id=document.organization_id, document=document)
    found: dict[str, Field] = {}
    for form in revisions.exclude(status="draft").order_by("-position").values_list("form", flat=True):
        for one in design.answered(form):
            found.setdefault(one.key, one)
    return list(found.values())


def _is_limited(one: Field) -> bool:
    return bool(one.low or one.high or any(column.low or column.high for column in one.columns))


def _rows(view: OrganizationView, document: Document, columns: list[Field]) -> Iterator[list[Any]]:
    rows = FilledForm.objects.in_force().filter(organization_id=document.organization_id, document=document)
    queryset = access.visible(view.actor, rows).select_related("revision", "filled_by").defer("revision__body")
    order, start, given = paging.Order("id", descending=True), None, 0
    while given < MOST_ROWS:
        found = paging.page(queryset, order, min(CHUNK, MOST_ROWS - given), after=start)
        for copy in found.rows:
            yield _row(copy, columns)
        given += len(found.rows)
        if not found.has_older:
            return
        start = paging.position_of(found.rows[-1], order)


def _row(copy: FilledForm, columns: list[Field]) -> list[Any]:
    from everproof.documents.filled.lifecycle import FILLED_LIFECYCLE

    state = str(FILLED_LIFECYCLE.by_state[copy.status].label)
    who = copy.filled_by.title if copy.filled_by else ""
    row = [copy.number, copy.title, state, copy.revision.revision, who, copy.completed_on, copy.outside]
    for one in columns:
        row.append(answers.cell(one, copy.answers.get(one.key)))
        if _is_limited(one):
            row.append(copy.remarks.get(one.key, ""))
    return row


def panel(request: HttpRequest, record: Any, said: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """On the page of a form: the way to fill it in, and its copies."""
    if record.kind != "form":
        return None
    actor = request.actor  # type: ignore[attr-defined]
    may_fill = record.status == "effective" and not record.is_voided and bool(access.may(actor, "create", FilledForm))
    count = said["count"][0].number if said["count"] else 0
    asks = bool(said["asks"]) and said["asks"][0].number > 0
    listed = addresses.of_type(actor.organization, _type())
    return {
        "fill_url": at(actor, "fill_in", record) if may_fill and asks else "",
        "count": count,
        "copies_url": f"{listed}?form={record.pk}",
        "exports": [
            (label, at_export(actor, record, kind)) for kind, label in (("xlsx", _("Excel")), ("csv", _("CSV")))
        ],
    }


def at_export(actor: Any, document: Document, kind: str) -> str:
    from django.urls import reverse

    return reverse("documents:export_copies", args=[actor.organization.slug, document.reference, kind])


def _type() -> Any:
    from everproof.kernel import modules

    return modules.record_type(FilledForm.type_name)
