"""Home and my work."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.home import queries
from everproof.improvement import actions
from everproof.kernel import clock
from everproof.kernel.work.actions import raise_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    def make(title, days, owner="member"):
        due_on = clock.today("Europe/Berlin") + timedelta(days=days)
        return raise_action(title=title, owner=cast.person(owner), due_on=due_on, by=cast.manager)

    return make


def page(sign_in, part="member", path="/ours/"):
    return sign_in(part).get(path).context["page"]


def test_my_work_is_told_by_how_it_presses(sign_in, plan):
    for title, days in (("Soon", 3), ("Late", -2), ("Now", 0)):
        plan(title, days)
    plan("Not mine", -5, owner="teammate")

    groups = page(sign_in, path="/ours/work/")["groups"]

    assert [(heading, [item.title for item in items]) for heading, _count, items in groups] == [
        ("Late", ["Late"]),
        ("Today", ["Now"]),
        ("Next", ["Soon"]),
    ]


def test_home_says_in_a_sentence_how_it_stands(sign_in, plan):
    for title, days in (("Late", -2), ("Later", -1), ("Now", 0), ("Soon", 3)):
        plan(title, days)

    assert page(sign_in)["lead"] == "2 things of yours are late, 1 is due today, 1 more waits."


def test_home_shows_a_few_and_counts_all(sign_in, plan):
    for number in range(9):
        plan(f"Late {number}", -number - 1)

    heading, count, items = page(sign_in)["groups"][0]

    assert (heading, count, len(items)) == ("Late", 9, 6)


def test_reports_wait_for_those_who_take_them_up(sign_in, cast):
    made = actions.report_nonconformity(title="Leak", by=cast.member)

    ((_heading, _count, items),) = page(sign_in, "manager", "/ours/work/")["groups"]
    assert [(item.number, item.why) for item in items] == [(made.number, "Take up this report")]
    assert page(sign_in, "teammate", "/ours/work/")["groups"] == []


def test_reports_wait_only_at_ones_own_site(sign_in, cast):
    actions.report_nonconformity(title="Here", by=cast.member, site=cast.second_site)
    actions.report_nonconformity(title="There", by=cast.member, site=cast.main_site)

    ((_heading, _count, items),) = page(sign_in, "second", "/ours/work/")["groups"]
    assert [item.title for item in items] == ["Here"]


def test_what_is_late_with_others_is_shown_to_those_who_see_it(sign_in, plan):
    plan("Theirs", -3, owner="teammate")
    plan("Mine", -3)

    assert [item.title for item in page(sign_in)["late"]] == ["Theirs"]
    assert page(sign_in, "kiosk")["late"] == []


def test_what_changed_is_told_in_sentences(sign_in, cast):
    actions.report_nonconformity(title="Leak", by=cast.manager)

    assert page(sign_in)["changed"][0].sentence == "Quinn Manager reported it"


def test_the_quarter_is_drawn_by_source(cast):
    today = clock.today("Europe/Berlin")
    for source in ("supplier", "supplier", "product"):
        actions.report_nonconformity(title="Leak", by=cast.manager, source=source, detected_on=today)
    actions.report_nonconformity(title="Long ago", by=cast.manager, detected_on=today - timedelta(days=200))

    drawn = queries.pareto_of_quarter(cast.manager, today)

    assert list(drawn.items) == [("Supplier", 2.0), ("Product", 1.0)]
    assert drawn.sentence == "Supplier is the most frequent source: 2 of 3."
    assert queries.pareto_of_quarter(cast.kiosk, today) is None


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_three_whole_months(day, first, last):
    assert queries.quarter_of(day) == (first, last)


def test_a_new_organisation_is_told_its_first_steps(sign_in):
    steps = page(sign_in, "administrator")["empty"]

    assert [step.first_label for step in steps] == ["Add a person", "Report a problem"]
    assert all(step.clause for step in steps)


def test_home_costs_the_same_however_much_there_is(sign_in, cast, plan):
    browser = sign_in("manager")
    actions.report_nonconformity(title="One", by=cast.member)
    plan("Mine", -1, owner="manager")
    plan("Theirs", -1)
    browser.get("/ours/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/ours/")
    for number in range(15):
        actions.report_nonconformity(title=f"More {number}", by=cast.member)
        plan(f"Mine {number}", -number, owner="manager")
    with CaptureQueriesContext(connection) as many:
        browser.get("/ours/")

    assert len(few) == len(many)
