"""How much work waits is counted again whenever anything happened, and not while nothing did."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel import clock
from everproof.kernel.people.actors import actor_of
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.testing import factories
from everproof.kernel.ui import surroundings

ASKED = "kernel_action"


@pytest.fixture(autouse=True)
def counts(monkeypatch):
    fresh = surroundings.Counts()
    monkeypatch.setattr(surroundings, "_counts", fresh)
    return fresh


def waiting(client):
    """How many actions wait, as the page says, and whether the page asked the database for it."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/ours/work/")
    asked = any(ASKED in query["sql"] and "with part0" in query["sql"] for query in captured)
    return page.wsgi_request._surroundings.waiting_by_name.get("actions", 0), asked


def test_a_second_page_does_not_ask_again(cast, sign_in):
    factories.make("action", cast)
    client = sign_in("member")

    first, again = waiting(client), waiting(client)

    assert first == (1, True)
    assert again == (1, False)


def test_whatever_happens_is_seen_at_once(cast, sign_in):
    client = sign_in("member")
    before = waiting(client)
    factories.make("action", cast)

    assert before == (0, True)
    assert waiting(client) == (1, True)


def test_another_reader_and_another_day_ask_for_themselves(cast, sign_in):
    manager = sign_in("manager")
    waiting(manager)

    assert waiting(sign_in("auditor"))[1]
    assert not waiting(manager)[1]
    with clock.travel(clock.now() + timedelta(days=1)):
        assert waiting(manager)[1]


def test_nothing_is_kept_for_long_nor_for_who_has_no_history(cast, counts, monkeypatch):
    membership = Membership.objects.get(user=cast.users["manager"], organization=cast.organization)
    actor = actor_of(membership)
    counts.put(actor, {"actions": 3})
    counts.put(cast.actors["member"], {"actions": 4})

    assert counts.get(actor) == {"actions": 3}
    assert counts.get(cast.actors["member"]) is None
    monkeypatch.setattr(surroundings.Counts, "SECONDS", 0)
    assert counts.get(actor) is None
