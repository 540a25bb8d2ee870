"""What to do next comes in the order of the way to a certificate."""

import pytest

from everproof.conformity import editions, next_steps, queries, runs
from everproof.conformity.models import Verdict
from everproof.conformity.next_steps import PATH, ordered, stage_of
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.kernel.access import Actor
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.people.models import Person
from everproof.standards import load

PLACE = [{"reason": "Why.", "cure": "What", "type": "role"}]


def blocking(*pairs, findings=PLACE):
    return [(atom, outcome, "Why.", findings, 1) for atom, outcome in pairs]


def atoms(steps):
    return [step.atom.id for step in steps]


@pytest.mark.parametrize("standard", [STANDARD, NEWER])
def test_every_requirement_has_its_stage(standard):
    assert {stage_of(atom) for atom in load(standard).atoms} == set(PATH)


def test_stages_come_in_the_order_of_the_way_to_a_certificate():
    mixed = [
        "9.3.1-1",
        "8.6-1",
        "7.2-1",
        "7.5.2-1",
        "6.2.1-1",
        "6.1.1-1",
        "5.3-1",
        "4.4.1-1",
        "5.2.1-1",
        "4.3-1",
        "9.2.1-1",
    ]

    steps = ordered(STANDARD, blocking(*((atom, "fail") for atom in mixed)))

    assert atoms(steps) == [
        "4.3-1", "5.2.1-1", "4.4.1-1", "5.3-1", "6.1.1-1", "6.2.1-1", "7.5.2-1", "7.2-1", "8.6-1", "9.2.1-1", "9.3.1-1",
    ]  # fmt: skip


def test_what_fails_comes_before_what_has_no_evidence_and_documents_asked_for_by_name_first():
    documented = next(
        atom.id
        for atom in load(STANDARD).atoms
        if atom.clause.startswith("4.3") and atom.kind == "maintain-documented-information"
    )

    steps = ordered(
        STANDARD,
        blocking(("4.3-1", "no-evidence"), (documented, "no-evidence"), ("4.3-3", "fail"), ("4.3-2", "error")),
    )

    assert atoms(steps) == ["4.3-2", "4.3-3", documented, "4.3-1"]


def test_what_the_product_does_not_check_yet_comes_last():
    nowhere = blocking(("4.3-1", "no-evidence"), findings=[{"reason": "Not checked.", "cure": "Wait"}])

    steps = ordered(STANDARD, [*nowhere, *blocking(("9.3.1-1", "no-evidence"))])

    assert atoms(steps) == ["9.3.1-1", "4.3-1"]
    assert [step.has_place for step in steps] == [True, False]


@pytest.mark.django_db
def test_steps_come_from_what_was_stored(cast, room, django_assert_num_queries):
    finding = Finding("Nobody.", Cure("Name somebody", "kernel:roles"))
    room.declare(checks={"4.3-1": lambda at: Evidence(1, (finding,)), "5.3-1": lambda at: Evidence(1)})
    runs.run_full(cast.organization.pk)

    with django_assert_num_queries(1):
        steps = next_steps.what_next(cast.organization.pk, STANDARD)

    assert (steps[0].atom.id, steps[0].first.cure, steps[0].first.url_name) == (
        "4.3-1",
        "Name somebody",
        "kernel:roles",
    )
    assert steps[0].stage.name == "scope"
    assert "5.3-1" not in atoms(steps)
    assert len(next_steps.what_next(cast.organization.pk, STANDARD, limit=3)) == 3


@pytest.mark.django_db
def test_editions_are_compared_for_this_company(cast, room, django_assert_num_queries):
    room.declare(checks={"4.3-3": lambda at: Evidence(1)})
    runs.run_full(cast.organization.pk)
    assert editions.newer_edition(STANDARD) == NEWER
    assert editions.newer_edition(NEWER) is None

    with django_assert_num_queries(1):
        found = editions.compared(cast.organization.pk, STANDARD, NEWER)

    by_id = {one.difference.change.id: one for one in found.moved}
    changed, added = by_id["4.3-3"], by_id["4.2-4"]
    assert (changed.before, changed.after, changed.asks) == ("pass", "no-evidence", True)
    assert (added.before, added.is_confirmed) == ("", True)
    assert any(not one.is_confirmed for one in found.moved)
    assert changed in found.open
    assert {one.difference.change.applied for one in found.only_reported} == {False}


@pytest.mark.django_db
def test_findings_are_shown_to_whoever_may_see_the_record(cast, room, django_assert_max_num_queries):
    room.declare(
        checks={"5.3-1": lambda at: Evidence(1, (Finding("No phone.", Cure("Enter it"), at.records(Person)),))}
    )
    runs.run_full(cast.organization.pk)
    stored = queries.verdict(cast.organization.pk, STANDARD, "5.3-1")

    with django_assert_max_num_queries(3):
        shown, hidden = queries.findings(cast.manager, stored)
    assert (len(shown), hidden) == (stored.total, 0)
    assert shown[0].record.title in {person.title for person in Person.objects.all()}
    assert shown[0].url.startswith("/ours/kernel/people/")

    nobody = Actor(organization=cast.organization, person=cast.person("member"))
    assert queries.findings(nobody, stored) == ([], stored.total)


@pytest.mark.django_db
def test_the_place_of_a_cure_is_the_page_the_record_or_the_list(cast):
    verdict = Verdict(
        organization=cast.organization,
        total=3,
        findings=[
            {"reason": "a", "cure": "b", "url_name": "kernel:roles"},
            {"reason": "a", "cure": "b", "type": "nonconformity"},
            {"reason": "a", "cure": "b"},
        ],
    )

    shown, _hidden = queries.findings(cast.manager, verdict)

    assert [one.url for one in shown] == ["/ours/kernel/roles/", "/ours/improvement/nonconformities/", ""]
