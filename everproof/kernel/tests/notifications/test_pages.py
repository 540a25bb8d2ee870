"""The list of notifications, the bell, and what comes by mail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from everproof.improvement.actions import report_nonconformity
from everproof.kernel import notifications
from everproof.kernel.errors import Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications import notify
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.notifications.preferences import choose_mail
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope

LIST = "/ours/notifications/"
DUE = {"due": "2026-12-24"}


@pytest.fixture
def told(everyone):
    """The record that the member was told about."""
    with organization_scope(everyone.organization.pk):
        record = report_nonconformity(title="Bent pin", by=everyone.manager)
        notify(everyone.person("member"), "action-given", record=record, facts=DUE)
    return record


def only_id(everyone) -> int:
    with organization_scope(everyone.organization.pk):
        return Notification.objects.get().pk


def unread(everyone) -> int:
    with organization_scope(everyone.organization.pk):
        return notifications.unread_count(everyone.member)


def test_the_list_shows_what_one_was_told(sign_in, told, everyone):
    page = sign_in("member").get(LIST)

    assert page.status_code == 200
    assert f"{told.number} is yours, due on 24 Dec 2026: Bent pin" in page.content.decode()
    assert "Nothing to read" in sign_in("teammate").get(LIST).content.decode()


def test_strangers_and_visitors_see_nothing(sign_in, told):
    assert sign_in("stranger").get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 302


def test_older_notifications_are_on_the_next_page(sign_in, told, everyone):
    with organization_scope(everyone.organization.pk):
        for number in range(60):
            notify(everyone.person("member"), "action-given", record=told, facts=DUE, key=f"event-{number}")
    client = sign_in("member")
    page = client.get(LIST).content.decode()
    older = re.search(r'href="([^"]+\?before=\d+)"', page)

    assert older is not None
    assert client.get(older[1]).content.decode().count("Mark as read") == 11


def test_opening_one_leads_to_its_record_and_reads_it(sign_in, told, everyone):
    client, path = sign_in("member"), f"{LIST}{only_id(everyone)}/"
    assert client.get(path).status_code == 405, "looking writes nothing"

    assert client.post(path)["Location"] == told.get_absolute_url()
    assert unread(everyone) == 0
    assert f'href="{told.get_absolute_url()}"' in client.get(LIST).content.decode()


def test_one_and_all_are_marked_as_read_by_a_form(sign_in, told, everyone):
    client = sign_in("member")
    with organization_scope(everyone.organization.pk):
        notify(everyone.person("member"), "action-given", record=told, facts=DUE, key="another")
        first = Notification.objects.order_by("id").first()

    assert client.post(f"{LIST}{first.pk}/read/")["Location"] == LIST
    assert unread(everyone) == 1
    assert client.post(f"{LIST}read/")["Location"] == LIST
    assert unread(everyone) == 0


def test_nobody_reads_another_s_notification(sign_in, told, everyone):
    client = sign_in("teammate")

    assert client.post(f"{LIST}{only_id(everyone)}/").status_code == 404
    assert client.post(f"{LIST}{only_id(everyone)}/read/").status_code == 404
    assert unread(everyone) == 1


def test_the_bell_counts_what_is_unread(sign_in, told):
    assert "1 unread notification" in sign_in("member").get(f"{LIST}bell/").content.decode()
    assert "unread" not in sign_in("teammate").get(f"{LIST}bell/").content.decode()


def test_one_chooses_which_kinds_come_by_mail(sign_in, everyone):
    client = sign_in("member")
    page = client.get(f"{LIST}mail/").content.decode()
    assert re.search(r'value="action-given"[^>]*\schecked', page)
    assert not re.search(r'value="mail-given-up"[^>]*\schecked', page)

    client.post(f"{LIST}mail/", {"kinds": ["action-due"]})
    with organization_scope(everyone.organization.pk):
        person = Person.objects.get(pk=everyone.member.person_id)
        assert notify(person, "action-given", facts={"number": "AC-1", "title": "x", **DUE}) == 1
        assert not OutgoingMail.objects.exists()
        notify(person, "action-due", facts={"number": "AC-1", "title": "x", **DUE})
        assert OutgoingMail.objects.count() == 1
        entry = LedgerEntry.objects.filter(record_id=str(person.pk)).order_by("-id").first()
        assert (entry.verb, entry.actor) == ("kernel.person.choose-mail", str(person.pk))


def test_a_kind_that_does_not_exist_is_not_chosen(sign_in, everyone):
    answer = sign_in("member").post(f"{LIST}mail/", {"kinds": ["nonsense"]})

    assert answer.status_code == 200
    assert "nonsense" in answer.content.decode()


def test_nobody_chooses_for_another(cast):
    with pytest.raises(Refused):
        choose_mail(person=cast.person("teammate"), wanted={"action-due": False}, by=cast.administrator)
    with pytest.raises(KeyError):
        choose_mail(person=cast.person("member"), wanted={"nonsense": False}, by=cast.member)


def unsubscribe_path(everyone) -> str:
    with organization_scope(everyone.organization.pk):
        return "/p/mail/" + OutgoingMail.objects.get().unsubscribe_url.partition("/p/mail/")[2]


def by_mail(everyone) -> bool:
    with organization_scope(everyone.organization.pk):
        return Person.objects.get(pk=everyone.member.person_id).mail_kinds.get("action-given", True)


def test_the_link_in_a_mail_asks_first_and_stops_on_a_click(told, everyone):
    visitor = Client()
    path = unsubscribe_path(everyone)

    page = visitor.get(path)
    assert page.status_code == 200
    assert "An action is given to me" in page.content.decode()
    assert by_mail(everyone), "looking stops nothing"
    assert "These mails are stopped" in visitor.post(path).content.decode()
    assert not by_mail(everyone)


def test_a_mail_program_stops_mails_without_any_cookie(told, everyone):
    program = Client(enforce_csrf_checks=True)
    path = unsubscribe_path(everyone)

    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not by_mail(everyone)


def test_a_made_up_link_leads_nowhere(everyone):
    path = reverse("notifications:unsubscribe", args=["A" * 32])

    assert Client().get(path).status_code == 404
    assert Client().post(path).status_code == 404


def test_mails_of_one_kind_carry_the_same_link(told, everyone):
    with organization_scope(everyone.organization.pk):
        notify(everyone.person("member"), "action-given", record=told, facts=DUE, key="again")
        notify(everyone.person("member"), "action-due", record=told, facts=DUE, key="due")
        links = list(OutgoingMail.objects.order_by("id").values_list("unsubscribe_url", flat=True))

    assert links[0] == links[1] != links[2]
