"""The context and the products in a real browser: clean for axe, and nothing wider than the screen."""

import contextlib

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.context.actions import communication, direction
from everproof.context.models import CommunicationPlan
from everproof.context.testing import (
    a_concern,
    a_party,
    a_plan,
    a_resource,
    a_whole_scope,
    an_issue,
    an_obligation,
    some_knowledge,
)
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.ui import addresses
from everproof.products.models import ProductService
from everproof.products.testing import product
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


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
        page.goto(self.url + path, wait_until="load")
        yield page
        context.close()


@pytest.fixture
def site(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with served() as url, chromium() as browser:
        yield Site(own_database, browser, url)
        connections.close_all()


def everything(cast):
    """One of each, and the addresses of their pages."""
    with organization_scope(cast.organization.pk):
        plan = a_plan(cast, to_everybody=True)
        communication.record_communication(title="At the board", plan=plan, audience_size=4, by=cast.manager)
        an_issue(cast, effect="hinders")
        scope = direction.approve_scope(scope=a_whole_scope(cast), by=cast.boss)
        obligation = an_obligation(cast, compliance_status="non-compliant")
        records = [
            scope,
            obligation,
            an_issue(cast, 2, kind="internal", effect="helps"),
            a_party(cast),
            a_resource(cast),
        ]
        records += [some_knowledge(cast), a_concern(cast), ProductService.objects.get()]
        records += [CommunicationPlan.objects.select_related("organization").get(pk=plan.pk)]
        found = [addresses.of_record(record) for record in records]
        return [*found, f"{addresses.of_record(obligation)}review/", f"{addresses.of_record(records[4])}decide/"]


PAGES = (
    "/ours/context/overview/",
    "/ours/context/obligations/",
    "/ours/context/communication/calendar/",
    "/ours/context/communication/",
    "/ours/context/knowledge/map/",
    "/ours/context/scopes/new/",
    "/ours/context/issues/new/",
    "/ours/context/knowledge/new/",
    "/ours/context/concerns/new/",
    "/ours/context/directions/",
    "/ours/products/products/",
    "/ours/products/products/new/",
    "/ours/products/characteristics/new/",
)


# Tall, so that the bar at the foot covers no field that would only have to be scrolled up.
TALL = {**PHONE, "viewport": {"width": 390, "height": 2400}, "color_scheme": "dark"}


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, TALL])
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    paths = [*PAGES, *everything(site.cast)]
    found = {}
    with site.page("manager", "/ours/", bypass_csp=True, **options) as page:
        for path in paths:
            page.goto(site.url + path, wait_until="load")
            broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
            if broken or wide:
                found[path] = [rule["id"] for rule in broken] + ["too wide"] * wide
    assert found == {}


def test_an_obligation_is_evaluated_in_a_dialog(site):
    with organization_scope(site.cast.organization.pk):
        obligation = an_obligation(site.cast, compliance_status="", evaluation="")
    with site.page("manager", addresses.of_record(obligation)) as page:
        page.keyboard.press("n")
        page.wait_for_selector("dialog[open] form")
        page.check("dialog input[name=compliance_status][value=non-compliant]")
        page.fill("dialog textarea[name=evaluation]", "The approval of the lining is missing.")
        page.click("dialog button[type=submit]")
        page.wait_for_selector(".record-line >> text=Not complied with")
    assert site.complaints == []


def test_a_product_gets_a_characteristic_and_a_version(site):
    with organization_scope(site.cast.organization.pk):
        valve = product(site.cast)
    with site.page("manager", addresses.of_record(valve)) as page:
        page.click("text=Add a characteristic")
        page.fill("input[name=title]", "Seat diameter")
        page.fill("input[name=upper_limit]", "50.1")
        page.fill("input[name=unit]", "mm")
        page.click("main .form-foot button")
        page.wait_for_selector("td >> text=at most 50.1 mm")
        page.click("text=Release a version")
        page.fill("textarea[name=what_changed]", "First release")
        page.click("main .form-foot button")
        page.wait_for_selector("table >> text=Version 1")
    assert site.complaints == []
