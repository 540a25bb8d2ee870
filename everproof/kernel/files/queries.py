"""What is attached to a record, and who may open it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, Subquery

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.files.models import Attachment
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


def attached(record: Record) -> list[Attachment]:
    """The files of a record in the order they were added, each with its content and, as `by_name`, who added it."""
    person = Person.objects.filter(organization_id=record.organization_id, pk=OuterRef("created_by_id"))
    return list(
        Attachment.objects.filter(
            organization_id=record.organization_id, type=record.type_name, record_id=record.pk, removed_at=None
        )
        .annotate(by_name=Subquery(person.values("title")[:1]))
        .select_related("file")
        .defer("file__text")
        .order_by("id")
    )


def find(actor: Actor, key: str) -> Attachment | None:
    """The attachment of this key, if the actor may see its record now; None whether it is not there or not theirs.

    A removed one is there for those who may read the history, an erased one for nobody.
    """
    found = (
        Attachment.objects.select_related("file")
        .defer("file__text")
        .filter(organization_id=actor.organization_id, key=key)
        .first()
    )
    if found is None or found.file.erased_at or (found.removed_at and not (actor.is_system or actor.has(HISTORY))):
        return None
    return found if record_of(found, actor) is not None else None


def record_of(attachment: Attachment, actor: Actor) -> Record | None:
    """The record that a file is attached to, if the actor may see it."""
    model = modules.record_type(attachment.type).model
    record = access.visible(actor, model._default_manager.filter(pk=attachment.record_id)).first()
    if record is not None:
        record.organization = actor.organization
    return record


def is_there(actor: Actor, record: Record, key: UUID) -> bool:
    """Whether a file with this id of the sender's has arrived on the record."""
    return Attachment.objects.filter(
        organization_id=actor.organization_id, type=record.type_name, record_id=record.pk, pk=key
    ).exists()
