"""Prints a record as PDF, shows how far a print is, and gives it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import modules
from everproof.kernel.errors import Refused
from everproof.kernel.files import store
from everproof.kernel.pages.files import FOR_OPENING, sandboxed
from everproof.kernel.pdf import prints, record
from everproof.kernel.pdf.models import Printout
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.views.errors import missing_content
from everproof.kernel.ui.views.organization import OrganizationView, RecordView


class PaperForm(forms.Form):
    """On what it is printed."""

    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[("a4", "A4"), ("us-letter", "Letter")],
        widget=forms.RadioSelect,
        initial="a4",
    )


class PrintRecord(RecordView):
    """Makes the PDF of a record: everything that its page shows to this person, with the whole history."""

    template_name = "ui/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(PaperForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PaperForm(request.POST)
        if not form.is_valid():
            return self.shown(form)
        order = record.order_for(request, self.record, self.actor, paper=form.cleaned_data["paper"])
        return redirect(address(self.organization, prints.ask(order, by=self.actor)))

    def shown(self, form: forms.Form) -> HttpResponse:
        page = pages.StepPage(
            title=_("Print (PDF)"),
            submit_label=_("Make the PDF"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            consequences=[
                _("It holds what this page shows you: fields, signatures, links, files by name, the whole timeline."),
                _("It says who printed it and when, and that the valid version is the one in here."),
            ],
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


def address(organization: Organization, printout: Printout) -> str:
    """Where a printout is looked at."""
    return reverse("kernel:printout", args=[organization.slug, printout.key])


class _Print(OrganizationView):
    """Something about one printout, for whoever may open it."""

    def found(self) -> Printout:
        printout = prints.find(self.actor, self.kwargs["key"])
        if printout is None:
            raise Http404
        return printout


class PrintoutPage(_Print):
    """How far a print is; once it is there, what it is and the way to it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        printout = self.found()
        of = prints.record_of(printout, self.actor)
        context = {
            "page": {"title": printout.name},
            "printout": printout,
            "record": values.record_link(of, modules.type_of(of)) if of else None,
            "standards": " · ".join(printout.standards),
            "days": prints.DAYS_KEPT,
            "file_url": reverse("kernel:printout_file", args=[self.organization.slug, printout.key, printout.name]),
        }
        return render(request, "kernel/printout.html", context)


class OpenPrintout(_Print):
    """Gives the PDF back."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        printout = self.found()
        if printout.file is None or request.headers.get("Sec-Fetch-Dest", "") not in FOR_OPENING:
            raise Http404
        return file_of(request, printout)


def file_of(request: HttpRequest, printout: Printout) -> HttpResponseBase:
    """The PDF of a printout that is ready, as a download in a sandbox."""
    if printout.file is None:
        raise Refused(_("This PDF is not made yet."))
    try:
        opened = store.open_file(printout.organization_id, printout.file.sha256)
    except FileNotFoundError:
        return missing_content(request)
    response = FileResponse(opened, as_attachment=True, filename=printout.name, content_type=prints.PDF)
    response.block_size = store.PORTION
    return sandboxed(response)
