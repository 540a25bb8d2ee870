"""Who has read what: for the owner of a document, for who leads people, and for exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from everproof.documents.models import Acknowledgement, DocumentRevision
from everproof.documents.reading.asking import READABLE, REQUESTED
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person, Responsibility


@dataclass(frozen=True)
class Standing:
    """How many of a group are asked, have confirmed, and are late."""

    label: str
    key: UUID
    asked: int
    done: int
    late: int

    @property
    def open(self) -> int:
        return self.asked - self.done

    @property
    def share(self) -> int:
        """Percent that confirmed, rounded down: a hundred means everybody."""
        return 100 * self.done // self.asked if self.asked else 100


def requests(organization_id: int) -> QuerySet[Acknowledgement]:
    """All requests that count: not withdrawn, of revisions that apply or will."""
    own = Acknowledgement.objects.filter(organization_id=organization_id, withdrawn_at=None)
    return own.filter(revision__status__in=READABLE, revision__voided_at=None, person__voided_at=None)


def requests_of(revision: DocumentRevision) -> QuerySet[Acknowledgement]:
    """The requests for one revision, also a former one, open ones first."""
    own = Acknowledgement.objects.filter(organization_id=revision.organization_id, revision=revision, withdrawn_at=None)
    return own.select_related("person").order_by("done_at", "due_on", "person__title", "id")


def who_has_not(revision: DocumentRevision) -> QuerySet[Acknowledgement]:
    """The open requests for a revision, the longest overdue first."""
    own = Acknowledgement.objects.filter(REQUESTED, organization_id=revision.organization_id, revision=revision)
    return own.select_related("person").order_by("due_on", "person__title", "id")


def counts_of(revision: DocumentRevision, today: date) -> Standing:
    """How one revision stands; one statement."""
    found = requests_of(revision).order_by().aggregate(**_numbers(today))
    return Standing(revision.number, revision.pk, found["asked"], found["done"], found["late"])


def by_revision(actor: Actor, today: date) -> list[Standing]:
    """Revisions that the actor may see and that people are asked to read, the worst first; one statement."""
    seen = access.visible(actor, DocumentRevision.objects.in_force().filter(status__in=READABLE)).values("pk")
    rows = requests(actor.organization_id).filter(revision__in=seen)
    return _counted(rows, ("revision_id", "revision__number", "revision__title"), today)


def by_person(actor: Actor, today: date, people: QuerySet[Person]) -> list[Standing]:
    """People with what they are asked to read, the worst first; one statement."""
    rows = requests(actor.organization_id).filter(person__in=people.values("pk"))
    return _counted(rows, ("person_id", "person__title", "person__job_title"), today)


def by_role(actor: Actor, today: date, people: QuerySet[Person]) -> list[Standing]:
    """The same by the roles that these people hold today; who holds two is counted in both."""
    held = Responsibility.objects.in_force().filter(
        Q(to_on=None) | Q(to_on__gte=today),
        organization_id=actor.organization_id,
        from_on__lte=today,
        role__isnull=False,
        role__voided_at=None,
    )
    rows = held.filter(person__in=people.values("pk")).values("role_id", "role__title", "person_id").distinct()
    of_person = {count.key: count for count in by_person(actor, today, people)}
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        if count := of_person.get(row["person_id"]):
            sums = found.setdefault(row["role_id"], [row["role__title"], 0, 0, 0])
            for place, number in enumerate((count.asked, count.done, count.late), start=1):
                sums[place] += number
    return _worst_first([Standing(label, key, *numbers) for key, (label, *numbers) in found.items()])


def _counted(rows: QuerySet[Acknowledgement], names: Sequence[str], today: date) -> list[Standing]:
    key, label, more = names
    found = rows.order_by().values(*names).annotate(**_numbers(today))
    return _worst_first(
        [
            Standing(
                " · ".join(filter(None, (row[label], row[more]))), row[key], row["asked"], row["done"], row["late"]
            )
            for row in found
        ]
    )


def _numbers(today: date) -> dict[str, Count]:
    return {
        "asked": Count("pk"),
        "done": Count("pk", filter=Q(done_at__isnull=False)),
        "late": Count("pk", filter=Q(done_at=None, due_on__lt=today)),
    }


def _worst_first(found: list[Standing]) -> list[Standing]:
    return sorted(found, key=lambda count: (-count.late, -count.open, count.label))
