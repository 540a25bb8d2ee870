"""Risks and opportunities: two kinds with scales of their own, and the ratings that each was given."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds

LEAST, MOST = 1, 5


def score(label: Any, **options: Any) -> models.PositiveSmallIntegerField:
    """A score of a scale from 1 to 5; None while nobody has rated."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)], **options
    )


class Affects(models.TextChoices):
    """What a risk or an opportunity touches."""

    PRODUCT_CONFORMITY = "product-conformity", _("Product conformity")
    CUSTOMER_SATISFACTION = "customer-satisfaction", _("Customer satisfaction")
    QMS_RESULTS = "qms-results", _("Results of the quality system")
    OTHER = "other", _("Something else")


class Effect(models.TextChoices):
    EFFECTIVE = "effective", _("Effective")
    NOT_EFFECTIVE = "not-effective", _("Not effective")


class Assessed(Record):
    """What risks and opportunities share: where they come from, whom and what they touch, when they were assessed.

    `issues` and `parties` are their source (6.1.1); `processes` those in which they have to be dealt with.
    """

    description = models.TextField(_("what may happen, and why"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    issues = RecordIds(to="context.ContextIssue", verbose_name=_("context issues it comes from"))
    parties = RecordIds(to="context.InterestedParty", verbose_name=_("interested parties it comes from"))
    processes = RecordIds(to="processes.Process", verbose_name=_("processes"))
    affects = models.JSONField(_("touches"), default=list, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    assessed_on = models.DateField(_("assessed"), null=True, blank=True, editable=False)
    review_due_on = models.DateField(_("next assessment by"), null=True, blank=True)
    effectiveness_evaluated_on = models.DateField(_("effect judged"), null=True, blank=True, editable=False)
    effectiveness_result = models.CharField(_("effect"), max_length=15, choices=Effect.choices, blank=True)
    effectiveness_rationale = models.TextField(_("what the judgement rests on"), blank=True)

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="%(class)s_ow"),
            models.Index(fields=["organization", "review_due_on", "id"], name="%(class)s_rv"),
        ]


class Risk(Assessed):
    """Something uncertain that could harm results (6.1).

    `likelihood` and `impact` rate it as it stands, with the controls there are; their product is `level`. The inherent
    pair rates it without controls, the residual pair as it shall be once the treatment is done.
    `causes` and `consequences` are the two sides of its bow-tie, lists of {what, barriers}: a text, and the texts of
    what stands between it and the event (what prevents, what softens).
    """

    type_name = "risk"

    class Treatment(models.TextChoices):
        NONE = "none", _("Not decided")
        ACCEPT = "accept", _("Accept")
        REDUCE = "reduce", _("Reduce")
        AVOID = "avoid", _("Avoid")
        SHARE = "share", _("Share")

    threatens = RecordIds(to="processes.Objective", verbose_name=_("objectives it threatens"))
    controls = models.TextField(_("what is done about it already"), blank=True)
    causes = models.JSONField(_("causes, and what prevents it"), default=list, blank=True)
    consequences = models.JSONField(_("consequences, and what softens them"), default=list, blank=True)
    inherent_likelihood = score(_("likelihood without controls"))
    inherent_impact = score(_("impact without controls"))
    likelihood = score(_("likelihood"))
    impact = score(_("impact"))
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True, editable=False)
    residual_likelihood = score(_("likelihood after treatment"))
    residual_impact = score(_("impact after treatment"))
    residual_level = models.PositiveSmallIntegerField(_("level after treatment"), null=True, blank=True, editable=False)
    treatment = models.CharField(
        _("treatment"), max_length=8, choices=Treatment.choices, default=Treatment.NONE, blank=True
    )
    accepted_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("accepted by"),
    )
    accepted_on = models.DateField(_("accepted"), null=True, blank=True, editable=False)
    accepted_until = models.DateField(_("accepted until"), null=True, blank=True)
    acceptance_rationale = models.TextField(_("why it is accepted"), blank=True)

    class Meta(Assessed.Meta):
        indexes = [
            *Assessed.Meta.indexes,
            models.Index(fields=["organization", "status", "-level", "-id"], name="risk_by_level"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(treatment="accept")
                | (models.Q(accepted_by__isnull=False) & ~models.Q(acceptance_rationale="")),
                name="an_accepted_risk_says_by_whom_and_why",
            ),
        ]

    def clean(self) -> None:
        wrong = [name for name in ("causes", "consequences") if not _is_side(getattr(self, name))]
        if wrong:
            words = _("Each line says what it is, and which barriers there are.")
            raise ValidationError(dict.fromkeys(wrong, words))


def _is_side(lines: Any) -> bool:
    """Whether this is one side of a bow-tie."""
    return isinstance(lines, list) and all(
        isinstance(line, dict)
        and set(line) == {"what", "barriers"}
        and isinstance(line["what"], str)
        and isinstance(line["barriers"], list)
        and all(isinstance(barrier, str) for barrier in line["barriers"])
        for line in lines
    )


class Opportunity(Assessed):
    """A circumstance that could bring a benefit if it is taken up (6.1).

    `feasibility` and `benefit_rating` are rated from 1 to 5; their product is `value_rating`.
    """

    type_name = "opportunity"

    class Decision(models.TextChoices):
        NONE = "none", _("Not decided")
        PURSUE = "pursue", _("Pursue")
        DEFER = "defer", _("Defer")
        DECLINE = "decline", _("Decline")

    benefit = models.TextField(_("what it could bring"), blank=True)
    feasibility = score(_("feasibility"))
    benefit_rating = score(_("size of the benefit"))
    value_rating = models.PositiveSmallIntegerField(_("value"), null=True, blank=True, editable=False)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision.choices, default=Decision.NONE, blank=True
    )
    decision_rationale = models.TextField(_("why"), blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True, editable=False)
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
    objectives = RecordIds(to="processes.Objective", verbose_name=_("objectives it helps"))
    directions = RecordIds(to="context.StrategicDirection", verbose_name=_("strategic directions it serves"))

    class Meta(Assessed.Meta):
        verbose_name_plural = "opportunities"
        indexes = [
            *Assessed.Meta.indexes,
            models.Index(fields=["organization", "status", "-value_rating", "-id"], name="opportunity_by_value"),
        ]


class Rating(Record):
    """A rating that a risk or an opportunity was given on a day: the history of its scores.

    Of a risk `first` is the likelihood and `second` the impact; of an opportunity feasibility and benefit.
    """

    type_name = "rating"

    class Kind(models.TextChoices):
        INHERENT = "inherent", _("Without controls")
        CURRENT = "current", _("As it stands")
        RESIDUAL = "residual", _("After treatment")

    risk = models.ForeignKey(
        Risk, models.PROTECT, null=True, blank=True, related_name="ratings", db_index=False, verbose_name=_("risk")
    )
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ratings",
        db_index=False,
        verbose_name=_("opportunity"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.CURRENT)
    first = models.PositiveSmallIntegerField(_("first score"))
    second = models.PositiveSmallIntegerField(_("second score"))
    level = models.PositiveSmallIntegerField(_("level"))
    rated_on = models.DateField(_("rated"))
    rationale = models.TextField(_("why"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "risk", "kind", "-id"], name="rating_of_risk"),
            models.Index(fields=["organization", "opportunity", "-id"], name="rating_of_opportunity"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(risk=None, opportunity__isnull=False)
                | models.Q(risk__isnull=False, opportunity=None),
                name="a_rating_rates_one_thing",
            ),
        ]
