"""Snippets and variables: where each is used, and what a new text would change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.documents.content import settling
from everproof.documents.models import DocumentRevision, Snippet
from everproof.kernel import modules
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.edit import EditPage
from everproof.kernel.ui.views.organization import RecordView
from everproof.kernel.ui.views.record import RecordPage


class SnippetPage(RecordPage):
    """A snippet or variable, with the way to its uses."""

    model = Snippet

    def menu(self) -> list[Link]:
        return [Link(_("Where it is used"), use_url(self.record), "search"), *super().menu()]


class EditSnippet(EditPage):
    """Changes a snippet; says first what that does."""

    model = Snippet

    def page(self) -> pages.FormPage:
        page = super().page()
        page.lead = consequences(self.record, settling.uses(self.record, self.actor))
        return page


class UsePage(RecordView):
    """The revisions that name a snippet, those that would follow it first."""

    model = Snippet

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revisions = settling.uses(self.record, self.actor)
        lifecycle = modules.type_of(DocumentRevision).lifecycle
        assert lifecycle is not None
        lines = []
        for revision in sorted(revisions, key=lambda one: one.status != "draft"):
            revision.organization = self.organization
            state = lifecycle.by_state[revision.status]
            lines.append({"revision": revision, "url": addresses.of_record(revision), "state": state})
        page = {
            "title": _("Where “%(key)s” is used") % {"key": self.record.key},
            "lead": consequences(self.record, revisions),
            "crumbs": [Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())],
        }
        return render(request, "documents/content/snippet_use.html", {"page": page, "lines": lines})


def use_url(snippet: Snippet) -> str:
    given = {"organization": snippet.organization.slug, "reference": snippet.reference}
    return reverse("documents:snippet_use", kwargs=given)


def consequences(snippet: Snippet, revisions: list[DocumentRevision]) -> str:
    """What a new text of the snippet would change, in words."""
    drafts = sum(revision.status == "draft" for revision in revisions)
    kept = len(revisions) - drafts
    follows = ngettext("%(n)d draft takes a new text over.", "%(n)d drafts take a new text over.", drafts)
    stays = ngettext(
        "%(n)d revision in review or in force keeps its words.",
        "%(n)d revisions in review or in force keep their words.",
        kept,
    )
    return f"{follows % {'n': drafts}} {stays % {'n': kept}}"
