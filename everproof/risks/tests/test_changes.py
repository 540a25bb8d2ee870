"""Changes: thought through, approved with what they touch, carried out, reviewed against what was expected."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel import clock, links, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.links.models import Relation
from everproof.kernel.testing.factories import make
from everproof.risks.actions import changes, register
from everproof.risks.impact import difference, impact_of
from everproof.risks.models import Change

pytestmark = pytest.mark.django_db
THOUGHT = {
    "purpose": "Customers get one answer from one person within a week.",
    "consequences": "Sales hands complaints over on the day they come in.",
    "integrity_assessment": "Every step keeps its owner",
    "resources": Change.NOTHING,
    "responsibilities": Change.UNCHANGED,
}
REVIEWED = {"review_result": "As planned", "adverse_effects": Change.NOTHING, "effectiveness_result": "effective"}


@pytest.fixture
def today():
    return clock.today("Europe/Berlin")


@pytest.fixture
def process(cast):
    return make("process", cast, 1)


def proposed(cast, process=None, **values):
    values = {**THOUGHT, "planned_for": clock.today("Europe/Berlin"), **values}
    named = [str(process.pk)] if process else []
    return changes.propose_change(
        title="One address for complaints", by=cast.member, site=cast.main_site, processes=named, **values
    )


def fresh(record):
    return type(record).objects.select_related("organization").get(pk=record.pk)


def approved(cast, change, **values):
    return changes.approve_change(change=fresh(change), by=cast.boss, **values)


def titles(found):
    return {one["title"] for one in found}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"purpose": "Soon"}, "what it is for"),
        ({"consequences": ""}, "Not thought through yet: what it may bring about"),
        ({"responsibilities": " "}, "duties and powers"),
        ({"planned_for": None}, "no day"),
        ({"kind": "production"}, "what the review found"),
    ],
)
def test_what_is_not_thought_through_is_not_approved(cast, values, reason):
    with pytest.raises(Refused, match=reason):
        approved(cast, proposed(cast, **values))


def test_its_owner_does_not_approve_it_and_nobody_without_the_power_does(cast):
    change = proposed(cast, owner=cast.person("boss"))
    with pytest.raises(Refused, match="owner cannot approve"):
        approved(cast, change)
    with pytest.raises(NotAllowed):
        changes.approve_change(change=fresh(change), by=cast.teammate)
    with pytest.raises(Refused, match="Only a person"):
        changes.approve_change(change=fresh(change), by=Actor.system(cast.organization, "setup"))


def test_a_planned_change_of_production_is_reviewed_by_whoever_approves_it(cast, today):
    change = approved(cast, proposed(cast, kind="production"), review_result="Fifty good parts", action_needed=False)

    assert (change.status, change.approved_on, change.reviewed_on) == ("approved", today, today)
    assert change.reviewed_by == change.approved_by == cast.person("boss")


def test_an_unplanned_change_needs_no_day_and_is_reviewed_afterwards(cast, today):
    change = approved(cast, proposed(cast, kind="production", planned=False, planned_for=None))
    change = changes.implement_change(change=fresh(change), by=cast.member)
    assert (change.implemented_on, change.reviewed_on) == (today, None)

    change = changes.review_change(change=fresh(change), by=cast.manager, **REVIEWED)

    assert (change.status, change.reviewed_on, change.reviewed_by) == ("closed", today, cast.person("manager"))


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("review_result", "what the review found"),
        ("adverse_effects", "bad effects"),
        ("effectiveness_result", "what it was for"),
    ],
)
def test_a_review_says_what_came_of_it(cast, missing, reason):
    change = changes.implement_change(change=approved(cast, proposed(cast)), by=cast.member)
    with pytest.raises(Refused, match=reason):
        changes.review_change(change=fresh(change), by=cast.manager, **{**REVIEWED, missing: ""})


def test_what_it_touches_names_the_changed_thing_by_key_list_or_link(cast, process):
    step = make("process-step", cast, 1)
    records.update(step, by=cast.manager, process=process)
    risk = register.raise_risk(title="Sales forgets", by=cast.manager, processes=[str(process.pk)])
    linked = register.raise_opportunity(title="Faster answers", by=cast.manager)
    links.link(linked, Relation.CONCERNS, process, by=cast.manager)
    register.raise_risk(title="Somewhere else", by=cast.manager)

    found = impact_of(proposed(cast, process))

    assert found[0] == {
        "type": "process",
        "id": str(process.pk),
        "number": process.number,
        "title": process.title,
    }
    assert titles(found) == {process.title, step.title, risk.title, linked.title}


def test_what_is_void_or_over_is_not_touched(cast, process):
    over = register.raise_risk(title="Over", by=cast.manager, processes=[str(process.pk)])
    transitions.perform(over, "close", by=cast.manager, reason="Sold")
    void = register.raise_risk(title="Void", by=cast.manager, processes=[str(process.pk)])
    records.void(void, by=cast.manager, reason="Twice")

    assert titles(impact_of(proposed(cast, process))) == {process.title}


def test_something_that_is_linked_as_affected_is_touched_too(cast):
    change = proposed(cast)
    assert impact_of(change) == []
    chance = register.raise_opportunity(title="Faster answers", by=cast.manager)
    links.link(change, Relation.AFFECTS, chance, by=cast.manager)

    assert titles(impact_of(change)) == {chance.title}


def test_the_list_is_frozen_at_approval_and_compared_after(cast, process):
    before = register.raise_risk(title="Known before", by=cast.manager, processes=[str(process.pk)])
    change = approved(cast, proposed(cast, process))
    later = register.raise_risk(title="Seen later", by=cast.manager, processes=[str(process.pk)])
    records.void(fresh(before), by=cast.manager, reason="Twice")
    assert titles(fresh(change).affected) == {process.title, "Known before"}
    assert difference(fresh(change)) == ([], [])

    change = changes.implement_change(change=fresh(change), by=cast.member)
    change = changes.review_change(change=fresh(change), by=cast.manager, **REVIEWED)

    unexpected, gone = difference(fresh(change))
    assert (titles(unexpected), titles(gone)) == ({later.title}, {before.title})
    assert titles(fresh(change).affected) == {process.title, "Known before"}


def test_opening_it_again_forgets_what_was_decided(cast, process):
    change = changes.implement_change(change=approved(cast, proposed(cast, process)), by=cast.member)
    change = changes.review_change(change=fresh(change), by=cast.manager, **REVIEWED)

    change = changes.reopen_change(change=fresh(change), by=cast.manager, reason="Sales was forgotten")

    assert (change.status, change.approved_on, change.implemented_on) == ("proposed", None, None)
    assert (change.affected, change.impact_after, change.effectiveness_result) == ([], [], "")


def test_a_page_shows_only_what_its_reader_may_see(cast, sign_in, process):
    change = approved(cast, proposed(cast, process))
    page = f"/ours/risks/changes/{change.number}/"

    assert process.title in sign_in("manager").get(page).content.decode()
    assert sign_in("stranger").get(page).status_code == 404


def test_the_number_of_statements_does_not_grow_with_what_is_touched(cast, sign_in, process):
    change = proposed(cast, process)
    client, page = sign_in("manager"), f"/ours/risks/changes/{change.number}/"
    client.get(page)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    few = statements()
    for number in range(8):
        register.raise_risk(title=f"Risk {number}", by=cast.manager, processes=[str(process.pk)])

    assert statements() == few


def test_it_is_carried_out_on_a_day(cast, today):
    change = approved(cast, proposed(cast))
    day = today - timedelta(days=3)

    assert changes.implement_change(change=change, by=cast.member, implemented_on=day).implemented_on == day
