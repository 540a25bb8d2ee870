"""The action: a planned step with one owner and a due date, raised from any record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records.models import Record


class Action(Record):
    """A planned step. What it was raised from is named by type and id, because those rooms stand above the kernel."""

    type_name = "action"

    class Effect(models.TextChoices):
        EFFECTIVE = "effective", _("Effective")
        NOT_EFFECTIVE = "not-effective", _("Not effective")

    source_type = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.UUIDField(null=True, blank=True, editable=False)
    description = models.TextField(_("what is to be done"), blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    effectiveness_due_on = models.DateField(_("effect to be judged by"), null=True, blank=True)
    effectiveness_evaluated_on = models.DateField(_("effect judged"), null=True, blank=True)
    effectiveness_result = models.CharField(_("effect"), max_length=20, choices=Effect.choices, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "source_type", "source_id"], name="action_of_source"),
            models.Index(fields=["organization", "owner", "status", "due_on"], name="action_of_owner"),
            models.Index(fields=["organization", "status", "due_on", "id"], name="action_by_due"),
        ]
