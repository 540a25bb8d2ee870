"""Pages of controlled copies: issued, printed with their number, accounted for."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.copies import actions
from everproof.documents.copies.lifecycle import COPY_LIFECYCLE, OUT
from everproof.documents.models import AccessEvent, ControlledCopy, Document, DocumentRevision
from everproof.documents.printing import sheets
from everproof.documents.printing.sheets import Sheet
from everproof.documents.printing.views import COVER
from everproof.documents.reading import note_access
from everproof.documents.views.common import MadeOfDocument, at
from everproof.kernel import access
from everproof.kernel.pages import printing
from everproof.kernel.pdf import prints
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, finding, pages, values
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, Part, RecordList, RecordPage, RecordView

MOST_LISTED = 1000


class CopyList(RecordList):
    model = ControlledCopy
    example_title = gettext_lazy("WI-004, revision 3, copy 2")
    example = (
        (gettext_lazy("Where"), gettext_lazy("Board at the hardening furnace")),
        (gettext_lazy("Who has it"), gettext_lazy("The shift leader")),
        (gettext_lazy("Called back"), gettext_lazy("when revision 4 came into force, within 7 days")),
    )

    def add_create(self, page: pages.ListPage) -> None:
        """A copy is issued on the page of its document."""


class CopyForm(RecordForm):
    class Meta:
        model = ControlledCopy
        fields = ("place", "holder", "purpose", "site")
        labels = {
            "place": gettext_lazy("Where will it be?"),
            "holder": gettext_lazy("Who looks after it there?"),
            "purpose": gettext_lazy("Why is it needed on paper?"),
        }


class IssueCopy(MadeOfDocument, CreatePage):
    """Issues a copy of what applies, and leads to its paper."""

    model = ControlledCopy
    form_class = CopyForm

    @cached_property
    def document(self) -> Document:
        found = finding.record(Document, self.kwargs["reference"], self.actor, relations=("current_revision",))
        if found is None:
            raise Http404
        document: Document = found
        return document

    def why_not(self) -> str:
        applies = self.document.status == "effective" and not self.document.is_voided
        return "" if applies else _("Only what applies is given out on paper.")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.issue_copy(document=self.document, by=self.actor, id=new_id, **form.values)

    def thanks(self, record: Any) -> str:
        return _("Copy %(copy)s is issued. Print it.") % {"copy": record.copy_number}

    def page(self) -> pages.FormPage:
        page, document = super().page(), self.document
        page.title = _("Issue a copy of %(number)s") % {"number": document.number}
        page.lead = _("It bears a number. When a new revision applies, it is called back.")
        page.submit_label = _("Issue it")
        page.cancel_url = addresses.of_record(document)
        page.crumbs = [
            Link(_("Documents"), at(self.actor, "document_list")),
            Link(f"{document.number} {document.title}", addresses.of_record(document)),
        ]
        page.draft_key = ""
        return page


class CopyPage(RecordPage):
    model = ControlledCopy
    related = ("document", "revision", "holder")
    parts = (
        Part(gettext_lazy("Why on paper"), ("purpose",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            ("document", "revision", "copy_number", "holder", "place", "issued_on", "recall_by", "settled_on"),
        ),
    )


class PrintCopy(RecordView):
    """The paper itself: the revision with the copy's number on each page. Only while the copy is issued."""

    model = ControlledCopy
    template_name = "ui/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self.shown(printing.PaperForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = printing.PaperForm(request.POST)
        if self.missing() or not form.is_valid():
            return self.shown(form)
        revision = DocumentRevision.objects.select_related(*COVER).get(
            organization_id=self.organization.pk, pk=self.record.revision_id
        )
        revision.organization = revision.document.organization = self.organization
        note_access(self.actor, revision.document, revision, AccessEvent.Verb.PRINTED)
        order = sheets.order(revision, self.actor, Sheet(size=form.cleaned_data["paper"], copy=self.words()))
        return redirect(printing.address(self.organization, prints.ask(order, by=self.actor)))

    def words(self) -> str:
        """What stands at the foot of each page."""
        given = {"copy": self.record.copy_number, "number": self.record.number, "place": self.record.place}
        return _("Controlled copy %(copy)s (%(number)s), for: %(place)s") % given

    def missing(self) -> list[pages.Missing]:
        if self.record.is_voided or self.record.status != "issued":
            return [pages.Missing(_("It is not out any more, so there is nothing to print."))]
        if not access.may(self.actor, "create", ControlledCopy):
            return [pages.Missing(_("Those who look after documents print numbered copies."))]
        return []

    def shown(self, form: Any) -> HttpResponse:
        page = pages.StepPage(
            title=_("Print copy %(copy)s") % {"copy": self.record.copy_number},
            submit_label=_("Get the PDF"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            missing=self.missing(),
            consequences=[self.words(), _("That you printed it is noted, as with every controlled document.")],
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class AccountForCopies(RecordView):
    """What became of all copies of a document, by revision and one by one."""

    model = Document

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = ControlledCopy.objects.in_force().filter(organization_id=self.organization.pk, document=self.record)
        seen = access.visible(self.actor, rows)
        counted = seen.order_by().values("revision__position", "revision__revision")
        counts = counted.annotate(
            issued=Count("pk"),
            out=Count("pk", filter=Q(status__in=OUT)),
            **{name: Count("pk", filter=Q(status=name)) for name in ("returned", "destroyed", "lost")},
        )
        copies = []
        for copy in (
            seen.select_related("revision", "holder").defer("revision__body").order_by("copy_number")[:MOST_LISTED]
        ):
            copy.organization = self.organization
            copies.append((copy, addresses.of_record(copy), COPY_LIFECYCLE.by_state[copy.status]))
        context = {
            "page": {
                "title": _("Copies of %(number)s on paper") % {"number": self.record.number},
                "lead": _("Every copy that was issued is returned, destroyed, lost or still out."),
                "crumbs": [Link(_("Documents"), self.address()), Link(self.record.title, self.here())],
            },
            "rows": [{**row, "revision": row["revision__revision"]} for row in counts.order_by("-revision__position")],
            "copies": copies,
        }
        return render(request, "documents/copies/account.html", context)
