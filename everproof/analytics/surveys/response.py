"""How many answered, and what those who did not could change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import variance

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import mean, present
from everproof.analytics.result import Notes, Result
from everproof.analytics.surveys.scores import Bounds, wilson


@dataclass(frozen=True, kw_only=True, eq=False)
class Response(Result):
    """Response rate in percent with its interval, and three looks at silence.

    `at_worst` and `at_best` bound the mean of all who were asked if the silent gave the lowest or the highest answer;
    `late_difference` is mean(late) - mean(early) of those who answered, `late_p` its two-sided p value. `is_doubtful`
    says that silence may have bent the result: few answered, or the late ones answered otherwise than the early ones.
    """

    asked: int
    answered: int
    percent: float | None
    ci: Bounds | None
    at_worst: float | None
    at_best: float | None
    late_difference: float | None
    late_p: float | None
    is_doubtful: bool


def response(
    scores_in_order: Sequence[float | None],
    asked: int,
    *,
    scale: tuple[float, float],
    least_percent: float = 50.0,
    alpha: float = 0.05,
    confidence: float = 0.95,
) -> Response:
    """What the silence of a survey may hide; `scores_in_order` are the main answers in the order they came.

    Early and late are the first and the last half of the answers (the middle one in neither), compared by Welch's t:
    who answers late is taken to be more like who never does. The bounds assume nothing at all.
    Sources: J. S. Armstrong, T. S. Overton, Nonresponse bias in mail surveys, J. Marketing Research 14, 1977;
    C. F. Manski, Partial Identification of Probability Distributions, ch. 1.
    """
    answers = present(scores_in_order, "scores_in_order")
    n = len(scores_in_order)
    if n > asked:
        raise BadInput("more answered than were asked", where="asked")
    notes = Notes()
    if not asked:
        notes.undefined("The response rate", "nobody was asked")
    percent = 100 * n / asked if asked else None
    low_rate = percent is not None and percent < least_percent
    if low_rate:
        notes.warn(f"Fewer than {least_percent:g} % answered.")
    difference, p_value = _late(answers)
    late = p_value is not None and p_value <= alpha
    if late:
        notes.warn("Late answers differ from early ones: the silent may differ too.")
    return Response(
        method="Response rate, bounds of silence, early against late answers",
        assumptions=("Who answers late is more like who never answers.",),
        warnings=notes.warnings,
        source="Armstrong & Overton, 1977; Manski, 2003",
        asked=asked,
        answered=n,
        percent=percent,
        ci=_percent(wilson(n, asked, confidence)) if asked else None,
        at_worst=_bound(answers, asked - n, scale[0]),
        at_best=_bound(answers, asked - n, scale[1]),
        late_difference=difference,
        late_p=p_value,
        is_doubtful=low_rate or late,
    )


def _percent(bounds: Bounds) -> Bounds:
    return 100 * bounds[0], 100 * bounds[1]


def _bound(answers: list[float], silent: int, value: float) -> float | None:
    return mean([*answers, *([value] * silent)])


def _late(answers: list[float]) -> tuple[float | None, float | None]:
    """mean(late) - mean(early) and Welch's two-sided p; None with fewer than four answers or none that differ."""
    half = len(answers) // 2
    if half < 2:
        return None, None
    early, late = answers[:half], answers[-half:]
    difference = math.fsum(late) / half - math.fsum(early) / half
    a, b = variance(early) / half, variance(late) / half
    if a + b == 0:
        return difference, None
    from everproof.analytics.probability import t_two_sided

    df = (a + b) ** 2 / ((a * a + b * b) / (half - 1))
    return difference, float(t_two_sided(difference / math.sqrt(a + b), df))
