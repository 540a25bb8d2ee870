"""The closer look at a catalogue, taken by the tests and by `python -m everproof.standards`, not at every start.

Loading holds the entries to each other. Here the sentences are read: the fields and record types that a check names,
the values it compares with, how a demand is worded, and whether anything defined is used by nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from everproof.standards.errors import Problem
from everproof.standards.model import PARAMETER_NAME, Atom, Catalogue

LONGEST_TEXT = 45  # words
SHORTEST_CHECK = 6  # words; below that nobody could implement it

_SNAKE = re.compile(r"(?<![\w.\-{])[a-z]+(?:_[a-z]+)+(?![\w}])")
_SECOND_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")
_SHALL = re.compile(r"\bshall\b", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def validate(catalogue: Catalogue) -> list[Problem]:
    """Everything that a loaded catalogue could say better or says of things that do not exist."""
    return _Validation(catalogue).run()


@dataclass
class _Validation:
    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=list)

    def run(self) -> list[Problem]:
        self.words = _Words(self.catalogue)
        for atom in self.atoms():
            self.check_wording(atom)
            self.check_names(atom)
        self.check_flags()
        self.check_numbering()
        self.check_repetition()
        self.check_use()
        self.check_removals()
        return self.problems

    def atoms(self) -> Iterator[Atom]:
        """The atoms in force, and those proposed by changes that are not applied."""
        yield from self.catalogue.atoms
        if self.catalogue.revision:
            for change in self.catalogue.revision.changes:
                if change.atom is not None and not change.applied:
                    yield change.atom

    def note(self, place: str, field: str, problem: str) -> None:
        self.problems.append(Problem(f"{self.catalogue.id}.yaml", place, field, problem))

    def check_wording(self, atom: Atom) -> None:
        if _SHALL.search(atom.text):
            self.note(atom.id, "text", "contains the word 'shall'")
        if not atom.text.endswith("."):
            self.note(atom.id, "text", "does not end with a full stop")
        if _SECOND_SENTENCE.search(atom.text):
            self.note(atom.id, "text", "is more than one sentence")
        if len(atom.text.split()) > LONGEST_TEXT:
            self.note(atom.id, "text", f"is longer than {LONGEST_TEXT} words")
        if atom.check is not None and len(atom.check.split()) < SHORTEST_CHECK:
            self.note(atom.id, "check", "is too short to be implemented")

    def check_names(self, atom: Atom) -> None:
        for field_name, text in (("check", atom.check or ""), ("violation", atom.violation)):
            for problem in self.words.unknown_in(text):
                self.note(atom.id, field_name, problem)
        for kind in self.words.kinds_in(atom.check or ""):
            if kind not in atom.evidence:
                self.note(atom.id, "check", f"reads {kind}, which is not in evidence")

    def check_flags(self) -> None:
        for flag in self.catalogue.flags.values():
            place = f"applicability {flag.name}"
            for problem in self.words.unknown_in(flag.meaning):
                self.note(place, "", problem)
            for kind in self.words.kinds_in(flag.meaning):
                if kind not in flag.evidence:
                    self.note(place, "", f"reads {kind}, which is not in applicability_evidence")

    def check_numbering(self) -> None:
        """Atoms count 1, 2, 3 in reading order. An edition based on another keeps its gaps: an id never returns."""
        if self.catalogue.revision:
            return
        for clause in self.catalogue.walk():
            for position, atom in enumerate(clause.atoms, 1):
                if atom.id != f"{clause.number}-{position}":
                    self.note(atom.id, "id", f"is number {position} of its clause")

    def check_repetition(self) -> None:
        for field_name in ("text", "violation"):
            texts = Counter(getattr(atom, field_name) for atom in self.catalogue.atoms)
            for atom in self.catalogue.atoms:
                if texts[getattr(atom, field_name)] > 1:
                    self.note(atom.id, field_name, "is the same at another atom")

    def check_use(self) -> None:
        """What is defined and used by nothing is a slip of the pen or a leftover."""
        catalogue = self.catalogue
        atoms = list(self.atoms())
        evidence = {kind for atom in atoms for kind in atom.evidence}
        parameters = {name for atom in atoms for name in atom.parameters}
        parameters |= {name for flag in catalogue.flags.values() for name in flag.parameters}
        parameters |= {name for text in catalogue.conventions.values() for name in PARAMETER_NAME.findall(text)}
        self.check_unused("record type", catalogue.vocabulary, evidence)
        self.check_unused("parameter", catalogue.parameters, parameters)
        self.check_unused("applicability", catalogue.flags, {atom.applicability for atom in atoms})
        self.check_unused("kind", catalogue.kinds, {atom.kind for atom in atoms})

    def check_unused(self, what: str, defined: Iterable[str], used: set[str]) -> None:
        for name in defined:
            if name not in used:
                self.note(f"{what} {name}", "", "is defined and used by nothing")

    def check_removals(self) -> None:
        """To drop a demand on weak word would let a company look readier than it is."""
        for change in self.catalogue.revision.changes if self.catalogue.revision else ():
            if change.change == "removed" and change.applied and change.confidence == "low":
                self.note(change.id, "apply_by_default", "must be false for a removal of low confidence")


class _Words:
    """Finds the words of the vocabulary in a sentence."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        names = sorted(catalogue.vocabulary, key=len, reverse=True)
        anyone = "|".join(map(re.escape, names))
        hyphenated = "|".join(re.escape(name) for name in names if "-" in name) or r"(?!)"
        self.dotted = re.compile(rf"(?<![\w-])({anyone})\.([a-z][a-z0-9_]*)")
        # A name without a hyphen is an ordinary word too (process, change); only record.field tells it apart.
        self.hyphenated = re.compile(rf"(?<![\w.-])({hyphenated})(?![\w-])")
        self.compared = re.compile(rf"(?<![\w-])({anyone})\.([a-z][a-z0-9_]*) = ([^\s,.;()]+)")
        self.fields = {name for kind in catalogue.vocabulary.values() for name in kind.fields}
        # Parts of entries, such as effect_on_conformity, are named where the values of a field are described.
        described = (text for kind in catalogue.vocabulary.values() for text in kind.values.values())
        self.fields |= {name for text in described for name in _SNAKE.findall(text)}

    def kinds_in(self, text: str) -> set[str]:
        """The record types that a sentence surely reads."""
        plain = PARAMETER_NAME.sub("", text)
        return {kind for kind, _ in self.dotted.findall(plain)} | set(self.hyphenated.findall(plain))

    def unknown_in(self, text: str) -> Iterator[str]:
        """What a sentence says of fields and values that the vocabulary does not have."""
        plain = PARAMETER_NAME.sub("", text)
        for kind, name in self.dotted.findall(plain):
            if name not in self.catalogue.vocabulary[kind].fields:
                yield f"names the unknown field {kind}.{name}"
        for name in _SNAKE.findall(plain):
            if name not in self.fields:
                yield f"names the unknown field {name}"
        for kind, name, value in self.compared.findall(plain):
            choices = self.catalogue.vocabulary[kind].choices(name)
            if choices and _SLUG.fullmatch(value) and value not in choices:
                yield f"compares {kind}.{name} with {value}, which is none of {', '.join(choices)}"
