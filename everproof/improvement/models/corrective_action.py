"""The corrective action: removes the cause of a nonconformity, and is judged by what it achieved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models.nonconformity import Nonconformity
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


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
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    effectiveness_criterion = models.TextField(_("how one will see that it worked"), blank=True)
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
            models.Index(fields=["organization", "status", "due_on"], name="correctiveaction_by_due"),
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
        ]
