"""The revision of a document, and the decisions about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.document import Document
from everproof.kernel.people.models import Person, Role
from everproof.kernel.records import Record
from everproof.kernel.signatures.meanings import Meaning

OPEN = ("draft", "in-review", "approved")
"""States of a revision that is on its way; a document has one at most."""


class DocumentRevision(Record):
    """One version of a document with who wrote, checked and approved it (7.5.2). Its number names both.

    `body` is clean HTML and written only through `documents.content`; `plain_text` is what it says, for the search.
    `form` is what a form asks (see `documents.filled.design`); its body then shows the same fields on paper.
    `what_changes_for` is a list of {role, text}. What it says is frozen once it leaves the draft.
    """

    type_name = "document-revision"

    class ContentKind(models.TextChoices):
        WRITTEN = "written", _("Written here")
        FILE = "file", _("File")
        LINK = "link", _("Link")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="revisions", db_index=False, verbose_name=_("document")
    )
    revision = models.CharField(_("revision"), max_length=12, editable=False)
    position = models.PositiveSmallIntegerField(_("place in the order of revisions"), default=1, editable=False)
    translates = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("translates revision"),
    )
    content_kind = models.CharField(
        _("content"), max_length=10, choices=ContentKind.choices, default=ContentKind.WRITTEN
    )
    body = models.TextField(_("text"), blank=True, editable=False)
    form = models.JSONField(_("fields of the form"), default=dict, blank=True, editable=False)
    link = models.URLField(_("link"), max_length=1000, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("author"))
    change_summary = models.TextField(_("what changed"), blank=True)
    reason_for_change = models.TextField(_("why"), blank=True)
    what_changes_for = models.JSONField(_("what changes for whom"), default=list, blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent for review"), null=True, blank=True, editable=False)
    round = models.PositiveSmallIntegerField(_("round of review"), default=0, editable=False)
    reviewed_by = person_field(_("reviewed by"), editable=False)
    reviewed_on = day_field(_("reviewed"), editable=False)
    approved_by = person_field(_("approved by"), editable=False)
    approved_on = day_field(_("approved"), editable=False)
    released_by = person_field(_("released by"), editable=False)
    released_on = day_field(_("released"), editable=False)
    suitable = models.BooleanField(_("found suitable and adequate"), default=False, editable=False)
    training_from = day_field(_("may be read from"), editable=False)
    effective_from = day_field(_("applies from"))
    withdrawn_on = day_field(_("withdrawn"), editable=False)
    readable_checked_on = day_field(_("found readable"), editable=False)
    plain_text = models.TextField(blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "document", "-position"], name="revision_of_document"),
            models.Index(fields=["organization", "author", "status", "-id"], name="revision_of_author"),
            models.Index(fields=["organization", "status", "effective_from"], name="revision_by_day"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "document", "revision"],
                condition=models.Q(voided_at=None),
                name="a_revision_is_named_once_in_its_document",
            ),
            models.UniqueConstraint(
                fields=["organization", "document"],
                condition=models.Q(status="effective", voided_at=None),
                name="one_revision_of_a_document_is_effective",
            ),
            models.UniqueConstraint(
                fields=["organization", "document"],
                condition=models.Q(status__in=OPEN, voided_at=None),
                name="one_revision_of_a_document_is_on_its_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="effective")
                | models.Q(approved_on__isnull=False, effective_from__gte=models.F("approved_on")),
                name="a_revision_is_approved_before_it_is_effective",
            ),
        ]


class ApprovalStep(models.Model):
    """One decision that a revision needs, and once it is there, what it was: a plain row.

    Steps of the same `order` run side by side. `quorum` rows with the same order, meaning and role say that so many
    holders of the role decide; `place` counts them. A new round makes new rows; those of a former round stay.
    `signature_id` is the kernel's signature under the revision; `seed` salts what the ledger says of the comment.
    """

    class Decision(models.TextChoices):
        YES = "yes", _("Agreed")
        NO = "no", _("Sent back")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(DocumentRevision, models.PROTECT, related_name="steps", db_index=False)
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField(default=1)
    meaning = models.CharField(max_length=20, choices=[(m.value, m.label) for m in Meaning])
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="+", db_index=False)
    quorum = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    comment = models.TextField(blank=True)
    seed = models.BinaryField(max_length=32, null=True)
    signature_id = models.UUIDField(null=True)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "revision", "round", "order", "meaning", "person"],
                condition=models.Q(person__isnull=False),
                name="a_person_is_asked_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "revision", "round", "order", "meaning", "role", "place"],
                condition=models.Q(role__isnull=False),
                name="a_place_of_a_role_is_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, role=None) | models.Q(person=None, role__isnull=False),
                name="a_step_asks_a_person_or_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None, decision="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(decision="")),
                name="a_decision_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "revision", "round", "order"], name="step_of_revision"),
            models.Index(fields=["organization", "person", "closed"], name="step_of_person"),
            models.Index(fields=["organization", "role", "closed"], name="step_of_role"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.meaning}"
