"""Worries that anyone may raise, also without a name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class Concern(Record):
    """A worry about quality or conduct, with what was done about it.

    An anonymous one keeps no person: neither here nor in the ledger, where the product itself stands as its maker.
    """

    type_name = "concern"

    class Topic(models.TextChoices):
        QUALITY = "quality", _("Quality of what we deliver")
        PRESSURE = "pressure", _("Pressure to cut corners")
        RECORDS = "records", _("Records that are not true")
        CONDUCT = "conduct", _("How people are treated")
        SAFETY = "safety", _("Safety")
        OTHER = "other", _("Something else")

    raised_on = models.DateField(_("raised"), editable=False)
    raised_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("raised by"),
    )
    anonymous = models.BooleanField(_("without a name"), default=False)
    description = models.TextField(_("what worries you"), blank=True)
    topic = models.CharField(_("about"), max_length=10, choices=Topic.choices, default=Topic.QUALITY)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)
    retaliation_checked_on = models.DateField(
        _("asked whether it brought a disadvantage"), null=True, blank=True, editable=False
    )

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "raised_on", "id"], name="concern_by_day"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="concern_of_owner"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(anonymous=False) | models.Q(raised_by=None, created_by=None),
                name="an_anonymous_concern_names_nobody",
            ),
        ]
