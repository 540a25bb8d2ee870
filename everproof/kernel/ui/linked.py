"""The links of a record as its page shows them: both ways, by relation, only to records that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When

from everproof.kernel import access, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import INVERSE, Link, Relation
from everproof.kernel.records import Record
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.ui import addresses
from everproof.kernel.ui.asking import Answer, Question
from everproof.kernel.ui.pages import LinkGroup, RecordLink

OUT, IN = "links_out", "links_in"


def questions(record: Record, actor: Actor) -> dict[str, Question]:
    """What to ask for the links from and to a record. The other end is described by its search row."""
    entries = search.visible_entries(actor)
    if entries is None:
        return {}
    links = Link.objects.filter(organization_id=record.organization_id, removed_at=None)
    return {
        OUT: _question(links.filter(from_type=record.type_name, from_id=record.pk), entries, "to"),
        IN: _question(links.filter(to_type=record.type_name, to_id=record.pk), entries, "from"),
    }


def _question(links: QuerySet[Link], entries: QuerySet[SearchEntry], end: str) -> Question:
    entry = entries.filter(type=OuterRef(f"{end}_type"), record_id=OuterRef(f"{end}_id")).annotate(
        voided_=Case(When(voided=True, then=Value("yes")), default=Value(""), output_field=CharField())
    )
    shown = [Subquery(entry.values(name)[:1]) for name in ("number", "title", "status", "voided_")]
    return Question(links, key=f"{end}_id", texts=("relation", f"{end}_type", *shown), number="pk")


def groups(actor: Actor, answers: Mapping[str, Sequence[Answer]], remove_url: str) -> list[LinkGroup]:
    """The answers by relation as it reads from here; `remove_url` has 0 in place of the link's id, or is empty."""
    seen = _seen_in_narrow_types(actor, [*answers.get(OUT, ()), *answers.get(IN, ())])
    found: dict[str, list[RecordLink]] = defaultdict(list)
    for name, inverse in ((OUT, False), (IN, True)):
        for answer in sorted(answers.get(name, ()), key=lambda answer: answer.number):
            relation, type_name, _number, title, *_rest = answer.texts
            if title and (seen.get(type_name) is None or answer.key in seen[type_name]):
                words = INVERSE[Relation(relation)] if inverse else Relation(relation).label
                found[str(words)].append(_link(actor, answer, remove_url))
    return [LinkGroup(f"{words[:1].upper()}{words[1:]}", items) for words, items in found.items()]


def numbers(answers: Mapping[str, Sequence[Answer]]) -> dict[UUID, str]:
    """The numbers of the linked records that the reader may see, by their id."""
    found = [*answers.get(OUT, ()), *answers.get(IN, ())]
    return {answer.key: answer.texts[2] for answer in found if answer.key and answer.texts[2] and answer.texts[3]}


def _link(actor: Actor, answer: Answer, remove_url: str) -> RecordLink:
    _relation, type_name, number, title, status, voided = answer.texts
    record_type = modules.record_type(type_name)
    state = record_type.lifecycle.by_state.get(status) if record_type.lifecycle else None
    return RecordLink(
        number or str(record_type.label),
        title,
        addresses.of_type(actor.organization, record_type, "record", reference=number or str(answer.key)),
        state,
        bool(voided),
        remove_url.replace("/0/", f"/{answer.number}/"),
    )


def _seen_in_narrow_types(actor: Actor, answers: Sequence[Answer]) -> dict[str, set[UUID]]:
    """For types that narrow visibility by a rule of their own: which of the linked records the actor sees."""
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for answer in answers:
        if answer.key and modules.record_type(answer.texts[1]).visibility:
            wanted[answer.texts[1]].append(answer.key)
    found = {}
    for type_name, keys in wanted.items():
        queryset = modules.record_type(type_name).model._default_manager.filter(pk__in=keys)
        found[type_name] = set(access.visible(actor, queryset).values_list("pk", flat=True))
    return found
