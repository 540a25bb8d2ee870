"""Finds records by their words; what an actor may not see is not found."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.policy import reading_condition
from everproof.kernel.files import texts
from everproof.kernel.modules import RecordType
from everproof.kernel.prepared import Prepared
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.search.words import WORD, terms, words

# So many of the newest hits are looked at; a query that hits more is too wide to be read anyway.
MOST_HITS = 2000
SNIPPET = 160
# A search row, or what names its record.
E = TypeVar("E", SearchEntry, "Named")
R = TypeVar("R", bound=Model)
# That a row is one of those in a JSON list: one value in the statement, however many there are. PostgreSQL must see an
# array, whose length it knows: from a function's result it expects a few rows, and then reads all of the company's.
HITS = {
    "sqlite": "kernel_searchentry.id in (select value from json_each(%s))",
    "postgresql": "kernel_searchentry.id = any(translate(%s, '[]', '{}')::bigint[])",
}
# The same of a record's id.
AMONG = {
    "sqlite": "in (select value from json_each(%s))",
    "postgresql": """= any(translate(%s, '[]"', '{}')::uuid[])""",
}
# So far into a text the place of a hit is looked for.
LOOKED_THROUGH = 20_000


@dataclass(frozen=True)
class Hit:
    """A record that was found: what to show of it, and the text around the first word found."""

    record_type: RecordType
    record_id: UUID
    number: str
    title: str
    status: str
    voided: bool
    snippet: str

    def url(self, organization_slug: str) -> str:
        return f"{_records_url(organization_slug, self.record_type.room, self.record_type.path)}{self.reference}/"

    @property
    def reference(self) -> str:
        return self.number or str(self.record_id)


@lru_cache(maxsize=1000)
def _records_url(organization_slug: str, room: str, path: str) -> str:
    return reverse("records", args=[organization_slug, room, path])


def find(actor: Actor, text: str, *, type_name: str = "", limit: int = 50, voided: bool = False) -> list[Hit]:
    """The newest records that hold every word of `text` (each may go on, "valv" finds "valves") and that `actor` sees.

    Words in quotation marks are a phrase. Empty for a text without words. Two statements, one more for each type that
    narrows visibility by a rule of its own, and one for each type of which a file was found.
    """
    asked = terms(text)
    rows: list[SearchEntry] = _newest(_WHOLE.instances, actor, asked, type_name, voided, limit)
    found = _narrowed(actor, rows)[:limit]
    first_words = [phrase[0] for phrase, _open in asked]
    snippets = {entry.pk: _snippet(entry, first_words) for entry in found}
    silent = [entry for entry in found if getattr(entry, "has_files", False) and not snippets[entry.pk]]
    snippets |= _file_snippets(actor, silent, first_words)
    return [_hit(entry, snippets[entry.pk]) for entry in found]


def find_ids(actor: Actor, text: str, *, type_name: str = "", limit: int = 50, voided: bool = False) -> list[UUID]:
    """The ids of the records that `find` finds, for who shows them in another way: nothing else of them is read."""
    rows = _newest(_ONLY_IDS.rows, actor, terms(text), type_name, voided, limit)
    return [row.record_id for row in _narrowed(actor, [Named(*row) for row in rows])[:limit]]


def holding(queryset: QuerySet[R], actor: Actor, text: str, *, type_name: str, most: int) -> QuerySet[R]:
    """Those of a query set of records that the actor may see anyway which hold every word of `text`, the newest `most`.

    Voided ones too. Two statements, and the ids travel as one value: hundreds take Django longer than the database.
    """
    rows = _newest(_ONLY_IDS.rows, actor, terms(text), type_name, True, most, narrow=False)
    if not rows:
        return queryset.none()
    ids = json.dumps([key.hex for _type, key in rows])
    column = f'"{queryset.model._meta.db_table}"."{queryset.model._meta.pk.column}"'
    return queryset.filter(RawSQL(f"{column} {AMONG[connection.vendor]}", [ids], output_field=BooleanField()))  # noqa: S611


class Named(NamedTuple):
    """What a search row says of its record, where nothing else of it is wanted."""

    type: str
    record_id: UUID


def _newest(
    read: Callable[..., list[Any]],
    actor: Actor,
    asked: Sequence[tuple[list[str], bool]],
    type_name: str,
    voided: bool,
    limit: int,
    *,
    narrow: bool = True,
) -> list[Any]:
    """The newest search rows that match and that the actor may see, before types narrow that by rules of their own;
    more than `limit` where they will (`narrow`).
    """
    hits = _matching(actor.organization_id, asked) if asked else []
    if not hits:
        return []
    narrowing = type_name, voided, limit * 2 if narrow and _has_narrow_types() else limit
    form = actor.reach, *narrowing
    return read(actor, *narrowing, form=form, organization=actor.organization_id, hits=json.dumps(hits))


def _rows(actor: Actor, type_name: str, voided: bool, most: int, organization: int, hits: str) -> QuerySet[SearchEntry]:
    # Plus nothing, so that SQLite goes by the few ids and not by the organisation, of which it expects a few rows too.
    matching = SearchEntry.objects.alias(company=F("organization_id") + 0).filter(
        RawSQL(HITS[connection.vendor], [hits], output_field=BooleanField()),  # noqa: S611  a condition of our own
        company=organization,
    )
    entries = _seen_by(actor, matching)
    if entries is None:
        return SearchEntry.objects.none()
    if type_name:
        entries = entries.filter(type=type_name)
    if not voided:
        entries = entries.filter(voided=False)
    return entries.order_by("-id")[:most]


def _whole_rows(*given: Any, **values: Any) -> QuerySet[SearchEntry]:
    has_files = ExpressionWrapper(~Q(file_words=""), output_field=BooleanField())
    return _rows(*given, **values).defer("words", "file_words").annotate(has_files=has_files)


def _ids_of_rows(*given: Any, **values: Any) -> QuerySet[SearchEntry, tuple[Any, ...]]:
    return _rows(*given, **values).values_list("type", "record_id")


_WHOLE = Prepared(_whole_rows)
_ONLY_IDS: Prepared[Any] = Prepared(_ids_of_rows)


def did_you_mean(actor: Actor, text: str) -> str:
    """The query with each word that nothing holds replaced by the nearest one of this organisation's index, or ""."""
    mended, changed = [], False
    for word in words(text)[:6]:
        if len(word) < 3 or _is_known(actor.organization_id, word):
            mended.append(word)
            continue
        near = difflib.get_close_matches(word, _words_near(word), n=1, cutoff=0.7)
        mended.append(near[0] if near else word)
        changed = changed or bool(near)
    suggestion = " ".join(mended)
    return suggestion if changed and find(actor, suggestion, limit=1) else ""


def _matching(organization_id: int, asked: Sequence[tuple[list[str], bool]]) -> list[int]:
    """The newest rows of the organisation that match, whoever may see them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A cross join keeps the order of the tables: the index of words first, its hits one by one.
            cursor.execute(
                "select entry.id from kernel_search_fts hit "
                "cross join kernel_searchentry entry on entry.id = hit.rowid "
                "where kernel_search_fts match %s and entry.organization_id = %s order by hit.rowid desc limit %s",
                [_for_fts5(asked), organization_id, MOST_HITS],
            )
        else:
            cursor.execute("select id from kernel_search(%s, %s)", [_for_tsquery(asked), MOST_HITS])
        return [row[0] for row in cursor.fetchall()]


def _for_fts5(asked: Sequence[tuple[list[str], bool]]) -> str:
    # Words hold only letters and digits, so quoting them leaves nothing to escape.
    return " AND ".join(f'"{" ".join(phrase)}"' + (" *" if is_open else "") for phrase, is_open in asked)


def _for_tsquery(asked: Sequence[tuple[list[str], bool]]) -> str:
    return " & ".join("(" + " <-> ".join(phrase) + (":*" if is_open else "") + ")" for phrase, is_open in asked)


def visible_entries(actor: Actor) -> QuerySet[SearchEntry] | None:
    """Search rows the actor may see; None when there can be none."""
    return _seen_by(actor, SearchEntry.objects.filter(organization_id=actor.organization_id))


def _seen_by(actor: Actor, entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry] | None:
    """Those rows of the actor's organisation that the actor may see, as one condition; None when there can be none."""
    if actor.is_system:
        return entries
    by_condition: dict[Any, tuple[Q, list[str]]] = {}
    for record_type in modules.all_record_types():
        condition = reading_condition(
            actor, record_type, owner="owner_id" if record_type.owner else "", party="party_id"
        )
        if condition is not None:
            by_condition.setdefault(str(condition), (condition, []))[1].append(record_type.name)
    if not by_condition:
        return None
    whole = Q()
    for condition, names in by_condition.values():
        whole |= Q(type__in=names) & condition
    return entries.filter(whole)


def _has_narrow_types() -> bool:
    return any(record_type.visibility for record_type in modules.all_record_types())


def _narrowed(actor: Actor, entries: list[E]) -> list[E]:
    """Ask the records themselves where a type has a rule of its own about who sees what."""
    keys: dict[str, list[UUID]] = defaultdict(list)
    for entry in entries:
        if modules.record_type(entry.type).visibility:
            keys[entry.type].append(entry.record_id)
    if not keys or actor.is_system:
        return entries
    seen = {
        (name, key)
        for name, ids in keys.items()
        for key in access.visible(
            actor, modules.record_type(name).model._default_manager.filter(pk__in=ids)
        ).values_list("pk", flat=True)
    }
    return [entry for entry in entries if entry.type not in keys or (entry.type, entry.record_id) in seen]


def _hit(entry: SearchEntry, snippet: str) -> Hit:
    return Hit(
        record_type=modules.record_type(entry.type),
        record_id=entry.record_id,
        number=entry.number,
        title=entry.title,
        status=entry.status,
        voided=entry.voided,
        snippet=snippet,
    )


def _snippet(entry: SearchEntry, first_words: Sequence[str]) -> str:
    """The text around the first word found beyond number and title; empty when only those match."""
    body = entry.text.split(entry.title, 1)[-1].strip() if entry.title else entry.text
    return _around(body, first_words)


def _file_snippets(actor: Actor, entries: Sequence[Any], first_words: Sequence[str]) -> dict[int, str]:
    """The file that made a record a hit, and the text in it, where number and title do not hold all that was asked."""
    by_type: dict[str, dict[UUID, int]] = defaultdict(dict)
    for entry in entries:
        own = words(f"{entry.number} {entry.title}")
        if not all(any(word.startswith(first) for word in own) for first in first_words):
            by_type[entry.type][entry.record_id] = entry.pk
    found = {}
    for type_name, keys in by_type.items():
        files = texts.of_records(actor.organization_id, type_name, keys, longest=LOOKED_THROUGH)
        for record_id, named in files.items():
            found[keys[record_id]] = _told_by(named, first_words)
    return found


def _told_by(files: Sequence[tuple[str, str]], first_words: Sequence[str]) -> str:
    for name, text in files:
        if place := _around(text, first_words):
            return f"{name}: {place}"
    return next((name for name, _text in files if _around(name, first_words)), "")


def _around(body: str, first_words: Sequence[str]) -> str:
    for found in WORD.finditer(body[:LOOKED_THROUGH]):
        if any(part.startswith(tuple(first_words)) for part in words(found.group())):
            start = max(0, found.start() - SNIPPET // 3)
            cut = body[start : start + SNIPPET].strip()
            return ("…" if start else "") + cut + ("…" if start + SNIPPET < len(body) else "")
    return ""


def _is_known(organization_id: int, word: str) -> bool:
    return bool(_matching(organization_id, [([word], True)]))


def _words_near(word: str) -> list[str]:
    """Words of the index that begin like `word` (SQLite) or stand in titles like it (PostgreSQL)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "select term from kernel_search_terms where term >= %s and term < %s limit 20000",
                [word[0], chr(ord(word[0]) + 1)],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("select title from kernel_search_titles(%s)", [word])
        return [part for row in cursor.fetchall() for part in words(row[0])]
