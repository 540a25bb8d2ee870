"""A record's life: states and transitions as code. Who approves what is data; what may follow what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from everproof.kernel.access.roles import MANAGE

if TYPE_CHECKING:
    from everproof.kernel.records.models import Record

# A guard looks at a record and answers with the reason to show, or None when nothing stands in the way.
# Each is written for its own type, which the signature of a callable cannot say.
Guard = Callable[[Any], Any]


def settled_by(*fields: str) -> Callable[[Guard], Guard]:
    """Mark a guard that the form of a transition can settle, because it asks for these fields.

    A page then offers the step and asks, instead of saying that it is not possible yet.
    """

    def mark(guard: Guard) -> Guard:
        guard.settled_by = fields  # type: ignore[attr-defined]
        return guard

    return mark


@dataclass(frozen=True)
class State:
    """One state. `tone` says how it is shown (neutral, progress, good, warn, bad); a closed state ends the work."""

    name: str
    label: Any
    tone: str = "neutral"
    closed: bool = False


@dataclass(frozen=True)
class Transition:
    """One verb that changes the state.

    `power` is the power it needs, and `owner_may` lets the record's owner do it with `contribute` alone. `guards` name
    what must be true first. `signature` is the meaning of the signature it demands (one of `signatures.meanings`), or a
    function of the record that gives it, or "" where none is needed: so an organisation decides by a parameter what it
    signs. `reason_needed` asks for a reason that stays with the entry; `fields` are those its form asks for.

    Of an imported step, `fields` are those that a file may bring for it; `sets` holds values that the state itself
    means, and `dated` names the days that are the one since when it stands so, where nothing else says them.
    """

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    power: str = MANAGE
    owner_may: bool = False
    guards: tuple[Guard, ...] = ()
    reason_needed: bool = False
    signature: str | Callable[[Any], str] = ""
    fields: tuple[str, ...] = ()
    help: Any = ""
    sets: Mapping[str, Any] = field(default_factory=dict)
    dated: tuple[str, ...] = ()

    def meaning(self, record: Record) -> str:
        """The meaning of the signature that this record needs for the step; a function may ask the database once."""
        return str(self.signature(record)) if callable(self.signature) else str(self.signature)


@dataclass(frozen=True)
class Lifecycle:
    """States in the order they are shown, and the transitions between them.

    `imported` are steps that only an import takes, for records that were settled before they came here; no page and no
    program is offered them.
    """

    states: tuple[State, ...]
    steps: tuple[Transition, ...]
    initial: str
    draft: str = ""
    order: tuple[str, ...] = field(default=())
    imported: tuple[Transition, ...] = ()

    @cached_property
    def by_state(self) -> Mapping[str, State]:
        return {state.name: state for state in self.states}

    @cached_property
    def transitions(self) -> Mapping[str, Transition]:
        return {step.name: step for step in self.steps}

    @cached_property
    def closed_states(self) -> tuple[str, ...]:
        return tuple(state.name for state in self.states if state.closed)

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        return tuple(state.name for state in self.states if not state.closed)

    def leaving(self, state: str) -> list[Transition]:
        return [step for step in self.steps if state in step.sources]

    def problems(self) -> list[str]:
        """What is wrong with the declaration: unknown states, states nobody reaches, open states with no way out."""
        names = set(self.by_state)
        found = [f"{self.initial} is no state"] if self.initial not in names else []
        reached = {self.initial} | ({self.draft} if self.draft else set())
        for step in (*self.steps, *self.imported):
            found += [f"{step.name}: {name} is no state" for name in (*step.sources, step.target) if name not in names]
            reached.add(step.target)
        found += [f"nothing leads to {name}" for name in names - reached]
        found += [f"nothing leads out of {name}" for name in self.open_states if not self.leaving(name)]
        if len({step.name for step in (*self.steps, *self.imported)}) != len(self.steps) + len(self.imported):
            found.append("two transitions have one name")
        return sorted(found)
