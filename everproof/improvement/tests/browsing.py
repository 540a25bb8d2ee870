"""The product as it is served, and browsers of the cast, for the room's tests in a real browser."""

import contextlib

from django.conf import settings
from django.test import Client

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.tenancy import organization_scope

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Site:
    """The product as it is served, and browsers of the cast."""

    def __init__(self, cast, browser, url):
        self.cast, self.browser, self.url, self.complaints = cast, browser, url, []

    @contextlib.contextmanager
    def page(self, part, path, **options):
        client = Client()
        client.force_login(self.cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(**options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(self.url + path, wait_until="load")
        yield page
        context.close()

    def newest(self):
        with organization_scope(self.cast.organization.pk):
            return Nonconformity.objects.select_related("organization").order_by("-id").first()

    def report(self, title="Leak"):
        with organization_scope(self.cast.organization.pk):
            return actions.report_nonconformity(title=title, by=self.cast.member, site=self.cast.main_site)
