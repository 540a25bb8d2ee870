"""Remembers how a person likes to see things: theme, density, and the site they look at."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from everproof.kernel.people.models import User
from everproof.kernel.ui.surroundings import site_cookie

CHOICES = {"theme": ("auto", "light", "dark"), "density": ("comfortable", "compact")}
YEAR = 365 * 24 * 3600


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Theme or density of the login, in whichever organisation."""
    wanted = {name: request.POST[name] for name, allowed in CHOICES.items() if request.POST.get(name) in allowed}
    if wanted:
        User.objects.filter(pk=cast(User, request.user).pk).update(**wanted)
    return redirect(_safe_next(request, request.POST.get("next", "")))


@login_required
@require_GET
def choose_site(request: HttpRequest, organization: str) -> HttpResponse:
    """Look at one site, or at all. The choice lies in a cookie: lists start with it and forms suggest it."""
    answer = redirect(_safe_next(request, request.GET.get("next", "")))
    answer.set_cookie(
        site_cookie(organization),
        request.GET.get("site", "all")[:40],
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def _safe_next(request: HttpRequest, url: str) -> str:
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else "/"
