"""What bears on the organisation from outside and inside, and who expects what of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel.records import Record

CLIMATE = "climate-change"


class ContextIssue(ReviewedRecord):
    """A circumstance outside or inside the organisation that can help or hinder its quality system (4.1).

    The topic `climate-change` is reserved: since Amendment 1:2024 everybody decides whether it matters.
    """

    type_name = "context-issue"

    class Kind(models.TextChoices):
        EXTERNAL = "external", _("External")
        INTERNAL = "internal", _("Internal")

    class Effect(models.TextChoices):
        HELPS = "helps", _("Helps")
        HINDERS = "hinders", _("Hinders")

    class Area(models.TextChoices):
        """The six fields of PESTLE."""

        POLITICAL = "political", _("Political")
        ECONOMIC = "economic", _("Economic")
        SOCIAL = "social", _("Social")
        TECHNOLOGICAL = "technological", _("Technological")
        LEGAL = "legal", _("Legal")
        ENVIRONMENTAL = "environmental", _("Environmental")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    area = models.CharField(_("area"), max_length=14, choices=Area.choices, blank=True)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect.choices, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    description = models.TextField(_("what it is"), blank=True)
    affects = models.TextField(_("what it affects"), blank=True)
    relevant = models.BooleanField(_("matters to the quality system"), null=True, blank=True)
    relevance_rationale = models.TextField(_("why it matters, or why not"), blank=True)
    monitored_how = models.TextField(_("kept in view how"), blank=True)
    no_risk_rationale = models.TextField(_("why no risk or opportunity follows"), blank=True)
    raised_on = models.DateField(_("first seen"), null=True, blank=True)

    class Meta(ReviewedRecord.Meta):
        pass


class InterestedParty(ReviewedRecord):
    """A person or group whose needs matter to the quality system (4.2). Its needs are records of their own."""

    type_name = "interested-party"

    class Category(models.TextChoices):
        CUSTOMERS = "customers", _("Customers")
        REGULATORS = "regulators", _("Regulators")
        SUPPLIERS = "suppliers", _("Suppliers")
        WORKERS = "workers", _("Workers")
        OWNERS = "owners", _("Owners")
        OTHER = "other", _("Others")

    category = models.CharField(_("kind"), max_length=12, choices=Category.choices)
    relevant = models.BooleanField(_("matters to the quality system"), null=True, blank=True)
    relevance_rationale = models.TextField(_("why it matters, or why not"), blank=True)
    watched_how = models.TextField(_("how its needs are kept in view"), blank=True)
    no_risk_rationale = models.TextField(_("why no risk or opportunity follows"), blank=True)
    known_since = models.DateField(_("known since"), null=True, blank=True)

    class Meta(ReviewedRecord.Meta):
        verbose_name_plural = "interested parties"

    @property
    def name(self) -> str:
        return self.title


class PartyNeed(Record):
    """A need or expectation of an interested party: whether it counts, and how it is met.

    Records that deal with it are linked with it ("addresses"): processes, objectives, products, obligations, risks.
    Where none does, `not_addressed_reason` says why.
    """

    type_name = "party-need"

    party = models.ForeignKey(
        InterestedParty, models.PROTECT, related_name="needs", db_index=False, verbose_name=_("interested party")
    )
    relevant = models.BooleanField(_("counts for the quality system"), null=True, blank=True)
    how_met = models.TextField(_("how it is met"), blank=True)
    not_addressed_reason = models.TextField(_("why nothing deals with it"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "party", "id"], name="partyneed_of_party"),
        ]
