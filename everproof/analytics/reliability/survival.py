"""The Kaplan-Meier estimate: the share of items that survive each failure time, without assuming a distribution.

Sources: Kaplan & Meier, Journal of the American Statistical Association 53 (1958); Greenwood (1926) for the standard
error; NIST/SEMATECH e-Handbook 8.2.1.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.reliability.lifetimes import as_lifetimes
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class SurvivalCurve(Result):
    """At each distinct failure time: items at risk just before, failures, survival just after, its standard error.

    `std_err_greenwood[i]` is None where the survival is 0.
    """

    event_times: tuple[float, ...]
    at_risk: tuple[int, ...]
    failures: tuple[int, ...]
    survival: tuple[float, ...]
    std_err_greenwood: tuple[float | None, ...]


def kaplan_meier(times: Any, event: Any = None) -> SurvivalCurve:
    """S(t) = Π (1 - dᵢ / nᵢ) over the failure times up to t; an item suspended at t counts as at risk at t.

    Greenwood: se(S) = S √ Σ dᵢ / (nᵢ (nᵢ - dᵢ)). Input as in `lifetimes.as_lifetimes`, times from 0.
    """
    data = as_lifetimes(times, event, positive=False)
    notes = Notes()
    if not data.failures:
        notes.warn("No item failed, so the curve has no step and survival is 1 throughout.")
    steps, failures = np.unique(data.times[data.failed], return_counts=True)
    at_risk = len(data) - np.searchsorted(data.times, steps, side="left")
    survival = np.cumprod(1 - failures / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = survival * np.sqrt(np.cumsum(failures / (at_risk * (at_risk - failures))))
    if not np.isfinite(errors).all():
        notes.undefined("The last standard error", "no item survives")
    return SurvivalCurve(
        method="Kaplan-Meier product limit",
        assumptions=("Suspension has nothing to do with the risk of failing.",),
        warnings=notes.warnings,
        source="Kaplan & Meier (1958); Greenwood (1926); NIST/SEMATECH e-Handbook 8.2.1.5",
        event_times=tuple(steps.tolist()),
        at_risk=tuple(at_risk.tolist()),
        failures=tuple(failures.tolist()),
        survival=tuple(survival.tolist()),
        std_err_greenwood=tuple(float(error) if np.isfinite(error) else None for error in errors),
    )
