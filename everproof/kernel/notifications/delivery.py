"""Sends the mails that wait: each once, none lost.

A mail is claimed for a while, sent, and marked as sent. Whoever dies in between leaves it to be claimed again when the
while is over, so a crash can double one mail (with the same Message-ID) and lose none. While the mail server does not
answer, mails wait and cost nothing; after some days they are given up and the administrators are told.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F

from everproof.kernel import clock
from everproof.kernel.notifications.actions import notify
from everproof.kernel.notifications.mail import one_line
from everproof.kernel.notifications.migration import FUNCTION
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.notifications.recipients import administrators
from everproof.kernel.tenancy import organization_scope

logger = logging.getLogger(__name__)

BATCH = 20
# Longer than a batch can take when each mail uses up its time limit.
CLAIM = timedelta(minutes=10)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120))
GIVE_UP_AFTER = timedelta(days=4)
# What the server has against one mail; any other trouble is the server's own.
ABOUT_THIS_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


class MailServerDown(Exception):
    """The mail server cannot be reached or lets us down; mails wait."""


def send_waiting() -> int:
    """Send what waits, a batch for each organisation. Returns how many mails the server accepted.

    Raises MailServerDown, with every mail back in the queue, when the server does not answer.
    """
    organization_ids = organizations_with_waiting_mail(clock.now())
    if not organization_ids:
        return 0
    with _server() as server:
        return sum(_send_batch(organization_id, server) for organization_id in organization_ids)


def organizations_with_waiting_mail(moment: datetime) -> list[int]:
    """The organisations with a mail that is to be tried by `moment`; one statement."""
    if connection.vendor != "postgresql":
        waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=moment)
        return list(waiting.values_list("organization_id", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(f"select {FUNCTION}(%s)", [moment])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _server() -> Iterator[Any]:
    server = get_connection()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def _send_batch(organization_id: int, server: Any) -> int:
    waiting = _claim(organization_id)
    sent = 0
    while waiting:
        try:
            server.open()
        except OSError as error:  # smtplib's own errors too
            _put_back(waiting, error)
            raise MailServerDown(str(error)) from error
        sent += _send(waiting.pop(0), server, others=waiting)
    return sent


def _send(mail: OutgoingMail, server: Any, *, others: list[OutgoingMail]) -> bool:
    """Send one mail; when the connection breaks in the middle, `others` go back into the queue."""
    try:
        server.send_messages([_message(mail)])
    except ABOUT_THIS_MAIL as error:
        _try_later(mail, error)
        return False
    except OSError as error:
        # The server may choke on this very mail, so that it waits longer than the others.
        _try_later(mail, error)
        _put_back(others, error)
        raise MailServerDown(str(error)) from error
    except Exception as error:
        logger.exception("Mail %s could not be made", mail.pk)
        _try_later(mail, error)
        return False
    _mark_sent(mail)
    return True


def _claim(organization_id: int) -> list[OutgoingMail]:
    """Take the mails that wait longest, so that no other worker does, and commit that before anything is sent."""
    now = clock.now()
    with organization_scope(organization_id), transaction.atomic():
        mails = list(
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(organization_id=organization_id, state=OutgoingMail.State.WAITING, next_try_at__lte=now)
            .order_by("next_try_at", "id")[:BATCH]
        )
        OutgoingMail.objects.filter(organization_id=organization_id, pk__in=[mail.pk for mail in mails]).update(
            next_try_at=now + CLAIM, attempts=F("attempts") + 1
        )
    return mails


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    host = urlsplit(settings.EVERPROOF_URL).hostname or "localhost"
    headers = {"Message-ID": f"<everproof.{mail.organization_id}.{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe_url:
        # RFC 8058: the mail program offers a button that posts there.
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(mail.subject, mail.body, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _mark_sent(mail: OutgoingMail) -> None:
    """The server has it; its words need not stay with us."""
    _change(
        mail, state=OutgoingMail.State.SENT, sent_at=clock.now(), last_error="", body="", html="", unsubscribe_url=""
    )


def _try_later(mail: OutgoingMail, error: Exception) -> None:
    if _is_too_old(mail):
        _give_up(mail, error)
        return
    delay = DELAYS[min(mail.attempts, len(DELAYS) - 1)]
    _change(mail, next_try_at=clock.now() + delay, last_error=one_line(error, 300))


def _put_back(mails: list[OutgoingMail], error: Exception) -> None:
    """The server is not there, which is no mail's fault: none of them has used an attempt."""
    for mail in mails:
        if _is_too_old(mail):
            _give_up(mail, error)
        else:
            _change(mail, next_try_at=clock.now(), attempts=mail.attempts, last_error=one_line(error, 300))


def _is_too_old(mail: OutgoingMail) -> bool:
    return clock.now() - mail.created_at > GIVE_UP_AFTER


def _give_up(mail: OutgoingMail, error: Exception) -> None:
    with organization_scope(mail.organization_id), transaction.atomic():
        _change(mail, state=OutgoingMail.State.GIVEN_UP, last_error=one_line(error, 300))
        notify(
            administrators(mail.organization_id),
            "mail-given-up",
            facts={"to": mail.to, "subject": mail.subject, "days": GIVE_UP_AFTER.days},
            key=f"mail-given-up:{mail.pk}",
        )


def _change(mail: OutgoingMail, **values: Any) -> None:
    with organization_scope(mail.organization_id):
        OutgoingMail.objects.filter(
            organization_id=mail.organization_id, pk=mail.pk, state=OutgoingMail.State.WAITING
        ).update(**values)
