"""Tokens that programs act by, and the keys of requests that must not be done twice."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock


class ApiToken(models.Model):
    """A token of one membership: it acts as that person, there alone, and ends with it. Only its hash is kept.

    No organisation of its own and no row-level security: it is read before the organisation is known.
    """

    membership = models.ForeignKey("kernel.Membership", models.CASCADE, related_name="api_tokens")
    token_hash = models.BinaryField(max_length=32, unique=True)
    # The first characters, so that its owner tells tokens apart; far too few to guess the rest.
    hint = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=80)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="api_token_expires_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}"

    def works(self, at: datetime | None = None) -> bool:
        """Whether neither its own end nor its owner's hand has ended it; its person and login are asked elsewhere."""
        return self.revoked_at is None and self.expires_at > (at or clock.now())


class ApiRequest(models.Model):
    """A request that made a record, by the key its sender gave it: sent again, it is answered and not done again."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField()
    key = models.CharField(max_length=200)
    # Keyed with the installation's secret: a plain hash of a short text could be guessed back.
    body_hash = models.BinaryField(max_length=32)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "person_id", "key"], name="api_request_once"),
        ]
        indexes = [models.Index(fields=["organization", "created_at"], name="api_request_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.record_id}"
