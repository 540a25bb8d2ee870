"""The pages of this room in a real browser: the strip by keyboard, clean for axe, light and dark, desk and phone."""

import contextlib
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.conformity import actions, runs
from everproof.improvement.actions import report_nonconformity
from everproof.kernel import parameters
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.ui import addresses
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = "/ours/conformity/"
READINESS = f"{ROOT}iso9001-2015/"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"viewport": {"width": 1440, "height": 900}}
# So high that the fixed bar at the foot covers no field, which a reader would scroll away from it.
PHONE = {"viewport": {"width": 390, "height": 2400}, "is_mobile": True, "has_touch": True}


class Site:
    """The product as it is served, with a company in which something is evaluated."""

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
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(self.url + path, wait_until="load")
        yield page
        context.close()


@pytest.fixture
def site(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cast = own_database
    with organization_scope(cast.organization.pk):
        record = report_nonconformity(title="Leak at press 3", by=cast.member, site=cast.main_site)
        assessment = actions.assess_requirement(
            requirement="5.1.1-4", verdict="met", evidence_note="Asked two managers.", by=cast.manager
        )
        parameters.change(name="nc_correction_days", to=7, by=cast.manager)
    runs.run_full(cast.organization.pk)
    with served() as url, chromium() as browser:
        made = Site(cast, browser, url)
        made.record, made.assessment = addresses.of_record(record), addresses.of_record(assessment)
        yield made
        connections.close_all()


def test_the_strip_is_walked_by_keys_and_enter_opens_a_requirement(site):
    with site.page("manager", "/ours/", **DESK) as page:
        page.wait_for_selector(".strip-here [data-words]:not(:empty)")
        page.focus(".strip-here")
        page.keyboard.press("Home")
        assert page.inner_text(".strip-here .number") == "4.1-1"
        page.keyboard.press("ArrowDown")
        assert page.inner_text(".strip-here .number") == "4.1-2"
        page.keyboard.press("ArrowRight")
        assert page.inner_text(".strip-here .number") == "4.2-2"
        page.wait_for_selector(".strip-cursor")
        page.keyboard.press("End")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{READINESS}10.3-2/")
        assert page.inner_text(".requirement-id") == "10.3-2"
    assert site.complaints == []


def test_the_pointer_names_a_requirement_and_a_click_opens_it(site):
    with site.page("manager", READINESS, **DESK) as page:
        page.hover('.strip-drawing [data-id="8.6-1"]')
        page.wait_for_function("document.querySelector('.strip-here .number').textContent === '8.6-1'")
        page.click('.strip-drawing [data-id="8.6-1"]')
        page.wait_for_url(f"**{READINESS}8.6-1/")


def test_a_mark_moves_only_when_it_changed_since_the_last_look(site):
    with site.page("manager", READINESS, **DESK) as page:
        assert page.locator(".strip-drawing .changed").count() == 0
        page.evaluate(
            """() => {
              const key = Object.keys(localStorage).find((name) => name.startsWith("everproof:strip:"));
              const kept = JSON.parse(localStorage.getItem(key));
              kept["8.6-1"] = "pass";
              localStorage.setItem(key, JSON.stringify(kept));
            }"""
        )
        page.reload(wait_until="load")
        assert page.locator(".strip-drawing .changed").count() == 1
        page.reload(wait_until="load")
        assert page.locator(".strip-drawing .changed").count() == 0


def test_clauses_fold_and_requirements_open_without_scripts(site):
    with site.page("manager", READINESS, java_script_enabled=False, **DESK) as page:
        page.click("#clause-10\\.2 > summary")
        page.click(f'.tree a[href="{READINESS}10.2.1-4/"]')
        page.wait_for_url(f"**{READINESS}10.2.1-4/")
        page.go_back()
        page.click(".strip-drawing [data-id='8.6-1']")
        page.wait_for_url(f"**{READINESS}8.6-1/")


def test_keys_lead_from_requirement_to_requirement(site):
    with site.page("manager", f"{READINESS}4.1-1/", **DESK) as page:
        page.keyboard.press("j")
        page.wait_for_url(f"**{READINESS}4.1-2/")
        page.keyboard.press("k")
        page.wait_for_url(f"**{READINESS}4.1-1/")


@pytest.mark.parametrize(
    "options",
    [DESK | {"color_scheme": "light"}, DESK | {"color_scheme": "dark"}, PHONE],
    ids=["light", "dark", "phone"],
)
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    paths = [
        "/ours/",
        READINESS,
        f"{READINESS}?outcome=fail",
        f"{READINESS}?outcome=manual-due&clause=7.4",
        f"{READINESS}10.2.1-1/",
        f"{READINESS}5.1.1-4/",
        f"{READINESS}next/",
        f"{READINESS}time/",
        f"{READINESS}time/?to={date.today() + timedelta(days=400):%Y-%m-%d}",
        f"{ROOT}editions/",
        f"{ROOT}rules/",
        f"{ROOT}rules/nc_correction_days/",
        f"{ROOT}guide/",
        f"{ROOT}assessments/",
        f"{ROOT}assessments/new/?requirement=5.1.1-10",
        site.assessment,
        site.record,
    ]
    found = {}
    with site.page("manager", "/ours/", bypass_csp=True, **options) as page:
        for path in paths:
            page.goto(site.url + path, wait_until="load")
            broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
            if broken or wide:
                found[path] = [f"{rule['id']} {rule['nodes'][0]['target']}" for rule in broken] + ["too wide"] * wide
    assert found == {}
    assert site.complaints == []
