"""The register of documents, its tree, and how a document gets on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions, numbering
from everproof.documents.forms.document import RegisterForm
from everproof.documents.lifecycle import DOCUMENT_LIFECYCLE
from everproof.documents.models import Document, DocumentType
from everproof.documents.queries import register
from everproof.documents.views.common import at
from everproof.kernel import access
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.records import Record
from everproof.kernel.ui import finding
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, OrganizationView, RecordList

MOST_IN_TREE = 1000


class DocumentList(RecordList):
    model = Document
    template_name = "documents/list.html"
    create_label = gettext_lazy("New document")
    example_title = gettext_lazy("Turning shafts")
    example = (
        (gettext_lazy("Number"), "WI-TURN-0004"),
        (gettext_lazy("Revision"), gettext_lazy("3, in force since 2 March")),
        (gettext_lazy("Approved by"), gettext_lazy("Head of production, signed")),
        (gettext_lazy("Read by"), gettext_lazy("14 of 15 operators")),
    )

    def more_context(self) -> dict[str, Any]:
        links = [Link(_("As a tree"), at(self.actor, "tree"), "list-tree")]
        if self.actor.has(MANAGE):
            links.append(Link(_("Bring in"), at(self.actor, "intakes"), "folder-input"))
        return {"elsewhere": links}


@dataclass(frozen=True)
class Branch:
    """A document with those that stand under it."""

    document: Document
    url: str
    below: list[Branch]
    tree_url: str
    state: Any


class DocumentTree(OrganizationView):
    """Documents under each other: two levels from the top, or from the document that is asked for."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        top = self.top
        branches = self.branches()
        crumbs = [Link(_("Documents"), at(self.actor, "document_list"))]
        if top is not None:
            crumbs.append(Link(_("Tree"), at(self.actor, "tree")))
        context = {
            "page": {"title": top.title if top else _("Document tree"), "crumbs": crumbs},
            "top": top,
            "up_url": self._up(top),
            "branches": branches,
        }
        return render(request, "documents/tree.html", context)

    @cached_property
    def top(self) -> Document | None:
        """The document from which the tree is shown; None: from the top."""
        number = self.request.GET.get("under", "")
        if not number:
            return None
        found = finding.record(Document, number, self.actor, relations=("parent",))
        if found is None:
            raise Http404
        return found

    def branches(self) -> list[Branch]:
        """Two levels in two statements; who may not see a parent sees what stands under it at the top."""
        seen = register(self.actor).select_related("current_revision", "owner").order_by("number", "id")
        if self.top is not None:
            first = list(seen.filter(parent=self.top)[:MOST_IN_TREE])
        else:
            hidden = Q(parent=None) | ~Q(parent__in=register(self.actor).values("pk"))
            first = list(seen.filter(hidden)[:MOST_IN_TREE])
        below: dict[UUID | None, list[Branch]] = {}
        for document in seen.filter(parent__in=[one.pk for one in first])[:MOST_IN_TREE]:
            below.setdefault(document.parent_id, []).append(self._branch(document, []))
        return [self._branch(document, below.get(document.pk, [])) for document in first]

    def _branch(self, document: Document, below: list[Branch]) -> Branch:
        document.organization = self.organization
        tree = at(self.actor, "tree", under=document.number)
        state = DOCUMENT_LIFECYCLE.by_state[document.status]
        return Branch(document, document.get_absolute_url(), below, tree, state)

    def _up(self, top: Document | None) -> str:
        """The tree one level up, where the actor may see it."""
        if top is None:
            return ""
        parent = top.parent
        seen = parent is not None and register(self.actor).filter(pk=parent.pk).exists()
        return at(self.actor, "tree", under=parent.number) if seen and parent else at(self.actor, "tree")


class RegisterDocument(CreatePage):
    """A number and a first draft, in a few fields."""

    model = Document
    form_class = RegisterForm
    template_name = "documents/register.html"
    title = gettext_lazy("New document")
    lead = gettext_lazy("It gets its number and a first draft. What else belongs to it comes with its type.")
    submit_label = gettext_lazy("Register it")

    def initial(self) -> dict[str, Any]:
        given = {"owner": self.actor.person_id}
        if parent := self.request.GET.get("under"):
            found = finding.record(Document, parent, self.actor, relations=())
            given["parent"] = found.pk if found else None
        return {**super().initial(), **given}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        given = form.cleaned_data
        if given["type"].status != "active":
            raise ValidationError({"type": _("This type is no longer used. Choose another one.")})
        with transaction.atomic():
            document = actions.register_document(
                by=self.actor, id=new_id, number=given.get("own_number", ""), **form.values
            )
            actions.start_revision(document=document, by=self.actor, content_kind=given["content_kind"])
        return document

    def more_context(self) -> dict[str, Any]:
        types = access.visible(self.actor, DocumentType.objects.in_force().filter(status="active"))
        rows = [(one.title, numbering.preview(one.number_pattern, count=1)) for one in types.order_by("title")]
        return {"patterns": [(title, shown[0] if shown else "") for title, shown in rows]}

    def thanks(self, record: Record) -> str:
        return _("%(number)s is registered. Write its first revision.") % {"number": record.number}
