"""Declares a function as a task that runs in the background.

    @task
    def tell_owner(organization_id: int, action_id: str) -> None: ...

    tell_owner.enqueue(action.organization_id, action.pk)

**A task must be idempotent.** It runs again when it failed, when its runner died in the middle, and sometimes although
it had done its work (the runner died before it could say so). So it asks what is still to be done, uses keys (a
notification's, a record's id), and does not count on being one transaction: PostgreSQL runs the body in one, SQLite,
where that would keep every other writer waiting, does not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

from django_tasks.base import task as django_task

from everproof.kernel.tasks.backend import OrganizationTask

DELAYS = (10, 60, 300, 1800)
SECONDS = 900

Body = Callable[..., None]


@overload
def task(function: Body) -> OrganizationTask: ...


@overload
def task(
    *, delays: tuple[int, ...] = DELAYS, seconds: int = SECONDS, scoped: bool = True, priority: int = 0
) -> Callable[[Body], OrganizationTask]: ...


def task(
    function: Body | None = None,
    *,
    delays: tuple[int, ...] = DELAYS,
    seconds: int = SECONDS,
    scoped: bool = True,
    priority: int = 0,
) -> OrganizationTask | Callable[[Body], OrganizationTask]:
    """Make a task of a function of a module. Its arguments are the organisation's id, then ids.

    `delays` are the seconds to wait before each further attempt; their number plus one is the number of attempts, so
    `()` means that it is tried once, whatever happens. A task that runs longer than `seconds` is stuck: its runner is
    killed and replaced, and that was one attempt. The body runs inside `organization_scope` unless `scoped` is
    false: long work opens the scope for each portion itself, so that what is done is committed and its progress
    (`jobs.advance`) is seen. `priority` goes from -100 to 100; higher runs first.
    """

    def declare(body: Body) -> OrganizationTask:
        made: Any = django_task(delays=delays, seconds=seconds, scoped=scoped, priority=priority)
        declared: OrganizationTask = made(body)
        return declared

    return declare(function) if function else declare
