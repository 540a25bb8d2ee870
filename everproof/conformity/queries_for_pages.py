"""What the pages of this room read: stored verdicts in one or two statements, never a check.

What is stored is the same for every reader. Names of records and people in it are looked up for the one who reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from everproof.conformity.models import Standing, Verdict, VerdictChange
from everproof.conformity.outcomes import BLOCKING, Outcome
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.parameters.values import declared
from everproof.kernel.people.models import Person, Site
from everproof.standards import Atom, Catalogue, Clause

# Below one in so many met, a company is only beginning.
FEW = 20
STORED = ("atom", "outcome", "since", "total", "looked_at", "reason", "concerns")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement with where it stands; without `since` it was not evaluated yet."""

    atom: Atom
    outcome: str = Outcome.NO_EVIDENCE
    since: datetime | None = None
    total: int = 0
    looked_at: int = 0
    reason: str = ""
    concerns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether it keeps the company from a certificate."""
        return self.outcome in BLOCKING


@dataclass(frozen=True)
class Readiness:
    """All requirements of one edition with where they stand. `standing` is None before the first evaluation."""

    catalogue: Catalogue
    standing: Standing | None
    requirements: tuple[Requirement, ...]

    @cached_property
    def by_atom(self) -> dict[str, Requirement]:
        return {one.atom.id: one for one in self.requirements}

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.outcome for one in self.requirements)

    @property
    def is_ready(self) -> bool:
        return self.standing is not None and not any(one.blocks for one in self.requirements)

    @property
    def is_empty(self) -> bool:
        """Whether the company is only beginning: it has met next to nothing."""
        return self.counts[Outcome.PASS] * FEW < len(self.requirements)

    def of(self, clause: Clause) -> list[Requirement]:
        """Those of a clause and of all below it."""
        return [self.by_atom[atom.id] for atom in clause.all_atoms]


def readiness(organization_id: int, catalogue: Catalogue, standing: Standing | None) -> Readiness:
    """The verdicts of an edition, which go as far as `standing` says; one statement."""
    rows = Verdict.objects.filter(organization_id=organization_id, standard=catalogue.id).values_list(*STORED)
    stored = {atom: rest for atom, *rest in rows} if standing else {}
    found = tuple(
        Requirement(atom, *stored[atom.id]) if atom.id in stored else Requirement(atom) for atom in catalogue.atoms
    )
    return Readiness(catalogue, standing, found)


def standing_of(organization_id: int, standard: str) -> Standing | None:
    """How far the stored verdicts of a standard go; None before the first evaluation."""
    return Standing.objects.filter(organization_id=organization_id, standard=standard).first()


def chosen_standing(organization_id: int) -> Standing | None:
    """The standing of the edition to be certified to, in one statement; None before the first evaluation."""
    chosen = ParameterValue.objects.filter(organization_id=OuterRef("organization_id"), name=CERTIFIED_TO)
    rows = Standing.objects.filter(organization_id=organization_id).annotate(
        chosen=Subquery(chosen.values("value")[:1])
    )
    return next((row for row in rows if row.standard == (row.chosen or usual_standard())), None)


@cache
def usual_standard() -> str:
    """The edition of a company that chose none."""
    return str(declared()[CERTIFIED_TO].default)


# Filters -------------------------------------------------------------------------------------------------------------

CONCERNED = ("process", "owner", "site")


@dataclass(frozen=True)
class Choice:
    """What may narrow the requirements: a clause, an outcome, a process, an owner, a site."""

    clause: str = ""
    outcome: str = ""
    process: str = ""
    owner: str = ""
    site: str = ""

    def __bool__(self) -> bool:
        return any((self.clause, self.outcome, self.process, self.owner, self.site))

    def takes(self, one: Requirement) -> bool:
        """Whether a requirement is among those chosen."""
        if self.outcome and one.outcome != self.outcome:
            return False
        if self.clause and not within(self.clause, one.atom.clause):
            return False
        concerned = ((name, getattr(self, name)) for name in CONCERNED)
        return all(wanted in one.concerns.get(name, ()) for name, wanted in concerned if wanted)


def within(clause: str, number: str) -> bool:
    """Whether a clause number is this clause or one below it."""
    return number == clause or number.startswith(f"{clause}.")


def concerned(actor: Actor, requirements: Iterable[Requirement]) -> dict[str, list[tuple[str, str]]]:
    """(id, name) of the processes, owners and sites that findings are about, as far as the reader may see them.

    One statement for each of the three that occurs.
    """
    wanted: dict[str, set[str]] = {name: set() for name in CONCERNED}
    for one in requirements:
        for name, keys in one.concerns.items():
            wanted[name].update(keys)
    found = {}
    for name, ids in wanted.items():
        model = _model(name)
        rows = access.visible(actor, model.objects.filter(pk__in=ids)).values_list("pk", "title") if ids else ()
        found[name] = sorted(((str(key), title) for key, title in rows), key=lambda pair: pair[1].casefold())
    return found


def _model(name: str) -> Any:
    return {"owner": Person, "site": Site}.get(name) or modules.record_type(name).model


# What happened lately ------------------------------------------------------------------------------------------------

MOST_LATER = 100
TREND_DAYS = 90
LATELY = 8


@dataclass(frozen=True)
class Reach:
    """The last ledger entry that the verdicts know (None: there is none), and how many came later, up to MOST_LATER."""

    entry: UUID | None
    later: int


def reach(organization_id: int, standing: Standing) -> Reach:
    """Up to which ledger entry stored verdicts are right; one statement."""
    known = standing.position - 1
    entries = LedgerEntry.objects.filter(organization_id=organization_id).values_list("pk", "leaf_index")
    # Each half has its index; asked in one condition, the whole log would be read.
    both = entries.filter(leaf_index__gte=known).union(entries.filter(leaf_index=None), all=True)
    rows = list(both.order_by("leaf_index")[: MOST_LATER + 1])
    entry = next((pk for pk, index in rows if index == known), None)
    return Reach(entry, len(rows) - (entry is not None))


def lately(organization_id: int, standard: str) -> list[VerdictChange]:
    """The newest changes, without the first evaluation."""
    changes = VerdictChange.objects.filter(organization_id=organization_id, standard=standard).exclude(before="")
    return list(changes.order_by("-id")[:LATELY])


def turns_of(organization_id: int, standard: str, atom: str, most: int = 30) -> list[VerdictChange]:
    """The history of one requirement, newest first."""
    changes = VerdictChange.objects.filter(organization_id=organization_id, standard=standard, atom=atom)
    return list(changes.order_by("-id")[:most])


def outcome_in(organization_id: int, standards: Iterable[str], atom: str) -> dict[str, str]:
    """The outcome of a requirement by edition, of those that were evaluated."""
    rows = Verdict.objects.filter(organization_id=organization_id, standard__in=list(standards), atom=atom)
    return dict(rows.values_list("standard", "outcome"))
