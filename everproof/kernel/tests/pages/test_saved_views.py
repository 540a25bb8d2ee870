"""Lists kept under a name."""

import pytest

from everproof.kernel.tests.pages.conftest import LIST
from everproof.kernel.ui.models import SavedView
from everproof.kernel.ui.views import saved

pytestmark = pytest.mark.django_db


def keep(browser, name="Waiting", query="state=reported&sort=due&after=xyz", **more):
    return browser.post(f"{LIST}views/", {"name": name, "query": query, **more})


def tabs(response):
    return [(link.label, link.current) for link in response.context["page"].views]


def test_a_view_is_a_tab_for_its_maker_only(sign_in, report):
    report()
    browser = sign_in("manager")

    back = keep(browser)["Location"]

    assert back == f"{LIST}?sort=due&state=reported"
    assert tabs(browser.get(back)) == [("All", False), ("Waiting", True)]
    assert tabs(browser.get(LIST)) == [("All", True), ("Waiting", False)]
    assert tabs(sign_in("member").get(LIST)) == []


def test_a_shared_view_is_seen_by_all_and_made_by_those_who_manage(sign_in, report):
    report()
    keep(sign_in("manager"), shared="on")
    keep(sign_in("member"), name="Mine", shared="on")

    assert tabs(sign_in("member").get(LIST)) == [("All", True), ("Mine", False), ("Waiting", False)]
    assert tabs(sign_in("teammate").get(LIST)) == [("All", True), ("Waiting", False)]


def test_it_is_offered_to_keep_what_is_not_kept_and_to_drop_what_is(sign_in, report):
    report()
    browser = sign_in("manager")
    shown = f"{LIST}?state=reported"

    assert browser.get(LIST).context["page"].save_view_url == ""
    assert browser.get(shown).context["page"].save_view_url == f"{LIST}views/"
    keep(browser, query="state=reported")
    page = browser.get(shown).context["page"]
    assert page.save_view_url == ""
    browser.post(page.drop_view_url)
    assert not SavedView.objects.exists()


def test_nobody_drops_the_view_of_another(sign_in, report):
    keep(sign_in("manager"), shared="on")
    view = SavedView.objects.get()

    assert sign_in("member").post(f"{LIST}views/{view.pk}/drop/").status_code == 404
    assert SavedView.objects.exists()


def test_a_name_is_kept_once(sign_in):
    browser = sign_in("manager")
    keep(browser)
    response = browser.post(f"{LIST}views/", {"name": "Waiting", "query": ""}, follow=True)

    assert "You have a view of this name" in str(next(iter(response.context["messages"])))
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_a_view_needs_a_name(sign_in, name):
    assert keep(sign_in("manager"), name=name).status_code == 302
    assert not SavedView.objects.exists()


def test_nobody_keeps_endlessly_many(sign_in, monkeypatch):
    monkeypatch.setattr(saved, "MOST_VIEWS", 2)
    browser = sign_in("manager")
    for number in range(4):
        keep(browser, name=f"View {number}")

    assert SavedView.objects.count() == 2
