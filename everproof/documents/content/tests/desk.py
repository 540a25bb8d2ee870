"""A served installation with browsers of the cast, for the tests that look at the pages."""

import contextlib

from django.conf import settings
from django.test import Client

from everproof.documents import actions
from everproof.documents.testing import make_document, make_draft
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope


class Desk:
    """The product as it is served. `complaints` gathers what the browser says about scripts and the policy."""

    def __init__(self, cast, browser, url):
        self.cast, self.browser, self.url, self.complaints = cast, browser, url, []

    @contextlib.contextmanager
    def page(self, part, path, **options):
        client = Client()
        user = User.objects.get(pk=self.cast.users[part].pk)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(**options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if _is_complaint(said.text) else None,
        )
        page.goto(self.url + path, wait_until="load")
        yield page
        context.close()

    def draft(self, body="", number=1):
        with self.scope():
            revision = make_draft(self.cast, number, make_document(self.cast, number))
            return actions.write_content(revision=revision, by=self.cast.manager, body=body)

    def scope(self):
        return organization_scope(self.cast.organization.pk)


def _is_complaint(words):
    """What the policy in force refused; the one that only reports is stricter than any editor can be."""
    return "Content Security Policy" in words and "report-only" not in words
