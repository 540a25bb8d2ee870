"""Transitions: order, guards, gates, permission, and that only they change the state."""

from dataclasses import replace
from datetime import date

import pytest

from everproof.improvement import actions
from everproof.improvement.lifecycle import LIFECYCLE
from everproof.improvement.models import Nonconformity
from everproof.kernel import modules, records, transitions
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.lifecycle import Lifecycle, State, Transition
from everproof.kernel.modules import Gate, registry
from everproof.kernel.work import actions as work


@pytest.fixture
def reported(cast):
    return actions.report_nonconformity(title="Leak", by=cast.member, detected_on=date(2026, 3, 1))


@pytest.fixture
def contained(cast, reported):
    opened = actions.triage_nonconformity(
        nonconformity=reported, by=cast.manager, severity="high", owner=cast.person("member")
    )
    return actions.contain_nonconformity(nonconformity=opened, by=cast.manager, correction="Line stopped")


def test_a_transition_is_one_version_and_one_entry(cast, reported):
    opened = actions.triage_nonconformity(
        nonconformity=reported, by=cast.manager, severity="low", owner=cast.person("member")
    )

    assert (opened.status, opened.version) == ("open", 2)
    assert LedgerEntry.objects.get(record_id=str(reported.pk), version=2).verb == "improvement.nonconformity.triage"


def test_a_step_out_of_order_is_refused(cast, reported):
    with pytest.raises(Refused, match="Reported"):
        actions.contain_nonconformity(nonconformity=reported, by=cast.manager, correction="Line stopped")


def test_every_missing_thing_is_said_at_once(cast, reported):
    with pytest.raises(Refused) as caught:
        transitions.perform(reported, "triage", by=cast.manager)

    assert len(caught.value.reasons) == 2


def test_a_refused_transition_changes_nothing(cast, contained):
    before = Nonconformity.objects.filter(pk=contained.pk).values().get()

    with pytest.raises(Refused):
        actions.close_nonconformity(nonconformity=contained, by=cast.manager, cause="Worn seat")

    assert Nonconformity.objects.filter(pk=contained.pk).values().get() == before
    assert contained.status == "contained"


def test_guards_see_the_record_as_it_will_be(cast, contained):
    closed = actions.close_nonconformity(
        nonconformity=contained, by=cast.manager, action_needed=False, need_rationale="Single event"
    )

    assert (closed.status, closed.closed_by_id) == ("closed", cast.manager.person_id)


def test_a_member_cannot_take_up_a_report(cast, reported):
    with pytest.raises(NotAllowed, match="manage"):
        actions.triage_nonconformity(
            nonconformity=reported, by=cast.member, severity="low", owner=cast.person("member")
        )


def test_the_state_cannot_be_written_like_a_field(cast, reported):
    with pytest.raises(TypeError, match="status"):
        records.update(reported, by=cast.manager, status="closed")


def test_of_two_people_closing_one_is_told(cast, contained):
    decision = {"action_needed": False, "need_rationale": "Single event"}
    actions.close_nonconformity(nonconformity=contained, by=cast.manager, **decision)

    with pytest.raises(Conflict):
        actions.close_nonconformity(nonconformity=contained, by=cast.manager, **decision)


def test_reopening_needs_a_reason(cast, reported):
    rejected = actions.reject_nonconformity(nonconformity=reported, by=cast.manager, reason="As designed")
    with pytest.raises(Refused, match="why"):
        actions.reopen_nonconformity(nonconformity=rejected, by=cast.manager, reason="")

    assert actions.reopen_nonconformity(nonconformity=rejected, by=cast.manager, reason="New facts").status == "open"


def test_another_room_can_stand_in_the_way(cast, reported, monkeypatch):
    gate = Gate("nonconformity", "reject", lambda found: {record.pk: "The audit is still open." for record in found})
    extended = [replace(module, gates=(gate,)) if module.name == "home" else module for module in modules.all_modules()]
    monkeypatch.setattr(registry, "_modules", extended)

    with pytest.raises(Refused, match="audit is still open"):
        actions.reject_nonconformity(nonconformity=reported, by=cast.manager, reason="As designed")


def test_what_is_possible_names_what_is_missing(cast, reported):
    possible = {step.transition.name: step for step in transitions.possibilities(reported, cast.manager)}

    assert set(possible) == {"triage", "reject"}
    assert len(possible["triage"].missing) == 2
    assert possible["reject"].is_open


def test_what_is_not_permitted_says_so(cast, reported):
    possible = transitions.possibilities(reported, cast.auditor)

    assert not any(step.permitted for step in possible)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((), "nothing leads out of a"),
        ((Transition("go", "Go", ("a",), "c"),), "go: c is no state"),
        ((Transition("stay", "Stay", ("a",), "a"),), "nothing leads to b"),
    ],
)
def test_a_broken_life_is_described(steps, problem):
    life = Lifecycle(states=(State("a", "A"), State("b", "B", closed=True)), steps=steps, initial="a")

    assert problem in life.problems()


def test_the_life_of_a_nonconformity_is_whole():
    assert LIFECYCLE.problems() == []


def test_an_owner_takes_the_steps_of_an_owner_and_a_reporter_does_not(cast, reported):
    opened = actions.triage_nonconformity(
        nonconformity=reported, by=cast.manager, severity="low", owner=cast.person("teammate")
    )
    with pytest.raises(NotAllowed, match="manage"):
        actions.contain_nonconformity(nonconformity=opened, by=cast.member, correction="Not mine to say")

    assert actions.contain_nonconformity(nonconformity=opened, by=cast.teammate, correction="Stopped").version == 3


def test_an_action_is_completed_by_its_owner_and_by_no_other_member(cast):
    action = work.raise_action(title="Grind it", owner=cast.person("member"), due_on=date(2026, 12, 1), by=cast.manager)
    with pytest.raises(NotAllowed):
        work.complete_action(action=action, evidence="I say so", by=cast.teammate)

    assert work.complete_action(action=action, evidence="Report 12", by=cast.member).status == "completed"
