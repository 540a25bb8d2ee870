"""The improvement: a change for the better that was proposed, chosen and carried out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models.reporting import ReportingPoint
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class Improvement(Record):
    """A change for the better (10.1, 10.3). What it was raised from is named by type and id, as with an action."""

    type_name = "improvement"

    class Kind(models.TextChoices):
        PRODUCT_SERVICE = "product-service", _("Products and services")
        FUTURE_NEEDS = "future-needs", _("Future needs of customers")
        UNDESIRED_EFFECTS = "undesired-effects", _("Undesired effects")
        QMS_PERFORMANCE = "qms-performance", _("The quality system")
        PROCESS = "process", _("A process")

    class Decision(models.TextChoices):
        SELECTED = "selected", _("Selected")
        DECLINED = "declined", _("Declined")
        NONE = "none", _("Not decided")

    source_type = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.UUIDField(null=True, blank=True, editable=False)
    description = models.TextField(_("idea"), blank=True)
    kind = models.CharField(_("what it improves"), max_length=20, choices=Kind.choices, default=Kind.PROCESS)
    expected_result = models.TextField(_("expected result"), blank=True)
    sponsor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("sponsor")
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.NONE, editable=False
    )
    selected_on = models.DateField(_("selected"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due"), null=True, blank=True)
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    # A suggestion that came in behind a code: where, and who said so, if they did.
    point = models.ForeignKey(
        ReportingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("suggested at"),
    )
    reporter = models.CharField(_("suggested by"), max_length=120, blank=True, editable=False)
    answer_due_on = models.DateField(_("to be answered by"), null=True, blank=True, editable=False)
    answer = models.TextField(_("answer to who proposed it"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner", "status", "-id"], name="improvement_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="improvement_by_due"),
            models.Index(fields=["organization", "point", "-id"], name="improvement_by_point"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(decision="selected") | models.Q(selected_on__isnull=False),
                name="improvement_selected_has_a_day",
            ),
        ]
