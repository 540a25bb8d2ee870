"""What a requirement catalogue consists of. Everything here is read-only; README.md explains the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ParameterValue = bool | int | float | str | tuple[str, ...]

PDCA = ("plan", "do", "check", "act")
EMPTY_OUTCOMES = ("fail", "no-evidence", "pass")
STRENGTHS = ("direct", "proxy")
CHANGES = ("added", "changed", "moved", "removed")
CONFIDENCES = ("high", "medium", "low")
ALWAYS = "always"
MANUAL_ASSESSMENT = "manual-assessment"

ATOM_ID = re.compile(r"([0-9]+(?:\.[0-9]+)*)-([1-9][0-9]*)")
PARAMETER_NAME = re.compile(r"\{([a-z0-9_]+)\}")
_CHOICES = re.compile(r"[a-z0-9-]+(?: \| [a-z0-9-]+)+")


def clause_of(atom_id: str) -> str:
    """`10.2.1` for `10.2.1-4`."""
    return atom_id.rpartition("-")[0]


def clause_order(number: str) -> tuple[int, ...]:
    """Sorts clause numbers as people read them: 9.3 before 10.1."""
    return tuple(int(part) for part in number.split("."))


@dataclass(frozen=True)
class Atom:
    """One single demand of a standard, with the check that shows whether it is met.

    An automated atom has `check`, `empty` (outcome when there are no such records) and `strength`, and a `question` if
    the strength is proxy. A manual one has only its `question`; a dated manual assessment answers it.
    """

    id: str
    text: str
    kind: str
    pdca: str
    applicability: str
    evidence: tuple[str, ...]
    violation: str
    check: str | None = None
    empty: str | None = None
    strength: str | None = None
    question: str | None = None
    item: str | None = None
    amendment: str | None = None

    @property
    def clause(self) -> str:
        return clause_of(self.id)

    @property
    def manual(self) -> bool:
        return self.check is None

    @property
    def automated(self) -> bool:
        return self.check is not None

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that the check uses, in the order in which it does."""
        return tuple(dict.fromkeys(PARAMETER_NAME.findall(self.check or "")))


@dataclass(frozen=True)
class Clause:
    """A numbered clause with its own atoms and its sub-clauses.

    `title_is_label`: the standard gives this clause no title, the one here is ours.
    """

    number: str
    title: str
    title_is_label: bool
    notes: str | None
    atoms: tuple[Atom, ...]
    children: tuple[Clause, ...]

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def all_atoms(self) -> tuple[Atom, ...]:
        """The atoms of this clause and of all below it."""
        return tuple(atom for clause in self.walk() for atom in clause.atoms)


@dataclass(frozen=True)
class RecordKind:
    """A type of record in the catalogue's vocabulary.

    `own_fields` are those listed at the type itself, `fields` all it has: its own, those of the type it inherits from
    and those common to all. `values` says in words what a field may hold.
    """

    name: str
    definition: str
    own_fields: tuple[str, ...]
    fields: frozenset[str]
    values: Mapping[str, str]
    inherits: str | None = None
    extension: bool = False
    note: str | None = None

    def choices(self, field: str) -> tuple[str, ...]:
        """The fixed values of a field, or none if it is free or described in words."""
        described = self.values.get(field, "")
        return tuple(described.split(" | ")) if _CHOICES.fullmatch(described) else ()


@dataclass(frozen=True)
class Parameter:
    """A number, list, text or yes/no that a company sets for itself, with the value we start from.

    A number has a `minimum` and a `maximum` in `unit`; a list may have `choices` that its entries come from,
    and `choices_from` says where these stand: `vocabulary` or `type.field`.
    """

    name: str
    default: ParameterValue
    unit: str
    meaning: str
    minimum: int | float | None = None
    maximum: int | float | None = None
    choices: tuple[str, ...] = ()
    choices_from: str | None = None

    @property
    def type(self) -> Literal["boolean", "integer", "number", "text", "list"]:
        """The type is that of the default."""
        if isinstance(self.default, bool):
            return "boolean"
        if isinstance(self.default, int):
            return "integer"
        if isinstance(self.default, float):
            return "number"
        return "text" if isinstance(self.default, str) else "list"

    def refusal(self, value: object) -> str | None:
        """Why this value cannot be used, in English for developers and logs; None if it can."""
        if self.type == "boolean":
            return None if isinstance(value, bool) else "is not true or false"
        if self.type == "text":
            return None if isinstance(value, str) and value.strip() else "is not text"
        if self.type == "list":
            return self._refusal_of_list(value)
        return self._refusal_of_number(value)

    def _refusal_of_number(self, value: object) -> str | None:
        allowed = (int,) if self.type == "integer" else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed):
            return "is not a whole number" if self.type == "integer" else "is not a number"
        assert self.minimum is not None
        assert self.maximum is not None
        # Written this way round, so that NaN is refused too.
        if not self.minimum <= value <= self.maximum:
            return f"{value} is outside {self.minimum} to {self.maximum} {self.unit}"
        return None

    def _refusal_of_list(self, value: object) -> str | None:
        """An empty list would make "for each of them" true of nothing, so a check could never fail."""
        if not isinstance(value, (tuple, list)) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            return "is not a list of words"
        if not value:
            return "is empty"
        if len(set(value)) < len(value):
            return "names an entry twice"
        unknown = [entry for entry in value if self.choices and entry not in self.choices]
        return f"{', '.join(unknown)} is not among {', '.join(self.choices)}" if unknown else None


@dataclass(frozen=True)
class ApplicabilityFlag:
    """A condition under which atoms apply, decided from records of the types in `evidence` (none for `always`)."""

    name: str
    meaning: str
    evidence: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(PARAMETER_NAME.findall(self.meaning)))


@dataclass(frozen=True)
class Amendment:
    """A published amendment that the catalogue takes in."""

    id: str
    title: str
    published: str
    effect: str


@dataclass(frozen=True)
class Source:
    """A public text that a change rests on; `access` says how it was seen."""

    key: str
    title: str
    url: str
    kind: str
    access: str


@dataclass(frozen=True)
class Change:
    """One difference between an edition and the one before.

    `atom` is the atom as it is, or is said to be, in the new edition; None if it was removed. `came_from` is the atom
    of the old edition that this one was moved or split from. A change with `applied` false rests on too little to act
    on: the old atom stays, and the change is only shown.
    """

    id: str
    change: str
    reason: str
    confidence: str
    sources: tuple[str, ...]
    applied: bool
    atom: Atom | None
    came_from: str | None = None

    @property
    def confirmed(self) -> bool:
        """Whether public texts that we read say so; else it is reported by few or at second hand."""
        return self.confidence == "high"

    @property
    def status(self) -> Literal["confirmed", "reported"]:
        return "confirmed" if self.confirmed else "reported"


@dataclass(frozen=True)
class ClauseChange:
    """A clause with a new title, a new clause, or (title None) one that is gone."""

    number: str
    title: str | None
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class GlobalChange:
    """A difference of wording that runs through the edition and changes no check by itself."""

    id: str
    text: str
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """Something said about the edition as a whole, and by which sources."""

    what: str
    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Revision:
    """How a catalogue differs from the one it is based on, and how well that is known."""

    based_on: str
    as_of: str
    how_to_apply: str
    publication: str
    statement: str
    confirmed_means: str
    confirmed: tuple[Statement, ...]
    reported: tuple[Statement, ...]
    not_confirmed: tuple[str, ...]
    sources: Mapping[str, Source]
    changes: tuple[Change, ...]
    clause_changes: tuple[ClauseChange, ...]
    global_changes: tuple[GlobalChange, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Catalogue:
    """The requirements of one edition of a standard.

    `digest` is the SHA-256 of the files it was read from, in hex: a stored verdict can name the rules it was made by.
    `revision` is set if the edition is described by its changes to another.
    """

    id: str
    title: str
    edition: str
    language: str
    copyright: str
    digest: str
    amendments: tuple[Amendment, ...]
    conventions: Mapping[str, str]
    kinds: Mapping[str, str]
    flags: Mapping[str, ApplicabilityFlag]
    parameters: Mapping[str, Parameter]
    common_fields: tuple[str, ...]
    vocabulary: Mapping[str, RecordKind]
    clauses: tuple[Clause, ...]
    revision: Revision | None = None

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """All atoms in reading order."""
        return tuple(atom for clause in self.clauses for atom in clause.all_atoms)

    @cached_property
    def _atoms_by_id(self) -> dict[str, Atom]:
        return {atom.id: atom for atom in self.atoms}

    @cached_property
    def _clauses_by_number(self) -> dict[str, Clause]:
        return {clause.number: clause for clause in self.walk()}

    @cached_property
    def _atoms_by_evidence(self) -> dict[str, tuple[Atom, ...]]:
        found: dict[str, list[Atom]] = {}
        for atom in self.atoms:
            for kind in atom.evidence:
                found.setdefault(kind, []).append(atom)
        return {kind: tuple(atoms) for kind, atoms in found.items()}

    def __repr__(self) -> str:
        return f"<Catalogue {self.id}>"

    def __contains__(self, atom_id: object) -> bool:
        return atom_id in self._atoms_by_id

    def walk(self) -> Iterator[Clause]:
        """Every clause, in reading order."""
        for clause in self.clauses:
            yield from clause.walk()

    def atom(self, atom_id: str) -> Atom:
        """Raises KeyError if this edition has no such atom."""
        return self._atoms_by_id[atom_id]

    def clause(self, number: str) -> Clause:
        """Raises KeyError if this edition has no such clause."""
        return self._clauses_by_number[number]

    def record_kind(self, name: str) -> RecordKind:
        """Raises KeyError if the vocabulary has no such type."""
        return self.vocabulary[name]

    def atoms_reading(self, record_kind: str) -> tuple[Atom, ...]:
        """The atoms that records of this type are evidence for: what a change of one can touch.

        An atom whose flag reads the type is among them, because it may begin or cease to apply.
        """
        direct = self._atoms_by_evidence.get(record_kind, ())
        flags = {name for name, flag in self.flags.items() if record_kind in flag.evidence}
        if not flags:
            return direct
        ids = {atom.id for atom in direct}
        return tuple(atom for atom in self.atoms if atom.id in ids or atom.applicability in flags)
