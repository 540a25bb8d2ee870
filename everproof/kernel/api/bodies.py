"""What each request may carry, as pydantic models made from the declarations when they are first needed.

Strict: a field that does not exist, or that cannot be set here, is refused by name and nothing is changed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from everproof.kernel import access, modules, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.api import fields
from everproof.kernel.api.problems import Problem, invalid
from everproof.kernel.links.models import Relation
from everproof.kernel.modules import RecordType

JSON = "application/json"
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=fields.STORABLE)
]
# What belongs to the request and is no field of the record.
BESIDES = ("id", "happened_at", "reason", "version")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReasonBody(Body):
    """Why; the reason stays with the record's history."""

    reason: Reason


class LinkBody(Body):
    """How this record stands to another one, named by its type's path and its number or id."""

    relation: Literal[tuple(Relation.values)]  # type: ignore[valid-type]
    type: Annotated[str, StringConstraints(max_length=60)]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=fields.STORABLE)]


class UnlinkBody(Body):
    """The link to end, as the record names it among its links."""

    link: Annotated[int, Field(ge=1, le=2**63 - 1)]


@cache
def model_of(type_name: str, verb: str) -> type[Body]:
    """The body of a verb: create, update, a transition, void, reinstate, link or unlink."""
    if verb in ("void", "reinstate"):
        return ReasonBody
    if verb == "link":
        return LinkBody
    if verb == "unlink":
        return UnlinkBody
    record_type = modules.record_type(type_name)
    taken = verbs.fields_of(record_type, verb).items()
    parts = {name: _part(record_type, verbs.field_of(record_type, verb, name), needed) for name, needed in taken}
    name = "".join(word.title() for word in (*type_name.split("-"), *verb.split("-")))
    return create_model(name, __base__=Body, **parts, **_besides(record_type, verb))


def _part(record_type: RecordType, field: Any, needed: bool) -> Any:
    label = str(field.verbose_name)
    return (fields.taken(record_type, field), Field(description=label) if needed else Field(None, description=label))


def _besides(record_type: RecordType, verb: str) -> dict[str, Any]:
    """What belongs to the request itself."""
    moment = Field(None, description="When it happened, if that was not now.")
    version = Field(None, ge=1, le=2**31 - 1, description="The version that the sender saw, instead of If-Match.")
    if verb == "create":
        made_by_sender = Field(None, description="Made by the sender (a UUID), so that sending twice makes one record.")
        return {"id": (UUID, made_by_sender), "happened_at": (fields.Moment, moment)}
    found: dict[str, Any] = {"version": (int, version)}
    if verb == "update":
        needed = "update" in record_type.reason_needed
        return {**found, "reason": (Reason, Field(description="Why.") if needed else Field(None, description="Why."))}
    assert record_type.lifecycle is not None
    found["happened_at"] = (fields.Moment, moment)
    if record_type.lifecycle.transitions[verb].reason_needed:
        found["reason"] = (Reason, Field(description="Why."))
    return found


def read(request: HttpRequest, type_name: str, verb: str) -> Any:
    """The body of a request, checked; Problem 400, 415 or 422 when it is none of ours."""
    return model_of(type_name, verb).model_validate_json(json_of(request))


def json_of(request: HttpRequest) -> bytes:
    """The bytes of a body that is JSON; an empty one stands for an object without members."""
    if request.body and request.content_type != JSON:
        raise Problem(415, "not-json", _("Send the body as application/json."))
    try:
        json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "not-json", _("The body cannot be read as JSON.")) from error
    return request.body or b"{}"


def values_of(body: Body, record_type: RecordType, by: Actor) -> dict[str, Any]:
    """The values that were sent, by field of the record; records that are referred to are looked up.

    A record of another organisation, one that this actor may not see and one that does not exist are the same error.
    """
    found, missing = {}, []
    for name in body.model_fields_set - set(BESIDES):
        value = getattr(body, name)
        field = _foreign_key(record_type, name) if value is not None else None
        if field is not None:
            value = access.visible(by, field.related_model._default_manager.filter(pk=value, voided_at=None)).first()
            if value is None:
                missing.append((name, _("There is no such record.")))
        found[name] = value
    if missing:
        raise invalid(sorted(missing))
    return found


def _foreign_key(record_type: RecordType, name: str) -> Any:
    """The field of the record if it points to another one; what an action takes besides never does."""
    own = {field.name: field for field in record_type.model._meta.concrete_fields}
    return own[name] if isinstance(own.get(name), models.ForeignKey) else None
