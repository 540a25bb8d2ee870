"""Which inspection applies to each lot of a series: normal, tightened, reduced, or none any more.

Rules of ISO 2859-1:1999 clauses 9.3 and 9.4. Inspection starts normal. Normal → tightened when two of five or fewer
consecutive lots are not accepted. Tightened → normal when five consecutive lots are accepted. Discontinued when five
lots are not accepted while inspection stays tightened. Normal → reduced when the switching score reaches 30 (and
production is steady, and the responsible authority wants it). Reduced → normal when a lot is not accepted. Only
results of the original inspection count, not those of resubmitted lots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from everproof.analytics.arrays import as_whole
from everproof.analytics.errors import BadInput, as_list, shown
from everproof.analytics.result import Notes, Result

NORMAL, TIGHTENED, REDUCED, DISCONTINUED = "normal", "tightened", "reduced", "discontinued"
SCORE_FOR_REDUCED = 30

SOURCE = "ISO 2859-1:1999 clauses 9.3 and 9.4"

_ACCEPTED = {"A": True, "ACCEPTED": True, "R": False, "REJECTED": False, "NOT ACCEPTED": False}


@dataclass(frozen=True, kw_only=True, eq=False)
class SwitchingScore(Result):
    """`score[i]`: switching score after lot i. `reduced_possible_after`: the first lot (from 1) after which it is at
    least 30, None when it never is.
    """

    score: tuple[int, ...]
    reduced_possible_after: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class InspectionStates(Result):
    """`before[i]`: the inspection that applies to lot i; `after_last`: to the lot that comes next."""

    before: tuple[str, ...]
    after_last: str


def switching_score(nonconforming: Any, ac: Any, ac_one_step_tighter: Any = None) -> SwitchingScore:
    """The switching score of single sampling plans under normal inspection, lot by lot (clause 9.3.3.2).

    Acceptance number 2 or more: 3 points when the lot would have been accepted at the AQL one step tighter, otherwise
    back to 0. Acceptance number 0 or 1: 2 points when the lot is accepted, otherwise back to 0. `ac` and
    `ac_one_step_tighter` are one number for all lots or one for each.
    """
    found = [
        as_whole(count, f"nonconforming[{i}]", minimum=0)
        for i, count in enumerate(as_list(nonconforming, "nonconforming"), start=1)
    ]
    limits = _for_each_lot(ac, len(found), "ac")
    tighter = _for_each_lot(ac_one_step_tighter, len(found), "ac_one_step_tighter")
    scores: list[int] = []
    score = 0
    for position, (count, limit, tight) in enumerate(zip(found, limits, tighter, strict=True), start=1):
        if limit is None:
            raise BadInput("the acceptance number is needed", where=f"ac[{position}]")
        if limit >= 2 and tight is None:
            raise BadInput("is needed when the acceptance number is 2 or more", where="ac_one_step_tighter")
        earned = count <= (tight if limit >= 2 and tight is not None else limit)
        score = score + (3 if limit >= 2 else 2) if earned else 0
        scores.append(score)
    first = next((i for i, value in enumerate(scores, start=1) if value >= SCORE_FOR_REDUCED), None)
    return SwitchingScore(
        method="switching score of ISO 2859-1, single sampling",
        assumptions=("Inspection stays normal throughout.",),
        source=SOURCE,
        score=tuple(scores),
        reduced_possible_after=first,
    )


def inspection_states(
    lot_results: Sequence[Any], reduced_allowed: bool = False, points: Sequence[int | None] | None = None
) -> InspectionStates:
    """The state of inspection before each lot and after the last.

    `lot_results`: True or "A" for accepted, False or "R" for not accepted. With `reduced_allowed`, `points` says how
    much each lot adds to the switching score under normal inspection (None or 0: back to 0); left out, an accepted
    lot adds 2, as for acceptance numbers 0 and 1.
    """
    accepted = [
        _accepted(result, f"lot_results[{i}]") for i, result in enumerate(as_list(lot_results, "lot_results"), start=1)
    ]
    notes = Notes()
    if points is None:
        points = [2 if lot else None for lot in accepted]
        if reduced_allowed:
            notes.warn("The switching score assumes acceptance numbers 0 or 1: two points for each accepted lot.")
    if len(points) != len(accepted):
        raise BadInput(f"{len(accepted)} lots need as many points", where="points")
    series = _Series(reduced_allowed)
    before = []
    for lot, earned in zip(accepted, points, strict=True):
        before.append(series.state)
        series.take(lot, earned)
    return InspectionStates(
        method="switching rules of ISO 2859-1",
        assumptions=("A continuing series of lots, each result from its original inspection.",),
        warnings=notes.warnings,
        source=SOURCE,
        before=tuple(before),
        after_last=series.state,
    )


class _Series:
    """The state between two lots."""

    def __init__(self, reduced_allowed: bool) -> None:
        self._reduced_allowed = reduced_allowed
        self._enter(NORMAL)

    def _enter(self, state: str) -> None:
        self.state = state
        self._results: list[bool] = []  # since this state was entered
        self._score = 0

    def take(self, accepted: bool, points: int | None) -> None:
        self._results.append(accepted)
        if self.state == NORMAL:
            self._on_normal(accepted, points)
        elif self.state == TIGHTENED:
            if self._results.count(False) >= 5:
                self._enter(DISCONTINUED)
            elif self._results[-5:] == [True] * 5:
                self._enter(NORMAL)
        elif self.state == REDUCED and not accepted:
            self._enter(NORMAL)

    def _on_normal(self, accepted: bool, points: int | None) -> None:
        self._score = self._score + points if accepted and points else 0
        if self._results[-5:].count(False) >= 2:
            self._enter(TIGHTENED)
        elif self._reduced_allowed and self._score >= SCORE_FOR_REDUCED:
            self._enter(REDUCED)


def _accepted(result: Any, where: str) -> bool:
    if isinstance(result, bool):
        return result
    known = _ACCEPTED.get(str(result).strip().upper())
    if known is None:
        raise BadInput(f'"A" (accepted) or "R" (not accepted) is needed, not {shown(result)}', where=where)
    return known


def _for_each_lot(value: Any, lots: int, where: str) -> list[int | None]:
    if value is None:
        return [None] * lots
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != lots:
            raise BadInput(f"{lots} lots need as many numbers, there are {len(value)}", where=where)
        return [None if v is None else as_whole(v, f"{where}[{i}]", minimum=0) for i, v in enumerate(value, start=1)]
    return [as_whole(value, where, minimum=0)] * lots
