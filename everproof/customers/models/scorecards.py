"""Scorecards: how customers rate us, kept as they gave it."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.register import Customer
from everproof.kernel.records import Record


class CustomerScorecard(Record):
    """One line of a customer's rating of us: a criterion in a period. `given` is their own words or figure, untouched.

    `points` of `best` is the same as a number, so that it can count; a line without them is kept and does not count.
    """

    type_name = "customer-scorecard"

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="scorecards", db_index=False, verbose_name=_("customer")
    )
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to"))
    received_on = models.DateField(_("received"), null=True, blank=True)
    given = models.CharField(_("as they gave it"), max_length=200)
    points = models.DecimalField(_("points"), max_digits=9, decimal_places=3, null=True, blank=True)
    best = models.DecimalField(_("best possible"), max_digits=9, decimal_places=3, null=True, blank=True)
    their_target = models.CharField(_("their target"), max_length=80, blank=True)
    comment = models.TextField(_("their comment"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "period_to"], name="customerscorecard_of_period"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(best__gt=0, points__gte=0, points__lte=models.F("best")),
                name="customer_scorecard_points_of_best",
                violation_error_message=_("Points run from 0 to the best possible."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_from=None) | models.Q(period_to__gte=models.F("period_from")),
                name="customer_scorecard_period_runs_forward",
                violation_error_message=_("The period ends before it begins."),
            ),
        ]

    def clean(self) -> None:
        """What the constraints hold, said beside the fields that it is about."""
        if self.points is not None and (not self.best or not 0 <= self.points <= self.best):
            raise ValidationError({"points": _("Points run from 0 to the best possible.")})
        if self.period_from is not None and self.period_to < self.period_from:
            raise ValidationError({"period_to": _("The period ends before it begins.")})

    @property
    def percent(self) -> Decimal | None:
        """The points as 0 to 100; None where they gave no number."""
        return None if self.points is None or not self.best else 100 * self.points / self.best
