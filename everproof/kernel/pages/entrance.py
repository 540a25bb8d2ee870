"""The way in: `/` leads to the organisation a person used last, or lets them choose; signs of life for machines."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from everproof.kernel.people.models import User
from everproof.kernel.tenancy.models import Organization


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every table that this version needs."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations wait", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")


@login_required
def entrance(request: HttpRequest) -> HttpResponse:
    """Leads on where there is no choice to make."""
    organizations = _organizations(cast(User, request.user))
    last = cast(User, request.user).last_organization_id
    for organization in organizations:
        if organization.pk == last or len(organizations) == 1:
            return redirect("home:home", organization=organization.slug)
    return _choice(request, organizations)


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """The person's organisations; a post remembers the chosen one."""
    organizations = _organizations(cast(User, request.user))
    if request.method != "POST":
        return _choice(request, organizations)
    chosen = next((one for one in organizations if one.slug == request.POST.get("organization")), None)
    if chosen is None:
        raise Http404
    User.objects.filter(pk=cast(User, request.user).pk).update(last_organization=chosen)
    return redirect("home:home", organization=chosen.slug)


def _organizations(user: User) -> list[Organization]:
    found = Organization.objects.filter(memberships__user=user, memberships__ended_at=None)
    return list(found.order_by("name"))


def _choice(request: HttpRequest, organizations: list[Organization]) -> HttpResponse:
    page = {
        "title": _("Choose an organisation") if organizations else _("You belong to no organisation yet"),
        "lead": "" if organizations else _("Ask your administrator for an invitation to this address."),
        "organizations": organizations,
    }
    return render(request, "kernel/choose.html", {"page": page})
