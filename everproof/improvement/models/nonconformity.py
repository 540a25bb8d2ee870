"""The nonconformity: a requirement that was not met, from any source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.improvement.cause import Table, TableLines
from everproof.improvement.models.reporting import ReportingPoint
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
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

    class Consequence(models.IntegerChoices):
        NONE = 1, _("Nobody notices")
        NUISANCE = 2, _("Annoys, or costs some work")
        FAILURE = 3, _("Does not do its job")
        DANGER = 4, _("Endangers people or breaks the law")

    class Extent(models.IntegerChoices):
        ONE = 1, _("One piece or one time")
        SOME = 2, _("Several, all here")
        MANY = 3, _("Many, or outside already")

    class Disposition(models.TextChoices):
        USE_AS_IS = "use-as-is", _("Use as is, by concession")
        REWORK = "rework", _("Rework to the requirement")
        REPAIR = "repair", _("Repair, usable though not to the requirement")
        SCRAP = "scrap", _("Scrap")
        RETURN = "return", _("Return to the supplier")

    class CostKind(models.TextChoices):
        INTERNAL = "internal-failure", _("Found before delivery")
        EXTERNAL = "external-failure", _("Found after delivery")

    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.PROCESS)
    description = models.TextField(_("what happened"), blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    point = models.ForeignKey(
        ReportingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("reported at"),
    )
    reporter = models.CharField(_("reported by"), max_length=120, blank=True, editable=False)
    answer = models.TextField(_("answer to who reported it"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)
    detected_on = models.DateField(_("detected"))
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    requirement = models.TextField(_("requirement that is not met"), blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    consequence = models.PositiveSmallIntegerField(
        _("what it can do"), choices=Consequence.choices, null=True, blank=True
    )
    extent = models.PositiveSmallIntegerField(_("how far it goes"), choices=Extent.choices, null=True, blank=True)
    severity_reason = models.TextField(_("why another severity than the rule gives"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    eight_d = models.BooleanField(_("worked on as 8D"), default=False)
    team = RecordIds(to="kernel.Person", verbose_name=_("team"))
    contain_by = models.DateTimeField(_("to be contained by"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due"), null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)
    correction = models.TextField(_("correction"), blank=True)
    corrected_on = models.DateField(_("corrected"), null=True, blank=True)
    consequences = models.TextField(_("consequences"), blank=True)
    consequences_handled_on = models.DateField(_("consequences handled"), null=True, blank=True)
    quantity_checked = models.DecimalField(_("checked"), max_digits=14, decimal_places=3, null=True, blank=True)
    quantity_bad = models.DecimalField(_("bad"), max_digits=14, decimal_places=3, null=True, blank=True)
    quantity_unit = models.CharField(_("unit"), max_length=20, blank=True)
    disposition = models.CharField(_("disposition"), max_length=20, choices=Disposition.choices, blank=True)
    disposition_rationale = models.TextField(_("what the disposition rests on"), blank=True)
    disposed_on = models.DateField(_("disposition decided"), null=True, blank=True, editable=False)
    disposed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("disposition decided by"),
    )
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost_kind = models.CharField(_("kind of cost"), max_length=20, choices=CostKind.choices, blank=True)
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
    five_whys = TableLines(_("five whys"), table=Table.FIVE_WHYS)
    ishikawa = TableLines(_("causes and effect"), table=Table.ISHIKAWA)
    is_is_not = TableLines(_("is and is not"), table=Table.IS_IS_NOT)
    cause_evidence = models.TextField(_("what proves the cause"), blank=True)
    cause_verified_on = models.DateField(_("cause verified"), null=True, blank=True, editable=False)
    cause_verified_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("cause verified by"),
    )
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("repeats"),
    )
    similar_checked_on = models.DateField(_("looked for similar cases"), null=True, blank=True)
    similar_found = models.BooleanField(_("similar cases found"), null=True, blank=True)
    similar_looked_at = models.TextField(_("where was looked, and what was found"), blank=True)
    risk_update_needed = models.BooleanField(_("risks and opportunities have to be updated"), null=True, blank=True)
    risks_updated_on = models.DateField(_("risks and opportunities updated"), null=True, blank=True)
    change_needed = models.BooleanField(_("quality system has to be changed"), null=True, blank=True)
    document_update_needed = models.BooleanField(_("documents have to be updated"), null=True, blank=True)
    lesson = models.TextField(_("what others can learn from it"), blank=True)
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
            models.Index(fields=["organization", "status", "due_on", "id"], name="nonconformity_by_state_due"),
            models.Index(fields=["organization", "detected_on", "id"], name="nonconformity_by_detected"),
            models.Index(fields=["organization", "process", "cause_code"], name="nonconformity_by_cause"),
            models.Index(fields=["organization", "repeats", "id"], name="nonconformity_by_repeated"),
            models.Index(fields=["organization", "point", "-id"], name="nonconformity_by_point"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(quantity_checked=None) | models.Q(quantity_checked__gte=0),
                name="nonconformity_checked_is_an_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity_bad=None)
                | models.Q(quantity_bad__gte=0)
                & (models.Q(quantity_checked=None) | models.Q(quantity_bad__lte=models.F("quantity_checked"))),
                name="nonconformity_bad_are_some_of_checked",
            ),
            models.CheckConstraint(
                condition=models.Q(cost=None) | models.Q(cost__gte=0), name="nonconformity_cost_is_an_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(disposition="", disposed_on=None)
                | (~models.Q(disposition="") & models.Q(disposed_on__isnull=False)),
                name="nonconformity_disposition_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(cause_verified_on=None) | ~models.Q(cause_evidence=""),
                name="nonconformity_verified_cause_has_evidence",
            ),
        ]
