"""Tokens: what they open, what they never do, and when they end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from everproof.improvement import actions
from everproof.kernel import clock, modules
from everproof.kernel.access.scopes import Scopes
from everproof.kernel.api import throttle, tokens
from everproof.kernel.api.models import ApiToken
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.links import link
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_of
from everproof.kernel.people.erasure import erase_person
from everproof.kernel.records import update, void
from everproof.kernel.tenancy.models import Membership

NC = "nonconformities/"


def make(cast, part="manager", scopes=("*:write",), **options):
    return tokens.make_token(by=getattr(cast, part), name="A program", scopes=scopes, **{"days": 30, **options})


# What is kept ---------------------------------------------------------------------------------------------------------


def test_the_token_itself_is_not_kept(cast):
    token, text = make(cast)

    assert text.startswith("evp_")
    assert len(text) == 47
    stored = ApiToken.objects.filter(pk=token.pk).values().get()
    assert text not in str(stored)
    assert bytes(stored["token_hash"]) not in text.encode()


def test_making_and_revoking_are_in_the_ledger_without_the_name(cast):
    token, text = make(cast)
    tokens.revoke_token(token=token, by=cast.manager)

    entries = LedgerEntry.objects.filter(verb__startswith="kernel.token.").order_by("at")
    assert [entry.verb for entry in entries] == ["kernel.token.make", "kernel.token.revoke"]
    assert all(b"A program" not in bytes(entry.body) and text.encode() not in bytes(entry.body) for entry in entries)


@pytest.mark.parametrize("days", [0, -1, 366, 100_000])
def test_it_ends_within_a_year(cast, days):
    with pytest.raises(ValidationError):
        make(cast, days=days)


@pytest.mark.parametrize(
    "scopes",
    [[], [""], ["read"], ["*"], ["*:fly"], ["nowhere:read"], ["nonconformities:fly"], ["*:close"], ["x" * 200]],
)
def test_a_scope_says_something(cast, scopes):
    with pytest.raises(ValidationError):
        make(cast, scopes=scopes)


def test_there_is_an_end_to_how_many(cast):
    for _number in range(tokens.MOST_TOKENS):
        make(cast)

    with pytest.raises(Refused):
        make(cast)


# What it opens --------------------------------------------------------------------------------------------------------


def status(text, path=NC, method="get", **options):
    return getattr(Client(headers={"authorization": f"Bearer {text}"}), method)(
        f"/api/v1/{path}", **options
    ).status_code


def test_it_acts_as_its_person(program, cast):
    welcome = program("member").get("").json()

    assert welcome["person"]["name"] == "Mel Member"
    assert welcome["organization"]["slug"] == "ours"


def test_its_last_day_of_use_is_noted(cast):
    token, text = make(cast)
    status(text)

    token.refresh_from_db()
    assert token.last_used_on == clock.now().date()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer evp_nonsense", "Bearer é", "evp_x"])
def test_nothing_without_a_token_that_works(cast, header):
    response = Client(headers={"authorization": header}).get("/api/v1/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"


def test_a_session_opens_nothing(cast, sign_in):
    browser = sign_in("manager")

    assert browser.get("/api/v1/nonconformities/").status_code == 401
    assert browser.post("/api/v1/nonconformities/", {"title": "x"}, content_type="application/json").status_code == 401


def test_a_token_opens_no_page(cast):
    _token, text = make(cast)
    client = Client(headers={"authorization": f"Bearer {text}"})

    assert client.get("/ours/").status_code == 302
    assert client.post("/ours/kernel/tokens/new/", {"name": "x"}).status_code == 302


# When it ends ---------------------------------------------------------------------------------------------------------


def test_ends_when_revoked(cast):
    token, text = make(cast)
    assert status(text) == 200

    tokens.revoke_token(token=token, by=cast.manager)

    assert status(text) == 401


def test_ends_on_its_day(cast):
    token, text = make(cast)
    past = clock.now() - timedelta(days=40)
    ApiToken.objects.filter(pk=token.pk).update(created_at=past, expires_at=past + timedelta(days=30))

    assert status(text) == 401


def test_ends_with_the_login(cast, everyone):
    _token, text = make(cast)
    user = everyone.users["manager"]
    user.is_active = False
    user.save()

    assert status(text) == 401


def test_ends_with_the_membership(cast, everyone):
    _token, text = make(cast)
    membership = Membership.objects.get(user=everyone.users["manager"])
    people.end_membership(membership=membership, by=cast.administrator)

    assert status(text) == 401
    # Let in again by another membership: old tokens stay ended.
    people.reinstate_membership(membership=Membership.objects.get(pk=membership.pk), by=cast.administrator)
    assert status(text) == 401


def test_ends_with_the_person(cast):
    _token, text = make(cast, "member")
    update(cast.person("member"), by=cast.administrator, active=False)

    assert status(text) == 401


def test_is_erased_with_the_person(cast):
    token, _text = make(cast, "member")
    update(cast.person("member"), by=cast.administrator, active=False)
    person = type(cast.person("member")).objects.get(pk=cast.member.person_id)
    erase_person(person=person, by=cast.administrator, basis="request")

    assert not ApiToken.objects.filter(pk=token.pk).exists()


def test_loses_what_its_person_loses(cast, program):
    writer, record = program("manager"), actions.report_nonconformity(title="Leak", by=cast.member)
    assert writer.post(f"{NC}{record.number}/void/", {"reason": "x"}).status_code == 200
    assignment = people.AccessAssignment.objects.get(person=cast.person("manager"))
    people.end_access(assignment=assignment, by=cast.administrator, reason="Gone", on=clock.today("Europe/Berlin"))
    void(people.AccessAssignment.objects.get(pk=assignment.pk), by=cast.administrator, reason="Gone")

    assert writer.post(f"{NC}{record.number}/reinstate/", {"reason": "x"}).status_code == 404


# What it never does ---------------------------------------------------------------------------------------------------


def token_actor(cast, part="manager", *scopes):
    membership = Membership.objects.select_related("organization").get(person_id=cast.person(part).pk)
    actor = actor_of(membership, source="api")
    return replace(actor, can_sign=False, scopes=Scopes.parse(scopes or ["*:write"]))


def test_makes_no_tokens(cast):
    with pytest.raises(NotAllowed):
        tokens.make_token(by=token_actor(cast), name="Another", scopes=["*:read"], days=1)


def test_revokes_no_tokens(cast):
    token, _text = make(cast)

    with pytest.raises(Refused):
        tokens.revoke_token(token=token, by=token_actor(cast))


def test_does_not_sign(cast, program, monkeypatch):
    record = actions.report_nonconformity(title="Leak", by=cast.manager)
    steps = modules.type_of(record).lifecycle.transitions
    monkeypatch.setitem(steps, "reject", replace(steps["reject"], signature="approval"))

    refused = program().post(f"{NC}{record.number}/reject/", {"reason": "As designed"})

    assert refused.status_code in (403, 409)
    record.refresh_from_db()
    assert record.status == "reported"


# Scopes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "verb", "included"),
    [
        (["*:read"], "view", True),
        (["*:read"], "create", False),
        (["*:write"], "view", True),
        (["*:write"], "close", True),
        (["people:write"], "view", False),
        (["nonconformities:read"], "export", True),
        (["nonconformities:close"], "close", True),
        (["nonconformities:close"], "view", True),
        (["nonconformities:close"], "void", False),
        (["nonconformities:create"], "view", False),
        (["nonconformities:create", "nonconformities:read"], "view", True),
        ([], "view", False),
    ],
)
def test_scopes_say_what_is_included(scopes, verb, included):
    assert Scopes.parse(scopes).include("nonconformities", verb) is included


def test_a_scope_never_adds_to_what_the_person_may(cast, program):
    record = actions.report_nonconformity(title="Leak", by=cast.manager)

    assert program("teammate", "*:write").post(f"{NC}{record.number}/void/", {"reason": "x"}).status_code == 403


def test_reading_does_not_write(cast, program):
    record = actions.report_nonconformity(title="Leak", by=cast.manager)
    reader = program("manager", "*:read")

    answers = [
        reader.post(NC, {"title": "x"}),
        reader.patch(f"{NC}{record.number}/", {"title": "x"}, if_match="*"),
        reader.post(f"{NC}{record.number}/void/", {"reason": "x"}),
        reader.post(f"{NC}{record.number}/reject/", {"reason": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "token" in answers[0].json()["detail"]


def test_a_type_out_of_scope_is_not_there(cast, program):
    narrow = program("manager", "nonconformities:write")
    person = cast.person("member")

    assert narrow.get("people/").json().get("items", []) == []
    assert narrow.get(f"people/{person.number}/").status_code == 404
    assert narrow.get(f"people/{person.number}/").json() == narrow.get("people/PE-2026-9999/").json()


def test_links_do_not_show_what_is_out_of_scope(cast, program):
    record = actions.report_nonconformity(title="Leak", by=cast.manager)
    link(record, "concerns", cast.person("member"), by=cast.manager)

    assert program("manager", "nonconformities:read").get(f"{NC}{record.number}/").json()["links"] == []
    assert len(program("manager", "*:read").get(f"{NC}{record.number}/").json()["links"]) == 1


# Too much -------------------------------------------------------------------------------------------------------------


def test_too_many_requests_are_told_to_wait(cast, settings):
    throttle.forget()
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 3
    client = Client(headers={"authorization": f"Bearer {make(cast)[1]}"})

    answers = [client.get("/api/v1/") for _number in range(5)]

    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    # Another token is not slowed down by that.
    assert status(make(cast, "member")[1]) == 200


def test_processes_count_together(cast, settings):
    throttle.forget()
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 2 * throttle.PORTION
    for _process in range(3):
        for _request in range(throttle.PORTION):
            waited = throttle.seconds_to_wait(7)
        throttle.forget()

    assert waited > 0


def test_a_body_may_be_too_large(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert program().post(NC, {"title": "x" * 200}).status_code == 413
