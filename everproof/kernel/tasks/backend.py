"""How our tasks differ from plain ones of django-tasks: they work for one organisation, take ids, and are retried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

from everproof.kernel.tenancy import organization_scope

# Words and sentences do not belong into a task: they would escape erasure and be stale when it runs.
IDENTIFIER = re.compile(r"[\w.:/@+-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationTask(Task):
    """A task whose first argument is the organisation it works for; see `task.task` for what the fields mean."""

    delays: tuple[int, ...] = ()
    seconds: int = 0
    scoped: bool = True

    def enqueue(self, organization_id: int, /, *ids: Any) -> Any:
        """Put the task in the queue, as a row of the transaction that is open: both are committed, or neither.

        `ids` are numbers, UUIDs or short identifiers. Raises TypeError for anything else.
        """
        if not isinstance(organization_id, int):
            raise TypeError(f"the first argument of {self.name} is the id of an organisation")
        return Task.enqueue(self, organization_id, *(_identifier(value) for value in ids))

    def call(self, organization_id: int, /, *ids: Any) -> None:
        """Run the task here and now, as the runner does."""
        if not self.scoped:
            self.func(organization_id, *ids)
            return
        with organization_scope(organization_id):
            self.func(organization_id, *ids)


class TaskBackend(DatabaseBackend):
    """The queue in our own database, filled with our own kind of task."""

    task_class: Any = OrganizationTask


def _identifier(value: Any) -> int | str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and IDENTIFIER.fullmatch(value):
        return str(value)
    raise TypeError(f"a task takes ids only, not {value!r}")
