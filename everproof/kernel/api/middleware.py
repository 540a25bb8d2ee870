"""Lets a program in by its token, for one request: as whom, in which organisation, how often."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _

from everproof.kernel.access.scopes import Scopes
from everproof.kernel.api import problems, throttle, tokens
from everproof.kernel.api.models import ApiToken
from everproof.kernel.api.problems import Problem
from everproof.kernel.people.actors import actor_of
from everproof.kernel.tenancy import organization_scope

ROOT = "/api/"
CHANGING = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class ApiMiddleware:
    """Answers everything under /api/. Cookies are not looked at, so a page of another site can do nothing here.

    Stands before the session. A request is one transaction: an answer that is an error undoes all of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        asked = request.method or ""
        if asked == "HEAD":
            request.method = "GET"
        try:
            # Before the transaction: nobody waits for a sender whose line is slow.
            request.body  # noqa: B018
            response = self._let_in(request)
        except (RequestDataTooBig, UnreadablePostError):
            response = problems.response(Problem(413, "too-large", _("The request is too large.")))
        except Problem as problem:
            response = problems.response(problem)
        return _finished(asked, response)

    def _let_in(self, request: HttpRequest) -> HttpResponse:
        token = _token_of(request)
        if wait := throttle.seconds_to_wait(token.pk):
            slow = Problem(429, "too-many-requests", _("Too many requests. Wait a little."))
            slow.headers["Retry-After"] = str(wait)
            raise slow
        changing = request.method in CHANGING
        with organization_scope(token.membership.organization_id), transaction.atomic() if changing else nullcontext():
            response = self._answer(request, token)
            if changing and response.status_code >= 400:
                transaction.set_rollback(True)
            return response

    def _answer(self, request: HttpRequest, token: ApiToken) -> HttpResponse:
        actor = actor_of(token.membership, source="api")
        if actor is None:
            raise _refused()
        request.api_token = token  # type: ignore[attr-defined]
        # Not `request.actor`: no page is ever shown to a token. And a token never signs, because a signature is the
        # act of a person who was asked at that moment.
        request.api_actor = replace(  # type: ignore[attr-defined]
            actor, can_sign=False, scopes=Scopes.parse(token.scopes)
        )
        with timezone.override(ZoneInfo(actor.organization.zone)):
            return self.get_response(request)


def _token_of(request: HttpRequest) -> ApiToken:
    scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = tokens.find(text.strip()) if scheme.lower() == "bearer" and text.isascii() else None
    if token is None:
        raise _refused()
    return token


def _refused() -> Problem:
    """One answer for no token, an unknown or ended one, and one whose person may not sign in any more."""
    problem = Problem(401, "no-valid-token", _("Send a token that works: Authorization: Bearer evp_…"))
    problem.headers["WWW-Authenticate"] = 'Bearer realm="everproof"'
    return problem


def _finished(asked: str, response: HttpResponse) -> HttpResponse:
    """The same shape for every error, whoever made it; what HEAD and OPTIONS are to be answered."""
    if response.status_code == 405:
        allowed = response.get("Allow", "").replace("GET", "GET, HEAD")
        response = HttpResponse(status=204) if asked == "OPTIONS" else problems.response(problems.of_status(405))
        response["Allow"] = f"{allowed}, OPTIONS"
    elif response.status_code >= 400 and response.get("Content-Type") != problems.MEDIA_TYPE:
        response = problems.response(problems.of_status(response.status_code))
    response["Cache-Control"] = "no-store"
    if asked == "HEAD":
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
