"""What can be done with a process: describe, put into force, review, evaluate, hand over, order, retire."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from everproof.kernel import clock, records, transitions
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people.actions import add_role
from everproof.kernel.people.models import Responsibility
from everproof.kernel.work.my_work import my_work
from everproof.processes.actions import landscape, parts
from everproof.processes.duties import process_reviews_due
from everproof.processes.models import Process
from everproof.processes.queries.duties import matrix
from everproof.processes.queries.landscape import responsibilities_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def describe(cast):
    def make(title="Sales", group="core", **values):
        filled = {"purpose": "It works.", "owner": cast.person("member"), **values}
        return landscape.describe_process(title=title, group=group, by=cast.manager, **filled)

    return make


def today():
    return clock.today("Europe/Berlin")


def test_a_process_in_force_needs_an_owner_and_a_purpose(cast):
    with pytest.raises(ValidationError) as refused:
        landscape.describe_process(title="Sales", by=cast.manager, purpose="  ")

    assert set(refused.value.error_dict) == {"owner", "purpose"}


def test_a_draft_needs_neither_until_it_is_put_into_force(cast):
    draft = landscape.describe_process(title="Sales", draft=True, by=cast.manager)
    assert (draft.status, draft.number) == ("draft", "")

    with pytest.raises(Refused) as refused:
        landscape.activate_process(process=draft, by=cast.manager)
    active = landscape.activate_process(process=draft, owner=cast.person("member"), purpose="Orders.", by=cast.manager)

    assert [str(reason) for reason in refused.value.reasons] == [
        "It has no owner yet.",
        "Nobody has said what it is for.",
    ]
    assert active.status == "active"
    assert active.number.startswith("PR-")


def test_a_new_process_stands_last_in_its_band(describe):
    assert [describe(f"P{n}").position for n in range(3)] == [0, 1, 2]
    assert describe("Direction", "management").position == 0


def test_nothing_is_retired_on_which_another_counts(cast, describe):
    sales, production = describe("Sales"), describe("Production")
    need = parts.add_input(process=production, title="Order", source=sales, by=cast.manager)

    with pytest.raises(Refused, match="1 interface of another process"):
        landscape.retire_process(process=sales, by=cast.manager, reason="Sold")
    records.void(need, by=cast.manager, reason="Not needed")
    retired = landscape.retire_process(process=sales, by=cast.manager, reason="Sold")

    assert retired.status == "retired"
    with pytest.raises(Refused):
        parts.add_step(process=retired, title="Late", by=cast.manager)
    assert landscape.reactivate_process(process=retired, by=cast.manager, reason="Bought back").status == "active"


def test_a_process_is_reviewed_and_evaluated_by_its_owner_and_no_other_member(cast, describe):
    process = describe()

    reviewed = landscape.review_process(process=process, methods="As the shop does it.", by=cast.member)
    judged = landscape.evaluate_process(
        process=reviewed, evaluation_result="not-achieving", evaluation_rationale="Late.", by=cast.member
    )

    assert (reviewed.reviewed_on, reviewed.methods) == (today(), "As the shop does it.")
    assert (judged.evaluated_on, judged.evaluation_result) == (today(), "not-achieving")
    for verb in (
        lambda: landscape.review_process(process=process, by=cast.teammate),
        lambda: landscape.evaluate_process(
            process=process, evaluation_result="achieving", evaluation_rationale="Fine.", by=cast.teammate
        ),
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.parametrize(("result", "rationale"), [("", "Fine."), ("achieving", " ")])
def test_an_evaluation_says_its_result_and_what_it_rests_on(cast, describe, result, rationale):
    with pytest.raises(ValidationError):
        landscape.evaluate_process(
            process=describe(), evaluation_result=result, evaluation_rationale=rationale, by=cast.manager
        )


def test_handing_over_ends_what_the_former_owner_answered_for(cast, describe):
    process = describe()
    former = landscape.name_responsible(
        process=process, person=cast.person("member"), from_on=date(2026, 1, 1), by=cast.manager
    )
    deputy = landscape.name_responsible(
        process=process, person=cast.person("boss"), from_on=date(2026, 1, 1), is_deputy=True, by=cast.manager
    )

    process = landscape.hand_over_process(process=process, owner=cast.person("teammate"), by=cast.manager)

    held = {one.pk: one for one in responsibilities_for(process)}
    assert process.owner == cast.person("teammate")
    assert held[former.pk].to_on == today() - timedelta(days=1)
    assert held[deputy.pk].to_on is None
    (new,) = [one for one in held.values() if one.person == cast.person("teammate")]
    assert (new.from_on, new.is_deputy) == (today(), False)
    assert Responsibility.objects.count() == 3


def test_only_those_who_manage_hand_over(cast, describe):
    with pytest.raises(NotAllowed):
        landscape.hand_over_process(process=describe(), owner=cast.person("teammate"), by=cast.member)


def test_a_band_is_put_in_order_and_leaves_the_others_alone(cast, describe):
    first, second, third = (describe(f"P{n}") for n in range(3))
    other = describe("Direction", "management")
    gone = landscape.retire_process(process=describe("Old"), by=cast.manager, reason="Sold")

    moved = landscape.order_band(group="core", order=[third.pk, first.pk, second.pk], by=cast.manager)

    order = Process.objects.filter(group="core", status="active").order_by("position").values_list("title", flat=True)
    assert list(order) == ["P2", "P0", "P1"]
    assert {one.title for one in moved} == {"P0", "P1", "P2"}
    assert Process.objects.get(pk=other.pk).version == other.version
    assert Process.objects.get(pk=gone.pk).version == gone.version
    assert landscape.order_band(group="core", order=[third.pk, first.pk, second.pk], by=cast.manager) == []


def test_a_map_that_changed_meanwhile_is_not_ordered(cast, describe):
    first = describe()

    for order in ([uuid4()], [first.pk, first.pk], [describe("Direction", "management").pk]):
        with pytest.raises(Refused, match="has changed meanwhile"):
            landscape.order_band(group="core", order=order, by=cast.manager)


def test_a_member_does_not_order_the_map(cast, describe):
    first, second = describe("A"), describe("B")

    with pytest.raises(NotAllowed):
        landscape.order_band(group="core", order=[second.pk, first.pk], by=cast.teammate)


# Steps and duties ----------------------------------------------------------------------------------------------------


def test_whoever_does_a_step_has_the_letter_r(cast, describe):
    other = add_role(name="Inspector", by=cast.manager)
    step = parts.add_step(process=describe(), title="Ask", role=cast.role, by=cast.manager)
    assert step.raci == {str(cast.role.pk): "R"}

    step = parts.change_step(step=step, role=other, by=cast.manager)

    assert step.raci == {str(other.pk): "R"}


def test_duties_are_set_as_a_matrix_and_the_doer_follows(cast, describe):
    process, other = describe(), add_role(name="Inspector", by=cast.manager)
    step = parts.add_step(process=process, title="Ask", role=cast.role, by=cast.manager)
    untouched = parts.add_step(process=process, title="Answer", role=cast.role, by=cast.manager)

    (changed,) = parts.set_duties(
        process=process, duties={step.pk: {str(other.pk): "AR", str(cast.role.pk): "I"}}, by=cast.member
    )

    assert changed.raci == {str(other.pk): "RA", str(cast.role.pk): "I"}
    assert changed.role_id == other.pk
    shown = matrix(cast.manager, [changed, untouched])
    assert [title for _key, title in shown.roles] == ["Inspector", "Quality lead"]
    assert [[letters for _key, letters in row.cells] for row in shown.rows] == [["RA", "I"], ["", "R"]]
    assert [row.problem for row in shown.rows] == ["", "Nobody answers for it."]


def test_duties_are_refused_that_make_no_sense(cast, describe):
    process, other = describe(), add_role(name="Inspector", by=cast.manager)
    step = parts.add_step(process=process, title="Ask", role=cast.role, by=cast.manager)

    for duties, words in (
        ({step.pk: {str(cast.role.pk): "X"}}, "letters R, A, C and I"),
        ({step.pk: {str(cast.role.pk): "A", str(other.pk): "A"}}, "Only one role answers"),
        ({step.pk: {str(uuid4()): "R"}}, "no such role"),
        ({uuid4(): {str(cast.role.pk): "R"}}, "changed meanwhile"),
    ):
        with pytest.raises(Refused, match=words):
            parts.set_duties(process=process, duties=duties, by=cast.manager)


def test_steps_are_put_in_order_all_at_once(cast, describe):
    process = describe()
    steps = [parts.add_step(process=process, title=f"S{n}", by=cast.manager) for n in range(3)]

    parts.order_steps(process=process, order=[steps[2].pk, steps[0].pk, steps[1].pk], by=cast.member)

    assert list(process.steps.order_by("position").values_list("title", flat=True)) == ["S2", "S0", "S1"]
    with pytest.raises(Refused, match="changed meanwhile"):
        parts.order_steps(process=process, order=[steps[0].pk], by=cast.manager)


def test_its_life_says_what_is_missing(cast, describe):
    sales, production = describe("Sales"), describe("Production")
    parts.add_output(process=production, title="Goods", receiver=sales, by=cast.manager)

    (retire,) = transitions.possibilities(sales, cast.manager)

    assert [str(reason) for reason in retire.missing] == ["1 interface of another process still names it."]


@pytest.mark.parametrize(
    ("days_ago", "asked", "late"),
    [(100, False, False), (355, True, False), (370, True, True)],
)
def test_a_review_that_grows_old_is_work_of_the_owner(cast, describe, days_ago, asked, late):
    process = describe()
    landscape.review_process(process=process, by=cast.manager, reviewed_on=today() - timedelta(days=days_ago))

    items = [item for item in my_work(cast.member) if item.record_id == process.pk]
    assert [item.late for item in items] == ([late] if asked else [])
    assert [item for item in my_work(cast.manager) if item.record_id == process.pk] == []


def test_a_process_that_is_new_or_retired_asks_for_no_review(cast, describe):
    describe("New")
    old = describe("Old")
    old = landscape.review_process(process=old, by=cast.manager, reviewed_on=today() - timedelta(days=400))
    assert [item.title for item in process_reviews_due(cast.member)] == ["Old"]

    transitions.perform(old, "retire", by=cast.manager, reason="Nobody does it any more")
    assert process_reviews_due(cast.member) == []
