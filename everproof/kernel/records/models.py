"""What every record has, and the counters that number them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ids


class RecordQuerySet(models.QuerySet):
    def in_force(self) -> RecordQuerySet:
        """Without those that were voided: off lists, counts and checks, still findable."""
        return self.filter(voided_at=None)


class Record(models.Model):
    """A record of the quality system. Written only by kernel.records, kernel.transitions and kernel.signatures.

    Three times are kept apart: when it happened (`happened_at`), when it was recorded (`recorded_at`, the server's
    clock) and from when it is effective (`effective_at`). `version` counts its changes and decides who was first when
    two people edit. A draft has no number.
    """

    type_name: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey(
        "kernel.Organization", models.PROTECT, related_name="+", db_index=False, editable=False
    )
    site = models.ForeignKey(
        "kernel.Site",
        models.PROTECT,
        related_name="+",
        db_index=False,
        null=True,
        blank=True,
        verbose_name=_("site"),
    )
    number = models.CharField(_("number"), max_length=40, blank=True, editable=False)
    original_number = models.CharField(_("original number"), max_length=80, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(_("state"), max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    effective_at = models.DateTimeField(_("effective from"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        "kernel.Person", models.PROTECT, related_name="+", db_index=False, null=True, editable=False
    )
    updated_at = models.DateTimeField(_("changed"), editable=False)
    voided_at = models.DateTimeField(_("voided"), null=True, editable=False)
    voided_by = models.ForeignKey(
        "kernel.Person", models.PROTECT, related_name="+", db_index=False, null=True, editable=False
    )
    voided_reason = models.TextField(blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"],
                name="%(app_label)s_%(class)s_number_once",
                condition=~models.Q(number=""),
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, voided_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(voided_reason="")),
                name="%(app_label)s_%(class)s_void_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="%(class)s_new"),
            models.Index(fields=["organization", "status", "-id"], name="%(class)s_st"),
            models.Index(fields=["organization", "created_by", "-id"], name="%(class)s_mk"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        from everproof.kernel import modules

        record_type = modules.type_of(self)
        return reverse(
            "record",
            args=[self.organization.slug, record_type.room, record_type.path, self.reference],
        )

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    @property
    def reference(self) -> str:
        """How the record is named in addresses: its number, or its id while it has none."""
        return self.number or str(self.pk)


class NumberCounter(models.Model):
    """The last number issued for a prefix in a year. One row a counter, raised inside the transaction that uses it."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    prefix = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "prefix", "year"], name="number_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


def numbered(number: str) -> models.Q:
    """The condition that a record has this number.

    It says besides that there is one: the index leaves drafts out, and SQLite uses it only where the question does too.
    """
    return models.Q(number=number) & ~models.Q(number="")


def field_values(record: Record) -> dict[str, Any]:
    """All values of a record by field name; foreign keys as the key of what they point to."""
    return {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields}
