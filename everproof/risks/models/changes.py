"""Planned and unplanned changes of the quality system and of production and service provision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.risks.models.register import Effect


class Change(Record):
    """A change of the quality system (6.3) or of production and service provision (8.5.6).

    `affected` holds what it touches, as {type, id, number, title} of records of any room, frozen at approval;
    `impact_after` what the same question gives once it is implemented. What it changes is named by its lists and by
    links ("affects"). A planned change of production is reviewed before it is made, when it is approved (8.5.6); any
    other one afterwards. Stated values are NOTHING ("none") where nothing is needed or happened, and UNCHANGED.
    """

    NOTHING = "none"
    UNCHANGED = "unchanged"

    type_name = "change"

    class Kind(models.TextChoices):
        QMS = "qms", _("Quality system")
        PRODUCTION = "production", _("Production or service")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.QMS)
    planned = models.BooleanField(_("planned"), default=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    purpose = models.TextField(_("what it is for"), blank=True)
    consequences = models.TextField(_("what it may bring about"), blank=True)
    integrity_assessment = models.TextField(_("how the system stays whole"), blank=True)
    resources = models.TextField(_("resources"), blank=True)
    information = models.TextField(_("information needed"), blank=True)
    responsibilities = models.TextField(_("duties and powers"), blank=True)
    communication = models.TextField(_("how it is made known"), blank=True)
    monitoring_plan = models.TextField(_("how its working is watched"), blank=True)
    processes = RecordIds(to="processes.Process", verbose_name=_("processes it changes"))
    products = RecordIds(to="products.ProductService", verbose_name=_("products it changes"))
    affected = models.JSONField(_("what it touches"), default=list, blank=True, editable=False)
    impact_after = models.JSONField(_("what it touched in the end"), default=list, blank=True, editable=False)
    approved_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("approved by"),
    )
    approved_on = models.DateField(_("approved"), null=True, blank=True, editable=False)
    planned_for = models.DateField(_("planned for"), null=True, blank=True)
    implemented_on = models.DateField(_("implemented"), null=True, blank=True)
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("reviewed by"),
    )
    review_result = models.TextField(_("result of the review"), blank=True)
    action_needed = models.BooleanField(_("the review asks for action"), null=True, blank=True)
    adverse_effects = models.TextField(_("bad effects"), blank=True)
    effectiveness_evaluated_on = models.DateField(_("effect judged"), null=True, blank=True, editable=False)
    effectiveness_result = models.CharField(_("effect"), max_length=15, choices=Effect.choices, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="change_of_owner"),
            models.Index(fields=["organization", "planned_for", "id"], name="change_by_day"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(approved_on=None) | models.Q(approved_by__isnull=False),
                name="an_approved_change_says_by_whom",
            ),
        ]
