"""Takes one step of a record's life: what will happen, what is missing, the form that the step asks for."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import access, verbs
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.lifecycle import Transition
from everproof.kernel.records import Record
from everproof.kernel.signatures import actions as signatures
from everproof.kernel.signatures import forms as signing
from everproof.kernel.signatures import meanings, proofs
from everproof.kernel.signatures.offers import Offer
from everproof.kernel.signatures.proofs import Proof
from everproof.kernel.ui import history, pages, values
from everproof.kernel.ui.forms import RecordForm, add_errors, add_reason, form_class_for
from everproof.kernel.ui.steps import ways
from everproof.kernel.ui.views.organization import RecordView


class TransitionPage(RecordView):
    """One transition. Rooms set `model`, `transition` and perhaps `form_class`; `act` calls their action."""

    template_name = "ui/transition.html"
    transition = ""
    form_class: type[RecordForm] | None = None
    proof: Proof | None = None
    """Who signs proved it, for this record as they saw it; only where the step needs a signature."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.step.name, self.record)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.step.name, self.record)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            self.confirm(form)
            record = self.act(form)
        except Conflict as conflict:
            return self.meanwhile(conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        if self.proof:
            proofs.remember(request)
        messages.success(request, self.done(record))
        return redirect(self.here())

    def meanwhile(self, conflict: Conflict) -> HttpResponse:
        """Somebody was faster: what was typed stays, and what they changed is said, for the person to look at."""
        self.record = conflict.current
        self.record.organization = self.organization
        self.__dict__.pop("offer", None)
        form = self.form(self._with_new_version(self.request.POST, conflict.current.version))
        add_errors(form, conflict)
        if self.meaning:
            for name, (then, now) in conflict.theirs.items():
                form.add_error(None, history.change_in_words(conflict.current, name, then, now))
        return self.shown(form, 409)

    # Signing --------------------------------------------------------------------------------------------------------

    @cached_property
    def meaning(self) -> str:
        """What the signature means that the step needs for this record; empty where it needs none."""
        return self.step.meaning(self.record)

    @cached_property
    def offer(self) -> Offer:
        """What is shown to sign, made anew for each showing of the page."""
        return signatures.prepare(self.record, self.meaning, self.actor, self.request)

    def confirm(self, form: RecordForm) -> None:
        """Ask for the person again, where the step needs a signature."""
        if self.meaning:
            if self.problem:
                raise Refused(self.problem)
            token, answer = form.cleaned_data[signing.TOKEN], signing.answer_of(form)
            self.proof = signatures.confirm(self.request, self.record, self.meaning, token, answer, by=self.actor)

    def signing(self, form: RecordForm) -> pages.Signing | None:
        if not self.meaning or self.problem:
            return pages.Signing((), problem=self.problem) if self.meaning else None
        offer = self.offer
        files = ngettext("%(n)d file", "%(n)d files", len(offer.files)) % {"n": len(offer.files)}
        version = _("Version %(n)d") % {"n": offer.seen.version}
        facts = [
            pages.Fact(_("What"), f"{self.record.number} {self.record.title}".strip()),
            pages.Fact(_("As it stands"), f"{version}, {files}" if offer.files else version),
            pages.Fact(_("Signed by"), f"{offer.name}, {offer.role}" if offer.role else offer.name),
            pages.Fact(_("Meaning"), meanings.label(self.meaning)),
            pages.Fact(_("Fingerprint"), offer.seen.digest[:16], "number"),
        ]
        if not offer.is_possible:
            words = _("Your login has neither a password nor a passkey. Add a passkey, then sign.")
            return pages.Signing(facts, problem=words, problem_url=reverse("mfa_index"))
        return pages.Signing(
            facts,
            fields=signing.visible(form),
            others=tuple(field.name for field in form.visible_fields() if field.name not in signing.NAMES),
            with_password=offer.with_password,
            passkey=json.dumps(offer.passkey) if offer.passkey else "",
        )

    @cached_property
    def problem(self) -> str:
        """Why this cannot be signed here and now; empty when it can."""
        try:
            self.offer  # noqa: B018  making it asks
        except Refused as refusal:
            return str(refusal)
        return ""

    @cached_property
    def step(self) -> Transition:
        lifecycle = self.record_type.lifecycle
        name = self.transition or self.kwargs["step"]
        if lifecycle is None or name not in lifecycle.transitions:
            raise Http404
        return lifecycle.transitions[name]

    def act(self, form: RecordForm) -> Record:
        """Do the transition with what was typed."""
        values = self.values(form)
        options = {name: values.pop(name) for name in ("reason", "signature", "expected_version") if name in values}
        return verbs.perform(self.record, self.step.name, values, by=self.actor, **options)

    def values(self, form: RecordForm) -> dict[str, Any]:
        """Arguments of the action: the step's fields, reason and signature if it asks for them, the version seen."""
        reason = {"reason": form.cleaned_data["reason"]} if "reason" in form.fields else {}
        signature = {"signature": self.proof} if self.proof else {}
        return {**form.values, **reason, **signature, "expected_version": form.cleaned_data.get("version")}

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
        if self.meaning and not self.problem:
            signing.add_signature(form, self.offer)
        return form

    def initial(self) -> dict[str, Any]:
        """What is filled in beyond what the record holds already."""
        return {}

    def _with_new_version(self, typed: Any, version: int) -> Any:
        data = typed.copy()
        data["version"] = str(version)
        return data

    def shown(self, form: RecordForm, status: int = 0) -> HttpResponse:
        page = self.page()
        page.signing = None if page.missing else self.signing(form)
        context = {"page": page, "form": form, "record": self.record}
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
            signature=meanings.statement(self.meaning) if self.meaning else "",
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
