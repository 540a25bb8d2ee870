"""How processes fare, asked of all rooms at once for the map and for a process's own page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import ngettext

from everproof.kernel import access, clock, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.links import Link, Relation
from everproof.kernel.modules import Signal
from everproof.kernel.ui.asking import Part, Question, Rows, ask
from everproof.kernel.work.models import Action
from everproof.processes.models import Process, ProcessInput, ProcessOutput

HEALTH = "health-"
# The worst first.
TONES = ("bad", "warn", "progress", "neutral", "good")


def signals(actor: Actor, process_ids: Sequence[UUID]) -> dict[UUID, list[Signal]]:
    """What every room says of these processes, the worst first; one statement."""
    return judged(actor, process_ids, ask(questions(actor, process_ids)))


def questions(actor: Actor, process_ids: Sequence[UUID]) -> dict[str, Question | Rows | Part]:
    """What every room wants to know of these processes, for a page that asks it together with other things."""
    return {
        f"{HEALTH}{declared.name}-{name}": question
        for declared in modules.declared("process_health")
        for name, question in declared.questions(actor, process_ids).items()
    }


def judged(actor: Actor, process_ids: Sequence[UUID], answers: Mapping[str, Sequence[Any]]) -> dict[UUID, list[Signal]]:
    """What every room says of these processes by the answers to its questions, the worst first."""
    found: dict[UUID, list[Signal]] = defaultdict(list)
    for declared in modules.declared("process_health"):
        own = f"{HEALTH}{declared.name}-"
        said = {name.removeprefix(own): rows for name, rows in answers.items() if name.startswith(own)}
        for key, signal in declared.judge(actor, process_ids, said).items():
            found[key].append(signal)
    return {key: worst_first(said) for key, said in found.items()}


def worst_first(said: Sequence[Signal]) -> list[Signal]:
    return sorted(said, key=lambda one: TONES.index(one.tone) if one.tone in TONES else len(TONES))


# Late work ------------------------------------------------------------------------------------------------------------


def late_actions(actor: Actor, process_ids: Sequence[UUID]) -> dict[str, Question]:
    """Asks for the actions raised from the processes whose day has passed."""
    today = clock.today(actor.organization.zone)
    late = Action.objects.in_force().filter(
        source_type=Process.type_name, source_id__in=process_ids, status="open", due_on__lt=today
    )
    return {"late": Question(access.visible(actor, late), key="source_id", texts=("number",))}


def late_work(
    _actor: Actor, _process_ids: Sequence[UUID], answers: Mapping[str, Sequence[Any]]
) -> Mapping[UUID, Signal]:
    """How much of what was raised from each process is late."""
    counts = Counter(answer.key for answer in answers.get("late", ()))
    return {
        key: Signal("warn", ngettext("%(n)d late action", "%(n)d late actions", n) % {"n": n})
        for key, n in counts.items()
    }


# Open problems --------------------------------------------------------------------------------------------------------


def concerning_processes(actor: Actor, process_ids: Sequence[UUID]) -> dict[str, Question]:
    """Asks for the open records of any room that concern the processes themselves."""
    return concerning(actor, [Process.type_name], process_ids)


def open_problems(
    _actor: Actor, _process_ids: Sequence[UUID], answers: Mapping[str, Sequence[Any]]
) -> Mapping[UUID, Signal]:
    """How many open records concern each process."""
    return {
        key: Signal("bad", ngettext("%(n)d open problem", "%(n)d open problems", len(ids)) % {"n": len(ids)})
        for key, ids in problems_in(answers).items()
    }


def concerning_parts(actor: Actor, part_ids: Any) -> dict[str, Question]:
    """Asks for the open records that concern inputs or outputs, given by ids or by a query set of them."""
    return concerning(actor, [ProcessOutput.type_name, ProcessInput.type_name], part_ids)


def interface_problems(actor: Actor, part_ids: Any) -> dict[UUID, set[UUID]]:
    """Open records that concern inputs or outputs, given by ids or a query of them, by the input or output."""
    return problems_in(ask(concerning_parts(actor, part_ids)))


def concerning(actor: Actor, type_names: Collection[str], ids: Any) -> dict[str, Question]:
    """Asks for the open records that concern these, as far as the actor may see them.

    Answered from the links and the search index alone: the rooms that know of problems stand above this one.
    """
    entries = search.visible_entries(actor)
    if entries is None:
        return {}
    links = Link.objects.filter(
        organization_id=actor.organization_id,
        relation=Relation.CONCERNS,
        to_type__in=type_names,
        to_id__in=ids,
        removed_at=None,
    )
    problems = entries.filter(record_id__in=links.values("from_id"), voided=False)
    return {
        "concerns": Question(links, key="to_id", texts=(Cast("from_id", TextField()),)),
        "problems": Question(problems, key="record_id", texts=("type", "status")),
    }


def problems_in(answers: Mapping[str, Sequence[Any]]) -> dict[UUID, set[UUID]]:
    """{what is concerned: ids of the open records that concern it} out of the answers."""
    still_open = {answer.key for answer in answers.get("problems", ()) if _is_open(*answer.texts)}
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for answer in answers.get("concerns", ()):
        if (problem := UUID(answer.texts[0])) in still_open:
            found[answer.key].add(problem)
    return dict(found)


def _is_open(type_name: str, status: str) -> bool:
    lifecycle = modules.record_type(type_name).lifecycle
    return lifecycle is not None and status in lifecycle.open_states
