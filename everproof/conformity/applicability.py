"""Decides whether a requirement applies: the flags of the catalogue, and what the scope statement leaves out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError

from everproof.conformity import catalogues
from everproof.kernel import modules
from everproof.kernel.checks import Situation, apart
from everproof.standards import ALWAYS, Atom, Catalogue

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Flag:
    """What came of a flag: holds, does not hold, or (None) is undecided because nobody keeps `missing`.

    `error` names what a room's function raised; the flag is undecided then too.
    """

    holds: bool | None
    missing: tuple[str, ...] = ()
    error: str = ""


YES = Flag(True)


@dataclass
class Applicability:
    """The flags and exclusions of one organisation on one day, each asked once."""

    at: Situation
    _flags: dict[str, Flag] = field(default_factory=dict)
    _exclusions: Mapping[str, Any] | None = None
    _exclusions_known: bool = False

    def flag(self, catalogue: Catalogue, name: str) -> Flag:
        """A flag as the records decide it.

        Every flag of the catalogues is a list of alternatives. So it holds as soon as one room says that one of them
        does; that it does not hold is known only if all of its record types are kept and a room declares it.
        """
        if name == ALWAYS:
            return YES
        if name not in self._flags:
            self._flags[name] = self._decide(catalogue, name)
        return self._flags[name]

    @property
    def exclusions(self) -> Mapping[str, Any] | None:
        """What the approved scope statement leaves out (clause or atom to reason); None where none is approved."""
        if not self._exclusions_known:
            self._exclusions, self._exclusions_known = _exclusions(self.at), True
        return self._exclusions

    def exclusion_of(self, atom: Atom) -> Any:
        """The reason for which the scope statement leaves an atom out, by itself or with its clause; None if not."""
        for name in (atom.id, *_clauses_above(atom.clause)):
            if (reason := (self.exclusions or {}).get(name)) is not None:
                return reason or name
        return None

    def _decide(self, catalogue: Catalogue, name: str) -> Flag:
        answers = [_asked(ask, name, self.at) for ask in _declared(name)]
        if any(flag.holds for flag in answers):
            return YES
        if errors := [flag for flag in answers if flag.error]:
            return errors[0]
        missing = tuple(kind for kind in catalogue.flags[name].evidence if kind not in catalogues.kept_types())
        return Flag(None, missing) if missing or not answers else Flag(False)


def _declared(name: str) -> list[Callable[[Situation], bool]]:
    return [module.flags[name] for module in modules.all_modules() if name in module.flags]


def _asked(ask: Callable[[Situation], bool], name: str, at: Situation) -> Flag:
    try:
        with apart():
            return Flag(bool(ask(at)))
    except DatabaseError as error:
        logger.exception("the flag %s failed in the database", name)
        return Flag(None, error=type(error).__name__)
    except Exception as error:
        logger.exception("the flag %s raised", name)
        return Flag(None, error=f"{type(error).__name__}: {error}")


def _exclusions(at: Situation) -> Mapping[str, Any] | None:
    """Of all rooms that declare some; one that raises excludes nothing, so no requirement is lost by a mistake."""
    found: dict[str, Any] | None = None
    for module in modules.all_modules():
        if module.exclusions is None:
            continue
        try:
            with apart():
                declared = module.exclusions(at)
        except Exception:
            logger.exception("the exclusions of %s could not be read", module.name)
            continue
        if declared is not None:
            found = {**(found or {}), **declared}
    return found


def _clauses_above(number: str) -> list[str]:
    """`8.5.5`, `8.5`, `8`: a clause and those it belongs to."""
    parts = number.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
