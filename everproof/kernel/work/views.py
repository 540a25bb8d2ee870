"""The calendar feed, which a calendar program reads without a login."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from everproof.kernel.tenancy import access_links, organization_scope
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.work import feed


@require_safe
@cache_control(private=True, max_age=900)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The person's due work as iCalendar. An ended link looks like one that never was."""
    link = access_links.find(token, kind=AccessLink.Kind.CALENDAR)
    if link is None:
        raise Http404
    with organization_scope(link.organization_id), translation.override(link.organization.language):
        calendar = feed.feed(link)
    if calendar is None or not access_links.count_use(link):
        raise Http404
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
