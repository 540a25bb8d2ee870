"""What all records have that somebody looks at again and again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class ReviewedRecord(Record):
    """A record with an owner who looks at it again by a day.

    `reviewed_on` and `reviewed_by` are set by the review itself, on the day it is recorded, so that the ledger and the
    record say the same; recording something new counts as its first review.
    """

    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("reviewed by"),
    )
    review_due_on = models.DateField(_("next review by"), null=True, blank=True)

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="%(class)s_ow"),
            models.Index(fields=["organization", "review_due_on", "id"], name="%(class)s_rv"),
        ]


class ApprovedRecord(ReviewedRecord):
    """A statement of which one at a time is approved; the next one takes its place."""

    approved_on = models.DateField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("approved by"),
    )
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("replaced by"),
    )

    class Meta(ReviewedRecord.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(status="approved", voided_at=None),
                name="one_%(class)s_is_approved",
            ),
        ]
