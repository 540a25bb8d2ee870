"""Read single atoms and hold them to what a catalogue defines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everproof.standards.model import (
    ATOM_ID,
    EMPTY_OUTCOMES,
    MANUAL_ASSESSMENT,
    PARAMETER_NAME,
    PDCA,
    STRENGTHS,
    ApplicabilityFlag,
    Atom,
    Parameter,
    RecordKind,
)
from everproof.standards.section import Section


@dataclass(frozen=True)
class Definitions:
    """What the atoms of a catalogue may refer to."""

    kinds: Mapping[str, str]
    flags: Mapping[str, ApplicabilityFlag]
    parameters: Mapping[str, Parameter]
    vocabulary: Mapping[str, RecordKind]
    amendments: frozenset[str]


def read_atom(entry: Section, defined: Definitions) -> Atom:
    """The atom of one entry; the entry may hold further fields, and `finish` is left to the caller."""
    manual = entry.truth("manual", default=False)
    atom = Atom(
        id=read_atom_id(entry),
        text=entry.text("text"),
        kind=entry.one_of("kind", defined.kinds),
        pdca=entry.one_of("pdca", PDCA),
        applicability=entry.one_of("applicability", defined.flags),
        evidence=entry.words("evidence"),
        violation=entry.text("violation"),
        check=entry.text_or_none("check") if manual else entry.text("check"),
        empty=entry.one_of("empty", EMPTY_OUTCOMES) if not manual or entry.has("empty") else None,
        strength=entry.one_of("strength", STRENGTHS) if not manual or entry.has("strength") else None,
        question=entry.text_or_none("question"),
        item=entry.text_or_none("item"),
        amendment=entry.text_or_none("amendment"),
    )
    _hold_to_definitions(entry, atom, defined)
    if manual:
        _hold_to_manual(entry, atom)
    elif atom.strength == "proxy" and not atom.question:
        entry.refuse("question", "is missing; a proxy check says what an auditor would ask on top")
    elif atom.strength == "direct" and atom.question:
        entry.refuse("question", "belongs to proxy checks and manual atoms only")
    return atom


def read_atom_id(entry: Section) -> str:
    """A well-formed id, or a noted problem."""
    atom_id = entry.text("id")
    if atom_id and not ATOM_ID.fullmatch(atom_id):
        entry.refuse("id", f"{atom_id} is not a clause number, a hyphen and a running number")
    return atom_id


def _hold_to_definitions(entry: Section, atom: Atom, defined: Definitions) -> None:
    for word in atom.evidence:
        if word not in defined.vocabulary:
            entry.refuse("evidence", f"{word} is not a record type of the vocabulary")
    for field, text in (("check", atom.check), ("violation", atom.violation)):
        for name in dict.fromkeys(PARAMETER_NAME.findall(text or "")):
            if name not in defined.parameters:
                entry.refuse(field, f"{{{name}}} is not a parameter")
    if atom.amendment is not None and atom.amendment not in defined.amendments:
        entry.refuse("amendment", f"{atom.amendment} is not listed under amendments")


def _hold_to_manual(entry: Section, atom: Atom) -> None:
    if not atom.question:
        entry.refuse("question", "is missing; a manual atom is answered by a person")
    if MANUAL_ASSESSMENT not in atom.evidence:
        entry.refuse("evidence", f"{MANUAL_ASSESSMENT} is missing; a manual atom rests on it")
    for field in ("check", "empty", "strength"):
        if entry.has(field):
            entry.refuse(field, "does not belong to a manual atom")
