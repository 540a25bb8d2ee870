"""Does one thing with all chosen rows of a list: asks once, then says what was done and what was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import records, verbs
from everproof.kernel.errors import Refused
from everproof.kernel.lifecycle import Transition
from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import ReasonForm
from everproof.kernel.ui.views.organization import TypeView

MOST = 200
SHOWN = 5


class BulkPage(TypeView):
    """A post from a list brings the chosen rows; the same address with a confirmation does it.

    Each record is changed by itself: one that refuses does not keep the others back.
    """

    template_name = "ui/confirm.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verb = self.kwargs["verb"]
        step = self._step(verb)
        chosen = self._chosen()
        if not chosen:
            messages.warning(request, _("Choose at least one row first."))
            return redirect(self._back())
        needs_reason = verb == "void" or bool(step and step.reason_needed)
        form = _form(needs_reason, request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self._asked(verb, step, chosen, form)
        done, refused = self._carry_out(verb, chosen, form.cleaned_data.get("reason", ""))
        self._tell(done, refused)
        return redirect(self._back())

    def _step(self, verb: str) -> Transition | None:
        lifecycle = self.record_type.lifecycle
        step = lifecycle.transitions.get(verb) if lifecycle else None
        if verb != "void" and (step is None or step.fields or step.signature):
            raise Http404
        return step

    def _chosen(self) -> list[Record]:
        keys = []
        for text in self.request.POST.getlist("chosen")[:MOST]:
            try:
                keys.append(UUID(text))
            except ValueError:
                continue
        found = list(self.queryset().filter(pk__in=keys))
        for record in found:
            record.organization = self.organization
        return found

    def _asked(self, verb: str, step: Transition | None, chosen: list[Record], form: forms.Form) -> HttpResponse:
        label = str(step.label) if step else _("Void")
        count = len(chosen)
        form.fields["chosen"] = forms.MultipleChoiceField(
            widget=forms.MultipleHiddenInput, required=False, initial=[str(record.pk) for record in chosen]
        )
        form.fields["next"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self._back())
        form.fields["confirmed"] = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")
        names = ", ".join(record.number or record.title for record in chosen[:SHOWN])
        if count > SHOWN:
            more = ngettext("and %(n)d more", "and %(n)d more", count - SHOWN) % {"n": count - SHOWN}
            names = f"{names} {more}"
        page = pages.StepPage(
            title=ngettext("%(verb)s: %(n)d record", "%(verb)s: %(n)d records", count) % {"verb": label, "n": count},
            submit_label=label,
            cancel_url=self._back(),
            lead=f"{names}.",
            submit_tone="danger" if verb == "void" else "primary",
            action=self.request.path,
        )
        context = {"page": page, "form": form}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def _carry_out(self, verb: str, chosen: list[Record], reason: str) -> tuple[list[Record], list[str]]:
        done, refused = [], []
        for record in chosen:
            try:
                if verb == "void":
                    done.append(records.void(record, by=self.actor, reason=reason))
                else:
                    done.append(verbs.perform(record, verb, {}, by=self.actor, reason=reason))
            except Refused as refusal:
                refused.append(f"{record.number or record.title}: {refusal}")
        return done, refused

    def _tell(self, done: list[Record], refused: list[str]) -> None:
        if done:
            words = ngettext("%(n)d record changed.", "%(n)d records changed.", len(done)) % {"n": len(done)}
            messages.success(self.request, words)
        for words in refused[:SHOWN]:
            messages.error(self.request, words)
        if len(refused) > SHOWN:
            more = len(refused) - SHOWN
            messages.error(self.request, ngettext("%(n)d more refused.", "%(n)d more refused.", more) % {"n": more})

    def _back(self) -> str:
        url = self.request.POST.get("next", "")
        allowed = url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())
        return url if allowed else self.address()


def _form(needs_reason: bool, data: Any) -> forms.Form:
    return ReasonForm(data) if needs_reason else forms.Form(data)
