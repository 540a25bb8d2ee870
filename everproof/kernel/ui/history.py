"""The timeline: ledger entries as sentences. Facts are stored without words; these are found when they are shown."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, F, JSONField, OuterRef, QuerySet, Subquery, TextField, When
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.links.models import INVERSE, Relation
from everproof.kernel.modules import RecordType
from everproof.kernel.people.models import Person
from everproof.kernel.prepared import Prepared
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.kernel.signatures import meanings
from everproof.kernel.ui import addresses, formats
from everproof.kernel.ui.asking import Answer, Question
from everproof.kernel.ui.named import list_fields
from everproof.kernel.ui.pages import Change, Event

SHOWN = 30
FEED = 12
FEED_READ = 80
SYSTEM = "system:"


@dataclass
class Names:
    """Titles of persons and other records by id, read in one statement for each type that is still unknown."""

    organization_id: int
    known: dict[UUID, str] = field(default_factory=dict)
    wanted: dict[type[models.Model], set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def want(self, model: type[models.Model], key: Any) -> None:
        if (found := as_uuid(key)) and found not in self.known:
            self.wanted[model].add(found)

    def questions(self) -> dict[str, Question]:
        """What is still unknown, for a page that asks it together with other things; `learn` takes the answers."""
        return {
            f"names_of_{model._meta.model_name}": Question(
                model._default_manager.filter(organization_id=self.organization_id, pk__in=keys),
                "id",
                (_name_of(model),),
            )
            for model, keys in self.wanted.items()
        }

    def learn(self, answers: Mapping[str, Sequence[Answer]]) -> None:
        for model in self.wanted:
            for answer in answers.get(f"names_of_{model._meta.model_name}", ()):
                if answer.key:
                    self.known[answer.key] = answer.texts[0]
        self.wanted.clear()

    def read(self) -> None:
        """Ask now, in one statement for each type."""
        for model, keys in self.wanted.items():
            rows = model._default_manager.filter(organization_id=self.organization_id, pk__in=keys)
            self.known.update(rows.values_list("pk", _name_of(model)))
        self.wanted.clear()

    def of(self, key: Any) -> str:
        return self.known.get(as_uuid(key), "")  # type: ignore[arg-type]

    def actor(self, name: str) -> str:
        if name.startswith(SYSTEM):
            return "Everproof"
        return self.of(name) or _("Someone")


class History:
    """The newest entries of one record, and what can be said from them."""

    def __init__(self, record: Record, *, limit: int = SHOWN) -> None:
        self.record = record
        self.limit = limit

    @cached_property
    def rows(self) -> list[Any]:
        """Entries newest first, one more than shown, so that the last shown one knows what was before."""
        record = self.record
        return _NEWEST.instances(
            self.limit + 1, organization=record.organization_id, type_name=record.type_name, record=str(record.pk)
        )

    @property
    def is_cut(self) -> bool:
        return len(self.rows) > self.limit

    @cached_property
    def names(self) -> Names:
        """Names of everybody and everything the entries speak of; those not at hand are still to be read or learnt."""
        names = Names(self.record.organization_id, _loaded_names(self.record))
        for row in self.rows:
            if not row.actor.startswith(SYSTEM):
                names.want(Person, row.actor)
            for name, target in _relations(type(self.record)).items():
                if name in (row.changed or ()):
                    names.want(target, row.values_.get(name))
            for name, field_ in list_fields(type(self.record)).items():
                for key in (row.values_.get(name) or ()) if name in (row.changed or ()) else ():
                    names.want(field_.target, key)
            names.want(Attachment, facts_of(row).get("attachment"))
        return names

    @cached_property
    def events(self) -> list[Event]:
        self.names.read()
        before = _values_before(self.rows)
        return [self._event(row, before[row.version]) for row in self.rows[: self.limit]]

    def _event(self, row: Any, before: Mapping[str, Any]) -> Event:
        changes = self._changes(row, before)
        sentence = say(row, self.names, modules.type_of(self.record), [change.label for change in changes])
        shown = [] if row.version <= 1 else changes
        seal = _("Signature") if row.verb.endswith(".sign") else ""
        return Event(row.at, sentence, said=row.reason or "", changes=shown, seal=seal)

    def _changes(self, row: Any, before: Mapping[str, Any]) -> list[Change]:
        model, found = type(self.record), []
        for name in row.changed or ():
            target = _field(model, name)
            if target is None or not target.editable:
                continue
            old, new = self._words(target, before, name), self._words(target, row.values_, name)
            if old != new:
                found.append(Change(_label(target), old, new))
        return found

    def _words(self, target: Any, values: Mapping[str, Any], name: str) -> str:
        if name not in values:
            return _("erased") if values else ""
        value = values[name]
        if isinstance(target, models.ForeignKey):
            return self.names.of(value)
        if isinstance(target, RecordIds):
            return ", ".join(filter(None, (self.names.of(key) for key in value or ())))
        return in_words(target, value)

    @cached_property
    def reached(self) -> dict[str, tuple[datetime, str]]:
        """When each state was first reached, as far as the entries read go back, and by whom."""
        self.names.read()
        found: dict[str, tuple[datetime, str]] = {}
        for row in reversed(self.rows):
            if row.version and "status" in (row.changed or ()):
                found.setdefault(row.values_["status"], (row.at, self.names.actor(row.actor)))
        return found


def say(row: Any, names: Names, record_type: RecordType | None, fields: Sequence[str]) -> str:
    """One entry as a sentence: the room's own, the kernel's, or the name of the step."""
    verb = row.verb.rpartition(".")[2]
    sentence = sentence_of(row.verb)
    if sentence is None:
        lifecycle = record_type.lifecycle if record_type else None
        step = lifecycle.transitions.get(verb) if lifecycle else None
        sentence = gettext_lazy("{actor}: {step}")
        return str(sentence).format(actor=names.actor(row.actor), step=step.label if step else verb)
    facts = facts_of(row)
    meaning = meanings.label(str(facts.get("meaning", "")))
    return str(sentence).format(
        actor=names.actor(row.actor),
        fields=_listed(fields),
        meaning=meaning,
        file=names.of(facts.get("attachment")) or _("a file"),
        **_of_link(row, facts, names),
    )


def _name_of(model: type[models.Model]) -> str:
    """The field that names a row: a record has a title, a file a name."""
    return "name" if model is Attachment else "title"


def facts_of(row: Any) -> Mapping[str, Any]:
    """The facts of a note; nothing for an entry that made a version of a record."""
    facts: Mapping[str, Any] = json.loads(bytes(row.note)).get("facts", {}) if row.note and not row.version else {}
    return facts


def sentence_of(verb: str) -> Any:
    """The sentence declared for a ledger verb: the room's own, or the kernel's for its last word; None for neither."""
    return _declared_sentence(verb) or _declared_sentence(verb.rpartition(".")[2])


def in_words(target: Any, value: Any) -> str:
    """A stored plain value of a field as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if target.flatchoices:
        return str(dict(target.flatchoices).get(value, value))
    if isinstance(target, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(target, models.DateTimeField):
        return formats.moment(parse_datetime(str(value)))
    if isinstance(target, models.DateField):
        return formats.day(parse_date(str(value)))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def change_in_words(record: Record, name: str, then: Any, now: Any) -> str:
    """That a field changed, from what to what: both stored plain values."""
    target = _field(type(record), name)
    if target is None or not target.editable:
        return _("Something else of it changed.")
    if isinstance(target, models.ForeignKey):
        return _("%(field)s changed.") % {"field": _label(target)}
    words = {"field": _label(target), "then": in_words(target, then) or "–", "now": in_words(target, now) or "–"}
    return _("%(field)s was “%(then)s” and is now “%(now)s”.") % words


@dataclass(frozen=True)
class Told:
    """A sentence about a record, for a page that tells of many."""

    at: datetime
    sentence: str
    number: str
    title: str
    url: str


def recent(actor: Actor, *, limit: int = FEED) -> list[Told]:
    """What changed lately on records that the actor may see: the newest entry of each record."""
    names_of_types = [one.name for one in modules.all_record_types() if one.lifecycle]
    entries = LedgerEntry.objects.filter(organization_id=actor.organization_id, type__in=names_of_types)
    rows = _newest_of_each(with_versions(entries.filter(version__gt=0)).order_by("-at", "-id")[:FEED_READ])
    records = _visible_records(actor, rows)
    rows = [row for row in rows if row.record_id in records][:limit]
    names = Names(actor.organization_id, {actor.person.pk: actor.person.title} if actor.person else {})
    for row in rows:
        if not row.actor.startswith(SYSTEM):
            names.want(Person, row.actor)
    names.read()
    return [_told(row, records[row.record_id], names) for row in rows]


def _told(row: Any, record: Record, names: Names) -> Told:
    model = type(record)
    sentence = say(row, names, modules.type_of(record), labels(model, row.changed or ()))
    return Told(row.at, sentence, record.number, record.title, addresses.of_record(record))


def labels(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """The fields that a reader knows, in words."""
    return [_label(found) for name in names if (found := _field(model, name)) and found.editable]


def _newest_of_each(rows: Iterable[Any]) -> list[Any]:
    found: dict[str, Any] = {}
    for row in rows:
        found.setdefault(row.record_id, row)
    return list(found.values())


def _visible_records(actor: Actor, rows: Sequence[Any]) -> dict[str, Record]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.type].append(row.record_id)
    found: dict[str, Record] = {}
    for type_name, keys in wanted.items():
        model = modules.record_type(type_name).model
        queryset = access.visible(actor, model._default_manager.filter(pk__in=keys, voided_at=None))
        for record in queryset.only("pk", "organization_id", "number", "title", "status"):
            record.organization = actor.organization
            found[str(record.pk)] = record
    return found


def with_versions(entries: QuerySet[LedgerEntry]) -> QuerySet[Any]:
    """Entries with the values, changed fields and reason of the version they made; notes keep their body."""
    version = RecordVersion.objects.filter(organization_id=OuterRef("organization_id"), entry_id=OuterRef("pk"))
    return entries.defer("body", "leaf_hash").annotate(
        values_=Subquery(version.values("values")[:1], output_field=JSONField()),
        changed=Subquery(version.values("changed")[:1], output_field=JSONField()),
        reason=Subquery(version.values("reason")[:1], output_field=TextField()),
        note=Case(When(version=0, then=F("body"))),
    )


def _newest(limit: int, organization: int, type_name: str, record: str) -> QuerySet[Any]:
    entries = LedgerEntry.objects.filter(organization_id=organization, type=type_name, record_id=record)
    return with_versions(entries).order_by("-at", "-id")[:limit]


# Asked for every page of a record.
_NEWEST: Prepared[Any] = Prepared(_newest)


def _values_before(rows: Sequence[Any]) -> dict[int, Mapping[str, Any]]:
    """For each version the values of the one before it, as far as they were read."""
    by_version = {row.version: row.values_ for row in rows if row.version and row.values_ is not None}
    return defaultdict(dict, {version: by_version.get(version - 1, {}) for version in by_version})


def _of_link(row: Any, facts: Mapping[str, Any], names: Names) -> dict[str, str]:
    """What a note about a link says: the relation as it reads from here, and the other record by name if known."""
    if facts.get("relation") not in Relation.values:
        return {"relation": "", "other": ""}
    relation = Relation(facts["relation"])
    is_first = facts.get("from") == f"{row.type}/{row.record_id}"
    other_type, _slash, other_id = str(facts.get("other", "")).partition("/")
    declared = next((one for one in modules.all_record_types() if one.name == other_type), None)
    other = names.of(other_id) or (str(declared.label) if declared else other_type)
    return {"relation": str(relation.label if is_first else INVERSE[relation]), "other": other}


def _listed(fields: Sequence[str]) -> str:
    if len(fields) > 3:
        return ngettext("%(n)d field", "%(n)d fields", len(fields)) % {"n": len(fields)}
    words = [f"{label[:1].lower()}{label[1:]}" for label in fields]
    return get_text_list(words, _("and")) if words else _("it")


def _declared_sentence(verb: str) -> Any:
    return next((module.sentences[verb] for module in modules.all_modules() if verb in module.sentences), None)


def _loaded_names(record: Record) -> dict[UUID, str]:
    """Titles of what was read together with the record."""
    found = {}
    for target in record._meta.concrete_fields:
        if isinstance(target, models.ForeignKey) and target.is_cached(record):
            other = getattr(record, target.name)
            if other is not None and hasattr(other, "title"):
                found[other.pk] = other.title
    return found


def _relations(model: type[models.Model]) -> dict[str, type[models.Model]]:
    return {
        target.name: target.related_model
        for target in model._meta.concrete_fields
        if isinstance(target, models.ForeignKey) and target.editable and hasattr(target.related_model, "type_name")
    }


def _field(model: type[models.Model], name: str) -> Any:
    return next((target for target in model._meta.concrete_fields if target.name == name), None)


def _label(target: Any) -> str:
    words = str(target.verbose_name)
    return words[:1].upper() + words[1:]


def as_uuid(key: Any) -> UUID | None:
    try:
        return key if isinstance(key, UUID) else UUID(str(key))
    except ValueError:
        return None
