"""What matters to customers against how well it is done, and where to begin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import mean
from everproof.analytics.result import Notes, Result

Answers = Sequence[float | None]
IMPROVE, KEEP, LOW, OVERDONE = "improve", "keep", "low priority", "overdone"


@dataclass(frozen=True)
class Topic:
    """One topic: means of importance and performance, the gap between them, its quadrant.

    `importance` is what customers stated, or (`is_derived`) how strongly the performance goes with overall
    satisfaction, as a correlation from -1 to 1. The gap exists only for stated importance on the same scale.
    """

    name: str
    n: int
    importance: float | None
    performance: float | None
    gap: float | None
    quadrant: str
    is_derived: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class ImportancePerformance(Result):
    """All topics, the ones to improve first; the cross stands at the two means."""

    topics: tuple[Topic, ...]
    cross: tuple[float, float] | None
    is_derived: bool


def stated(answers: Mapping[str, tuple[Answers, Answers]]) -> ImportancePerformance:
    """Importance-performance analysis of topic → (importance, performance), one entry of each per customer.

    Above the mean importance and below the mean performance: improve; above both: keep; below both: low priority; else
    overdone. Source: J. A. Martilla, J. C. James, Importance-performance analysis, J. Marketing 41:1, 1977.
    """
    means = {}
    for name, (importance, performance) in answers.items():
        weights, marks = ([one for one in side if one is not None] for side in (importance, performance))
        means[name] = (mean(weights), mean(marks), min(len(weights), len(marks)))
    return _placed(means, is_derived=False)


def derived(performance: Mapping[str, Answers], overall: Answers) -> ImportancePerformance:
    """The same where nobody asked for importance: it is Pearson's r between a topic and the overall answer.

    Only customers who answered both count; r needs three of them and answers that differ. It shows what goes together,
    not what causes what. Source: K. Matzler and others, Industrial Marketing Management 33:4, 2004.
    """
    means = {}
    for name, marks in performance.items():
        if len(marks) != len(overall):
            raise BadInput(f"{len(marks)} answers, but {len(overall)} overall", where=name)
        pairs = [(x, y) for x, y in zip(marks, overall, strict=True) if x is not None and y is not None]
        means[name] = (correlation(pairs), mean([x for x in marks if x is not None]), len(pairs))
    return _placed(means, is_derived=True)


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r of at least three pairs; None where one side does not vary."""
    if len(pairs) < 3:
        return None
    x_mean = math.fsum(x for x, _ in pairs) / len(pairs)
    y_mean = math.fsum(y for _, y in pairs) / len(pairs)
    xx = math.fsum((x - x_mean) ** 2 for x, _ in pairs)
    yy = math.fsum((y - y_mean) ** 2 for _, y in pairs)
    if not xx or not yy:
        return None
    xy = math.fsum((x - x_mean) * (y - y_mean) for x, y in pairs)
    return max(-1.0, min(1.0, xy / math.sqrt(xx * yy)))


def _placed(means: Mapping[str, tuple[float | None, float | None, int]], *, is_derived: bool) -> ImportancePerformance:
    notes = Notes()
    known = [(x, y) for x, y, _n in means.values() if x is not None and y is not None]
    cross = None
    if known:
        cross = (math.fsum(x for x, _ in known) / len(known), math.fsum(y for _, y in known) / len(known))
    if len(known) < len(means):
        notes.warn("Topics with too few answers have no place.")
    if len(known) < 2:
        notes.undefined("What comes first", "at least two topics are needed")
    topics = [
        Topic(
            name=name,
            n=n,
            importance=x,
            performance=y,
            gap=None if is_derived or x is None or y is None else y - x,
            quadrant=_quadrant(x, y, cross) if len(known) > 1 else "",
            is_derived=is_derived,
        )
        for name, (x, y, n) in means.items()
    ]
    order = (IMPROVE, KEEP, LOW, OVERDONE, "")
    topics.sort(key=lambda one: (order.index(one.quadrant), -(one.importance or 0), one.name))
    return ImportancePerformance(
        method="Importance-performance analysis" + (", derived importance" if is_derived else ""),
        assumptions=("All topics were answered on the same scale.",),
        warnings=notes.warnings,
        source="J. A. Martilla, J. C. James, J. Marketing 41:1, 1977",
        topics=tuple(topics),
        cross=cross,
        is_derived=is_derived,
    )


def _quadrant(x: float | None, y: float | None, cross: tuple[float, float] | None) -> str:
    if x is None or y is None or cross is None:
        return ""
    if x >= cross[0]:
        return IMPROVE if y < cross[1] else KEEP
    return LOW if y < cross[1] else OVERDONE
