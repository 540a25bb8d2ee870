"""The map in a real browser: looking, dragging, arrow keys; its pages are clean for axe and fit a phone."""

import contextlib
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.kernel.tenancy import organization_scope
from everproof.processes.actions import landscape, parts
from everproof.processes.models import Process
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Site:
    """The product as it is served, with three core processes, and a browser of the quality manager's."""

    def __init__(self, cast, browser, url):
        self.cast, self.browser, self.url, self.complaints = cast, browser, url, []

    @contextlib.contextmanager
    def page(self, path, **options):
        client = Client()
        client.force_login(self.cast.users["manager"], backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(**{**DESK, **options})
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

    def order(self):
        with organization_scope(self.cast.organization.pk):
            return list(Process.objects.order_by("position").values_list("title", flat=True))


@pytest.fixture
def site(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cast = own_database
    with organization_scope(cast.organization.pk):
        made = [
            landscape.describe_process(title=title, purpose="It works.", owner=cast.person("member"), by=cast.manager)
            for title in ("Sales", "Production", "Dispatch")
        ]
        for giver, receiver in pairwise(made):
            output = parts.add_output(
                process=giver, title="Order", receiver=receiver, criterion="Complete", by=cast.manager
            )
            parts.receive_output(output=output, by=cast.manager)
        parts.add_output(process=made[0], title="Forecast", receiver=made[2], by=cast.manager)
        parts.add_step(process=made[0], title="Ask", role=cast.role, by=cast.manager)
    with served() as url, chromium() as browser:
        yield Site(cast, browser, url)
        connections.close_all()


def middle(page, title):
    box = page.locator(f".map-box:has-text('{title}') .shape").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_box_is_dragged_to_its_place_and_moved_by_the_arrow_keys(site):
    with site.page("/ours/processes/map/arrange/") as page:
        page.mouse.move(*middle(page, "Dispatch"))
        page.mouse.down()
        page.mouse.move(*middle(page, "Sales"), steps=6)
        with page.expect_response("**/map/arrange/"):
            page.mouse.up()
        page.wait_for_function("document.activeElement.matches('.map-box')")
        assert site.order() == ["Dispatch", "Sales", "Production"]

        with page.expect_response("**/map/arrange/"):
            page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('[data-said]').textContent.endsWith('2')")
        assert site.order() == ["Sales", "Dispatch", "Production"]
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Dispatch")
        rows = page.locator(".arrange-band li > span:first-child").all_text_contents()
        assert rows == ["Sales", "Dispatch", "Production"]
    assert site.complaints == []


def test_at_the_end_of_its_band_a_box_stays(site):
    with site.page("/ours/processes/map/arrange/") as page:
        page.locator(".map-box").first.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(200)
    assert site.order() == ["Sales", "Production", "Dispatch"]


def test_without_a_script_the_form_does_it(site):
    with site.page("/ours/processes/map/arrange/", java_script_enabled=False) as page:
        page.click("li:has-text('Dispatch') button:has-text('Earlier')")
        page.wait_for_load_state("load")
    assert site.order() == ["Sales", "Dispatch", "Production"]


def test_looking_at_a_process_brings_its_links_forward_and_a_click_opens_it(site):
    with site.page("/ours/processes/map/") as page:
        page.mouse.move(*middle(page, "Production"))
        page.wait_for_selector(".process-map-drawing.looking")
        assert page.locator(".map-link.near").count() == 2
        page.mouse.click(*middle(page, "Production"))
        page.wait_for_selector("h1 >> text=Production")
    assert site.complaints == []


@pytest.mark.parametrize("options", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    with organization_scope(site.cast.organization.pk):
        number = Process.objects.get(title="Sales").number
    process = f"/ours/processes/processes/{number}/"
    paths = [
        "/ours/",
        "/ours/processes/map/",
        "/ours/processes/map/?lanes=site",
        "/ours/processes/map/arrange/",
        "/ours/processes/interfaces/",
        "/ours/processes/processes/",
        "/ours/processes/processes/new/",
        process,
        *(f"{process}{name}/" for name in ("edit", "review", "evaluate", "duties", "inputs/new", "steps/new")),
    ]
    found = {}
    with site.page("/ours/", bypass_csp=True, **options) as page:
        for path in paths:
            page.goto(site.url + path, wait_until="load")
            broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth") > options["viewport"]["width"] + 1
            if broken or wide:
                found[path] = [(rule["id"], [node["target"] for node in rule["nodes"]][:2]) for rule in broken] + [
                    "too wide"
                ] * wide
    assert found == {}
