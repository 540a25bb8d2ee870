"""What can be wrong with a catalogue, said so that its author finds the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a catalogue.

    `file` is the file's name; `atom` the atom's id or, outside atoms, what it is about (`parameter kpi_miss_streak`,
    `clause 4.1`, empty for the file as a whole); `field` the field there, empty if the problem has none.
    """

    file: str
    atom: str
    field: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.atom, self.field, self.problem) if part)


class CatalogueError(Exception):
    """A catalogue that cannot be used, with everything that is wrong with it and not just the first thing."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CatalogueError], tuple[tuple[Problem, ...]]]:
        # Exceptions pickle by their message; ours must come back from a worker with its problems.
        return type(self), (self.problems,)
