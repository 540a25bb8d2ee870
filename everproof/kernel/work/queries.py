"""Questions about actions."""

from django.db.models import QuerySet

from everproof.kernel.records import Record
from everproof.kernel.work.models import Action


def actions_of(record: Record) -> QuerySet[Action]:
    """The actions raised from a record, in the order of their due days; voided ones are left out."""
    return Action.objects.filter(
        organization_id=record.organization_id,
        source_type=record.type_name,
        source_id=record.pk,
        voided_at=None,
    ).order_by("due_on", "id")


def open_actions_of(record: Record) -> QuerySet[Action]:
    """The actions raised from a record that are neither completed nor cancelled."""
    return actions_of(record).filter(status="open")
