"""Takes one step of a record's life: what will happen, what is missing, the form that the step asks for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel import access, transitions
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.lifecycle import Transition
from everproof.kernel.records import Record
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.forms import RecordForm, add_errors, add_reason, form_class_for
from everproof.kernel.ui.steps import ways
from everproof.kernel.ui.views.organization import RecordView


class TransitionPage(RecordView):
    """One transition. Rooms set `model`, `transition` and perhaps `form_class`; `act` calls their action."""

    template_name = "ui/transition.html"
    transition = ""
    form_class: type[RecordForm] | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.step.name, self.record)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.step.name, self.record)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.act(form)
        except Conflict as conflict:
            self.record = conflict.current
            self.record.organization = self.organization
            form = self.form(self._with_new_version(request.POST, conflict.current.version))
            add_errors(form, conflict)
            return self.shown(form, 409)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        messages.success(request, self.done(record))
        return redirect(self.here())

    @cached_property
    def step(self) -> Transition:
        lifecycle = self.record_type.lifecycle
        name = self.transition or self.kwargs["step"]
        if lifecycle is None or name not in lifecycle.transitions:
            raise Http404
        return lifecycle.transitions[name]

    def act(self, form: RecordForm) -> Record:
        """Do the transition with what was typed."""
        return transitions.perform(self.record, self.step.name, by=self.actor, **self.values(form))

    def values(self, form: RecordForm) -> dict[str, Any]:
        """Arguments of the action: the step's fields, the reason if it asks for one, the version that was seen."""
        reason = {"reason": form.cleaned_data["reason"]} if "reason" in form.fields else {}
        return {**form.values, **reason, "expected_version": form.cleaned_data.get("version")}

    def done(self, record: Record) -> str:
        lifecycle = self.record_type.lifecycle
        assert lifecycle is not None
        state = str(lifecycle.by_state[record.status].label)
        return _("%(number)s: %(state)s.") % {"number": record.number or record.title, "state": state}

    def form(self, data: Any = None) -> RecordForm:
        base = self.form_class or form_class_for(self.record_type.model, self.step.fields or ("title",))
        form = base(data, actor=self.actor, instance=self.record, initial=self.initial())
        if not self.step.fields and self.form_class is None:
            del form.fields["title"]
        if self.step.reason_needed:
            add_reason(form)
        return form

    def initial(self) -> dict[str, Any]:
        """What is filled in beyond what the record holds already."""
        return {}

    def _with_new_version(self, typed: Any, version: int) -> Any:
        data = typed.copy()
        data["version"] = str(version)
        return data

    def shown(self, form: RecordForm, status: int = 0) -> HttpResponse:
        context = {"page": self.page(), "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=status or (422 if form.is_bound else 200))

    def page(self) -> pages.StepPage:
        lifecycle = self.record_type.lifecycle
        assert lifecycle is not None
        return pages.StepPage(
            title=str(self.step.label),
            submit_label=str(self.step.label),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            lead=str(self.step.help),
            missing=self.missing(),
            consequences=self.consequences(),
            signature=str(self.step.signature),
            action=self.request.path,
            from_state=lifecycle.by_state.get(self.record.status),
            to_state=lifecycle.by_state[self.step.target],
        )

    def missing(self) -> list[pages.Missing]:
        """What the form itself cannot settle; then there is nothing to fill in yet."""
        way = next((way for way in ways(self.record, self.actor) if way.transition is self.step), None)
        if way is None:
            lifecycle = self.record_type.lifecycle
            assert lifecycle is not None
            if self.record.is_voided:
                return [pages.Missing(_("This record is voided. Reinstate it first."))]
            state = lifecycle.by_state[self.record.status].label
            return [pages.Missing(_("This is not possible in the state “%(state)s”.") % {"state": state})]
        return [pages.Missing(str(reason)) for reason in way.blocking]

    def consequences(self) -> list[str]:
        """What follows from the step, in sentences."""
        return []
