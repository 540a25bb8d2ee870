"""The records that a record names in its lists (records/lists.py), as its page shows them: links in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds, records_in
from everproof.kernel.ui import addresses
from everproof.kernel.ui.asking import Answer, Question


@cache
def list_fields(model: type[Record]) -> Mapping[str, RecordIds]:
    """The fields of a type that name records of others, by name."""
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, RecordIds)}


def questions(record: Record, actor: Actor) -> dict[str, Question]:
    """What to ask for the names in a record's lists, together with the rest of its page."""
    return {
        f"named_{name}": Question(
            access.visible(actor, records_in(field.target, getattr(record, name))),
            key="id",
            texts=("number", "title"),
        )
        for name, field in list_fields(type(record)).items()
        if getattr(record, name)
    }


def links(record: Record, name: str, actor: Actor, answers: Mapping[str, Sequence[Answer]]) -> list[tuple[str, str]]:
    """The records of one list as (title, address), in the order in which they are named."""
    record_type = modules.type_of(list_fields(type(record))[name].target)
    found = {str(answer.key): answer.texts for answer in answers.get(f"named_{name}", ())}
    named = [(key, *found[key]) for key in getattr(record, name) if key in found]
    return [
        (title, addresses.of_type(actor.organization, record_type, "record", reference=number or key))
        for key, number, title in named
    ]
