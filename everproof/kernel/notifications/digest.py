"""The daily summary: what people who want one mail a day were told since the last one."""

from __future__ import annotations

from itertools import groupby

from django.db import transaction
from django.utils import translation

from everproof.kernel.notifications import mail
from everproof.kernel.notifications.kinds import kinds
from everproof.kernel.notifications.models import Notification
from everproof.kernel.notifications.queries import record_url
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization

MOST_LINES = 50


@task
@transaction.atomic
def send_digests(organization_id: int) -> None:
    """Queue a mail for everybody for whom something waits; what they have read here meanwhile is left out.

    Whoever left the company, or chose otherwise since, gets none. Running again finds nothing that waits.
    """
    organization = Organization.objects.get(pk=organization_id)
    waiting = Notification.objects.filter(organization=organization, in_digest=True)
    rows = list(waiting.select_related("person").order_by("person_id", "id"))
    languages = mail.languages_of(organization, list({row.person_id for row in rows}))
    for person_id, of_person in groupby(rows, key=lambda row: row.person_id):
        told = list(of_person)
        person, unread = told[0].person, [row for row in told if row.read_at is None]
        if not unread or not person.active or not person.email or person.mail_rhythm != person.MailRhythm.DAILY:
            continue
        with translation.override(languages.get(person_id) or organization.language):
            lines = [_line(row, organization.slug) for row in unread[:MOST_LINES]]
            key = f"digest:{person_id}:{unread[-1].pk}"
            mail.queue_digest(organization, person, lines, len(unread) - len(lines), key=key)
    waiting.filter(pk__in=[row.pk for row in rows]).update(in_digest=False)


def _line(row: Notification, slug: str) -> tuple[str, str]:
    kind = kinds().get(row.kind)
    sentence = kind.say(row.facts) if kind else str(row.facts.get("title", ""))
    reference = row.facts.get("number") or str(row.record_id or "")
    return sentence, record_url(slug, row.record_type, reference) if row.record_type else ""


NOTIFICATION_SCHEDULES = (ScheduledTask("send-digests", send_digests, "FREQ=DAILY;BYHOUR=6;BYMINUTE=30;BYSECOND=0"),)
