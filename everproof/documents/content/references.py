"""What the references of a body stand for today: documents, records, snippets, variables.

A reference to a document or record keeps its target by id, so it follows the target's number, title, revision and
state. What the reader may not see keeps the words it had when it was written, and leads nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from everproof.documents.content import variables
from everproof.documents.content.tree import Element
from everproof.documents.models import Document, DocumentRevision, Snippet
from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses

Key = tuple[str, str]
"""(document, record, snippet or variable; its key)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference stands for: its words, where it leads, and `sign` where the reader must know more."""

    label: str
    url: str = ""
    hint: str = ""
    sign: str = ""


def key_of(span: Element) -> Key:
    """What a span of a stored body refers to."""
    ((name, value),) = span.attributes.items()
    return name.removeprefix("data-"), value


def spans(root: Element) -> list[Element]:
    """The references of a stored body."""
    return [element for element in root.walk() if element.tag == "span"]


def targets(keys: Iterable[Key], revision: DocumentRevision, actor: Actor) -> dict[Key, Target]:
    """What each key stands for, as far as the actor may see it; one statement for each type of record."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, value in keys:
        by_kind[kind].add(value)
    found: dict[Key, Target] = {}
    found |= _documents(by_kind["document"], actor)
    found |= _records(by_kind["record"], actor)
    found |= _words(by_kind["variable"], by_kind["snippet"], revision, actor)
    return found


def target_of(record: Record, actor: Actor) -> Target:
    """What a reference to this record says."""
    record.organization = actor.organization
    if isinstance(record, Document):
        return _document(record)
    lifecycle = modules.type_of(record).lifecycle
    state = lifecycle.by_state.get(record.status) if lifecycle else None
    return Target(
        label=" ".join(part for part in (record.number, record.title) if part),
        url=addresses.of_record(record),
        hint=str(state.label) if state else "",
        sign=_("voided") if record.is_voided else "",
    )


def _documents(keys: set[str], actor: Actor) -> dict[Key, Target]:
    if not keys:
        return {}
    rows = access.visible(actor, Document.objects.filter(pk__in=[UUID(key) for key in keys]))
    return {("document", str(row.pk)): target_of(row, actor) for row in rows.select_related("current_revision")}


def _document(document: Document) -> Target:
    current = document.current_revision
    sign = ""
    if document.is_voided:
        sign = _("voided")
    elif document.status == "obsolete":
        sign = _("obsolete")
    elif current is None:
        sign = _("not yet in force")
    return Target(
        label=" ".join(part for part in (document.number, document.title) if part),
        url=addresses.of_record(document),
        hint=_("Revision %(label)s") % {"label": current.revision} if current else "",
        sign=sign,
    )


def _records(keys: set[str], actor: Actor) -> dict[Key, Target]:
    by_type: dict[str, list[UUID]] = defaultdict(list)
    for key in keys:
        name, _colon, value = key.partition(":")
        by_type[name].append(UUID(value))
    known = {record_type.name: record_type for record_type in modules.all_record_types()}
    found: dict[Key, Target] = {}
    for name, ids in by_type.items():
        if name not in known:
            continue
        for row in access.visible(actor, known[name].model._default_manager.filter(pk__in=ids)):
            found["record", f"{name}:{row.pk}"] = target_of(row, actor)
    return found


def _words(
    variable_keys: set[str], snippet_keys: set[str], revision: DocumentRevision, actor: Actor
) -> dict[Key, Target]:
    """Values of variables and texts of snippets; both of one's own stand in one table."""
    if not variable_keys and not snippet_keys:
        return {}
    facts = variables.facts_of(revision)
    own = own_words(actor, variable_keys | snippet_keys)
    found = {("variable", key): Target(label=facts[key]) for key in variable_keys & facts.keys()}
    found |= {("variable", key): Target(label=own[key]) for key in (variable_keys & own.keys()) - facts.keys()}
    return found | {("snippet", key): Target(label=own[key]) for key in snippet_keys & own.keys()}


def own_words(actor: Actor, keys: Iterable[str]) -> Mapping[str, str]:
    """The texts of the organisation's own snippets and variables."""
    rows = Snippet.objects.in_force().filter(organization_id=actor.organization_id, key__in=list(keys))
    return dict(rows.values_list("key", "text"))


def found_by(actor: Actor, text: str, limit: int) -> list[tuple[Key, Target, str]]:
    """Records whose number or words fit, for the author who wants to refer to one: documents first."""
    from everproof.kernel import search

    hits: list[Any] = []
    for type_name in ("document", ""):
        for hit in search.find(actor, text, type_name=type_name, limit=limit):
            if hit.record_type.name not in ("document-revision", "document-snippet") and hit not in hits:
                hits.append(hit)
    found: list[tuple[Key, Target, str]] = []
    for hit in hits[:limit]:
        is_document = hit.record_type.name == "document"
        key = str(hit.record_id) if is_document else f"{hit.record_type.name}:{hit.record_id}"
        label = " ".join(part for part in (hit.number, hit.title) if part)
        target = Target(label, hit.url(actor.organization.slug))
        found.append((("document" if is_document else "record", key), target, str(hit.record_type.label)))
    return found
