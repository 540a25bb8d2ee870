"""The calendar of one's due work: the page that makes its link, and the feed that a calendar program reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from everproof.kernel.notifications.mail import absolute
from everproof.kernel.tenancy import access_links, organization_scope
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.ui.pages import FormPage
from everproof.kernel.ui.views.organization import OrganizationView
from everproof.kernel.work import feed


@method_decorator(never_cache, name="dispatch")
class CalendarPage(OrganizationView):
    """Makes and ends the link to the reader's own calendar. A new link is shown once, on the answer to the form."""

    section = "work"

    def get(self, request: HttpRequest, organization: str) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest, organization: str) -> HttpResponse:
        if self.actor.person is None:
            raise Http404
        if "end" in request.POST:
            feed.revoke_calendar_link(by=self.actor)
            messages.success(request, _("The link to your calendar has ended."))
            return redirect(reverse("work:calendar", args=[self.organization.slug]))
        token = feed.make_calendar_link(by=self.actor)
        return self._page(request, absolute(reverse("work:calendar_feed", args=[token])))

    def _page(self, request: HttpRequest, url: str = "") -> HttpResponse:
        has_link = feed.has_calendar_link(self.actor)
        page = FormPage(
            title=_("Your work in your calendar"),
            lead=_("Your calendar program subscribes to a link of yours. It shows what is due for you."),
            submit_label=_("Make a new link") if has_link else _("Make the link"),
        )
        variables = {"page": page, "url": url, "has_link": has_link}
        return render(request, "kernel/calendar.html", variables)


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
