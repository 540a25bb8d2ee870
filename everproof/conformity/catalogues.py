"""The catalogues as the evaluator uses them: which can be read, whose rule an atom follows, what a change touches."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from functools import cache

from django.db.models import ForeignKey

from everproof.conformity.tables import types_by_table
from everproof.kernel import modules
from everproof.kernel.records import Record
from everproof.standards import Atom, Catalogue, CatalogueError, available, load
from everproof.standards.model import PARAMETER_NAME

logger = logging.getLogger(__name__)

# Kept here, though not as records.
OWN_WORDS = frozenset({"check-result"})
MEASUREMENTS = "kernel.measurements."


class UnknownStandard(LookupError):
    """There is no catalogue of this name, or it cannot be read; the text says why."""


@cache
def readable() -> dict[str, Catalogue]:
    """Every catalogue that can be read, an edition after the one that it is based on."""
    found = {name: catalogue for name in available() if isinstance(catalogue := _load(name), Catalogue)}
    return dict(sorted(found.items(), key=lambda item: (item[1].revision is not None, item[0])))


@cache
def broken() -> dict[str, str]:
    """What is wrong with each catalogue that cannot be read, by its name: file, atom, field and problem."""
    return {name: str(error) for name in available() if isinstance(error := _load(name), CatalogueError)}


def catalogue_of(standard: str) -> Catalogue:
    """A catalogue by name; UnknownStandard, with the problem, where there is none to use."""
    found = readable().get(standard)
    if found is None:
        known = ", ".join(readable())
        raise UnknownStandard(broken().get(standard) or f"There is no catalogue {standard!r}; there is: {known}")
    return found


@cache
def rule_of(standard: str, atom_id: str) -> tuple[str, str]:
    """(atom, standard) whose rule an atom follows: where an edition kept the check's words, that of the older one.

    Two atoms with the same rule have the same result, so their check runs once.
    """
    catalogue = catalogue_of(standard)
    if catalogue.revision is None or (older := readable().get(catalogue.revision.based_on)) is None:
        return atom_id, standard
    origin = next((change.came_from for change in catalogue.revision.changes if change.id == atom_id), None) or atom_id
    if origin in older and older.atom(origin).check == catalogue.atom(atom_id).check:
        return rule_of(older.id, origin)
    return atom_id, standard


def differs_from_older(standard: str, atom_id: str) -> bool:
    """Whether an atom of the older edition follows another rule here, so that its check has to ask who is asking."""
    catalogue = catalogue_of(standard)
    if catalogue.revision is None or (older := readable().get(catalogue.revision.based_on)) is None:
        return False
    return rule_of(standard, atom_id) == (atom_id, standard) and atom_id in older


@cache
def kept_types() -> frozenset[str]:
    """The words of the vocabulary that some room keeps: records, plain rows, and what is a special case of either."""
    kept = OWN_WORDS.union(*types_by_table().values())
    kinds = [kind for catalogue in readable().values() for kind in catalogue.vocabulary.values()]
    return kept | {kind.name for kind in kinds if kind.inherits in kept}


def first_kept(types: Iterable[str]) -> str:
    """The first of these types that has records and so a list of its own; empty if none has."""
    known = {record_type.name for record_type in modules.all_record_types()}
    return next((name for name in types if name in known), "")


def atoms_touched(catalogue: Catalogue, entries: Collection[tuple[str, str]]) -> frozenset[str]:
    """The atoms whose outcome ledger entries can have changed, from the (type, verb) of each entry.

    An entry about a record stands for the plain rows of that record too, and every entry is part of the audit trail.
    """
    words = {"audit-trail"} if entries else set()
    for type_name, verb in entries:
        words |= words_behind(type_name)
        if verb.startswith(MEASUREMENTS):
            words.add("measurement")
    words |= {kind.name for kind in catalogue.vocabulary.values() if kind.inherits in words}
    return frozenset(atom.id for word in words for atom in catalogue.atoms_reading(word))


@cache
def words_behind(type_name: str) -> frozenset[str]:
    """A type with the words for plain rows that belong to it, and for the records that it is a part of.

    Rooms keep records that no catalogue has a word for, such as the inputs of a process: these are part of whatever
    they point to. Everybody points to people and sites, which says nothing.
    """
    records = {record_type.name: record_type.model for record_type in modules.all_record_types()}
    found = {type_name}
    for types in types_by_table().values():
        # A link belongs to every type; it is no word of its own.
        if type_name in types and not types >= records.keys():
            found |= {name for name in types if name not in records}
    words = {word for catalogue in readable().values() for word in catalogue.vocabulary}
    if type_name in records and type_name not in words:
        fields = records[type_name]._meta.concrete_fields
        targets = {field.related_model for field in fields if isinstance(field, ForeignKey)}
        found |= {target.type_name for target in targets if issubclass(target, Record)} - {"person", "site"}
    return frozenset(found)


def atoms_using(catalogue: Catalogue, parameters: Collection[str]) -> frozenset[str]:
    """The atoms whose check, flag or convention names one of these parameters."""
    wanted = set(parameters)
    if wanted & convention_parameters(catalogue.id):
        return frozenset(atom.id for atom in catalogue.atoms)
    return frozenset(atom.id for atom in catalogue.atoms if wanted & named_by(catalogue, atom))


def named_by(catalogue: Catalogue, atom: Atom) -> set[str]:
    """The parameters that an atom's check and flag name."""
    return {*atom.parameters, *catalogue.flags[atom.applicability].parameters}


@cache
def convention_parameters(standard: str) -> frozenset[str]:
    """The parameters that the catalogue's conventions name: each may matter to any atom."""
    texts = catalogue_of(standard).conventions.values()
    return frozenset(name for text in texts for name in PARAMETER_NAME.findall(text))


@cache
def _load(standard: str) -> Catalogue | CatalogueError:
    try:
        return load(standard)
    except CatalogueError as error:
        logger.error("The catalogue %s cannot be used:\n%s", standard, error)
        return error
