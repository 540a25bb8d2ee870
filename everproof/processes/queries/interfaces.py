"""The interfaces between the processes, with what does not fit and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from everproof.kernel.access.actor import Actor
from everproof.processes.contracts import Interface, interfaces
from everproof.processes.models import Process, ProcessInput, ProcessOutput
from everproof.processes.queries.landscape import active_processes


@dataclass(frozen=True)
class Landscape:
    """The processes in force by id, in the map's order, and every interface of theirs."""

    processes: dict[UUID, Process]
    interfaces: list[Interface]


def landscape(actor: Actor) -> Landscape:
    """All of it, in three statements."""
    processes = {process.pk: process for process in active_processes(actor).select_related("owner")}
    found = interfaces(*_parts(actor, Q(process__in=list(processes))), processes)
    return Landscape(processes, found)


def interfaces_of(actor: Actor, process: Process) -> list[Interface]:
    """Those of one process with both their sides, in two statements."""
    outputs, needs = _parts(actor, Q(process=process) | Q(receiver=process), Q(process=process) | Q(source=process))
    other = {part.process for part in (*outputs, *needs)} | {process}
    other |= {output.receiver for output in outputs if output.receiver}
    other |= {need.source for need in needs if need.source}
    in_force = {one.pk for one in other if one.pk == process.pk or (one.status == "active" and not one.is_voided)}
    # A part of a process that is not in force says nothing yet, or nothing any more.
    return interfaces(
        [output for output in outputs if output.process_id in in_force],
        [need for need in needs if need.process_id in in_force],
        in_force,
    )


def _parts(
    actor: Actor, of_outputs: Q, of_needs: Q | None = None
) -> tuple[Sequence[ProcessOutput], Sequence[ProcessInput]]:
    outputs = _in_order(ProcessOutput, actor, of_outputs, "receiver")
    needs = _in_order(ProcessInput, actor, of_needs or of_outputs, "source")
    return list(outputs), list(needs)


def _in_order(model: Any, actor: Actor, condition: Q, other: str) -> QuerySet[Any]:
    named = ("id", "organization_id", "title", "status", "number", "voided_at")
    fields = [f"{end}__{name}" for end in ("process", other) for name in named]
    own = [field.name for field in model._meta.concrete_fields if field.name not in UNREAD]
    return (
        model.objects.in_force()
        .filter(condition, organization_id=actor.organization_id)
        .select_related("process", other)
        .only(*own, *fields)
        .order_by("process_id", "position", "id")
    )


UNREAD = frozenset({"extra", "voided_reason", "voided_by", "created_by", "happened_at", "effective_at", "updated_at"})
