"""Whether an action worked is decided by data: fixed at approval, weighed on the day, proposed, judged by somebody."""

from datetime import timedelta

import pytest

from everproof.improvement import actions, effect
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.improvement.tasks import escalate_corrective_actions, weigh_effects
from everproof.kernel import clock, parameters
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification
from everproof.kernel.pdf.models import Printout

pytestmark = pytest.mark.django_db
PLAN = {"effect_measure": "same-cause", "effect_test": "rate", "effect_window_days": 60, "effect_reduction": 70}


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


def days_ago(days):
    return today() - timedelta(days=days)


def seen(cast, *, every, first, last=1, code="worn"):
    """One nonconformity of a cause every so many days, from `first` to `last` days ago."""
    return [
        actions.report_nonconformity(title=f"Leak {day}", by=cast.member, detected_on=days_ago(day), cause_code=code)
        for day in range(first, last - 1, -every)
    ]


@pytest.fixture
def case(cast):
    found = actions.report_nonconformity(title="Leaking valve", by=cast.member, detected_on=days_ago(90))
    found = actions.triage_nonconformity(
        nonconformity=found, by=cast.manager, severity="high", owner=cast.person("manager")
    )
    found = actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Replaced")
    return actions.analyse_nonconformity(
        nonconformity=found,
        by=cast.manager,
        effect="Two came back",
        cause="Worn seal",
        cause_code="worn",
        cause_method="test",
        similar_looked_at="Bench 1",
        similar_found=False,
        action_needed=True,
        need_rationale="It returns",
    )


def verified(cast, case):
    return actions.verify_cause(nonconformity=case, by=cast.manager, cause_evidence="New seal: tight")


def planned(cast, case, **more):
    values = {"title": "Change the seal every year", "owner": cast.person("member"), "due_on": today(), **more}
    return actions.plan_corrective_action(nonconformity=case, by=cast.manager, **values)


def completed(cast, case, *, days=62, plan=PLAN):
    action = planned(cast, verified(cast, case))
    action = actions.approve_corrective_action(corrective_action=action, by=cast.manager, **plan)
    return actions.complete_corrective_action(
        corrective_action=action, by=cast.member, evidence="Plan 12", completed_on=days_ago(days)
    )


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def at(record, step=""):
    return f"/ours/improvement/corrective-actions/{record.number}/" + (f"{step}/" if step else "")


def test_only_a_verified_cause_lets_an_action_be_approved(cast, case):
    action = planned(cast, case)

    with pytest.raises(Refused, match="not verified"):
        actions.approve_corrective_action(corrective_action=action, by=cast.manager, **PLAN)
    verified(cast, case)
    approved = actions.approve_corrective_action(corrective_action=fresh(action), by=cast.manager, **PLAN)
    assert (approved.approved_by_id, approved.status) == (cast.manager.person_id, "planned")


@pytest.mark.parametrize("left_out", sorted(PLAN))
def test_approval_fixes_the_whole_plan(cast, case, left_out):
    action = planned(cast, verified(cast, case))

    with pytest.raises(Refused, match="not fixed"):
        actions.approve_corrective_action(
            corrective_action=action, by=cast.manager, **{name: PLAN[name] for name in PLAN if name != left_out}
        )


def test_a_share_needs_a_measure_of_a_share(cast, case):
    action = planned(cast, verified(cast, case))

    with pytest.raises(Refused, match="so many out of so many"):
        actions.approve_corrective_action(corrective_action=action, by=cast.manager, **{**PLAN, "effect_test": "share"})


def test_its_owner_does_not_approve_it_and_a_member_cannot(cast, case):
    action = planned(cast, verified(cast, case), owner=cast.person("manager"))

    with pytest.raises(Refused, match="owner cannot approve"):
        actions.approve_corrective_action(corrective_action=action, by=cast.manager, **PLAN)
    with pytest.raises(NotAllowed):
        actions.approve_corrective_action(corrective_action=action, by=cast.member, **PLAN)


def test_the_company_says_what_has_to_be_approved_before_it_begins(cast, case):
    parameters.change(name="corrective_actions_approved_from", to="high", by=cast.manager)
    action = planned(cast, case)

    with pytest.raises(Refused, match="approved first"):
        actions.start_corrective_action(corrective_action=action, by=cast.member)
    with pytest.raises(Refused, match="approved first"):
        actions.complete_corrective_action(corrective_action=action, by=cast.member, evidence="Done")


def test_an_8d_is_always_approved(cast, case):
    case = actions.update_nonconformity(nonconformity=case, by=cast.manager, eight_d=True)

    assert planned(cast, case).approval_needed is True


def test_one_action_waits_for_another(cast, case):
    first = planned(cast, case)
    second = planned(cast, case, title="Train the shift", depends_on=first)

    with pytest.raises(Refused, match=f"{first.number} has to be completed first"):
        actions.complete_corrective_action(corrective_action=second, by=cast.member, evidence="Done")
    actions.complete_corrective_action(corrective_action=first, by=cast.member, evidence="Done")
    second = actions.complete_corrective_action(corrective_action=fresh(second), by=cast.member, evidence="Done")
    assert second.status == "completed"


def test_actions_cannot_wait_for_each_other(cast, case):
    first = planned(cast, case)
    second = planned(cast, case, depends_on=first)

    with pytest.raises(Refused, match="follow another one"):
        actions.update_corrective_action(corrective_action=first, by=cast.manager, depends_on=second)


def test_data_that_fell_say_that_it_worked(cast, case):
    seen(cast, every=5, first=180, last=63)
    seen(cast, every=40, first=50, last=20)
    action = completed(cast, case)

    weigh_effects.call(cast.organization.pk)

    weighed = fresh(action)
    assert weighed.effect_proposal == "worked"
    assert (weighed.effect_outcome["before"], weighed.effect_outcome["after"]) == ("24", "1")
    assert float(weighed.effect_outcome["p_value"]) < 0.01
    assert weighed.status == "completed"


def test_data_that_stayed_say_that_it_did_not(cast, case):
    seen(cast, every=4, first=180, last=1)
    action = completed(cast, case)

    weigh_effects.call(cast.organization.pk)

    assert fresh(action).effect_proposal == "did-not-work"
    assert float(fresh(action).effect_outcome["power"]) > 0.8


def test_few_data_say_nothing_either_way(cast, case):
    seen(cast, every=50, first=180, last=100)
    action = completed(cast, case)

    weigh_effects.call(cast.organization.pk)

    weighed = fresh(action)
    assert (weighed.effect_proposal, weighed.effect_outcome["after"]) == ("cannot-tell", "0")


def test_longer_times_between_two_say_that_it_worked(cast, case):
    seen(cast, every=4, first=180, last=64)
    action = completed(cast, case, plan={**PLAN, "effect_test": "time-between"})

    weigh_effects.call(cast.organization.pk)

    assert fresh(action).effect_proposal == "worked"


def test_a_run_below_the_centre_of_the_weeks_before_says_that_it_worked(cast, case):
    seen(cast, every=1, first=186, last=94)
    action = completed(cast, case, days=92, plan={**PLAN, "effect_test": "chart", "effect_window_days": 90})

    weigh_effects.call(cast.organization.pk)

    assert fresh(action).effect_proposal == "worked"


def test_a_share_is_compared_with_fishers_test(cast, case):
    seen(cast, every=2, first=180, last=63)
    later = seen(cast, every=2, first=61, last=3)
    for one in Nonconformity.objects.filter(detected_on__lt=days_ago(62)).exclude(pk__in=[case.pk, later[0].pk]):
        if one.detected_on > later[0].detected_on - timedelta(days=100):
            actions.mark_recurrence(nonconformity=one, earlier=first_of(cast), by=cast.manager)
    action = completed(cast, case, plan={**PLAN, "effect_measure": "repeat-rate", "effect_test": "share"})

    weigh_effects.call(cast.organization.pk)

    weighed = fresh(action)
    assert (weighed.effect_proposal, weighed.effect_outcome["after"]) == ("worked", "0")


def first_of(cast):
    return Nonconformity.objects.order_by("detected_on").first()


def test_it_is_weighed_once_and_not_before_its_day(cast, case):
    early = completed(cast, case, days=60)

    weigh_effects.call(cast.organization.pk)
    assert fresh(early).effect_weighed_on is None
    with pytest.raises(Refused, match="The days to look at end on"):
        actions.weigh_corrective_action(corrective_action=early, by=cast.manager)


def test_who_judges_is_told_once_what_the_data_say(cast, case):
    seen(cast, every=5, first=180, last=63)
    action = completed(cast, case)
    for _time in range(2):
        weigh_effects.call(cast.organization.pk)

    told = Notification.objects.filter(kind="effect-weighed", person=cast.person("manager"))
    assert told.count() == 1
    entries = LedgerEntry.objects.filter(record_id=str(action.pk), verb="improvement.corrective-action.weigh")
    assert entries.count() == 1


def test_nobody_says_that_it_worked_before_the_data_are_weighed(cast, case):
    action = completed(cast, case, days=30)

    with pytest.raises(Refused, match="The data are weighed on"):
        actions.confirm_corrective_action(
            corrective_action=action, by=cast.manager, effectiveness_conclusion="Looks good"
        )
    assert (
        actions.disprove_corrective_action(
            corrective_action=action, by=cast.manager, effectiveness_conclusion="It leaked again"
        ).status
        == "not-effective"
    )


def test_the_page_shows_the_figures_and_the_judgement_begins_with_them(cast, case, sign_in):
    seen(cast, every=5, first=180, last=63)
    action = completed(cast, case)
    browser = sign_in("manager")
    browser.post(at(action, "weigh"))

    page = browser.get(at(action)).content.decode()
    assert "24 in 119 days before, 0 in 60 days after" in page
    assert "It worked" in page
    assert "24 in 119 days before" in browser.get(at(action, "confirm")).content.decode()


def test_the_plan_is_fixed_on_a_page(cast, case, sign_in):
    action = planned(cast, verified(cast, case))
    browser = sign_in("manager")
    assert browser.post(at(action, "approve"), {**PLAN, "effect_window_days": "3"}).status_code == 422

    assert browser.post(at(action, "approve"), PLAN).status_code == 302
    assert (fresh(action).effect_measure, fresh(action).effect_window_days) == ("same-cause", 60)


def test_reopening_forgets_what_was_weighed(cast, case):
    seen(cast, every=5, first=180, last=63)
    action = completed(cast, case)
    weigh_effects.call(cast.organization.pk)
    again = actions.reopen_corrective_action(corrective_action=fresh(action), by=cast.manager, reason="Not everywhere")

    assert (again.effect_proposal, again.effect_outcome, again.effect_weighed_on) == ("", {}, None)


def test_it_is_carried_over_to_each_process_once(cast, case, sign_in):
    from everproof.kernel.testing import factories

    one, other = (factories.make("process", cast, number) for number in (1, 2))
    action = planned(cast, case, process=one)
    data = {"processes": [str(other.pk)], "owner": str(cast.member.person_id), "due_on": str(today())}
    for _time in range(2):
        assert sign_in("manager").post(at(action, "deploy"), data).status_code == 302

    carried = CorrectiveAction.objects.get(deploys=action)
    assert (carried.process_id, carried.title, carried.nonconformity_id) == (other.pk, action.title, case.pk)


def test_what_is_late_for_too_long_is_shown_to_somebody_above(cast, case):
    action = planned(cast, case, due_on=days_ago(30))
    for _time in range(2):
        escalate_corrective_actions.call(cast.organization.pk)

    told = Notification.objects.filter(kind="corrective-action-late")
    assert fresh(action).escalated_at is not None
    assert cast.person("manager").pk in told.values_list("person_id", flat=True)
    assert told.filter(person=cast.person("manager")).count() == 1
    assert not told.filter(person=cast.person("member")).exists()


def test_weeks_are_whole():
    assert effect.weekly([(days_ago(13), 2.0), (days_ago(1), 1.0), (today(), 5.0)], days_ago(13), today()) == [2, 6]
    assert effect.weekly([(today(), 1.0)], days_ago(5), today()) == []


def test_the_8d_says_for_each_step_what_is_missing(cast, case, sign_in):
    browser, here = sign_in("manager"), f"/ours/improvement/nonconformities/{case.number}/8d/"
    page = browser.get(here).content.decode()
    assert "Nobody stands in the team." in page
    assert "The cause is not verified by evidence." in page

    actions.update_nonconformity(nonconformity=fresh(case), by=cast.manager, team=[cast.member.person_id])
    verified(cast, fresh(case))
    page = browser.get(here).content.decode()
    assert "Mel Member" in page
    assert "Nobody stands in the team." not in page
    assert "The cause is not verified by evidence." not in page


def test_an_8d_is_not_closed_without_team_and_lesson(cast, case):
    case = actions.update_nonconformity(nonconformity=case, by=cast.manager, eight_d=True, action_needed=False)
    decided = {"risk_update_needed": False, "change_needed": False}

    with pytest.raises(Refused, match="D1"):
        actions.close_nonconformity(nonconformity=case, by=cast.manager, **decided)
    case = actions.update_nonconformity(nonconformity=case, by=cast.manager, team=[cast.member.person_id])
    with pytest.raises(Refused, match="D8"):
        actions.close_nonconformity(nonconformity=case, by=cast.manager, **decided)
    closed = actions.close_nonconformity(nonconformity=case, by=cast.manager, **decided, lesson="Seals age")
    assert closed.status == "closed"


def test_the_8d_report_is_printed(cast, case, sign_in):
    here = f"/ours/improvement/nonconformities/{case.number}/8d/print/"
    assert "8D report (PDF)" in sign_in("manager").get(here).content.decode()

    answer = sign_in("manager").post(here)
    assert answer.status_code == 302
    printout = Printout.objects.get()
    assert (printout.record_id, printout.file is not None or bool(printout.note)) == (case.pk, True)
    assert sign_in("stranger").get(here).status_code == 404
