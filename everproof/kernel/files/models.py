"""A stored file, and its attachment to a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ids


class StoredFile(models.Model):
    """Content by its SHA-256, once for each organisation. The bytes lie in the data folder, synced before this row."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "sha256"], name="stored_file_once")]

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file on a record, under the name the person gave it; opened by its random key, with the record's permission."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=43, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", db_index=False)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    name = models.CharField(_("name"), max_length=200)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "type", "record_id"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name
