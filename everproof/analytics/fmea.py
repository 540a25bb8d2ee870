"""Failure mode and effects analysis: Action Priority (AIAG & VDA 2019) and the risk priority number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Result

SEVERITY_BANDS = ((9, 10), (7, 8), (4, 6), (2, 3), (1, 1))
OCCURRENCE_BANDS = ((8, 10), (6, 7), (4, 5), (2, 3), (1, 1))
DETECTION_BANDS = ((7, 10), (5, 6), (2, 4), (1, 1))

# One block per severity band, one word per occurrence band, one letter per detection band, in the order above.
_TABLE = (
    ("HHHH", "HHHH", "HHHM", "HMLL", "LLLL"),
    ("HHHH", "HHHM", "HMMM", "MMLL", "LLLL"),
    ("HHMM", "MMML", "MLLL", "LLLL", "LLLL"),
    ("MMLL", "LLLL", "LLLL", "LLLL", "LLLL"),
    ("LLLL", "LLLL", "LLLL", "LLLL", "LLLL"),
)

SOURCE = "AIAG & VDA FMEA Handbook, 1st edition 2019, tables of Action Priority for DFMEA and PFMEA"


@dataclass(frozen=True, kw_only=True, eq=False)
class RiskRanking(Result):
    """Action priority and risk priority numbers of a list of failure modes.

    `action_priority`: H, M or L (None where a rating is missing). `counts`: how many of each. `rpn`: S·O·D, 1 to 1000.
    `sxo`: S·O, 1 to 100. `rank_by_rpn`: 1 for the largest RPN, equal RPNs share the better rank.
    """

    action_priority: tuple[str | None, ...]
    counts: dict[str, int]
    rpn: tuple[int | None, ...]
    sxo: tuple[int | None, ...]
    rank_by_rpn: tuple[int | None, ...]


def action_priority(severity: int, occurrence: int, detection: int) -> str:
    """H (high), M (medium) or L (low): how urgently the handbook wants action on a failure mode.

    Ratings are whole numbers from 1 to 10; anything else raises BadInput, because a rating outside the scale is a
    mistake of the analysis, not a low risk.
    """
    s = _band(_rating(severity, "severity"), SEVERITY_BANDS)
    o = _band(_rating(occurrence, "occurrence"), OCCURRENCE_BANDS)
    d = _band(_rating(detection, "detection"), DETECTION_BANDS)
    return _TABLE[s][o][d]


def rpn(severity: int, occurrence: int, detection: int) -> int:
    """Risk priority number S·O·D. Ratings as in `action_priority`."""
    return _rating(severity, "severity") * _rating(occurrence, "occurrence") * _rating(detection, "detection")


def rank_failure_modes(
    severity: Sequence[int | None], occurrence: Sequence[int | None], detection: Sequence[int | None]
) -> RiskRanking:
    """Action priority, RPN and rank of each failure mode; the three lists belong together item by item.

    A failure mode with a missing rating (None) gets no figures. Raises BadInput for a rating outside 1 to 10.
    """
    if not len(severity) == len(occurrence) == len(detection):
        raise BadInput("severity, occurrence and detection need equally many ratings", where="severity")
    rated: list[tuple[int, int, int] | None] = []
    for position, (s, o, d) in enumerate(zip(severity, occurrence, detection, strict=True), start=1):
        if s is None or o is None or d is None:
            rated.append(None)
        else:
            names = (f"severity[{position}]", f"occurrence[{position}]", f"detection[{position}]")
            rated.append((_rating(s, names[0]), _rating(o, names[1]), _rating(d, names[2])))
    numbers = [None if r is None else r[0] * r[1] * r[2] for r in rated]
    priorities = tuple(None if r is None else action_priority(*r) for r in rated)
    missing = sum(r is None for r in rated)
    return RiskRanking(
        method="Action Priority and risk priority number",
        assumptions=("All ratings follow the same rating tables.",),
        warnings=(f"{missing} failure modes lack a rating and have no priority.",) if missing else (),
        source=SOURCE,
        action_priority=priorities,
        counts={letter: priorities.count(letter) for letter in "HML"},
        rpn=tuple(numbers),
        sxo=tuple(None if r is None else r[0] * r[1] for r in rated),
        rank_by_rpn=_ranks(numbers),
    )


def action_priority_grid() -> dict[tuple[int, int, int], str]:
    """The whole table: (severity, occurrence, detection) → H, M or L for all 1000 combinations."""
    scale = range(1, 11)
    return {(s, o, d): action_priority(s, o, d) for s in scale for o in scale for d in scale}


def _rating(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value not in range(1, 11):
        raise BadInput(f"a rating is a whole number from 1 to 10, not {shown(value)}", where=where)
    return int(value)


def _band(rating: int, bands: tuple[tuple[int, int], ...]) -> int:
    return next(index for index, (low, high) in enumerate(bands) if low <= rating <= high)


def _ranks(numbers: Sequence[int | None]) -> tuple[int | None, ...]:
    tally = Counter(number for number in numbers if number is not None)
    rank, ranks = 1, {}
    for number in sorted(tally, reverse=True):
        ranks[number] = rank
        rank += tally[number]
    return tuple(None if number is None else ranks[number] for number in numbers)
