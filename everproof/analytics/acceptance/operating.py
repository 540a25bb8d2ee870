"""What a sampling plan does: probability of acceptance, average sample number, outgoing quality, total inspection.

Notation: p is the fraction nonconforming (with the poisson distribution: nonconformities per item) of the product
submitted, Pa(p) the probability that a lot is accepted.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 15; Schilling & Neubauer, Acceptance Sampling in
Quality Control, ch. 5 to 7; NIST/SEMATECH e-Handbook 6.2.3; curtailed inspection: Hald & Møller, Technometrics 18:3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from everproof.analytics.acceptance import counts
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.arrays import as_values
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import binomial_cdf
from everproof.analytics.result import Notes, Result

FloatArray = npt.NDArray[np.float64]

SOURCE = "Montgomery, Introduction to Statistical Quality Control, ch. 15; Schilling & Neubauer, ch. 5 to 7"
CURTAILMENTS = ("none", "semi", "full")
AOQ_FORMULAS = ("rectified", "infinite", "removed")

_ASSUMPTIONS = {
    "binomial": ("Items are nonconforming independently of each other, or the lot is much larger than the sample.",),
    "poisson": ("Nonconformities occur independently, at a constant rate per item.",),
    "hypergeometric": ("The sample is drawn at random, without replacement, from a lot of known size.",),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class OperatingCharacteristic(Result):
    """`p_accept[i]` is the probability that a lot of quality `quality[i]` is accepted."""

    plan: SamplingPlan
    distribution: str
    quality: tuple[float, ...]
    p_accept: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class SampleNumber(Result):
    """`asn[i]`: items inspected per lot of quality `quality[i]`, on average. `p_accept` as in the OC curve."""

    plan: SamplingPlan
    distribution: str
    quality: tuple[float, ...]
    p_accept: tuple[float, ...]
    asn: tuple[float, ...] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class OutgoingQuality(Result):
    """Rectifying inspection: lots not accepted are inspected fully and all nonconforming items replaced.

    `aoq[i]`: fraction nonconforming after inspection, on average. `ati[i]`: items inspected per lot, on average (None
    without a lot size). `aoql`: the worst average outgoing quality over all incoming qualities, at quality `p_at_aoql`.
    """

    plan: SamplingPlan
    distribution: str
    quality: tuple[float, ...]
    p_accept: tuple[float, ...]
    aoq: tuple[float, ...]
    ati: tuple[float, ...] | None
    aoql: float
    p_at_aoql: float


def operating_characteristic(
    plan: SamplingPlan, quality: Any, distribution: str = "binomial", lot_size: int | None = None
) -> OperatingCharacteristic:
    """Probability of acceptance for each value of `quality` (a fraction from 0 to 1; a rate for poisson).

    Computed exactly, stage by stage, over all counts that lead to a further sample. Raises BadInput for a quality out
    of range, an unknown distribution, or a lot smaller than the sample.
    """
    name, size, values = _prepared(plan, quality, distribution, lot_size)
    accepted = [sum(_stages(plan, name, p, size)[0]) for p in values]
    return OperatingCharacteristic(
        method=f"operating characteristic, {name}",
        assumptions=_ASSUMPTIONS[name],
        source=SOURCE,
        plan=plan,
        distribution=name,
        quality=tuple(values),
        p_accept=tuple(min(1.0, pa) for pa in accepted),
    )


def average_sample_number(
    plan: SamplingPlan,
    quality: Any,
    distribution: str = "binomial",
    lot_size: int | None = None,
    curtailment: str = "none",
) -> SampleNumber:
    """Items inspected per lot on average, ASN = Σ nᵢ P(stage i is needed).

    `curtailment` says when inspection of a sample stops early: `none`; `semi`, as soon as the rejection number is
    reached; `full`, also as soon as acceptance is certain. In plans with several stages the first sample is always
    inspected fully, because it serves to estimate the quality. Curtailed numbers are not defined for poisson.
    """
    name, size, values = _prepared(plan, quality, distribution, lot_size)
    if curtailment not in CURTAILMENTS:
        raise BadInput(f"known are {', '.join(CURTAILMENTS)}, not {shown(curtailment)}", where="curtailment")
    notes = Notes()
    asn: tuple[float, ...] | None = None
    if curtailment != "none" and name == "poisson":
        notes.undefined("The average sample number", "inspection item by item has no meaning with the poisson model")
    else:
        asn = tuple(_expected_items(plan, name, p, size, curtailment) for p in values)
    return SampleNumber(
        method=f"average sample number, {name}, curtailment: {curtailment}",
        assumptions=_ASSUMPTIONS[name],
        warnings=notes.warnings,
        source=SOURCE,
        plan=plan,
        distribution=name,
        quality=tuple(values),
        p_accept=tuple(min(1.0, sum(_stages(plan, name, p, size)[0])) for p in values),
        asn=asn,
    )


def outgoing_quality(
    plan: SamplingPlan,
    quality: Any,
    distribution: str = "binomial",
    lot_size: int | None = None,
    formula: str | None = None,
) -> OutgoingQuality:
    """Average outgoing quality and average total inspection under rectifying inspection.

    `formula`, with N the lot size and nᵢ the items inspected when stage i accepts:

    - `rectified` (default with a lot size): AOQ = p Σ Paᵢ (N - nᵢ) / N;
    - `infinite` (default without one): AOQ = p Pa, for lots much larger than the sample;
    - `removed`: nonconforming items found are removed, not replaced: AOQ = Pa p (N - n) / (N - p n - p (1 - Pa)(N -
      n)).

    ATI = Σ Paᵢ nᵢ + (1 - Pa) N. The AOQL is searched over all p, not only over those in `quality`.
    """
    name, size, values = _prepared(plan, quality, distribution, lot_size)
    chosen = formula or ("infinite" if size is None else "rectified")
    if chosen not in AOQ_FORMULAS:
        raise BadInput(f"known are {', '.join(AOQ_FORMULAS)}, not {shown(formula)}", where="aoq_formula")
    if size is None and chosen != "infinite":
        raise BadInput("this formula needs the lot size", where="lot_size")
    if size is not None and size < plan.largest_sample:
        raise BadInput(f"is smaller than the sample of {plan.largest_sample}", where="lot_size")
    notes = Notes()
    if size is None:
        notes.undefined("The average total inspection", "the lot size is not known")

    def aoq(p: float) -> float:
        return _aoq(plan, name, p, size, chosen)

    aoql, at = _largest(aoq, plan, name, size)
    return OutgoingQuality(
        method=f"average outgoing quality, {name}, {chosen}",
        assumptions=(*_ASSUMPTIONS[name], "Lots not accepted are inspected fully; inspection finds every fault."),
        warnings=notes.warnings,
        source=SOURCE,
        plan=plan,
        distribution=name,
        quality=tuple(values),
        p_accept=tuple(min(1.0, sum(_stages(plan, name, p, size)[0])) for p in values),
        aoq=tuple(aoq(p) for p in values),
        ati=None if size is None else tuple(_ati(plan, name, p, size) for p in values),
        aoql=aoql,
        p_at_aoql=at,
    )


def p_accept(plan: SamplingPlan, p: float, distribution: str = "binomial", lot_size: int | None = None) -> float:
    """Probability of acceptance at one quality; unchecked, for searches over many plans."""
    return min(1.0, sum(_stages(plan, distribution, p, lot_size)[0]))


def _prepared(
    plan: SamplingPlan, quality: Any, distribution: Any, lot_size: Any
) -> tuple[str, int | None, list[float]]:
    name = counts.distribution_named(distribution)
    size = counts.checked_lot_size(name, lot_size, plan.largest_sample)
    if isinstance(quality, int | float) and not isinstance(quality, bool):
        quality = [quality]
    values = [float(p) for p in as_values(quality, "fraction_defective", missing=False)]
    for position, p in enumerate(values, start=1):
        if p < 0 or (p > 1 and name != "poisson"):
            raise BadInput(f"must be from 0 to 1, not {p:g}", where=f"fraction_defective[{position}]")
    return name, size, values


def _stages(plan: SamplingPlan, name: str, p: float, size: int | None) -> tuple[list[float], list[dict[int, float]]]:
    """Probability that each stage accepts, and for each stage the probability of every count it starts with."""
    if plan.stages == 1:
        return [counts.cdf(name, plan.accept_below(0) - 1, plan.n[0], p, size)], [{0: 1.0}]
    accepted, starts = [], [{0: 1.0}]
    drawn = 0
    for stage, n in enumerate(plan.n):
        limit, refusal = plan.accept_below(stage), plan.reject[stage]
        reached = np.zeros(refusal)
        for found, weight in starts[-1].items():
            chances = counts.pmf(name, n, p, size, found, drawn)[: refusal - found]
            reached[found : found + len(chances)] += weight * chances
        accepted.append(float(reached[:limit].sum()))
        starts.append({count: float(reached[count]) for count in range(limit, refusal) if reached[count] > 0})
        drawn += n
    return accepted, starts[:-1]


def _expected_items(plan: SamplingPlan, name: str, p: float, size: int | None, curtailment: str) -> float:
    total, drawn = 0.0, 0
    for stage, (n, starts) in enumerate(zip(plan.n, _stages(plan, name, p, size)[1], strict=True)):
        if curtailment == "none" or (stage == 0 and plan.stages > 1):
            total += n * sum(starts.values())
        else:
            for found, weight in starts.items():
                refuse_at = plan.reject[stage] - found
                accept_at = n - (plan.accept_below(stage) - 1 - found) if curtailment == "full" else n + 1
                total += weight * _items_until_decided(name, n, p, size, found, drawn, refuse_at, accept_at)
        drawn += n
    return total


def _items_until_decided(
    name: str, n: int, p: float, size: int | None, found: int, drawn: int, refuse_at: int, accept_at: int
) -> float:
    """Mean of the item number at which `refuse_at` nonconforming or `accept_at` conforming items are found, at most n.

    E[T] = Σ P(T > t) over t = 0, …, n - 1: after t items neither number has been reached.
    """
    if name == "binomial":
        t = np.arange(n, dtype=float)
        return float(np.sum(binomial_cdf(refuse_at - 1, t, p) - binomial_cdf(t - accept_at, t, p)))
    total = 0.0
    for seen in range(n):
        chances = counts.pmf(name, seen, p, size, found, drawn)
        total += float(chances[max(0, seen - accept_at + 1) : refuse_at].sum())
    return total


def _aoq(plan: SamplingPlan, name: str, p: float, size: int | None, formula: str) -> float:
    accepted = _stages(plan, name, p, size)[0]
    pa = min(1.0, sum(accepted))
    if formula == "infinite" or size is None:
        return p * pa
    inspected = np.cumsum(plan.n)
    passed = float(np.sum(np.array(accepted) * (size - inspected)))  # items that leave without having been inspected
    if formula == "rectified":
        return p * passed / size
    found = p * (size - passed)  # all nonconforming items among those inspected are taken out
    left = size - found
    return p * passed / left if left > 0 else 0.0


def _ati(plan: SamplingPlan, name: str, p: float, size: int) -> float:
    accepted = _stages(plan, name, p, size)[0]
    return float(np.sum(np.array(accepted) * np.cumsum(plan.n))) + (1 - min(1.0, sum(accepted))) * size


def _largest(aoq: Callable[[float], float], plan: SamplingPlan, name: str, size: int | None) -> tuple[float, float]:
    """The largest value of the AOQ curve and where it lies."""
    if name == "hypergeometric":
        assert size is not None
        steps = np.unique(np.round(np.linspace(0, size, min(size, 400) + 1)).astype(int))
        best = int(steps[int(np.argmax([aoq(d / size) for d in steps]))])
        reach = max(1, size // 400)
        near = range(max(0, best - reach), min(size, best + reach) + 1)
        at = max(near, key=lambda d: aoq(d / size)) / size
        return aoq(at), at
    # Above this quality Pa p falls: the mean number found exceeds the last rejection number by far.
    highest = (plan.reject[-1] + 1) * 4 / min(plan.n)
    highest = highest if name == "poisson" else min(1.0, highest)
    grid = np.linspace(0, highest, 401)
    peak = int(np.argmax([aoq(p) for p in grid]))
    low, high = grid[max(0, peak - 1)], grid[min(len(grid) - 1, peak + 1)]
    at = _golden_section(aoq, float(low), float(high))
    return aoq(at), at


def _golden_section(function: Callable[[float], float], low: float, high: float) -> float:
    ratio = (5**0.5 - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    value_a, value_b = function(a), function(b)
    for _ in range(80):
        if value_a < value_b:
            low, a, value_a = a, b, value_b
            b = low + ratio * (high - low)
            value_b = function(b)
        else:
            high, b, value_b = b, a, value_a
            a = high - ratio * (high - low)
            value_a = function(a)
    return (low + high) / 2
