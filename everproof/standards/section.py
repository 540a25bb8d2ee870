"""One mapping of a catalogue file, read field by field; what is wrong is noted and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from everproof.standards.errors import Problem


@dataclass
class Section:
    """Hands out the fields of one entry, each in the form asked for.

    A field that is missing or of another form is noted in `problems` and read as an empty value of that form, so that
    one reading finds everything. `finish` notes the fields nobody asked for: a misspelt name is not to pass silently.
    """

    data: Mapping[str, Any]
    file: str
    atom: str
    problems: list[Problem]
    path: str = ""
    asked: set[str] = field(default_factory=set)

    def refuse(self, name: str, problem: str) -> None:
        self.problems.append(Problem(self.file, self.atom, self.path + name, problem))

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def text(self, name: str) -> str:
        value = self._value(name, str, "text")
        if isinstance(value, str) and not value.strip():
            self.refuse(name, "is empty")
        return value or ""

    def text_or_none(self, name: str) -> str | None:
        if self.has(name):
            return self.text(name)
        self.asked.add(name)
        return None

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        value = self.text(name)
        if value and value not in allowed:
            self.refuse(name, f"{value} is not one of {', '.join(allowed)}")
        return value

    def truth(self, name: str, *, default: bool | None = None) -> bool:
        """`default` None means that the field must be there."""
        if default is not None and not self.has(name):
            self.asked.add(name)
            return default
        return bool(self._value(name, bool, "true or false"))

    def number_or_none(self, name: str) -> int | float | None:
        value = self.anything(name)
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return value
        self.refuse(name, "is not a number")
        return None

    def anything(self, name: str) -> Any:
        self.asked.add(name)
        return self.data.get(name)

    def words(self, name: str, *, optional: bool = False, empty: bool = False) -> tuple[str, ...]:
        """A list of text without repetition."""
        values = self._list(name, optional=optional)
        words = tuple(value for value in values if isinstance(value, str) and value.strip())
        if len(words) < len(values):
            self.refuse(name, "holds something other than text")
        if not values and name in self.data and not empty:
            self.refuse(name, "is empty")
        for word in sorted({word for word in words if words.count(word) > 1}):
            self.refuse(name, f"{word} is given twice")
        return words

    def mapping(self, name: str, *, optional: bool = False) -> Mapping[str, Any]:
        if optional and not self.has(name):
            self.asked.add(name)
            return {}
        return self._value(name, dict, "a mapping") or {}

    def texts(self, name: str, *, optional: bool = False) -> Mapping[str, str]:
        """A mapping from names to text."""
        found = self.mapping(name, optional=optional)
        for key, value in found.items():
            if not isinstance(value, str) or not value.strip():
                self.refuse(f"{name}.{key}", "is not text")
        return MappingProxyType({key: str(value) for key, value in found.items()})

    def sections(self, name: str, *, optional: bool = False, label: str = "") -> list[Section]:
        """A list of entries. `label` is the field that names each; the entry's problems are told under that name."""
        found = []
        for position, entry in enumerate(self._list(name, optional=optional)):
            if isinstance(entry, dict):
                said = entry.get(label)
                found.append(self._below(entry, f"{name}[{position}]", said if isinstance(said, str) else None))
            else:
                self.refuse(f"{name}[{position}]", "is not a mapping")
        return found

    def named_sections(self, name: str, what: str, *, optional: bool = False) -> dict[str, Section]:
        """A mapping from names to entries, each told as `what` and its name."""
        found = {}
        for key, entry in self.mapping(name, optional=optional).items():
            if isinstance(entry, dict):
                found[key] = self._below(entry, name, f"{what} {key}")
            else:
                self.refuse(f"{name}.{key}", "is not a mapping")
        return found

    def section(self, name: str) -> Section:
        return self._below(self.mapping(name), name, None)

    def finish(self) -> None:
        for name in self.data:
            if name not in self.asked:
                self.refuse(name, "is not a known field here")

    def _below(self, data: Mapping[str, Any], place: str, said: str | None) -> Section:
        """An entry that says its own name starts a path of its own; any other is told by its place."""
        if said is not None:
            return Section(data, self.file, said, self.problems)
        return Section(data, self.file, self.atom, self.problems, f"{self.path}{place}.")

    def _list(self, name: str, *, optional: bool) -> list[Any]:
        if optional and not self.has(name):
            self.asked.add(name)
            return []
        return self._value(name, list, "a list") or []

    def _value(self, name: str, form: type, words: str) -> Any:
        value = self.anything(name)
        if value is None:
            self.refuse(name, "is missing")
        elif not isinstance(value, form):
            self.refuse(name, f"is not {words}")
            return None
        return value
