"""What it takes: resources that are needed, and know-how that must not be lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel.people.models import Person, Role
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.processes.models import Process


class ResourcePlan(Record):
    """A resource that is needed: what the company can do itself, where it comes from, what was decided (7.1.1)."""

    type_name = "resource-plan"

    class Kind(models.TextChoices):
        PEOPLE = "people", _("People")
        INFRASTRUCTURE = "infrastructure", _("Machines and buildings")
        ENVIRONMENT = "environment", _("Working environment")
        MEASURING = "measuring", _("Measuring equipment")
        KNOWLEDGE = "knowledge", _("Know-how")
        MONEY = "money", _("Money")
        OTHER = "other", _("Other")

    class Source(models.TextChoices):
        INTERNAL = "internal", _("From inside")
        EXTERNAL = "external", _("From outside")

    class Decision(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REJECT = "reject", _("Rejected")
        DEFER = "defer", _("Deferred")

    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    need = models.TextField(_("what is needed, and what for"), blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    period = models.CharField(_("period"), max_length=40, blank=True)
    role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("in which role")
    )
    headcount = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    internal_capability = models.TextField(_("what we have"), blank=True)
    internal_constraint = models.TextField(_("what holds us back"), blank=True)
    source = models.CharField(_("comes"), max_length=10, choices=Source.choices, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    due_on = models.DateField(_("needed by"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.TextField(_("why it was decided so"), blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True, editable=False)
    provided_on = models.DateField(_("provided"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="resourceplan_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="resourceplan_by_due"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on=None)
                | (~models.Q(decision="") & models.Q(decided_on__isnull=False)),
                name="a_decision_on_resources_has_a_day",
            ),
        ]


class KnowledgeItem(ReviewedRecord):
    """A piece of know-how that processes depend on: who has it, where it is kept, how easily it is lost (7.1.6).

    `applied_in` are the objectives that it serves; documents and trainings that carry it are linked with it.
    """

    type_name = "knowledge-item"

    class Source(models.TextChoices):
        INTERNAL = "internal", _("Inside: experience, projects, failures")
        EXTERNAL = "external", _("Outside: standards, courses, suppliers, customers")

    class Kept(models.TextChoices):
        HEADS = "heads", _("In heads only")
        NOTES = "notes", _("In own notes")
        DOCUMENT = "document", _("In a document")
        SYSTEM = "system", _("In a system or programme")

    description = models.TextField(_("what one has to know"), blank=True)
    processes = RecordIds(to="processes.Process", verbose_name=_("needed in these processes"))
    applied_in = RecordIds(to="processes.Objective", verbose_name=_("serves these objectives"))
    source = models.CharField(_("comes from"), max_length=10, choices=Source.choices, blank=True)
    holders = RecordIds(to="kernel.Person", verbose_name=_("who has it"))
    kept_as = models.CharField(_("kept"), max_length=10, choices=Kept.choices, default=Kept.HEADS)
    kept_where = models.CharField(_("where"), max_length=200, blank=True)
    available_to = RecordIds(to="kernel.Role", verbose_name=_("open to these roles"))
    available_to_everybody = models.BooleanField(_("open to everybody"), default=False)
    critical = models.BooleanField(_("critical: without it work stops or goes wrong"), default=False)
    current_sufficient = models.BooleanField(_("what we know is enough"), null=True, blank=True)
    gap_reason = models.TextField(_("what is missing"), blank=True)
    acquisition = models.TextField(_("how it will be acquired"), blank=True)
    acquisition_due_on = models.DateField(_("acquired by"), null=True, blank=True)
    shared_on = models.DateField(_("last passed on"), null=True, blank=True)

    class Meta(ReviewedRecord.Meta):
        pass

    @property
    def topic(self) -> str:
        return self.title
