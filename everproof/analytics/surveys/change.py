"""Did it help? The same customers before and after, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import mean
from everproof.analytics.result import Notes, Result
from everproof.analytics.surveys.scores import Bounds, mean_interval


@dataclass(frozen=True, kw_only=True, eq=False)
class Change(Result):
    """Change of the score from the first to the second answer of the same customers.

    `p_value` is that of the two-sided sign test; `is_change` says that the interval of the mean change leaves 0 out,
    or, where it is undefined, that the sign test is significant.
    """

    n: int
    first: float | None
    second: float | None
    change: float | None
    ci: Bounds | None
    better: int
    same: int
    worse: int
    p_value: float | None
    is_change: bool


def change(
    pairs: Sequence[tuple[float | None, float | None]], *, chosen_low: bool = False, confidence: float = 0.95
) -> Change:
    """Mean of second - first with Student's t interval of the paired differences, and the exact sign test.

    Pairs with a missing answer are left out. `chosen_low` says that the customers were picked because their first
    answer was low: part of a gain then is regression to the mean, and the result warns of it. Sources: NIST/SEMATECH
    e-Handbook 7.3.1; W. J. Dixon, A. M. Mood, The statistical sign test, JASA 41, 1946; F. Galton, 1886.
    """
    known = [(x, y) for x, y in pairs if x is not None and y is not None]
    differences = [y - x for x, y in known]
    better, worse = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    notes = Notes()
    if not known:
        notes.undefined("The change", "nobody has answered twice")
    ci = mean_interval(differences, confidence=confidence) if len(set(differences)) > 1 else None
    p_value = sign_test(better, worse) if better + worse else None
    if known and ci is None:
        notes.undefined("The interval of the change", "the differences do not vary")
    if chosen_low and known:
        notes.warn("These customers were chosen for a low answer: part of a gain comes by chance alone.")
    significant = p_value is not None and p_value <= 1 - confidence
    return Change(
        method="Paired difference, t interval and sign test",
        assumptions=("The customers answer independently of each other.",),
        warnings=notes.warnings,
        source="NIST/SEMATECH e-Handbook 7.3.1; Dixon & Mood, JASA 41, 1946",
        n=len(known),
        first=mean([x for x, _ in known]),
        second=mean([y for _, y in known]),
        change=mean(differences),
        ci=ci,
        better=better,
        same=len(known) - better - worse,
        worse=worse,
        p_value=p_value,
        is_change=(ci[0] > 0 or ci[1] < 0) if ci else significant,
    )


def sign_test(better: int, worse: int) -> float:
    """Two-sided exact sign test: 2·P(X <= min), X ~ binomial(better + worse, 1/2), at most 1."""
    if better < 0 or worse < 0 or better + worse == 0:
        raise BadInput("at least one answer has to differ", where="better")
    n = better + worse
    tail = sum(math.comb(n, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**n)
