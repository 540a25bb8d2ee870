"""What we want to reach, so that no product that we measured is ahead: limits for 100,000 records on a small machine.

Absolute times depend on the machine and on what else it does; the ratio to the minimal app in the same minutes and the
number of SQL statements do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LIST, DETAIL = 8, 8  # SQL statements
GROWTH = 1.3


@dataclass(frozen=True)
class PageGoal:
    """Limits of one page; None where none is set."""

    milliseconds: float | None = None
    """p50 with one client."""
    per_second: float | None = None
    """Answers a second to eight clients, at least."""
    ratio: float | None = None
    """p50 in terms of the minimal app's page of the same kind."""
    statements: int | None = None
    growth: float | None = GROWTH
    """p50 in terms of that with a tenth of the records."""
    of_first: float | None = None
    """p50 in terms of the first page of the same list."""

    def __str__(self) -> str:
        parts = [
            (self.milliseconds, "≤ {:g} ms"),
            (self.ratio, "≤ {:g}×"),
            (self.per_second, "≥ {:g}/s"),
            (self.of_first, "≤ {:g} of page 1"),
            (self.statements, "≤ {:g} SQL"),
            (self.growth, "growth ≤ {:g}"),
        ]
        return ", ".join(words.format(limit) for limit, words in parts if limit is not None)


PAGES = {
    "create": PageGoal(milliseconds=12, per_second=120, ratio=6, statements=14),
    "list": PageGoal(milliseconds=30, per_second=60, ratio=4, statements=LIST),
    "list of few": PageGoal(milliseconds=30, per_second=60, ratio=4, statements=LIST),
    "deep page": PageGoal(of_first=1.2, statements=LIST),
    "detail": PageGoal(milliseconds=20, ratio=15, statements=DETAIL),
    # Counts every case of a year several times over; no index saves it from that, so it may grow with them.
    "analysis": PageGoal(milliseconds=900, statements=20, growth=None),
    "search": PageGoal(milliseconds=40, growth=2),
    "search, rare": PageGoal(milliseconds=40, growth=2),
    "create by API": PageGoal(milliseconds=12, per_second=120, ratio=6, statements=14),
    "list by API": PageGoal(milliseconds=15, ratio=8, statements=LIST),
    "deep page by API": PageGoal(of_first=1.2, statements=LIST),
    "detail by API": PageGoal(milliseconds=7, ratio=5, statements=DETAIL),
    "search by API": PageGoal(milliseconds=40, growth=2),
}
SECONDS_TO_START = 3.0
MEBIBYTES = 170.0
MEMORY_RATIO = 1.7
INSTALLED_MEGABYTES = 500.0
PACKAGES = 80
SECONDS_TO_MIGRATE = 12.0


@dataclass(frozen=True)
class Judged:
    """A figure beside its limit."""

    what: str
    got: float | None
    limit: float | None
    at_least: bool = False

    @property
    def missed(self) -> str:
        """By how much the limit is missed, in words; nothing where it holds, is not set or was not measured."""
        if self.got is None or self.limit is None or not self.got:
            return ""
        over = self.limit / self.got if self.at_least else self.got / self.limit
        if over <= 1:
            return ""
        return f"{self.what} missed by {100 * (over - 1):.0f} %" if over < 2 else f"{self.what} missed {over:.1f}×"


def verdict(judged: Sequence[Judged]) -> str:
    """`ok`, or what is missed and by how much; a dash where nothing could be judged."""
    if not any(each.got and each.limit for each in judged):
        return "–"
    return "; ".join(filter(None, (each.missed for each in judged))) or "ok"
