"""What was printed, the certificates that seal, and what was sealed with them."""

from django.db import models

from everproof.kernel import ids
from everproof.kernel.files.models import StoredFile


class Printout(models.Model):
    """A PDF that somebody asked for, or that a release leaves behind; opened by its random key.

    A `kept` one belongs to its record and is there for whoever may see that, for good. Any other is a copy for the one
    who asked, who must still see the record, and goes after some days. `data` is what is to be typeset and stands here
    only until that is done. A print about no single record has no type.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=43)
    kind = models.CharField(max_length=30)
    type = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    kept = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    template = models.CharField(max_length=30)
    data = models.JSONField(null=True)
    pictures = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    standards = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    asked_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="printout_key_once"),
            models.UniqueConstraint(
                fields=["organization", "type", "record_id", "kind"],
                condition=models.Q(kept=True),
                name="kept_printout_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "type", "record_id", "kept"], name="printout_of_record"),
            models.Index(fields=["organization", "kept", "asked_at"], name="printout_by_age"),
        ]

    def __str__(self) -> str:
        return self.name


class SealCertificate(models.Model):
    """The certificate an organisation seals with; its private key lies beside the database, never in it."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.CharField(max_length=64)
    certificate = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "fingerprint"], name="seal_certificate_once"),
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(retired_at=None), name="one_certificate_seals"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint


class Seal(models.Model):
    """One sealed PDF: the digest that the seal is over, the file as it was then, and the record it is about.

    `status` is the record's state when it was sealed: in any other state the PDF is no longer the current one.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    certificate = models.ForeignKey(SealCertificate, models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    type = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=40, blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="seal_once")]
        indexes = [models.Index(fields=["organization", "type", "record_id"], name="seal_of_record")]

    def __str__(self) -> str:
        return self.digest
