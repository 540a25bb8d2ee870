"""Long and regular work on the ledger: checking it whole, and mailing the day's checkpoint."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from everproof.kernel import clock, ledger, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import checkpoints, verification, witnesses
from everproof.kernel.ledger.models import LedgerCheckpoint
from everproof.kernel.notifications.mail import absolute, queue_mail
from everproof.kernel.people.models import Person
from everproof.kernel.tasks import jobs
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

logger = logging.getLogger(__name__)

WITNESS_ADDRESSES = "witness_addresses"
MOST_FINDINGS_SHOWN = 50


@task(scoped=False, delays=())
def check_ledger(organization_id: int, job_id: str, person_id: str) -> None:
    """Check the whole ledger for the person who asked, with progress; the result stands in the job and the ledger."""
    progress = Progress(organization_id, job_id)
    try:
        with progress:
            result = verification.verify(organization_id, progress=progress.advance)
    except Exception:
        jobs.fail(organization_id, job_id, note=_("The check itself failed. Look into the log of the worker."))
        raise
    findings = result["findings"]
    with organization_scope(organization_id), transaction.atomic():
        organization = Organization.objects.get(pk=organization_id)
        by = Actor(organization, Person.objects.get(organization_id=organization_id, pk=UUID(person_id)), source="task")
        facts = {"entries": result["size"], "findings": len(findings)}
        ledger.note(by, "kernel.ledger.verify", type="ledger", record_id=organization.slug[:40], facts=facts)
    jobs.finish(
        organization_id,
        job_id,
        result={
            "counts": result["counts"],
            "size": result["size"],
            "found": len(findings),
            "findings": findings[:MOST_FINDINGS_SHOWN],
            "epochs": result["epochs"],
        },
    )


class Progress:
    """Tells a job how far the check is, from a thread of its own: the check reads one state of the database, in a
    transaction that must not write."""

    SECONDS = 0.5

    def __init__(self, organization_id: int, job_id: str) -> None:
        self.organization_id, self.job_id = organization_id, job_id
        self.done = self.told = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress of a check", daemon=True)

    def __enter__(self) -> Progress:
        with organization_scope(self.organization_id):
            total = verification.work_of(self.organization_id)
        jobs.start(self.organization_id, self.job_id, total=total)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def advance(self, count: int) -> None:
        self.done += count

    def _tell(self) -> None:
        while not self._ended.wait(self.SECONDS):
            fresh, self.told = self.done - self.told, self.done
            if fresh:
                jobs.advance(self.organization_id, self.job_id, by=fresh)
        connection.close()


@task
def mail_checkpoint(organization_id: int) -> None:
    """Mail the newest checkpoint to the people the organisation named, once a day."""
    addresses = witness_addresses(organization_id)
    newest = checkpoints.newest_checkpoint(organization_id)
    if not addresses or newest is None:
        return
    organization = Organization.objects.get(pk=organization_id)
    day = clock.today(organization.zone).isoformat()
    with transaction.atomic():
        for address in addresses:
            mail_note(organization, newest, address, key=f"checkpoint:{day}:{address}")
            witnesses.remember(newest, address, witnesses.MAIL)


def mail_note(
    organization: Organization, checkpoint: LedgerCheckpoint, address: str, *, key: str, path: str = ""
) -> None:
    """Queue a mail with a checkpoint and what to do with it; `path` leads to the page about it, for who may sign in."""
    with translation.override(organization.language):
        variables = {
            "organization": organization,
            "checkpoint": checkpoint,
            "key": witnesses.public_key_line(organization.pk),
            "url": absolute(path) if path else "",
        }
        queue_mail(
            organization,
            key=key[:160],
            to=address,
            subject=_("Checkpoint of the history of %(name)s: %(n)s entries")
            % {"name": organization.name, "n": checkpoint.size},
            body=render_to_string("mail/checkpoint.txt", variables),
        )


def witness_addresses(organization_id: int) -> list[str]:
    """The addresses in the organisation's parameter; what is no address is left out."""
    given = str(parameters.value(organization_id, WITNESS_ADDRESSES)).replace(";", ",").replace("\n", ",")
    found = []
    for address in dict.fromkeys(part.strip() for part in given.split(",") if part.strip()):
        try:
            validate_email(address)
        except ValidationError:
            logger.warning("A witness of organisation %s has no valid address", organization_id)
            continue
        found.append(address)
    return found
