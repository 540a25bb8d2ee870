"""Improvement plans: four stages with gates, a benefit that somebody else confirms, one sheet of A3."""

from datetime import timedelta
from decimal import Decimal

import pytest

from everproof.improvement import actions, queries
from everproof.improvement.models import ImprovementPlan
from everproof.kernel import clock, transitions, verbs
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import store
from everproof.kernel.pdf.models import Printout
from everproof.kernel.testing import factories
from everproof.kernel.tests.pdf.tools import pages_of
from everproof.kernel.work import actions as work

pytestmark = pytest.mark.django_db
LEFT_HALF = {
    "situation": "Every second order waits for a gauge.",
    "aim": "Nobody waits for a gauge.",
    "measure": "Set-up time",
    "unit": "min",
    "baseline": Decimal(42),
    "target": Decimal(30),
    "causes": "The gauges are kept in the measuring room.",
    "measures": "A trolley with the gauges of the day.",
    "benefit_claimed": Decimal(12000),
    "benefit_basis": "800 set-ups of 12 minutes at 75 an hour.",
}


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


@pytest.fixture
def plan(cast):
    return factories.make("improvement-plan", cast)


def step(plan, name, by, **values):
    return verbs.perform(plan, name, values, by=by)


def begun(plan, cast):
    return step(plan, "begin", cast.manager, **LEFT_HALF)


def checked(plan, cast, achieved=28, by=None):
    leader = by or cast.member
    plan = step(begun(plan, cast), "carry-out", leader, carried_out="The trolley stands there since May.")
    return step(plan, "secure", leader, achieved=Decimal(achieved), finding="Measured over 60 set-ups.")


def at(plan, page=""):
    return f"/ours/improvement/improvement-plans/{plan.number}/" + (f"{page}/" if page else "")


@pytest.mark.parametrize("name", [name for name in LEFT_HALF if name != "unit"])
def test_it_does_not_begin_before_the_left_half_is_written(cast, plan, name):
    values = {**LEFT_HALF, name: None if isinstance(LEFT_HALF[name], Decimal) else " "}

    with pytest.raises(Refused):
        step(plan, "begin", cast.manager, **values)
    assert ImprovementPlan.objects.get().status == "plan"


def test_target_and_baseline_differ(cast, plan):
    with pytest.raises(Refused, match="the same"):
        step(plan, "begin", cast.manager, **{**LEFT_HALF, "target": Decimal(42)})


def test_its_owner_does_not_open_the_first_gate(cast, plan):
    with pytest.raises(NotAllowed):
        step(plan, "begin", cast.member, **LEFT_HALF)


def test_aim_and_benefit_stand_once_it_has_begun(cast, plan):
    plan = begun(plan, cast)

    with pytest.raises(Refused, match="stand since it began"):
        actions.update_plan(improvement_plan=plan, by=cast.member, target=Decimal(40))
    changed = actions.update_plan(
        improvement_plan=plan, by=cast.member, target=Decimal(30), causes="Seen more closely."
    )
    assert changed.causes == "Seen more closely."


def test_open_actions_keep_it_in_do(cast, plan):
    plan = begun(plan, cast)
    work.raise_action(title="Buy a trolley", owner=cast.person("member"), due_on=today(), by=cast.manager, source=plan)

    with pytest.raises(Refused, match="1 of its actions"):
        step(plan, "carry-out", cast.member, carried_out="Almost.")


@pytest.mark.parametrize(("baseline", "target", "achieved", "is_enough"), [
    (42, 30, 30, True), (42, 30, 31, False), (80, 95, 96, True), (80, 95, 94, False),
])  # fmt: skip
def test_the_target_is_reached_from_the_side_of_the_baseline(baseline, target, achieved, is_enough):
    plan = ImprovementPlan(baseline=Decimal(baseline), target=Decimal(target), achieved=Decimal(achieved))

    assert plan.reaches_target is is_enough


def test_what_misses_its_target_goes_round_once_more(cast, plan):
    with pytest.raises(Refused, match="not reached"):
        checked(plan, cast, achieved=35)
    plan = actions.repeat_plan(
        improvement_plan=ImprovementPlan.objects.get(),
        by=cast.member,
        reason="35 minutes: the trolley is too far away.",
    )

    assert (plan.status, plan.round, plan.achieved) == ("plan", 2, None)


def test_somebody_else_confirms_the_benefit_before_it_is_closed(cast, plan):
    plan = checked(plan, cast)
    with pytest.raises(Refused, match="not confirmed"):
        step(plan, "close", cast.member, standard="Work instruction 7")
    with pytest.raises(NotAllowed):
        step(plan, "confirm-benefit", cast.member, benefit_confirmed=Decimal(1), benefit_evidence="x")

    plan = step(
        plan, "confirm-benefit", cast.manager, benefit_confirmed=Decimal(9000), benefit_evidence="Cost centre 12"
    )
    closed = step(plan, "close", cast.member, standard="Work instruction 7")
    assert (closed.status, closed.completed_on) == ("closed", today())
    assert (closed.benefit_confirmed, closed.benefit_confirmed_by_id) == (Decimal(9000), cast.manager.person_id)


def test_who_leads_it_does_not_confirm_it(cast, plan):
    plan = actions.update_plan(improvement_plan=plan, by=cast.manager, owner=cast.person("manager"))
    plan = checked(plan, cast, by=cast.manager)

    with pytest.raises(Refused, match="Its owner cannot"):
        step(plan, "confirm-benefit", cast.manager, benefit_confirmed=Decimal(1), benefit_evidence="Believe me")


def test_the_improvement_waits_for_its_plan(cast, plan):
    idea = plan.improvement

    with pytest.raises(Refused, match=plan.number):
        actions.complete_improvement(improvement=idea, by=cast.member, result="Done")
    transitions.perform(plan, "cancel", by=cast.manager, reason="Too dear")
    assert actions.complete_improvement(improvement=idea, by=cast.member, result="Done").status == "completed"


def test_only_what_was_selected_is_planned_and_sent_twice_it_is_one(cast, plan, sign_in):
    idea = actions.propose_improvement(title="Label both ends", by=cast.member)
    values = {"improvement": idea, "owner": cast.person("member"), "due_on": today() + timedelta(days=30)}
    with pytest.raises(Refused, match="was selected"):
        actions.plan_improvement(by=cast.manager, **values)

    selected = plan.improvement
    typed = {
        "id": "018f0000-0000-7000-8000-000000000001",
        "title": "Trolley",
        "owner": str(cast.member.person_id),
        "due_on": "2027-03-01",
    }
    page = f"/ours/improvement/improvements/{selected.number}/plan/"
    answers = [sign_in("manager").post(page, typed).status_code for _time in range(2)]
    assert answers == [302, 302]
    assert ImprovementPlan.objects.filter(title="Trolley").count() == 1


def test_it_waits_for_who_leads_it(cast, plan):
    assert [item.number for item in queries.plans_for(cast.member)] == [plan.number]
    assert list(queries.plans_for(cast.manager)) == []


def test_its_page_draws_the_figures_and_its_sheet_is_one_page(cast, plan, sign_in):
    plan = checked(plan, cast)
    browser = sign_in("manager")

    page = browser.get(at(plan)).content.decode()
    assert "From 42 to 30: 28 is reached." in page
    assert browser.get(at(plan, "a3")).status_code == 200
    answer = browser.post(at(plan, "a3"))
    printout = Printout.objects.get()
    assert answer["Location"].endswith(f"/{printout.key}/")
    assert printout.name.endswith("A3.pdf")
    with store.open_file(cast.organization.pk, printout.file.sha256) as file:
        (sheet,) = pages_of(file.read())
    for words in ("Every second order waits for a gauge.", "28 is reached", "Measured over 60 set-ups."):
        assert words in sheet
