"""What can be done with the parts of a process: its inputs, outputs and steps."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from everproof.kernel import access, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Role
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessStep
from everproof.processes.models.landscape import ProcessPart

P = TypeVar("P", bound=ProcessPart)


def add_input(*, process: Process, title: str, by: Actor, id: UUID | None = None, **values: Any) -> ProcessInput:
    """Something the process needs; `output` says at once by what of its source it is met."""
    return _add(ProcessInput, process, by=by, id=id, title=title, **values)


def add_output(*, process: Process, title: str, by: Actor, id: UUID | None = None, **values: Any) -> ProcessOutput:
    """Something the process delivers to one receiver."""
    return _add(ProcessOutput, process, by=by, id=id, title=title, **values)


def add_step(
    *, process: Process, title: str, by: Actor, role: Role | None = None, id: UUID | None = None, **values: Any
) -> ProcessStep:
    """The next step of the process; whoever does it has the letter R."""
    return _add(ProcessStep, process, by=by, id=id, title=title, role=role, **values)


@transaction.atomic
def _add(model: type[P], process: Process, *, by: Actor, **values: Any) -> P:
    access.require(by, "update", process)
    records.store.refuse_if_locked(process)
    if "position" not in values:
        siblings = model._default_manager.filter(organization_id=by.organization_id, process=process)
        last = siblings.aggregate(last=Max("position"))["last"]
        values["position"] = 0 if last is None else last + 1
    return records.create(model, by=by, process=process, site=process.site, **values)
