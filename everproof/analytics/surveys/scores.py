"""Scores of a survey with intervals that hold for few answers, and for a population of which many answered."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist, stdev

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics import satisfaction
from everproof.analytics.metrics.rates import mean, present
from everproof.analytics.result import Notes, Result

Bounds = tuple[float, float]
FEW = 30


@dataclass(frozen=True, kw_only=True, eq=False)
class PromoterEstimate(Result):
    """Net promoter score in points (-100 to 100) with its interval."""

    n: int
    promoters: int
    passives: int
    detractors: int
    nps: float | None
    ci: Bounds | None


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxEstimate(Result):
    """Percentage of favourable answers (`percent`) and the mean of the scale, each with its interval.

    `counts` says how often each answer was given, from the lowest to the highest.
    """

    n: int
    favourable: int
    percent: float | None
    percent_ci: Bounds | None
    mean: float | None
    mean_ci: Bounds | None
    counts: tuple[int, ...]


def promoters(
    scores: Iterable[float | None], *, population: int | None = None, confidence: float = 0.95
) -> PromoterEstimate:
    """Net promoter score of answers from 0 to 10 with the adjusted Wald interval.

    Three answers are added, 3/4 promoters, 3/4 detractors, 3/2 passives; with their shares p and d the interval is
    (p - d) ± z·sqrt((p + d - (p - d)²) / (n + 3)), in points, cut at ±100. Unlike Wald's it does not shrink to a point
    when a handful agree. `population` is how many could have been asked: the half width is multiplied by
    sqrt((N - n) / (N - 1)). Source: B. Rocks, Interval estimation for the net promoter score, The American Statistician
    70:4, 2016; J. Sauro, J. Lewis, Quantifying the User Experience, 2nd ed.; W. G. Cochran, Sampling Techniques, 2.6.
    """
    found = satisfaction.nps(scores, confidence=confidence)
    notes = Notes()
    ci = None
    if found.n:
        p = (found.promoters + 0.75) / (found.n + 3)
        d = (found.detractors + 0.75) / (found.n + 3)
        spread = math.sqrt((p + d - (p - d) ** 2) / (found.n + 3))
        half = 100 * _z(confidence) * spread * _finite(found.n, population)
        center = 100 * (p - d) if half else found.nps or 0.0
        ci = (max(-100.0, center - half), min(100.0, center + half))
        _warn_few(found.n, notes)
    else:
        notes.undefined("The net promoter score", "nobody has answered")
    return PromoterEstimate(
        method="Net promoter score, adjusted Wald interval",
        assumptions=("Who answered is like who did not.",),
        warnings=notes.warnings,
        source="B. Rocks, The American Statistician 70:4, 2016",
        n=found.n,
        promoters=found.promoters,
        passives=found.passives,
        detractors=found.detractors,
        nps=found.nps,
        ci=ci,
    )


def boxes(
    scores: Iterable[float | None],
    *,
    scale: tuple[int, int] = (1, 5),
    favourable_from: int = 4,
    population: int | None = None,
    confidence: float = 0.95,
) -> BoxEstimate:
    """Share of answers of `favourable_from` or better with Wilson's interval, and the mean with that of Student's t.

    CSAT: scale 1 to 5, favourable from 4; customer effort: 1 to 7, from 5; top box: the highest answer alone.
    `population` narrows both by sqrt((N - n) / (N - 1)); Wilson's by the number of answers that this is worth,
    n·(N - 1) / (N - n). Raises BadInput for an answer off the scale or no whole number. Sources: E. B. Wilson, JASA 22,
    1927; ISO 10004; W. G. Cochran, Sampling Techniques, 3rd ed., 2.6 and 3.2.
    """
    answers = present(scores, "scores")
    low, high = scale
    if any(not low <= answer <= high or answer != int(answer) for answer in answers):
        raise BadInput(f"answers are whole numbers from {low} to {high}", where="scores")
    n, notes = len(answers), Notes()
    favourable = sum(answer >= favourable_from for answer in answers)
    if n:
        _warn_few(n, notes)
    else:
        notes.undefined("The score", "nobody has answered")
    return BoxEstimate(
        method="Share of favourable answers, Wilson interval; mean, t interval",
        assumptions=("Who answered is like who did not.",),
        warnings=notes.warnings,
        source="ISO 10004; E. B. Wilson, JASA 22, 1927",
        n=n,
        favourable=favourable,
        percent=100 * favourable / n if n else None,
        percent_ci=_percent_ci(favourable, n, population, confidence),
        mean=mean(answers),
        mean_ci=mean_interval(answers, population=population, confidence=confidence, within=(low, high)),
        counts=tuple(sum(answer == value for answer in answers) for value in range(low, high + 1)),
    )


def wilson(hits: float, n: float, confidence: float = 0.95) -> Bounds:
    """Wilson's interval of a share, as fractions; `n` may be an effective number of answers. Source: JASA 22, 1927."""
    z = _z(confidence)
    p = hits / n
    center = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, center - half), min(1.0, center + half)


def mean_interval(
    values: list[float],
    *,
    population: int | None = None,
    confidence: float = 0.95,
    within: tuple[float, float] | None = None,
) -> Bounds | None:
    """Mean ± t(n - 1)·s/√n·sqrt((N - n) / (N - 1)), cut at the ends of the scale; None for fewer than two values."""
    if len(values) < 2:
        return None
    from everproof.analytics.probability import t_ppf

    center = math.fsum(values) / len(values)
    quantile = float(t_ppf((1 + confidence) / 2, len(values) - 1))
    half = quantile * stdev(values) / math.sqrt(len(values)) * _finite(len(values), population)
    low, high = within or (-math.inf, math.inf)
    return max(low, center - half), min(high, center + half)


def _percent_ci(hits: int, n: int, population: int | None, confidence: float) -> Bounds | None:
    if not n:
        return None
    finite = _finite(n, population)
    if not finite:  # everybody has answered
        return 100 * hits / n, 100 * hits / n
    worth = n / finite**2
    low, high = wilson(hits / n * worth, worth, confidence)
    return 100 * low, 100 * high


def _finite(n: int, population: int | None) -> float:
    """sqrt((N - n) / (N - 1)): how much narrower, because the answers are part of so many."""
    if population is None:
        return 1.0
    if population < n:
        raise BadInput("fewer than have answered", where="population")
    return math.sqrt((population - n) / (population - 1)) if population > 1 else 0.0


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise BadInput("must lie between 0 and 1", where="confidence")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _warn_few(n: int, notes: Notes) -> None:
    if n < FEW:
        notes.warn(f"Only {n} answers: read the interval, not the figure.")
