"""Changes a record. Two people who save at once lose nothing: the second one sees both versions and chooses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel import access, verbs
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui import conflicts, drafts, pages, values
from everproof.kernel.ui.forms import RecordForm, add_errors, add_reason, editable_fields, form_class_for
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.organization import RecordView


class EditPage(RecordView):
    """Asks for the fields of a record as they stand. Rooms set `model`, and `form_class` or `fields`."""

    verb: str = "update"
    """What the person must be allowed to do."""

    template_name = "ui/form.html"
    form_class: type[RecordForm] | None = None
    fields: tuple[str, ...] = ()

    @classmethod
    def asked(cls, record_type: RecordType) -> tuple[str, ...]:
        """The fields that this page asks for: the room's, its form's, or those that the verb takes."""
        if cls.fields or cls.form_class:
            return cls.fields or tuple(cls.form_class._meta.fields or ())  # type: ignore[union-attr]
        taken = verbs.fields_of(record_type, "update")
        return tuple(name for name in editable_fields(record_type.model) if name in taken)

    groups: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        if "resolve" in request.POST:
            return self.save(self.form(conflicts.decided(request.POST, self.form())))
        return self.save(self.form(request.POST))

    def save(self, form: RecordForm, besides: str = "") -> HttpResponse:
        """Validate, act, and lead back to the record; `besides` is said together with the success."""
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.act(form)
        except Conflict as conflict:
            return self.meanwhile(form, conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(self.request, self.draft_key)
        if record.version != self.record.version:
            changed = _("%(number)s is changed.") % {"number": record.number or record.title}
            messages.success(self.request, f"{changed} {besides}".strip())
        return redirect(self.here())

    def check(self) -> None:
        """Before anything is shown: the right, then whether the record may be changed at all."""
        access.require(self.actor, self.verb, self.record)
        try:
            refuse_if_locked(self.record)
        except Refused as refusal:
            raise NotAllowed(*refusal.reasons) from refusal

    def act(self, form: RecordForm) -> Record:
        """Change the record as typed, if it is still the version that the person saw."""
        return verbs.update(
            self.record,
            form.values,
            by=self.actor,
            reason=form.cleaned_data.get("reason", ""),
            expected_version=form.cleaned_data.get("version"),
        )

    def form(self, data: Any = None) -> RecordForm:
        form_class = self.form_class or form_class_for(self.record_type.model, self.asked(self.record_type))
        form = form_class(data, actor=self.actor, instance=self.record)
        if "update" in self.record_type.reason_needed:
            add_reason(form)
        return form

    @cached_property
    def draft_key(self) -> str:
        return f"{self.record_type.name}:{self.record.pk}"

    def shown(self, form: RecordForm) -> HttpResponse:
        context = {"page": self.page(), "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def page(self) -> pages.FormPage:
        return pages.FormPage(
            title=_("Edit %(what)s") % {"what": self.record.number or self.record.title},
            submit_label=_("Save"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())],
            draft_key=self.draft_key,
            groups=[(str(heading), str(words), names) for heading, words, names in self.groups],
            action=self.request.path,
        )

    # Two people at once -------------------------------------------------------------------------------------------

    def meanwhile(self, form: RecordForm, conflict: Conflict) -> HttpResponse:
        """Somebody saved first. What does not contradict stands together; about the rest the person decides."""
        if disagreements := conflicts.disagreements(form, conflict):
            return self.ask(form, conflict, disagreements)
        by, _at = conflicts.last_change(conflict.current)
        self.record = conflict.current
        self.record.organization = self.organization
        merged = self.form(conflicts.merged(form, conflict, self.form()))
        return self.save(merged, _("%(who)s changed other fields meanwhile; both changes are kept.") % {"who": by})

    def ask(self, form: RecordForm, conflict: Conflict, fields: Sequence[pages.Disagreement]) -> HttpResponse:
        """Show both versions of each field, and carry along everything that was typed."""
        by, at = conflicts.last_change(conflict.current)
        page = pages.ConflictPage(
            title=_("Somebody saved before you"),
            by=by,
            at=at,
            fields=fields,
            cancel_url=self.here(),
            hidden=[*conflicts.kept(form, conflict), ("resolve", "1")],
            action=self.request.path,
            record=values.record_link(self.record, self.record_type),
        )
        return render(self.request, "ui/conflict.html", {"page": page, "record": self.record}, status=409)
