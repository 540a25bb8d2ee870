"""When mail comes: at once, once a day, never, and not in quiet hours."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from everproof.kernel import clock, records
from everproof.kernel.notifications import notify
from everproof.kernel.notifications.digest import MOST_LINES, send_digests
from everproof.kernel.notifications.mail import earliest
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.notifications.preferences import choose_mail
from everproof.kernel.people.models import Person

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
FACTS = {"number": "AC-1", "title": "Mend it", "due": "2026-12-24"}
PAGE = "/ours/notifications/mail/"


def member(cast):
    return Person.objects.get(pk=cast.member.person_id)


def choose(cast, **when):
    return choose_mail(person=member(cast), wanted={}, by=cast.member, **when)


def tell(cast, key="event", **facts):
    notify(member(cast), "action-given", facts=FACTS | facts, key=key)


def digest(cast):
    send_digests.func(cast.organization.pk)
    return list(OutgoingMail.objects.filter(key__startswith="digest:").order_by("id"))


def test_once_a_day_all_in_one_mail(cast):
    choose(cast, mail_rhythm="daily")
    tell(cast, "one", title="Mend the press")
    tell(cast, "two", title="Mend <b>the</b> lathe")
    assert not OutgoingMail.objects.exists()

    (mail,) = digest(cast)
    assert mail.subject == "2 things for you"
    assert "Mend the press" in mail.body
    assert "Mend &lt;b&gt;the&lt;/b&gt; lathe" in mail.html
    assert len(digest(cast)) == 1
    tell(cast, "three")
    assert len(digest(cast)) == 2


def test_what_was_read_here_is_not_mailed(cast):
    choose(cast, mail_rhythm="daily")
    tell(cast)
    Notification.objects.update(read_at=clock.now())

    assert digest(cast) == []


def test_who_wants_none_of_a_kind_finds_it_in_no_summary(cast):
    choose_mail(person=member(cast), wanted={"action-given": False}, by=cast.member, mail_rhythm="daily")
    tell(cast)

    assert digest(cast) == []
    assert Notification.objects.count() == 1


def test_a_flood_is_cut_and_counted(cast):
    choose(cast, mail_rhythm="daily")
    for number in range(MOST_LINES + 3):
        tell(cast, f"event-{number}")

    (mail,) = digest(cast)
    assert f"{MOST_LINES + 3} things" in mail.subject
    assert "And 3 more" in mail.body


def test_who_left_gets_no_summary(cast):
    choose(cast, mail_rhythm="daily")
    tell(cast)
    records.update(member(cast), by=cast.administrator, active=False)

    assert digest(cast) == []
    assert not Notification.objects.filter(in_digest=True).exists()


def test_never_means_no_mail_at_all(cast):
    choose(cast, mail_rhythm="never")
    tell(cast)

    assert digest(cast) == []
    assert not OutgoingMail.objects.exists()
    assert Notification.objects.count() == 1


def test_the_link_in_a_summary_stops_them_all(cast):
    choose(cast, mail_rhythm="daily")
    tell(cast)
    (mail,) = digest(cast)
    path = "/p/mail/" + mail.unsubscribe_url.partition("/p/mail/")[2]

    program = Client(enforce_csrf_checks=True)
    assert "The daily summary" in program.get(path).content.decode()
    assert member(cast).mail_rhythm == "daily", "looking stops nothing"
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert member(cast).mail_rhythm == "never"


@pytest.mark.parametrize(
    ("start", "end", "now", "expected"),
    [
        ((22, 0), (6, 30), (2026, 11, 20, 23, 15), (2026, 11, 21, 6, 30)),
        ((22, 0), (6, 30), (2026, 11, 20, 3, 0), (2026, 11, 20, 6, 30)),
        ((22, 0), (6, 30), (2026, 11, 20, 6, 30), None),
        ((22, 0), (6, 30), (2026, 11, 20, 12, 0), None),
        ((12, 0), (13, 0), (2026, 11, 20, 12, 0), (2026, 11, 20, 13, 0)),
        ((12, 0), (13, 0), (2026, 11, 20, 13, 0), None),
        ((8, 0), (8, 0), (2026, 11, 20, 8, 0), None),
        ((22, 0), (6, 0), (2027, 3, 27, 23, 0), (2027, 3, 28, 6, 0)),
    ],
)
def test_mail_waits_until_quiet_hours_are_over(start, end, now, expected):
    moment = datetime(*now, tzinfo=BERLIN).astimezone(UTC)
    person = Person(quiet_from=time(*start), quiet_until=time(*end))

    assert earliest(person, moment, BERLIN) == (datetime(*expected, tzinfo=BERLIN) if expected else moment)


def test_a_mail_in_quiet_hours_lies_in_the_queue(cast):
    now = clock.now().astimezone(BERLIN)
    choose(cast, quiet_from=now.replace(minute=0).time(), quiet_until=now.replace(hour=(now.hour + 2) % 24).time())
    tell(cast)

    assert OutgoingMail.objects.get().next_try_at > clock.now()


def test_one_chooses_rhythm_and_quiet_hours_on_the_page(cast, sign_in):
    browser = sign_in("member")
    kinds = ["action-given"]
    browser.post(PAGE, {"kinds": kinds, "mail_rhythm": "daily", "quiet_from": "20:00", "quiet_until": "06:00"})
    person = member(cast)
    assert (person.mail_rhythm, person.quiet_from, person.quiet_until) == ("daily", time(20), time(6))

    half = browser.post(PAGE, {"kinds": kinds, "mail_rhythm": "daily", "quiet_from": "20:00"}).content.decode()
    assert "Quiet hours need a beginning and an end." in half
    browser.post(PAGE, {"kinds": kinds})
    person = member(cast)
    assert (person.mail_rhythm, person.quiet_from) == ("daily", None)


def test_quiet_hours_have_both_ends(cast):
    with pytest.raises(ValidationError), transaction.atomic():
        choose(cast, quiet_from=time(20))
