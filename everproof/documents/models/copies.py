"""Copies on paper that are looked after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.document import Document
from everproof.documents.models.revision import DocumentRevision
from everproof.kernel.records import Record


class ControlledCopy(Record):
    """A numbered copy on paper of one revision (7.5.3.2 a): who has it, where, and what became of it.

    `copy_number` counts the copies of a document through all its revisions, so that no two papers bear the same number.
    """

    type_name = "controlled-copy"

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False, verbose_name=_("document"))
    revision = models.ForeignKey(
        DocumentRevision,
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("revision"),
    )
    copy_number = models.PositiveSmallIntegerField(_("copy number"), editable=False)
    holder = person_field(_("who has it"))
    place = models.CharField(_("where it is"), max_length=200, help_text=_("A machine, a board, a folder, a customer."))
    purpose = models.TextField(_("why on paper"), blank=True)
    issued_on = day_field(_("issued"), editable=False)
    recall_by = day_field(_("back by"), editable=False)
    settled_on = day_field(_("settled"))

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "document", "status", "copy_number"], name="copy_of_document"),
            models.Index(fields=["organization", "holder", "status", "-id"], name="copy_of_holder"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "document", "copy_number"], name="a_copy_has_its_own_number"
            ),
        ]
