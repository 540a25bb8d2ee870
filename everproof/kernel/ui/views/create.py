"""Makes a record: a form, one action, and the page of what was made."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel import access, ids, verbs
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions as file_actions
from everproof.kernel.files.incoming import FIELD, uploads_of
from everproof.kernel.records import Record
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.ui import addresses, drafts, files, pages
from everproof.kernel.ui.forms import RecordForm, add_errors, form_class_for
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.surroundings import surroundings
from everproof.kernel.ui.views.organization import TypeView


class CreatePage(TypeView):
    """Asks for the fields of a new record. The form carries the new record's id, so that sending twice makes one.

    Rooms set `model`, and `form_class` or `fields`; `act` calls their action.
    """

    template_name = "ui/form.html"
    form_class: type[RecordForm] | None = None
    fields: tuple[str, ...] = ()
    groups: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()
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
            # The bytes are kept before there is a record that speaks of them, so a file that is refused stops it all.
            received = file_actions.receive(uploads_of(request), by=self.actor) if FIELD in form.fields else []
            record = self._act_once(form)
            file_actions.attach(record, received, by=self.actor)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        return self.made(record)

    def check(self) -> None:
        """Before anything is shown or made: the right to make such a record."""
        access.require(self.actor, "create", self.record_type.model)

    def _act_once(self, form: RecordForm) -> Record:
        """Make the record; a form that is sent twice means the first one, if the person may see it."""
        try:
            return self.act(form, self.new_id())
        except AlreadyRecorded as done:
            record = self.queryset().filter(pk=done.record_id).first()
            if record is None:
                raise
            record.organization = self.organization
            return record

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        """Make the record out of what was typed."""
        return verbs.create(self.record_type, form.values, by=self.actor, id=new_id)

    def made(self, record: Record) -> HttpResponse:
        drafts.acknowledge(self.request, self.draft_key)
        messages.success(self.request, self.thanks(record))
        return redirect(self.next_url(record))

    def thanks(self, record: Record) -> str:
        return _("%(number)s is recorded.") % {"number": record.number or record.title}

    def next_url(self, record: Record) -> str:
        return addresses.of_record(record)

    def form(self, data: Any = None) -> RecordForm:
        form_class = self.form_class or form_class_for(self.record_type.model, self.fields)
        initial = {"id": ids.uuid7(), **self.initial()} if data is None else {}
        form = form_class(data, actor=self.actor, initial=initial)
        form.fields["id"] = forms.CharField(widget=forms.HiddenInput, required=False)
        return form

    def initial(self) -> dict[str, Any]:
        """What is filled in before the person starts: the site they look at, or the one they work at."""
        site_id = surroundings(self.request).site_id
        return {"site": site_id or (self.actor.person.site_id if self.actor.person else None)}

    def new_id(self) -> UUID:
        """The id that the form carries; a new one where it carries none that can be read."""
        try:
            return UUID(self.request.POST.get("id", ""))
        except ValueError:
            return ids.uuid7()

    @cached_property
    def draft_key(self) -> str:
        return f"{self.record_type.name}:new"

    def shown(self, form: RecordForm) -> HttpResponse:
        if FIELD in form.fields:
            largest = file_actions.largest_file(self.organization.pk)
            widget: Any = form.fields[FIELD].widget
            widget.upload = files.upload(f"{self.address()}{{id}}/files/", largest, draft_key=self.draft_key)
        context = {"page": self.page(), "form": form, **self.more_context()}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def more_context(self) -> dict[str, Any]:
        """Further template variables of a room's own form."""
        return {}

    def page(self) -> pages.FormPage:
        kind = str(self.record_type.label)
        return pages.FormPage(
            title=str(self.title) or _("New: %(kind)s") % {"kind": kind},
            lead=str(self.lead or self.record_type.about),
            submit_label=str(self.submit_label) or _("Save"),
            cancel_url=self.address(),
            crumbs=[Link(str(self.record_type.plural), self.address())],
            draft_key=self.draft_key,
            groups=[(str(heading), str(words), names) for heading, words, names in self.groups],
            action=self.request.path,
        )
