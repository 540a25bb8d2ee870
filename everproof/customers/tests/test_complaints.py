"""A complaint from its arrival to an answer that settles it: its clocks, its guards, what came back with it."""

from datetime import date

import pytest

from everproof.customers import clocks
from everproof.customers.actions import complaints as actions
from everproof.customers.models import Complaint
from everproof.customers.testing import answered_complaint, complaint, customer_return, open_complaint
from everproof.improvement.models import Nonconformity
from everproof.kernel import access, clock, parameters, records, transitions
from everproof.kernel.errors import Refused
from everproof.kernel.work.calendar import add_working_days

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def test_its_clocks_count_working_days_by_severity(cast):
    values = parameters.values(cast.organization.pk)
    found = complaint(cast, received_on=FRIDAY)

    assert found.acknowledge_by == add_working_days(
        cast.organization.pk, FRIDAY, values[clocks.name_of("acknowledge", "medium")], cast.main_site
    )
    assert found.due_on == found.acknowledge_by
    assert found.acknowledge_by.weekday() < 5

    severe = actions.acknowledge_complaint(
        complaint=found, by=cast.manager, severity="high", owner=cast.person("member")
    )
    assert severe.answer_by < found.answer_by
    assert severe.acknowledged_on == clock.today(cast.organization.zone)
    assert severe.due_on == severe.interim_by


def test_the_company_sets_the_clocks(cast):
    parameters.change(name=clocks.name_of("acknowledge", "medium"), to=0, by=cast.manager)

    assert complaint(cast, received_on=MONDAY).acknowledge_by == MONDAY


def test_it_is_taken_up_only_with_an_owner_and_a_severity(cast):
    with pytest.raises(Refused) as refused:
        actions.acknowledge_complaint(complaint=complaint(cast), by=cast.manager)

    assert len(refused.value.reasons) == 2


def test_the_first_answer_stops_its_clock_and_the_answer_all_of_them(cast):
    found = actions.inform_complainant(
        complaint=open_complaint(cast), by=cast.manager, interim_answer="We look into it."
    )
    assert found.due_on == found.answer_by

    answered = actions.answer_complaint(complaint=found, by=cast.manager, answer="You get new ones.", justified=True)
    assert (answered.due_on, answered.in_time) == (None, True)


def test_an_answer_after_its_clock_is_late(cast):
    found = records.update(open_complaint(cast), by=cast.manager, answer_by=date(2026, 1, 5))
    answered = actions.answer_complaint(complaint=found, by=cast.manager, answer="Sorry.", justified=False)

    assert answered.in_time is False


def test_it_cannot_close_before_the_complainant_was_told(cast):
    with pytest.raises(Refused, match="not possible in the state"):
        actions.close_complaint(complaint=open_complaint(cast), by=cast.manager)
    with pytest.raises(Refused) as refused:
        actions.answer_complaint(complaint=open_complaint(cast, 2), by=cast.manager, answer=" ", justified=True)
    assert "The answer is not written." in map(str, refused.value.reasons)


def test_whoever_it_is_about_does_not_close_it(cast):
    about_me = answered_complaint(cast, caused_by=cast.person("manager"))
    with pytest.raises(Refused, match="your own work"):
        actions.close_complaint(complaint=about_me, by=cast.manager)

    assert actions.close_complaint(complaint=about_me, by=cast.member).status == "closed"


def test_danger_is_contained_before_anything_is_answered(cast):
    found = open_complaint(cast, danger=True)
    with pytest.raises(Refused, match="hurt"):
        actions.answer_complaint(complaint=found, by=cast.manager, answer="Stop using it.", justified=True)

    contained = actions.contain_complaint(complaint=found, by=cast.manager, containment="Deliveries stopped.")
    answered = actions.answer_complaint(complaint=contained, by=cast.manager, answer="Stop using it.", justified=True)
    assert answered.status == "answered"


def test_who_is_not_content_is_heard_again(cast):
    answered = answered_complaint(cast)
    again = actions.hear_reply(complaint=answered, content=False, words="They leak again.", by=cast.manager)

    assert (again.status, again.disputed, again.reopened, again.answered_on) == ("open", True, 1, None)
    assert again.due_on == again.answer_by
    second = actions.answer_complaint(complaint=again, by=cast.manager, answer="A fitter comes.", justified=True)
    assert second.disputed is None
    pleased = actions.hear_reply(complaint=second, content=True, words="", by=cast.manager)
    assert (pleased.status, pleased.disputed) == ("answered", False)


def test_there_is_nothing_to_reply_to_before_the_answer(cast):
    with pytest.raises(Refused, match="no answer"):
        actions.hear_reply(complaint=open_complaint(cast), content=True, words="", by=cast.manager)


def test_it_leads_to_a_nonconformity_that_is_contained_before_it_closes(cast):
    found = answered_complaint(cast)
    case = actions.raise_nonconformity(complaint=found, by=cast.manager, eight_d=True)
    found.refresh_from_db()

    assert (case.source, case.eight_d, found.nonconformity_id) == ("complaint", True, case.pk)
    with pytest.raises(Refused, match="not contained yet"):
        actions.close_complaint(complaint=found, by=cast.manager)
    with pytest.raises(Refused, match="already"):
        actions.raise_nonconformity(complaint=found, by=cast.manager)
    assert Nonconformity.objects.count() == 1


def test_it_does_not_close_before_what_came_back_is_settled(cast):
    back = customer_return(cast)
    found = actions.acknowledge_complaint(
        complaint=back.complaint, by=cast.manager, severity="low", owner=cast.person("member")
    )
    found = actions.answer_complaint(complaint=found, by=cast.manager, answer="New ones come.", justified=True)
    with pytest.raises(Refused, match="returns"):
        actions.close_complaint(complaint=found, by=cast.manager)

    back = actions.receive_return(back=back, by=cast.manager, condition="Well packed")
    with pytest.raises(Refused, match="whose fault"):
        actions.analyse_return(back=back, by=cast.manager, finding="Packing too short")
    back = actions.analyse_return(back=back, by=cast.manager, finding="Packing too short", responsibility="ours")
    actions.settle_return(back=back, by=cast.manager, settlement="replaced")
    assert actions.close_complaint(complaint=found, by=cast.manager).status == "closed"


def test_how_it_ended_is_said_by_answering_it_and_not_by_the_one_who_records_it(cast):
    with pytest.raises(Refused, match="answering"):
        actions.record_complaint(by=cast.manager, title="Leaks", in_time=True)
    with pytest.raises(Refused, match="answering again"):
        actions.update_complaint(complaint=complaint(cast), by=cast.manager, outcome="Replaced")


def test_what_is_wrong_gives_the_title_where_none_is_given(cast):
    found = actions.record_complaint(by=cast.manager, product="Gate valve", issue="Leaks")

    assert found.title == "Gate valve: Leaks"


def test_another_day_of_receipt_sets_the_clocks_anew(cast):
    found = open_complaint(cast)
    moved = actions.update_complaint(complaint=found, by=cast.manager, received_on=date(2026, 10, 1))

    assert moved.answer_by < found.answer_by
    assert moved.due_on == moved.interim_by


def test_what_is_no_complaint_says_why(cast):
    found = actions.reject_complaint(complaint=complaint(cast), by=cast.manager, reason="An advertisement.")

    assert (found.status, found.answer) == ("rejected", "An advertisement.")
    assert not Complaint.objects.filter(due_on__isnull=False).exists()


def test_a_reporter_records_one_but_takes_none_up(cast):
    assert access.may(cast.kiosk, "create", Complaint)
    with pytest.raises(Exception, match="access role"):
        transitions.perform(complaint(cast), "acknowledge", by=cast.kiosk)


def test_its_pages_lead_through_its_life(cast, sign_in):
    browser = sign_in("manager")
    form = {"title": "Stem leaks", "channel": "phone", "received_on": "2026-11-20", "customer": ""}
    browser.post("/ours/customers/complaints/new/", form)
    found = Complaint.objects.get()
    here = f"/ours/customers/complaints/{found.number}/"
    owner = str(cast.person("manager").pk)
    browser.post(f"{here}acknowledge/", {"severity": "low", "owner": owner})
    browser.post(f"{here}answer/", {"answer": "Sorry.", "justified": "True", "outcome": ""})
    found.refresh_from_db()
    assert found.status == "answered"

    inside = browser.post(f"{here}inside/", {"eight_d": "on"})
    assert "/improvement/nonconformities/" in inside["Location"]
    page = browser.get(here).content.decode()
    assert "Sorry." in page
    assert found.number in browser.get(inside["Location"]).content.decode()
    assert Nonconformity.objects.get().number in page
