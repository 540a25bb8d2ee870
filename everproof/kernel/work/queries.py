"""Questions about actions."""

from uuid import UUID

from django.db.models import QuerySet

from everproof.kernel.records import Record
from everproof.kernel.work.models import Action


def actions_of(record: Record) -> QuerySet[Action]:
    """The actions raised from a record, in the order of their due days; voided ones are left out."""
    return actions_from(record.organization_id, record.type_name, record.pk)


def actions_from(organization: int, type_name: str, record: UUID) -> QuerySet[Action]:
    """The same of a record that is only named."""
    return Action.objects.filter(
        organization_id=organization, source_type=type_name, source_id=record, voided_at=None
    ).order_by("due_on", "id")


def open_actions_of(record: Record) -> QuerySet[Action]:
    """The actions raised from a record that are neither completed nor cancelled."""
    return actions_of(record).filter(status="open")
