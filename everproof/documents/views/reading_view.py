"""A revision as it is read: which one it is and whether it applies, its text or file, and nothing else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.documents import content
from everproof.documents.languages.following import MOST, accepted, for_reader, is_out_of_date, variants
from everproof.documents.models import AccessEvent, Document, DocumentRevision
from everproof.documents.reading import note_access
from everproof.documents.views.attached import attached_file
from everproof.documents.views.common import writing_url
from everproof.documents.visibility import may_see_revision
from everproof.kernel import access, modules
from everproof.kernel.ui import addresses, formats, pages
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.organization import OrganizationView, RecordView

Kind = DocumentRevision.ContentKind


class _Reading(OrganizationView, ABC):
    """Shows one revision; the subclasses say which."""

    template_name = "documents/content/read.html"

    @property
    @abstractmethod
    def revision(self) -> DocumentRevision:
        """The one that is read."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revision = self.revision
        note_access(self.actor, revision.document, revision, AccessEvent.Verb.OPENED)
        return render(request, self.template_name, self.context())

    def context(self) -> dict[str, Any]:
        revision, document = self.revision, self.revision.document
        written = revision.content_kind == Kind.WRITTEN
        shown = content.rendered(revision, self.actor) if written else None
        return {
            "page": {"title": document.title, "crumbs": self.crumbs()},
            "revision": revision,
            "document": document,
            "state": modules.type_of(revision).lifecycle.by_state.get(revision.status),  # type: ignore[union-attr]
            "banner": banner(revision, self.current, self.today, self.organization.slug),
            "facts": self.facts(),
            "shown": shown,
            "file": attached_file(revision) if revision.content_kind == Kind.FILE else None,
            "compare_url": self.compare_url(),
            "write_url": self.write_url(),
            "record_url": addresses.of_record(revision),
        }

    @cached_property
    def current(self) -> DocumentRevision | None:
        """The revision that applies, as far as the reader may see it."""
        key = self.revision.document.current_revision_id
        if key is None or key == self.revision.pk:
            return self.revision if key else None
        found = DocumentRevision.objects.filter(may_see_revision(self.actor), organization=self.organization, pk=key)
        current = found.only("id", "number", "revision", "organization_id", "effective_from").first()
        if current is not None:
            current.organization = self.organization
        return current

    def crumbs(self) -> list[Link]:
        document = self.revision.document
        every = addresses.of_type(self.organization, modules.type_of(Document))
        return [Link(_("Documents"), every), Link(document.number or document.title, addresses.of_record(document))]

    def facts(self) -> list[pages.Fact]:
        revision = self.revision
        given = [
            (_("Document"), revision.document.number),
            (_("Revision"), revision.revision),
            (_("Applies from"), formats.day(revision.effective_from) if revision.effective_from else ""),
            (_("Author"), revision.author.title if revision.author else ""),
            (_("Approved by"), revision.approved_by.title if revision.approved_by else ""),
        ]
        return [pages.Fact(label, value) for label, value in given if value]

    def compare_url(self) -> str:
        """The comparison with the revision before, where there is one."""
        if self.revision.position < 2 or self.revision.content_kind != Kind.WRITTEN:
            return ""
        given = {"organization": self.organization.slug, "reference": self.revision.document.reference}
        return f"{reverse('documents:compare', kwargs=given)}?new={self.revision.position}"

    def write_url(self) -> str:
        if self.revision.status != "draft" or not access.may(self.actor, "update", self.revision):
            return ""
        return writing_url(self.actor, self.revision)


class ReadRevision(_Reading, RecordView):
    """This very revision, whatever became of it."""

    model = DocumentRevision
    related = ("document", "author", "approved_by")

    @cached_property
    def revision(self) -> DocumentRevision:
        return _of_organization(self.record, self)


class ReadDocument(_Reading, RecordView):
    """The revision of a document that applies today, in the reader's language; a 404 where none does."""

    model = Document

    @cached_property
    def others(self) -> list[Document]:
        """The document in other languages, as far as the reader may see it."""
        return list(variants(self.record, self.actor)[:MOST])

    @cached_property
    def chosen(self) -> Document:
        """The variant that the address asks for, or else the one that the reader's browser wants most."""
        asked = self.request.GET.get("language", "").lower()
        header = self.request.headers.get("Accept-Language", "")
        chosen: Document = for_reader(self.record, self.others, [asked] if asked else accepted(header))
        return chosen

    def context(self) -> dict[str, Any]:
        context = super().context()
        original = next((one for one in [self.record, *self.others] if one.pk == self.chosen.translation_of_id), None)
        if context["banner"] is None and original is not None and is_out_of_date(self.chosen, original):
            context["banner"] = left_behind_banner(original, self.here("record"))
        family = [self.record, *self.others]
        context["languages"] = [
            (one.language, one.title, f"{self.request.path}?language={one.language}")
            for one in family
            if one.pk != self.chosen.pk and one.language and one.status == "effective"
        ]
        return context

    @cached_property
    def revision(self) -> DocumentRevision:
        current = {"pk": self.chosen.current_revision_id}
        seen = DocumentRevision.objects.filter(may_see_revision(self.actor), organization=self.organization, **current)
        found = seen.select_related("document", "author", "approved_by").first()
        if found is None:
            raise Http404
        return _of_organization(found, self)


def left_behind_banner(original: Document, url: str) -> dict[str, Any]:
    """What the reader of a translation must know once its original has moved on."""
    words = _("This translation is out of date: the original has a newer revision, and that one applies.")
    given = f"{url}read/?language={original.language}"
    return {"tone": "warn", "words": words, "url": given, "link": _("Read the original")}


def _of_organization(revision: DocumentRevision, view: OrganizationView) -> DocumentRevision:
    revision.organization = view.organization
    revision.document.organization = view.organization
    return revision


def banner(
    revision: DocumentRevision, current: DocumentRevision | None, today: Any, organization_slug: str
) -> dict[str, Any] | None:
    """What the reader must know before reading: that this is not what applies, and where that is."""
    document = revision.document
    label = {"label": revision.revision}
    if revision.is_voided or document.is_voided:
        return {"tone": "bad", "words": _("This is voided. Do not work by it.")}
    if document.status == "obsolete":
        return {"tone": "bad", "words": _("This document is obsolete. Do not work by it.")}
    if revision.status == "effective":
        return None
    found: dict[str, Any] = {"tone": "warn"}
    if revision.status == "withdrawn":
        found = {"tone": "bad", "words": _("Revision %(label)s is withdrawn. Do not work by it.") % label}
    elif revision.status == "approved" and revision.effective_from and revision.effective_from > today:
        day = formats.day(revision.effective_from)
        words = _("Revision %(label)s is approved and applies from %(day)s.")
        found["words"] = words % {**label, "day": day}
    else:
        found["words"] = _("Revision %(label)s is not approved yet. Do not work by it.") % label
    if current is not None and current.pk != revision.pk:
        given = {"organization": organization_slug, "reference": current.reference}
        found["url"] = reverse("documents:read_revision", kwargs=given)
        found["link"] = _("Read revision %(label)s, which applies") % {"label": current.revision}
    return found
