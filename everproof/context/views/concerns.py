"""Pages of concerns."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context.actions import concerns as actions
from everproof.context.forms.concerns import RaiseForm
from everproof.context.models import Concern
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, Part, RecordList, RecordPage


class ConcernList(RecordList):
    model = Concern
    create_label = gettext_lazy("Raise a concern")
    example_title = gettext_lazy("We are told to ship although the test bench was down")
    example = (
        (
            gettext_lazy("Answer"),
            gettext_lazy("True: two valves were held back and tested again; nobody ships untested."),
        ),
        (gettext_lazy("Afterwards"), gettext_lazy("Asked after six weeks: no disadvantage.")),
    )


class ConcernPage(RecordPage):
    model = Concern
    parts = (
        Part(gettext_lazy("What worries"), ("description",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("At a glance"), ("topic", "raised_on", "anonymous", "raised_by")),
        Part(gettext_lazy("Answer"), ("answer",), gettext_lazy("It has no answer yet.")),
        Part(gettext_lazy("Afterwards"), ("answered_on", "retaliation_checked_on"), hidden_while_empty=True),
    )


class RaiseConcern(CreatePage):
    model = Concern
    form_class = RaiseForm
    title = gettext_lazy("Raise a concern")
    lead = gettext_lazy(
        "About quality or about how people are treated. Only the quality manager, top management and auditors read it."
    )
    submit_label = gettext_lazy("Raise it")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_concern(by=self.actor, id=new_id, **form.values)

    def thanks(self, record: Record) -> str:
        return _("%(number)s is raised. You can follow it under this number.") % {"number": record.number}

    def next_url(self, record: Concern) -> str:  # type: ignore[override]
        """Its page; who kept the own name out may not see that page, and goes home."""
        if record.anonymous:
            return reverse("context:overview", args=[self.organization.slug])
        return super().next_url(record)
