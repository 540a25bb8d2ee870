"""Read an edition that is described by its changes, and apply those that count to the edition it is based on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from everproof.standards.atoms import Definitions, read_atom, read_atom_id
from everproof.standards.definitions import read_amendments, read_parameters, read_vocabulary
from everproof.standards.errors import Problem
from everproof.standards.model import (
    ATOM_ID,
    CHANGES,
    CONFIDENCES,
    Atom,
    Catalogue,
    Change,
    Clause,
    ClauseChange,
    GlobalChange,
    Revision,
    Source,
    Statement,
    clause_of,
    clause_order,
)
from everproof.standards.section import Section


def read_revised_catalogue(
    data: Mapping[str, Any], file: str, digest: str, base: Catalogue, problems: list[Problem]
) -> Catalogue:
    """The catalogue that results from `base` and the changes of a file. Usable only if no problem was noted."""
    top = Section(data, file, "", problems)
    additions = top.named_sections("vocabulary_additions", "record type", optional=True)
    vocabulary = read_vocabulary(additions, base.common_fields, base.vocabulary)
    added = top.named_sections("parameters_added", "parameter", optional=True)
    parameters = read_parameters(added, vocabulary, base.parameters)
    amendments = read_amendments(top)
    defined = Definitions(
        kinds=base.kinds,
        flags=base.flags,
        parameters=parameters,
        vocabulary=vocabulary,
        amendments=frozenset(amendment.id for amendment in base.amendments + amendments),
    )
    revision = _read_revision(top, base, defined)
    catalogue = Catalogue(
        id=top.text("id"),
        title=top.text("title"),
        edition=top.text("edition"),
        language=top.text("language"),
        copyright=top.text("copyright"),
        digest=digest,
        amendments=amendments,
        conventions=base.conventions,
        kinds=base.kinds,
        flags=base.flags,
        parameters=parameters,
        common_fields=base.common_fields,
        vocabulary=vocabulary,
        clauses=_revised_clauses(base, revision, top),
        revision=revision,
    )
    top.finish()
    return catalogue


def _read_revision(top: Section, base: Catalogue, defined: Definitions) -> Revision:
    status = top.section("status")
    sources = _read_sources(top)
    revision = Revision(
        based_on=top.text("based_on"),
        as_of=top.text("as_of"),
        how_to_apply=top.text("how_to_apply"),
        publication=status.text("publication"),
        statement=status.text("statement"),
        confirmed_means=status.text("confirmed_means"),
        confirmed=_read_statements(status, "confirmed", sources),
        reported=_read_statements(status, "reported_second_hand", sources),
        not_confirmed=status.words("not_confirmed", optional=True),
        sources=sources,
        changes=_read_changes(top, base, defined, sources),
        clause_changes=_read_clause_changes(top, sources),
        global_changes=_read_global_changes(top, sources),
    )
    status.finish()
    return revision


def _read_sources(top: Section) -> Mapping[str, Source]:
    sources = {}
    for key, entry in top.named_sections("sources", "source").items():
        sources[key] = Source(key, entry.text("title"), entry.text("url"), entry.text("kind"), entry.text("access"))
        entry.finish()
    return MappingProxyType(sources)


def _read_source_keys(entry: Section, sources: Mapping[str, Source]) -> tuple[str, ...]:
    keys = entry.words("sources")
    for key in keys:
        if key not in sources:
            entry.refuse("sources", f"{key} is not listed under sources")
    return keys


def _read_statements(status: Section, name: str, sources: Mapping[str, Source]) -> tuple[Statement, ...]:
    statements = []
    for entry in status.sections(name, optional=True):
        statements.append(Statement(entry.text("what"), _read_source_keys(entry, sources)))
        entry.finish()
    return tuple(statements)


def _read_clause_changes(top: Section, sources: Mapping[str, Source]) -> tuple[ClauseChange, ...]:
    changes = []
    for entry in top.sections("clause_changes", optional=True):
        number, title = entry.text("number"), entry.text_or_none("title")
        if not all(part.isascii() and part.isdigit() for part in number.split(".")):
            entry.refuse("number", "is not numbers joined by dots")
        else:
            changes.append(ClauseChange(number, title, entry.text("note"), _read_source_keys(entry, sources)))
            entry.finish()
    return tuple(changes)


def _read_global_changes(top: Section, sources: Mapping[str, Source]) -> tuple[GlobalChange, ...]:
    changes = []
    for entry in top.sections("global_changes", optional=True, label="id"):
        change = GlobalChange(
            id=entry.text("id"),
            text=entry.text("text"),
            confidence=entry.one_of("confidence", CONFIDENCES),
            sources=_read_source_keys(entry, sources),
        )
        changes.append(change)
        entry.finish()
    return tuple(changes)


def _read_changes(
    top: Section, base: Catalogue, defined: Definitions, sources: Mapping[str, Source]
) -> tuple[Change, ...]:
    entries = top.sections("changes", label="id")
    changes = [(entry, _read_change(entry, defined, sources)) for entry in entries]
    ids = Counter(change.id for _, change in changes)
    highest = _highest_numbers(base)
    for entry, change in changes:
        if ids[change.id] > 1:
            entry.refuse("id", f"{change.id} is given twice")
        _hold_to_base(entry, change, base, highest)
        entry.finish()
    return tuple(change for _, change in changes)


def _read_change(entry: Section, defined: Definitions, sources: Mapping[str, Source]) -> Change:
    kind = entry.one_of("change", CHANGES)
    removed = kind == "removed"
    return Change(
        id=read_atom_id(entry) if removed else entry.text("id"),
        change=kind,
        reason=entry.text("reason"),
        confidence=entry.one_of("confidence", CONFIDENCES),
        sources=_read_source_keys(entry, sources),
        applied=entry.truth("apply_by_default"),
        atom=None if removed else read_atom(entry, defined),
        came_from=entry.text("from") if kind == "moved" else entry.text_or_none("from"),
    )


def _highest_numbers(base: Catalogue) -> dict[str, int]:
    highest: dict[str, int] = {}
    for atom in base.atoms:
        number = int(atom.id.rpartition("-")[2])
        highest[atom.clause] = max(number, highest.get(atom.clause, 0))
    return highest


def _hold_to_base(entry: Section, change: Change, base: Catalogue, highest: Mapping[str, int]) -> None:
    """A change speaks of an atom that is there; a new id never repeats an old one."""
    if not ATOM_ID.fullmatch(change.id):
        return
    if change.change in ("changed", "removed") and change.id not in base:
        entry.refuse("id", f"{base.id} has no atom {change.id}")
    number = int(change.id.rpartition("-")[2])
    taken = highest.get(clause_of(change.id), 0)
    if change.change in ("added", "moved") and number <= taken:
        entry.refuse("id", f"must count on from {taken}, so that no id means two things")
    if change.came_from and change.came_from not in base:
        entry.refuse("from", f"{base.id} has no atom {change.came_from}")


def _revised_atoms(base: Catalogue, changes: tuple[Change, ...]) -> dict[str, Atom]:
    """The atoms in force after the changes that are applied, by id."""
    atoms = {atom.id: atom for atom in base.atoms}
    for change in changes:
        if not change.applied:
            continue
        if change.change == "removed":
            atoms.pop(change.id, None)
        elif change.change == "moved" and change.came_from:
            atoms.pop(change.came_from, None)
        if change.atom is not None:
            atoms[change.id] = change.atom
    return atoms


def _revised_clauses(base: Catalogue, revision: Revision, top: Section) -> tuple[Clause, ...]:
    """The tree of clauses with the new atoms in it; one that does not hang together is noted as a problem."""
    heads = {clause.number: clause for clause in base.walk()}
    for change in revision.clause_changes:
        if change.title is None:
            if heads.pop(change.number, None) is None:
                top.refuse("clause_changes", f"{base.id} has no clause {change.number} to take out")
        else:
            old = heads.get(change.number)
            heads[change.number] = Clause(change.number, change.title, False, old.notes if old else None, (), ())

    atoms: dict[str, list[Atom]] = {}
    for atom in _revised_atoms(base, revision.changes).values():
        if not ATOM_ID.fullmatch(atom.id):
            continue
        if atom.clause in heads:
            atoms.setdefault(atom.clause, []).append(atom)
        else:
            top.problems.append(Problem(top.file, atom.id, "id", f"there is no clause {atom.clause} in this edition"))

    for number in heads:
        parent = number.rpartition(".")[0]
        if parent and parent not in heads:
            top.refuse("clause_changes", f"clause {number} has no clause {parent} above it")
    return _tree(heads, atoms, "", top)


def _tree(
    heads: Mapping[str, Clause], atoms: Mapping[str, list[Atom]], parent: str, top: Section
) -> tuple[Clause, ...]:
    clauses = []
    for number in sorted((n for n in heads if n.rpartition(".")[0] == parent), key=clause_order):
        head = heads[number]
        own = sorted(atoms.get(number, []), key=lambda atom: int(atom.id.rpartition("-")[2]))
        children = _tree(heads, atoms, number, top)
        if not own and not children:
            top.refuse("clause_changes", f"clause {number} holds no atoms after the changes")
        clauses.append(Clause(number, head.title, head.title_is_label, head.notes, tuple(own), children))
    return tuple(clauses)
