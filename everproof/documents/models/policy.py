"""The policy: what top management stands for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models import ScopeStatement
from everproof.documents.models.common import day_field, person_field
from everproof.documents.models.document import Document
from everproof.documents.models.revision import DocumentRevision
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds


class Policy(Record):
    """A short approved statement of intent from top management; the quality policy is that of kind quality (5.2).

    `commitments` is a list of {commitment, place}: what the policy commits to, and the words of its text that say so.
    `objective_framework` are the themes from which objectives are set (5.2.1 b). `document` carries the text, and
    `published_revision` is its revision that people read.
    """

    type_name = "policy"

    class Kind(models.TextChoices):
        QUALITY = "quality", _("Quality")
        ENVIRONMENT = "environment", _("Environment")
        SAFETY = "safety", _("Health and safety")
        SECURITY = "security", _("Information security")
        OTHER = "other", _("Other")

    class Commitment(models.TextChoices):
        REQUIREMENTS = "applicable-requirements", _("Fulfil applicable requirements")
        IMPROVEMENT = "continual-improvement", _("Improve the quality system continually")
        OTHER = "other", _("Another commitment")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.QUALITY)
    text = models.TextField(_("text"))
    commitments = models.JSONField(_("commitments"), default=list, blank=True)
    objective_framework = models.JSONField(_("themes for objectives"), default=list, blank=True)
    strategic_links = RecordIds(to="context.StrategicDirection", verbose_name=_("strategic direction it backs"))
    context_links = RecordIds(to="context.ContextIssue", verbose_name=_("issues it answers"))
    scope_statement = models.ForeignKey(
        ScopeStatement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("scope it covers"),
    )
    approved_by = person_field(_("approved by"), editable=False)
    approved_on = day_field(_("approved"), editable=False)
    reviewed_by = person_field(_("reviewed by"), editable=False)
    reviewed_on = day_field(_("reviewed"), editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("document")
    )
    published_revision = models.ForeignKey(
        DocumentRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("published revision"),
    )
    public_location = models.CharField(
        _("where others find it"), max_length=300, blank=True, help_text=_("An address, a place, or: on request.")
    )

    class Meta(Record.Meta):
        verbose_name_plural = "policies"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=models.Q(status="approved", voided_at=None) & ~models.Q(kind="other"),
                name="one_policy_of_a_kind_is_approved",
            ),
        ]

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if any(not isinstance(entry, dict) or set(entry) != {"commitment", "place"} for entry in self.commitments):
            errors["commitments"] = _("Each says what the policy commits to, and where its text says so.")
        elif missing := [entry["place"] for entry in self.commitments if not stands_in(entry["place"], self.text)]:
            errors["commitments"] = _("These words do not stand in the text: %(words)s") % {"words": missing[0]}
        if any(not isinstance(theme, str) or not theme.strip() for theme in self.objective_framework):
            errors["objective_framework"] = _("Each theme is a few words.")
        if errors:
            raise ValidationError(errors)


def stands_in(place: str, text: str) -> bool:
    """Whether these words stand in the text; line breaks and letter case do not matter."""
    return bool(place.strip()) and _plain(place) in _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
