"""What is communicated about the quality system, and what took place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel.people.models import Person, Role
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds


class Topic(models.TextChoices):
    """What a communication is about."""

    PROCESS_APPROACH = "process-approach", _("Working in processes")
    RISK = "risk-based-thinking", _("Thinking in risks")
    OPPORTUNITY = "opportunity-based-thinking", _("Thinking in opportunities")
    IMPORTANCE = "importance-of-quality", _("Why quality matters")
    CULTURE = "quality-culture-and-ethics", _("Quality culture and ethics")
    PRODUCT = "product-information", _("Information on products")
    ORDERS = "order-handling", _("Enquiries and orders")
    FEEDBACK = "feedback", _("Feedback and complaints")
    PROPERTY = "customer-property", _("Customers’ property")
    CONTINGENCY = "contingency", _("Emergencies")
    POLICY = "quality-policy", _("Quality policy")
    OBJECTIVES = "objectives", _("Quality objectives")
    OTHER = "other", _("Other")


class CommunicationPlan(ReviewedRecord):
    """One planned kind of communication: what, when, with whom, how, by whom (7.4).

    The audience are roles, interested parties or everybody; the communicator is a person, or a role's holder.
    """

    type_name = "communication-plan"

    class Direction(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        EXTERNAL = "external", _("External")

    class Timing(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")
        QUARTERLY = "quarterly", _("Every quarter")
        HALF_YEARLY = "half-yearly", _("Twice a year")
        YEARLY = "yearly", _("Every year")
        ON_EVENT = "on-event", _("When it happens")

    topic = models.CharField(_("topic"), max_length=30, choices=Topic.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    content = models.TextField(_("what is communicated"), blank=True)
    relevance = models.TextField(_("why it matters"), blank=True)
    timing = models.CharField(_("when"), max_length=12, choices=Timing.choices, blank=True)
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    to_everybody = models.BooleanField(_("everybody in the company"), default=False)
    audience = RecordIds(to="kernel.Role", verbose_name=_("roles addressed"))
    parties = RecordIds(to="context.InterestedParty", verbose_name=_("interested parties addressed"))
    channel = models.CharField(_("how"), max_length=120, blank=True)
    communicator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("by whom")
    )
    communicator_role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("by which role")
    )

    class Meta(ReviewedRecord.Meta):
        indexes = [
            *ReviewedRecord.Meta.indexes,
            models.Index(fields=["organization", "next_due_on", "id"], name="communicationplan_due"),
        ]


class CommunicationRecord(Record):
    """One communication that took place: what about, who spoke, whom it reached. Its title is its subject."""

    type_name = "communication-record"

    plan = models.ForeignKey(
        CommunicationPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("as planned in"),
    )
    held_on = models.DateField(_("took place"))
    topics = models.JSONField(_("topics"), default=list, blank=True)
    to_everybody = models.BooleanField(_("everybody in the company"), default=False)
    audience = RecordIds(to="kernel.Role", verbose_name=_("roles addressed"))
    parties = RecordIds(to="context.InterestedParty", verbose_name=_("interested parties addressed"))
    audience_size = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    channel = models.CharField(_("how"), max_length=120, blank=True)
    communicator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("by whom")
    )
    outcome = models.TextField(_("what came of it"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "held_on", "id"], name="communicationrecord_by_day"),
            models.Index(fields=["organization", "plan", "-held_on"], name="communicationrecord_of_plan"),
        ]

    @property
    def subject(self) -> str:
        return self.title

    @property
    def topic_labels(self) -> list[Any]:
        """Its topics in words, for lists and exports."""
        labels = dict(Topic.choices)
        return [str(labels[topic]) for topic in self.topics if topic in labels]

    def clean(self) -> None:
        if not set(self.topics) <= set(Topic.values):
            raise ValidationError({"topics": _("Choose from the list.")})
