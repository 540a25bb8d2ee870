"""Failure mode and effects analysis after the AIAG and VDA handbook, with the ratings that each line was given."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.processes.models import Process
from everproof.products.models import ProductService

TEN = [MinValueValidator(1), MaxValueValidator(10)]


class Priority(models.TextChoices):
    """The action priority of the handbook."""

    HIGH = "H", _("High")
    MEDIUM = "M", _("Medium")
    LOW = "L", _("Low")


class Fmea(Record):
    """One analysis: what it is about, who does it, when it has to be looked at again (steps 1 and 7)."""

    type_name = "fmea"

    class Kind(models.TextChoices):
        DESIGN = "design", _("Design FMEA")
        PROCESS = "process", _("Process FMEA")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PROCESS)
    scope = models.TextField(_("what it covers, and what not"), blank=True)
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    product = models.ForeignKey(
        ProductService,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("product"),
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("moderator")
    )
    team = RecordIds(to="kernel.Person", verbose_name=_("team"))
    released_on = models.DateField(_("released"), null=True, blank=True, editable=False)
    review_due_on = models.DateField(_("next review by"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "FMEAs"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "process", "-id"], name="fmea_of_process"),
            models.Index(fields=["organization", "product", "-id"], name="fmea_of_product"),
            models.Index(fields=["organization", "review_due_on", "id"], name="fmea_rv"),
        ]


class FailureMode(Record):
    """One line: a way to fail, with effect, cause, what prevents and what detects it (steps 2 to 6).

    `severity`, `occurrence` and `detection` go from 1 to 10; `priority` follows from them. The ratings `after_…` are
    those expected, and later found, once the actions are done.
    """

    type_name = "failure-mode"

    fmea = models.ForeignKey(Fmea, models.PROTECT, related_name="lines", db_index=False, verbose_name=_("analysis"))
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    function = models.CharField(_("step or function"), max_length=200)
    effect = models.TextField(_("effect"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    prevention = models.TextField(_("what prevents it"), blank=True)
    detection_control = models.TextField(_("what detects it"), blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, blank=True, validators=TEN)
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True, validators=TEN)
    detection = models.PositiveSmallIntegerField(_("detection"), null=True, blank=True, validators=TEN)
    priority = models.CharField(
        _("action priority"), max_length=1, choices=Priority.choices, blank=True, editable=False
    )
    rated_on = models.DateField(_("rated"), null=True, blank=True, editable=False)
    after_severity = models.PositiveSmallIntegerField(_("severity after"), null=True, blank=True, validators=TEN)
    after_occurrence = models.PositiveSmallIntegerField(_("occurrence after"), null=True, blank=True, validators=TEN)
    after_detection = models.PositiveSmallIntegerField(_("detection after"), null=True, blank=True, validators=TEN)
    after_priority = models.CharField(
        _("action priority after"), max_length=1, choices=Priority.choices, blank=True, editable=False
    )
    no_action_reason = models.TextField(_("why no action is needed"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "fmea", "position", "id"], name="failuremode_of_fmea"),
        ]


class FmeaRating(Record):
    """The ratings that a line was given on a day, with the counts they rested on where there were any."""

    type_name = "fmea-rating"

    failure_mode = models.ForeignKey(
        FailureMode, models.PROTECT, related_name="ratings", db_index=False, verbose_name=_("failure mode")
    )
    severity = models.PositiveSmallIntegerField(_("severity"))
    occurrence = models.PositiveSmallIntegerField(_("occurrence"))
    detection = models.PositiveSmallIntegerField(_("detection"))
    priority = models.CharField(_("action priority"), max_length=1, choices=Priority.choices)
    rated_on = models.DateField(_("rated"))
    rationale = models.TextField(_("why"), blank=True)
    count = models.PositiveIntegerField(_("failures counted"), null=True, blank=True)
    exposure = models.PositiveBigIntegerField(_("out of"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "failure_mode", "-id"], name="fmearating_of_line"),
        ]
