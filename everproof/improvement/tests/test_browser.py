"""The first room in a real browser: from a phone's report to a decision between two people, and clean for axe."""

import pytest

from everproof.improvement import reporting
from everproof.improvement.models import Nonconformity
from everproof.improvement.tests.browsing import PHONE
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories
from everproof.kernel.ui import addresses

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def test_a_report_from_a_phone_survives_a_reload_and_is_taken_up_in_a_dialog(site):
    with site.page("member", "/ours/improvement/report/", **PHONE) as phone:
        phone.fill("input[name=title]", "Oil under press 3")
        phone.wait_for_selector("text=Draft kept on this device")
        phone.reload(wait_until="load")
        assert phone.input_value("input[name=title]") == "Oil under press 3"
        phone.click("main .form-foot button")
        phone.wait_for_selector("text=is reported")
        phone.goto(f"{site.url}/ours/improvement/report/", wait_until="load")
        assert phone.input_value("input[name=title]") == ""

    record = site.newest()
    with site.page("manager", addresses.of_record(record)) as desk:
        desk.keyboard.press("n")
        desk.wait_for_selector("dialog[open] form")
        desk.check("dialog input[name=severity][value=high]")
        desk.select_option("dialog select[name=owner]", label="Mel Member")
        desk.click("dialog button[type=submit]")
        desk.wait_for_selector(".record-line >> text=In work")

    assert site.newest().owner_id == site.cast.member.person_id
    assert site.complaints == []


def test_a_report_behind_a_code_waits_for_the_connection_and_arrives_once(site):
    with organization_scope(site.cast.organization.pk):
        point = factories.make("reporting-point", site.cast)
        here = "/p/" + reporting.address_of(point).rpartition("/p/")[2]
    with site.page("kiosk", here, **PHONE) as phone:
        phone.context.set_offline(True)
        phone.fill("input[name=title]", "Guard rail is loose")
        phone.click("[data-report] button[type=submit]")
        phone.wait_for_selector("text=Kept on this phone")
        assert site.newest() is None
        phone.context.set_offline(False)
        for _time in range(2):
            phone.evaluate("window.dispatchEvent(new Event('online'))")
        phone.wait_for_selector("text=It has arrived as NC-")
        phone.reload(wait_until="load")
        assert phone.inner_text("report-queue") == ""

    with organization_scope(site.cast.organization.pk):
        assert list(Nonconformity.objects.values_list("title", flat=True)) == ["Guard rail is loose"]
    with site.page("manager", "/ours/improvement/queue/") as desk:
        desk.keyboard.press("j")
        desk.keyboard.press("m")
        desk.wait_for_selector("h1 >> text=It is the same as another one")
    assert site.complaints == []


def test_two_people_who_save_at_once_decide_and_lose_nothing(site):
    edit = addresses.of_record(site.report(), "record_edit")
    with site.page("manager", edit) as first, site.page("member", edit) as second:
        for page, place in ((first, "Bench 7"), (second, "Bench 9")):
            page.fill("input[name=place]", place)
            page.click("main .form-foot button")
            page.wait_for_load_state("load")
        second.wait_for_selector("text=Quinn Manager saved this record")
        second.check("input[name=place][value=theirs]")
        second.click("text=Save what I chose")
        second.wait_for_selector("h1 >> text=Leak")

    assert site.newest().place == "Bench 7"


def test_a_list_is_filtered_kept_and_exported(site):
    for number in range(3):
        site.report(f"Leak {number}")
    with site.page("manager", "/ours/improvement/nonconformities/") as page:
        page.keyboard.press("f")
        page.select_option("#filter-state", "reported")
        page.click("#menu-filter button.primary")
        page.wait_for_url("**/?state=reported")
        page.click("[popovertarget=menu-save-view]")
        page.fill("#view-name", "To take up")
        page.click("#menu-save-view button.primary")
        page.wait_for_selector("nav.tabs >> text=To take up")
        page.fill("#list-q", "Leak 1")
        page.wait_for_selector("tbody tr:only-child >> text=Leak 1")
        page.click("[popovertarget=menu-export]")
        with page.expect_download() as download:
            page.click("#menu-export button >> nth=0")
        assert download.value.suggested_filename.endswith(".xlsx")
    assert site.complaints == []


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, {**PHONE, "color_scheme": "dark"}])
@pytest.mark.looks
def test_its_pages_are_clean_for_axe_and_fit(site, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    record = addresses.of_record(site.report())
    with organization_scope(site.cast.organization.pk):
        point = factories.make("reporting-point", site.cast)
        here = "/p/" + reporting.address_of(point).rpartition("/p/")[2]
        plan = addresses.of_record(factories.make("improvement-plan", site.cast))
    paths = [
        here,
        "/ours/",
        "/ours/work/",
        "/ours/search/?q=leak",
        "/ours/improvement/report/",
        "/ours/improvement/nonconformities/",
        "/ours/improvement/nonconformities/?state=all-open&sort=due",
        record,
        f"{record}edit/",
        f"{record}triage/",
        f"{record}8d/",
        f"{record}pieces/",
        f"{record}cause/",
        f"{here}?idea",
        plan,
        f"{plan}begin/",
        "/ours/improvement/improvement-plans/",
        "/ours/notifications/mail/",
        "/ours/improvement/analysis/",
        "/ours/improvement/queue/",
        "/ours/improvement/codes/",
        f"{record}void/",
        f"{record}history/",
        "/ours/kernel/people/",
        "/ours/kernel/actions/",
        "/ours/nothing/",
    ]
    found = {}
    with site.page("manager", "/ours/", bypass_csp=True, **options) as page:
        for path in paths:
            page.goto(site.url + path, wait_until="load")
            broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
            if broken or wide:
                where = [f"{rule['id']} at {node['target'][0]}" for rule in broken for node in rule["nodes"]]
                found[path] = where + ["too wide"] * wide
    assert found == {}
