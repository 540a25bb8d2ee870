"""What a method gives back: charts, a verdict in words, figures, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from everproof.analytics.result import Result
from everproof.kernel.ui.charts import Table

GOOD, WARN, BAD, NEUTRAL = "good", "warn", "bad", "neutral"


@dataclass(frozen=True)
class Figures:
    """A small table of named figures: (label, value, note), ready to show."""

    title: str
    rows: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Study:
    """The outcome of a method for some data.

    `verdict` is one sentence, `sentences` say more; `tone` is the state they are shown in. `results` are the statistics
    behind it by name; methods, assumptions, warnings and sources are read from them.
    """

    tone: str
    verdict: str
    sentences: Sequence[str] = ()
    charts: Sequence[Any] = ()
    figures: Sequence[Figures] = ()
    tables: Sequence[tuple[str, Table]] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    """Further warnings, in the reader's language."""

    @property
    def methods(self) -> list[str]:
        return _distinct(result.method for result in self.results.values())

    @property
    def assumptions(self) -> list[str]:
        return _distinct(line for result in self.results.values() for line in result.assumptions)

    @property
    def warnings(self) -> list[str]:
        return _distinct([*self.remarks, *(line for result in self.results.values() for line in result.warnings)])

    @property
    def sources(self) -> list[str]:
        return _distinct(result.source for result in self.results.values() if result.source)

    def plain(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return {name: result.as_dict() for name, result in self.results.items()}


def _distinct(lines: Any) -> list[str]:
    return list(dict.fromkeys(lines))
