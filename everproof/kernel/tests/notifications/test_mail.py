"""Mails wait in the queue until a real mail server has them: each once, none lost, no header forged."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import transaction

from everproof.kernel import clock, notifications
from everproof.kernel.notifications import delivery, notify
from everproof.kernel.notifications.delivery import MailServerDown, send_waiting
from everproof.kernel.notifications.mail import one_line, queue_mail
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.notifications.smtp import mail_server

FACTS = {"number": "AC-1", "title": "Mend it", "due": "2026-12-24"}


@pytest.fixture
def smtp(settings):
    """A mail server; mails go there."""
    with mail_server() as server:
        use(settings, server.port)
        yield server


def use(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


def tell(cast, part: str = "member", key: str = "event", **facts) -> None:
    with organization_scope(cast.organization.pk):
        notify(cast.person(part), "action-given", facts=FACTS | facts, key=key)


def queue(organization, key: str, to: str) -> None:
    with organization_scope(organization.pk):
        queue_mail(organization, key=key, to=to, subject=key, body="Hello.")


def rows(organization, *names: str) -> list:
    with organization_scope(organization.pk):
        return list(OutgoingMail.objects.filter(organization=organization).order_by("id").values_list(*names))


def test_a_mail_is_sent_once_and_its_words_are_forgotten(own_database, smtp):
    tell(own_database)
    tell(own_database)

    assert send_waiting() == 1
    assert send_waiting() == 0
    (message,) = smtp.messages
    assert message["To"] == "member@ours.example"
    assert message["Subject"] == "AC-1 is yours, due on 24 Dec 2026: Mend it"
    plain = message.get_body(("plain",)).get_content()
    assert "Hello Mel Member," in plain
    assert "AC-1 is yours, due on 24 Dec 2026: Mend it" in plain
    assert "Mend it" in message.get_body(("html",)).get_content()
    assert message["Auto-Submitted"] == "auto-generated"
    assert rows(own_database.organization, "state", "body", "html", "unsubscribe_url", "attempts") == [
        ("sent", "", "", "", 1)
    ]


def test_mails_of_all_organisations_are_found(own_database, smtp):
    queue(own_database.organization, "one", "a@example.com")
    queue(own_database.other, "two", "b@example.com")

    organizations = delivery.organizations_with_waiting_mail(clock.now())
    assert set(organizations) == {own_database.organization.pk, own_database.other.pk}
    assert send_waiting() == 2
    assert delivery.organizations_with_waiting_mail(clock.now()) == []


def test_mails_wait_while_the_server_is_down_and_go_once_when_it_is_back(own_database, settings):
    with mail_server() as server:
        port = server.port
    use(settings, port)
    for number in range(3):
        tell(own_database, key=f"event-{number}")

    for _number in range(3):
        with pytest.raises(MailServerDown):
            send_waiting()
    assert rows(own_database.organization, "state", "attempts") == [("waiting", 0)] * 3

    with mail_server(port) as server:
        assert send_waiting() == 3
        assert send_waiting() == 0
        assert len(server.messages) == 3
        assert len({message["Message-ID"] for message in server.messages}) == 3


def test_a_refused_mail_waits_longer_each_time_and_holds_nobody_up(own_database, smtp):
    smtp.refused.add("gone@example.com")
    queue(own_database.organization, "one", "gone@example.com")
    queue(own_database.organization, "two", "there@example.com")

    assert send_waiting() == 1
    assert len(smtp.to("there@example.com")) == 1
    waits = []
    for attempt in range(1, 4):
        ((state, attempts, next_try, error), _sent) = rows(
            own_database.organization, "state", "attempts", "next_try_at", "last_error"
        )
        assert (state, attempts) == ("waiting", attempt)
        assert "no such mailbox" in error
        waits.append(round((next_try - clock.now()).total_seconds() / 60))
        make_due(own_database.organization)
        assert send_waiting() == 0
    assert waits == [1, 5, 15]


def make_due(organization, **values) -> None:
    with organization_scope(organization.pk):
        OutgoingMail.objects.filter(state="waiting").update(next_try_at=clock.now(), **values)


def test_a_mail_that_breaks_the_connection_waits_and_the_others_go_first(own_database, smtp):
    smtp.hangs_up.add("poison@example.com")
    for key, to in (("one", "poison@example.com"), ("two", "a@example.com"), ("three", "b@example.com")):
        queue(own_database.organization, key, to)

    with pytest.raises(MailServerDown):
        send_waiting()
    assert send_waiting() == 2
    assert rows(own_database.organization, "state", "attempts") == [("waiting", 1), ("sent", 1), ("sent", 1)]


def test_a_mail_that_nobody_takes_for_days_is_given_up_and_administrators_are_told(own_database, smtp):
    smtp.refused.add("member@ours.example")
    tell(own_database)
    make_due(own_database.organization, created_at=clock.now() - delivery.GIVE_UP_AFTER - timedelta(hours=1))

    assert send_waiting() == 0
    assert rows(own_database.organization, "state") == [("given-up",)]
    with organization_scope(own_database.organization.pk):
        (told,) = notifications.newest(own_database.administrator)
    assert "member@ours.example" in told.sentence
    assert send_waiting() == 0, "a notice about mail makes no mail"


def test_a_server_that_is_down_for_days_is_told_too(own_database, settings):
    with mail_server() as server:
        port = server.port
    use(settings, port)
    queue(own_database.organization, "old", "a@example.com")
    make_due(own_database.organization, created_at=clock.now() - delivery.GIVE_UP_AFTER - timedelta(hours=1))
    queue(own_database.organization, "new", "a@example.com")

    with pytest.raises(MailServerDown):
        send_waiting()
    assert rows(own_database.organization, "state") == [("given-up",), ("waiting",)]


def test_whoever_dies_while_sending_leaves_the_mail_to_the_next(own_database, smtp):
    tell(own_database)
    assert len(delivery._claim(own_database.organization.pk)) == 1  # and then the process is killed

    assert send_waiting() == 0, "nobody else takes it while it may still be on its way"
    make_due(own_database.organization)
    assert send_waiting() == 1


def test_two_senders_share_the_queue(own_database, smtp):
    import threading

    from django.db import connection

    for number in range(30):
        queue(own_database.organization, f"mail-{number}", "a@example.com")
    errors = []

    def send() -> None:
        try:
            while send_waiting():
                pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sorted(message["Subject"] for message in smtp.messages) == sorted(f"mail-{n}" for n in range(30))


@pytest.mark.parametrize("forged", ["Fine\r\nBcc: all@example.com", "Fine\nX-Evil: 1", "Fine\x0b\x85\u2028Bcc: x"])
def test_no_header_can_be_forged(own_database, smtp, forged):
    tell(own_database, title=forged)

    assert send_waiting() == 1
    (message,) = smtp.messages
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert "Fine" in message["Subject"]
    assert one_line(forged) == " ".join(forged.split())


@pytest.mark.parametrize(
    "address", ["a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "nobody", ""]
)
def test_an_address_is_one_address(cast, address):
    with pytest.raises(ValidationError):
        queue_mail(cast.organization, key="x", to=address, subject="x", body="x")


def test_a_key_makes_one_mail(cast):
    for _number in range(2):
        queue_mail(cast.organization, key="x", to="a@example.com", subject="x", body="x")

    assert OutgoingMail.objects.count() == 1


def test_a_mail_is_part_of_the_transaction(cast):
    with transaction.atomic():
        queue_mail(cast.organization, key="x", to="a@example.com", subject="x", body="x")
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_html_in_a_title_stays_text(own_database, smtp):
    tell(own_database, title="<b>bold</b> & brave")
    send_waiting()

    (message,) = smtp.messages
    assert "<b>bold</b> & brave" in message.get_body(("plain",)).get_content()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; brave" in message.get_body(("html",)).get_content()


def test_every_mail_can_be_stopped_with_one_click(own_database, smtp):
    tell(own_database)
    send_waiting()

    (message,) = smtp.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip(" <>")
    assert address.startswith(f"{django_settings.EVERPROOF_URL}/p/mail/")
    assert address in message.get_body(("plain",)).get_content()
