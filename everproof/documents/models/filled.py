"""Copies of a form that somebody filled in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.document import Document
from everproof.documents.models.retention import RetentionRule
from everproof.documents.models.revision import DocumentRevision
from everproof.kernel.records import Record
from everproof.kernel.signatures.meanings import Meaning


class FilledForm(Record):
    """A filled-in copy of a form: a record that stays tied to the revision by which it was asked (7.5.1).

    `answers` holds what was answered by the key of the field (see `documents.filled.design`): text, a number as a
    string of decimals, a day as year-month-day, a list of choices, or the rows of a table. `remarks` says, by the
    same key, what was done about a value outside its limits; `outside` counts those values. `signed_as` is copied
    from the revision: the meaning of the signature that ends it, or empty.
    """

    type_name = "filled-form"

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False, verbose_name=_("form"))
    revision = models.ForeignKey(
        DocumentRevision,
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("revision of the form"),
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    remarks = models.JSONField(_("remarks"), default=dict, blank=True)
    outside = models.PositiveSmallIntegerField(_("values outside their limits"), default=0, editable=False)
    signed_as = models.CharField(
        _("signature that ends it"), max_length=20, blank=True, choices=Meaning.choices, editable=False
    )
    filled_by = person_field(_("filled in by"))
    completed_on = day_field(_("finished"), editable=False)
    retention_rule = models.ForeignKey(
        RetentionRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("retention rule"),
    )
    keep_until = day_field(_("kept at least until"), editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "document", "-id"], name="filled_of_form"),
            models.Index(fields=["organization", "filled_by", "status", "-id"], name="filled_by_person"),
        ]
