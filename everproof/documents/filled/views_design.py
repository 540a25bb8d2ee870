"""The page on which a form is designed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.documents.filled import actions
from everproof.documents.filled.designing import DesignForm
from everproof.documents.models import DocumentRevision
from everproof.documents.views.common import at
from everproof.kernel import access
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui import drafts, pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import RecordView


class DesignFormPage(RecordView):
    """Asks for the fields of a form; saving keeps them in the draft and stays here."""

    model = DocumentRevision
    related = ("document",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(DesignForm(revision=self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = DesignForm(request.POST, revision=self.record)
        if not form.is_valid():
            return self.shown(form)
        fields = form.design(actions.known_keys(self.record.document))
        if not form.judge(fields):
            return self.shown(form)
        try:
            self.save(form, fields)
        except NotAllowed:
            raise
        except (Conflict, Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form, 409 if isinstance(error, Conflict) else 422)
        drafts.acknowledge(request, self.draft_key)
        messages.success(request, _("The form is saved."))
        return redirect(self.here() if "close" in request.POST else request.path)

    def check(self) -> None:
        access.require(self.actor, "update", self.record)
        try:
            refuse_if_locked(self.record)
        except Refused as refusal:
            raise NotAllowed(*refusal.reasons) from refusal

    def save(self, form: DesignForm, fields: list[Any]) -> None:
        given = form.cleaned_data
        actions.design_form(
            revision=self.record,
            fields=fields,
            by=self.actor,
            intro=given["intro"],
            signed_as=given["signed_as"],
            expected_version=given["version"],
        )

    @property
    def draft_key(self) -> str:
        return f"document-revision:{self.record.pk}:form"

    def shown(self, form: DesignForm, status: int = 0) -> HttpResponse:
        document = self.record.document
        document.organization = self.organization
        page = pages.FormPage(
            title=_("What %(number)s asks") % {"number": document.number or document.title},
            lead=_("Each field becomes a question on the phone and a column in the table of all copies."),
            submit_label=_("Save"),
            cancel_url=self.here(),
            crumbs=[
                Link(_("Documents"), at(self.actor, "document_list")),
                Link(f"{document.number} {document.title}", document.get_absolute_url()),
            ],
            draft_key=self.draft_key,
            action=self.request.path,
        )
        context = {
            "page": page,
            "form": form,
            "record": self.record,
            "try_url": at(self.actor, "try_form", self.record) if self.record.form.get("fields") else "",
            "write_url": "" if self.record.form.get("fields") else at(self.actor, "write", self.record),
        }
        status = status or (422 if form.is_bound else 200)
        return render(self.request, "documents/filled/design.html", context, status=status)
