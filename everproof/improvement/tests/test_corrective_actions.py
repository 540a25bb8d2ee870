"""Corrective actions: planned from a nonconformity, done, and judged by somebody else."""

from datetime import date, timedelta

import pytest

from everproof.improvement import actions, queries
from everproof.improvement.lifecycle.nonconformity import every_corrective_action_worked
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.improvement.tasks import remind_about_corrective_actions
from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.notifications.models import Notification
from everproof.kernel.testing.tasks import run_waiting_tasks

pytestmark = pytest.mark.django_db
ANALYSIS = {
    "effect": "Two valves came back",
    "cause_method": "five-whys",
    "cause": "Worn seal",
    "cause_category": "machine",
    "similar_looked_at": "Bench 1 and 3: seals as new",
    "similar_found": "False",
    "action_needed": "True",
    "need_rationale": "It would return with every worn seal",
}


@pytest.fixture
def contained(cast):
    found = actions.report_nonconformity(title="Leaking valve", by=cast.member, site=cast.main_site)
    found = actions.triage_nonconformity(
        nonconformity=found, by=cast.manager, severity="high", owner=cast.person("manager")
    )
    return actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Replaced")


@pytest.fixture
def analysed(cast, contained):
    decided = {**ANALYSIS, "action_needed": True, "similar_found": False}
    return actions.analyse_nonconformity(nonconformity=contained, by=cast.manager, **decided)


def at(record, step=""):
    path = {"nonconformity": "nonconformities", "corrective-action": "corrective-actions"}[record.type_name]
    return f"/ours/improvement/{path}/{record.number}/" + (f"{step}/" if step else "")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def planned(cast, nonconformity, **more):
    values = {"title": "Change the seal every year", "owner": cast.person("member"), "due_on": date(2026, 4, 1), **more}
    return actions.plan_corrective_action(nonconformity=nonconformity, by=cast.manager, **values)


def completed(cast, nonconformity, **more):
    return actions.complete_corrective_action(
        corrective_action=planned(cast, nonconformity, **more), by=cast.manager, evidence="Plan changed"
    )


def judged(cast, nonconformity, verdict=actions.confirm_corrective_action):
    return verdict(
        corrective_action=completed(cast, nonconformity),
        by=cast.manager,
        effectiveness_conclusion="None of 400 valves leaked",
    )


def test_from_the_analysis_to_the_proof_of_effect_on_the_pages(sign_in, cast, contained):
    manager, member = sign_in("manager"), sign_in("member")

    manager.post(at(contained, "analyse"), ANALYSIS)
    case = fresh(contained)
    today = clock.today("Europe/Berlin")
    assert case.status == "analysed"
    assert {case.analysed_on, case.need_evaluated_on, case.cause_determined_on, case.similar_checked_on} == {today}
    assert b"Nothing is planned yet that removes the cause." in manager.get(at(case)).content

    manager.post(
        at(case, "corrective-action"),
        {
            "title": "Change the seal every year",
            "owner": str(cast.member.person_id),
            "due_on": "2026-04-01",
            "effort": "normal",
        },
    )
    action = CorrectiveAction.objects.get()
    assert (action.status, action.nonconformity_id, action.site_id) == ("planned", case.pk, cast.main_site.pk)
    assert b"Change the seal every year" in manager.get(at(case)).content

    member.post(at(action, "start"))
    member.post(
        at(action, "complete"),
        {"evidence": "Plan changed", "completed_on": "2026-03-20", "effectiveness_due_on": "2026-05-20"},
    )
    assert fresh(action).status == "completed"

    closing = {**ANALYSIS, "risk_update_needed": "False", "change_needed": "False"}
    refused = manager.post(at(case, "close"), closing)
    assert "1 of its corrective actions are not found effective yet." in refused.content.decode()

    manager.post(at(action, "confirm"), {"effectiveness_conclusion": "None of 400 valves leaked"})
    action = fresh(action)
    assert (action.status, action.effectiveness_result) == ("effective", "effective")
    assert (action.effectiveness_reviewed_by_id, action.effectiveness_reviewed_on) == (cast.manager.person_id, today)

    manager.post(at(case, "close"), closing)
    assert fresh(case).status == "closed"


@pytest.mark.parametrize("left_out", ["cause", "similar_looked_at", "similar_found"])
def test_analysing_needs_cause_and_a_look_elsewhere_where_action_is_needed(sign_in, contained, left_out):
    data = {name: value for name, value in ANALYSIS.items() if name != left_out}

    assert sign_in("manager").post(at(contained, "analyse"), data).status_code == 422
    assert fresh(contained).status == "contained"


def test_without_need_for_action_nothing_is_planned(sign_in, contained):
    sign_in("manager").post(at(contained, "close"), {"action_needed": "False", "need_rationale": "Happened once"})

    assert fresh(contained).status == "closed"


def test_closing_needs_a_corrective_action(cast, analysed):
    with pytest.raises(Refused, match="No corrective action is planned"):
        actions.close_nonconformity(
            nonconformity=analysed, by=cast.manager, risk_update_needed=False, change_needed=False
        )


def test_closing_needs_a_decision_about_risks_and_system(cast, analysed):
    judged(cast, analysed)

    with pytest.raises(Refused, match="whether risks or the quality system have to change"):
        actions.close_nonconformity(nonconformity=analysed, by=cast.manager)


def test_what_did_not_work_is_followed_by_another_action(cast, analysed):
    judged(cast, analysed, actions.disprove_corrective_action)
    assert "did not work" in str(every_corrective_action_worked(fresh(analysed)))

    judged(cast, analysed)
    assert every_corrective_action_worked(fresh(analysed)) is None


def test_a_cancelled_action_is_no_action(cast, analysed):
    actions.cancel_corrective_action(corrective_action=planned(cast, analysed), by=cast.manager, reason="Sold")

    assert "No corrective action" in str(every_corrective_action_worked(analysed))


def test_its_owner_does_not_judge_it(cast, analysed):
    own = completed(cast, analysed, owner=cast.person("manager"))

    with pytest.raises(Refused, match="Ask somebody else"):
        actions.confirm_corrective_action(corrective_action=own, by=cast.manager, effectiveness_conclusion="I think so")
    assert queries.effect_to_judge(own, cast.manager) is None


def test_a_member_does_not_judge(cast, analysed):
    with pytest.raises(NotAllowed):
        actions.confirm_corrective_action(
            corrective_action=completed(cast, analysed), by=cast.teammate, effectiveness_conclusion="Looks well"
        )


def test_an_effect_cannot_be_due_before_the_action_is_done(cast, analysed):
    with pytest.raises(Refused, match="before the action is done"):
        actions.complete_corrective_action(
            corrective_action=planned(cast, analysed),
            by=cast.manager,
            evidence="Plan changed",
            completed_on=date(2026, 3, 2),
            effectiveness_due_on=date(2026, 3, 1),
        )


def test_nothing_is_planned_for_what_is_closed(cast, contained):
    closed = actions.close_nonconformity(
        nonconformity=contained, by=cast.manager, action_needed=False, need_rationale="Happened once"
    )

    with pytest.raises(Refused, match="not open"):
        planned(cast, closed)


def test_work_waits_for_the_owner_and_then_for_a_judge(cast, analysed):
    action = planned(cast, analysed)
    assert [item.number for item in queries.corrective_actions_for(cast.member)] == [action.number]
    assert queries.corrective_actions_for(cast.manager) == []

    today = clock.today("Europe/Berlin")
    actions.complete_corrective_action(
        corrective_action=action, by=cast.member, evidence="Done", completed_on=today, effectiveness_due_on=today
    )
    assert queries.corrective_actions_for(cast.member) == []
    assert [str(item.why) for item in queries.corrective_actions_for(cast.manager)] == ["Judge whether it worked"]


def test_the_owner_is_told_and_reminded_and_the_judge_too(cast, analysed):
    today = clock.today("Europe/Berlin")
    action = planned(cast, analysed, due_on=today + timedelta(days=1))
    run_waiting_tasks()
    remind_about_corrective_actions.call(cast.organization.pk)
    actions.complete_corrective_action(
        corrective_action=action, by=cast.member, evidence="Done", completed_on=today, effectiveness_due_on=today
    )
    remind_about_corrective_actions.call(cast.organization.pk)
    remind_about_corrective_actions.call(cast.organization.pk)

    told = Notification.objects.filter(kind__in=("corrective-action-given", "corrective-action-due", "effect-due"))
    assert sorted(told.values_list("kind", "person_id")) == sorted(
        [
            ("corrective-action-given", cast.member.person_id),
            ("corrective-action-due", cast.member.person_id),
            ("effect-due", cast.manager.person_id),
        ]
    )


def test_a_day_that_was_known_before_stays(cast, contained):
    case = actions.analyse_nonconformity(
        nonconformity=contained,
        by=cast.manager,
        action_needed=False,
        need_rationale="Happened once",
        analysed_on=date(2026, 2, 1),
    )

    assert case.analysed_on == date(2026, 2, 1)
    assert Nonconformity.objects.get(pk=case.pk).need_evaluated_on == clock.today("Europe/Berlin")
