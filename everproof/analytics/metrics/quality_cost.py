"""Cost of quality in the four classes of the prevention-appraisal-failure model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number, present, share
from everproof.analytics.result import Notes, Result

CONFORMANCE = ("prevention", "appraisal")
POOR_QUALITY = ("internal_failure", "external_failure")
CLASSES = (*CONFORMANCE, *POOR_QUALITY)


@dataclass(frozen=True, kw_only=True, eq=False)
class CostOfQuality(Result):
    """Costs in the currency they were given in; percentages of the total cost of quality and of sales."""

    totals: dict[str, float]
    percent: dict[str, float | None]
    cost_of_conformance: float
    cost_of_poor_quality: float
    total_coq: float
    coq_percent_of_sales: float | None
    copq_percent_of_sales: float | None


def cost_of_quality(
    costs: Mapping[str, float | Iterable[float | None] | None], *, sales: float | None = None
) -> CostOfQuality:
    """Cost of quality = conformance (prevention + appraisal) + poor quality (internal + external failure).

    `costs` maps each class of `CLASSES` to an amount or to a list of amounts; a class left out costs 0. Raises BadInput
    for another class. Source: A. V. Feigenbaum, Total Quality Control; ASQ, Principles of Quality Costs; BS 6143-2.
    """
    if not isinstance(costs, Mapping):
        raise BadInput("an amount for each class is needed", where="costs")
    unknown = [name for name in costs if name not in CLASSES]
    if unknown:
        raise BadInput(f"the classes are {', '.join(CLASSES)}; unknown: {', '.join(map(str, unknown))}", where="costs")
    totals = {name: _amount(costs.get(name), f"costs[{name}]") for name in CLASSES}
    conformance = math.fsum(totals[name] for name in CONFORMANCE)
    poor = math.fsum(totals[name] for name in POOR_QUALITY)
    total = conformance + poor
    notes = Notes()
    if total <= 0:
        notes.undefined("The share of each class", "there are no costs")
    of_sales = poor_of_sales = None
    if sales is None:
        notes.undefined("The share of sales", "no sales were given")
    else:
        turnover = number(sales, "sales", minimum=0)
        of_sales = share(total, turnover, "The share of sales", notes, scale=100, reason="there were no sales")
        poor_of_sales = share(poor, turnover, "The share of sales", notes, scale=100, reason="there were no sales")
    return CostOfQuality(
        method="Cost of quality, prevention-appraisal-failure model",
        assumptions=("Every cost belongs to one class.", "Costs and sales are of the same period and currency."),
        warnings=notes.warnings,
        source="ASQ, Principles of Quality Costs; BS 6143-2",
        totals=totals,
        percent={name: 100 * totals[name] / total if total > 0 else None for name in CLASSES},
        cost_of_conformance=conformance,
        cost_of_poor_quality=poor,
        total_coq=total,
        coq_percent_of_sales=of_sales,
        copq_percent_of_sales=poor_of_sales,
    )


def _amount(value: float | Iterable[float | None] | None, where: str) -> float:
    if value is None:
        return 0.0
    if isinstance(value, Iterable):
        return math.fsum(present(value, where))
    return number(value, where)
