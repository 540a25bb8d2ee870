"""Pages of feedback and of customers' scorecards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from everproof.customers.actions.feedback import record_feedback
from everproof.customers.forms.surveys import FeedbackForm, ScorecardForm
from everproof.customers.models import CustomerScorecard, Feedback
from everproof.kernel import clock
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage


class FeedbackList(RecordList):
    model = Feedback
    create_label = gettext_lazy("New feedback")
    example_title = gettext_lazy("The new packing is a joy")
    example = (
        (gettext_lazy("Kind"), gettext_lazy("Compliment")),
        (gettext_lazy("Said by"), gettext_lazy("The store of Nordstrom, on a visit")),
        (gettext_lazy("What came of it"), gettext_lazy("The packers were told; the other lines follow in May")),
    )


class FeedbackPage(RecordPage):
    model = Feedback
    parts = (
        Part(gettext_lazy("What was said"), ("text",), gettext_lazy("Nothing written beyond the title.")),
        Part(
            gettext_lazy("At a glance"),
            ("customer", "contact", "order", "kind", "channel", "received_on", "answer_needed", "response"),
        ),
        Part(gettext_lazy("What came of it"), ("outcome",), gettext_lazy("Nobody has said it yet.")),
        Part(gettext_lazy("Answer"), ("answer", "answered_on"), hidden_while_empty=True),
        Part(gettext_lazy("Looked at"), ("reviewed_on", "reviewed_by"), hidden_while_empty=True),
    )


class AddFeedback(CreatePage):
    model = Feedback
    form_class = FeedbackForm
    title = gettext_lazy("New feedback")
    lead = gettext_lazy("Good or bad, in the customer’s own words.")

    def initial(self) -> dict[str, Any]:
        customer = self.request.GET.get("customer", "")
        return {**super().initial(), "customer": customer, "received_on": clock.today(self.organization.zone)}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return record_feedback(by=self.actor, id=new_id, **form.values)


class EditFeedback(EditPage):
    model = Feedback
    form_class = FeedbackForm


class ScorecardList(RecordList):
    model = CustomerScorecard
    create_label = gettext_lazy("New line")
    example_title = gettext_lazy("Delivery performance, first quarter")
    example = (
        (gettext_lazy("As they gave it"), gettext_lazy("B, 87.5 %")),
        (gettext_lazy("Points"), gettext_lazy("87.5 of 100")),
        (gettext_lazy("Their target"), gettext_lazy("at least 95 %")),
    )


class ScorecardPage(RecordPage):
    model = CustomerScorecard
    parts = (
        Part(
            gettext_lazy("As they gave it"),
            ("customer", "given", "their_target", "period_from", "period_to", "received_on"),
        ),
        Part(gettext_lazy("As it counts"), ("points", "best"), gettext_lazy("They gave no number; it does not count.")),
        Part(gettext_lazy("Their comment"), ("comment",), hidden_while_empty=True),
    )


class AddScorecard(CreatePage):
    model = CustomerScorecard
    form_class = ScorecardForm
    title = gettext_lazy("New line of a scorecard")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "customer": self.request.GET.get("customer", "")}


class EditScorecard(EditPage):
    model = CustomerScorecard
    form_class = ScorecardForm
