"""Pareto analysis: which few categories make most of the trouble."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from everproof.analytics.errors import BadInput, as_labels, as_list, shown
from everproof.analytics.metrics.rates import number
from everproof.analytics.result import Notes, Result

TIE_ORDERS = ("input", "alphabetical")


@dataclass(frozen=True, kw_only=True, eq=False)
class Pareto(Result):
    """Categories from the largest to the smallest; all tuples run in that order.

    `percent` and `cumulative_percent` are of the total; None where the total is 0. `vital_few` are the categories that
    are needed to reach 80 percent.
    """

    order: tuple[str, ...]
    counts: tuple[float, ...]
    percent: tuple[float | None, ...]
    cumulative_percent: tuple[float | None, ...]
    total: float
    vital_few: tuple[str, ...]


def pareto(
    categories: Sequence[str],
    counts: Sequence[float | None] | None = None,
    *,
    other: str | None = None,
    ties: str = "input",
) -> Pareto:
    """Categories in falling order of their counts (or costs).

    `categories` without `counts` is a list of single events that are counted here; with `counts` repeated categories
    are added up. Equal counts keep the order of first appearance (`ties="input"`) or go by name (`"alphabetical"`).
    The category named `other` comes last whatever its size. A missing category or count is left out with a warning.
    Raises BadInput for negative counts. Source: J. M. Juran, Quality Control Handbook.
    """
    if ties not in TIE_ORDERS:
        raise BadInput(f"must be one of {', '.join(TIE_ORDERS)}, not {shown(ties)}", where="ties")
    categories = as_labels(categories, "categories")
    counts = None if counts is None else as_list(counts, "counts")
    if counts is not None and len(counts) != len(categories):
        raise BadInput(f"{len(categories)} categories but {len(counts)} counts", where="counts")
    notes = Notes()
    totals = _totals(categories, counts, notes)
    names = sorted(totals) if ties == "alphabetical" else list(totals)
    names.sort(key=lambda name: (name == other, -totals[name]))
    total = math.fsum(totals.values())
    if not total:
        notes.undefined("The share of each category", "nothing was counted")
    running = [math.fsum(totals[name] for name in names[: position + 1]) for position in range(len(names))]
    reached = next((position for position, amount in enumerate(running) if total and amount >= 0.8 * total), -1)
    return Pareto(
        method="Pareto analysis",
        assumptions=("The categories do not overlap.", "All were counted over the same period and opportunity."),
        warnings=notes.warnings,
        source="J. M. Juran, Quality Control Handbook",
        order=tuple(names),
        counts=tuple(totals[name] for name in names),
        percent=tuple(100 * totals[name] / total if total else None for name in names),
        cumulative_percent=tuple(100 * amount / total if total else None for amount in running),
        total=total,
        vital_few=tuple(names[: reached + 1]),
    )


def _totals(categories: Sequence[str], counts: Sequence[float | None] | None, notes: Notes) -> dict[str, float]:
    """Category → sum of its counts, in order of first appearance."""
    totals: dict[str, float] = {}
    for position, name in enumerate(categories):
        count = 1 if counts is None else counts[position]
        if name is None or count is None:
            notes.warn("Entries without category or count were left out.")
            continue
        totals[name] = totals.get(name, 0) + number(count, f"counts[{position + 1}]", minimum=0)
    return totals
