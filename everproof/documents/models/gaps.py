"""Which document may answer which clause of a standard: proposed by the search, judged by a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.document import Document


class GapReading(models.Model):
    """One reading of the documents against a standard: when, of how many, and how far it is."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Read")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    documents = models.PositiveIntegerField(default=0)
    passages = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "standard"], name="gap_reading_once_a_standard"),
        ]

    def __str__(self) -> str:
        return self.standard


class ClauseProposal(models.Model):
    """A document that may answer a clause, with the passage that speaks for it. No check ever reads this table.

    `score` is between 0 and 1, the best document of the clause having the highest. A decision stays when the documents
    are read anew; what nobody decided about is proposed afresh.
    """

    class Decision(models.TextChoices):
        OPEN = "open", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    clause = models.CharField(max_length=20)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    heading = models.CharField(max_length=200, blank=True)
    passage = models.TextField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "standard", "clause", "document"], name="clause_proposal_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="open", decided_at=None)
                | (~models.Q(decision="open") & models.Q(decided_at__isnull=False)),
                name="clause_proposal_decided_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["organization", "document", "decision"], name="clause_proposal_of_document")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.document_id}"
