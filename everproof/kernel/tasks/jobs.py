"""Progress of long work that a person started, for a page to show.

The view announces the job and enqueues the task with its id in one transaction; the task starts it, advances it after
each portion and finishes it. Whoever advances it inside a transaction is seen only when that ends (see `task.task`).
Names and notes are words for the reader; they hold no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F

from everproof.kernel import clock
from everproof.kernel.tasks.models import Job

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor

NOTE_LENGTH = 300


def announce(name: str, *, by: Actor, total: int = 0) -> Job:
    """A job that waits for its task. `total` is the number of portions, 0 while unknown."""
    return Job.objects.create(
        organization=by.organization, person_id=by.person_id, name=name, total=total, created_at=clock.now()
    )


def start(organization_id: int, job_id: UUID | str, *, total: int = 0) -> None:
    """Say that the work runs, from its beginning: a second attempt starts at nothing again."""
    _change(organization_id, job_id, state=Job.State.RUNNING, done=0, total=total, note="", finished_at=None)


def advance(organization_id: int, job_id: UUID | str, *, by: int = 1, note: str = "") -> None:
    """Say that `by` more portions are done."""
    _change(organization_id, job_id, done=F("done") + by, note=str(note)[:NOTE_LENGTH])


def finish(
    organization_id: int, job_id: UUID | str, *, result: Mapping[str, Any] | None = None, note: str = ""
) -> None:
    """Say that the work is done. `result` is plain data for the page, such as counts or the address of a file."""
    _change(
        organization_id,
        job_id,
        state=Job.State.DONE,
        result=dict(result or {}),
        note=str(note)[:NOTE_LENGTH],
        finished_at=clock.now(),
    )


def fail(organization_id: int, job_id: UUID | str, *, note: str) -> None:
    """Say that the work did not succeed, and why, in words for the person who started it."""
    _change(organization_id, job_id, state=Job.State.FAILED, note=str(note)[:NOTE_LENGTH], finished_at=clock.now())


def find(job_id: UUID | str, actor: Actor) -> Job | None:
    """A job that this person started, or None. The table is global, so the organisation is always asked."""
    return Job.objects.filter(pk=job_id, organization_id=actor.organization_id, person_id=actor.person_id).first()


def newest_of(actor: Actor, count: int = 20) -> list[Job]:
    """The jobs that this person started, newest first."""
    return list(
        Job.objects.filter(organization_id=actor.organization_id, person_id=actor.person_id).order_by("-id")[:count]
    )


def _change(organization_id: int, job_id: UUID | str, **values: Any) -> None:
    Job.objects.filter(pk=job_id, organization_id=organization_id).update(**values)
