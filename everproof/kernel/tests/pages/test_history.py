"""The timeline: entries as sentences, with what changed."""

import pytest

from everproof.improvement import actions
from everproof.kernel import links, records
from everproof.kernel.ui.history import History, recent

pytestmark = pytest.mark.django_db


def sentences(record):
    return [event.sentence for event in History(record).events]


def test_tells_each_step_newest_first(in_work):
    assert sentences(in_work()) == [
        "Quinn Manager contained it",
        "Quinn Manager took it up",
        "Quinn Manager reported it",
    ]


def test_tells_a_change_with_old_and_new_in_words(cast, in_work):
    found = in_work()
    records.update(found, by=cast.manager, severity="high", owner=cast.person("teammate"))

    event = History(found).events[0]

    assert event.sentence == "Quinn Manager changed owner and severity"
    assert {(change.label, change.before, change.after) for change in event.changes} == {
        ("Severity", "Low", "High"),
        ("Owner", "Mel Member", "Tim Teammate"),
    }


def test_tells_a_reason(cast, report):
    found = report()
    actions.reject_nonconformity(nonconformity=found, by=cast.manager, reason="As the drawing shows")

    assert History(found).events[0].said == "As the drawing shows"


def test_tells_links_from_both_sides(cast, report):
    first, second = report("First"), report("Second")
    links.link(first, "concerns", second, by=cast.manager)

    assert sentences(first)[0] == "Quinn Manager linked it: concerns Nonconformity"
    assert sentences(second)[0] == "Quinn Manager linked it: is concerned by Nonconformity"


def test_names_the_product_where_no_person_acted(cast):
    assert sentences(cast.role) == ["Everproof recorded it"]


def test_shows_what_was_before_even_where_the_list_is_cut(cast, report):
    found = report()
    for effect in ("One", "Two", "Three"):
        found = records.update(found, by=cast.manager, effect=effect)

    history = History(found, limit=1)

    assert history.is_cut
    assert [(change.before, change.after) for change in history.events[0].changes] == [("Two", "Three")]


def test_a_change_of_many_fields_is_counted(cast, report):
    found = report()
    records.update(found, by=cast.manager, effect="Leak", place="Bench", cause="Burr", consequences="None")

    assert sentences(found)[0] == "Quinn Manager changed 4 fields"


def test_what_changed_lately_is_told_once_a_record(cast, in_work, report):
    first = in_work("First")
    second = report("Second", by=cast.member)

    told = recent(cast.manager)

    assert [(one.number, one.sentence) for one in told[:2]] == [
        (second.number, "Mel Member reported it"),
        (first.number, "Quinn Manager contained it"),
    ]


def test_what_changed_lately_is_told_only_to_those_who_may_see_it(cast, report):
    report("Secret")
    own = report("Own", by=cast.kiosk)

    assert [one.number for one in recent(cast.kiosk)] == [own.number]
    assert recent(cast.stranger) == []


def test_the_whole_history_has_a_page(sign_in, in_work, page_of):
    response = sign_in("member").get(page_of(in_work(), "record_history"))

    assert b"Quinn Manager contained it" in response.content
