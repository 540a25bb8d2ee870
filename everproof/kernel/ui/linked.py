"""The links of a record as its page shows them: both ways, by relation, only to records that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Cast

from everproof.kernel import access, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import INVERSE, Link, Relation
from everproof.kernel.records import Record
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.ui import addresses
from everproof.kernel.ui.asking import Answer, Part, Question, ask, kept
from everproof.kernel.ui.pages import LinkGroup, RecordLink

OUT, IN, ENDS = "links_out", "links_in", "linked"


def questions(record: Record, actor: Actor) -> dict[str, Part]:
    """What to ask for the links from and to a record, and for the other ends, which their search rows describe."""
    of: dict[str, Any] = {
        "organization": record.organization_id,
        "type_name": record.type_name,
        "record": record.pk,
    }
    return {OUT: _away(**of), IN: _here(**of), ENDS: _ends(actor, form=actor.reach, **of)}


@kept
def _away(organization: int, type_name: str, record: UUID) -> Question:
    return Question(_links_away(organization, type_name, record), key="to_id", texts=("relation",), number="pk")


@kept
def _here(organization: int, type_name: str, record: UUID) -> Question:
    return Question(_links_here(organization, type_name, record), key="from_id", texts=("relation",), number="pk")


@kept
def _ends(actor: Actor, organization: int, type_name: str, record: UUID) -> Question:
    away, here = _links_away(organization, type_name, record), _links_here(organization, type_name, record)
    entries = search.visible_entries(actor)
    if entries is None:
        entries = SearchEntry.objects.none()
    # One set of ids: with two, either database reads every search row of the company instead.
    ends = entries.filter(record_id__in=away.values("to_id").union(here.values("from_id")))
    described = ("type", "number", "title", "status")
    return Question(ends, key="record_id", texts=described, number=Cast("voided", IntegerField()))


def without_hidden(actor: Actor, answers: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The answers without the other ends that a rule of their type's own keeps from this reader.

    One statement more, and only where something of such a type is linked: PostgreSQL takes longer to plan the rules of
    all types than to answer the rest of the page.
    """
    ids: dict[str, list[UUID]] = defaultdict(list)
    for end in answers.get(ENDS, ()):
        if modules.record_type(end.texts[0]).visibility and not actor.is_system:
            ids[end.texts[0]].append(end.key)
    if not ids:
        return dict(answers)
    of_type = {name: modules.record_type(name).model._default_manager.filter(pk__in=keys) for name, keys in ids.items()}
    seen = ask({name: Question(access.visible(actor, records), key="pk") for name, records in of_type.items()})
    hidden = {key for keys in ids.values() for key in keys} - {one.key for found in seen.values() for one in found}
    return {**answers, ENDS: [end for end in answers[ENDS] if end.key not in hidden]}


def _links_away(organization: int, type_name: str, record: UUID) -> QuerySet[Link]:
    return Link.objects.filter(organization_id=organization, removed_at=None, from_type=type_name, from_id=record)


def _links_here(organization: int, type_name: str, record: UUID) -> QuerySet[Link]:
    return Link.objects.filter(organization_id=organization, removed_at=None, to_type=type_name, to_id=record)


def groups(actor: Actor, answers: Mapping[str, Sequence[Answer]], remove_url: str) -> list[LinkGroup]:
    """The answers by relation as it reads from here; `remove_url` has 0 in place of the link's id, or is empty."""
    ends = {end.key: end for end in answers.get(ENDS, ())}
    found: dict[str, list[RecordLink]] = defaultdict(list)
    for name, inverse in ((OUT, False), (IN, True)):
        for answer in sorted(answers.get(name, ()), key=lambda answer: answer.number):
            if answer.key in ends:
                relation = Relation(answer.texts[0])
                words = INVERSE[relation] if inverse else relation.label
                found[str(words)].append(_link(actor, ends[answer.key], answer.number, remove_url))
    return [LinkGroup(f"{words[:1].upper()}{words[1:]}", items) for words, items in found.items()]


def numbers(answers: Mapping[str, Sequence[Answer]]) -> dict[UUID, str]:
    """The numbers of the linked records that the reader may see, by their id."""
    return {end.key: end.texts[1] for end in answers.get(ENDS, ()) if end.key and end.texts[1]}


def _link(actor: Actor, end: Answer, link_id: int, remove_url: str) -> RecordLink:
    type_name, number, title, status = end.texts
    record_type = modules.record_type(type_name)
    return RecordLink(
        number or str(record_type.label),
        title,
        addresses.of_type(actor.organization, record_type, "record", reference=number or str(end.key)),
        record_type.lifecycle.by_state.get(status) if record_type.lifecycle else None,
        bool(end.number),
        remove_url.replace("/0/", f"/{link_id}/"),
    )
