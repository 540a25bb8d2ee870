"""What the API answers when it cannot do what was asked: problem details (RFC 9457), one shape for all errors."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import pydantic
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.records.constraints import IdTaken
from everproof.kernel.records.store import AlreadyRecorded

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
KIND = "urn:everproof:problem:"


class Problem(Exception):
    """An answer that is no success. `more` are further members, beside those of RFC 9457."""

    def __init__(self, status: int, kind: str, detail: Any = "", **more: Any) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail, self.more = status, kind, detail, more
        self.headers: dict[str, str] = {}


def response(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    body = {
        "type": f"{KIND}{problem.kind}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        **({"detail": str(problem.detail)} if problem.detail else {}),
        **problem.more,
    }
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers)


def not_found() -> Problem:
    """The same, word for word, for what never was and for what this token may not see."""
    return Problem(404, "not-found", _("There is nothing here, or it is not yours to see."))


def invalid(errors: Sequence[tuple[str, Any]]) -> Problem:
    """Values that cannot be taken: pairs of a field (empty: none in particular) and what is wrong with it."""
    listed = [{"field": field, "message": str(message)} for field, message in errors]
    return Problem(422, "invalid", _("Some values cannot be taken. Nothing was changed."), errors=listed)


def of(error: Exception) -> Problem:
    """The problem that an exception stands for; one that nobody expected is logged under a reference."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, NotAllowed):
        return Problem(403, "not-allowed", error)
    if isinstance(error, Conflict):
        return Problem(409, "changed-meanwhile", error, **meanwhile(error))
    if isinstance(error, AlreadyRecorded | IdTaken):
        return Problem(409, "id-taken", error)
    if isinstance(error, Refused):
        return Problem(409, "refused", error, reasons=[str(reason) for reason in error.reasons])
    if isinstance(error, ValidationError):
        return invalid(_by_field(error))
    if isinstance(error, pydantic.ValidationError):
        return invalid(_of_body(error))
    return _broken(error)


def of_status(status: int) -> Problem:
    """A problem for an answer that was made without the API's help."""
    if status == 404:
        return not_found()
    return Problem(status, HTTPStatus(status).phrase.lower().replace(" ", "-"))


def meanwhile(conflict: Conflict) -> Mapping[str, Any]:
    """What somebody else changed since the version that the sender saw."""
    changed = {name: {"then": then, "now": now} for name, (then, now) in conflict.theirs.items()}
    return {"version": conflict.current.version, "changed": changed}


def on_exception(request: HttpRequest, error: Any) -> HttpResponse:
    """The API's handler of every exception."""
    return response(of(error))


def _broken(error: Exception) -> Problem:
    reference = secrets.token_hex(4)
    logger.error("reference %s", reference, exc_info=error)
    return Problem(500, "broken", _("Something broke on our side. Nothing was changed."), reference=reference)


def _by_field(error: ValidationError) -> list[tuple[str, str]]:
    named = error.update_error_dict({}) if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return [
        ("" if field == NON_FIELD_ERRORS else field, message)
        for field, problems in named.items()
        for problem in problems
        for message in problem.messages
    ]


def _of_body(error: pydantic.ValidationError) -> list[tuple[str, str]]:
    return [(".".join(str(part) for part in one["loc"]), _words(one)) for one in error.errors(include_url=False)]


def _words(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return _("This field does not exist or cannot be set here.")
    return str(error["msg"])
