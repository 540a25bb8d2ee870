"""The link between two records, by type and id, with a relation out of a closed list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """How one record stands to another; read from the first to the second."""

    RAISED_FROM = "raised-from", _("raised from")
    CONCERNS = "concerns", _("concerns")
    EVIDENCE_FOR = "evidence-for", _("evidence for")
    ADDRESSES = "addresses", _("addresses")
    AFFECTS = "affects", _("affects")
    REPLACES = "replaces", _("replaces")
    VERIFIES = "verifies", _("verifies")
    DESCRIBED_IN = "described-in", _("described in")
    PROVIDED_BY = "provided-by", _("provided by")


# The same relation read from the second record to the first.
INVERSE = {
    Relation.RAISED_FROM: _("gave rise to"),
    Relation.CONCERNS: _("is concerned by"),
    Relation.EVIDENCE_FOR: _("has as evidence"),
    Relation.ADDRESSES: _("is addressed by"),
    Relation.AFFECTS: _("is affected by"),
    Relation.REPLACES: _("is replaced by"),
    Relation.VERIFIES: _("is verified by"),
    Relation.DESCRIBED_IN: _("describes"),
    Relation.PROVIDED_BY: _("provides"),
}


class Link(models.Model):
    """One relation. Removed links stay with their end; number and title are kept so a list needs no other table."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    relation = models.CharField(max_length=20, choices=Relation.choices)
    from_type = models.CharField(max_length=60)
    from_id = models.UUIDField()
    to_type = models.CharField(max_length=60)
    to_id = models.UUIDField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "from_type", "from_id", "relation", "to_type", "to_id"],
                name="link_once",
                condition=models.Q(removed_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "to_type", "to_id"], name="link_to"),
        ]

    def __str__(self) -> str:
        return f"{self.from_type} {self.from_id} {self.relation} {self.to_type} {self.to_id}"
