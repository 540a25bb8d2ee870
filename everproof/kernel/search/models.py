"""One row of words for each record, written with it."""

from django.db import models


class SearchEntry(models.Model):
    """What is found of a record, and what decides who may find it."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    # What is shown around a hit, and the same normalised, which is what is searched.
    text = models.TextField(blank=True)
    words = models.TextField()
    # The normalised words of its files; apart, so that a change of the record need not read them again.
    file_words = models.TextField(blank=True, default="")
    site_id = models.UUIDField(null=True)
    party_id = models.UUIDField(null=True)
    classification = models.CharField(max_length=20, blank=True)
    owner_id = models.UUIDField(null=True)
    created_by_id = models.UUIDField(null=True)
    status = models.CharField(max_length=40, blank=True)
    voided = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "type", "record_id"], name="search_entry_once"),
        ]
        indexes = [models.Index(fields=["organization", "number"], name="search_entry_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
