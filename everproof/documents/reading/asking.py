"""Asks people to read: everybody whom a document's audience names, as often as one likes, each person once a revision.

A request ends when it is confirmed, or is withdrawn: when its revision no longer applies, goes back to its author, or
when the person no longer belongs to those who have to know it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from everproof.documents import audience
from everproof.documents.models import Acknowledgement, DocumentRevision
from everproof.documents.reading.parameters import READING_DAYS
from everproof.kernel import clock, ledger, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import KIOSK
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.tenancy.models import Organization

READABLE = ("approved", "effective")
"""States of a revision that people may be asked to read: in its training window, or in force."""
PORTION = 200
REQUESTED = Q(done_at=None, withdrawn_at=None)


@dataclass(frozen=True)
class Readers:
    """Whom to ask on a day, found once for each audience. `window` is the company's time to read, in days."""

    organization_id: int
    today: date
    window: int
    devices: frozenset[UUID]
    known: dict[str, frozenset[UUID]]

    @classmethod
    def of(cls, organization: Organization) -> Readers:
        today = clock.today(organization.zone)
        window = int(parameters.value(organization.pk, READING_DAYS))
        return cls(organization.pk, today, window, shared_devices(organization.pk, today), {})

    def people(self, entries: Sequence[audience.Entry]) -> frozenset[UUID]:
        """The people whom an audience names who can be asked: of the company, and no shared device."""
        if not entries:
            return frozenset()
        key = json.dumps(entries, sort_keys=True)
        if key not in self.known:
            found = audience.people(self.organization_id, entries, self.today).filter(external=False)
            self.known[key] = frozenset(found.values_list("pk", flat=True)) - self.devices
        return self.known[key]

    def due(self, revision: DocumentRevision) -> date:
        """Until when: the day it applies if that is ahead, else the window of its type, else that of the company."""
        if revision.effective_from and revision.effective_from > self.today:
            return revision.effective_from
        return self.today + timedelta(days=revision.document.type.training_days or self.window)


def shared_devices(organization_id: int, today: date) -> frozenset[UUID]:
    """People that are no people but devices which many use: they cannot confirm anything for anybody."""
    in_force = Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today))
    own = AccessAssignment.objects.in_force().filter(in_force, organization_id=organization_id, person__isnull=False)
    kiosks = set(own.filter(access_role=KIOSK.name).values_list("person_id", flat=True))
    others = set(own.exclude(access_role=KIOSK.name).filter(person_id__in=kiosks).values_list("person_id", flat=True))
    return frozenset(key for key in kiosks - others if key is not None)


def ask(revision: DocumentRevision) -> int:
    """Ask everybody who has to know a revision and was not asked yet; gives how many are newly asked.

    Whoever no longer belongs to them and has not confirmed is left in peace. Asking again changes nothing.
    """
    if revision.status not in READABLE or revision.is_voided:
        return 0
    return _ask_portion(revision.organization, [revision], Readers.of(revision.organization))


def ask_everywhere(organization: Organization) -> int:
    """Ask for all revisions that people have to know: for those who came, changed their role or their site."""
    readers = Readers.of(organization)
    asked, last = 0, None
    while True:
        rows = to_be_read(organization.pk).order_by("id")
        portion = list(rows.filter(pk__gt=last)[:PORTION] if last else rows[:PORTION])
        if not portion:
            return asked
        with transaction.atomic():
            asked += _ask_portion(organization, portion, readers)
        last = portion[-1].pk


def ask_person(organization: Organization, person: Person) -> int:
    """Ask one person for all that their roles, site and duties need."""
    wanted = audience.includes("document__acknowledged_by", person)
    revisions = list(to_be_read(organization.pk).filter(wanted))
    readers = Readers.of(organization)
    if person.external or not person.active or person.pk in readers.devices:
        return 0
    with transaction.atomic():
        return _ask_portion(organization, revisions, readers, only={person.pk})


def to_be_read(organization_id: int) -> QuerySet[DocumentRevision]:
    """The revisions that somebody has to confirm."""
    found = DocumentRevision.objects.in_force().filter(
        organization_id=organization_id, status__in=READABLE, document__voided_at=None
    )
    return found.exclude(document__acknowledged_by=[]).select_related("document__type", "organization")


def withdraw(organization_id: int, requests: Q, *, confirmed_too: bool = False) -> int:
    """End the open requests that meet a condition; `confirmed_too` also those that were confirmed already."""
    found = Acknowledgement.objects.filter(requests, organization_id=organization_id, withdrawn_at=None)
    if not confirmed_too:
        found = found.filter(done_at=None)
    return found.update(withdrawn_at=clock.now())


@transaction.atomic
def settle(revision: DocumentRevision) -> None:
    """Bring the requests in line with where a revision stands; running it again changes nothing.

    What goes back to its author will say something else: confirmations of it no longer count. What takes the place of
    another revision ends the requests for that one.
    """
    others = Q(revision__document_id=revision.document_id)
    if revision.status in READABLE and not revision.is_voided:
        ask(revision)
    elif revision.status == "withdrawn" or revision.is_voided:
        withdraw(revision.organization_id, Q(revision_id=revision.pk))
    else:
        withdraw(revision.organization_id, Q(revision_id=revision.pk), confirmed_too=True)
    if revision.status == "effective":
        withdraw(revision.organization_id, others & Q(revision__status="withdrawn"))


def _ask_portion(
    organization: Organization,
    revisions: Sequence[DocumentRevision],
    readers: Readers,
    only: Collection[UUID] | None = None,
) -> int:
    """Ask for some revisions: one statement for what was asked, one for each kind of change."""
    before = _requests(organization.pk, [revision.pk for revision in revisions])
    new: list[Acknowledgement] = []
    again: dict[date, list[int]] = {}
    needless: list[int] = []
    asked: dict[UUID, int] = {}
    now = clock.now()
    for revision in revisions:
        wanted = readers.people(revision.document.acknowledged_by)
        there = before.get(revision.pk, {})
        due = readers.due(revision)
        if only is None:
            needless += [row.pk for key, row in there.items() if key not in wanted and _is_open(row)]
        for key in sorted(wanted if only is None else wanted & set(only)):
            row = there.get(key)
            if row is None:
                new.append(_request(organization, revision, key, due))
            elif row.withdrawn_at is not None:
                again.setdefault(due, []).append(row.pk)
            else:
                continue
            asked[revision.pk] = asked.get(revision.pk, 0) + 1
    Acknowledgement.objects.bulk_create(new, ignore_conflicts=True, batch_size=PORTION)
    for due, keys in again.items():
        renewed = {"asked_at": now, "due_on": due, "withdrawn_at": None, "done_at": None, "reminded_at": None}
        Acknowledgement.objects.filter(pk__in=keys).update(**renewed, score=None, how="", entry_id=None)
    if needless:
        withdraw(organization.pk, Q(pk__in=needless))
    _note(organization, revisions, asked)
    return sum(asked.values())


def _requests(organization_id: int, revisions: Iterable[UUID]) -> Mapping[UUID, Mapping[UUID, Acknowledgement]]:
    found: dict[UUID, dict[UUID, Acknowledgement]] = {}
    rows = Acknowledgement.objects.filter(organization_id=organization_id, revision_id__in=list(revisions))
    for row in rows.only("pk", "revision_id", "person_id", "done_at", "withdrawn_at"):
        found.setdefault(row.revision_id, {})[row.person_id] = row
    return found


def _is_open(row: Acknowledgement) -> bool:
    return row.done_at is None and row.withdrawn_at is None


def _request(organization: Organization, revision: DocumentRevision, person_id: UUID, due: date) -> Acknowledgement:
    return Acknowledgement(
        organization=organization, revision=revision, person_id=person_id, asked_at=clock.now(), due_on=due
    )


def _note(organization: Organization, revisions: Sequence[DocumentRevision], asked: Mapping[UUID, int]) -> None:
    """One ledger entry for each revision with new requests: how many were asked, and until when."""
    if not asked:
        return
    by = Actor.system(organization, "reading")
    for revision in revisions:
        if count := asked.get(revision.pk):
            facts: dict[str, Any] = {"count": count, "revision_version": revision.version}
            with transaction.atomic():
                ledger.note(by, "documents.reading.ask", type="reading", record_id=str(revision.pk), facts=facts)
