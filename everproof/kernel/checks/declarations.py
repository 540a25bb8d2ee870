"""What a check gives back, and how the functions of a room become declarations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from everproof.kernel.checks.injection import Injection
    from everproof.kernel.checks.situation import Situation
    from everproof.kernel.records.models import Record

_NAME = re.compile(r"(?:check|fault)_((?:[0-9]+_)+)([0-9]+)")


@dataclass(frozen=True)
class Cure:
    """What puts it right, as the words of a button or sentence, and where.

    `url_name` is an address that takes the organisation alone (a list, a form for something new); without one the
    record's own page is the place. A room that knows a type only by its name gives `type_name`: the list of such
    records is the place then.
    """

    words: Any
    url_name: str = ""
    type_name: str = ""


@dataclass(frozen=True)
class Tolerated:
    """So few that they are no finding: one, or no more than `percent` of all in the query sets `among`."""

    percent: int
    among: tuple[QuerySet[Any], ...]


@dataclass(frozen=True)
class Finding:
    """A way in which a requirement is not met.

    `records` are those concerned, as a query set that is asked only for as many as are shown; None where something is
    missing as a whole. `reason` is a sentence for all of them, or a function that makes one for each record.
    `tolerated` says of how few of them nobody need speak.
    """

    reason: Any | Callable[[Record], Any]
    cure: Cure
    records: QuerySet[Any] | None = None
    tolerated: Tolerated | None = None


@dataclass(frozen=True)
class Evidence:
    """What a check looked at, and the ways in which it may fail.

    `looked_at` holds the records that the check's first condition is about (none of them: the atom's outcome for an
    empty register applies); a number where they are not records. A finding whose query set is empty is no finding.

    `unproven` says why an empty register proves nothing here, whatever the atom says of empty registers: work goes on
    and such records would have to be there.
    """

    looked_at: QuerySet[Any] | int
    findings: tuple[Finding, ...] = ()
    unproven: Finding | None = None


@dataclass(frozen=True)
class Check:
    """The check of one atom."""

    atom: str
    run: Callable[[Situation], Evidence]


@dataclass(frozen=True)
class Fault:
    """The violation of one atom: brings a company in which all is in order into the state that must be found."""

    atom: str
    inject: Callable[[Injection], None]


def atom_of(name: str) -> str | None:
    """The atom that a function is named after: `check_7_5_3_2_5` is about 7.5.3.2-5. None for another name."""
    found = _NAME.fullmatch(name)
    return f"{found[1].rstrip('_').replace('_', '.')}-{found[2]}" if found else None


def checks_in(*places: ModuleType) -> tuple[Check, ...]:
    """The checks of modules: their functions named `check_…`, in the order in which they stand there."""
    return tuple(Check(atom, run) for atom, run in _functions("check_", places))


def faults_in(*places: ModuleType) -> tuple[Fault, ...]:
    """The violations of modules: their functions named `fault_…`."""
    return tuple(Fault(atom, inject) for atom, inject in _functions("fault_", places))


def _functions(prefix: str, places: tuple[ModuleType, ...]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for place in places:
        for name, value in vars(place).items():
            atom = atom_of(name) if name.startswith(prefix) else None
            if atom and callable(value):
                yield atom, value
