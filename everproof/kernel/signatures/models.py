"""The signature of one version of one record."""

from django.db import models

from everproof.kernel import ids
from everproof.kernel.people.models import Person
from everproof.kernel.signatures.meanings import Meaning


class Signature(models.Model):
    """Who signed which version of what, with which meaning, how they proved themselves, and its ledger entry.

    `digest` is taken over the record's digest at that version and over `files`, the SHA-256 of each attachment then
    (see `digests.signed_digest`). Name, role and zone stand here as they were; the entry holds a commitment to them
    with `seed`, so that they can neither be changed nor read out of the ledger.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=list, blank=True)
    meaning = models.CharField(max_length=60, choices=Meaning.choices)
    signer = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    signer_name = models.CharField(max_length=200)
    signer_role = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=20)
    signed_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    seed = models.BinaryField(max_length=32, null=True, blank=True)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "type", "record_id", "version", "signer", "meaning"], name="signature_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}: {self.meaning}"
