"""How processes fare, asked of all rooms at once for the map and for a process's own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import ngettext

from everproof.kernel import access, clock, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.links import Link, Relation
from everproof.kernel.modules import Signal
from everproof.kernel.work.models import Action
from everproof.processes.models import Process, ProcessInput, ProcessOutput

# The worst first.
TONES = ("bad", "warn", "progress", "neutral", "good")


def signals(actor: Actor, process_ids: Sequence[UUID]) -> dict[UUID, list[Signal]]:
    """What every room says of these processes, the worst first."""
    found: dict[UUID, list[Signal]] = defaultdict(list)
    for declared in modules.declared("process_health"):
        for key, signal in declared.ask(actor, process_ids).items():
            found[key].append(signal)
    return {key: worst_first(said) for key, said in found.items()}


def worst_first(said: Sequence[Signal]) -> list[Signal]:
    return sorted(said, key=lambda one: TONES.index(one.tone) if one.tone in TONES else len(TONES))


def late_work(actor: Actor, process_ids: Sequence[UUID]) -> Mapping[UUID, Signal]:
    """Actions raised from the processes whose day has passed; one statement."""
    today = clock.today(actor.organization.zone)
    late = Action.objects.in_force().filter(
        source_type=Process.type_name, source_id__in=process_ids, status="open", due_on__lt=today
    )
    counts = access.visible(actor, late).order_by().values_list("source_id").annotate(count=Count("pk"))
    return {key: Signal("warn", ngettext("%(n)d late action", "%(n)d late actions", n) % {"n": n}) for key, n in counts}


def open_problems(actor: Actor, process_ids: Sequence[UUID]) -> Mapping[UUID, Signal]:
    """Records of any room that concern the processes themselves and are still open; two statements."""
    found = problems_about(actor, [Process.type_name], process_ids)
    return {
        key: Signal("bad", ngettext("%(n)d open problem", "%(n)d open problems", len(ids)) % {"n": len(ids)})
        for key, ids in found.items()
    }


def interface_problems(actor: Actor, part_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Open records that concern inputs or outputs, by the input or output; two statements."""
    return problems_about(actor, [ProcessOutput.type_name, ProcessInput.type_name], part_ids)


def problems_about(actor: Actor, type_names: Collection[str], ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """{what is concerned: ids of the open records that concern it}, as far as the actor may see those.

    Read from the links alone: the rooms that know of problems stand above this one.
    """
    links = Link.objects.filter(
        organization_id=actor.organization_id,
        relation=Relation.CONCERNS,
        to_type__in=type_names,
        to_id__in=ids,
        removed_at=None,
    )
    concerns = list(links.values_list("to_id", "from_id"))
    if not concerns:
        return {}
    still_open = _open_among(actor, {problem for _about, problem in concerns})
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for about, problem in concerns:
        if problem in still_open:
            found[about].add(problem)
    return dict(found)


def _open_among(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    entries = search.visible_entries(actor)
    if entries is None:
        return set()
    rows: Any = entries.filter(record_id__in=ids, voided=False).values_list("type", "record_id", "status")
    return {key for type_name, key, status in rows if _is_open(type_name, status)}


def _is_open(type_name: str, status: str) -> bool:
    lifecycle = modules.record_type(type_name).lifecycle
    return lifecycle is not None and status in lifecycle.open_states
