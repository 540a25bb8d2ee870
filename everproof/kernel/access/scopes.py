"""What a token may do at most. The powers of its person still decide; a scope only takes away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ALL = "*"
READ_SCOPE = "read"
WRITE_SCOPE = "write"
READING = frozenset({"view", "export"})


@dataclass(frozen=True)
class Scopes:
    """Pairs of a record type (by its path, or * for all) and what may be done with it: "read", "write" or one verb.

    Writing includes reading. A verb includes it too, because who closes a record has to find it; only "create" does
    not, so that a machine may report and see nothing.
    """

    entries: frozenset[tuple[str, str]]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Scopes:
        """From texts such as "*:read" and "nonconformities:create"."""
        return cls(frozenset((text.partition(":")[0], text.partition(":")[2]) for text in texts))

    def include(self, path: str, verb: str) -> bool:
        """Whether the verb is in scope for records of the type with this path."""
        granted = {word for type_path, word in self.entries if type_path in (ALL, path)}
        if WRITE_SCOPE in granted or verb in granted:
            return True
        return verb in READING and bool(granted - {"create"})
