"""Makes, removes and reads links between records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, ledger, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.links.models import INVERSE, Link, Relation
from everproof.kernel.prepared import Prepared
from everproof.kernel.records.models import Record


@dataclass(frozen=True)
class LinkedRecord:
    """One end of a link as the other record's page shows it."""

    relation: Any
    record: Record
    link_id: int


@transaction.atomic
def link(first: Record, relation: Relation | str, second: Record, *, by: Actor) -> Link:
    """Say how `first` stands to `second`. Saying it twice changes nothing."""
    relation = Relation(relation)
    access.require(by, "link", first)
    if first.organization_id != by.organization_id or second.organization_id != by.organization_id:
        raise Refused(_("There is no such record."))
    if first.pk == second.pk:
        raise Refused(_("A record cannot be linked to itself."))
    values = {
        "organization_id": by.organization_id,
        "relation": relation,
        "from_type": first.type_name,
        "from_id": first.pk,
        "to_type": second.type_name,
        "to_id": second.pk,
        "removed_at": None,
    }
    made, is_new = Link.objects.get_or_create(**values, defaults={"created_at": clock.now()})
    if is_new:
        _note(by, "link", made, first, second)
    return made


@transaction.atomic
def unlink(first: Record, relation: Relation | str, second: Record, *, by: Actor) -> None:
    """End a link; it stays in the history of both records."""
    access.require(by, "link", first)
    found = Link.objects.filter(
        organization_id=by.organization_id,
        relation=relation,
        from_id=first.pk,
        from_type=first.type_name,
        to_id=second.pk,
        to_type=second.type_name,
        removed_at=None,
    ).first()
    if found is None:
        raise Refused(_("These records are not linked like this."))
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    _note(by, "unlink", found, first, second)


def linked(record: Record, actor: Actor) -> list[LinkedRecord]:
    """Everything linked with a record, both ways, that the actor may see; voided ones too (they are shown struck)."""
    links = _OF_RECORD.instances(organization=record.organization_id, type_name=record.type_name, record=record.pk)
    ends = []
    wanted: dict[str, set[Any]] = defaultdict(set)
    for found in links:
        forward = found.from_id == record.pk and found.from_type == record.type_name
        type_name, key = (found.to_type, found.to_id) if forward else (found.from_type, found.from_id)
        relation = Relation(found.relation)
        ends.append((relation.label if forward else INVERSE[relation], type_name, key, found.pk))
        wanted[type_name].add(key)
    records: dict[Any, Record] = {}
    for type_name, keys in wanted.items():
        queryset = modules.record_type(type_name).model._default_manager.select_related("organization")
        records |= {(type_name, found.pk): found for found in access.visible(actor, queryset.filter(pk__in=keys))}
    return [
        LinkedRecord(relation, records[type_name, key], link_id)
        for relation, type_name, key, link_id in ends
        if (type_name, key) in records
    ]


def _of_record(organization: int, type_name: str, record: UUID) -> QuerySet[Link]:
    return Link.objects.filter(
        Q(from_type=type_name, from_id=record) | Q(to_type=type_name, to_id=record),
        organization_id=organization,
        removed_at=None,
    )


_OF_RECORD = Prepared(_of_record)


def _note(by: Actor, verb: str, made: Link, first: Record, second: Record) -> None:
    """One entry on each side, so that both timelines tell it."""
    for here, there in ((first, second), (second, first)):
        ledger.note(
            by,
            f"kernel.link.{verb}",
            type=here.type_name,
            record_id=str(here.pk),
            facts={
                "relation": made.relation,
                "from": f"{made.from_type}/{made.from_id}",
                "other": f"{there.type_name}/{there.pk}",
            },
        )
