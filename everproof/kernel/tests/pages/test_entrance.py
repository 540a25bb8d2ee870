"""The way in, the frame round every page, and pages that are not there."""

import pytest
from django.test import Client

from everproof.kernel.people import actions as people
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_company(everyone):
    """The manager belongs to the other company too."""
    from everproof.kernel.access.actor import Actor

    setup = Actor.system(everyone.other, "setup")
    with organization_scope(everyone.other.pk):
        person = people.add_person(name="Quinn Elsewhere", by=setup)
        people.give_access(access_role="member", person=person, by=setup)
        people.join(user=everyone.users["manager"], person=person, by=setup)


@pytest.mark.parametrize("path", ["/", "/ours/", "/ours/improvement/nonconformities/?state=open", "/nobody/"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back(path):
    response = Client().get(path)

    assert response.status_code == 302
    location = response["Location"]
    assert location.startswith("/account/login/?next=")
    assert "%3Fstate%3Dopen" in location or "?" not in path


def test_a_fragment_asked_for_without_sign_in_moves_the_whole_page():
    response = Client().get("/ours/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith("/account/login/")


def test_someone_of_one_company_is_led_there(sign_in):
    assert sign_in("member").get("/")["Location"] == "/ours/"


def test_someone_of_two_companies_chooses_and_is_remembered(sign_in, second_company):
    browser = sign_in("manager")

    assert {one.slug for one in browser.get("/").context["page"]["organizations"]} == {"ours", "other"}
    assert browser.post("/ui/organizations/", {"organization": "other"})["Location"] == "/other/"
    assert browser.get("/")["Location"] == "/other/"


def test_nobody_chooses_a_company_that_is_not_theirs(sign_in, everyone):
    assert sign_in("member").post("/ui/organizations/", {"organization": "other"}).status_code == 404
    assert User.objects.get(pk=everyone.users["member"].pk).last_organization_id is None


@pytest.mark.parametrize("path", ["/other/", "/nowhere/", "/other/improvement/nonconformities/"])
def test_a_company_that_is_not_theirs_does_not_exist(sign_in, path):
    assert sign_in("member").get(path).status_code == 404


def test_the_frame_says_where_one_is_and_where_one_may_go(sign_in, second_company):
    frame = sign_in("manager").get("/ours/").context["frame"]

    assert (frame.organization, frame.person.name, frame.person.role) == (
        "Our Company",
        "Quinn Manager",
        "Quality manager",
    )
    assert [(link.label, link.current) for link in frame.organizations] == [
        ("Other Company", False),
        ("Our Company", True),
    ]
    assert [link.label for link in frame.sites] == ["All sites", "Main works", "Second works"]
    labels = [line.label for group in frame.menu for line in group.items]
    assert labels[:2] == ["Home", "My work"]
    assert {"Readiness", "Nonconformities", "Process map", "People"} <= set(labels)
    assert frame.report_url == "/ours/improvement/report/"


def test_the_frame_leaves_out_what_one_may_not_enter(sign_in):
    frame = sign_in("kiosk").get("/ours/work/").context["frame"]

    assert [line.label for group in frame.menu for line in group.items] == ["Home", "My work", "Concerns"]
    assert sign_in("inspector").get("/ours/work/").context["frame"].report_url == ""


def test_the_badge_counts_what_waits(sign_in, cast, report):
    report("First")
    report("Second")

    assert sign_in("manager").get("/ours/work/").context["frame"].work_count == 2
    assert sign_in("member").get("/ours/work/").context["frame"].work_count == 0


def test_theme_and_density_are_remembered(sign_in):
    browser = sign_in("member")

    assert browser.post("/ui/preferences/", {"theme": "dark", "next": "/ours/work/"})["Location"] == "/ours/work/"
    browser.post("/ui/preferences/", {"density": "compact"})
    browser.post("/ui/preferences/", {"theme": "plaid"})

    frame = browser.get("/ours/work/").context["frame"]
    assert (frame.theme, frame.density) == ("dark", "compact")


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_choice_leads_away(sign_in, away):
    browser = sign_in("member")

    assert browser.post("/ui/preferences/", {"theme": "dark", "next": away})["Location"] == "/"
    assert browser.get("/ours/site/", {"site": "all", "next": away})["Location"] == "/"


def test_signs_of_life_need_no_sign_in():
    assert Client().get("/healthz").content == b"ok"
    assert Client().get("/readyz").content == b"ready"


def test_a_page_that_is_not_there_says_what_is_safe(sign_in):
    response = sign_in("member").get("/ours/nothing/here/")

    assert response.status_code == 404
    assert b"Nothing was changed." in response.content


def test_a_form_without_its_token_is_called_too_old(everyone):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(everyone.users["member"], backend="allauth.account.auth_backends.AuthenticationBackend")

    response = browser.post("/ours/improvement/report/", {"title": "Leak"})

    assert response.status_code == 403
    assert b"This form is too old" in response.content


@pytest.mark.parametrize("path", ["/ours/improvement/nonconformities/%00-1/", "/ours/%00/", "/%00/"])
def test_characters_that_no_database_holds_are_not_found(sign_in, path):
    assert sign_in("member").get(path).status_code == 404


# Search --------------------------------------------------------------------------------------------------------------


def test_search_finds_by_words_and_number(sign_in, report):
    found = report("Torque wrench out of date")

    for text in ("torq", found.number):
        hits = sign_in("member").get("/ours/search/", {"q": text}).context["page"]["hits"]
        assert [hit.record_id for hit, _url, _state in hits] == [found.pk]


def test_search_says_when_nothing_is_found(sign_in):
    assert "No record that you may see holds" in sign_in("member").get("/ours/search/", {"q": "xyzzy"}).content.decode()


def test_the_palette_offers_records_pages_and_new_records(sign_in, report):
    found = report("Torque wrench out of date")

    groups = {
        group["label"]: group["items"]
        for group in sign_in("manager").get("/ours/palette/", {"q": "torque"}).json()["groups"]
    }
    assert [(item["number"], item["label"]) for item in groups["Records"]] == [(found.number, found.title)]
    groups = {
        group["label"]: group["items"]
        for group in sign_in("manager").get("/ours/palette/", {"q": "nonc"}).json()["groups"]
    }
    assert [item["label"] for item in groups["Go to"]] == ["Nonconformities"]
    assert [item["label"] for item in groups["Create"]] == ["New: Nonconformity"]


def test_the_palette_offers_nobody_what_they_may_not_make(sign_in):
    groups = sign_in("member").get("/ours/palette/", {"q": "person"}).json()["groups"]

    assert [item["label"] for group in groups for item in group["items"] if group["label"] == "Create"] == []
