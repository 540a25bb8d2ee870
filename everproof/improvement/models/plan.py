"""The improvement plan: an improvement in four stages, as PDCA, with what it was to bring and what it did bring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models.improvement import Improvement
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class ImprovementPlan(Record):
    """One page in A3 of an improvement (10.3): aim, figures, causes, measures, result, what stays.

    `baseline`, `target` and `achieved` are values of `measure` in `unit`; the benefits are a year's, in the company's
    currency. The benefit that counts is confirmed by somebody else than the owner.
    """

    type_name = "improvement-plan"

    improvement = models.ForeignKey(
        Improvement, models.PROTECT, related_name="plans", db_index=False, verbose_name=_("improvement")
    )
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    situation = models.TextField(_("situation"), blank=True)
    aim = models.TextField(_("aim"), blank=True)
    measure = models.CharField(_("measured by"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=3, null=True, blank=True)
    causes = models.TextField(_("causes"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    benefit_claimed = models.DecimalField(
        _("benefit claimed, a year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    benefit_basis = models.TextField(_("how the benefit is reckoned"), blank=True)
    carried_out = models.TextField(_("what was carried out"), blank=True)
    achieved = models.DecimalField(_("achieved"), max_digits=14, decimal_places=3, null=True, blank=True)
    finding = models.TextField(_("what was found"), blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True, editable=False)
    standard = models.TextField(_("what stays"), blank=True)
    benefit_confirmed = models.DecimalField(
        _("benefit confirmed, a year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    benefit_evidence = models.TextField(_("what confirms the benefit"), blank=True)
    benefit_confirmed_on = models.DateField(_("confirmed"), null=True, blank=True, editable=False)
    benefit_confirmed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("confirmed by"),
    )
    completed_on = models.DateField(_("completed"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "improvement", "id"], name="improvementplan_of_idea"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="improvementplan_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="improvementplan_by_due"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(benefit_confirmed_on=None, benefit_confirmed_by=None)
                | models.Q(
                    benefit_confirmed_on__isnull=False,
                    benefit_confirmed_by__isnull=False,
                    benefit_confirmed__isnull=False,
                ),
                name="improvement_plan_benefit_confirmed_by_name",
            ),
        ]

    @property
    def reaches_target(self) -> bool:
        """Whether what was achieved is the target or beyond it, seen from the baseline."""
        if self.baseline is None or self.target is None or self.achieved is None:
            return False
        return self.achieved <= self.target if self.target < self.baseline else self.achieved >= self.target
