"""The list: filters as a sentence, order, columns, pages by key set."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.improvement import actions
from everproof.kernel import records
from everproof.kernel.tests.pages.conftest import asked
from everproof.kernel.ui.views import list as list_page

pytestmark = pytest.mark.django_db


def numbers(response):
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">([^<]*)</a>', response.content.decode())


def shown(response):
    return response.context["page"]


def test_shows_the_newest_first(sign_in, report, list_url):
    first, second = report("First"), report("Second")

    response = sign_in("manager").get(list_url)

    assert numbers(response) == [second.number, first.number]
    assert shown(response).count == 2
    assert not shown(response).count_is_capped


def test_shows_a_member_all_but_a_kiosk_only_its_own(sign_in, cast, report, list_url):
    by_kiosk = report("From the kiosk", by=cast.kiosk)
    report("From the manager")

    assert len(numbers(sign_in("member").get(list_url))) == 2
    assert numbers(sign_in("kiosk").get(list_url)) == [by_kiosk.number]


def test_narrows_to_a_state_and_says_so(sign_in, report, in_work, list_url):
    waiting = report("Waiting")
    in_work("Being mended")

    response = sign_in("manager").get(list_url, {"state": "reported"})

    assert numbers(response) == [waiting.number]
    assert [chip.label for chip in shown(response).filters] == ["Reported"]
    assert "state=" not in shown(response).filters[0].remove_url


def test_an_address_goes_without_the_empty_fields_of_a_form(sign_in, list_url):
    response = sign_in("manager").get(f"{list_url}?state=reported&owner=&q=&columns=title&columns=place")

    assert response["Location"] == f"{list_url}?cols=title%2Cplace&state=reported"


def test_ignores_a_filter_value_that_is_not_offered(sign_in, report, list_url):
    report()

    response = sign_in("manager").get(list_url, {"state": "'; drop table x", "older": "abc", "site": "nowhere"})

    assert response.status_code == 200
    assert shown(response).filters == []
    assert len(numbers(response)) == 1


def test_starts_at_the_site_the_person_looks_at(sign_in, cast, report, list_url):
    here, there = report("Here", site=cast.second_site), report("There", site=cast.main_site)
    browser = sign_in("manager")
    browser.get("/ours/site/", {"site": cast.second_site.pk, "next": list_url})

    assert numbers(browser.get(list_url)) == [here.number]
    assert [chip.label for chip in shown(browser.get(list_url)).filters] == ["Second works"]
    assert numbers(browser.get(list_url, {"site": "all"})) == [there.number, here.number]


def test_finds_words_within(sign_in, report, list_url):
    wanted = report("Torque wrench out of date")
    report("Label wrong")

    response = sign_in("manager").get(list_url, {"q": "wrench"})

    assert numbers(response) == [wanted.number]


def test_leaves_voided_ones_out_until_asked(sign_in, cast, report, list_url):
    gone = records.void(report("Twice"), by=cast.manager, reason="Reported twice")
    browser = sign_in("manager")

    assert numbers(browser.get(list_url)) == []
    assert numbers(browser.get(list_url, {"voided": "too"})) == [gone.number]
    assert 'class="voided"' in browser.get(list_url, {"voided": "only"}).content.decode()


def test_sorts_by_due_day_with_those_without_one_last(sign_in, cast, report, list_url):
    late, later, never = (report(title) for title in ("Late", "Later", "Never"))
    for found, day in ((late, "2026-01-02"), (later, "2026-03-04")):
        records.update(found, by=cast.manager, due_on=day)
    browser = sign_in("manager")

    assert numbers(browser.get(list_url, {"sort": "due"})) == [late.number, later.number, never.number]
    assert numbers(browser.get(list_url, {"sort": "-due"})) == [later.number, late.number, never.number]


def test_shows_the_columns_that_were_chosen(sign_in, report, list_url):
    report(place="Bench 2")

    response = sign_in("manager").get(list_url, {"columns": ["title", "place"]})

    assert [column.key for column in shown(response).columns] == ["number", "title", "place"]
    assert "Bench 2" in response.content.decode()
    assert ("cols", "title,place") in shown(response).keep


@pytest.mark.parametrize("sort", ["newest", "-newest", "due", "-due", "detected"])
def test_pages_show_each_row_once_forwards_and_backwards(sign_in, cast, report, list_url, monkeypatch, sort):
    monkeypatch.setattr(list_page, "PAGE_SIZE", 3)
    for number in range(8):
        found = report(f"Number {number}")
        if number % 2:
            records.update(found, by=cast.manager, due_on=f"2026-05-0{1 + number // 3}")
    browser = sign_in("manager")

    url, seen, last = f"{list_url}?sort={sort}", [], None
    while url:
        last = browser.get(url)
        seen += numbers(last)
        url = shown(last).older_url
    assert len(seen) == len(set(seen)) == 8

    back, url = numbers(last), shown(last).newer_url
    while url:
        last = browser.get(url)
        back = numbers(last) + back
        url = shown(last).newer_url
    assert back == seen


def test_a_broken_cursor_shows_the_first_page(sign_in, report, list_url):
    report()

    for cursor in ("rubbish", "bnVsbA", "WyJ4Iiwi", "WzEsMl0"):
        assert len(numbers(sign_in("manager").get(list_url, {"after": cursor, "sort": "due"}))) == 1


def test_counts_no_further_than_the_cap(sign_in, report, list_url, monkeypatch):
    monkeypatch.setattr(list_page, "COUNT_CAP", 2)
    for number in range(4):
        report(f"Number {number}")

    response = sign_in("manager").get(list_url)

    assert (shown(response).count, shown(response).count_is_capped) == (2, True)
    assert "2+" in response.content.decode()


def test_costs_the_same_for_one_row_and_for_many(sign_in, cast, report, list_url):
    browser = sign_in("manager")
    report()
    browser.get(list_url)
    with CaptureQueriesContext(connection) as few:
        browser.get(list_url)
    for number in range(20):
        actions.triage_nonconformity(
            nonconformity=report(f"Number {number}", site=cast.main_site),
            by=cast.manager,
            severity="low",
            owner=cast.person("member"),
        )
    with CaptureQueriesContext(connection) as many:
        browser.get(list_url, {"cols": "title,status,owner,site,due_on"})

    assert len(asked(few)) == len(asked(many)) <= 8


def test_teaches_before_the_first_record(sign_in, list_url):
    response = sign_in("manager").get(list_url)

    assert shown(response).empty.clause == "10.2"
    assert shown(response).empty.first_url == "/ours/improvement/nonconformities/new/"
    assert "Seat ring scratched after lapping" in response.content.decode()


def test_says_when_a_filter_leaves_nothing(sign_in, report, list_url):
    report()

    response = sign_in("manager").get(list_url, {"state": "closed"})

    assert shown(response).empty is None
    assert "Take a filter away" in response.content.decode()


def test_offers_only_what_the_reader_may_do(sign_in, report, list_url):
    report()

    assert [action.label for action in shown(sign_in("manager").get(list_url)).bulk] == [
        "Not a nonconformity",
        "Reopen",
        "Void",
    ]
    assert shown(sign_in("member").get(list_url)).bulk == []
    assert shown(sign_in("inspector").get(list_url)).create_url == ""


def test_a_get_writes_nothing(sign_in, report, list_url):
    report()
    browser = sign_in("manager")
    with CaptureQueriesContext(connection) as statements:
        browser.get(list_url)

    words = {statement.split()[0].upper() for statement in asked(statements)}
    assert words <= {"SELECT", "WITH"}


def test_who_may_bring_in_tables_finds_the_way_in_the_list(cast, sign_in, report):
    report("Leak")
    address = "/ours/kernel/imports/nonconformities/"

    assert f'href="{address}"' in sign_in("manager").get("/ours/improvement/nonconformities/").content.decode()
    assert address not in sign_in("member").get("/ours/improvement/nonconformities/").content.decode()
    assert sign_in("manager").get(address).status_code == 200
