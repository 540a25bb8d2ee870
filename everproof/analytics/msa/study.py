"""What all variable gauge studies share: the layout of the data and the figures made from variance components."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_values
from everproof.analytics.errors import BadInput, as_labels
from everproof.analytics.result import Notes

NDC_FACTOR = 1.41
"""√2 as AIAG prints it; the rounding matters because the number of distinct categories is cut to a whole number."""

Cells = dict[tuple[Any, Any], list[float]]


@dataclass(frozen=True)
class Layout:
    """Balanced measurements as an array (operator, part, trial), with the labels of its first two axes."""

    cells: FloatArray
    operators: tuple[Any, ...]
    parts: tuple[Any, ...]


def crossed_layout(parts: Sequence[Any], operators: Sequence[Any], values: Any, notes: Notes) -> Layout | None:
    """Every operator measured every part equally often; None with a reason where that is not so."""
    rows = _rows(parts, operators, values)
    operator_names, part_names = _distinct(o for o, _, _ in rows), _distinct(p for _, p, _ in rows)
    cells: Cells = {(o, p): [] for o in operator_names for p in part_names}
    for operator, part, value in rows:
        cells[operator, part].append(value)
    return _stacked(cells, operator_names, part_names, notes)


def nested_layout(parts: Sequence[Any], operators: Sequence[Any], values: Any, notes: Notes) -> Layout | None:
    """Every operator measured parts of their own, equally many and equally often; part labels may repeat."""
    rows = _rows(parts, operators, values)
    operator_names = _distinct(o for o, _, _ in rows)
    own = {o: _distinct(p for other, p, _ in rows if other == o) for o in operator_names}
    if len({len(names) for names in own.values()}) > 1:
        notes.undefined("Every figure", "the operators did not measure equally many parts")
        return None
    count = len(own[operator_names[0]]) if operator_names else 0
    cells: Cells = {(o, k): [] for o in operator_names for k in range(count)}
    for operator, part, value in rows:
        cells[operator, own[operator].index(part)].append(value)
    return _stacked(cells, operator_names, tuple(range(count)), notes)


def _rows(parts: Sequence[Any], operators: Sequence[Any], values: Any) -> list[tuple[Any, Any, float]]:
    x = as_values(values)
    parts, operators = as_labels(parts, "parts"), as_labels(operators, "operators")
    if not len(parts) == len(operators) == x.size:
        raise BadInput(
            f"{x.size} values, {len(parts)} parts and {len(operators)} operators do not match", where="values"
        )
    rows = zip(operators, parts, x.tolist(), strict=True)
    return [(o, p, v) for o, p, v in rows if o is not None and p is not None and not math.isnan(v)]


def _distinct(labels: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(labels))


def _stacked(cells: Cells, operators: tuple[Any, ...], parts: tuple[Any, ...], notes: Notes) -> Layout | None:
    trials = {len(cell) for cell in cells.values()}
    if len(parts) < 2:
        notes.undefined("Every figure", "at least two parts are needed")
        return None
    if len(trials) != 1 or 0 in trials:
        notes.undefined("Every figure", "not every part was measured equally often by each operator")
        return None
    table = np.array([[cells[o, p] for p in parts] for o in operators])
    return Layout(table, operators, parts)


def ndc(sd_part: float, sd_grr: float, notes: Notes) -> tuple[float | None, int | None]:
    """Number of distinct categories 1.41·PV/GRR, before and after cutting it to a whole number (at least 1)."""
    if sd_grr <= 0:
        notes.undefined("The number of distinct categories", "the measurements do not vary")
        return None, None
    unrounded = NDC_FACTOR * sd_part / sd_grr
    return unrounded, max(1, math.floor(unrounded))


def verdict(percent: float | None) -> str | None:
    """AIAG's guide for GRR in percent of the study variation or of the tolerance: below 10 and up to 30."""
    if percent is None:
        return None
    return "acceptable" if percent < 10 else "marginal" if percent <= 30 else "unacceptable"
