"""Pages of notifications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from everproof.kernel.notifications import preferences, queries
from everproof.kernel.notifications.forms import MailForm
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import access_links, organization_scope
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.pages import FormPage
from everproof.kernel.ui.views.organization import OrganizationView


class PersonView(OrganizationView):
    """A page about what the reader was told."""

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"notifications:{name}", args=[self.organization.slug, *args])


class NotificationList(PersonView):
    """What the person was told, newest first; `?before=` leads to older ones."""

    def get(self, request: HttpRequest, organization: str) -> HttpResponse:
        before = request.GET.get("before", "")
        told = queries.newest(self.actor, before=int(before) if before.isdecimal() else None, count=queries.PAGE + 1)
        shown = told[: queries.PAGE]
        older_url = f"{self.address('list')}?before={shown[-1].id}" if len(told) > len(shown) else ""
        page = FormPage(title=_("Notifications"), submit_label=_("Mark all as read"))
        variables = {"page": page, "told": shown, "older_url": older_url, "any_unread": any(t.is_unread for t in shown)}
        return render(request, "kernel/notifications.html", variables)


class Bell(PersonView):
    """The bell with the number of unread notifications, for a page that asks again now and then."""

    def get(self, request: HttpRequest, organization: str) -> HttpResponse:
        return render(request, "kernel/bell.html", {"unread": queries.unread_count(self.actor)})


class OpenNotification(PersonView):
    """Leads to the record that a notification is about; it is read from then on."""

    def post(self, request: HttpRequest, organization: str, id: int) -> HttpResponseRedirect:
        told = queries.mark_read(self.actor, id)
        if told is None:
            raise Http404
        return redirect(told.url or self.address("list"))


class MarkRead(PersonView):
    """Marks one notification as read."""

    def post(self, request: HttpRequest, organization: str, id: int) -> HttpResponseRedirect:
        if queries.mark_read(self.actor, id) is None:
            raise Http404
        return redirect(self.address("list"))


class MarkAllRead(PersonView):
    """Marks everything as read."""

    def post(self, request: HttpRequest, organization: str) -> HttpResponseRedirect:
        queries.mark_all_read(self.actor)
        return redirect(self.address("list"))


class MailPreferences(PersonView):
    """Which kinds of notifications come by mail."""

    def get(self, request: HttpRequest, organization: str) -> HttpResponse:
        return self._page(request, MailForm(self._person()))

    def post(self, request: HttpRequest, organization: str) -> HttpResponse:
        person = self._person()
        form = MailForm(person, request.POST)
        if not form.is_valid():
            return self._page(request, form)
        preferences.choose_mail(person=person, wanted=form.wanted(), by=self.actor, **form.when())
        messages.success(request, _("Your choice is saved."))
        return redirect(self.address("mail"))

    def _person(self) -> Person:
        if self.actor.person is None:
            raise Http404
        return self.actor.person

    def _page(self, request: HttpRequest, form: MailForm) -> HttpResponse:
        page = FormPage(
            title=_("Notifications by mail"),
            lead=_("In Everproof you find all of them; choose which ones you also get by mail."),
            submit_label=_("Save"),
            cancel_url=self.address("list"),
            crumbs=[Link(_("Notifications"), self.address("list"))],
        )
        return render(request, "ui/form.html", {"page": page, "form": form})


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Unsubscribe(View):
    """Stops one kind of mail. Looking at the page stops nothing: mail scanners follow links.

    A mail program posts here by itself (RFC 8058), so there is no CSRF token; the link's own token is the proof.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = self._link(token)
        label = preferences.kind_of(link).label
        page = FormPage(
            title=_("Stop these mails?"),
            lead=_("You will get no more mails because of “%(kind)s”.") % {"kind": label},
            submit_label=_("Stop them"),
        )
        return self._page(request, link, page, ask=True)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link = self._link(token)
        with organization_scope(link.organization_id):
            stopped = preferences.stop_mail(link)
        if stopped is None:
            raise Http404
        page = FormPage(
            title=_("These mails are stopped"),
            lead=_("You get no more mails because of “%(kind)s”. In Everproof you can turn them on again.")
            % {"kind": stopped.label},
            submit_label="",
        )
        return self._page(request, link, page, ask=False)

    def _link(self, token: str) -> AccessLink:
        link = access_links.find(token, kind=AccessLink.Kind.UNSUBSCRIBE)
        if link is None:
            raise Http404
        return link

    def _page(self, request: HttpRequest, link: AccessLink, page: FormPage, *, ask: bool) -> HttpResponse:
        variables = {"page": page, "organization": link.organization.name, "ask": ask}
        return render(request, "kernel/unsubscribe.html", variables)
