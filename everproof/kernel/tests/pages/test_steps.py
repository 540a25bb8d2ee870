"""Steps of a record's life, void and reinstate, links, and what is done with many rows at once."""

import pytest

from everproof.kernel import links, records
from everproof.kernel.links.models import Link
from everproof.kernel.tests.pages.conftest import LIST, typed
from everproof.kernel.work.actions import raise_action

pytestmark = pytest.mark.django_db


def stored(record):
    return type(record).objects.get(pk=record.pk)


# Transitions ---------------------------------------------------------------------------------------------------------


def test_a_step_shows_from_where_to_where(sign_in, page_of, report):
    page = sign_in("manager").get(page_of(report(), "record_step", step="triage")).context["page"]

    assert (page.title, page.from_state.label, page.to_state.label) == ("Take up", "Reported", "In work")
    assert page.action.endswith("/triage/")


def test_a_step_without_its_reason_is_refused_beside_the_field(sign_in, page_of, report):
    found = report()
    response = sign_in("manager").post(page_of(found, "record_step", step="reject"), {"reason": "  "})

    assert "reason" in response.context["form"].errors
    assert stored(found).status == "reported"


def test_a_step_that_is_not_possible_from_here_says_so(sign_in, page_of, report):
    response = sign_in("manager").get(page_of(report(), "record_step", step="close"))

    assert response.status_code == 200
    assert response.context["page"].missing[0].text == "This is not possible in the state “Reported”."


def test_what_a_form_cannot_settle_is_said_before_it_is_filled_in(sign_in, page_of, cast, in_work):
    found = in_work()
    raise_action(title="Deburr", owner=cast.person("member"), due_on=found.detected_on, by=cast.manager, source=found)

    page = sign_in("manager").get(page_of(found, "record_step", step="close")).context["page"]

    assert [item.text for item in page.missing] == ["1 of its actions are still open."]


def test_a_guard_speaks_on_the_form(sign_in, page_of, in_work):
    found = in_work()
    response = sign_in("manager").post(
        page_of(found, "record_step", step="close"), {"action_needed": "True", "need_rationale": "It returns"}
    )

    assert response.status_code == 422
    assert "The cause is not determined." in response.content.decode()
    assert stored(found).status == "contained"


def test_a_step_from_an_old_page_is_told_that_things_changed(sign_in, page_of, cast, report):
    found = report()
    browser = sign_in("manager")
    form = browser.get(page_of(found, "record_step", step="triage")).context["form"]
    records.update(found, by=cast.manager, effect="Worse than thought")

    sent = typed(form, severity="low", owner=str(cast.member.person_id))
    response = browser.post(page_of(found, "record_step", step="triage"), sent)

    assert response.status_code == 409
    assert "Somebody else changed this record" in response.content.decode()
    again = browser.post(page_of(found, "record_step", step="triage"), typed(response.context["form"]))
    assert again.status_code == 302
    assert stored(found).status == "open"


def test_who_may_not_take_a_step_is_told_why(sign_in, page_of, report):
    found = report()

    response = sign_in("member").post(page_of(found, "record_step", step="reject"), {"reason": "I say so"})

    assert response.status_code == 403
    assert "Member" in response.content.decode()
    assert stored(found).status == "reported"


def test_a_step_that_no_life_has_is_not_there(sign_in, page_of, report, cast):
    assert sign_in("manager").get(page_of(report(), "record_step", step="explode")).status_code == 404
    assert sign_in("manager").get(page_of(cast.role, "record_step", step="close")).status_code == 404


# Void ----------------------------------------------------------------------------------------------------------------


def test_voids_with_a_reason_and_brings_back(sign_in, page_of, report):
    found, browser = report(), sign_in("manager")

    assert browser.post(page_of(found, "record_void"), {"reason": ""}).status_code == 422
    assert browser.post(page_of(found, "record_void"), {"reason": "Twice"}).status_code == 302
    assert stored(found).voided_reason == "Twice"
    assert browser.post(page_of(found, "record_reinstate"), {"reason": "Not twice"}).status_code == 302
    assert stored(found).voided_at is None


def test_a_member_voids_nothing(sign_in, page_of, report):
    found = report()

    assert sign_in("member").post(page_of(found, "record_void"), {"reason": "Twice"}).status_code == 403
    assert stored(found).voided_at is None


# Links ---------------------------------------------------------------------------------------------------------------


def test_links_by_number_in_any_case(sign_in, page_of, report):
    first, second = report("First"), report("Second")

    response = sign_in("manager").post(
        page_of(first, "record_link"), {"relation": "concerns", "number": f" {second.number.lower()} "}
    )

    assert response.status_code == 302
    assert Link.objects.get().to_id == second.pk


@pytest.mark.parametrize("number", ["NC-2026-9999", "XX-1", "rubbish", "-"])
def test_a_number_that_is_not_there_is_told_beside_the_field(sign_in, page_of, report, number):
    response = sign_in("manager").post(page_of(report(), "record_link"), {"relation": "concerns", "number": number})

    assert "number" in response.context["form"].errors
    assert not Link.objects.exists()


def test_a_record_one_may_not_see_cannot_be_linked(sign_in, page_of, cast, in_work, report):
    own, other = report("Own", by=cast.kiosk), report("Other")

    response = sign_in("kiosk").post(page_of(own, "record_link"), {"relation": "concerns", "number": other.number})

    assert response.status_code == 403
    assert not Link.objects.exists()


def test_removes_a_link_from_its_far_end(sign_in, page_of, cast, report):
    first, second = report("First"), report("Second")
    made = links.link(first, "concerns", second, by=cast.manager)

    url = page_of(second, "record_unlink", link=made.pk)
    assert b"First" in sign_in("manager").get(url).content
    assert sign_in("manager").post(url).status_code == 302
    made.refresh_from_db()
    assert made.removed_at is not None


def test_a_link_of_other_records_is_not_there(sign_in, page_of, cast, report):
    first, second, third = (report(title) for title in ("First", "Second", "Third"))
    made = links.link(first, "concerns", second, by=cast.manager)

    assert sign_in("manager").get(page_of(third, "record_unlink", link=made.pk)).status_code == 404


# Many at once --------------------------------------------------------------------------------------------------------


def test_many_are_voided_after_one_question(sign_in, report):
    chosen = [report(f"Number {number}") for number in range(3)]
    browser = sign_in("manager")
    keys = [str(found.pk) for found in chosen]

    asked = browser.post(f"{LIST}chosen/void/", {"chosen": keys, "next": f"{LIST}?sort=due"})
    assert asked.status_code == 200
    assert asked.context["page"].title == "Void: 3 records"
    assert all(stored(found).voided_at is None for found in chosen)

    done = browser.post(
        f"{LIST}chosen/void/", {"chosen": keys, "confirmed": "1", "reason": "Test data", "next": f"{LIST}?sort=due"}
    )
    assert done["Location"] == f"{LIST}?sort=due"
    assert all(stored(found).voided_reason == "Test data" for found in chosen)


def test_one_that_refuses_does_not_keep_the_others_back(sign_in, cast, report, in_work):
    waiting, working = report("Waiting"), in_work("Working")
    data = {"chosen": [str(waiting.pk), str(working.pk)], "confirmed": "1", "reason": "As drawn"}

    response = sign_in("manager").post(f"{LIST}chosen/reject/", data, follow=True)

    assert (stored(waiting).status, stored(working).status) == ("rejected", "contained")
    words = [str(message) for message in response.context["messages"]]
    assert words[0] == "1 record changed."
    assert words[1].startswith(working.number)


def test_nothing_chosen_is_said(sign_in):
    response = sign_in("manager").post(f"{LIST}chosen/void/", {}, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Choose at least one row first."]


def test_steps_that_ask_for_more_than_a_reason_are_not_for_many(sign_in, report):
    found = report()

    assert sign_in("manager").post(f"{LIST}chosen/triage/", {"chosen": [str(found.pk)]}).status_code == 404


def test_rights_are_asked_for_each_row(sign_in, report):
    found = report()

    sign_in("member").post(f"{LIST}chosen/void/", {"chosen": [str(found.pk)], "confirmed": "1", "reason": "Mine"})

    assert stored(found).voided_at is None


def test_it_leads_back_to_our_own_pages_only(sign_in, report):
    data = {"chosen": [str(report().pk)], "confirmed": "1", "reason": "Twice", "next": "https://evil.example/"}

    assert sign_in("manager").post(f"{LIST}chosen/void/", data)["Location"] == LIST
