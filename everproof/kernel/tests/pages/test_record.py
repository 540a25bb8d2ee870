"""The page of one record: what it says, what it offers, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.improvement import actions
from everproof.kernel import links, records
from everproof.kernel.tests.pages.conftest import asked
from everproof.kernel.work.actions import raise_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(sign_in, page_of):
    def look(record, part="manager"):
        return sign_in(part).get(page_of(record)).context["page"]

    return look


def test_says_what_it_is_and_where_it_stands(shown, in_work):
    page = shown(in_work("Leak at the bench", description="Drops at 1.1 x PS", place="Bench 2"))

    assert (page.kind, page.title, page.state.label, page.owner) == (
        "Nonconformity",
        "Leak at the bench",
        "Contained",
        "Mel Member",
    )
    assert page.sections[0].prose == "Drops at 1.1 x PS"
    assert {fact.label: fact.value for fact in page.sections[1].facts}["Where"] == "Bench 2"


def test_says_when_each_state_was_reached_and_by_whom(shown, in_work):
    life = shown(in_work()).life

    assert [(step.label, step.where) for step in life] == [
        ("Reported", "done"),
        ("In work", "done"),
        ("Contained", "current"),
        ("Analysed", "ahead"),
        ("Closed", "ahead"),
    ]
    assert "Quinn Manager" in life[1].note


def test_a_detour_is_shown_only_once_taken(shown, cast, report):
    rejected = actions.reject_nonconformity(nonconformity=report(), by=cast.manager, reason="As drawn")

    assert [step.label for step in shown(rejected).life] == ["Reported", "Not a nonconformity"]


def test_offers_one_next_step_and_the_others_quietly(shown, report):
    page = shown(report())

    assert page.next_step.label == "Take up"
    assert page.next_step.ready
    assert [step.label for step in page.steps] == ["Not a nonconformity"]


def test_says_what_is_missing_that_no_form_can_settle(shown, cast, in_work):
    found = in_work()
    found = actions.analyse_nonconformity(
        nonconformity=found,
        by=cast.manager,
        effect="One valve came back.",
        cause="The seal was dry.",
        cause_method="five-whys",
        action_needed=False,
        need_rationale="It happened once, and the seals of the lot were looked at.",
    )
    found = actions.verify_cause(nonconformity=found, by=cast.manager, cause_evidence="A wet seal held, a dry one not.")
    raise_action(title="Deburr", owner=cast.person("member"), due_on=found.detected_on, by=cast.manager, source=found)

    page = shown(found)

    assert not page.next_step.ready
    assert [item.text for item in page.missing] == ["1 of its actions are still open."]


def test_offers_a_reader_nothing_to_do(shown, report):
    page = shown(report(), "inspector")

    assert page.next_step is None
    assert (page.steps, page.edit_url, page.link_url, page.work_url) == ([], "", "", "")


def test_an_owner_may_edit_what_is_theirs(shown, in_work):
    found = in_work()

    assert shown(found, "member").edit_url
    assert not shown(found, "teammate").edit_url


def test_a_closed_record_cannot_be_edited(shown, cast, report):
    rejected = actions.reject_nonconformity(nonconformity=report(), by=cast.manager, reason="As drawn")
    page = shown(rejected)

    assert (page.edit_url, page.next_step) == ("", None)
    assert [step.label for step in page.steps] == ["Reopen"]


def test_shows_links_from_both_ends(shown, cast, report):
    first, second = report("First"), report("Second")
    links.link(first, "concerns", second, by=cast.manager)

    assert [(group.relation, group.items[0].title) for group in shown(first).links] == [("Concerns", "Second")]
    assert [(group.relation, group.items[0].title) for group in shown(second).links] == [("Is concerned by", "First")]


def test_shows_a_voided_linked_record_struck(shown, cast, report):
    first, second = report("First"), report("Second")
    links.link(first, "concerns", second, by=cast.manager)
    records.void(second, by=cast.manager, reason="Twice")

    assert shown(first).links[0].items[0].voided


def test_leaves_out_linked_records_that_the_reader_may_not_see(shown, cast, report):
    mine, other = report("Mine", by=cast.kiosk), report("Not for the kiosk")
    links.link(mine, "concerns", other, by=cast.manager)

    assert shown(mine, "kiosk").links == []


def test_shows_its_actions_by_due_day(shown, cast, report):
    found = report()
    for title, day in (("Later", "2026-05-02"), ("First", "2026-05-01")):
        raise_action(title=title, owner=cast.person("member"), due_on=day, by=cast.manager, source=found)

    work = shown(found).work

    assert [(item.title, item.owner) for item in work] == [("First", "Mel Member"), ("Later", "Mel Member")]


def test_a_voided_record_says_why_and_by_whom(shown, cast, report):
    page = shown(records.void(report(), by=cast.manager, reason="Reported twice"))

    assert (page.void.by, page.void.reason) == ("Quinn Manager", "Reported twice")
    assert page.void.reinstate_url
    assert (page.state.tone, page.next_step, page.edit_url) == ("void", None, "")


def test_is_found_by_its_id_too(sign_in, report):
    found = report()

    assert sign_in("manager").get(f"/ours/improvement/nonconformities/{found.pk}/").status_code == 200


def test_costs_no_more_with_links_actions_and_a_long_history(sign_in, cast, report, page_of):
    plain, linked, rich = report("Plain"), report("Linked"), report("Rich")
    links.link(linked, "concerns", report("The other end"), by=cast.manager)
    for number in range(5):
        other = report(f"Other {number}")
        links.link(rich, "concerns", other, by=cast.manager)
        raise_action(
            title=f"Step {number}", owner=cast.person("teammate"), due_on="2026-05-01", by=cast.manager, source=rich
        )
        rich = records.update(rich, by=cast.manager, owner=cast.person("member"), effect=f"Effect {number}")
    browser = sign_in("boss")
    browser.get(page_of(plain))
    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(plain))
    with CaptureQueriesContext(connection) as one:
        browser.get(page_of(linked))
    with CaptureQueriesContext(connection) as many:
        browser.get(page_of(rich))

    # Reports have a rule of their own about who sees which: that is asked where one is linked, and once for all.
    assert len(few) + 1 == len(one) == len(many)


def test_what_one_may_not_see_is_what_does_not_exist(sign_in, report, page_of):
    found = report()
    stranger, kiosk = sign_in("stranger"), sign_in("kiosk")

    foreign = stranger.get(page_of(found))
    hidden = kiosk.get(page_of(found))
    missing = kiosk.get("/ours/improvement/nonconformities/NC-2026-9999/")

    assert foreign.status_code == hidden.status_code == missing.status_code == 404
    assert found.title.encode() not in foreign.content + hidden.content


@pytest.mark.parametrize("path", ["/ours/improvement/rockets/", "/ours/nowhere/nonconformities/", "/ours/x/y/1/"])
def test_a_type_that_is_not_declared_has_no_pages(sign_in, path):
    assert sign_in("manager").get(path).status_code == 404


READ_ONLY = [
    "/ours/",
    "/ours/work/",
    "/ours/search/?q=leak",
    "/ours/palette/?q=leak",
    "/ours/improvement/report/",
    "/ours/improvement/nonconformities/?q=leak&state=all-open",
    "/ours/kernel/people/",
    "/ours/kernel/actions/",
    "{record}",
    "{record}edit/",
    "{record}triage/",
    "{record}void/",
    "{record}link/",
    "{record}action/",
    "{record}history/",
]


@pytest.mark.parametrize("path", READ_ONLY)
def test_looking_writes_nothing_and_on_sqlite_opens_no_transaction(sign_in, report, page_of, path):
    url = path.format(record=page_of(report("A leak")))
    browser = sign_in("manager")
    with CaptureQueriesContext(connection) as statements:
        assert browser.get(url).status_code == 200

    made = [one["sql"] for one in statements] if connection.vendor == "sqlite" else asked(statements)
    assert [sql for sql in made if not sql.upper().lstrip("(").startswith(("SELECT", "WITH"))] == []
