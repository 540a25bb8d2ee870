"""How well the processes do: indicators with their comments, objectives, and analyses of what was measured.

The values themselves are `kernel.measurements`: a series "value" for each KPI, and beside it "numerator" and
"denominator" where it is a share or a rate.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.processes.models.landscape import Process
from everproof.processes.periods import DAYS, Period

EXACT: dict[str, Any] = {"max_digits": 18, "decimal_places": 6}


class Kpi(Record):
    """An indicator with its formula, method, rhythm and target (9.1.1).

    `target` and `target_to` hold from `target_from`; what held before stands in `earlier_targets`. `limits` are the
    control limits that somebody decided to keep, oldest first; without any they follow from all values.
    """

    type_name = "kpi"

    class Topic(models.TextChoices):
        CUSTOMER_SATISFACTION = "customer-satisfaction", _("Customer satisfaction")
        REQUIREMENT_FULFILMENT = "customer-requirement-fulfilment", _("Fulfilment of customer requirements")
        PRODUCT_CONFORMITY = "product-conformity", _("Product conformity")
        PROCESS_PERFORMANCE = "process-performance", _("Process performance")
        SUPPLIER_PERFORMANCE = "supplier-performance", _("Supplier performance")
        OTHER = "other", _("Other")

    class SourceKind(models.TextChoices):
        TYPED = "typed", _("Typed in")
        IMPORTED = "imported", _("Imported from a file")
        API = "api", _("Sent by a program")
        MEASURE = "measure", _("Counted by Everproof")

    class Chart(models.TextChoices):
        INDIVIDUALS = "individuals", _("Single values")
        PROPORTION = "proportion", _("Share of a whole")
        RATE = "rate", _("Events for each unit")

    class Direction(models.TextChoices):
        HIGHER = "higher-better", _("Higher is better")
        LOWER = "lower-better", _("Lower is better")
        RANGE = "range", _("Within a range")

    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    topic = models.CharField(_("topic"), max_length=40, choices=Topic.choices, default=Topic.PROCESS_PERFORMANCE)
    formula = models.TextField(_("formula"), blank=True)
    source = models.CharField(_("where the figures come from"), max_length=200, blank=True)
    source_kind = models.CharField(
        _("how they come here"), max_length=10, choices=SourceKind.choices, default=SourceKind.TYPED
    )
    measure = models.CharField(_("what Everproof counts"), max_length=100, blank=True)
    chart = models.CharField(_("kind of figure"), max_length=12, choices=Chart.choices, default=Chart.INDIVIDUALS)
    numerator = models.CharField(_("numerator"), max_length=120, blank=True)
    denominator = models.CharField(_("denominator"), max_length=120, blank=True)
    scale = models.PositiveIntegerField(
        _("shown for each"),
        default=1,
        choices=((1, "1"), (100, _("100 (percent)")), (1000, _("1,000")), (1_000_000, _("1,000,000 (ppm)"))),
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=13, choices=Direction.choices, default=Direction.HIGHER)
    period = models.CharField(_("rhythm"), max_length=7, choices=Period.choices, default=Period.MONTH)
    measured_from = models.DateField(_("measured since"))
    target = models.DecimalField(_("target"), null=True, blank=True, **EXACT)
    target_to = models.DecimalField(_("upper end of the target range"), null=True, blank=True, **EXACT)
    target_from = models.DateField(_("target holds from"), null=True, blank=True)
    earlier_targets = models.JSONField(_("earlier targets"), default=list, blank=True, editable=False)
    limits = models.JSONField(_("control limits that were decided on"), default=list, blank=True, editable=False)
    method = models.TextField(_("method"), blank=True)
    validity_note = models.TextField(_("why the method gives a true picture"), blank=True)
    analysis_method = models.TextField(_("how the values are analysed"), blank=True)
    analysis_interval_days = models.PositiveSmallIntegerField(_("days between two analyses"), default=92)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )

    class Meta(Record.Meta):
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "process", "id"], name="kpi_of_process"),
            models.Index(fields=["organization", "owner", "status", "id"], name="kpi_of_owner"),
            models.Index(fields=["organization", "title", "id"], name="kpi_by_title"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(chart="individuals") | (~models.Q(numerator="") & ~models.Q(denominator="")),
                name="kpi_ratio_has_both_parts",
                violation_error_message=_("A share or a rate needs a numerator and a denominator."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source_kind="measure") | ~models.Q(measure=""),
                name="kpi_measure_is_named",
                violation_error_message=_("Say what Everproof is to count."),
            ),
            models.CheckConstraint(
                condition=models.Q(target_to=None) | models.Q(direction="range", target_to__gte=models.F("target")),
                name="kpi_range_runs_upwards",
                violation_error_message=_("A target range runs from its lower to its upper end."),
            ),
            models.CheckConstraint(
                condition=models.Q(target=None) | models.Q(target_from__isnull=False),
                name="kpi_target_has_a_day",
                violation_error_message=_("Say from which day the target holds."),
            ),
        ]

    def clean(self) -> None:
        """What the constraints hold, said beside the fields that it is about."""
        errors: dict[str, Any] = {}
        if self.is_ratio:
            missing = [name for name in ("numerator", "denominator") if not getattr(self, name).strip()]
            errors |= {name: _("A share or a rate needs a numerator and a denominator.") for name in missing}
        if self.source_kind == self.SourceKind.MEASURE and not self.measure:
            errors["measure"] = _("Say what Everproof is to count.")
        if self.target_to is not None and self.direction != self.Direction.RANGE:
            errors["target_to"] = _("Only a range has an upper end.")
        elif self.target_to is not None and (self.target is None or self.target_to < self.target):
            errors["target_to"] = _("A target range runs from its lower to its upper end.")
        if errors:
            raise ValidationError(errors)

    @property
    def name(self) -> str:
        return self.title

    @property
    def is_ratio(self) -> bool:
        """Whether a value is entered as numerator and denominator."""
        return self.chart != self.Chart.INDIVIDUALS

    @property
    def measure_interval_days(self) -> int:
        """The catalogue's word for the rhythm: the most days that one period has."""
        return DAYS[self.period]

    def meets_target(self, value: float) -> bool | None:
        """Whether a value is as good as the target that holds now; None without one."""
        return meets(self.direction, self.target, self.target_to, value)

    # What a list shows of its standing. Each reads the row that `select_related("standing")` brought along.

    @property
    def known_standing(self) -> KpiStanding | None:
        """How it stands; None before anybody has looked."""
        return getattr(self, "standing", None)


def meets(direction: str, target: Any, target_to: Any, value: float) -> bool | None:
    """Whether a value reaches a target: at least it, at most it, or inside the range. None without a target."""
    if target is None:
        return None
    low = float(target)
    if direction == Kpi.Direction.LOWER:
        return value <= low
    if direction == Kpi.Direction.HIGHER or target_to is None:
        return value >= low
    return low <= value <= float(target_to)


class KpiStanding(models.Model):
    """How a KPI stands, derived from its values: what lists, duties and the map read. It may be rebuilt at any time.

    `awaits_from` is the day from which the earliest value that is missing could be entered: the day after its period,
    in the past when the value is due. `gaps` counts missing values before the newest one. `signals` are the newest
    signals ({on, rules, side, statistic}), `open_signal_on` the period of the oldest that nobody commented, which
    was found on `open_since`. `recent` holds the newest values for the line the size of a word.
    """

    kpi = models.OneToOneField(Kpi, models.PROTECT, primary_key=True, related_name="standing")
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, blank=True)
    points = models.PositiveIntegerField(default=0)
    newest_on = models.DateField(null=True)
    newest_value = models.FloatField(null=True)
    newest_typed = models.CharField(max_length=40, blank=True)
    awaits_from = models.DateField(null=True)
    gaps = models.PositiveIntegerField(default=0)
    signals = models.JSONField(default=list)
    is_shifted = models.BooleanField(default=False)
    open_signals = models.PositiveIntegerField(default=0)
    open_signal_on = models.DateField(null=True)
    open_since = models.DateField(null=True)
    recent = models.JSONField(default=list)
    judged_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "awaits_from"], name="kpi_standing_awaits"),
            models.Index(fields=["organization", "open_signals"], name="kpi_standing_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.newest_typed}"


class KpiComment(Record):
    """What happened in a period: why its value is a signal, or why it has none. `period_on` is its last day."""

    type_name = "kpi-comment"

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="+", db_index=False, verbose_name=_("KPI"))
    period_on = models.DateField(_("period"))
    explanation = models.TextField(_("what was done about it"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("comment on a KPI")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "kpi", "period_on"], name="kpi_comment_of_kpi"),
        ]


class Objective(Record):
    """A quality result to be achieved: what, with what, by whom, until when, and how it is judged (6.2).

    It stands below another one in a tree from the policy to the team.
    """

    type_name = "objective"

    class Level(models.TextChoices):
        ORGANISATION = "organisation", _("Whole company")
        FUNCTION = "function", _("Function or team")
        PROCESS = "process", _("Process")

    class Relevance(models.TextChoices):
        PRODUCT_CONFORMITY = "product-conformity", _("Conforming products and services")
        CUSTOMER_SATISFACTION = "customer-satisfaction", _("Satisfied customers")

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("objective that it serves"),
    )
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.ORGANISATION)
    processes = RecordIds(to="processes.Process", verbose_name=_("processes"))
    functions = models.JSONField(_("functions or teams"), default=list, blank=True)
    policy_commitment = models.CharField(_("commitment of the policy that it serves"), max_length=200, blank=True)
    relevance = models.JSONField(_("what it makes a difference to"), default=list, blank=True)
    requirements_considered = models.TextField(_("requirements taken into account"), blank=True)
    plan = models.TextField(_("what will be done"), blank=True)
    resources = models.TextField(_("resources"), blank=True)
    resources_confirmed_on = models.DateField(_("resources confirmed"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    start_on = models.DateField(_("start"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("KPI")
    )
    baseline = models.DecimalField(_("value at the start"), null=True, blank=True, **EXACT)
    target = models.DecimalField(_("target"), null=True, blank=True, **EXACT)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    evaluation_method = models.TextField(_("how it is judged"), blank=True)
    review_interval_days = models.PositiveSmallIntegerField(_("days between two reviews"), default=92)
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True)
    review_due_on = models.DateField(_("review due"), null=True, blank=True, editable=False)
    progress = models.TextField(_("how it stands"), blank=True)
    off_track_since = models.DateField(_("off track since"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    evaluated_on = models.DateField(_("evaluated"), null=True, blank=True)
    communicated_on = models.DateField(_("communicated"), null=True, blank=True)
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

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "id"], name="objective_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="objective_by_due"),
            models.Index(fields=["organization", "kpi", "id"], name="objective_of_kpi"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="objective_serves_another",
                violation_error_message=_("An objective cannot serve itself."),
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(approved_on=None, approved_by=None)
                    | models.Q(approved_on__isnull=False, approved_by__isnull=False)
                ),
                name="objective_approved_by_somebody",
            ),
        ]


class Analysis(Record):
    """A dated evaluation of data with a conclusion (9.1.3).

    Its data are words, the KPIs and objectives that it names, and what else it is linked with. `figures` holds how the
    KPIs stood when it was concluded, and `overdue_actions` how many actions were overdue at the end of its period.
    """

    type_name = "analysis"

    class Topic(models.TextChoices):
        PRODUCT_CONFORMITY = "product-conformity", _("Conformity of products and services")
        CUSTOMER_SATISFACTION = "customer-satisfaction", _("Customer satisfaction")
        QMS_PERFORMANCE = "qms-performance", _("Performance of the quality system")
        PLANNING_EFFECTIVENESS = "planning-effectiveness", _("Whether what was planned was carried out")
        RISK_ACTIONS = "risk-opportunity-actions", _("Actions on risks and opportunities")
        EXTERNAL_PROVIDERS = "external-providers", _("External providers")
        IMPROVEMENT_NEEDS = "improvement-needs", _("Needs for improvement")

    class Verdict(models.TextChoices):
        GOOD = "good", _("Good")
        ACCEPTABLE = "acceptable", _("Acceptable")
        POOR = "poor", _("Poor")

    topic = models.CharField(_("topic"), max_length=30, choices=Topic.choices, default=Topic.QMS_PERFORMANCE)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("author")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    data = models.TextField(_("data"), blank=True)
    kpis = RecordIds(to="processes.Kpi", verbose_name=_("KPIs"))
    objectives = RecordIds(to="processes.Objective", verbose_name=_("objectives"))
    method = models.TextField(_("method"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    no_actions_reason = models.TextField(_("why no action is needed"), blank=True)
    concluded_on = models.DateField(_("concluded"), null=True, blank=True, editable=False)
    overdue_actions = models.PositiveIntegerField(
        _("actions overdue at the end of the period"), null=True, blank=True, editable=False
    )
    figures = models.JSONField(_("figures"), default=list, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name_plural = _("analyses")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "topic", "concluded_on", "id"], name="analysis_by_topic"),
            models.Index(fields=["organization", "author", "status", "id"], name="analysis_of_author"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="analysis_period_runs_forward",
                violation_error_message=_("A period ends after it begins."),
            ),
        ]
