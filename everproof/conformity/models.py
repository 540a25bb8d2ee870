"""What is kept of evaluations: where each requirement stands, since when, what changed it, and what people assessed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.conformity.outcomes import Outcome
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class Run(models.Model):
    """An evaluation that is worth remembering: every full one, and each other that changed an outcome.

    `position` is the number of ledger entries that it took into account; `counts` the number of requirements by
    outcome after it; `looked_at` how many requirements it looked at, `changed` how many came out otherwise than before.
    """

    class Kind(models.TextChoices):
        FULL = "full", _("All requirements")
        CHANGES = "changes", _("What a change touched")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    catalogue = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    started_at = models.DateTimeField()
    seconds = models.FloatField()
    statements = models.PositiveIntegerField()
    position = models.BigIntegerField()
    looked_at = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "standard", "-id"], name="conformity_run_newest"),
            models.Index(fields=["organization", "standard", "day", "id"], name="conformity_run_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.day} ({self.kind})"


class Standing(models.Model):
    """How far the stored verdicts of one standard are right: up to which ledger entry, on which day, by which rules.

    `rules` is a digest of catalogue and checks: a new release means a full run. `version` counts what was stored, so
    that of two evaluations at the same time one is thrown away. `operating_since` is the day of the first ledger entry
    of an operating record, once there is one.
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    rules = models.CharField(max_length=64)
    day = models.DateField()
    position = models.BigIntegerField()
    as_of = models.DateTimeField()
    full_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    operating_since = models.DateField(null=True)
    counts = models.JSONField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "standard"], name="conformity_standing_once")]

    def __str__(self) -> str:
        return f"{self.standard} up to {self.position}"


class Verdict(models.Model):
    """Where one requirement stands now; the vocabulary's `check-result`. A row is written only when it changes.

    `findings` holds the first findings, each as a mapping (see conformity.findings); `total` how many there are in all.
    `concerns` lists whom and what they are about: {"owner": [ids], "site": [ids], "process": [ids]}. `reason` says in
    words why an outcome is neither pass nor fail. `parameters` are the values that the check asked for. `since` is the
    moment from which the outcome is the same, `entry_id` the newest ledger entry that may have brought it about (None:
    the calendar or a new release did).
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    atom = models.CharField(max_length=24)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    since = models.DateTimeField()
    entry_id = models.UUIDField(null=True)
    looked_at = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    concerns = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "standard", "atom"], name="conformity_verdict_once")
        ]

    def __str__(self) -> str:
        return f"{self.atom} {self.outcome}"


class VerdictChange(models.Model):
    """A requirement came out otherwise than before: the history of its verdicts. `before` is empty for the first.

    `entry_id` is the newest ledger entry since the evaluation before that touches the requirement; None where the
    calendar, a new release or the first evaluation made the difference (`cause`).
    """

    class Cause(models.TextChoices):
        ENTRY = "entry", _("A change of records")
        CALENDAR = "calendar", _("The calendar")
        RULES = "rules", _("A new release or catalogue")
        FIRST = "first", _("The first evaluation")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=40)
    atom = models.CharField(max_length=24)
    run = models.ForeignKey(Run, models.PROTECT, related_name="changes", db_index=False)
    at = models.DateTimeField()
    day = models.DateField()
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    entry_id = models.UUIDField(null=True)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "standard", "atom", "-id"], name="conformity_change_of_atom"),
            models.Index(fields=["organization", "standard", "-id"], name="conformity_change_newest"),
            models.Index(fields=["organization", "run"], name="conformity_change_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.atom}: {self.before} to {self.after}"


class ManualAssessment(Record):
    """A dated human verdict on a requirement that no record can show by itself, or only makes likely.

    `requirement` is an atom's id, which means the same in every edition. The newest assessment in force counts, until
    `valid_until`.
    """

    type_name = "manual-assessment"

    class Verdict(models.TextChoices):
        MET = "met", _("Met")
        PARTLY_MET = "partly-met", _("Partly met")
        NOT_MET = "not-met", _("Not met")

    requirement = models.CharField(_("requirement"), max_length=24)
    assessed_on = models.DateField(_("assessed"))
    assessed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("assessed by")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    evidence_note = models.TextField(_("what was seen and asked"))
    valid_until = models.DateField(_("valid until"))

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["organization", "requirement", "-assessed_on", "-id"], name="assessment_of_requirement"
            ),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("assessed_on")), name="assessment_ends_after_start"
            ),
        ]
