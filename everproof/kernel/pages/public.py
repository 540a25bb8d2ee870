"""The one door for whoever holds a link and no login: /p/<token>/ opens the page that a room declares for its kind."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from everproof.kernel import modules
from everproof.kernel.tenancy import access_links, organization_scope


@never_cache
@csrf_exempt
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind a link, for its organisation alone. A link that ended is told what one is told that never was.

    No session speaks here: the link's own token is all the proof there is, so a form needs no other.
    """
    pages = modules.public_pages()
    link = access_links.find(token, kind=tuple(pages))
    if link is None:
        raise Http404
    view = import_string(pages[link.kind])
    organization = link.organization
    with (
        translation.override(organization.language),
        timezone.override(ZoneInfo(organization.zone)),
        organization_scope(organization.pk),
    ):
        return view.as_view(link=link)(request)
