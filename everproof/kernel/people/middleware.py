"""What holds for every page of someone who is signed in, in whichever organisation."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from everproof.kernel.people import session_rules
from everproof.kernel.tenancy.models import Organization


class SignedInMiddleware:
    """Ends a session that reached its longest time, keeps signed-in pages out of every cache, clears up at sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and session_rules.is_over(request):
            response = _sign_in_again(request, _("You signed in two weeks ago. Sign in again."))
        else:
            response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
            session_rules.touch(request, response)
        elif getattr(request, "signed_out", False):
            # Not "cookies": that would sign the person out of every other service of the same domain. And "storage",
            # where drafts and unsent files lie, only when the person says so: nothing typed is lost by itself.
            forget = "forget" in request.POST
            response.headers["Clear-Site-Data"] = '"cache", "storage"' if forget else '"cache"'
            response.delete_cookie(session_rules.cookie_name(), samesite="Lax")
        return response


def refusal(request: HttpRequest, organization: Organization) -> HttpResponse | None:
    """The answer to someone whose session is not good enough for this organisation; None when it is."""
    if session_rules.rested_too_long(request, organization):
        return _sign_in_again(request, _("You were away for a while. Sign in again; nothing you saved is lost."))
    if session_rules.lacks_second_factor(request, organization):
        words = _("%(organization)s asks for a second factor. Add one below, then go on.")
        messages.warning(request, words % {"organization": organization.name})
        return _go(request, redirect("mfa_index"))
    return None


def _sign_in_again(request: HttpRequest, words: str) -> HttpResponse:
    logout(request)
    messages.info(request, words)
    came_from = request.get_full_path() if request.method == "GET" else "/"
    return _go(request, redirect_to_login(came_from))


def _go(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if getattr(request, "htmx", False):
        # A fragment must not be replaced by another page: the whole page goes there.
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer
