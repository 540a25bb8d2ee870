"""Several signals of satisfaction as one figure from 0 to 100, by a formula that everybody can read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number
from everproof.analytics.result import Notes, Result
from everproof.analytics.surveys.scores import Bounds


@dataclass(frozen=True)
class Component:
    """One signal from 0 (as bad as it gets) to 100, its standard error, and the weight that the company gives it.

    `value` None means that nothing is known: it is missing, which is neither good nor bad. `n` is what it rests on.
    """

    name: str
    weight: float
    value: float | None = None
    se: float | None = None
    n: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Index(Result):
    """The index with its interval; `shares` are the weights that counted (sum 1), `coverage` their part of all."""

    index: float | None
    se: float | None
    ci: Bounds | None
    shares: dict[str, float]
    missing: tuple[str, ...]
    coverage: float


def index(components: Sequence[Component], *, confidence: float = 0.95) -> Index:
    """I = Σ w·v / Σ w over the components that are known, se = sqrt(Σ (w / Σw)²·se²), I ± z·se within 0 to 100.

    Weights of 0 leave a component out; without the error of one that counts (a single answer) there is no interval.
    What is missing is named and not replaced by a guess, so an index of another coverage is another figure. Raises
    BadInput for values outside 0 to 100 and negative weights. Sources: OECD, Handbook on Constructing Composite
    Indicators, 2008 (linear aggregation); JCGM 100:2008, 5.1.2 (independent).
    """
    for one in components:
        if number(one.weight, f"{one.name}.weight", minimum=0) and one.value is not None and not 0 <= one.value <= 100:
            raise BadInput("must lie between 0 and 100", where=f"{one.name}.value")
    weighted = [one for one in components if one.weight > 0]
    known = [one for one in weighted if one.value is not None]
    missing = tuple(one.name for one in weighted if one.value is None)
    whole, there = math.fsum(one.weight for one in weighted), math.fsum(one.weight for one in known)
    notes = Notes()
    value = se = ci = None
    if known:
        value = math.fsum(one.weight * (one.value or 0.0) for one in known) / there
        unsure = [one.name for one in known if one.se is None]
        if unsure:
            notes.undefined("The interval", f"the uncertainty of {', '.join(unsure)} is not known")
        else:
            se = math.sqrt(math.fsum((one.weight / there * (one.se or 0.0)) ** 2 for one in known))
            half = NormalDist().inv_cdf((1 + confidence) / 2) * se
            ci = (max(0.0, value - half), min(100.0, value + half))
    else:
        notes.undefined("The index", "no component is known")
    if missing:
        notes.warn(f"Missing: {', '.join(missing)}.")
    return Index(
        method="Weighted mean of the known components",
        assumptions=("The components err independently of each other.",),
        warnings=notes.warnings,
        source="OECD Handbook on Composite Indicators, 2008; JCGM 100:2008, 5.1.2",
        index=value,
        se=se,
        ci=ci,
        shares={one.name: one.weight / there for one in known},
        missing=missing,
        coverage=there / whole if whole else 0.0,
    )


def of_answers(answers: Sequence[float], scale: tuple[float, float]) -> tuple[float | None, float | None]:
    """Value and standard error of answers on a scale, as 0 to 100: mean, s/√n; no error for one answer."""
    low, high = scale
    if high <= low:
        raise BadInput("the scale has no length", where="scale")
    points = [100 * (answer - low) / (high - low) for answer in answers]
    if not points:
        return None, None
    center = math.fsum(points) / len(points)
    if len(points) < 2:
        return center, None
    spread = math.fsum((point - center) ** 2 for point in points) / (len(points) - 1)
    return center, math.sqrt(spread / len(points))


def of_share(good: int, total: int) -> tuple[float | None, float | None]:
    """Value and standard error of `good` in `total` (deliveries in time): the share in percent.

    The error is that of the share with two hits and two misses added, so that a few perfect ones are not taken for
    certainty. Source: A. Agresti, B. Coull, The American Statistician 52:2, 1998.
    """
    if not 0 <= good <= total:
        raise BadInput(f"{good} of {total}", where="good")
    if not total:
        return None, None
    p = (good + 2) / (total + 4)
    return 100 * good / total, 100 * math.sqrt(p * (1 - p) / (total + 4))


def of_count(count: int, worst: float) -> tuple[float, float]:
    """Value and standard error of what should not happen: 100·(1 - count / worst), not below 0.

    `worst` is the number at which the company gives 0. Error of a Poisson count, 100·sqrt(max(count, 1)) / worst.
    """
    limit = number(worst, "worst")
    if limit <= 0:
        raise BadInput("must be above 0", where="worst")
    found = number(count, "count", minimum=0)
    return max(0.0, 100 * (1 - found / limit)), 100 * math.sqrt(max(found, 1.0)) / limit
