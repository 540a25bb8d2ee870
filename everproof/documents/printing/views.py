"""Prints a document: the sealed PDF of the revision in force, or a copy that says what it is and who printed it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import queries
from everproof.documents.models import AccessEvent, Document, DocumentRevision
from everproof.documents.printing import sheets
from everproof.documents.printing.sheets import Sheet
from everproof.documents.reading import note_access
from everproof.kernel import access
from everproof.kernel.pages import printing
from everproof.kernel.pdf import prints
from everproof.kernel.pdf.models import Printout
from everproof.kernel.records import Record
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.views.organization import RecordView

RELEASED, COPY = "released", "copy"
COVER = ("document__owner", "document__type", "author", "reviewed_by", "approved_by", "released_by")


class DocumentForm(printing.PaperForm):
    """The sealed file, where there is one, or a copy."""

    what = forms.ChoiceField(
        label=gettext_lazy("What do you need?"),
        choices=[
            (RELEASED, gettext_lazy("The released PDF, sealed: to keep or to send")),
            (COPY, gettext_lazy("A copy to print, with your name, the time and its state")),
        ],
        widget=forms.RadioSelect,
        initial=RELEASED,
    )
    field_order = ("what", "paper")

    def __init__(self, *given: Any, has_released: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not has_released:
            del self.fields["what"]


class PrintRevision(RecordView):
    """Prints one revision."""

    model: type[Record] | None = DocumentRevision
    template_name = "ui/confirm.html"

    @cached_property
    def revision(self) -> DocumentRevision:
        return self.loaded(DocumentRevision.objects.filter(pk=self.record.pk))

    def loaded(self, rows: QuerySet[DocumentRevision]) -> DocumentRevision:
        """The first of the rows, with all that its cover names; 404 where there is none."""
        revision = rows.select_related(*COVER).first()
        if revision is None:
            raise Http404
        revision.organization = revision.document.organization = self.organization
        return revision

    @cached_property
    def released(self) -> Printout | None:
        """The sealed PDF of a revision in force; of one that is over there are marked copies alone."""
        kept = prints.kept_for(self.revision) if self.revision.status == "effective" else None
        return kept if kept and kept.state == Printout.State.READY else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self.shown(DocumentForm(has_released=self.released is not None))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        revision = self.revision
        form = DocumentForm(request.POST, has_released=self.released is not None)
        if not form.is_valid():
            return self.shown(form)
        note_access(self.actor, revision.document, revision, AccessEvent.Verb.PRINTED)
        if self.released is not None and form.cleaned_data["what"] == RELEASED:
            return redirect(printing.address(self.organization, self.released))
        order = sheets.order(revision, self.actor, Sheet(size=form.cleaned_data["paper"]))
        return redirect(printing.address(self.organization, prints.ask(order, by=self.actor)))

    def shown(self, form: forms.Form) -> HttpResponse:
        across = sheets.overlay(self.revision)
        consequences = [_("That you printed it is noted, as with every controlled document.")]
        if across:
            consequences.insert(0, _("Each page says “%(state)s” across.") % {"state": across})
        page = pages.StepPage(
            title=_("Print (PDF)"),
            submit_label=_("Get the PDF"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            consequences=consequences,
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class PrintDocument(PrintRevision):
    """Prints the revision of a document that applies, or the newest one that the reader may see.

    A document of which there is none yet prints as any record does.
    """

    model = Document

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, **kwargs) if self.has_revision else self.as_record(request)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return super().post(request, **kwargs) if self.has_revision else self.as_record(request)

    @property
    def has_revision(self) -> bool:
        return access.visible(self.actor, queries.revisions(self.record)).exists()

    def as_record(self, request: HttpRequest) -> HttpResponseBase:
        record_type = self.record_type
        return printing.PrintRecord.as_view(model=Document)(
            request, organization=self.organization.slug, reference=self.kwargs["reference"], path=record_type.path
        )

    @cached_property
    def revision(self) -> DocumentRevision:
        seen = access.visible(self.actor, queries.revisions(self.record))
        current = seen.filter(pk=self.record.current_revision_id)
        return self.loaded(current if current.exists() else seen)
