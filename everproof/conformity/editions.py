"""Two editions of a standard side by side for one company: what a change asks, and where the company stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everproof.conformity import catalogues
from everproof.conformity.models import Verdict
from everproof.conformity.outcomes import BLOCKING
from everproof.standards import Atom, Comparison, Difference, compare


@dataclass(frozen=True)
class Moved:
    """One change between two editions. `before` and `after` are the outcomes today under the old and the new edition.

    An outcome is empty where the edition has no such requirement, or it was not evaluated yet.
    """

    difference: Difference
    before: str
    after: str

    @property
    def atom(self) -> Atom:
        """The requirement as it is or is said to be; of one that is gone, as it was."""
        atom = self.difference.after or self.difference.before
        assert atom is not None
        return atom

    @property
    def is_confirmed(self) -> bool:
        """Whether public texts that were read say so; else it is only reported."""
        return self.difference.change.confirmed

    @property
    def asks(self) -> bool:
        """Whether the new edition asks for something that the company does not meet today."""
        return self.after in BLOCKING


@dataclass(frozen=True)
class Editions:
    """What the move to the newer edition asks of a company (`moved`), and what is only reported about it."""

    comparison: Comparison
    moved: tuple[Moved, ...]
    only_reported: tuple[Moved, ...]

    @property
    def open(self) -> tuple[Moved, ...]:
        """What is left to do for the newer edition."""
        return tuple(one for one in self.moved if one.asks)


def newer_edition(standard: str) -> str | None:
    """The edition that is described by its changes to this one; None while there is none."""
    for name, catalogue in catalogues.readable().items():
        if catalogue.revision is not None and catalogue.revision.based_on == standard:
            return name
    return None


def compared(organization_id: int, old: str, new: str) -> Editions:
    """Every change from one edition to the next with where the company stands on it today; one statement.

    Raises UnknownStandard for an edition that cannot be read, ValueError if `new` is not based on `old`.
    """
    comparison = compare(catalogues.catalogue_of(old), catalogues.catalogue_of(new))
    rows = Verdict.objects.filter(organization_id=organization_id, standard__in=[old, new])
    outcomes = {
        (standard, atom): outcome for standard, atom, outcome in rows.values_list("standard", "atom", "outcome")
    }
    return Editions(
        comparison,
        tuple(_moved(difference, outcomes, old, new) for difference in comparison.asked),
        tuple(_moved(difference, outcomes, old, new) for difference in comparison.only_reported),
    )


def _moved(difference: Difference, outcomes: Mapping[tuple[str, str], str], old: str, new: str) -> Moved:
    before, after = difference.before, difference.after
    return Moved(
        difference,
        outcomes.get((old, before.id), "") if before else "",
        outcomes.get((new, after.id), "") if after else "",
    )
