"""Short-run charts: many small lots of different parts on one chart, each value taken relative to its own part.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 10.2 (DNOM and standardised charts); Pyzdek 1993
(Quality Progress 26:4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_values
from everproof.analytics.control.phases import FrozenLimits
from everproof.analytics.control.variables import IndividualsChart, i_mr
from everproof.analytics.errors import BadInput
from everproof.analytics.result import Notes, Result

_SOURCE = "Montgomery, Introduction to Statistical Quality Control, ch. 10.2"


@dataclass(frozen=True, kw_only=True, eq=False)
class ShortRunChart(Result):
    """The transformed values on an individuals and moving-range chart, with the part of each point."""

    chart: IndividualsChart
    parts: tuple[Any, ...]
    transformed: FloatArray


def deviation_chart(
    values: Any, parts: Sequence[Any], nominals: Mapping[Any, float], *, nsigma: float = 3.0, frozen: Any = None
) -> ShortRunChart:
    """Deviation from nominal (DNOM): xᵢ - nominal of its part, on an individuals chart.

    Holds only where all parts vary alike; a part whose standard deviation is more than 1.3 times that of the others is
    named in a warning (use `standardised_chart`). Figures are in the unit of the values.
    """
    given, owners = _by_part(values, parts, nominals, "nominals")
    centers = np.array([as_number(nominals[part], f"nominals[{part}]") for part in owners])
    notes = Notes()
    deviations = given - centers
    _warn_of_unlike_parts(deviations, owners, notes)
    return ShortRunChart(
        chart=i_mr(deviations, nsigma=nsigma, frozen=frozen),
        parts=tuple(owners),
        transformed=deviations,
        method="Short-run chart, deviation from nominal",
        assumptions=("All parts have the same standard deviation.", "Values are independent and roughly normal."),
        warnings=notes.warnings,
        source=_SOURCE,
    )


def standardised_chart(
    values: Any,
    parts: Sequence[Any],
    centers: Mapping[Any, float],
    sigmas: Mapping[Any, float],
    *,
    nsigma: float = 3.0,
) -> ShortRunChart:
    """Standardised (Z-MR) chart: (xᵢ - centre of its part)/(sigma of its part), with limits ± nsigma about 0.

    Centre and sigma of each part come from earlier lots or from the target. The figures have no unit.
    """
    given, owners = _by_part(values, parts, centers, "centers")
    missing = [part for part in owners if part not in sigmas]
    if missing:
        raise BadInput("the part has no sigma", where=f"sigmas[{missing[0]}]")
    middle = np.array([as_number(centers[part], f"centers[{part}]") for part in owners])
    spread = np.array([as_number(sigmas[part], f"sigmas[{part}]", above=0) for part in owners])
    scores = (given - middle) / spread
    return ShortRunChart(
        chart=i_mr(scores, frozen=FrozenLimits(chart="i_mr", center=0.0, sigma=1.0, nsigma=nsigma, method="given")),
        parts=tuple(owners),
        transformed=scores,
        method="Short-run chart, standardised",
        assumptions=("Centre and sigma of each part are known.", "Values are independent and roughly normal."),
        source=_SOURCE,
    )


def _by_part(values: Any, parts: Sequence[Any], known: Mapping[Any, Any], where: str) -> tuple[FloatArray, list[Any]]:
    given = as_values(values)
    owners = list(parts)
    if len(owners) != given.size:
        raise BadInput(f"{given.size} parts are needed, one for each value, there are {len(owners)}", where="parts")
    unknown = [part for part in owners if part not in known]
    if unknown:
        raise BadInput("the part is not listed", where=f"{where}[{unknown[0]}]")
    return given, owners


def _warn_of_unlike_parts(deviations: FloatArray, owners: list[Any], notes: Notes) -> None:
    names, position = np.unique(np.array([str(part) for part in owners]), return_inverse=True)
    for number, name in enumerate(names):
        own, others = deviations[position == number], deviations[position != number]
        own, others = own[~np.isnan(own)], others[~np.isnan(others)]
        if own.size >= 5 and others.size >= 5 and own.std(ddof=1) > 1.3 * others.std(ddof=1) > 0:
            notes.warn(f"Part {name} varies more than the others: a standardised chart fits better.")
