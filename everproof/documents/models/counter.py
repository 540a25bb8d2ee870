"""The counters behind document numbers."""

from django.db import models


class DocumentCounter(models.Model):
    """The last number issued where all but the counter of a number is `key` ("WI-WELD-#"); one row a counter."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="document_counter_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"
