"""Opens the organisation of an address before the view runs, and closes it after."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from everproof.kernel.people.actors import actor_of, membership_of
from everproof.kernel.people.middleware import refusal
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.tenancy.scope import organization_scope


class OrganizationMiddleware:
    """Gives each request under /<organisation>/ its actor; on PostgreSQL inside one transaction with it set.

    Someone who is no member is told what someone is told who asks for an organisation that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        slug = _organization_slug(request)
        if slug is None or not request.user.is_authenticated:
            return self.get_response(request)
        membership = membership_of(request.user, slug)
        if membership is None:
            return self.get_response(request)
        if (answer := refusal(request, membership.organization)) is not None:
            return answer
        with organization_scope(membership.organization_id):
            return self._respond(request, membership)

    def _respond(self, request: HttpRequest, membership: Membership) -> HttpResponse:
        request.actor = actor_of(membership)  # type: ignore[attr-defined]
        response = self.get_response(request)
        # The page is complete before the transaction ends: nothing may query after it. A FileResponse reads a file that
        # is open already and asks the database nothing.
        if getattr(response, "streaming", False) and not issubclass(type(response), FileResponse):
            raise TypeError("a page of an organisation must not stream: its transaction ends with the view")
        if response.status_code >= 500 and connection.in_atomic_block:
            transaction.set_rollback(True)
        return response


def _organization_slug(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).kwargs.get("organization")
    except Resolver404:
        return None


def require_actor(request: HttpRequest) -> None:
    """Raise Http404 unless the request acts for an organisation it is a member of."""
    if getattr(request, "actor", None) is None:
        raise Http404
