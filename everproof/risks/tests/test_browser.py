"""The room's pages in a real browser: steps in the dialog, the matrix by hand, and clean for axe."""

import contextlib

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.kernel.tenancy import organization_scope
from everproof.kernel.ui import addresses
from everproof.risks.actions import changes, fmea, register
from everproof.risks.models import Risk
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Site:
    """The product as it is served, and a signed-in browser."""

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

    def filled(self):
        """A risk, an opportunity, an analysis with lines and a change, as their addresses."""
        by, here = self.cast.manager, {"site": self.cast.main_site}
        with organization_scope(self.cast.organization.pk):
            risk = register.raise_risk(
                title="The foundry closes", by=by, likelihood=3, impact=5, affects=["other"], **here
            )
            chance = register.raise_opportunity(title="Hydrogen", by=by, feasibility=3, benefit_rating=5, **here)
            analysis = fmea.begin_fmea(title="Process FMEA: lapping", by=by, scope="Seats", **here)
            lines = [
                fmea.add_line(fmea=analysis, title=f"Scratched {n}", function="Lap", by=by, **scores)
                for n, scores in enumerate(({"severity": 8, "occurrence": 8, "detection": 8}, {}))
            ]
            change = changes.propose_change(title="One order list", by=self.cast.member, **here)
            return [addresses.of_record(one) for one in (risk, chance, analysis, lines[0], change)]


@pytest.fixture
def site(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with served() as url, chromium() as browser:
        yield Site(own_database, browser, url)
        connections.close_all()


def test_a_risk_is_treated_in_the_dialog_and_found_in_the_matrix(site):
    risk = site.filled()[0]
    with site.page("manager", risk) as page:
        page.keyboard.press("n")
        page.wait_for_selector("dialog[open] form")
        page.check("dialog input[name=treatment][value=reduce]")
        page.select_option("dialog select[name=residual_likelihood]", "1")
        page.select_option("dialog select[name=residual_impact]", "4")
        page.click("dialog button[type=submit]")
        page.wait_for_selector("text=Level after treatment")
        page.goto(f"{site.url}/ours/risks/risks/", wait_until="load")
        page.click("text=Matrix >> nth=-1")
        page.click("text=After treatment")
        page.click(".risk-matrix td a")
        page.wait_for_selector("td.chosen")
        page.click("#there tbody a")
        page.wait_for_selector("h1 >> text=The foundry closes")

    with organization_scope(site.cast.organization.pk):
        assert Risk.objects.get().residual_level == 4
    assert site.complaints == []


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, {**PHONE, "color_scheme": "dark"}])
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    risk, chance, analysis, line, change = site.filled()
    room = "/ours/risks"
    paths = [
        *(f"{room}/{name}/" for name in ("risks", "opportunities", "fmeas", "failure-modes", "changes")),
        *(f"{room}/{name}/new/" for name in ("risks", "opportunities", "fmeas", "changes")),
        f"{room}/matrix/",
        f"{room}/matrix/?at=3-5",
        *(f"{risk}{step}" for step in ("", "edit/", "assess/", "treat/", "judge/")),
        *(f"{chance}{step}" for step in ("", "edit/", "assess/", "judge/")),
        *(f"{analysis}{step}" for step in ("", "edit/")),
        *(f"{line}{step}" for step in ("", "?exposure=1000", "edit/")),
        *(f"{change}{step}" for step in ("", "edit/")),
    ]
    boss = [f"{risk}accept/", f"{chance}decide/", f"{change}approve/"]
    found = {}
    for part, those in (("manager", paths), ("boss", boss)):
        with site.page(part, "/ours/", bypass_csp=True, **options) as page:
            for path in those:
                assert page.goto(site.url + path, wait_until="load").status == 200, path
                broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
                if broken or wide:
                    found[path] = [rule["id"] for rule in broken] + ["too wide"] * wide
    assert found == {}
