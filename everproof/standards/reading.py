"""Turn the plain data of a full catalogue file into a Catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everproof.standards.atoms import Definitions, read_atom
from everproof.standards.definitions import (
    read_amendments,
    read_conventions,
    read_flags,
    read_parameters,
    read_vocabulary,
)
from everproof.standards.errors import Problem
from everproof.standards.model import Atom, Catalogue, Clause
from everproof.standards.section import Section


def read_catalogue(data: Mapping[str, Any], file: str, digest: str, problems: list[Problem]) -> Catalogue:
    """The catalogue that a file describes in full. It may be used only if no problem was noted."""
    top = Section(data, file, "", problems)
    common = top.words("common_fields", optional=True)
    vocabulary = read_vocabulary(top.named_sections("vocabulary", "record type"), common)
    parameters = read_parameters(top.named_sections("parameters", "parameter", optional=True), vocabulary)
    amendments = read_amendments(top)
    kinds = top.texts("kinds")
    flags = read_flags(top, vocabulary, parameters)
    defined = Definitions(
        kinds=kinds,
        flags=flags,
        parameters=parameters,
        vocabulary=vocabulary,
        amendments=frozenset(amendment.id for amendment in amendments),
    )
    catalogue = Catalogue(
        id=top.text("id"),
        title=top.text("title"),
        edition=top.text("edition"),
        language=top.text("language"),
        copyright=top.text("copyright"),
        digest=digest,
        amendments=amendments,
        conventions=read_conventions(top, parameters),
        kinds=kinds,
        flags=flags,
        parameters=parameters,
        common_fields=common,
        vocabulary=vocabulary,
        clauses=_ClauseReader(defined).read(top.sections("clauses", label="number")),
    )
    top.finish()
    return catalogue


class _ClauseReader:
    """Reads the tree of clauses and sees to it that no number and no id stands for two things."""

    def __init__(self, defined: Definitions) -> None:
        self.defined = defined
        self.numbers: set[str] = set()
        self.ids: set[str] = set()

    def read(self, entries: list[Section], parent: str | None = None) -> tuple[Clause, ...]:
        return tuple(self.clause(entry, parent) for entry in entries)

    def clause(self, entry: Section, parent: str | None) -> Clause:
        number = entry.text("number")
        entry.atom = f"clause {number}"
        entry.path = ""
        self.check_number(entry, number, parent)
        atoms = tuple(self.atom(below, number) for below in entry.sections("requirements", optional=True, label="id"))
        clause = Clause(
            number=number,
            title=entry.text("title"),
            title_is_label=entry.truth("title_is_label", default=False),
            notes=entry.text_or_none("notes"),
            atoms=atoms,
            children=self.read(entry.sections("clauses", optional=True, label="number"), number),
        )
        if not clause.atoms and not clause.children:
            entry.refuse("requirements", "is missing, and there are no sub-clauses either")
        entry.finish()
        return clause

    def check_number(self, entry: Section, number: str, parent: str | None) -> None:
        if number and not all(part.isascii() and part.isdigit() for part in number.split(".")):
            entry.refuse("number", "is not numbers joined by dots")
        if number in self.numbers:
            entry.refuse("number", f"clause {number} is given twice")
        if parent is not None and number.rpartition(".")[0] != parent:
            entry.refuse("number", f"is not one level below clause {parent}")
        self.numbers.add(number)

    def atom(self, entry: Section, clause: str) -> Atom:
        atom = read_atom(entry, self.defined)
        if atom.id in self.ids:
            entry.refuse("id", f"{atom.id} is given twice")
        elif atom.id and atom.clause != clause:
            entry.refuse("id", f"{atom.id} does not belong to clause {clause}")
        self.ids.add(atom.id)
        entry.finish()
        return atom
