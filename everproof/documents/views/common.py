"""What several pages of the room share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.documents import audience
from everproof.documents.models import DocumentRevision
from everproof.kernel import modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import APPROVE, AUDIT, MANAGE
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.records import Record
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.ui import addresses, pages, values
from everproof.kernel.ui.asking import Answer, Question
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import RecordView

AUDIENCE = "audience_"


def at(actor: Actor, name: str, record: Record | None = None, **query: Any) -> str:
    """The address of a page of this room, of one record or of none."""
    where = [actor.organization.slug] + ([record.reference] if record is not None else [])
    found = reverse(f"documents:{name}", args=where)
    return f"{found}?{urlencode(query)}" if query else found


def writing_url(actor: Actor, revision: Any) -> str:
    """Where a draft gets its content: the editor, the fields of a form, or the page for a file or a link."""
    is_written = revision.content_kind == DocumentRevision.ContentKind.WRITTEN
    if is_written and revision.form:
        return at(actor, "design_form", revision)
    return at(actor, "write" if is_written else "content", revision)


def readers_link(actor: Actor, document: Any, revision: Any) -> list[Link]:
    """The way to who has read a revision, for its owner, its author and those who look after documents."""
    own = actor.person_id is not None and actor.person_id in (document.owner_id, revision.author_id)
    if not revision.number or not (own or any(actor.has(power) for power in (MANAGE, APPROVE, AUDIT))):
        return []
    return [Link(_("Who has read it"), at(actor, "readers", revision), "users")]


def audience_questions(lists: Sequence[Sequence[audience.Entry]], organization_id: int) -> dict[str, Question]:
    """The titles of what audiences name, to be asked with the rest of a page."""
    wanted: dict[str, set[str]] = {}
    for entries in lists:
        for each in entries:
            if each["kind"] in audience.MODELS:
                wanted.setdefault(each["kind"], set()).add(str(each["id"]))
    return {
        f"{AUDIENCE}{kind}": Question(
            audience.MODELS[kind]._default_manager.filter(organization_id=organization_id, pk__in=ids),
            key="id",
            texts=("title",),
        )
        for kind, ids in wanted.items()
    }


def audience_words(entries: Sequence[audience.Entry], around: Mapping[str, Sequence[Answer]]) -> str:
    """An audience in words, from the answers to `audience_questions`."""
    names = {
        str(answer.key): answer.texts[0]
        for name, answers in around.items()
        if name.startswith(AUDIENCE)
        for answer in answers
    }
    return ", ".join(audience.words(entries, names))


class StepForm(RecordView, ABC):
    """Something to do with a record that is more than a transition: a form, one action, and a page to go on with.

    Shown in the dialog of the record's page and on its own. Subclasses set words and form and do the act.
    """

    template_name = "ui/transition.html"
    title: Any = ""
    lead: Any = ""
    submit_label: Any = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.act(form)
        except AlreadyRecorded:
            return redirect(self.here())
        except Conflict as conflict:
            return self.meanwhile(conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        messages.success(request, self.done(record))
        return redirect(self.next_url(record))

    @abstractmethod
    def check(self) -> None:
        """Before anything is shown or done: the right to do it."""

    @abstractmethod
    def form(self, data: Any = None) -> RecordForm:
        """What is asked."""

    @abstractmethod
    def act(self, form: Any) -> Record:
        """Do it; gives the record that was made or changed."""

    @abstractmethod
    def done(self, record: Any) -> str:
        """What is said afterwards."""

    def next_url(self, record: Record) -> str:
        return self.here()

    def missing(self) -> list[pages.Missing]:
        """What stands in the way; then there is nothing to fill in."""
        return []

    def consequences(self) -> list[str]:
        return []

    def meanwhile(self, conflict: Conflict) -> HttpResponse:
        """Somebody was faster: what was typed stays, and the page is for what stands there now."""
        self.record = (
            type(self.record)
            ._default_manager.select_related(*self.relations())
            .get(pk=self.record.pk, organization_id=self.organization.pk)
        )
        self.record.organization = self.organization
        data = self.request.POST.copy()
        data["version"] = str(self.record.version)
        form = self.form(data)
        add_errors(form, conflict)
        return self.shown(form, 409)

    def page(self) -> pages.StepPage:
        return pages.StepPage(
            title=str(self.title),
            submit_label=str(self.submit_label or self.title),
            cancel_url=self.here(),
            record=values.record_link(self.record, modules.type_of(self.record)),
            lead=str(self.lead),
            missing=self.missing(),
            consequences=self.consequences(),
            action=self.request.path,
        )

    def more_context(self) -> dict[str, Any]:
        """Further template variables."""
        return {}

    def shown(self, form: RecordForm, status: int = 0) -> HttpResponse:
        context = {"page": self.page(), "form": form, "record": self.record, **self.more_context()}
        return render(self.request, self.template_name, context, status=status or (422 if form.is_bound else 200))


class MadeOfDocument(ABC):
    """A page that makes something of a document in force; where that cannot be, it leads back there with the reason.

    Stands before the page's base. Such a page may be reached by a code on a wall, long after the form was withdrawn.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.led_back() or super().get(request, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.led_back() or super().post(request, **kwargs)  # type: ignore[misc]

    def led_back(self) -> HttpResponse | None:
        self.check()  # type: ignore[attr-defined]
        reason = self.why_not()
        if not reason:
            return None
        messages.error(self.request, reason)  # type: ignore[attr-defined]
        return redirect(addresses.of_record(self.document))  # type: ignore[attr-defined]

    @abstractmethod
    def why_not(self) -> str:
        """Why nothing can be made of the document now; empty where it can."""
