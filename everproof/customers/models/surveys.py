"""Surveys: the library of questions, the survey that asks some of them, and the answer of each who was asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.register import Customer, CustomerContact
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds

BAR = "|"
MOST_OPTIONS = 12


class SurveyQuestion(Record):
    """A question of the library. Its wording may change: a survey keeps the version that it sent.

    `options` are the answers of a choice, one a line; of a scale they name its two ends. `translations` are lines of
    the shape "de | question | option | option".
    """

    type_name = "survey-question"

    class Kind(models.TextChoices):
        NPS = "nps", _("Would recommend us, 0 to 10 (NPS)")
        CSAT = "csat", _("How satisfied, 1 to 5 (CSAT)")
        CES = "ces", _("How easy it was, 1 to 7 (CES)")
        SCALE = "scale", _("A scale of its own")
        ONE = "one", _("Choice of one")
        SEVERAL = "several", _("Choice of several")
        TEXT = "text", _("Own words")

    class Aspect(models.TextChoices):
        OVERALL = "overall", _("All in all")
        PERFORMANCE = "performance", _("How well a topic is done")
        IMPORTANCE = "importance", _("How much a topic matters")

    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind.choices, default=Kind.CSAT)
    aspect = models.CharField(_("what it is about"), max_length=12, choices=Aspect.choices, default=Aspect.OVERALL)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    scale_to = models.PositiveSmallIntegerField(_("highest answer of the scale"), default=5)
    options = models.JSONField(_("answers to choose from"), default=list, blank=True)
    translations = models.JSONField(_("in other languages"), default=list, blank=True)
    place = models.PositiveSmallIntegerField(_("place among the others"), default=50)
    required = models.BooleanField(_("has to be answered"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "place", "id"], name="surveyquestion_by_place"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(scale_to__gte=2, scale_to__lte=10),
                name="survey_question_scale_is_short",
                violation_error_message=_("A scale ends between 2 and 10."),
            ),
            models.CheckConstraint(
                condition=models.Q(aspect="overall") | ~models.Q(topic=""),
                name="survey_question_names_its_topic",
                violation_error_message=_("Name the topic that it is about."),
            ),
        ]

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.kind in (self.Kind.ONE, self.Kind.SEVERAL) and not 2 <= len(self.options) <= MOST_OPTIONS:
            errors["options"] = _("Give two to %(most)s answers to choose from.") % {"most": MOST_OPTIONS}
        if self.aspect != self.Aspect.OVERALL and not self.topic.strip():
            errors["topic"] = _("Name the topic that it is about.")
        if not 2 <= self.scale_to <= 10:
            errors["scale_to"] = _("A scale ends between 2 and 10.")
        wanted = 2 + len(self.options)
        for line in self.translations:
            if len([part for part in line.split(BAR) if part.strip()]) != wanted:
                errors["translations"] = _("“%(line)s” needs a language, the question and as many answers.") % {
                    "line": line[:60]
                }
        if errors:
            raise ValidationError(errors)

    @property
    def wording(self) -> str:
        return self.title


class Survey(Record):
    """A planned collection of how customers see the fulfilment of their needs (9.1.2).

    `content` is what was sent, question by question, with the version of each; `score` and its interval are those of
    the first question about the whole, kept when the survey closes. `follows` is the survey whose unhappy or all
    answerers it asks again.
    """

    type_name = "survey"

    class Method(models.TextChoices):
        ALL = "all", _("All customers")
        RANDOM = "random", _("A random sample")
        STRATIFIED = "stratified", _("A random sample from each segment")
        CHOSEN = "chosen", _("Customers chosen by hand")
        LOW = "low", _("Who scored low in an earlier survey")
        SAME = "same", _("Who answered an earlier survey")

    purpose = models.TextField(_("what it is to find out"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    questions = RecordIds(to="customers.SurveyQuestion", verbose_name=_("questions"))
    introduction = models.TextField(_("words of welcome"), blank=True)
    translations = models.JSONField(_("words of welcome in other languages"), default=list, blank=True)
    method = models.CharField(_("who is asked"), max_length=12, choices=Method.choices, default=Method.ALL)
    sample_size = models.PositiveIntegerField(_("how many are asked"), null=True, blank=True)
    seed = models.CharField(_("seed of the sample"), max_length=40, blank=True)
    segment = models.CharField(_("only this segment"), max_length=80, blank=True)
    chosen = RecordIds(to="customers.Customer", verbose_name=_("customers"))
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("earlier survey"),
    )
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("answers until"), null=True, blank=True)
    remind_after_days = models.PositiveSmallIntegerField(_("days until a reminder"), default=7)
    target = models.DecimalField(_("target"), max_digits=7, decimal_places=2, null=True, blank=True)
    content = models.JSONField(_("what was sent"), default=list, blank=True, editable=False)
    population = models.PositiveIntegerField(_("could have been asked"), null=True, blank=True, editable=False)
    sent_to = models.PositiveIntegerField(_("asked"), null=True, blank=True, editable=False)
    sent_on = models.DateField(_("sent"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("reminded"), null=True, blank=True, editable=False)
    responses = models.PositiveIntegerField(_("answered"), null=True, blank=True, editable=False)
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, null=True, blank=True, editable=False)
    score_low = models.DecimalField(
        _("lower end of its interval"), max_digits=7, decimal_places=2, null=True, blank=True, editable=False
    )
    score_high = models.DecimalField(
        _("upper end of its interval"), max_digits=7, decimal_places=2, null=True, blank=True, editable=False
    )
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    reviewed_on = models.DateField(_("gone over"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("gone over by"),
    )
    conclusion = models.TextField(_("what it says, and what follows"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "closed_on", "id"], name="survey_by_closed"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="survey_of_owner"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(period_from=None)
                | models.Q(period_to=None)
                | models.Q(period_to__gte=models.F("period_from")),
                name="survey_period_runs_forward",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(follows=None) | ~models.Q(follows=models.F("id")),
                name="survey_follows_another",
                violation_error_message=_("A survey cannot follow itself."),
            ),
            models.CheckConstraint(
                condition=models.Q(responses=None) | models.Q(responses__lte=models.F("sent_to")),
                name="survey_answered_by_those_asked",
            ),
        ]

    def clean(self) -> None:
        """What the constraints hold, said beside the fields that it is about."""
        if self.period_from is not None and self.period_to is not None and self.period_to < self.period_from:
            raise ValidationError({"period_to": _("The period ends before it begins.")})
        if self.follows_id is not None and self.follows_id == self.pk:
            raise ValidationError({"follows": _("A survey cannot follow itself.")})


class SurveyResponse(Record):
    """One who was asked, and the answer. Its page opens by a personal link; it is answered once.

    `answers` maps the key of each question to a number, a text, or a list of texts. `score` is the answer to the first
    question about the whole, `points` the same from 0 to 100.
    """

    type_name = "survey-response"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers", db_index=False, verbose_name=_("survey"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="survey_answers", db_index=False, verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        CustomerContact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("who is asked"),
    )
    language = models.CharField(_("language"), max_length=16, blank=True)
    invited_on = models.DateField(_("asked"))
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True, editable=False)
    points = models.DecimalField(
        _("score from 0 to 100"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    is_low = models.BooleanField(_("low score"), default=False, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "survey", "id"], name="surveyresponse_of_survey"),
            models.Index(fields=["organization", "customer", "answered_on"], name="surveyresponse_of_customer"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "survey", "customer", "contact"], name="survey_asks_each_once"
            ),
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(points__gte=0, points__lte=100),
                name="survey_response_points_are_percent",
            ),
        ]
