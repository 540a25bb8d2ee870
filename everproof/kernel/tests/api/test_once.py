"""A report that is sent twice is made once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock
from everproof.kernel.api import once, tokens
from everproof.kernel.api.models import ApiRequest
from everproof.kernel.ids import uuid7
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.api.conftest import Program

NC = "nonconformities/"
LEAK = {"title": "Leak"}


def test_the_same_key_makes_one_record(program):
    sender = program()

    first = sender.post(NC, LEAK, idempotency_key="abc")
    again = sender.post(NC, LEAK, idempotency_key="abc")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Nonconformity.objects.filter(title="Leak").count() == 1


def test_the_same_id_makes_one_record(program):
    sender, body = program(), {**LEAK, "id": str(uuid7())}

    first, again = sender.post(NC, body), sender.post(NC, body)

    assert first.json() == again.json()
    assert first.json()["id"] == body["id"]
    assert Nonconformity.objects.filter(title="Leak").count() == 1


def test_a_key_is_not_for_another_body(program):
    sender = program()
    sender.post(NC, LEAK, idempotency_key="abc")

    refused = sender.post(NC, {"title": "Crack"}, idempotency_key="abc")

    assert refused.status_code == 422
    assert refused.json()["type"].endswith(":key-used")
    assert not Nonconformity.objects.filter(title="Crack").exists()


def test_a_request_that_failed_may_be_sent_again(program):
    sender = program()
    assert sender.post(NC, {"title": ""}, idempotency_key="abc").status_code == 422

    assert sender.post(NC, LEAK, idempotency_key="abc").status_code == 201


def test_keys_of_two_people_do_not_meet(program):
    first = program("manager").post(NC, LEAK, idempotency_key="abc")
    second = program("member").post(NC, LEAK, idempotency_key="abc")

    assert first.json()["number"] != second.json()["number"]


def test_an_id_that_a_page_used_is_taken(program, cast):
    record = actions.report_nonconformity(title="By page", by=cast.manager)

    refused = program().post(NC, {**LEAK, "id": str(record.pk)})

    assert refused.status_code == 409
    assert refused.json()["type"].endswith(":id-taken")


def test_the_id_of_another_companys_record_is_taken_and_says_no_more(program, cast, everyone):
    with organization_scope(everyone.other.pk):
        foreign = actions.report_nonconformity(title="Their secret", by=cast.stranger)
    sender = program()

    refused = sender.post(NC, {**LEAK, "id": str(foreign.pk)})

    assert refused.status_code == 409
    assert b"secret" not in refused.content


@pytest.mark.parametrize("key", ["", "with space", "x" * 181])
def test_a_key_is_short_and_plain(program, key):
    assert program().post(NC, LEAK, idempotency_key=key).status_code == 422


def test_what_may_report_and_read_nothing_still_gets_its_answer(program):
    machine = program("member", "nonconformities:create")

    first = machine.post(NC, LEAK, idempotency_key="abc")
    again = machine.post(NC, LEAK, idempotency_key="abc")

    assert first.json() == again.json()
    assert machine.get(NC).status_code == 200
    assert machine.get(NC).json()["items"] == []
    assert machine.get(f"{NC}{first.json()['number']}/").status_code == 404


def test_keys_are_forgotten_after_a_while(program, cast):
    program().post(NC, LEAK, idempotency_key="abc")
    program().post(NC, LEAK, idempotency_key="new")
    ApiRequest.objects.filter(key="key:abc").update(created_at=clock.now() - timedelta(days=once.DAYS_KEPT + 1))

    once.forget_old_requests.call(cast.organization.pk)

    assert [request.key for request in ApiRequest.objects.all()] == ["key:new"]


@pytest.mark.slow
def test_of_eight_at_once_one_is_made(own_database):
    cast = own_database
    with organization_scope(cast.organization.pk):
        _token, text = tokens.make_token(by=cast.manager, name="Eager", scopes=["*:write"], days=1)
    answers, start = [], threading.Barrier(8)

    def send() -> None:
        start.wait()
        try:
            answers.append(Program(text).post(NC, LEAK, idempotency_key="abc"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["number"] for answer in answers if answer.status_code == 201}) == 1
    with organization_scope(cast.organization.pk):
        assert Nonconformity.objects.filter(title="Leak").count() == 1
