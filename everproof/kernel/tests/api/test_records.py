"""Records by the API: made, read, changed, taken through their life, voided, linked."""

from datetime import date

import pytest

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import records
from everproof.kernel.ids import uuid7
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.links import link
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.work import actions as work

NC = "nonconformities/"


@pytest.fixture
def leak(cast):
    return actions.report_nonconformity(title="Leak", by=cast.manager, site=cast.main_site)


def errors(response):
    return {one["field"]: one["message"] for one in response.json()["errors"]}


# Making and reading ---------------------------------------------------------------------------------------------------


def test_reports_a_problem(program, cast):
    made = program("member").post(NC, {"title": "Leak", "site": str(cast.main_site.pk)})

    assert made.status_code == 201
    record = Nonconformity.objects.get(number=made.json()["number"])
    assert made["Location"] == f"/api/v1/{NC}{record.number}/"
    assert (record.title, record.site_id, record.status) == ("Leak", cast.main_site.pk, "reported")
    assert record.detected_on is not None
    assert record.created_by_id == cast.member.person_id


def test_the_ledger_says_that_it_came_in_by_the_api(program):
    number = program().post(NC, {"title": "Leak"}).json()["number"]

    record = Nonconformity.objects.get(number=number)
    body = bytes(LedgerEntry.objects.get(record_id=str(record.pk)).body)
    assert b'"source":"api"' in body


def test_reads_a_record_by_number_and_by_id(program, leak):
    reader = program("member")

    by_number = reader.get(f"{NC}{leak.number}/")
    by_id = reader.get(f"{NC}{leak.pk}/")

    assert by_number.json() == by_id.json()
    assert by_number.json()["title"] == "Leak"
    assert by_number["ETag"] == '"1"'


def test_shows_what_surrounds_a_record(program, leak, cast):
    other = actions.report_nonconformity(title="Same again", by=cast.manager)
    link(leak, "concerns", other, by=cast.manager)
    planned = work.raise_action(
        title="Tighten", owner=cast.person("member"), due_on=date(2026, 12, 24), by=cast.manager, source=leak
    )

    record = program().get(f"{NC}{leak.number}/").json()

    assert [(one["relation"], one["number"]) for one in record["links"]] == [("concerns", other.number)]
    assert [one["number"] for one in record["actions"]] == [planned.number]
    triage = next(one for one in record["possibilities"] if one["verb"] == "triage")
    assert triage["possible"]
    assert "It has no owner yet." in triage["missing"]


def test_what_may_not_be_done_says_why(program, leak):
    possibilities = program("teammate").get(f"{NC}{leak.number}/").json()["possibilities"]

    triage = next(one for one in possibilities if one["verb"] == "triage")
    assert not triage["permitted"]
    assert "manage" in triage["missing"][0]


def test_an_action_is_made_by_its_own_action(program, cast):
    made = program().post("actions/", {"title": "Tighten"})

    assert made.status_code == 422
    assert set(errors(made)) == {"owner", "due_on"}


# Fields that cannot be set --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    ["number", "status", "organization", "created_by", "recorded_at", "voided_at", "closed_on", "extra", "nope"],
)
def test_refuses_fields_that_are_not_there_to_be_set(program, leak, field):
    sender = program()

    made = sender.post(NC, {"title": "Leak", field: "x"})
    changed = sender.patch(f"{NC}{leak.number}/", {"title": "Drip", field: "x"}, if_match='"1"')

    assert (made.status_code, changed.status_code) == (422, 422)
    assert field in errors(made)
    assert field in errors(changed)
    leak.refresh_from_db()
    assert (leak.title, leak.version) == ("Leak", 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "Le\x00ak"}, "title"),
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Leak", "detected_on": "yesterday"}, "detected_on"),
        ({"title": "Leak", "detected_on": None}, "detected_on"),
        ({"title": "Leak", "source": "the-moon"}, "source"),
        ({"title": "Leak", "site": "Main works"}, "site"),
        ({"title": "Leak", "happened_at": "2026-03-04T10:00:00"}, "happened_at"),
        ({}, "title"),
    ],
)
def test_names_the_field_in_fault(program, body, field):
    refused = program().post(NC, body)

    assert refused.status_code == 422
    assert field in errors(refused)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[]", b'"x"', b'{"title": "\\ud800"}', b'{"title": NaN}'])
def test_a_body_that_is_none_is_refused(program, body):
    sender = program()

    refused = sender.client.post("/api/v1/nonconformities/", body, content_type="application/json")

    assert refused.status_code in (400, 422)
    assert refused["Content-Type"] == "application/problem+json"


def test_a_form_is_no_json(program):
    refused = program().client.post("/api/v1/nonconformities/", {"title": "Leak"})

    assert refused.status_code == 415


def test_another_companys_record_is_like_none(program, everyone, cast):
    with organization_scope(everyone.other.pk):
        foreign = Person.objects.get(organization=everyone.other, title="Stan Stranger").pk
    sender = program()

    known = sender.post("actions/", {"title": "x", "owner": str(foreign), "due_on": "2026-12-24"})
    unknown = sender.post("actions/", {"title": "x", "owner": str(uuid7()), "due_on": "2026-12-24"})

    assert known.status_code == unknown.status_code == 422
    assert known.json() == unknown.json()


# Changing -------------------------------------------------------------------------------------------------------------


def test_changes_the_version_that_was_seen(program, leak):
    changed = program().patch(f"{NC}{leak.number}/", {"title": "Drip"}, if_match='"1"')

    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert changed.json()["title"] == "Drip"


def test_will_not_change_a_version_nobody_named(program, leak):
    assert program().patch(f"{NC}{leak.number}/", {"title": "Drip"}).status_code == 428


def test_tells_a_slower_sender_what_changed(program, leak, cast):
    records.update(leak, by=cast.manager, title="Drip")
    sender = program()

    by_header = sender.patch(f"{NC}{leak.number}/", {"title": "Flood"}, if_match='"1"')
    by_body = sender.patch(f"{NC}{leak.number}/", {"title": "Flood", "version": 1})

    assert (by_header.status_code, by_body.status_code) == (412, 409)
    for refused in (by_header, by_body):
        assert refused.json()["changed"] == {"title": {"then": "Leak", "now": "Drip"}}
        assert refused.json()["version"] == 2


def test_a_closed_record_stays_as_it_is(program, leak, cast):
    leak = actions.reject_nonconformity(nonconformity=leak, by=cast.manager, reason="As designed")

    refused = program().patch(f"{NC}{leak.number}/", {"title": "Drip"}, if_match='"2"')

    assert refused.status_code == 409
    assert "locked" in refused.json()["reasons"][0]


def test_values_that_the_database_refuses_are_a_422(program, cast):
    person = cast.person("teammate")
    body = {"started_on": "2026-03-04", "ended_on": "2026-03-01"}

    refused = program("administrator").patch(f"people/{person.number}/", body, if_match="*")

    assert refused.status_code == 422
    assert "person ends after start" in errors(refused)[""]


@pytest.mark.parametrize(("field", "value"), [("zone", "Europe"), ("zone", "Mars/Base"), ("workdays", [7])])
def test_a_site_keeps_a_zone_and_days_that_exist(program, cast, field, value):
    refused = program("administrator").patch(f"sites/{cast.main_site.number}/", {field: value}, if_match="*")

    assert refused.status_code == 422
    assert field in errors(refused)


def test_access_ends_by_its_own_action_and_with_a_reason(program, cast):
    administrator = program("administrator")
    body = {"person": str(cast.person("teammate").pk), "access_role": "member"}
    given = administrator.post("access/", body).json()

    without = administrator.patch(f"access/{given['number']}/", {"to_on": given["from_on"]}, if_match='"1"')
    role = administrator.patch(f"access/{given['number']}/", {"access_role": "administrator", "reason": "x"})
    ended = administrator.patch(
        f"access/{given['number']}/", {"to_on": given["from_on"], "reason": "Moved on"}, if_match='"1"'
    )

    assert (without.status_code, role.status_code, ended.status_code) == (422, 422, 200)
    assert ended.json()["to_on"] == given["from_on"]


def test_nobody_gives_access_to_themselves(program, cast):
    body = {"person": str(cast.person("administrator").pk), "access_role": "quality-manager"}

    assert program("administrator").post("access/", body).status_code == 409


# A record's life ------------------------------------------------------------------------------------------------------


def test_takes_a_nonconformity_through_its_life(program, leak, cast):
    sender, here = program(), f"{NC}{leak.number}/"
    steps = [
        ("triage", {"severity": "low", "owner": str(cast.member.person_id)}),
        ("contain", {"correction": "Valve shut"}),
        ("close", {"action_needed": False, "need_rationale": "Happened once"}),
    ]

    answers = [sender.post(f"{here}{step}/", body) for step, body in steps]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    closed = answers[-1].json()
    # Set by the room's action, not by the transition alone.
    assert closed["closed_by"] == str(cast.manager.person_id)
    assert closed["closed_on"]
    assert closed["need_evaluated_on"]
    reopened = sender.post(f"{here}reopen/", {"reason": "It drips again"}).json()
    assert (reopened["status"], reopened["closed_on"]) == ("open", None)


def test_says_everything_that_is_missing(program, leak, cast):
    sender, here = program(), f"{NC}{leak.number}/"
    sender.post(f"{here}triage/", {"severity": "low", "owner": str(cast.member.person_id)})
    sender.post(f"{here}contain/", {"correction": "Valve shut"})

    refused = sender.post(f"{here}close/", {})

    assert refused.status_code == 409
    assert "Nobody has decided whether the cause has to be removed." in refused.json()["reasons"]


def test_a_step_in_the_wrong_state_is_refused(program, leak):
    assert program().post(f"{NC}{leak.number}/close/", {}).status_code == 409


def test_a_step_needs_its_reason(program, leak):
    refused = program().post(f"{NC}{leak.number}/reject/", {})

    assert refused.status_code == 422
    assert "reason" in errors(refused)


def test_a_verb_that_does_not_exist(program, leak):
    assert program().post(f"{NC}{leak.number}/explode/", {}).status_code == 404
    assert program().post("people/PE-2026-0001/close/", {}).status_code == 404


def test_a_failed_step_leaves_nothing(program, leak):
    before = LedgerEntry.objects.count()

    program().post(f"{NC}{leak.number}/triage/", {"severity": "low", "owner": str(uuid7())})

    leak.refresh_from_db()
    # The one more is the token's own.
    assert (leak.version, LedgerEntry.objects.count()) == (1, before + 1)


def test_voids_and_reinstates(program, leak):
    sender, here = program(), f"{NC}{leak.number}/"

    assert sender.post(f"{here}void/", {}).status_code == 422
    assert sender.post(f"{here}void/", {"reason": "A trial"}).json()["voided_reason"] == "A trial"
    assert sender.post(f"{here}void/", {"reason": "A trial"}).status_code == 409
    assert sender.post(f"{here}void/", {"reason": "A trial"}, if_match='"1"').status_code == 412
    assert sender.post(f"{here}reinstate/", {"reason": "No trial"}).json()["voided_at"] is None


def test_links_and_removes_the_link(program, leak, cast):
    other = actions.report_nonconformity(title="Same again", by=cast.manager)
    sender, here = program(), f"{NC}{leak.number}/"

    body = {"relation": "concerns", "type": "nonconformities", "reference": other.number}
    assert sender.post(f"{here}link/", body).status_code == 200
    made = sender.get(here).json()["links"][0]["link"]
    assert sender.post(f"{NC}{other.number}/unlink/", {"link": made}).status_code == 200
    assert sender.get(here).json()["links"] == []
    assert sender.post(f"{here}unlink/", {"link": made}).status_code == 422


def test_tells_the_history(program, leak, cast):
    records.update(leak, by=cast.manager, title="Drip", reason="Better word")

    newest, first = program().get(f"{NC}{leak.number}/history/").json()["items"]

    assert newest["changed"] == {"title": {"before": "Leak", "after": "Drip"}}
    assert (newest["actor"], newest["reason"], newest["version"]) == ("Quinn Manager", "Better word", 2)
    assert first["verb"] == "improvement.nonconformity.create"


def test_what_a_person_chose_for_mails_is_nobodys_business(program, cast):
    person = program().get(f"people/{cast.person('member').number}/").json()

    assert "mail_kinds" not in person


# Methods --------------------------------------------------------------------------------------------------------------


def test_head_is_get_without_the_body(program, leak):
    reader = program()

    response, whole = (reader.ask(method, f"{NC}{leak.number}/") for method in ("head", "get"))

    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) == len(whole.content)


def test_options_says_what_is_there(program, leak):
    response = program().ask("options", f"{NC}{leak.number}/")

    assert response.status_code == 204
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "PATCH", "OPTIONS"}


@pytest.mark.parametrize("method", ["put", "delete"])
def test_nothing_is_deleted_or_replaced(program, leak, method):
    response = program().ask(method, f"{NC}{leak.number}/", {})

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert Nonconformity.objects.filter(pk=leak.pk, voided_at=None).exists()


def test_an_override_of_the_method_is_not_heard(program, leak):
    response = program().ask("post", f"{NC}{leak.number}/", {"title": "x"}, x_http_method_override="PATCH")

    assert response.status_code == 405
