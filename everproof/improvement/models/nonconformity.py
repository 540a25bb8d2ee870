"""The nonconformity: a requirement that was not met, from any source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.processes.models import Process


class Nonconformity(Record):
    """A requirement that was not met, and what was done about it (10.2)."""

    type_name = "nonconformity"

    class Source(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        INTERNAL_AUDIT = "internal-audit", _("Internal audit")
        EXTERNAL_AUDIT = "external-audit", _("External audit")
        PROCESS = "process", _("Process")
        PRODUCT = "product", _("Product")
        SUPPLIER = "supplier", _("Supplier")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class CauseCategory(models.TextChoices):
        HUMAN_ERROR = "human-error", _("Human error")
        METHOD = "method", _("Method")
        MACHINE = "machine", _("Machine")
        MATERIAL = "material", _("Material")
        ENVIRONMENT = "environment", _("Environment")
        MEASUREMENT = "measurement", _("Measurement")
        MANAGEMENT = "management", _("Management")
        OTHER = "other", _("Other")

    class CauseMethod(models.TextChoices):
        FIVE_WHYS = "five-whys", _("Five whys")
        ISHIKAWA = "ishikawa", _("Cause and effect diagram")
        IS_IS_NOT = "is-is-not", _("Is and is not")
        TEST = "test", _("Trial or measurement")
        OTHER = "other", _("Another way")

    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.PROCESS)
    description = models.TextField(_("what happened"), blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    detected_on = models.DateField(_("detected"))
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    requirement = models.TextField(_("requirement that is not met"), blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)
    correction = models.TextField(_("correction"), blank=True)
    corrected_on = models.DateField(_("corrected"), null=True, blank=True)
    consequences = models.TextField(_("consequences"), blank=True)
    consequences_handled_on = models.DateField(_("consequences handled"), null=True, blank=True)
    analysed_on = models.DateField(_("analysed"), null=True, blank=True)
    need_evaluated_on = models.DateField(_("need for action evaluated"), null=True, blank=True)
    action_needed = models.BooleanField(_("corrective action needed"), null=True, blank=True)
    need_rationale = models.TextField(_("why, or why not"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    cause_category = models.CharField(_("kind of cause"), max_length=20, choices=CauseCategory.choices, blank=True)
    cause_code = models.CharField(_("cause by the company's own list"), max_length=60, blank=True)
    cause_method = models.CharField(
        _("how the cause was found"), max_length=20, choices=CauseMethod.choices, blank=True
    )
    cause_determined_on = models.DateField(_("cause determined"), null=True, blank=True)
    similar_checked_on = models.DateField(_("looked for similar cases"), null=True, blank=True)
    similar_found = models.BooleanField(_("similar cases found"), null=True, blank=True)
    similar_looked_at = models.TextField(_("where was looked, and what was found"), blank=True)
    risk_update_needed = models.BooleanField(_("risks and opportunities have to be updated"), null=True, blank=True)
    risks_updated_on = models.DateField(_("risks and opportunities updated"), null=True, blank=True)
    change_needed = models.BooleanField(_("quality system has to be changed"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )

    class Meta(Record.Meta):
        verbose_name_plural = "nonconformities"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="nonconformity_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="nonconformity_by_due"),
            models.Index(fields=["organization", "detected_on", "id"], name="nonconformity_by_detected"),
            models.Index(fields=["organization", "process", "cause_code"], name="nonconformity_by_cause"),
        ]
