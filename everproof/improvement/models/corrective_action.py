"""The corrective action: removes the cause of a nonconformity, and is judged by what it achieved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models.nonconformity import Nonconformity
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.processes.models import Process


class CorrectiveAction(Record):
    """What is done so that a nonconformity does not come back (10.2.1 c), and whether it worked (10.2.1 d)."""

    type_name = "corrective-action"

    class Effort(models.TextChoices):
        LIGHT = "light", _("Light")
        NORMAL = "normal", _("Normal")
        HEAVY = "heavy", _("Heavy")

    class Effect(models.TextChoices):
        EFFECTIVE = "effective", _("Effective")
        NOT_EFFECTIVE = "not-effective", _("Not effective")

    class EffectTest(models.TextChoices):
        RATE = "rate", _("Fewer in the same time")
        SHARE = "share", _("A smaller share")
        TIME_BETWEEN = "time-between", _("Longer times between two")
        CHART = "chart", _("A signal on the control chart")

    class Proposal(models.TextChoices):
        WORKED = "worked", _("It worked")
        DID_NOT_WORK = "did-not-work", _("It did not work")
        CANNOT_TELL = "cannot-tell", _("The data cannot tell")

    nonconformity = models.ForeignKey(
        Nonconformity,
        models.PROTECT,
        related_name="corrective_actions",
        db_index=False,
        verbose_name=_("nonconformity"),
    )
    description = models.TextField(_("what is to be done"), blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("owner"))
    effort = models.CharField(_("effort"), max_length=10, choices=Effort.choices, default=Effort.NORMAL)
    effort_rationale = models.TextField(_("why this effort"), blank=True)
    due_on = models.DateField(_("due"))
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    deploys = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("carries over"),
    )
    depends_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("can be completed after"),
    )
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True, editable=False)
    approval_needed = models.BooleanField(_("has to be approved"), default=False, editable=False)
    approved_on = models.DateField(_("approved"), null=True, blank=True, editable=False)
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
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    effectiveness_criterion = models.TextField(_("how one will see that it worked"), blank=True)
    effect_measure = models.CharField(_("measure"), max_length=80, blank=True)
    effect_test = models.CharField(_("test"), max_length=20, choices=EffectTest.choices, blank=True)
    effect_window_days = models.PositiveSmallIntegerField(_("days to look at"), null=True, blank=True)
    effect_reduction = models.PositiveSmallIntegerField(_("expected reduction in percent"), null=True, blank=True)
    effect_proposal = models.CharField(
        _("what the data say"), max_length=20, choices=Proposal.choices, blank=True, editable=False
    )
    effect_weighed_on = models.DateField(_("data weighed"), null=True, blank=True, editable=False)
    effect_outcome = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    effectiveness_due_on = models.DateField(_("effect to be judged by"), null=True, blank=True)
    effectiveness_reviewed_on = models.DateField(_("effect judged"), null=True, blank=True, editable=False)
    effectiveness_reviewed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("effect judged by"),
    )
    effectiveness_result = models.CharField(
        _("effect"), max_length=15, choices=Effect.choices, blank=True, editable=False
    )
    effectiveness_conclusion = models.TextField(_("what the judgement rests on"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "nonconformity", "id"], name="correctiveaction_of_case"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="correctiveaction_of_owner"),
            models.Index(fields=["organization", "status", "due_on", "id"], name="correctiveaction_by_due"),
            models.Index(fields=["organization", "status", "effectiveness_due_on"], name="correctiveaction_by_effect"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    effectiveness_result="", effectiveness_reviewed_on=None, effectiveness_reviewed_by=None
                )
                | (~models.Q(effectiveness_result="") & models.Q(effectiveness_reviewed_on__isnull=False)),
                name="corrective_action_effect_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(effect_reduction=None) | models.Q(effect_reduction__range=(1, 100)),
                name="corrective_action_reduction_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(effect_proposal="", effect_weighed_on=None)
                | (~models.Q(effect_proposal="") & models.Q(effect_weighed_on__isnull=False)),
                name="corrective_action_weighed_has_a_day",
            ),
        ]
