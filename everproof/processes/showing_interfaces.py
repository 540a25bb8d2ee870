"""An interface as pages show it: both ends with their addresses, what is said of it, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.processes.contracts import Gap, Interface, in_words
from everproof.processes.models import Process


@dataclass(frozen=True)
class End:
    """One end of an interface: a process, somebody outside, or nobody."""

    name: str
    url: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Cure:
    """A button that settles a gap: `how` says what the action does."""

    how: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A row. `tone` is how the gap looks, `problems` how many open problems concern it."""

    interface: Interface
    giver: End
    receiver: End
    promised: str
    needed: str
    measure: str
    tone: str
    cures: tuple[Cure, ...]
    output_url: str
    need_url: str
    problems: int = 0

    @property
    def is_open(self) -> bool:
        return self.interface.gap is not None


TONES = {None: "good", Gap.NO_CRITERION: "neutral"}


def shown(one: Interface, processes: Mapping[UUID, Process], actor: Actor, problems: int = 0) -> Shown:
    """The row of an interface; its cures are those that the actor may apply."""
    slug = actor.organization.slug
    return Shown(
        interface=one,
        giver=_end(one.giver, one, processes, slug, own=one.output is None),
        receiver=_end(one.receiver, one, processes, slug, own=one.need is None),
        promised=in_words(one.output) if one.output else "",
        needed=in_words(one.need) if one.need else "",
        measure=one.measure,
        tone="bad" if problems else TONES.get(one.gap, "warn"),
        cures=_cures(one, processes, actor),
        output_url=_part_url("process-outputs", one.output, slug),
        need_url=_part_url("process-inputs", one.need, slug),
        problems=problems,
    )


def _part_url(path: str, part: Any, slug: str) -> str:
    return reverse("record", args=[slug, "processes", path, part.reference]) if part else ""


def _end(key: UUID | None, one: Interface, processes: Mapping[UUID, Process], slug: str, *, own: bool) -> End:
    if key is not None:
        process = processes.get(key) or _named(key, one)
        if process is None:
            return End("")
        return End(process.title, reverse("processes:process", args=[slug, process.reference]))
    return End(one.outside, outside=True) if one.outside and own else End("")


def _named(key: UUID, one: Interface) -> Process | None:
    """A process that is not on the map, as the other side names it."""
    ends = [one.output and one.output.receiver, one.need and one.need.source]
    ends += [part.process for part in (one.output, one.need) if part]
    return next((end for end in ends if end and end.pk == key), None)


def _cures(one: Interface, processes: Mapping[UUID, Process], actor: Actor) -> tuple[Cure, ...]:
    giver = processes.get(one.giver) if one.giver else None
    receiver = processes.get(one.receiver) if one.receiver else None

    def may(process: Process | None) -> bool:
        return process is not None and bool(access.may(actor, "update", process))

    if one.gap is Gap.NOT_EXPECTED and may(receiver):
        return (Cure("receive", _("Expect it")),)
    if one.gap is Gap.NOT_PROMISED and may(giver):
        return (Cure("deliver", _("Promise it")),)
    if one.gap is not Gap.DISAGREE:
        return ()
    found = []
    if may(giver):
        found.append(Cure("take-need", _("Promise what is needed")))
    if may(receiver):
        found.append(Cure("take-promise", _("Take what is promised")))
    return tuple(found)
