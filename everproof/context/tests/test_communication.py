"""Communication: what was held moves the plan on; the calendar shows what was missed."""

from datetime import date

import pytest

from everproof.context import calendar
from everproof.context.actions import communication
from everproof.context.models import CommunicationPlan, CommunicationRecord
from everproof.context.testing import a_plan

pytestmark = pytest.mark.django_db


def stored(plan):
    return CommunicationPlan.objects.select_related("organization").get(pk=plan.pk)


@pytest.mark.parametrize(
    ("timing", "due", "held", "following"),
    [
        ("quarterly", date(2026, 3, 31), date(2026, 4, 10), date(2026, 6, 30)),
        ("quarterly", date(2026, 3, 31), date(2026, 3, 20), date(2026, 6, 30)),
        ("quarterly", date(2026, 3, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("monthly", date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28)),
        ("weekly", date(2026, 1, 1), date(2026, 1, 8), date(2026, 1, 15)),
        ("yearly", None, date(2026, 5, 5), date(2027, 5, 5)),
        ("on-event", date(2026, 3, 1), date(2026, 3, 1), None),
        ("on-event", date(2026, 6, 1), date(2026, 3, 1), date(2026, 6, 1)),
    ],
)
def test_the_next_day_keeps_the_rhythm(timing, due, held, following):
    plan = CommunicationPlan(timing=timing, next_due_on=due)

    assert communication.next_day(plan, held) == following


def test_what_is_not_said_comes_from_the_plan(cast):
    plan = a_plan(cast, to_everybody=True, next_due_on=date(2026, 3, 31))

    record = communication.record_communication(
        title="At the board", plan=plan, held_on=date(2026, 3, 30), audience_size=40, by=cast.member
    )

    assert (record.topics, record.to_everybody, record.channel) == (["quality-policy"], True, "At the board")
    assert record.communicator_id == cast.boss.person_id
    assert stored(plan).next_due_on == date(2026, 6, 30)


def test_the_calendar_tells_held_missed_and_to_come(cast):
    plan = a_plan(cast, next_due_on=date(2026, 3, 31))
    communication.record_communication(title="Held", plan=plan, held_on=date(2026, 2, 10), by=cast.manager)

    (group,) = calendar.of_year(cast.manager, 2026, date(2026, 8, 1))

    marks = [(month, mark.kind) for month, cell in enumerate(group.rows[0].cells, start=1) for mark in cell]
    assert marks == [(2, "held"), (6, "missed"), (9, "due"), (12, "due")]


def test_the_page_of_a_plan_leads_to_what_took_place(cast, sign_in):
    plan = a_plan(cast)
    browser = sign_in("manager")
    form = f"/ours/context/communicated/new/?plan={plan.pk}"
    assert browser.get(form).context["form"].initial["topics"] == ["quality-policy"]

    browser.post(
        form,
        {"plan": str(plan.pk), "title": "March at the board", "held_on": "2026-03-30", "topics": ["quality-policy"]},
    )

    assert CommunicationRecord.objects.get().plan_id == plan.pk
    assert "March at the board" in browser.get(f"/ours/context/communication/{plan.number}/").content.decode()
    assert "March at the board" in browser.get("/ours/context/communication/calendar/?year=2026").content.decode()


def test_an_odd_year_is_this_year(sign_in):
    assert sign_in("member").get("/ours/context/communication/calendar/?year=99999").status_code == 200
