"""Read a catalogue file: the part of YAML that every reader understands alike, and nothing else.

Works on the parser's events, so that no YAML constructor ever runs, an alias is refused before it can multiply, and
nesting is bounded before the parser gets slow on it. Refused beside broken YAML: keys given twice, aliases and anchors,
tags, several documents, and plain words that YAML 1.1 and 1.2 read differently (`yes`, `1:30`, `2026-11-22`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.resolver import Resolver

from everproof.standards.errors import CatalogueError, Problem

MAX_BYTES = 4_000_000  # ten times the largest catalogue
MAX_DEPTH = 24  # ours need 9; libyaml's time grows with the square of the depth

# libyaml reads the largest catalogue in 0.04 s, the parser in Python in 0.3 s.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_TEXT_TAG = "tag:yaml.org,2002:str"


def read_yaml(raw: bytes, file: str) -> dict[str, Any]:
    """The mapping that a file holds, as plain dicts, lists, text, numbers, booleans and None.

    `file` is the name for messages. Raises CatalogueError with all problems up to the first that stops the parser.
    """
    if len(raw) > MAX_BYTES:
        raise CatalogueError([Problem(file, "", "", f"larger than {MAX_BYTES} bytes")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CatalogueError([Problem(file, "", "", f"line {line}: not UTF-8")]) from error

    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        builder.note_parser_error(error)
    except _TooDeep:
        builder.note(f"nested deeper than {MAX_DEPTH} levels")
    if not builder.problems and not isinstance(builder.root, dict):
        builder.line = 1
        builder.note("is not a mapping of fields")
    if builder.problems:
        raise CatalogueError(builder.problems)
    assert isinstance(builder.root, dict)
    return builder.root


class _TooDeep(Exception):
    """Stops the parser: reading on would only take time."""


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    key: str | None = None
    waits_for_value: bool = False


@dataclass
class _Builder:
    """Puts plain data together from parser events and notes what is refused."""

    file: str
    root: Any = None
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    line: int = 1
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            kind = "an alias" if isinstance(event, yaml.AliasEvent) else "an anchor"
            self.note(f"{kind} ({anchor}); write the content out")
        if isinstance(event, yaml.AliasEvent):
            self.add(None)
        elif isinstance(event, yaml.ScalarEvent):
            self.add(self.scalar(event))
        elif isinstance(event, yaml.MappingStartEvent):
            self.open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.note("holds more than one document")

    def open(self, value: dict[str, Any] | list[Any], event: yaml.CollectionStartEvent) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _TooDeep
        self.refuse_tag(event.tag)
        self.add(value)
        self.stack.append(_Open(value))

    def add(self, value: Any) -> None:
        """Put a finished or just opened value where the parser stands."""
        if not self.stack:
            self.root = value
            return
        here = self.stack[-1]
        if isinstance(here.value, list):
            here.value.append(value)
        elif here.waits_for_value:
            here.value[str(here.key)] = value
            here.waits_for_value = False
        else:
            here.key = self.key(value, here.value)
            here.waits_for_value = True

    def key(self, value: Any, mapping: dict[str, Any]) -> str:
        if not isinstance(value, str):
            self.note(f"the key {value!r} is not text; put it in quotes")
        elif value in mapping:
            self.note("given twice", field=value)
        return str(value)

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        value: str = event.value
        self.refuse_tag(event.tag)
        if "\0" in value:
            self.note("holds a NUL character")
        if not event.implicit[0]:
            return value
        if value in _WORDS:
            return _WORDS[value]
        if _INTEGER.fullmatch(value):
            return int(value)
        if _DECIMAL.fullmatch(value):
            return float(value)
        if _resolver.resolve(yaml.ScalarNode, value, (True, False)) != _TEXT_TAG:
            self.note(f"{value} means different things to different readers; put it in quotes")
        return value

    def refuse_tag(self, tag: str | None) -> None:
        if tag is not None:
            self.note(f"the tag {tag}; only plain data is read")

    def note(self, problem: str, *, field: str | None = None) -> None:
        place = self.stack[-1].key if self.stack and self.stack[-1].waits_for_value else None
        self.problems.append(Problem(self.file, self.atom(), field or place or "", f"line {self.line}: {problem}"))

    def note_parser_error(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        if mark is not None:
            self.line = mark.line + 1
        self.note(getattr(error, "problem", None) or str(error).partition("\n")[0])

    def atom(self) -> str:
        """The id of the innermost entry that has told its id or number; the file's own id does not count."""
        for place in reversed(self.stack[1:]):
            if isinstance(place.value, dict):
                name = place.value.get("id")
                if isinstance(name, str):
                    return name
                number = place.value.get("number")
                if number is not None:
                    return f"clause {number}"
        return ""


_resolver = Resolver()
