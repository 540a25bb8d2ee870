"""The operations of the API: few, and the same for every record type (docs/decisions/one-operation-for-all-types.md).

Each does what the page for the same verb does, through the same action and the same permission.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from everproof.kernel import access, links, modules, records, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import REPORT
from everproof.kernel.api import bodies, lists, openapi, printing, problems, representation, timeline
from everproof.kernel.api.once import make_once
from everproof.kernel.api.problems import Problem
from everproof.kernel.errors import Conflict, NotAllowed
from everproof.kernel.links.models import Link
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.ui import (
    converters,  # noqa: F401  (registers <reference:…>)
    finding,
)

TYPE = "/v1/{slug:path}/"
RECORD = TYPE + "{reference:reference}/"

# Let in by the middleware, so the operations have no sign-in of their own; described by openapi.py.
api = NinjaAPI(title="Everproof", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
api.add_exception_handler(Exception, problems.on_exception)


@api.get("/openapi.json")
def description(request: HttpRequest) -> HttpResponse:
    """What the API can do, as OpenAPI 3.1."""
    return _json(openapi.document(_actor(request)))


@api.get("/v1/")
def types(request: HttpRequest) -> HttpResponse:
    """Whose token this is and what it may do; the record types and their verbs."""
    return _json(representation.welcome(_actor(request), request.api_token))  # type: ignore[attr-defined]


@api.get(TYPE)
def read_list(request: HttpRequest, path: str) -> HttpResponse:
    record_type, actor = _type(path), _actor(request)
    may_see = access.may(actor, "view", record_type.model)
    if not may_see and not actor.has(REPORT):
        raise NotAllowed(may_see.reason)
    found = lists.found(record_type, actor, request.GET)
    items = [representation.values(record, found.fields) for record in found.records]
    response = _json({"items": items, "next": found.cursor or None})
    if found.cursor:
        query = urlencode({**request.GET.dict(), "cursor": found.cursor})
        response["Link"] = f'<{request.path}?{query}>; rel="next"'
    return response


@api.post(TYPE)
def create(request: HttpRequest, path: str) -> HttpResponse:
    record_type, actor = _type(path), _actor(request)
    access.require(actor, "create", record_type.model)
    body = bodies.read(request, record_type.name, "create")

    def make(id: UUID) -> Record:
        values = bodies.values_of(body, record_type, actor)
        return verbs.create(record_type, values, by=actor, id=id, at=body.happened_at)

    record, is_new = make_once(request, record_type, actor, body.id, make)
    response = _record(record, actor, 201)
    response["Location"] = f"{request.path}{record.reference}/"
    if not is_new:
        response["Idempotency-Replayed"] = "true"
    return response


@api.get(RECORD)
def read(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    actor = _actor(request)
    record = _found(_type(path), reference, actor)
    response = _json(representation.whole(record, actor))
    response["ETag"] = representation.etag(record)
    return response


@api.patch(RECORD)
def update(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    record_type, actor = _type(path), _actor(request)
    record = _found(record_type, reference, actor)
    access.require(actor, "update", record)
    body = bodies.read(request, record_type.name, "update")
    version = _version_seen(request, record, body.version)
    if version is None:
        raise Problem(428, "version-needed", _("Say which version you saw: If-Match, or “version” in the body."))
    values = bodies.values_of(body, record_type, actor)
    changed = _done(
        request, lambda: verbs.update(record, values, by=actor, reason=body.reason or "", expected_version=version)
    )
    return _record(changed, actor)


@api.get(RECORD + "history/")
def history(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    actor = _actor(request)
    record = _found(_type(path), reference, actor)
    return _json({"items": timeline.entries(record)})


@api.get(RECORD + "print/")
def print_record(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    """The record as PDF: the sealed one that belongs to it, or a copy for this person."""
    actor = _actor(request)
    return printing.answer(request, _found(_type(path), reference, actor), actor)


@api.post(RECORD + "{slug:verb}/")
def perform(request: HttpRequest, path: str, reference: str, verb: str) -> HttpResponse:
    """A transition, or one of the verbs that every record knows."""
    record_type, actor = _type(path), _actor(request)
    record = _found(record_type, reference, actor)
    lifecycle = record_type.lifecycle
    if verb in _ALWAYS:
        return _ALWAYS[verb](request, record, actor)
    if lifecycle is None or verb not in lifecycle.transitions:
        raise problems.not_found()
    access.require(actor, verb, record)
    body = bodies.read(request, record_type.name, verb)
    version = _version_seen(request, record, body.version)
    values = bodies.values_of(body, record_type, actor)
    reason = getattr(body, "reason", "")
    changed = _done(
        request,
        lambda: verbs.perform(
            record, verb, values, by=actor, reason=reason, at=body.happened_at, expected_version=version
        ),
    )
    return _record(changed, actor)


def _void(request: HttpRequest, record: Record, actor: Actor) -> HttpResponse:
    access.require(actor, "void", record)
    reason = bodies.read(request, record.type_name, "void").reason
    _version_seen(request, record, None)
    return _record(records.void(record, by=actor, reason=reason), actor)


def _reinstate(request: HttpRequest, record: Record, actor: Actor) -> HttpResponse:
    access.require(actor, "reinstate", record)
    reason = bodies.read(request, record.type_name, "reinstate").reason
    _version_seen(request, record, None)
    return _record(records.reinstate(record, by=actor, reason=reason), actor)


def _link(request: HttpRequest, record: Record, actor: Actor) -> HttpResponse:
    access.require(actor, "link", record)
    body = bodies.read(request, record.type_name, "link")
    other_type = modules.record_type_by_plural(body.type)
    other = finding.record(other_type.model, body.reference, actor) if other_type else None
    if other is None:
        raise problems.invalid([("reference", _("There is no such record."))])
    links.link(record, body.relation, other, by=actor)
    return _record(record, actor)


def _unlink(request: HttpRequest, record: Record, actor: Actor) -> HttpResponse:
    access.require(actor, "link", record)
    body = bodies.read(request, record.type_name, "unlink")
    found = Link.objects.filter(pk=body.link, organization_id=actor.organization_id, removed_at=None).first()
    ends = _ends(found, actor) if found is not None and record.pk in (found.from_id, found.to_id) else None
    if found is None or ends is None:
        raise problems.invalid([("link", _("There is no such link."))])
    links.unlink(ends[0], found.relation, ends[1], by=actor)
    return _record(record, actor)


_ALWAYS = {"void": _void, "reinstate": _reinstate, "link": _link, "unlink": _unlink}


def _ends(link: Link, actor: Actor) -> tuple[Record, Record] | None:
    """Both records of a link, if the actor may see both."""
    first = finding.record(modules.record_type(link.from_type).model, str(link.from_id), actor)
    second = finding.record(modules.record_type(link.to_type).model, str(link.to_id), actor)
    return (first, second) if first and second else None


def _actor(request: HttpRequest) -> Actor:
    return request.api_actor  # type: ignore[attr-defined]


def _type(path: str) -> RecordType:
    record_type = modules.record_type_by_plural(path)
    if record_type is None:
        raise problems.not_found()
    return record_type


def _found(record_type: RecordType, reference: str, actor: Actor) -> Record:
    """The record that an address names, or the answer that there is none."""
    record: Record | None = finding.record(record_type.model, reference, actor)
    if record is None:
        raise problems.not_found()
    return record


def _version_seen(request: HttpRequest, record: Record, in_body: int | None) -> int | None:
    """The version that the sender saw; 412 at once where If-Match names another than the record's."""
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return record.version if wanted else in_body
    number = wanted.removeprefix("W/").strip('"')
    seen = int(number) if number.isascii() and number.isdecimal() and len(number) <= 9 else 0
    if seen != record.version:
        raise _changed_since(record, seen)
    return seen


def _changed_since(record: Record, seen: int) -> Problem:
    conflict = records.store.conflict(record, seen)
    return Problem(412, "changed-meanwhile", conflict, **problems.meanwhile(conflict))


def _done(request: HttpRequest, act: Callable[[], Record]) -> Record:
    """Act; somebody who was faster is 412 for a sender who used If-Match, and 409 for the others."""
    try:
        return act()
    except Conflict as conflict:
        if "If-Match" not in request.headers:
            raise
        raise Problem(412, "changed-meanwhile", conflict, **problems.meanwhile(conflict)) from conflict


def _record(record: Record, actor: Actor, status: int = 200) -> HttpResponse:
    record.organization = actor.organization
    response = _json(representation.values(record), status)
    response["ETag"] = representation.etag(record)
    return response


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), status=status, content_type="application/json"
    )
