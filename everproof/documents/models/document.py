"""The document and its type."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience, numbering
from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.retention import RetentionRule
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds


class Kind(models.TextChoices):
    """What a document is, whatever its medium."""

    POLICY = "policy", _("Policy")
    MANUAL = "manual", _("Manual")
    PROCEDURE = "procedure", _("Procedure")
    WORK_INSTRUCTION = "work-instruction", _("Work instruction")
    FORM = "form", _("Form")
    SPECIFICATION = "specification", _("Specification")
    DRAWING = "drawing", _("Drawing")
    PLAN = "plan", _("Plan")
    EXTERNAL = "external", _("External document")
    OTHER = "other", _("Other")


class Classification(models.TextChoices):
    """How widely a document may be known (7.5.3.1 b)."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")
    SECRET = "secret", _("Secret")


class DocumentType(Record):
    """What documents of one sort have in common: how they are numbered, approved, read and looked at again.

    `approval` is a list of {order, meaning, kind, id, quorum}: steps of one order run side by side, the next order
    waits; kind is "person", "role" or "chosen" (whoever sends it for review names somebody).
    """

    type_name = "document-type"

    class Revisions(models.TextChoices):
        NUMBERS = "numbers", _("1, 2, 3")
        LETTERS = "letters", _("A, B, C")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PROCEDURE)
    description = models.TextField(_("what it is for"), blank=True)
    number_pattern = models.CharField(
        _("number pattern"),
        max_length=40,
        blank=True,
        help_text=_("Like QP-{000} or WI-{area}-{0000}. Empty: each number is given by hand."),
    )
    revision_labels = models.CharField(
        _("revisions are called"), max_length=10, choices=Revisions.choices, default=Revisions.NUMBERS
    )
    review_interval_months = models.PositiveSmallIntegerField(
        _("looked at again after (months)"), null=True, blank=True, default=24
    )
    training_days = models.PositiveSmallIntegerField(
        _("days to read it before it applies"), default=0, help_text=_("Between approval and the day it applies.")
    )
    approval = models.JSONField(_("who reviews, approves and releases"), default=list, blank=True)
    classification = models.CharField(
        _("classification"), max_length=20, choices=Classification.choices, default=Classification.INTERNAL
    )
    access_groups = models.JSONField(_("who may open it"), default=audience.everybody, blank=True)
    acknowledged_by = models.JSONField(_("who confirms having read it"), default=list, blank=True)
    retention_rule = models.ForeignKey(
        RetentionRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("retention rule"),
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "title"],
                condition=models.Q(voided_at=None),
                name="a_document_type_is_named_once",
            ),
        ]

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if problem := numbering.problem(self.number_pattern):
            errors["number_pattern"] = problem
        if problem := audience.approval_problem(self.approval):
            errors["approval"] = problem
        for name in ("access_groups", "acknowledged_by"):
            if problem := audience.problem(getattr(self, name)):
                errors[name] = problem
        if errors:
            raise ValidationError(errors)


class Document(Record):
    """A controlled item of information (7.5). Its content stands in its revisions, of which one at most applies.

    `access_groups` say who may open it beside those who look after it, `distribution` whom it is meant for and who is
    told of a new revision, `acknowledged_by` who confirms having read each revision; all three are audiences (see
    `documents.audience`). `required_by` are atoms of the catalogue.
    """

    type_name = "document"

    class Origin(models.TextChoices):
        INTERNAL = "internal", _("Our own")
        EXTERNAL = "external", _("From outside")

    class Medium(models.TextChoices):
        ELECTRONIC = "electronic", _("Electronic")
        PAPER = "paper", _("Paper")

    type = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="documents", db_index=False, verbose_name=_("type")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, editable=False)
    area = models.CharField(
        _("area"), max_length=12, blank=True, help_text=_("Stands in the number where the type asks for it.")
    )
    description = models.TextField(_("what it is about"), blank=True)
    owner = person_field(_("owner"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,
        verbose_name=_("stands under"),
    )
    processes = RecordIds(to="processes.Process", verbose_name=_("processes"))
    classification = models.CharField(
        _("classification"), max_length=20, choices=Classification.choices, default=Classification.INTERNAL
    )
    access_groups = models.JSONField(_("who may open it"), default=audience.everybody, blank=True)
    distribution = models.JSONField(_("whom it is for"), default=audience.everybody, blank=True)
    acknowledged_by = models.JSONField(_("who confirms having read it"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.INTERNAL)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    watched_on = day_field(_("last looked for a newer edition"))
    watch_interval_months = models.PositiveSmallIntegerField(
        _("looked for a newer edition every (months)"), null=True, blank=True
    )
    format = models.CharField(_("format"), max_length=20, blank=True, default="html")
    medium = models.CharField(_("medium"), max_length=20, choices=Medium.choices, default=Medium.ELECTRONIC)
    location = models.CharField(
        _("where it is found"), max_length=300, blank=True, help_text=_("Empty: here. A shelf, a board, a system.")
    )
    language = models.CharField(_("language"), max_length=16, blank=True)
    needed_because = models.TextField(_("why it is needed"), blank=True)
    required_by = models.JSONField(_("requirements that ask for it"), default=list, blank=True)
    record_type = models.CharField(
        _("becomes a record of"), max_length=60, blank=True, help_text=_("For forms: what a filled-in one is.")
    )
    review_due_on = day_field(_("next review by"))
    reviewed_on = day_field(_("reviewed"), editable=False)
    retention_rule = models.ForeignKey(
        RetentionRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("retention rule"),
    )
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("takes the place of"),
    )
    translation_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        db_index=False,
        editable=False,
        verbose_name=_("translation of"),
    )
    current_revision = models.ForeignKey(
        "documents.DocumentRevision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("revision in force"),
    )
    obsolete_on = day_field(_("withdrawn from use"), editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="document_of_owner"),
            models.Index(fields=["organization", "review_due_on", "id"], name="document_by_review"),
            models.Index(fields=["organization", "parent", "number"], name="document_in_tree"),
            models.Index(fields=["organization", "kind", "status", "-id"], name="document_by_kind"),
            models.Index(fields=["organization", "title", "id"], name="document_by_title"),
            models.Index(fields=["organization", "translation_of", "language"], name="document_by_original"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "translation_of", "language"],
                condition=models.Q(voided_at=None, translation_of__isnull=False),
                name="a_document_is_translated_once_a_language",
            ),
        ]

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        for name in ("access_groups", "distribution", "acknowledged_by"):
            if problem := audience.problem(getattr(self, name)):
                errors[name] = problem
        if self.parent_id is not None and self.parent_id == self.pk:
            errors["parent"] = _("A document cannot stand under itself.")
        if self.area and not numbering.is_area(self.area):
            errors["area"] = _("Letters and digits only.")
        if errors:
            raise ValidationError(errors)
