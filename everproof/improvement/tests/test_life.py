"""A nonconformity from the report to its end, on the pages."""

import pytest

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock
from everproof.kernel.work.models import Action

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(cast):
    return actions.report_nonconformity(title="Leaking valve", by=cast.member)


def at(found, step=""):
    return f"/ours/improvement/nonconformities/{found.number}/" + (f"{step}/" if step else "")


def stored(found):
    return Nonconformity.objects.get(pk=found.pk)


def test_from_report_to_closed(sign_in, cast, found):
    browser = sign_in("manager")

    browser.post(at(found, "triage"), {"severity": "high", "owner": str(cast.member.person_id), "source": "product"})
    assert (stored(found).status, stored(found).owner_id) == ("open", cast.member.person_id)

    browser.post(at(found, "contain"), {"correction": "Valve replaced", "corrected_on": "2026-03-04"})
    assert (stored(found).status, str(stored(found).corrected_on)) == ("contained", "2026-03-04")

    browser.post(
        at(found, "action"), {"title": "Check the seal", "owner": str(cast.member.person_id), "due_on": "2026-04-01"}
    )
    action = Action.objects.get()
    assert (action.source_type, action.source_id) == ("nonconformity", found.pk)

    closing = {"action_needed": "False", "need_rationale": "It cannot return", "cause": "Worn seal"}
    refused = browser.post(at(found, "close"), closing)
    assert "1 of its actions are still open." in refused.content.decode()

    done = sign_in("member").post(
        f"/ours/kernel/actions/{action.number}/complete/", {"evidence": "Photo 12", "completed_on": "2026-03-20"}
    )
    assert done.status_code == 302

    browser.post(at(found, "close"), closing)
    closed = stored(found)
    assert (closed.status, closed.closed_by_id) == ("closed", cast.manager.person_id)
    assert closed.need_evaluated_on == closed.cause_determined_on == clock.today("Europe/Berlin")


@pytest.mark.parametrize("field", ["severity", "owner"])
def test_taking_up_needs_severity_and_owner(sign_in, cast, found, field):
    data = {"severity": "high", "owner": str(cast.member.person_id), "source": "product"}
    data.pop(field)

    response = sign_in("manager").post(at(found, "triage"), data)

    assert field in response.context["form"].errors
    assert stored(found).status == "reported"


def test_closing_needs_a_decision(sign_in, cast, found):
    actions.triage_nonconformity(nonconformity=found, by=cast.manager, severity="low", owner=cast.person("member"))
    actions.contain_nonconformity(nonconformity=stored(found), by=cast.manager, correction="Replaced")

    response = sign_in("manager").post(at(found, "close"), {"need_rationale": "Once only"})
    assert response.context["form"].errors["action_needed"] == ["Decide this: yes or no."]

    sign_in("manager").post(at(found, "close"), {"need_rationale": "Once only", "action_needed": "False"})
    assert stored(found).status == "closed"


def test_a_rejected_report_keeps_its_reason_and_comes_back(sign_in, found):
    browser = sign_in("manager")

    browser.post(at(found, "reject"), {"reason": "As the drawing shows"})
    assert stored(found).status == "rejected"
    assert b"As the drawing shows" in browser.get(at(found)).content

    browser.post(at(found, "reopen"), {"reason": "The drawing is wrong"})
    assert stored(found).status == "open"


def test_an_action_is_cancelled_and_opened_again_with_a_new_day(sign_in, cast, found):
    browser = sign_in("manager")
    browser.post(at(found, "action"), {"title": "Check", "owner": str(cast.member.person_id), "due_on": "2026-04-01"})
    url = f"/ours/kernel/actions/{Action.objects.get().number}/"

    browser.post(f"{url}cancel/", {"reason": "Sold the machine"})
    assert Action.objects.get().status == "cancelled"

    browser.post(f"{url}reopen/", {"reason": "Bought it back", "due_on": "2026-06-01"})
    assert (Action.objects.get().status, str(Action.objects.get().due_on)) == ("open", "2026-06-01")


def test_an_action_names_what_it_was_raised_from(sign_in, cast, found):
    sign_in("manager").post(
        at(found, "action"), {"title": "Check", "owner": str(cast.member.person_id), "due_on": "2026-04-01"}
    )

    links = sign_in("member").get(f"/ours/kernel/actions/{Action.objects.get().number}/").context["page"].links

    assert (links[0].relation, links[0].items[0].number) == ("Raised from", found.number)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"owner": "me"}, ["Mine"]),
        ({"owner": "nobody"}, ["Old", "New"]),
        ({"due": "late"}, ["Mine"]),
        ({"severity": "low"}, ["Mine"]),
        ({"source": "supplier"}, ["New"]),
        ({"older": "30"}, ["Old"]),
        ({"reporter": "me"}, ["Old"]),
        ({"state": "all-open"}, ["Mine", "Old", "New"]),
        ({"state": "all-done"}, []),
    ],
)
def test_filters_say_what_they_find(sign_in, cast, params, expected):
    actions.report_nonconformity(title="New", by=cast.manager, source="supplier")
    actions.report_nonconformity(title="Old", by=cast.member, detected_on="2020-01-01")
    mine = actions.report_nonconformity(title="Mine", by=cast.manager)
    actions.triage_nonconformity(
        nonconformity=mine, by=cast.manager, severity="low", owner=cast.person("member"), due_on="2020-02-02"
    )

    rows = sign_in("member").get("/ours/improvement/nonconformities/", params).context["page"].rows

    assert [row.values[1] for row in rows] == expected


def test_the_owner_of_an_action_is_asked_what_was_done(sign_in, cast, found):
    data = {"title": "Check", "owner": str(cast.member.person_id), "due_on": "2026-04-01"}
    sign_in("manager").post(at(found, "action"), data)
    url = f"/ours/kernel/actions/{Action.objects.get().number}/"

    page = sign_in("member").get(url).context["page"]
    step = sign_in("member").get(f"{url}complete/").context["page"]

    assert (page.next_step.label, page.next_step.ready, page.missing) == ("Complete", True, [])
    assert step.missing == []
