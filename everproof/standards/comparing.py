"""What a move from one edition to the next asks of a company."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.standards.model import Atom, Catalogue, Change, ClauseChange, GlobalChange


@dataclass(frozen=True)
class Difference:
    """A change with the atom before and after it. `before` is None for a new demand, `after` for one that is gone."""

    change: Change
    before: Atom | None
    after: Atom | None

    @property
    def check_differs(self) -> bool:
        """Whether records are asked other questions than before; else only words or place have changed."""
        if self.before is None or self.after is None:
            return True
        rule = ("check", "empty", "strength", "applicability", "evidence")
        return any(getattr(self.before, part) != getattr(self.after, part) for part in rule)


@dataclass(frozen=True)
class Comparison:
    """Two editions side by side.

    `asked` are the changes in force, each confirmed or reported (`change.status`); `only_reported` those that rest on
    too little to act on and are shown only. `unchanged` are the ids of atoms that neither list touches.
    """

    old: Catalogue
    new: Catalogue
    asked: tuple[Difference, ...]
    only_reported: tuple[Difference, ...]
    unchanged: tuple[str, ...]
    clause_changes: tuple[ClauseChange, ...]
    global_changes: tuple[GlobalChange, ...]

    def by_change(self, change: str) -> tuple[Difference, ...]:
        """The differences in force of one sort: added, changed, moved or removed."""
        return tuple(difference for difference in self.asked if difference.change.change == change)


def compare(old: Catalogue, new: Catalogue) -> Comparison:
    """The differences between an edition and the one based on it.

    Raises ValueError if `new` is not described by its changes to `old`.
    """
    if new.revision is None or new.revision.based_on != old.id:
        raise ValueError(f"{new.id} is not described by its changes to {old.id}")
    differences = [_difference(change, old) for change in new.revision.changes]
    touched = {atom.id for difference in differences for atom in (difference.before, difference.after) if atom}
    return Comparison(
        old=old,
        new=new,
        asked=tuple(difference for difference in differences if difference.change.applied),
        only_reported=tuple(difference for difference in differences if not difference.change.applied),
        unchanged=tuple(atom.id for atom in new.atoms if atom.id not in touched),
        clause_changes=new.revision.clause_changes,
        global_changes=new.revision.global_changes,
    )


def _difference(change: Change, old: Catalogue) -> Difference:
    """An atom that was split off has its origin in `change.came_from`, but is new: nothing stood in its place."""
    if change.change == "added":
        before = None
    else:
        before = old.atom(change.came_from if change.change == "moved" and change.came_from else change.id)
    return Difference(change, before, change.atom)
