"""How the people of Kestrel Valves read: most within days, some late, a few not at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.documents import reading
from everproof.documents.models import DocumentRevision
from everproof.documents.reading import questions_of
from everproof.kernel import clock
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person
from everproof.kernel.prepared import Prepared

LATE_IN_HUNDRED, NEVER_IN_HUNDRED = 12, 2
REMEMBERED = timedelta(days=400)


def chance(revision: DocumentRevision) -> random.Random:
    """Of its own for each revision: how people read changes nothing in the other stories."""
    return random.Random(revision.number)  # noqa: S311  a demo must come out the same, not secret


def _by_id(revision: UUID) -> QuerySet[DocumentRevision]:
    found = DocumentRevision.objects.select_related("organization", "document__type", "document__owner", "author")
    return found.filter(pk=revision)


# The story asks it a thousand times.
_REVISION = Prepared(_by_id)


def as_it_stands(revision: DocumentRevision) -> DocumentRevision:
    """A revision as it stands at this moment of the story, with what belongs to it."""
    (found,) = _REVISION.instances(revision=revision.pk)
    return found


def settle(revision: DocumentRevision) -> None:
    """What the worker does after a revision came into force."""
    reading.settle(revision)


def ask(company: Company, agenda: Agenda, revision: DocumentRevision, *, anchor: datetime) -> None:
    """Ask, and plan when each person reads: by the day, some after it, few never.

    Those who confirm on one day do so in one act, which saves most of the time that the agenda would take.
    """
    reading.ask(revision)
    by_day: dict[int, list[Person]] = {}
    choose = chance(revision)
    today = clock.today(company.organization.zone)
    for request in reading.who_has_not(revision):
        days = max(1, (request.due_on - today).days)
        fate = choose.randrange(100)
        if fate < NEVER_IN_HUNDRED:
            continue
        late = fate < NEVER_IN_HUNDRED + LATE_IN_HUNDRED
        day = days + choose.randrange(1, 15) if late else choose.randrange(0, days + 1)
        by_day.setdefault(day, []).append(request.person)
    zone = ZoneInfo(company.organization.zone)
    for day, people in sorted(by_day.items()):
        at = datetime.combine(today + timedelta(days=day), time(6 + day % 9, 20), zone)
        agenda.at(max(at, clock.now() + timedelta(minutes=5)), _read(company, revision, people, anchor))


def _read(company: Company, revision: DocumentRevision, people: list[Person], anchor: datetime) -> Callable[[], object]:
    def act() -> int:
        now = as_it_stands(revision)
        right = [question.right for question in questions_of(now)]
        choose = chance(now)
        done = 0
        for person in people:
            by = company.actor(person)
            if anchor - clock.now() < REMEMBERED:
                reading.note_access(by, now.document, now)
            try:
                if right and choose.randrange(8) == 0:
                    reading.acknowledge(now, by=by, answers=[1 - min(1, right[0]), *right[1:]])
                done += reading.acknowledge(now, by=by, answers=right).is_done
            except Refused:
                # A later revision took its place before they came to it.
                break
        return done

    return act
