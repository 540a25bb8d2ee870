"""How long records are kept, and what happens then."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.common import person_field
from everproof.kernel.records import Record


class RetentionRule(Record):
    """How long a kind of record is kept and what happens then (7.5.3.2 d). `record_type` is the catalogue's word."""

    type_name = "retention-rule"

    class Disposition(models.TextChoices):
        DELETE = "delete", _("Delete")
        ARCHIVE = "archive", _("Archive")
        ANONYMISE = "anonymise", _("Make anonymous")

    record_type = models.CharField(_("kind of record"), max_length=60)
    retention_days = models.PositiveIntegerField(_("kept for (days)"))
    disposition = models.CharField(
        _("and then"), max_length=10, choices=Disposition.choices, default=Disposition.ARCHIVE
    )
    basis = models.TextField(_("why so long"), blank=True, help_text=_("A law, a contract, an own decision."))
    owner = person_field(_("owner"))

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "record_type"],
                condition=models.Q(voided_at=None, status="active"),
                name="one_active_retention_rule_for_a_kind_of_record",
            ),
            models.CheckConstraint(condition=models.Q(retention_days__gt=0), name="records_are_kept_at_least_a_day"),
        ]
