"""Owners of the records behind a lost requirement are told the cure: once, and again only when it is lost again."""

import pytest
from django.db import connection

from everproof.conformity import runs
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.conformity.tests.conftest import NEWER
from everproof.kernel import clock, parameters
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.ledger import sequencer
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import Role
from everproof.kernel.work import actions as work
from everproof.kernel.work.models import Action

pytestmark = pytest.mark.django_db
ATOM, KIND = "6.1.1-1", "requirement-lost"
MANY = [f"5.3-{number}" for number in range(1, 9)]


def open_actions(at):
    still_open = at.records(Action).filter(status="open")
    return Evidence(1, (Finding("It is not done.", Cure("Complete it"), still_open),))


def no_duties(at):
    return Evidence(
        1, (Finding("It has no duties.", Cure("Write them down"), at.records(Role).filter(responsibilities="")),)
    )


@pytest.fixture
def company(cast, room):
    room.declare(checks={ATOM: open_actions, "5.3-1": no_duties})
    evaluate(cast)
    return cast.organization


def evaluate(cast):
    if connection.vendor == "postgresql":
        sequencer.sequence(cast.organization.pk)
    if not runs.run_changes(cast.organization.pk):
        runs.run_full(cast.organization.pk)


def action_of(cast, part):
    due = clock.today("Europe/Berlin")
    return work.raise_action(title=f"Sweep, {part}", owner=cast.person(part), due_on=due, by=cast.manager)


def told(cast, part, kind=KIND):
    return list(Notification.objects.filter(person=cast.person(part), kind=kind))


def test_the_owner_is_told_what_to_do_once(cast, company):
    action = action_of(cast, "member")
    evaluate(cast)
    evaluate(cast)

    (notice,) = told(cast, "member")
    assert notice.record_id == action.pk
    assert notice.facts["requirement"] == ATOM
    assert (notice.facts["reason"], notice.facts["cure"]) == ("It is not done.", "Complete it")
    assert told(cast, "teammate") == []


def test_another_finding_of_the_same_loss_is_not_told(cast, company):
    action_of(cast, "member")
    evaluate(cast)
    action_of(cast, "teammate")
    evaluate(cast)

    assert told(cast, "teammate") == []


def test_a_requirement_that_is_lost_again_is_told_again(cast, company):
    for _time in range(2):
        action = action_of(cast, "member")
        evaluate(cast)
        work.complete_action(action=action, evidence="Swept.", by=cast.member)
        evaluate(cast)

    assert len(told(cast, "member")) == 2


def test_without_an_owner_the_quality_managers_are_told(cast, company):
    people.add_role(name="Welder", by=cast.manager)
    evaluate(cast)

    (notice,) = told(cast, "manager")
    assert notice.facts["requirement"] == "5.3-1"
    assert told(cast, "member") == []


def test_only_what_the_company_wants_to_be_certified_to_is_told(cast, company):
    parameters.change(name=CERTIFIED_TO, to=NEWER, by=cast.manager)
    action_of(cast, "member")
    evaluate(cast)

    assert len(told(cast, "member")) == 1, "once for both editions, though both lost it"


def test_many_losses_at_once_are_one_summary(cast, room):
    room.declare(checks=dict.fromkeys([*MANY, ATOM], open_actions))
    evaluate(cast)
    action_of(cast, "member")
    # The audit trail is part of no evidence here: what the change touches is evaluated by the full run.
    runs.run_full(cast.organization.pk)

    assert told(cast, "member") == []
    (notice,) = told(cast, "member", "requirements-lost")
    assert notice.facts["count"] == len(MANY) + 1


def test_what_was_never_met_is_not_told_as_lost(cast, room):
    action_of(cast, "member")
    room.declare(checks={ATOM: open_actions})

    evaluate(cast)

    assert told(cast, "member") == []


def test_new_rules_of_a_release_tell_nobody(cast, company, room):
    room.declare(checks={ATOM: lambda at: open_actions(at), "5.1.1-1": lambda at: Evidence(1)})
    action_of(cast, "member")

    evaluate(cast)

    assert told(cast, "member") == []
