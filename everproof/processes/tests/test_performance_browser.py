"""Performance in a real browser: values typed by keyboard and on a phone, and every page clean for axe."""

import contextlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.kernel import clock
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories
from everproof.processes import periods
from everproof.processes.actions import analyses, kpis, values
from everproof.processes.models import Kpi
from everproof.processes.queries.values import values_of
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FIGURES = ("33.75", "33.05", "34.00", "33.81", "33.46", "34.02", "33.68", "33.27", "33.49", "33.20", "33.62", "39.00")


class Site:
    """The product as it is served, browsers of the cast, and a KPI with a signal and a missing value."""

    def __init__(self, cast, browser, url):
        self.cast, self.browser, self.url = cast, browser, url
        with organization_scope(cast.organization.pk):
            self.kpi = self._measured("Yield")
            self.other = self._measured("Scrap")
            self.objective = factories.make("objective", cast)
            self.analysis = analyses.conclude_analysis(
                analysis=factories.make("analysis", cast),
                by=cast.manager,
                kpis=[str(self.kpi.pk)],
                data="Yield",
                method="Chart",
                conclusion="Stable",
                verdict="good",
            )
            self.process = Kpi.objects.get(pk=self.kpi.pk).process

    def _measured(self, title):
        newest = periods.last_ended("month", periods.last_ended("month", clock.today("Europe/Berlin")).first)
        since = newest.first - timedelta(days=330)
        kpi = kpis.define_kpi(
            title=title,
            by=self.cast.manager,
            owner=self.cast.person("member"),
            process=factories.make("process", self.cast),
            unit="%",
            target="33",
            measured_from=since,
        )
        spans = periods.spans("month", since, newest.last)
        rows = [{"period_on": span.last, "value": figure} for span, figure in zip(spans, FIGURES, strict=False)]
        values.import_kpi_values(kpi=kpi, rows=rows, by=self.cast.manager)
        return kpi

    def newest(self, kpi):
        with organization_scope(self.cast.organization.pk):
            return values_of(kpi, "Europe/Berlin")[-1]

    @contextlib.contextmanager
    def page(self, part, path, **options):
        client = Client()
        client.force_login(self.cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context(**options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])
        context.set_default_timeout(20_000)
        page = context.new_page()
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


def test_due_values_are_typed_one_after_the_other_by_keyboard(site):
    with site.page("member", "/ours/processes/values/") as page:
        page.wait_for_function("document.activeElement.tagName == 'INPUT'")
        page.keyboard.type("33.1")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("33.2")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=2 values are entered.")

    assert {site.newest(site.kpi).typed, site.newest(site.other).typed} == {"33.1", "33.2"}


def test_a_signal_is_commented_on_a_phone(site):
    with site.page("member", site.kpi.get_absolute_url(), **PHONE) as phone:
        waiting = phone.locator("main .kpi-values a.button").count()
        phone.click("main .kpi-values a.button >> nth=0")
        phone.fill("input[name=title]", "A new supplier of bars")
        phone.click("main .form-foot button")
        phone.wait_for_selector("text=A new supplier of bars")
        assert phone.locator("main .kpi-values a.button").count() == waiting - 1


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, {**PHONE, "color_scheme": "dark"}])
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    here = site.kpi.get_absolute_url()
    day = site.newest(site.kpi).on.isoformat()
    paths = [
        "/ours/processes/kpis/",
        "/ours/processes/kpis/new/",
        here,
        f"{here}edit/",
        f"{here}enter/",
        f"{here}limits/",
        f"{here}comment/{day}/",
        f"{here}values/{day}/",
        "/ours/processes/values/",
        "/ours/processes/objectives/tree/",
        "/ours/processes/objectives/",
        "/ours/processes/objectives/new/",
        site.objective.get_absolute_url(),
        f"{site.objective.get_absolute_url()}approve/",
        "/ours/processes/analyses/",
        "/ours/processes/analyses/new/",
        site.analysis.get_absolute_url(),
        "/ours/processes/kpi-comments/",
        site.process.get_absolute_url(),
    ]
    found = {}
    with site.page("manager", "/ours/", bypass_csp=True, **options) as page:
        # So high that nothing stands under the bars at the bottom, where axe would find it too small to hit.
        page.set_viewport_size({"width": options["viewport"]["width"], "height": 6000})
        for path in paths:
            answer = page.goto(site.url + path, wait_until="load")
            broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
            if broken or wide or answer.status != 200:
                problems = [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in broken]
                found[path] = problems + ["too wide"] * wide + [str(answer.status)] * (answer.status != 200)
    assert found == {}
