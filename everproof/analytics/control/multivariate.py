"""Hotelling's T² chart: several correlated characteristics judged together.

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 11; Tracy, Young and Mason 1992 (JQT 24:2) for the
beta limit of individual observations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_values
from everproof.analytics.control.panel import Panel
from everproof.analytics.errors import BadInput
from everproof.analytics.result import Notes, Result

_FALSE_ALARM_OF_ONE_CHART = 0.0027


@dataclass(frozen=True, kw_only=True, eq=False)
class T2Chart(Result):
    """T² of each observation or subgroup. `panel` shows phase I with its limit, then new observations with theirs."""

    panel: Panel
    t2: FloatArray
    new_t2: FloatArray | None
    center: FloatArray | None
    covariance: FloatArray | None
    ucl_phase1: float | None
    ucl_phase2: float | None
    confidence_level: float

    @property
    def panels(self) -> tuple[Panel, ...]:
        return (self.panel,)


def t2(observations: Any, *, new_observations: Any = None, confidence_level: float | None = None) -> T2Chart:
    """T² chart of m observations of p variables (m rows of p) or of m subgroups (m × n × p).

    T² = n (x̄ᵢ - x̿)' S⁻¹ (x̄ᵢ - x̿). Single observations: S has n - 1 = m - 1 degrees of freedom, phase I limit
    (m - 1)²/m · Beta(p/2, (m - p - 1)/2), phase II limit p(m + 1)(m - 1)/(m(m - p)) · F(p, m - p). Subgroups of n: S is
    pooled within subgroups, limits p(m ∓ 1)(n - 1)/(mn - m - p + 1) · F(p, mn - m - p + 1), minus for phase I.

    `confidence_level` is that of one point, by default 0.9973ᵖ. An observation with a missing value gets no point and
    is left out of the estimates. T² has no unit and is never negative.
    """
    table = _as_table(observations, "observations")
    size, variables = (1 if table.ndim == 2 else table.shape[1]), table.shape[-1]
    level = (1 - _FALSE_ALARM_OF_ONE_CHART) ** variables
    if confidence_level is not None:
        level = as_number(confidence_level, "confidence_level", above=0, below=1)
    notes = Notes()
    complete = ~np.isnan(table.reshape(len(table), -1)).any(axis=1)
    if not complete.all():
        notes.warn(f"{int((~complete).sum())} points with a missing value were left out.")
    m = int(complete.sum())
    center, covariance = _estimate(table[complete])
    distance = _Distance(center, covariance, size, notes)
    phase1 = distance.of(table)
    later = None
    if new_observations is not None:
        later = distance.of(_as_table(new_observations, "new_observations", like=table))
    limits = _limits(m, size, variables, level) if distance.usable else (None, None)
    if distance.usable and None in limits:
        notes.undefined("The limit", f"{m} points are too few for {variables} variables")
    return T2Chart(
        panel=_panel(phase1, later, limits),
        t2=phase1,
        new_t2=later,
        center=center,
        covariance=covariance,
        ucl_phase1=limits[0],
        ucl_phase2=limits[1],
        confidence_level=level,
        method=f"Hotelling T² chart of {'single observations' if size == 1 else f'subgroups of {size}'}",
        assumptions=("Observations are independent and jointly normal.", "Phase I was stable."),
        warnings=notes.warnings,
        source="Montgomery, Introduction to Statistical Quality Control, ch. 11; Tracy, Young and Mason 1992",
    )


class _Distance:
    """Squared statistical distance from the centre, through variables scaled to the same spread."""

    def __init__(self, center: FloatArray | None, covariance: FloatArray | None, size: int, notes: Notes) -> None:
        self.size = size
        self.root: FloatArray | None = None
        if center is None or covariance is None:
            notes.undefined("T²", "it takes at least two complete points")
            return
        self.center, self.scale = center, np.sqrt(np.diag(covariance))
        if not (self.scale > 0).all():
            notes.undefined("T²", "a variable does not vary")
            return
        correlation = covariance / np.outer(self.scale, self.scale)
        if np.linalg.matrix_rank(correlation, hermitian=True) < len(correlation):
            notes.undefined("T²", "the variables depend on each other exactly, or there are too few points")
            return
        self.root = np.linalg.cholesky(correlation)

    @property
    def usable(self) -> bool:
        return self.root is not None

    def of(self, table: FloatArray) -> FloatArray:
        means = table if table.ndim == 2 else table.mean(axis=1)
        distances = np.full(len(means), np.nan)
        complete = ~np.isnan(means).any(axis=1)
        if self.root is not None and complete.any():
            residuals = (means[complete] - self.center) / self.scale
            distances[complete] = self.size * np.square(np.linalg.solve(self.root, residuals.T)).sum(axis=0)
        return distances


def _as_table(observations: Any, where: str, like: FloatArray | None = None) -> FloatArray:
    if isinstance(observations, np.ndarray):
        table = observations.astype(float)
    else:
        table = _nested(observations, where)
    if table.ndim not in (2, 3) or table.shape[-1] == 0:
        raise BadInput("rows of numbers are needed, or subgroups of such rows", where=where)
    if np.isinf(table).any():
        raise BadInput("a value must be finite", where=where)
    if like is not None and table.shape[1:] != like.shape[1:]:
        raise BadInput("must have the variables and the subgroup size of phase I", where=where)
    return table


def _nested(rows: Any, where: str) -> FloatArray:
    if not isinstance(rows, list | tuple) or not rows:
        raise BadInput("a list of observations is needed", where=where)
    deeper = isinstance(rows[0], list | tuple) and bool(rows[0]) and isinstance(rows[0][0], list | tuple)
    parts = [
        _nested(row, f"{where}[{number}]") if deeper else as_values(row, f"{where}[{number}]")
        for number, row in enumerate(rows, start=1)
    ]
    for number, part in enumerate(parts, start=1):
        if part.shape != parts[0].shape:
            raise BadInput("has another number of values than the first", where=f"{where}[{number}]")
    return np.array(parts)


def _estimate(table: FloatArray) -> tuple[FloatArray | None, FloatArray | None]:
    """Centre and covariance: of all rows, or pooled within subgroups."""
    if not len(table):
        return None, None
    flat = table.reshape(-1, table.shape[-1])
    origin = flat[0]
    center = origin + (flat - origin).mean(axis=0)
    if table.ndim == 2:
        residuals, degrees = table - center, len(table) - 1
    else:
        residuals = (table - table.mean(axis=1, keepdims=True)).reshape(-1, table.shape[-1])
        degrees = len(table) * (table.shape[1] - 1)
    return center, residuals.T @ residuals / degrees if degrees > 0 else None


def _limits(m: int, n: int, p: int, level: float) -> tuple[float | None, float | None]:
    from scipy.special import betaincinv, fdtri

    if n == 1:
        if m - p - 1 <= 0:
            return None, None
        first = (m - 1) ** 2 / m * betaincinv(p / 2, (m - p - 1) / 2, level)
        return float(first), float(p * (m + 1) * (m - 1) / (m * (m - p)) * fdtri(p, m - p, level))
    degrees = m * n - m - p + 1
    if degrees <= 0:
        return None, None
    quantile = (n - 1) / degrees * fdtri(p, degrees, level)
    return float(p * (m - 1) * quantile), float(p * (m + 1) * quantile)


def _panel(phase1: FloatArray, later: FloatArray | None, limits: tuple[float | None, float | None]) -> Panel:
    ucl: Any = limits[0]
    values = phase1
    if later is not None:
        values = np.concatenate([phase1, later])
        heights = [math.nan if limit is None else limit for limit in limits]
        ucl = np.repeat(heights, [phase1.size, later.size])
    return Panel(
        statistic="T²", kind="dependent", values=values, center=None, lcl=None, ucl=ucl, sigma=None, phase1=phase1.size
    )
