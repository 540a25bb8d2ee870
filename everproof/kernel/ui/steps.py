"""The transitions that leave a record's state, and what stands in the way of each for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from everproof.kernel import transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.lifecycle import Transition
from everproof.kernel.records import Record


@dataclass(frozen=True)
class Way:
    """A transition, whether the actor may take it, what is missing, and which of that its own form cannot settle."""

    transition: Transition
    permitted: bool
    blocking: tuple[Any, ...] = ()
    missing: tuple[Any, ...] = ()


def ways(record: Record, actor: Actor) -> list[Way]:
    """In declared order. Guards that the step's form asks about do not block: the form is where they are answered."""
    found = []
    for possibility in transitions.possibilities(record, actor):
        answered = _settled_by_form(record, possibility.transition) if possibility.permitted else set()
        blocking = tuple(reason for reason in possibility.missing if str(reason) not in answered)
        found.append(Way(possibility.transition, possibility.permitted, blocking, possibility.missing))
    return found


def _settled_by_form(record: Record, step: Transition) -> set[str]:
    asked = set(step.fields)
    settled = [guard for guard in step.guards if asked.intersection(getattr(guard, "settled_by", ()))]
    return {str(reason) for guard in settled if (reason := guard(record))}
