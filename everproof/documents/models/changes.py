"""What somebody wants changed in a document, and what a regular look at it found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.document import Document
from everproof.documents.models.revision import DocumentRevision
from everproof.kernel.records import Record


class ChangeRequest(Record):
    """A wish that a document be changed, from anyone who reads it; it gets an answer."""

    type_name = "document-change-request"

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("With the next revision")
        SOON = "soon", _("Soon")
        NOW = "now", _("At once: it is wrong or dangerous")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="change_requests", db_index=False, verbose_name=_("document")
    )
    what = models.TextField(_("what should change"))
    why = models.TextField(_("why"), blank=True)
    urgency = models.CharField(_("how urgent"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    raised_by = person_field(_("raised by"), editable=False)
    decided_by = person_field(_("decided by"), editable=False)
    decided_on = day_field(_("decided"), editable=False)
    answer = models.TextField(_("answer"), blank=True)
    revision = models.ForeignKey(
        DocumentRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_requests",
        db_index=False,
        editable=False,
        verbose_name=_("revision that brought it"),
    )

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "document", "status", "-id"], name="wish_of_document"),
            models.Index(fields=["organization", "revision"], name="wish_of_revision"),
        ]


class PeriodicReview(Record):
    """A regular look at a document with its verdict: keep it, revise it, retire it (7.5.3.1)."""

    type_name = "document-review"

    class Verdict(models.TextChoices):
        KEEP = "keep", _("Keep as it is")
        REVISE = "revise", _("Revise")
        RETIRE = "retire", _("Retire")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="reviews", db_index=False, verbose_name=_("document")
    )
    revision = models.ForeignKey(
        DocumentRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("revision"),
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reasons = models.TextField(_("reasons"), blank=True)
    reviewed_by = person_field(_("reviewed by"), editable=False)
    reviewed_on = models.DateField(_("reviewed"))
    next_due_on = day_field(_("next review by"))

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "document", "-reviewed_on"], name="review_of_document"),
        ]
