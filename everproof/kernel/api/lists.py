"""Reads what a request asks of a list: words, filters, order, fields, where to go on; refuses what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from everproof.kernel.access.actor import Actor
from everproof.kernel.api import fields, representation
from everproof.kernel.api.problems import invalid
from everproof.kernel.modules import Filter, RecordType
from everproof.kernel.ui import paging
from everproof.kernel.ui.listing import Listing

USUAL, MOST = 50, 200
WORDS = ("q", "sort", "limit", "cursor", "fields", "site")
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Found:
    """The records of one page of a list, the fields of them that were asked for, and the cursor of the next page."""

    records: Sequence[Any]
    fields: tuple[str, ...]
    cursor: str


def filters_of(record_type: RecordType, actor: Actor) -> list[Filter]:
    """The filters that a list takes, beside the site."""
    return Listing(record_type, actor, QueryDict()).filters


def found(record_type: RecordType, actor: Actor, query: QueryDict) -> Found:
    """One page of the list that `query` describes; Problem 422 names every parameter in fault."""
    wrong = [*_unknown(record_type, actor, query), *_bad_values(record_type, actor, query)]
    if wrong:
        raise invalid(wrong)
    listing = Listing(record_type, actor, query)
    start = None
    if text := query.get("cursor"):
        start = paging.decode(record_type.model, listing.order, text)
        if start is None:
            raise invalid([("cursor", _("This cursor belongs to no list in this order."))])
    names = _fields(query)
    queryset = listing.queryset().select_related(None).defer(None)
    if site_id := _site(query):
        queryset = queryset.filter(site_id=site_id)
    if names:
        queryset = queryset.only("organization", "number", "version", listing.order.field, *names)
    page = paging.page(queryset, listing.order, int(query.get("limit", USUAL)), after=start)
    for record in page.rows:
        record.organization = actor.organization
    cursor = ""
    if page.rows and page.has_older:
        cursor = paging.encode(record_type.model, listing.order, paging.position_of(page.rows[-1], listing.order))
    return Found(page.rows, names, cursor)


def _unknown(record_type: RecordType, actor: Actor, query: QueryDict) -> list[tuple[str, Any]]:
    known = {*WORDS, *(one.name for one in filters_of(record_type, actor))}
    wrong = [(name[:60], _("There is no such parameter.")) for name in query if name not in known]
    return wrong + [(name, _("Say this once.")) for name in query if name in known and len(query.getlist(name)) > 1]


def _bad_values(record_type: RecordType, actor: Actor, query: QueryDict) -> list[tuple[str, Any]]:
    wrong: list[tuple[str, Any]] = []
    for one in filters_of(record_type, actor):
        if one.name in query and query[one.name] not in {str(value) for value, _label in one.choices(actor)}:
            wrong.append((one.name, _("This filter knows no such value.")))
    limit = query.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= MOST):
        wrong.append(("limit", _("From 1 to %(most)s.") % {"most": MOST}))
    if query.get("sort", "").removeprefix("-") not in {"", *(sort.name for sort in record_type.sorts)}:
        wrong.append(("sort", _("There is no such order.")))
    if len(query.get("q", "")) > LONGEST_SEARCH:
        wrong.append(("q", _("At most %(most)s characters.") % {"most": LONGEST_SEARCH}))
    if "site" in query and _site(query) is None:
        wrong.append(("site", _("This is no id.")))
    names = {name for name, _attribute in fields.shown(record_type.name)} | set(representation.ALWAYS)
    return wrong + [("fields", _("There is no field of this name.")) for name in _fields(query) if name not in names]


def _fields(query: QueryDict) -> tuple[str, ...]:
    """The fields that were asked for, in no order of their own; empty for all."""
    asked = [name for name in query.get("fields", "").split(",") if name and name not in ("type", "url")]
    return tuple(dict.fromkeys(asked))


def _site(query: QueryDict) -> UUID | None:
    try:
        return UUID(query.get("site", ""))
    except ValueError:
        return None
