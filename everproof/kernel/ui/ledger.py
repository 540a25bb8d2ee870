"""Ledger entries as people read them: which ones, in which words, about which record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, history
from everproof.kernel.ui.paging import Order

NEWEST = Order("at", descending=True)
MOST_HITS = 200
# What entries speak of beside records.
OTHER_TYPES: Mapping[str, Any] = {
    "login": gettext_lazy("Login"),
    "ledger": gettext_lazy("Ledger"),
    "parameter": gettext_lazy("Setting"),
    "organization": gettext_lazy("Organisation"),
}
USUAL_VERBS: Mapping[str, Any] = {
    "create": gettext_lazy("Recorded"),
    "update": gettext_lazy("Changed"),
    "void": gettext_lazy("Voided"),
    "reinstate": gettext_lazy("Reinstated"),
    "sign": gettext_lazy("Signed"),
    "link": gettext_lazy("Linked"),
    "export": gettext_lazy("Exported"),
    "succeed": gettext_lazy("Signed in"),
    "fail": gettext_lazy("Failed to sign in"),
    "change": gettext_lazy("Setting changed"),
    "erase": gettext_lazy("Erased"),
}


@dataclass(frozen=True)
class Wanted:
    """Which entries: of whom, about what, which verb, from and to which day, with which words."""

    person_id: UUID | None = None
    type: str = ""
    verb: str = ""
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One entry in words. `number` and `title` are empty for a record that the reader may not see."""

    entry: Any
    sentence: str
    reason: str
    about: str
    number: str = ""
    title: str = ""
    url: str = ""


def types() -> list[tuple[str, str]]:
    """What an entry can be about, by name in words."""
    known = [(one.name, str(one.label)) for one in modules.all_record_types()]
    return sorted([*known, *((name, str(label)) for name, label in OTHER_TYPES.items())], key=lambda pair: pair[1])


def verbs() -> list[tuple[str, str]]:
    """What can have happened, by its word in the ledger: the usual verbs, and the steps of every lifecycle."""
    found = {verb: str(label) for verb, label in USUAL_VERBS.items()}
    for record_type in modules.all_record_types():
        for step in record_type.lifecycle.steps if record_type.lifecycle else ():
            found.setdefault(step.name, str(step.label))
    return sorted(found.items(), key=lambda pair: pair[1])


def entries(actor: Actor, wanted: Wanted) -> QuerySet[Any]:
    """The entries, with what their sentences need. The order is up to who reads them."""
    zone = ZoneInfo(actor.organization.zone)
    chosen = Q(organization_id=actor.organization_id)
    if wanted.person_id:
        chosen &= Q(actor=str(wanted.person_id))
    if wanted.type:
        chosen &= Q(type=wanted.type)
    if wanted.verb:
        chosen &= Q(verb__endswith=f".{wanted.verb}")
    if wanted.first_day:
        chosen &= Q(at__gte=datetime.combine(wanted.first_day, time.min, zone))
    if wanted.last_day:
        chosen &= Q(at__lt=datetime.combine(wanted.last_day + timedelta(days=1), time.min, zone))
    if wanted.text:
        chosen &= Q(record_id__in=_records_with(actor, wanted.text))
    return history.with_versions(LedgerEntry.objects.filter(chosen))


def _records_with(actor: Actor, text: str) -> list[str]:
    return [str(hit.record_id) for hit in search.find(actor, text, limit=MOST_HITS)]


def lines(actor: Actor, rows: Sequence[Any]) -> list[Line]:
    """Rows of `entries` in words; a statement for each type of record among them, and one for the names."""
    records = _records(actor, rows)
    names = history.Names(actor.organization_id, {actor.person.pk: actor.person.title} if actor.person else {})
    for row in rows:
        if not row.actor.startswith(history.SYSTEM):
            names.want(Person, row.actor)
    names.read()
    return [_line(row, records.get((row.type, row.record_id)), names) for row in rows]


def _line(row: Any, record: Record | None, names: history.Names) -> Line:
    record_type = known_type(row.type)
    fields = history.labels(record_type.model, row.changed or ()) if record_type else []
    sentence = history.say(row, names, record_type, fields)
    about = str(record_type.label) if record_type else str(OTHER_TYPES.get(row.type, row.type))
    if record is None:
        return Line(row, sentence, row.reason or "", about)
    return Line(row, sentence, row.reason or "", about, record.number, record.title, addresses.of_record(record))


def known_type(name: str) -> Any:
    """The record type of this name, or None for what is no record."""
    return next((one for one in modules.all_record_types() if one.name == name), None)


def _records(actor: Actor, rows: Iterable[Any]) -> dict[tuple[str, str], Record]:
    """The records that the entries speak of, as far as the reader may see them. A login's is its person's."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        key = history.as_uuid(row.record_id)
        if key is not None and (row.type == "login" or known_type(row.type)):
            wanted[row.type].add(key)
    found: dict[tuple[str, str], Record] = {}
    for type_name, keys in wanted.items():
        model = Person if type_name == "login" else modules.record_type(type_name).model
        queryset = access.visible(actor, model._default_manager.filter(pk__in=keys))
        for record in queryset.only("pk", "organization_id", "number", "title"):
            record.organization = actor.organization
            found[type_name, str(record.pk)] = record
    return found


def plain_facts(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an entry holds in clear, beside what stands in its head: changed fields and facts, as (name, value)."""
    found = []
    for name, change in body.get("changes", {}).items():
        sealed = _("kept apart, sealed by %(hash)s…") % {"hash": change.get("commit", "")[:12]}
        found.append((name, _as_text(change["to"]) if "to" in change else sealed))
    found += [(name, _as_text(value)) for name, value in body.get("facts", {}).items()]
    return found


def _as_text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
