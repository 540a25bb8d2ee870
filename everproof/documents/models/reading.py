"""Who was asked to read what and did, and who opened what: plain rows, many of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.document import Document
from everproof.documents.models.revision import DocumentRevision
from everproof.kernel.people.models import Person


class Acknowledgement(models.Model):
    """That a person was asked to read a revision, until when, and that they confirmed it."""

    class How(models.TextChoices):
        HERE = "here", _("Here")
        BRIEFING = "briefing", _("At a briefing")
        PAPER = "paper", _("On paper")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(DocumentRevision, models.PROTECT, related_name="acknowledgements", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=list, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "revision", "person"], name="acknowledgement_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "person", "done_at", "due_on"], name="acknowledgement_of_person"),
            models.Index(fields=["organization", "due_on"], name="acknowledgement_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.person_id}"


class ComprehensionQuestion(models.Model):
    """A question that shows whether a revision was understood; `right` is the place of the right choice, from 0.

    `explanation` is what somebody reads who chose wrongly, before they try again.
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(DocumentRevision, models.PROTECT, related_name="questions", db_index=False)
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=500)
    choices = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "revision", "position"], name="question_place_once"),
        ]

    def __str__(self) -> str:
        return self.question


class AccessEvent(models.Model):
    """That a controlled document was opened, printed or exported, by whom and when (7.5.3.2 a).

    `actor` is the pseudonym of the ledger: the person's id, or the name of a part of the product.
    """

    class Verb(models.TextChoices):
        OPENED = "opened", _("Opened")
        PRINTED = "printed", _("Printed")
        EXPORTED = "exported", _("Exported")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(DocumentRevision, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=10, choices=Verb.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "document", "-at"], name="access_of_document"),
            models.Index(fields=["organization", "at"], name="access_in_time"),
            models.Index(fields=["organization", "person", "-at"], name="access_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.document_id}"
