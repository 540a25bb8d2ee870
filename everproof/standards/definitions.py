"""Read what a catalogue defines before its clauses: vocabulary, parameters, applicability flags, amendments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from everproof.standards.model import (
    ALWAYS,
    PARAMETER_NAME,
    Amendment,
    ApplicabilityFlag,
    Parameter,
    RecordKind,
)
from everproof.standards.section import Section

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")


def read_vocabulary(
    entries: Mapping[str, Section], common: tuple[str, ...], base: Mapping[str, RecordKind] | None = None
) -> Mapping[str, RecordKind]:
    """The record types by name; an entry for a type of `base` adds fields and values to it."""
    kinds: dict[str, RecordKind] = dict(base or {})
    for name, entry in entries.items():
        if not _SLUG.fullmatch(name):
            entry.refuse("", "the name is not lower-case words joined by hyphens")
        kinds[name] = _read_record_kind(name, entry, kinds.get(name))
        entry.finish()
    for name, kind in kinds.items():
        fields = _inherited_fields(name, kinds, entries.get(name)) | set(common)
        kinds[name] = replace(kind, fields=frozenset(fields))
        for field in kind.values:
            if field not in fields and name in entries:
                entries[name].refuse(f"values.{field}", "is not a field of this type")
    return MappingProxyType(kinds)


def _read_record_kind(name: str, entry: Section, known: RecordKind | None) -> RecordKind:
    fields = entry.words("fields", empty=True)
    for field in fields:
        if not _FIELD.fullmatch(field):
            entry.refuse("fields", f"{field} is not lower-case words joined by underscores")
        if known and field in known.own_fields:
            entry.refuse("fields", f"{field} is there already")
    # One line may describe several fields: `conclusion_own, conclusion_standard: conforms | ...`.
    values = {
        field: text for key, text in entry.texts("values", optional=True).items() for field in re.split(r",\s*", key)
    }
    definition, note = entry.text("definition"), entry.text_or_none("note")
    inherits, extension = entry.text_or_none("inherits"), entry.truth("extension", default=False)
    if known is None:
        return RecordKind(name, definition, fields, frozenset(), MappingProxyType(values), inherits, extension, note)
    if inherits is not None:
        entry.refuse("inherits", "cannot be set where a type is only extended")
    return replace(
        known,
        own_fields=known.own_fields + fields,
        values=MappingProxyType({**known.values, **values}),
        note=note or known.note,
    )


def _inherited_fields(name: str, kinds: Mapping[str, RecordKind], entry: Section | None) -> set[str]:
    fields: set[str] = set()
    seen: set[str] = set()
    ancestor: str | None = name
    while ancestor is not None:
        if ancestor not in kinds or ancestor in seen:
            if entry is not None:
                why = "inherits from itself" if ancestor in seen else f"{ancestor} is not a record type"
                entry.refuse("inherits", why)
            return fields
        seen.add(ancestor)
        fields |= set(kinds[ancestor].own_fields)
        ancestor = kinds[ancestor].inherits
    return fields


def read_parameters(
    entries: Mapping[str, Section],
    vocabulary: Mapping[str, RecordKind],
    base: Mapping[str, Parameter] | None = None,
) -> Mapping[str, Parameter]:
    """The parameters by name, each with a default that lies in its own range.

    Those of `base` come along, with the choices that the vocabulary offers now.
    """
    parameters: dict[str, Parameter] = {
        name: replace(parameter, choices=choices_from(parameter.choices_from, vocabulary))
        for name, parameter in (base or {}).items()
    }
    for name, entry in entries.items():
        if name in parameters:
            entry.refuse("", "is there already in the catalogue this one is based on")
        if not _FIELD.fullmatch(name):
            entry.refuse("", "the name is not lower-case words joined by underscores")
        parameter = _read_parameter(name, entry, vocabulary)
        if parameter is not None:
            parameters[name] = parameter
        entry.finish()
    return MappingProxyType(parameters)


def _read_parameter(name: str, entry: Section, vocabulary: Mapping[str, RecordKind]) -> Parameter | None:
    default: Any = entry.anything("default")
    minimum, maximum = entry.number_or_none("minimum"), entry.number_or_none("maximum")
    unit, meaning = entry.text("unit"), entry.text("meaning")
    origin = entry.text_or_none("choices_from")
    choices = choices_from(origin, vocabulary)
    if origin and not choices:
        entry.refuse("choices_from", f"{origin} has no fixed values in the vocabulary")
    if isinstance(default, list):
        default = tuple(default)
    if default is None or not isinstance(default, (bool, int, float, str, tuple)):
        entry.refuse("default", "is missing" if default is None else "is not a number, text, list or true/false")
        return None
    is_number = isinstance(default, (int, float)) and not isinstance(default, bool)
    for field, bound in (("minimum", minimum), ("maximum", maximum)):
        if is_number and bound is None:
            entry.refuse(field, "is missing; a number has a range")
        if not is_number and bound is not None:
            entry.refuse(field, "belongs to numbers only")
    if is_number and (minimum is None or maximum is None):
        return None
    parameter = Parameter(name, default, unit, meaning, minimum, maximum, choices, origin)
    if origin and parameter.type != "list":
        entry.refuse("choices_from", "belongs to lists only")
    refusal = parameter.refusal(default)
    if refusal:
        entry.refuse("default", refusal)
    return parameter


def choices_from(origin: str | None, vocabulary: Mapping[str, RecordKind]) -> tuple[str, ...]:
    """What `choices_from` offers: `vocabulary` all record types, `type.field` the fixed values of a field."""
    if origin is None:
        return ()
    if origin == "vocabulary":
        return tuple(vocabulary)
    name, _, field = origin.partition(".")
    return vocabulary[name].choices(field) if name in vocabulary else ()


def read_flags(
    top: Section, vocabulary: Mapping[str, RecordKind], parameters: Mapping[str, Parameter]
) -> Mapping[str, ApplicabilityFlag]:
    """The applicability flags by name, each with the record types that decide it."""
    meanings = top.texts("applicability")
    evidence = Section(
        top.mapping("applicability_evidence", optional=True), top.file, "", top.problems, "applicability_evidence."
    )
    flags = {}
    for name, meaning in meanings.items():
        reads = evidence.words(name, optional=name == ALWAYS)
        for word in reads:
            if word not in vocabulary:
                evidence.refuse(name, f"{word} is not a record type of the vocabulary")
        flags[name] = ApplicabilityFlag(name, meaning, reads)
        for parameter in flags[name].parameters:
            if parameter not in parameters:
                top.refuse(f"applicability.{name}", f"{{{parameter}}} is not a parameter")
    if ALWAYS not in flags:
        top.refuse("applicability", f"{ALWAYS} is missing")
    evidence.finish()
    return MappingProxyType(flags)


def read_conventions(top: Section, parameters: Mapping[str, Parameter]) -> Mapping[str, str]:
    """How to read the checks, in words. `{name}` itself explains what braces mean."""
    conventions = top.texts("conventions", optional=True)
    for key, text in conventions.items():
        for name in PARAMETER_NAME.findall(text):
            if name not in parameters and name != "name":
                top.refuse(f"conventions.{key}", f"{{{name}}} is not a parameter")
    return conventions


def read_amendments(top: Section) -> tuple[Amendment, ...]:
    amendments = []
    for entry in top.sections("amendments", optional=True):
        amendments.append(
            Amendment(entry.text("id"), entry.text("title"), entry.text("published"), entry.text("effect"))
        )
        entry.finish()
    return tuple(amendments)
