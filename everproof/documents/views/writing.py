"""The page on which a draft is written, and what it talks to while one writes."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import content
from everproof.documents.actions import revision as actions
from everproof.documents.content import limits, markdown, pictures, variables
from everproof.documents.models import DocumentRevision, Snippet
from everproof.documents.views.comparing import Shown, pictures_of
from everproof.documents.views.writing_tools import TOOLS
from everproof.kernel import access
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.files.actions import largest_file
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui import addresses, conflicts, drafts, formats, pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.organization import RecordView

# Stands in an address for the id that the browser makes for each picture.
NO_ID = UUID(int=0)


class BodyForm(forms.Form):
    """The text of a draft. Without scripts it is written as HTML or in Markdown."""

    body = forms.CharField(label=gettext_lazy("Text"), required=False, max_length=limits.LONGEST, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_body(self) -> str:
        return markdown.html_of_typed(self.cleaned_data["body"])


class DraftView(RecordView):
    """A page about a draft that the actor may change."""

    model = DocumentRevision
    related = ("document", "author")

    @cached_property
    def record(self) -> Any:
        revision = super().record
        revision.document.organization = self.organization
        return revision

    def check(self) -> None:
        """Refuse, with the reason, whoever may not write here or comes after it left the draft."""
        access.require(self.actor, "update", self.record)
        try:
            refuse_if_locked(self.record)
        except Refused as refusal:
            raise NotAllowed(*refusal.reasons) from refusal

    def at(self, name: str, **more: Any) -> str:
        """The address of one of the room's own pages about this revision."""
        given = {"organization": self.organization.slug, "reference": self.record.reference, **more}
        return reverse(f"documents:{name}", kwargs=given)

    def crumbs(self) -> list[Link]:
        document = self.record.document
        named = " ".join(part for part in (document.number, document.title) if part)
        revision = _("Revision %(label)s") % {"label": self.record.revision}
        return [Link(named, addresses.of_record(document)), Link(revision, self.here())]


class WritingPage(DraftView):
    """Shows the editor and takes the text: as JSON while one goes on writing, as a plain form otherwise."""

    template_name = "documents/content/write.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        initial = {"body": self.record.body, "version": self.record.version}
        return self.shown(BodyForm(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = BodyForm(request.POST)
        if not form.is_valid():
            return self.refused(form)
        try:
            revision = actions.write_content(
                revision=self.record,
                by=self.actor,
                body=form.cleaned_data["body"],
                expected_version=form.cleaned_data["version"],
            )
        except Conflict as conflict:
            return self.meanwhile(form, conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.refused(form)
        if self.wants_json:
            return JsonResponse(self.said(revision))
        drafts.acknowledge(request, self.draft_key)
        messages.success(request, _("The text is saved."))
        return redirect(self.here() if "close" in request.POST else self.at("write"))

    @property
    def wants_json(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    @cached_property
    def draft_key(self) -> str:
        return f"document-revision:{self.record.pk}:body"

    def said(self, revision: DocumentRevision) -> dict[str, Any]:
        """What the editor needs to go on after a save."""
        at = timezone.localtime(revision.updated_at)
        words = _("Saved at %(time)s") % {"time": formats.clock(at)}
        return {"version": revision.version, "words": words, "body": revision.body}

    def refused(self, form: BodyForm) -> HttpResponse:
        if self.wants_json:
            reasons = [str(reason) for errors in form.errors.values() for reason in errors]
            return JsonResponse({"reasons": reasons}, status=422)
        return self.shown(form)

    def meanwhile(self, form: BodyForm, conflict: Conflict) -> HttpResponse:
        """Somebody saved first. Where only other fields changed, the text is saved over the new version."""
        if self.wants_json:
            by, _at = conflicts.last_change(conflict.current)
            return JsonResponse({"by": by}, status=409)
        mine = content.clean(form.cleaned_data["body"])
        if "body" not in conflict.theirs or conflict.current.body == mine:
            self.record = conflict.current
            self.record.organization = self.organization
            version = conflict.current.version
            actions.write_content(revision=self.record, by=self.actor, body=mine, expected_version=version)
            drafts.acknowledge(self.request, self.draft_key)
            return redirect(self.at("write"))
        return self.ask(mine, conflict)

    def ask(self, mine: str, conflict: Conflict) -> HttpResponse:
        """Both texts beside each other, word by word; the person decides which one goes on."""
        by, at = conflicts.last_change(conflict.current)
        compared = content.compare(conflict.current.body, mine)
        context = {
            "page": {"title": _("Somebody saved before you"), "crumbs": self.crumbs(), "by": by, "at": at},
            "parts": Shown(pictures_of(conflict.current)).parts(compared, whole=False),
            "mine": mine,
            "version": conflict.current.version,
            "action": self.at("write"),
            "record": self.record,
        }
        return render(self.request, "documents/content/conflict.html", context, status=409)

    def shown(self, form: BodyForm) -> HttpResponse:
        page = pages.FormPage(
            title=self.record.document.title,
            submit_label=_("Save"),
            cancel_url=self.here(),
            crumbs=self.crumbs(),
            draft_key=self.draft_key,
            action=self.at("write"),
        )
        context = {
            "page": page,
            "form": form,
            "record": self.record,
            "tools": TOOLS,
            "writer_json": json.dumps(self.writer()),
            "words_offered": words_offered(self.record),
            "bring_in_url": self.at("bring_in"),
            "content_url": self.at("content"),
            "read_url": self.at("read_revision"),
        }
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def writer(self) -> dict[str, Any]:
        """What the editor in the browser is told: addresses, limits, and where its pictures lie."""
        known = pictures.of(self.record, pictures.named_in(self.record.body))
        return {
            "save": self.at("write"),
            "pictures": self.at("pictures", id=NO_ID),
            "references": self.at("references"),
            "presence": self.at("presence"),
            "largest": largest_file(self.organization.pk),
            "accept": pictures.ACCEPTED,
            "known": {digest: picture.url for digest, picture in known.items()},
        }


def words_offered(revision: DocumentRevision) -> list[dict[str, str]]:
    """The variables and snippets that an author may put in, with what they say today."""
    facts = variables.facts_of(revision)
    found = [
        {"kind": "variable", "key": key, "name": str(label), "label": facts[key]}
        for key, label in variables.LABELS.items()
    ]
    rows = Snippet.objects.in_force().filter(organization_id=revision.organization_id).order_by("title", "key")
    for row in rows[:300]:
        kind = "variable" if row.kind == Snippet.Kind.TEXT else "snippet"
        found.append({"kind": kind, "key": row.key, "name": row.title or row.key, "label": row.text})
    return found
