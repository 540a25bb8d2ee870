"""A stored file, and its attachment to a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ids


class StoredFile(models.Model):
    """Content by its SHA-256, once for each organisation. The bytes lie in the data folder, synced before this row.

    `media_type`, `cautions` and what is derived from the content (preview, text) belong to the content, not to a name.
    """

    class Preview(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        NONE = "none"

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    # What an opener should know, as words of `kinds.CAUTIONS`.
    cautions = models.JSONField(default=list, blank=True)
    preview = models.CharField(max_length=10, choices=Preview.choices, default=Preview.WAITING)
    text = models.TextField(blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    # Since then there are no bytes, and there should be none (see erasure.py).
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "sha256"], name="stored_file_once")]

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file on a record, under the name the person gave it; opened by its random key, with the record's permission.

    The id is the client's, so that sending twice attaches once; the same content stands on a record once, whatever its
    name. A removed attachment keeps its row, its reason and its bytes. `seed` salts what the ledger says of name,
    caption and reason (see ledger.commitments); erasing it with them leaves the entry without a meaning.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=43)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", db_index=False)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    name = models.CharField(_("name"), max_length=200)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    seed = models.BinaryField(max_length=32, null=True, blank=True)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_id = models.UUIDField(null=True, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="attachment_key_once"),
            models.UniqueConstraint(
                fields=["organization", "type", "record_id", "file"],
                name="attachment_of_content_once",
                condition=models.Q(removed_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_reason="")
                | (models.Q(removed_at__isnull=False) & ~models.Q(removed_reason="")),
                name="attachment_removal_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "type", "record_id"], name="attachment_of_record"),
            models.Index(fields=["organization", "file"], name="attachment_of_file"),
        ]

    def __str__(self) -> str:
        return self.name
