"""Guessing a password: it is slowed down, nobody else pays for it, and the person is told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from everproof.kernel import clock
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.people import attempts
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD

SIGN_IN = "/account/login/"
TOO_MANY = "Too many failed login attempts"


def guess(times, *, address="member@ours.example", password="not the right one", browser=None, **extra):
    """The answers to the same wrong password, again and again."""
    browser = browser or Client()
    return [browser.post(SIGN_IN, {"login": address, "password": password}, **extra) for _ in range(times)]


def refused(answer):
    return TOO_MANY in answer.content.decode()


def entries(everyone, part="member"):
    person = str(everyone.person(part).pk)
    with organization_scope(everyone.organization.pk):
        rows = LedgerEntry.objects.filter(type="login", record_id=person).order_by("at", "id")
        return [(row.verb.removeprefix("kernel.sign_in."), bytes(row.body)) for row in rows]


def test_the_sixth_wrong_password_from_one_place_is_not_even_looked_at(everyone):
    answers = guess(6)

    assert [refused(answer) for answer in answers] == [False] * 5 + [True]
    assert refused(guess(1, password=PASSWORD)[0])


def test_the_person_signs_in_from_elsewhere_meanwhile(everyone):
    guess(6)

    answer = Client(REMOTE_ADDR="192.0.2.7").post(SIGN_IN, {"login": "member@ours.example", "password": PASSWORD})

    assert answer.status_code == 302


def test_from_many_places_there_are_ten_tries_a_minute_for_one_login(everyone):
    answers = [guess(1, REMOTE_ADDR=f"192.0.2.{place}")[0] for place in range(1, 13)]

    assert [refused(answer) for answer in answers] == [False] * 10 + [True] * 2


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_X_CLUSTER_CLIENT_IP"]
)
def test_a_made_up_place_does_not_start_counting_anew(everyone, header):
    answers = [guess(1, **{header: f"198.51.100.{place}"})[0] for place in range(1, 7)]

    assert refused(answers[-1])


def test_behind_our_proxy_only_what_it_wrote_counts(everyone, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answers = [guess(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{made_up}, 192.0.2.9")[0] for made_up in range(1, 7)]
    elsewhere = guess(1, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.10")[0]

    assert refused(answers[-1])
    assert not refused(elsewhere)


@pytest.mark.parametrize("spelling", ["MEMBER@ours.example", "  member@ours.example ", "Member@OURS.example"])
def test_another_spelling_does_not_start_counting_anew(everyone, spelling):
    guess(5)

    assert refused(guess(1, address=spelling)[0])


def test_another_host_header_does_not_start_counting_anew(everyone):
    guess(5, HTTP_HOST="localhost:8000")

    assert refused(guess(1, HTTP_HOST="localhost:8001")[0])
    assert refused(guess(1, HTTP_HOST="127.0.0.1")[0])


def test_hundreds_of_made_up_addresses_do_not_wipe_the_counters(everyone):
    guess(5)
    for number in range(700):
        cache.set(f"another-counter:{number}", 1, 300)

    assert refused(guess(1)[0])


def test_a_right_password_costs_no_try(everyone):
    for _ in range(8):
        browser = Client()
        assert guess(1, password=PASSWORD, browser=browser)[0].status_code == 302


def test_an_unknown_address_is_answered_like_a_wrong_password(everyone):
    known = guess(1)[0].content.decode()
    unknown = guess(1, address="nobody@ours.example")[0].content.decode()

    wrong = "The email address and/or password you specified are not correct."
    assert wrong in known
    assert wrong in unknown


def test_failures_are_noted_about_the_person_without_words_of_anybody(everyone):
    guess(1)

    (verb, body), *more = entries(everyone)
    assert (verb, more) == ("fail", [])
    assert b'"actor":"system:sign-in"' in body
    assert b'"facts":{"failures":1,"method":"password"}' in body
    assert b"ours.example" not in body
    assert b"127.0.0.1" not in body


def test_twenty_failures_bring_one_mail_and_few_entries(everyone):
    guess(25)

    with organization_scope(everyone.organization.pk):
        mails = OutgoingMail.objects.filter(to="member@ours.example")
        assert [mail.subject for mail in mails] == ["Someone tries to sign in as you"]
        told = Notification.objects.filter(kind="sign-in-attacked")
        assert [one.person_id for one in told] == [everyone.person("administrator").pk]
        assert told[0].facts["name"] == "Mel Member"
    counts = [body.partition(b'"failures":')[2].partition(b",")[0] for _verb, body in entries(everyone)]
    assert counts == [b"1", b"5", b"10", b"20"]


def test_failures_are_counted_for_a_day(everyone):
    assert [attempts.failed("member@ours.example", method="password") for _ in range(3)] == [1, 2, 3]
    with clock.travel(clock.now() + timedelta(hours=25)):
        cache.clear()  # the cache keeps the real clock
        assert attempts.failed("member@ours.example", method="password") == 1


def test_failures_at_addresses_without_a_login_leave_nothing_in_a_ledger(everyone):
    guess(3, address="nobody@ours.example")

    with organization_scope(everyone.organization.pk):
        assert not LedgerEntry.objects.filter(verb="kernel.sign_in.fail").exists()


def test_signing_in_notes_how_and_what_failed_before(everyone, enter):
    guess(2)
    enter("member")

    verb, body = entries(everyone)[-1]
    assert verb == "succeed"
    assert b'"failures_before":2,"method":"password"' in body
    assert f'"actor":"{everyone.person("member").pk}"'.encode() in body


def test_signing_in_is_noted_in_every_organisation_of_the_login(everyone, enter):
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people import actions

    with organization_scope(everyone.other.pk):
        theirs = Actor.system(everyone.other, "setup")
        guest = actions.add_person(name="Mel Guest", by=theirs, email="member@ours.example")
        actions.join(user=everyone.users["member"], person=guest, by=theirs)
    enter("member")

    assert [verb for verb, _body in entries(everyone)] == ["succeed"]
    with organization_scope(everyone.other.pk):
        entry = LedgerEntry.objects.get(organization=everyone.other, verb="kernel.sign_in.succeed")
        assert entry.record_id == str(guest.pk)


def test_signing_in_is_seen_as_last_use(everyone, enter):
    enter("member")

    membership = everyone.users["member"].memberships.get()
    assert clock.now() - membership.last_used_at < timedelta(minutes=1)


def test_reading_pages_writes_nothing_about_the_last_use(everyone, enter):
    browser, _answer = enter("member")
    before = everyone.users["member"].memberships.get().last_used_at

    browser.get("/ours/kernel/people/")

    assert everyone.users["member"].memberships.get().last_used_at == before
