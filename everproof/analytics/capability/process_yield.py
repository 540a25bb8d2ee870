"""Yield, defects per million opportunities and sigma level, from counts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from everproof.analytics.errors import BadInput, as_list
from everproof.analytics.metrics.rates import number, share
from everproof.analytics.probability import normal_ppf
from everproof.analytics.result import Notes, Result

CUSTOMARY_SHIFT = 1.5


@dataclass(frozen=True, kw_only=True, eq=False)
class SigmaLevel(Result):
    """`z_long_term` is the normal quantile of the share without defect, `sigma_level` = z_long_term + shift."""

    dpmo: float
    shift: float
    z_long_term: float | None
    sigma_level: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ProcessYield(Result):
    """Shares (0 to 1) of what went through the steps of a process, and defects per million opportunities.

    `yield_` without defect at the end, `first_time_yield` without defect or rework, `rolled_throughput_yield` the
    product of the steps' first-time yields. `defects` is the total.
    """

    defects: float
    dpmo: float | None
    yield_: float | None
    first_time_yield: float | None
    rolled_throughput_yield: float | None


def sigma_level(dpmo: float, *, shift: float = CUSTOMARY_SHIFT) -> SigmaLevel:
    """Sigma level of a process with `dpmo` defects per million opportunities.

    z = Φ⁻¹(1 - dpmo / 1e6); sigma level = z + shift, where a shift of 1.5 is custom, not fact. Undefined at 0 and at
    1 000 000 (the level would be infinite). Raises BadInput outside 0 to 1e6.
    """
    rate = number(dpmo, "dpmo", minimum=0)
    if rate > 1e6:
        raise BadInput(f"must not be above 1000000, but is {rate:g}", where="dpmo")
    notes = Notes()
    z: float | None = None
    if 0 < rate < 1e6:
        z = -float(normal_ppf(rate / 1e6))
    else:
        notes.undefined("The sigma level", f"{rate:g} defects per million have no finite level")
    return SigmaLevel(
        method="Sigma level from DPMO",
        assumptions=(f"The process mean drifts by {shift:g} sigma in the long run.",),
        warnings=notes.warnings,
        source="Harry & Schroeder, Six Sigma, 2000",
        dpmo=rate,
        shift=shift,
        z_long_term=z,
        sigma_level=None if z is None else z + shift,
    )


def process_yield(
    *, defects: Iterable[float | None], rework: Iterable[float | None] = (), opportunities: float
) -> ProcessYield:
    """Yield of a process of several steps, each with its defects (scrap) and rework, from `opportunities` items.

    yield = 1 - sum(defects)/opportunities; first-time yield = 1 - sum(defects + rework)/opportunities; rolled
    throughput yield = product over the steps of 1 - (defects + rework)/opportunities; DPMO = 1e6·sum(defects)/
    opportunities. Undefined for no opportunities. Raises BadInput for negative counts.
    Source: Gygi, DeCarlo & Williams, Six Sigma for Dummies, 2005; Cano et al., Six Sigma with R, 2012, ch. 7.
    """
    notes = Notes()
    lost = _counts(defects, "defects", notes)
    repaired = _counts(rework, "rework", notes)
    items = number(opportunities, "opportunities", minimum=0)
    total = math.fsum(lost)
    touched = total + math.fsum(repaired)
    reason = "there were no opportunities"
    good = share(items - total, items, "The yield", notes, reason=reason)
    return ProcessYield(
        method="Yield of a process of several steps",
        assumptions=("Each step sees all items.",),
        warnings=notes.warnings,
        source="Cano, Moguerza & Redchuk, Six Sigma with R, 2012",
        defects=total,
        dpmo=None if good is None else 1e6 * total / items,
        yield_=good,
        first_time_yield=None if good is None else (items - touched) / items,
        rolled_throughput_yield=(
            None
            if good is None
            else math.prod((items - bad - again) / items for bad, again in zip_longest(lost, repaired, fillvalue=0.0))
        ),
    )


def _counts(values: Iterable[float | None], where: str, notes: Notes) -> list[float]:
    counts = []
    for step, value in enumerate(as_list(values, where), start=1):
        if value is None:
            notes.warn(f"Step {step} has no figure for {where}; it was taken as 0.")
        counts.append(0.0 if value is None else number(value, f"{where}[{step}]", minimum=0))
    return counts
