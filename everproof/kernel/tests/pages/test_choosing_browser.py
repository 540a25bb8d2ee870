"""One of many people is chosen in a real browser: with keys, with a click, and without JavaScript."""

from datetime import timedelta

import pytest
from django.db import connections

from everproof.kernel import clock
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.ui.choosing import FEW
from everproof.kernel.work.models import Action
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NEW = "/ours/kernel/actions/new/"


@pytest.fixture
def company(own_database, monkeypatch, settings):
    """Our company with more people than a select shows."""
    # The server takes no hash of the quick kind that tests use.
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[-1:]
    user = User.objects.get(email="manager@ours.example")
    user.set_password(PASSWORD)
    user.save()
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with organization_scope(own_database.organization.pk):
        for number in range(FEW):
            people.add_person(name=f"Worker {number:02}", by=own_database.administrator, site=own_database.main_site)
    yield own_database
    # What was opened beside the event loop belongs to the loop and would outlive this test's database.
    connections.close_all()


def sign_in(context):
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", "manager@ours.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def fill_and_send(page, company):
    page.fill("input[name=title]", "Mend the seal")
    page.fill("input[name=due_on]", (clock.today(company.organization.zone) + timedelta(days=5)).isoformat())
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/new/" not in url)


def owner_of_the_newest(company):
    with organization_scope(company.organization.pk):
        return Action.objects.order_by("-id").select_related("owner")[0].owner.title


def test_it_is_a_combobox_for_keys_and_readers(company):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    with served() as url, chromium() as browser:
        context = browser.new_context(base_url=url)
        page = sign_in(context)
        page.goto(NEW)
        field = page.get_by_role("combobox", name="owner")
        assert field.get_attribute("aria-expanded") == "false"

        field.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("worker 4")
        options = page.locator("record-choice [role=option]")
        page.get_by_role("status").filter(has_text="Found: 15").wait_for(state="attached")
        assert options.count() == 15  # a 4 in either place
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        assert chosen.inner_text().startswith("Worker 14")
        assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        assert field.get_attribute("aria-expanded") == "true"
        found = axe.Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []

        page.keyboard.press("Enter")
        assert field.input_value().startswith("Worker 14 (PE-")
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowDown")
        options.first.wait_for()
        page.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        assert field.input_value().startswith("Worker 14 (PE-")
        fill_and_send(page, company)
        context.close()
    assert owner_of_the_newest(company) == "Worker 14"


def test_without_javascript_a_name_is_enough_and_a_wrong_one_is_explained(company):
    with served() as url, chromium() as browser:
        context = browser.new_context(base_url=url, java_script_enabled=False)
        page = sign_in(context)
        page.goto(NEW)

        page.fill("input[name=owner]", "worker 4")
        page.fill("input[name=title]", "Mend the seal")
        page.click("main form button[type=submit]")
        assert "does not say which one. Perhaps: Worker 04 (PE-" in page.inner_text("main")
        assert page.input_value("input[name=owner]") == "worker 4"

        page.fill("input[name=owner]", "Worker 44")
        fill_and_send(page, company)
        context.close()
    assert owner_of_the_newest(company) == "Worker 44"
