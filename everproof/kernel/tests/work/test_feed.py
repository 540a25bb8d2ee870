"""The calendar feed: one's own due work, by a link that can be taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from everproof.kernel import clock, records
from everproof.kernel.access import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.work import actions, feed


@pytest.fixture
def token(everyone):
    """The member's link, with one action in the calendar and one of somebody else's not in it."""
    with organization_scope(everyone.organization.pk):
        due = clock.today(everyone.organization.zone) + timedelta(days=3)
        for title, owner in (("Mend; the jig, soon", "member"), ("Not mine", "teammate")):
            actions.raise_action(title=title, owner=everyone.person(owner), due_on=due, by=everyone.manager)
        return feed.make_calendar_link(by=everyone.member)


def fetch(token: str):
    return Client().get(reverse("work:calendar_feed", args=[token]))


def test_the_feed_holds_the_own_due_work(token, everyone):
    answer = fetch(token)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    due = clock.today(everyone.organization.zone) + timedelta(days=3)
    assert str(event["SUMMARY"]).endswith("Mend; the jig, soon")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (due, due + timedelta(days=1))
    assert event["TRANSP"] == "TRANSPARENT"
    assert "/ours/" in str(event["URL"])


def test_the_feed_names_nobody(token, everyone):
    text = fetch(token).content.decode().replace("\r\n ", "")

    for actor in everyone.actors.values():
        assert actor.person.title not in text
        assert actor.person.email not in text


def test_an_entry_keeps_its_identity_when_it_moves(token, everyone):
    (before,) = Calendar.from_ical(fetch(token).content).walk("VEVENT")
    with organization_scope(everyone.organization.pk):
        action = actions.Action.objects.get(owner=everyone.member.person_id)
        records.update(action, by=everyone.manager, due_on=action.due_on + timedelta(days=7))
    (after,) = Calendar.from_ical(fetch(token).content).walk("VEVENT")

    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=7)


def test_a_link_ends_when_it_is_revoked_or_replaced(token, everyone):
    with organization_scope(everyone.organization.pk):
        another = feed.make_calendar_link(by=everyone.member)
    assert fetch(token).status_code == 404
    assert fetch(another).status_code == 200

    with organization_scope(everyone.organization.pk):
        assert feed.has_calendar_link(everyone.member)
        assert feed.revoke_calendar_link(by=everyone.member)
        assert not feed.revoke_calendar_link(by=everyone.member)
        verbs = LedgerEntry.objects.filter(verb__startswith="kernel.calendar-link").order_by("id")
        assert [verb.rpartition(".")[2] for verb in verbs.values_list("verb", flat=True)] == ["make", "make", "revoke"]
    assert fetch(another).status_code == 404


def test_another_kind_of_link_opens_no_calendar(token):
    AccessLink.objects.update(kind="report")

    assert fetch(token).status_code == 404


def test_the_feed_asks_what_the_person_may_see_now(token, everyone):
    with organization_scope(everyone.organization.pk):
        for assignment in AccessAssignment.objects.filter(person=everyone.member.person_id):
            yesterday = clock.today(everyone.organization.zone) - timedelta(days=1)
            records.update(assignment, by=everyone.administrator, reason="Left", from_on=yesterday, to_on=yesterday)

    assert list(Calendar.from_ical(fetch(token).content).walk("VEVENT")) == []


def test_somebody_who_left_has_no_calendar(token, everyone):
    with organization_scope(everyone.organization.pk):
        person = Person.objects.get(pk=everyone.member.person_id)
        records.update(person, by=everyone.administrator, active=False)

    assert fetch(token).status_code == 404


def test_the_use_of_a_link_is_noticed(token):
    fetch(token)
    fetch(token)

    link = AccessLink.objects.get(kind="calendar")
    assert link.uses == 2
    assert link.used_at is not None


def test_only_a_person_has_a_calendar(cast):
    with pytest.raises(Refused):
        feed.make_calendar_link(by=Actor.system(cast.organization, "setup"))


PAGE = "/ours/calendar/"


def test_the_page_shows_a_new_link_once_and_ends_it(sign_in, everyone):
    client = sign_in("member")
    assert "You have no link yet" in client.get(PAGE).content.decode()

    made = client.post(PAGE).content.decode()
    path = re.search(r'value="[^"]*(/p/calendar/[^"]+\.ics)"', made)[1]
    assert Client().get(path).status_code == 200
    again = client.get(PAGE).content.decode()
    assert "/p/calendar/" not in again
    assert "You have a link" in again

    assert client.post(PAGE, {"end": "1"})["Location"] == PAGE
    assert Client().get(path).status_code == 404


def test_the_page_is_for_members(sign_in, everyone):
    assert sign_in("stranger").get(PAGE).status_code == 404
    assert Client().post(PAGE).status_code == 302
