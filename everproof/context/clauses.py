"""The clauses and atoms of the catalogues that a scope statement may name, read once."""

from __future__ import annotations

from functools import cache

from everproof.standards import load

CATALOGUE = "iso9001-2015"


@cache
def excludable() -> tuple[tuple[str, str], ...]:
    """The clauses that an organisation may find not to be applicable, with title: measuring, and operation."""
    return tuple(
        (clause.number, f"{clause.number} {clause.title}")
        for clause in load(CATALOGUE).walk()
        if clause.number.startswith(("7.1.5", "8."))
    )


@cache
def known(catalogue: str) -> frozenset[str]:
    """Every clause number and atom id of a catalogue."""
    read = load(catalogue or CATALOGUE)
    return frozenset(clause.number for clause in read.walk()) | frozenset(atom.id for atom in read.atoms)
