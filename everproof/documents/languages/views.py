"""The page on which a translation is begun, and the languages of a document on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions as documents
from everproof.documents.languages import actions
from everproof.documents.languages.following import is_out_of_date
from everproof.documents.models import Document
from everproof.documents.views.common import at
from everproof.kernel import access
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, finding, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage


class TranslationForm(RecordForm):
    class Meta:
        model = Document
        fields = ("title", "language", "owner")
        labels = {
            "title": gettext_lazy("What is it called there?"),
            "owner": gettext_lazy("Who looks after the translation?"),
        }
        help_texts = {"language": gettext_lazy("Its code, such as de, fr or pt-BR.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("language")
        self.fields["language"].widget = forms.TextInput(attrs={"size": 8, "autocapitalize": "none"})


class AddTranslation(CreatePage):
    """Registers a translation with its first draft."""

    model = Document
    form_class = TranslationForm
    title = gettext_lazy("Add a translation")
    lead = gettext_lazy("It is a document of its own that says when its original has moved on.")
    submit_label = gettext_lazy("Add it")

    @cached_property
    def original(self) -> Document:
        found: Document | None = finding.record(Document, self.kwargs["reference"], self.actor, relations=())
        if found is None:
            raise Http404
        return found

    def check(self) -> None:
        access.require(self.actor, "update", self.original)
        super().check()

    def initial(self) -> dict[str, Any]:
        return {"owner": self.original.owner_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        with transaction.atomic():
            made = actions.register_translation(original=self.original, by=self.actor, id=new_id, **form.values)
            documents.start_revision(document=made, by=self.actor)
        return made

    def thanks(self, record: Any) -> str:
        return _("%(number)s is registered. Translate its first revision.") % {"number": record.number}

    def page(self) -> pages.FormPage:
        page = super().page()
        page.cancel_url = addresses.of_record(self.original)
        page.crumbs = [
            Link(_("Documents"), at(self.actor, "document_list")),
            Link(f"{self.original.number} {self.original.title}", page.cancel_url),
        ]
        page.draft_key = ""
        return page


def panel(request: HttpRequest, record: Any, said: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """On the page of a document: its other languages, and which of them its original has left behind."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = list(said["variants"])
    family = {one.pk: one for one in [*rows, record]}
    may_add = not record.is_voided and record.translation_of_id is None and record.language
    add = at(actor, "add_translation", record) if may_add and access.may(actor, "update", record) else ""
    original = family.get(record.translation_of_id) if record.translation_of_id else None
    if not rows and not add:
        return None
    shown = []
    for one in sorted(rows, key=lambda row: (row.translation_of_id is not None, row.language, row.number)):
        one.organization = actor.organization
        mother = family.get(one.translation_of_id) if one.translation_of_id else None
        shown.append(
            {
                "document": one,
                "url": addresses.of_record(one),
                "is_original": one.translation_of_id is None,
                "late": mother is not None and one.status == "effective" and is_out_of_date(one, mother),
                "in_force": one.status == "effective",
            }
        )
    late = original is not None and record.status == "effective" and is_out_of_date(record, original)
    return {"rows": shown, "add_url": add, "late": late, "original": original}
