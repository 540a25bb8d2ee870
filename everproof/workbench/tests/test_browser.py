"""The workbench in a real browser: paste, show, mend a mistake, by keyboard, on a phone and without scripts."""

import os

import pytest
from django.conf import settings
from django.test import Client

from tests.browser import chromium
from tests.served import served

pytestmark = pytest.mark.browser
BORES = "Bore\n" + "\n".join(["12.05", "12.06", "12.04", "12.05", "12.07"] * 5 + ["12.30"])


@pytest.fixture
def site(own_database):
    """The address of the product's server, and the session of somebody who may read."""
    client = Client()
    user = own_database.users["member"]
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with served(EVERPROOF_ENV=os.environ["EVERPROOF_ENV"]) as url:
        name = settings.SESSION_COOKIE_NAME
        yield url, {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def browser(site):
    """Started last: once Playwright runs, Django takes this thread for an asynchronous one."""
    with chromium() as started:
        yield started


def opened(browser, site, **look):
    url, cookie = site
    context = browser.new_context(base_url=f"{url}/ours/workbench/", **look)
    context.add_cookies([cookie])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def test_a_pasted_column_becomes_a_chart_and_a_verdict(browser, site):
    page = opened(browser, site)
    page.goto("./")
    page.click("text=One measured value at a time")
    page.fill("#id_data", BORES)
    page.press("#id_unit", "Enter")
    page.wait_for_selector(".verdict")
    assert "not stable" in page.inner_text(".verdict-words")
    assert page.locator(".figure:visible svg:visible").count() >= 1
    assert page.input_value("#id_data").strip() == BORES
    assert page.complaints == []


def test_a_mistake_leads_by_keyboard_to_the_field(browser, site):
    page = opened(browser, site)
    page.goto("i-mr/")
    page.fill("#id_data", "12.1\noops\n12.3")
    page.click(".form-foot .primary")
    page.wait_for_selector(".error-summary")
    page.focus(".error-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_data"


def test_all_works_without_scripts(browser, site):
    page = opened(browser, site, java_script_enabled=False)
    page.goto("capability/?example=1")
    page.click(".form-foot .primary")
    assert "Cpk" in page.inner_text(".verdict-words")
    with page.expect_download() as download:
        page.click("text=Save for later")
    assert download.value.suggested_filename == "capability.json"


def test_a_study_fits_a_phone(browser, site):
    page = opened(browser, site, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    for method in ("i-mr", "capability", "gage-rr", "sampling-plan", "weibull", "agreement"):
        page.goto(f"{method}/?example=1")
        page.click(".form-foot .primary")
        page.wait_for_selector(".verdict")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, method
    assert page.complaints == []


@pytest.mark.looks
def test_axe_finds_nothing(browser, site):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(browser, site)
    for path in ("./", "gage-rr/?example=1", "open/", "verification/"):
        page.goto(path)
        if "example" in path:
            page.click(".form-foot .primary")
            page.wait_for_selector(".verdict")
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
