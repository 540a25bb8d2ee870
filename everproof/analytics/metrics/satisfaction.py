"""Customer satisfaction: net promoter score, CSAT and customer effort."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import mean, number, present, share
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class NetPromoterScore(Result):
    """Net promoter score in points from -100 to 100, with its standard error and confidence interval in points."""

    n: int
    promoters: int
    passives: int
    detractors: int
    nps: float | None
    se: float | None
    ci: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxScore(Result):
    """Mean of answers on a scale, and the percentage of answers at or above the favourable answer."""

    n: int
    mean: float | None
    favourable: int
    percent: float | None


def nps(scores: Iterable[float | None], *, confidence: float = 0.95) -> NetPromoterScore:
    """Net promoter score of answers from 0 to 10: promoters 9-10, passives 7-8, detractors 0-6.

    Missing answers (None) are not counted. Raises BadInput for answers off the scale.
    """
    answers = _on_scale(scores, 0, 10)
    promoters = sum(answer >= 9 for answer in answers)
    detractors = sum(answer <= 6 for answer in answers)
    passives = len(answers) - promoters - detractors
    return nps_of_counts(promoters=promoters, passives=passives, detractors=detractors, confidence=confidence)


def nps_of_counts(*, promoters: int, passives: int, detractors: int, confidence: float = 0.95) -> NetPromoterScore:
    """Net promoter score 100·(promoters - detractors) / n.

    With p and d the shares of promoters and detractors, the variance of one answer (+1, 0, -1) is p + d - (p - d)²;
    se = 100·sqrt(variance / n), ci = nps ± z·se, cut at ±100. Normal approximation: warns below 30 answers.
    Source: multinomial variance; B. Rocks, Interval estimation for the net promoter score, The American Statistician
    70:4, 2016 (Wald interval).
    """
    counts = [number(c, w, minimum=0) for c, w in zip((promoters, passives, detractors), _GROUPS, strict=True)]
    if any(count != int(count) for count in counts):
        raise BadInput("must be whole numbers", where="promoters")
    if not 0 < confidence < 1:
        raise BadInput("must lie between 0 and 1", where="confidence")
    n = int(sum(counts))
    notes = Notes()
    score = se = ci = None
    if n == 0:
        notes.undefined("The net promoter score", "nobody has answered")
    else:
        p, d = counts[0] / n, counts[2] / n
        score = 100 * (counts[0] - counts[2]) / n
        se = 100 * math.sqrt(max(0.0, p + d - (p - d) ** 2) / n)
        margin = NormalDist().inv_cdf((1 + confidence) / 2) * se
        ci = (max(-100.0, score - margin), min(100.0, score + margin))
        if n < 30:
            notes.warn(f"Only {n} answers: the interval is rough.")
    return NetPromoterScore(
        method="Net promoter score, Wald interval",
        assumptions=("The answers are a random sample of the customers.",),
        warnings=notes.warnings,
        source="% 9-10 minus % 0-6; B. Rocks, The American Statistician 70:4, 2016",
        n=n,
        promoters=int(counts[0]),
        passives=int(counts[1]),
        detractors=int(counts[2]),
        nps=score,
        se=se,
        ci=ci,
    )


def csat(scores: Iterable[float | None], *, scale: tuple[int, int] = (1, 5), favourable_from: int = 4) -> BoxScore:
    """Customer satisfaction: mean, and percentage of answers of `favourable_from` or better ("top two box")."""
    return _box(scores, scale, favourable_from, "Customer satisfaction (top boxes)")


def customer_effort(
    scores: Iterable[float | None], *, scale: tuple[int, int] = (1, 7), favourable_from: int = 5
) -> BoxScore:
    """Customer effort score ("the company made it easy"): mean, and percentage who agree (5, 6 or 7 of 7)."""
    return _box(scores, scale, favourable_from, "Customer effort score (agreement)")


_GROUPS = ("promoters", "passives", "detractors")


def _on_scale(scores: Iterable[float | None], low: float, high: float) -> list[float]:
    answers = present(scores, "scores")
    for answer in answers:
        if not low <= answer <= high:
            raise BadInput(f"answers run from {low:g} to {high:g}, but one is {answer:g}", where="scores")
    return answers


def _box(scores: Iterable[float | None], scale: tuple[int, int], favourable_from: int, method: str) -> BoxScore:
    answers = _on_scale(scores, *scale)
    favourable = sum(answer >= favourable_from for answer in answers)
    notes = Notes()
    percent = share(favourable, len(answers), "The score", notes, scale=100, reason="nobody has answered")
    return BoxScore(
        method=method,
        assumptions=("The answers are a random sample of the customers.",),
        warnings=notes.warnings,
        source="ISO 10004 (monitoring and measuring customer satisfaction)",
        n=len(answers),
        mean=mean(answers),
        favourable=favourable,
        percent=percent,
    )
