"""Forms of feedback, questions, surveys and scorecards, and the page on which a customer answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import CustomerScorecard, Feedback, Survey, SurveyQuestion
from everproof.customers.surveys.content import LONGEST, Asked, Kind
from everproof.kernel.ui.forms import LinesField, RecordForm


def _lines(label: Any, help_text: Any) -> LinesField:
    return LinesField(label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class FeedbackForm(RecordForm):
    class Meta:
        model = Feedback
        fields = (
            "title",
            "kind",
            "text",
            "customer",
            "contact",
            "order",
            "received_on",
            "channel",
            "answer_needed",
            "due_on",
            "owner",
            "site",
        )
        labels = {
            "title": _("What did they say, in one sentence?"),
            "text": _("What exactly?"),
            "kind": _("What is it?"),
            "owner": _("Who sees to it?"),
            "due_on": _("Until when do they get an answer?"),
        }
        help_texts = {
            "owner": _("Empty: whoever looks after the customer."),
            "due_on": _("Empty: by the days that your settings give."),
            "kind": _("Where they expect a remedy, record a complaint instead."),
        }
        widgets = {"kind": forms.RadioSelect}


class QuestionForm(RecordForm):
    options = _lines(
        _("Answers to choose from"),
        _("One a line. For a scale: what its lowest and its highest answer mean; empty for the usual words."),
    )
    translations = _lines(
        _("In other languages"),
        _("One language a line, with bars: de | Wie zufrieden sind Sie? and then as many answers as above."),
    )

    class Meta:
        model = SurveyQuestion
        fields = (
            "title",
            "kind",
            "scale_to",
            "options",
            "aspect",
            "topic",
            "place",
            "required",
            "translations",
            "active",
        )
        labels = {"title": _("The question, as customers read it")}
        help_texts = {
            "scale_to": _("Only for a scale of its own, which begins at 1."),
            "topic": _("Such as delivery. How well it is done and how much it matters share one topic."),
            "place": _("Questions of a survey come in the order of their places."),
        }
        widgets = {"kind": forms.RadioSelect}


class SurveyForm(RecordForm):
    translations = _lines(
        _("Words of welcome in other languages"), _("One language a line: de | Guten Tag, wir möchten wissen …")
    )

    class Meta:
        model = Survey
        fields = (
            "title",
            "purpose",
            "introduction",
            "translations",
            "questions",
            "method",
            "sample_size",
            "seed",
            "segment",
            "chosen",
            "follows",
            "period_to",
            "remind_after_days",
            "target",
            "owner",
            "site",
        )
        labels = {
            "title": _("What is it called?"),
            "introduction": _("What do those who answer read first?"),
            "questions": _("Which questions?"),
            "method": _("Who is asked?"),
            "owner": _("Who sees to it?"),
        }
        help_texts = {
            "sample_size": _("For a random sample. Empty: everybody."),
            "seed": _("Any word. With it anybody can draw the same sample again. Empty: the number of the survey."),
            "chosen": _("Only where they are chosen by hand."),
            "follows": _("Where it asks again who answered, or who scored low."),
            "target": _("The score that you want to reach."),
        }
        widgets = {"method": forms.RadioSelect}


class ScorecardForm(RecordForm):
    class Meta:
        model = CustomerScorecard
        fields = (
            "customer",
            "title",
            "period_from",
            "period_to",
            "given",
            "points",
            "best",
            "their_target",
            "comment",
            "received_on",
        )
        labels = {"title": _("What do they rate?"), "given": _("What did they give, in their own words or figure?")}
        help_texts = {
            "points": _("The same as a number, so that it counts in the index. Empty: it is kept and does not count."),
            "best": _("What the best supplier gets, such as 100."),
        }


# What a customer sees -------------------------------------------------------------------------------------------------


class AnswerForm(forms.Form):
    """The questions of a survey in one language; the survey's own rules say what is an answer."""

    def __init__(self, data: Any = None, *, content: Sequence[Asked], language: str) -> None:
        super().__init__(data)
        self.content, self.language = content, language
        for one in content:
            self.fields[one.key] = _field(one, language)

    def asked(self) -> list[tuple[forms.BoundField, Asked, Sequence[Any]]]:
        """Each field with the question behind it and, for a scale, what its two ends mean."""
        return [(self[one.key], one, one.ends(self.language) if one.is_scored else ()) for one in self.content]

    @property
    def given(self) -> dict[str, Any]:
        """What was answered, by question."""
        return {one.key: self.cleaned_data.get(one.key) for one in self.content}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one in self.content:
            try:
                one.clean(cleaned.get(one.key))
            except ValidationError as error:
                if one.key not in self.errors:
                    self.add_error(one.key, error)
        return cleaned


def _field(one: Asked, language: str) -> forms.Field:
    label = one.question(language)
    shared: dict[str, Any] = {"label": label, "required": one.required}
    if one.kind == Kind.TEXT:
        area = forms.Textarea(attrs={"rows": 4, "autocapitalize": "sentences"})
        return forms.CharField(max_length=LONGEST, widget=area, **shared)
    if one.is_scored:
        steps = [(str(value), str(value)) for value in range(one.low, one.high + 1)]
        return forms.ChoiceField(choices=steps, widget=forms.RadioSelect, **shared)
    choices = [(str(place), words) for place, words in enumerate(one.options(language))]
    if one.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
