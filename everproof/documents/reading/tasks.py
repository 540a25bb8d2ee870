"""What reading does by itself. Each task may run again at any time."""

from __future__ import annotations

from everproof.documents.models import DocumentRevision
from everproof.documents.reading.asking import ask_everywhere, ask_person, settle
from everproof.documents.reading.events import forget_old_events
from everproof.documents.reading.work import remind
from everproof.kernel.modules import Reaction
from everproof.kernel.people.models import Person, Responsibility
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization


@task
def settle_reading(organization_id: int, revision_id: str) -> None:
    """Ask who has to know a revision, or leave them in peace, as it stands now."""
    found = DocumentRevision.objects.select_related("document__type", "organization")
    revision = found.filter(organization_id=organization_id, pk=revision_id).first()
    if revision is not None:
        settle(revision)


@task
def ask_holder(organization_id: int, responsibility_id: str) -> None:
    """Ask whoever was given a role or a duty for what it needs."""
    found = Responsibility.objects.in_force().select_related("person")
    given = found.filter(organization_id=organization_id, pk=responsibility_id).first()
    if given is not None:
        ask_person(Organization.objects.get(pk=organization_id), given.person)


@task
def ask_newcomer(organization_id: int, person_id: str) -> None:
    """Ask somebody who is new, or has another site, for what is for everybody or for the site."""
    person = Person.objects.in_force().filter(organization_id=organization_id, pk=person_id).first()
    if person is not None:
        ask_person(Organization.objects.get(pk=organization_id), person)


@task
def ask_all(organization_id: int) -> None:
    """Every night: roles that began or ended by their day."""
    ask_everywhere(Organization.objects.get(pk=organization_id))


@task
def remind_of_reading(organization_id: int) -> None:
    """Every morning: remind readers, tell owners."""
    remind(Organization.objects.get(pk=organization_id))


@task
def forget_access(organization_id: int) -> None:
    """Every night: forget who opened what as long ago as the company says."""
    forget_old_events(organization_id)


REACTIONS = (
    *(
        Reaction(f"documents.document-revision.{verb}", settle_reading)
        for verb in ("approve", "recall", "make-effective", "withdraw", "void", "reinstate")
    ),
    Reaction("kernel.responsibility.create", ask_holder),
    Reaction("kernel.person.create", ask_newcomer),
    Reaction("kernel.person.update", ask_newcomer),
)
SCHEDULES = (
    ScheduledTask("ask-to-read", ask_all, "FREQ=DAILY;BYHOUR=0;BYMINUTE=40;BYSECOND=0"),
    ScheduledTask("remind-of-reading", remind_of_reading, "FREQ=DAILY;BYHOUR=5;BYMINUTE=25;BYSECOND=0"),
    ScheduledTask("forget-access-to-documents", forget_access, "FREQ=DAILY;BYHOUR=2;BYMINUTE=10;BYSECOND=0"),
)
