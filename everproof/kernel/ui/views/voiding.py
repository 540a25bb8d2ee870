"""Takes a record out of use with a reason, and brings it back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel import access, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records import Record
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.forms import ReasonForm, add_errors
from everproof.kernel.ui.views.organization import RecordView


class _WithReason(RecordView, ABC):
    """Asks for a reason and does one thing with the record."""

    template_name = "ui/void.html"
    verb = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        return self.shown(ReasonForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.act(form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        messages.success(request, self.done(record))
        return redirect(self.here())

    def shown(self, form: ReasonForm) -> HttpResponse:
        context = {"page": self.page(), "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    @abstractmethod
    def act(self, reason: str) -> Record:
        """Do it, for this reason."""

    @abstractmethod
    def done(self, record: Record) -> str:
        """What was done, in a sentence."""

    @abstractmethod
    def page(self) -> pages.StepPage:
        """What stands round the form."""


class VoidPage(_WithReason):
    """Voids a record."""

    verb = "void"

    def act(self, reason: str) -> Record:
        return records.void(self.record, by=self.actor, reason=reason)

    def done(self, record: Record) -> str:
        return _("%(number)s is voided.") % {"number": record.number or record.title}

    def page(self) -> pages.StepPage:
        number = self.record.number
        stays = [_("The number %(number)s stays taken.") % {"number": number}] if number else []
        return pages.StepPage(
            title=_("Void this record"),
            submit_label=_("Void"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            consequences=[
                *stays,
                _("The record leaves lists, counts and checks, and can still be found."),
                _("Someone with the right to do so can reinstate it."),
            ],
            missing=[pages.Missing(_("This record is voided already."))] if self.record.is_voided else [],
            submit_tone="danger",
            action=self.request.path,
        )


class ReinstatePage(_WithReason):
    """Brings a voided record back."""

    verb = "reinstate"

    def act(self, reason: str) -> Record:
        return records.reinstate(self.record, by=self.actor, reason=reason)

    def done(self, record: Record) -> str:
        return _("%(number)s is reinstated.") % {"number": record.number or record.title}

    def page(self) -> pages.StepPage:
        return pages.StepPage(
            title=_("Reinstate this record"),
            submit_label=_("Reinstate"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            consequences=[_("It comes back as it was, to lists, counts and checks.")],
            missing=[] if self.record.is_voided else [pages.Missing(_("This record is not voided."))],
            action=self.request.path,
        )
