"""Changes a record. Two people who save at once lose nothing: the second one sees both versions and chooses."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel import access, records
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui import drafts, pages, values
from everproof.kernel.ui.forms import RecordForm, add_errors, add_reason, editable_fields, form_class_for
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.history import SYSTEM, in_words
from everproof.kernel.ui.views.organization import RecordView

TYPED = "typed-"


class EditPage(RecordView):
    """Asks for the fields of a record as they stand. Rooms set `model`, and `form_class` or `fields`."""

    template_name = "ui/form.html"
    form_class: type[RecordForm] | None = None
    fields: tuple[str, ...] = ()
    groups: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = self.form(self._chosen_data() if "resolve" in request.POST else request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.act(form)
        except Conflict as conflict:
            return self.conflict(form, conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(request, self.draft_key)
        if record.version != self.record.version:
            messages.success(request, _("%(number)s is changed.") % {"number": record.number or record.title})
        return redirect(self.here())

    def check(self) -> None:
        """Before anything is shown: the right, then whether the record may be changed at all."""
        access.require(self.actor, "update", self.record)
        try:
            refuse_if_locked(self.record)
        except Refused as refusal:
            raise NotAllowed(*refusal.reasons) from refusal

    def act(self, form: RecordForm) -> Record:
        """Change the record as typed, if it is still the version that the person saw."""
        return records.update(
            self.record,
            by=self.actor,
            reason=form.cleaned_data.get("reason", ""),
            expected_version=form.cleaned_data.get("version"),
            **form.values,
        )

    def form(self, data: Any = None) -> RecordForm:
        form_class = self.form_class or form_class_for(self.record_type.model, self.fields)
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

    def conflict(self, form: RecordForm, conflict: Conflict) -> HttpResponse:
        """Show, for each field that both changed or that differs now, what is stored and what was typed."""
        current = conflict.current
        by, at = self._last_change(current)
        typed = [
            (f"{TYPED}{name}", value) for name in form.data for value in form.data.getlist(name) if name in form.fields
        ]
        page = pages.ConflictPage(
            title=_("Somebody saved before you"),
            by=by,
            at=at,
            fields=self._disagreements(form, current, conflict.theirs),
            cancel_url=self.here(),
            hidden=[
                *(pair for pair in typed if pair[0] != f"{TYPED}version"),
                (f"{TYPED}version", str(current.version)),
                ("resolve", "1"),
            ],
            action=self.request.path,
            record=values.record_link(self.record, self.record_type),
        )
        return render(self.request, "ui/conflict.html", {"page": page, "record": self.record}, status=409)

    def _disagreements(self, form: RecordForm, current: Record, theirs: dict[str, Any]) -> list[pages.Disagreement]:
        found = []
        for name, mine in form.values.items():
            field: Any = current._meta.get_field(name)
            stored = getattr(current, name)
            if name in theirs and plain(_key(stored)) != plain(_key(mine)):
                label = str(field.verbose_name)
                found.append(
                    pages.Disagreement(
                        name, f"{label[:1].upper()}{label[1:]}", _words(field, stored), _words(field, mine)
                    )
                )
        return found

    def _last_change(self, current: Record) -> tuple[str, Any]:
        entry = (
            LedgerEntry.objects.filter(
                organization_id=current.organization_id, type=current.type_name, record_id=str(current.pk)
            )
            .order_by("-at", "-id")
            .only("actor", "at")
            .first()
        )
        if entry is None or entry.actor.startswith(SYSTEM):
            return "Everproof", current.updated_at
        who = Person.objects.filter(organization_id=current.organization_id, pk=entry.actor).only("title").first()
        return (who.title if who else _("Someone")), entry.at

    def _chosen_data(self) -> QueryDict:
        """What was typed, with the stored value wherever the person chose it or did not touch the field."""
        typed, data = self.request.POST, QueryDict(mutable=True)
        for name in typed:
            if name.startswith(TYPED):
                data.setlist(name.removeprefix(TYPED), typed.getlist(name))
        as_stored = self.form()
        for name in self.fields or editable_fields(self.record_type.model):
            if name in as_stored.fields and typed.get(name) == "theirs":
                _put_stored(data, as_stored, name)
        return data


def _put_stored(data: QueryDict, form: RecordForm, name: str) -> None:
    value = form[name].value()
    if value is None or value is False:
        data.pop(name, None)
    else:
        prepared = form.fields[name].prepare_value(value)
        data.setlist(name, [str(item) for item in prepared] if isinstance(prepared, list) else [str(prepared)])


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _words(field: Any, value: Any) -> str:
    if isinstance(value, models.Model):
        return str(getattr(value, "title", value))
    return in_words(field, plain(value))
