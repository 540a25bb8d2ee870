"""The interfaces between the processes, with what does not fit and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
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
    """All of it, in three statements; one more where an end is a process that is not in force."""
    processes = {process.pk: process for process in active_processes(actor).select_related("owner").only(*SHOWN)}
    outputs = list(_in_order(ProcessOutput, actor, Q(process__in=list(processes))))
    needs = list(_in_order(ProcessInput, actor, Q(process__in=list(processes))))
    _join(outputs, needs, processes)
    return Landscape(processes, interfaces(outputs, needs, processes))


@dataclass(slots=True)
class Side:
    """What the map needs of an output or an input: hundreds of them, so no whole record of each is made.

    It stands for a record in `contracts.interfaces`; `receiver_id` or `source_id` is the process at the other end.
    """

    pk: UUID
    process_id: UUID
    title: str
    criterion: str
    bound: str
    limit: Decimal | None
    unit: str
    receiver_id: UUID | None = None
    external_receiver: str = ""
    source_id: UUID | None = None
    external_source: str = ""
    output_id: UUID | None = None

    measure = ""

    def get_bound_display(self) -> str:
        """As the record itself says it."""
        return str(dict(ProcessOutput.Bound.choices).get(self.bound, self.bound))


OF_A_SIDE = ("id", "process_id", "title", "criterion", "bound", "limit", "unit")


def outline(actor: Actor) -> Landscape:
    """The landscape as the map draws it, with light sides; three statements."""
    processes = {process.pk: process for process in active_processes(actor).select_related("owner").only(*SHOWN)}
    outputs = _sides(ProcessOutput, actor, processes, ("receiver_id", "external_receiver"))
    needs = _sides(ProcessInput, actor, processes, ("source_id", "external_source", "output_id"))
    return Landscape(processes, interfaces(outputs, needs, processes))  # type: ignore[arg-type]


def _sides(model: Any, actor: Actor, processes: dict[UUID, Process], ends: tuple[str, ...]) -> list[Side]:
    rows = (
        model.objects.in_force().filter(organization_id=actor.organization_id).order_by("process_id", "position", "id")
    )
    found = rows.values_list(*OF_A_SIDE, *ends)
    return [
        Side(*row[: len(OF_A_SIDE)], **dict(zip(ends, row[len(OF_A_SIDE) :], strict=True)))
        for row in found
        if row[1] in processes
    ]


def parts_on_map(actor: Actor) -> QuerySet[Any]:
    """The ids of the inputs and outputs in force of processes in force, as a query for other queries."""
    in_force = active_processes(actor).order_by().values("pk")
    outputs, needs = (
        model.objects.in_force().filter(organization_id=actor.organization_id, process__in=in_force).order_by()
        for model in (ProcessOutput, ProcessInput)
    )
    return outputs.values("pk").union(needs.values("pk"), all=True)


SHOWN = (
    "id", "organization_id", "number", "title", "group", "position", "status", "voided_at", "outsourced", "special",
    "site_id", "created_by_id", "owner__id", "owner__title", "owner__organization_id",
)  # fmt: skip


def _join(outputs: Sequence[ProcessOutput], needs: Sequence[ProcessInput], known: dict[UUID, Process]) -> None:
    """Give each part the processes at its ends, each read once: a large map has hundreds of parts."""
    ends = {output.receiver_id for output in outputs} | {need.source_id for need in needs}
    others = Process.objects.filter(pk__in=[key for key in ends if key and key not in known]).only(*NAMED)
    everyone = known if ends - {None} <= known.keys() else known | {process.pk: process for process in others}
    for output in outputs:
        output.process = known[output.process_id]
        output.receiver = everyone.get(output.receiver_id) if output.receiver_id else None
    for need in needs:
        need.process = known[need.process_id]
        need.source = everyone.get(need.source_id) if need.source_id else None


def outputs_of(actor: Actor, process: Process) -> QuerySet[ProcessOutput]:
    """What leaves a process and what others promise it, with the processes at both ends."""
    return _with_ends(ProcessOutput, actor, Q(process=process) | Q(receiver=process), "receiver")


def needs_of(actor: Actor, process: Process) -> QuerySet[ProcessInput]:
    """What a process needs and what others need of it, with the processes at both ends."""
    return _with_ends(ProcessInput, actor, Q(process=process) | Q(source=process), "source")


def interfaces_of(process: Process, outputs: Iterable[ProcessOutput], needs: Iterable[ProcessInput]) -> list[Interface]:
    """Those of one process with both their sides, out of what `outputs_of` and `needs_of` found."""
    outputs, needs = sorted(outputs, key=_place), sorted(needs, key=_place)
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


def _place(part: ProcessInput | ProcessOutput) -> tuple[UUID, int, UUID]:
    """Each process's parts in its order."""
    return part.process_id, part.position, part.pk


NAMED = ("id", "organization_id", "title", "status", "number", "voided_at")
# What an interface shows of a part; a large map reads hundreds of them.
READ = (
    "id",
    "organization_id",
    "process_id",
    "number",
    "title",
    "criterion",
    "measure",
    "bound",
    "limit",
    "unit",
    "position",
)
READ_OF: dict[Any, tuple[str, ...]] = {
    ProcessOutput: (*READ, "receiver_id", "external_receiver"),
    ProcessInput: (*READ, "source_id", "external_source", "output_id"),
}


def _in_order(model: Any, actor: Actor, condition: Q) -> QuerySet[Any]:
    """Inputs or outputs in force, each process's in its order."""
    ours = model.objects.in_force().filter(condition, organization_id=actor.organization_id)
    return ours.only(*READ_OF[model]).order_by("process_id", "position", "id")


def _with_ends(model: Any, actor: Actor, condition: Q, other: str) -> QuerySet[Any]:
    """The same with the processes at both ends, for a few."""
    ends = [f"{end}__{name}" for end in ("process", other) for name in NAMED]
    return _in_order(model, actor, condition).select_related("process", other).only(*READ_OF[model], *ends)
