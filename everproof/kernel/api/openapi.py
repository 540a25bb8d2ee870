"""Describes the API as OpenAPI 3.1, from the same declarations that it works by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field, create_model
from pydantic.json_schema import models_json_schema

from everproof import __version__
from everproof.kernel import modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.api import bodies, fields, lists, problems
from everproof.kernel.modules import RecordType
from everproof.kernel.pdf.document import PAPERS

V1 = "/api/v1/"
REFERENCE = r"^[^/\x00]*[0-9][^/\x00]*$"
ERRORS = {
    400: "The request cannot be read.",
    401: "No token, or none that works.",
    403: "The token, or its person, may not do this; the detail says what is missing.",
    404: "There is nothing here, or it is not yours to see.",
    409: "Not possible now: something is missing, it was done already, or somebody else changed the record meanwhile.",
    412: "The record is not at the version named in If-Match; the answer says what changed.",
    413: "The request is too large.",
    415: "The body is not JSON.",
    422: "Some values cannot be taken; the answer names each.",
    428: "Say which version of the record you saw.",
    429: "Too many requests; Retry-After says how long to wait.",
    500: "Something broke on our side; nothing was changed.",
}
READING = (400, 401, 403, 404, 413, 422, 429, 500)
WRITING = (*READING, 409, 415)
CHANGING = (*WRITING, 412)


def document(actor: Actor) -> dict[str, Any]:
    """The whole description. The values of filters are those that are offered to this actor."""
    types = modules.all_record_types()
    paths: dict[str, Any] = {
        V1: {"get": _operation("read_types", "Your token and the record types", 200, "Welcome", READING, [])},
        "/api/openapi.json": {
            "get": _operation("read_description", "This description", 200, None, READING, []),
        },
    }
    for record_type in types:
        paths |= _paths(record_type, actor)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Everproof",
            "version": __version__,
            "description": "Each operation does what the page for the same verb does, with the same permissions.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": one.path, "description": str(one.about)} for one in types],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {str(status): _problem(status, words) for status, words in ERRORS.items()},
        },
    }


# Paths ----------------------------------------------------------------------------------------------------------------


def _paths(record_type: RecordType, actor: Actor) -> dict[str, Any]:
    """All addresses of one record type."""
    plural, one = str(record_type.plural), record_type.name.replace("-", "_")
    many = record_type.path.replace("-", "_")
    name, of_type, of_record = _class(record_type), f"{V1}{record_type.path}/", f"{V1}{record_type.path}/{{reference}}/"
    create = _operation(f"create_{one}", f"{record_type.label}: create", 201, name, WRITING, [_KEY])
    update = _operation(f"update_{one}", f"{record_type.label}: change", 200, name, (*CHANGING, 428), [_MATCH])
    found: dict[str, dict[str, Any]] = {
        of_type: {
            "get": _operation(
                f"list_{many}", plural, 200, f"{name}List", READING, _list_parameters(record_type, actor)
            ),
            "post": _with_body(create, record_type, "create"),
        },
        of_record: {
            "parameters": [_REFERENCE],
            "get": _operation(f"read_{one}", f"{record_type.label}: read", 200, f"{name}Whole", READING, []),
            "patch": _with_body(update, record_type, "update"),
        },
        f"{of_record}history/": {
            "parameters": [_REFERENCE],
            "get": _operation(f"history_of_{one}", f"{record_type.label}: history", 200, "History", READING, []),
        },
    }
    found[f"{of_record}print/"] = {"parameters": [_REFERENCE], "get": _print(record_type, one)}
    for verb, label in _verbs(record_type):
        summary = f"{record_type.label}: {label}"
        operation = _operation(f"{verb.replace('-', '_')}_{one}", summary, 200, name, CHANGING, [_MATCH])
        found[f"{of_record}{verb}/"] = {
            "parameters": [_REFERENCE],
            "post": _with_body(operation, record_type, verb),
        }
    for path in found.values():
        for operation in (path[method] for method in ("get", "post", "patch") if method in path):
            operation["tags"] = [record_type.path]
    return found


def _print(record_type: RecordType, one: str) -> dict[str, Any]:
    """The record as PDF; 429 also while too many are being made."""
    operation = _operation(f"print_{one}", f"{record_type.label}: PDF", 200, None, READING, [_PAPER])
    schema = {"type": "string", "format": "binary"}
    operation["responses"]["200"] = {"description": "The PDF.", "content": {"application/pdf": {"schema": schema}}}
    return operation


def _verbs(record_type: RecordType) -> list[tuple[str, str]]:
    steps = [(step.name, str(step.label)) for step in record_type.lifecycle.steps] if record_type.lifecycle else []
    return [*steps, ("void", "void"), ("reinstate", "reinstate"), ("link", "link"), ("unlink", "remove a link")]


def _operation(
    id: str, summary: str, status: int, answer: str | None, errors: Iterable[int], parameters: Sequence[Any]
) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{answer}"} if answer else {"type": "object"}
    headers = {"ETag": {"schema": {"type": "string"}, "description": "The record's version."}}
    success: dict[str, Any] = {"description": summary, "content": {"application/json": {"schema": schema}}}
    if answer and not answer.endswith("List") and answer not in ("Welcome", "History"):
        success["headers"] = headers
    return {
        "operationId": id,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            str(status): success,
            **{str(error): {"$ref": f"#/components/responses/{error}"} for error in sorted(errors)},
        },
    }


def _with_body(operation: dict[str, Any], record_type: RecordType, verb: str) -> dict[str, Any]:
    model = bodies.model_of(record_type.name, verb)
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    needed = any(field.is_required() for field in model.model_fields.values())
    return operation | {"requestBody": {"required": needed, "content": {"application/json": {"schema": schema}}}}


def _list_parameters(record_type: RecordType, actor: Actor) -> list[dict[str, Any]]:
    """Words, order, paging and fields, and a parameter for each filter with the values it knows."""
    orders = [name for sort in record_type.sorts for name in (sort.name, f"-{sort.name}")]
    known = [name for name, _attribute in fields.shown(record_type.name)]
    filters = [
        _query(one.name, str(one.label), enum=[str(value) for value, _label in one.choices(actor)])
        for one in lists.filters_of(record_type, actor)
    ]
    return [
        _query("q", "Words to look for; the newest hits.", maxLength=lists.LONGEST_SEARCH),
        _query("sort", "The order; with a minus the other way round.", enum=orders),
        _query("limit", "How many on a page.", type="integer", minimum=1, maximum=lists.MOST, default=lists.USUAL),
        _query("cursor", "Where to go on: `next` of the page before, with the same order."),
        _query("fields", f"Only these, with commas between them: {', '.join(known)}."),
        _query("site", "Only records of this site.", format="uuid"),
        *filters,
    ]


def _query(name: str, words: str, type: str = "string", **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": {"type": type, **schema}}


_REFERENCE = {
    "name": "reference",
    "in": "path",
    "required": True,
    "description": "The record's number, or its id.",
    "schema": {"type": "string", "pattern": REFERENCE},
}
_PAPER = {
    "name": "paper",
    "in": "query",
    "required": True,
    "description": "On what it is printed. A PDF that was sealed stays as it is.",
    "schema": {"type": "string", "enum": list(PAPERS)},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Sent again with the same body, the request is answered and not done again.",
    "schema": {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": 180},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The version that you saw, as ETag gave it.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


def _problem(status: int, words: str) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[str, Any] = {"description": words, "content": content}
    if status == 429:
        found["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return found


# Schemas --------------------------------------------------------------------------------------------------------------


class LinkGiven(BaseModel):
    """A link, as the record reads it."""

    link: int
    relation: str
    type: str
    id: str
    number: str
    title: str
    voided: bool


class Possibility(BaseModel):
    """What can be done with the record: whether you may, whether it is possible now, and what is missing."""

    verb: str
    label: str
    permitted: bool
    possible: bool
    missing: list[str]
    reason_needed: bool
    signature_needed: bool


class FieldError(BaseModel):
    field: str
    message: str


class FieldChange(BaseModel):
    then: Any
    now: Any


class Problem(BaseModel):
    """What went wrong (RFC 9457). Beside that: `reasons` why it is refused, `errors` by field, and what somebody else
    `changed` up to `version`."""

    type: str
    title: str
    status: int
    detail: str = ""
    reasons: list[str] = Field(default_factory=list)
    errors: list[FieldError] = Field(default_factory=list)
    changed: dict[str, FieldChange] = Field(default_factory=dict)
    version: int | None = None
    reference: str = ""


class Difference(BaseModel):
    before: Any
    after: Any


class Entry(BaseModel):
    at: AwareDatetime
    verb: str
    version: int | None
    actor: str
    sentence: str
    reason: str
    changed: dict[str, Difference]


class History(BaseModel):
    """Newest first."""

    items: list[Entry]


class Welcome(BaseModel):
    """Whose token this is, and what it reaches."""

    organization: dict[str, str]
    person: dict[str, str]
    token: dict[str, Any]
    types: list[dict[str, Any]]


@cache
def _schemas() -> dict[str, Any]:
    """Every body and answer. They follow from the declarations alone, so each process makes them once."""
    shared = (LinkGiven, Possibility, Problem, History, Welcome)
    models: list[type[BaseModel]] = list(shared)
    for record_type in modules.all_record_types():
        given = _given(record_type.name)
        listed: Any = create_model(f"{given.__name__}List", items=(list[given], ...), next=(str | None, ...))  # type: ignore[valid-type]
        models += [given, listed, _whole(record_type, given)]
        models += [bodies.model_of(record_type.name, verb) for verb in ("create", "update")]
        models += [bodies.model_of(record_type.name, verb) for verb, _label in _verbs(record_type)]
    unique = {model.__name__: model for model in models}
    _map, found = models_json_schema(
        [(model, "validation") for model in unique.values()], ref_template="#/components/schemas/{model}"
    )
    return {name: _tidy(schema) for name, schema in found["$defs"].items()}


@cache
def _given(type_name: str) -> type[BaseModel]:
    """The record as it is answered; with `fields` asked for, only some of it."""
    record_type = modules.record_type(type_name)
    parts: dict[str, Any] = {"type": (str, ...), "url": (str, ...)}
    for name, _attribute in fields.shown(record_type.name):
        label = str(record_type.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        default = ... if name == "id" else None
        parts[name] = (fields.given(record_type, name), Field(default, description=label))
    return create_model(_class(record_type), __doc__=str(record_type.about), **parts)


def _whole(record_type: RecordType, given: type[BaseModel]) -> type[BaseModel]:
    """One record with what surrounds it."""
    action = _given("action")
    return create_model(
        f"{given.__name__}Whole",
        __base__=given,
        links=(list[LinkGiven], ...),
        actions=(list[action], ...),  # type: ignore[valid-type]
        possibilities=(list[Possibility], ...),
    )


def _class(record_type: RecordType) -> str:
    return "".join(word.title() for word in record_type.name.split("-"))


def _tidy(schema: Any) -> Any:
    """Without what only Python needs: titles made of names, and a default for what may simply be left out."""
    if isinstance(schema, dict):
        left_out = {"default"} if schema.get("default", 0) is None else set()
        if isinstance(schema.get("title"), str):
            left_out.add("title")
        return {name: _tidy(part) for name, part in schema.items() if name not in left_out}
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    return schema
