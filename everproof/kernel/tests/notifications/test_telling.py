"""People are told once for each event, in the transaction of the event, and see only what they were told."""

import copy
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from everproof.improvement.actions import report_nonconformity
from everproof.kernel import clock, notifications
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.notifications.kinds import kinds
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.notifications.recipients import administrators, holders_of
from everproof.kernel.people import actions as people

DUE = {"due": date(2026, 12, 24)}


@pytest.fixture
def record(cast):
    return report_nonconformity(title="Bent pin", by=cast.manager)


def test_a_person_is_told_about_a_record(cast, record):
    assert notify(cast.person("member"), "action-given", record=record, facts=DUE) == 1

    (told,) = notifications.newest(cast.member)
    assert told.sentence == f"{record.number} is yours, due on 24 Dec 2026: Bent pin"
    assert told.url == record.get_absolute_url()
    assert told.is_unread
    assert notifications.unread_count(cast.member) == 1
    assert notifications.newest(cast.teammate) == []


def test_the_same_event_is_told_once(cast, record):
    for _number in range(2):
        notify(cast.person("member"), "action-given", record=record, facts=DUE, key="event-1")
    notify([cast.person("member"), cast.person("member")], "action-given", record=record, facts=DUE, key="event-2")

    assert Notification.objects.count() == 2
    assert OutgoingMail.objects.count() == 2


def test_without_a_key_each_version_of_the_record_is_an_event(cast, record):
    for _number in range(2):
        notify(cast.person("member"), "action-given", record=record, facts=DUE)
    record.version += 1
    notify(cast.person("member"), "action-given", record=record, facts=DUE)

    assert Notification.objects.count() == 2


def test_what_is_rolled_back_was_never_said(cast, record):
    with transaction.atomic():
        notify(cast.person("member"), "action-given", record=record, facts=DUE)
        transaction.set_rollback(True)

    assert not Notification.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_database_itself_refuses_to_tell_twice(cast, record):
    notify(cast.person("member"), "action-given", record=record, facts=DUE, key="event")
    row = Notification.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_those_who_left_are_told_nothing(cast, record):
    person = copy.copy(cast.person("member"))
    person.active = False

    assert notify(person, "action-given", record=record, facts=DUE) == 0


@pytest.mark.parametrize(("kind", "facts"), [("no-such-kind", DUE), ("action-given", {})])
def test_a_notice_that_could_not_be_shown_is_refused_at_once(cast, record, kind, facts):
    with pytest.raises(KeyError):
        notify(cast.person("member"), kind, record=record, facts=facts)


def test_people_of_two_organisations_are_not_told_together(cast, record):
    with pytest.raises(ValueError, match="one organisation"):
        notify(cast.person("stranger"), "action-given", record=record, facts=DUE)


def test_telling_many_takes_few_statements(cast, record, django_assert_max_num_queries):
    notices = [Notice(cast.person(part), "action-given", record, DUE) for part in ("member", "teammate", "boss")]

    with django_assert_max_num_queries(9):  # two of them open and close the savepoint
        assert notify_many(notices) == 3


def test_notifications_are_read_one_by_one_or_all_at_once(cast, record, django_assert_num_queries):
    for number in range(3):
        notify(cast.person("member"), "action-given", record=record, facts=DUE, key=f"event-{number}")
    first = notifications.newest(cast.member)[0]

    assert notifications.mark_read(cast.member, first.id).sentence == first.sentence
    assert notifications.mark_read(cast.teammate, first.id) is None
    with django_assert_num_queries(1):
        assert notifications.unread_count(cast.member) == 2
    assert notifications.mark_all_read(cast.member) == 2
    assert notifications.unread_count(cast.member) == 0


def test_a_page_of_notifications_is_one_statement(cast, record, django_assert_num_queries):
    for number in range(5):
        notify(cast.person("member"), "action-given", record=record, facts=DUE, key=f"event-{number}")

    with django_assert_num_queries(1):
        newest = notifications.newest(cast.member, count=2)
    older = notifications.newest(cast.member, before=newest[-1].id, count=10)
    assert [told.id for told in newest + older] == sorted((told.id for told in newest + older), reverse=True)
    assert len(older) == 3


def test_a_kind_that_no_room_declares_any_more_is_still_listed(cast, record):
    notify(cast.person("member"), "action-given", record=record, facts=DUE)
    Notification.objects.update(kind="gone", record_type="gone")

    (told,) = notifications.newest(cast.member)
    assert (told.sentence, told.url) == ("Bent pin", "")


def test_every_declared_kind_can_be_said():
    assert {"action-given", "action-due", "action-late", "mail-given-up"} <= set(kinds())
    for kind in kinds().values():
        needed = set(re.findall(r"%\((\w+)\)", str(kind.sentence)))
        said = kind.say({name: "2026-12-24" if name in kind.days else f"<{name}>" for name in needed})

        assert set(kind.days) <= needed
        assert "%" not in said
        assert "2026-12-24" not in said


def test_an_office_is_whoever_holds_its_power_today(cast):
    setup = cast.administrator
    assert administrators(cast.organization.pk) == [cast.person("administrator")]

    people.give_access(access_role="administrator", role=cast.role, by=setup)
    people.give_responsibility(person=cast.person("boss"), role=cast.role, by=cast.manager)
    assert {person.title for person in administrators(cast.organization.pk)} == {"Ada Admin", "Tara Top"}

    yesterday = clock.today(cast.organization.zone) - timedelta(days=1)
    people.give_access(
        access_role="administrator", person=cast.person("member"), by=setup, from_on=yesterday, to_on=yesterday
    )
    assert cast.person("member") not in holders_of(cast.organization.pk, "administer")
