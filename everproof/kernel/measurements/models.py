"""Series and their values."""

from django.db import models

from everproof.kernel import ids


class MeasurementSeries(models.Model):
    """What is measured: one characteristic, indicator or condition, with its unit (UCUM)."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id", "name"], name="measurement_series_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(models.Model):
    """One value: a double for arithmetic, and the decimals as they were typed.

    `entry_id` is the ledger entry of the batch it came with, whose digest covers it. A withdrawn value stays.
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    series = models.ForeignKey(MeasurementSeries, models.PROTECT, related_name="values", db_index=False)
    at = models.DateTimeField()
    value = models.FloatField()
    typed = models.CharField(max_length=40, blank=True)
    subgroup = models.CharField(max_length=60, blank=True)
    gauge_id = models.UUIDField(null=True, blank=True)
    lot = models.CharField(max_length=60, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    entry_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason="")),
                name="measurement_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "series", "at", "id"], name="measurement_in_time"),
            models.Index(fields=["organization", "gauge_id", "at"], name="measurement_of_gauge"),
            models.Index(fields=["organization", "lot"], name="measurement_of_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
