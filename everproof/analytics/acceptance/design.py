"""Finds the smallest sampling plan that keeps the producer's and the consumer's risk.

A plan must accept lots of quality `producer_quality` with probability at least `producer_p_accept` (1 - producer's
risk) and lots of quality `consumer_quality` with probability at most `consumer_p_accept` (the consumer's risk).

Sources: Montgomery, Introduction to Statistical Quality Control, 15.2.3 and 16.2; Schilling & Neubauer, Acceptance
Sampling in Quality Control, ch. 5 and 10; Kiermeier, Journal of Statistical Software 26:6 (2008).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from everproof.analytics.acceptance import counts
from everproof.analytics.acceptance.operating import p_accept
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.acceptance.variables import variables_p_accept
from everproof.analytics.arrays import as_number
from everproof.analytics.errors import BadInput
from everproof.analytics.probability import noncentral_t_ppf, normal_ppf
from everproof.analytics.result import Notes, Result

LARGEST_SAMPLE = 10_000_000
"""No search goes beyond this sample size."""

LARGEST_MEASURED = 200_000
"""The same for samples of measured values with sigma unknown."""

SOURCE = "Montgomery, Introduction to Statistical Quality Control, 15.2.3 and 16.2; Schilling & Neubauer, ch. 5 and 10"


@dataclass(frozen=True)
class Risks:
    """The two points of the operating characteristic that a plan must respect."""

    producer_quality: float
    producer_p_accept: float
    consumer_quality: float
    consumer_p_accept: float

    @classmethod
    def of(
        cls, producer_quality: Any, producer_p_accept: Any, consumer_quality: Any, consumer_p_accept: Any, *, rate: bool
    ) -> Risks:
        """Checked risks; with `rate` the qualities may exceed 1 (nonconformities per item). Raises BadInput."""
        good = as_number(producer_quality, "producer_quality")
        bad = as_number(consumer_quality, "consumer_quality")
        for quality, where in ((good, "producer_quality"), (bad, "consumer_quality")):
            if quality < 0 or (quality > 1 and not rate):
                raise BadInput(f"must be a fraction from 0 to 1, not {quality:g}", where=where)
        if bad <= good:
            raise BadInput(f"must be above the producer's quality {good:g}, not {bad:g}", where="consumer_quality")
        high = as_number(producer_p_accept, "producer_p_accept", above=0.0, below=1.0)
        low = as_number(consumer_p_accept, "consumer_p_accept", above=0.0, below=1.0)
        return cls(good, high, bad, low)


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributePlanDesign(Result):
    """A single sampling plan, None where none exists, and what it really gives at the two qualities."""

    plan: SamplingPlan | None
    producer_p_accept: float | None
    consumer_p_accept: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class VariablesPlanDesign(Result):
    """Accept when (limit - mean) / sigma is at least `k`, in a sample of `n`; both None where no plan exists."""

    n: int | None
    k: float | None
    producer_p_accept: float | None
    consumer_p_accept: float | None


def design_attribute_plan(
    risks: Risks, distribution: str = "binomial", lot_size: int | None = None
) -> AttributePlanDesign:
    """The single plan with the smallest acceptance number, and for it the smallest sample, that keeps both risks."""
    name = counts.distribution_named(distribution)
    size = counts.checked_lot_size(name, lot_size, 1)
    notes = Notes()
    plan = _smallest_plan(risks, name, size if name == "hypergeometric" else None)
    if plan is None:
        notes.undefined("The plan", "no sample is large enough for these risks")
    return AttributePlanDesign(
        method=f"smallest single plan for two risks, {name}",
        warnings=notes.warnings,
        source=SOURCE,
        plan=plan,
        producer_p_accept=None if plan is None else p_accept(plan, risks.producer_quality, name, size),
        consumer_p_accept=None if plan is None else p_accept(plan, risks.consumer_quality, name, size),
    )


def design_variables_plan(risks: Risks, sigma_known: bool) -> VariablesPlanDesign:
    """The smallest variables plan for one specification limit; the producer's risk is kept exactly.

    Sigma known: n = ((z₁₋α + z₁₋β) / (z₁₋p₁ - z₁₋p₂))², rounded up, k = z₁₋p₁ - z₁₋α / √n. Sigma unknown: k √n is the
    quantile α of the noncentral t distribution with n - 1 degrees of freedom and noncentrality z₁₋p₁ √n.
    """
    notes = Notes()
    if risks.producer_quality == 0 or risks.consumer_quality == 1:
        notes.undefined("The plan", "a normal distribution has no quality of exactly 0 or 1")
        return _variables_design(risks, sigma_known, None, None, notes)
    if risks.producer_p_accept <= risks.consumer_p_accept:
        n: int | None = 1 if sigma_known else 2
    elif sigma_known:
        n = _known_size(risks)
    else:
        n = _first(2, lambda size: _consumer_at(risks, size) <= risks.consumer_p_accept, LARGEST_MEASURED)
    if n is None:
        notes.undefined("The plan", "the two qualities are too close for a sample of practical size")
        return _variables_design(risks, sigma_known, None, None, notes)
    k = _known_k(risks, n) if sigma_known else _unknown_k(risks, n)
    return _variables_design(risks, sigma_known, n, k, notes)


def design_zero_acceptance_plan(
    quality: float, consumer_p_accept: float, distribution: str = "hypergeometric", lot_size: int | None = None
) -> AttributePlanDesign:
    """The smallest sample in which no nonconforming item may be found (c = 0 plan), so that lots of this quality are
    accepted with at most the given probability."""
    name = counts.distribution_named(distribution)
    size = counts.checked_lot_size(name, lot_size, 1)
    bad = as_number(quality, "quality", above=0.0, below=None if name == "poisson" else 1.0)
    risk = as_number(consumer_p_accept, "consumer_p_accept", above=0.0, below=1.0)
    notes = Notes()
    n = _smallest_sample(0, bad, risk, name, size, 1)
    if n is None:
        notes.undefined("The plan", "the lot holds no nonconforming item at this quality")
    plan = None if n is None else SamplingPlan((n,), (0,), (1,))
    return AttributePlanDesign(
        method=f"acceptance number zero, {name}",
        warnings=notes.warnings,
        source=SOURCE,
        plan=plan,
        producer_p_accept=None,
        consumer_p_accept=None if plan is None else p_accept(plan, bad, name, size),
    )


def _smallest_plan(risks: Risks, name: str, size: int | None) -> SamplingPlan | None:
    c, n = 0, 1
    while True:
        found = _smallest_sample(c, risks.consumer_quality, risks.consumer_p_accept, name, size, max(n, c + 1))
        if found is None:
            return None
        n = found
        if counts.cdf(name, c, n, risks.producer_quality, size) >= risks.producer_p_accept:
            return SamplingPlan((n,), (c,), (c + 1,))
        c += 1


def _smallest_sample(c: int, quality: float, risk: float, name: str, size: int | None, start: int) -> int | None:
    """The smallest sample for which P(X <= c) is at most `risk`."""
    limit = min(LARGEST_SAMPLE, size) if name == "hypergeometric" and size is not None else LARGEST_SAMPLE
    return _first(start, lambda n: counts.cdf(name, c, n, quality, size) <= risk, limit)


def _first(start: int, holds: Callable[[int], bool], limit: int) -> int | None:
    """The smallest whole number from `start` to `limit` for which a condition that stays true is true."""
    if start > limit:
        return None
    step, low, high = 1, start - 1, start
    while not holds(high):
        if high == limit:
            return None
        low, high = high, min(high + step, limit)
        step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _known_size(risks: Risks) -> int | None:
    spread = normal_ppf(risks.producer_p_accept) - normal_ppf(risks.consumer_p_accept)
    distance = normal_ppf(risks.consumer_quality) - normal_ppf(risks.producer_quality)
    n = math.ceil((spread / distance) ** 2)
    return n if n <= LARGEST_SAMPLE else None


def _known_k(risks: Risks, n: int) -> float:
    return float(-normal_ppf(risks.producer_quality) - normal_ppf(risks.producer_p_accept) / math.sqrt(n))


def _unknown_k(risks: Risks, n: int) -> float:
    noncentrality = -float(normal_ppf(risks.producer_quality)) * math.sqrt(n)
    return noncentral_t_ppf(1 - risks.producer_p_accept, n - 1, noncentrality) / math.sqrt(n)


def _consumer_at(risks: Risks, n: int) -> float:
    return variables_p_accept(n, _unknown_k(risks, n), risks.consumer_quality, sigma_known=False)


def _variables_design(risks: Risks, known: bool, n: int | None, k: float | None, notes: Notes) -> VariablesPlanDesign:
    def at(quality: float) -> float | None:
        return None if n is None or k is None else variables_p_accept(n, k, quality, sigma_known=known)

    return VariablesPlanDesign(
        method=f"smallest variables plan for two risks, sigma {'known' if known else 'unknown'}",
        assumptions=("The characteristic is normally distributed.", "One specification limit."),
        warnings=notes.warnings,
        source=SOURCE,
        n=n,
        k=k,
        producer_p_accept=at(risks.producer_quality),
        consumer_p_accept=at(risks.consumer_quality),
    )
