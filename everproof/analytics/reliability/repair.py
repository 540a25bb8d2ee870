"""Repairable systems: mean time between failures, availability, and growth of reliability.

Sources: NIST/SEMATECH e-Handbook 8.1.7, 8.2.3.4, 8.4.5; MIL-HDBK-781 and MIL-HDBK-189 (Crow-AMSAA); MIL-HDBK-338B for
availability; IEC 61164.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import as_number, as_values, as_whole
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import chi2_ppf
from everproof.analytics.result import Notes, Result

Interval = tuple[float | None, float | None]
"""Lower and upper limit; None where there is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MeanTimeBetweenFailures(Result):
    """Observed MTBF with exact confidence limits, in the unit of the total time.

    Which limits apply depends on how the test ended: after a time fixed beforehand, or with the last failure.
    """

    failures: int
    total_time: float
    confidence_level: float
    mtbf: float | None
    failure_terminated_two_sided: Interval | None
    time_terminated_two_sided: Interval
    time_terminated_lower_one_sided: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Availability(Result):
    """`mttr`: mean active repair time. `mean_downtime`: repair and waiting. Times in the unit of the input,
    availabilities as fractions; inherent counts only repair, operational all downtime.
    """

    failures: int
    mtbf: float | None
    mttr: float | None
    mean_downtime: float | None
    inherent_availability: float | None
    operational_availability: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ReliabilityGrowth(Result):
    """Power-law model (Crow-AMSAA): expected failures up to t are λ tᵝ; β below 1 means that reliability grows.

    `improvement_slope_unbiased` is 1 - β, the slope of the Duane plot. `laplace_z`: standard normal when there is no
    trend, negative for improvement.
    """

    failures: int
    end_time: float | None
    truncation: str
    beta_mle: float | None
    beta_unbiased: float | None
    lambda_: float | None
    improvement_slope_unbiased: float | None
    mtbf_at_end_mle: float | None
    mtbf_at_end_unbiased: float | None
    laplace_z: float | None


def mean_time_between_failures(
    failures: int, total_time: float, confidence_level: float = 0.95
) -> MeanTimeBetweenFailures:
    """T / r, with limits 2T / χ². Constant failure rate (exponential times).

    Lower limit: χ² quantile with 2r degrees of freedom for a test ended by the r-th failure, 2r + 2 for one ended at a
    fixed time; upper limit: 2r in both. Without failures there is no estimate and no upper limit.
    """
    r = as_whole(failures, "failures", minimum=0)
    total = as_number(total_time, "total_time", above=0.0)
    level = as_number(confidence_level, "confidence_level", above=0.0, below=1.0)
    half = (1 - level) / 2
    notes = Notes()
    if r == 0:
        notes.undefined("The MTBF", "there was no failure")
        notes.undefined("The upper limit", "there was no failure")
    lower_at_time = 2 * total / float(chi2_ppf(1 - half, 2 * r + 2))
    upper = 2 * total / float(chi2_ppf(half, 2 * r)) if r else None
    return MeanTimeBetweenFailures(
        method="MTBF with chi-square limits",
        assumptions=("The failure rate is constant (exponential times between failures).",),
        warnings=notes.warnings,
        source="NIST/SEMATECH e-Handbook 8.4.5.1; MIL-HDBK-781",
        failures=r,
        total_time=total,
        confidence_level=level,
        mtbf=total / r if r else None,
        failure_terminated_two_sided=(2 * total / float(chi2_ppf(1 - half, 2 * r)), upper) if r else None,
        time_terminated_two_sided=(lower_at_time, upper),
        time_terminated_lower_one_sided=2 * total / float(chi2_ppf(level, 2 * r + 2)),
    )


def availability(uptime: Any, repair: Any, logistic_delay: Any = None) -> Availability:
    """Availability from recorded times, one unit for all. `uptime` is the total or a list of periods; `repair` has
    the active repair time of each failure; `logistic_delay` the time waited for people, parts or tools, a total or a
    list.

    MTBF = uptime / failures; inherent availability = MTBF / (MTBF + MTTR); operational = uptime / (uptime + downtime).
    """
    up = math.fsum(_durations(uptime, "uptime_hours"))
    repairs = _durations(repair, "repair_hours")
    waits = math.fsum(_durations(logistic_delay, "logistic_delay_hours")) if logistic_delay is not None else 0.0
    active, failures = math.fsum(repairs), len(repairs)
    notes = Notes()
    if not failures:
        for figure in ("The MTBF", "The MTTR", "The mean downtime"):
            notes.undefined(figure, "there was no failure")
    if up + active + waits == 0:
        notes.undefined("The availability", "no time was recorded")
    return Availability(
        method="availability from recorded times",
        assumptions=("The recorded period is representative of the system in use.",),
        warnings=notes.warnings,
        source="MIL-HDBK-338B section 5.6; Blanchard, Logistics Engineering and Management",
        failures=failures,
        mtbf=up / failures if failures else None,
        mttr=active / failures if failures else None,
        mean_downtime=(active + waits) / failures if failures else None,
        inherent_availability=up / (up + active) if up + active else None,
        operational_availability=up / (up + active + waits) if up + active + waits else None,
    )


def reliability_growth(
    failure_times: Any, end_time: float | None = None, truncation: str | None = None
) -> ReliabilityGrowth:
    """Power-law fit to the cumulative times of all failures of a system under development.

    `truncation`: `time` (the test ended at `end_time`) or `failure` (with the last failure); left out, it follows
    from whether `end_time` is given and later than the last failure. With T the end, N failures, S = Σ ln(T / tᵢ): β
    = N / S; unbiased (N - 1) / S for time and (N - 2) / S for failure truncation; λ = N / Tᵝ; MTBF at the end T / (N
    β). Laplace: (mean(t) - T/2) √(12 n) / T over the n failures before the end.
    """
    times = np.sort(as_values(failure_times, "failure_times", missing=False))
    for position, time in enumerate(times, start=1):
        if time <= 0:
            raise BadInput(f"must be above 0, not {time:g}", where=f"failure_times[{position}]")
    count = len(times)
    end, kind = _end_of_test(times, end_time, truncation)
    before = times[:-1] if kind == "failure" else times
    notes = Notes()
    spread = float(np.sum(np.log(end / before))) if end is not None and len(before) else 0.0
    if spread <= 0:
        notes.undefined("β", "at least one failure before the end of the test is needed")
    unbiased_count = count - (2 if kind == "failure" else 1)
    if spread > 0 and unbiased_count <= 0:
        notes.undefined("The unbiased β", f"at least {count - unbiased_count + 1} failures are needed")
    beta = count / spread if spread > 0 else None
    unbiased = unbiased_count / spread if spread > 0 and unbiased_count > 0 else None
    return ReliabilityGrowth(
        method=f"Crow-AMSAA power law, {kind} truncated",
        assumptions=("Failures follow a Poisson process whose rate is a power of the test time.",),
        warnings=notes.warnings,
        source="MIL-HDBK-189; NIST/SEMATECH e-Handbook 8.2.3.4 and 8.4.5",
        failures=count,
        end_time=end,
        truncation=kind,
        beta_mle=beta,
        beta_unbiased=unbiased,
        lambda_=count / end**beta if beta is not None and end is not None else None,
        improvement_slope_unbiased=1 - unbiased if unbiased is not None else None,
        mtbf_at_end_mle=end / (count * beta) if beta is not None and end is not None else None,
        mtbf_at_end_unbiased=end / (count * unbiased) if unbiased is not None and end is not None else None,
        laplace_z=_laplace(before, end),
    )


def _end_of_test(times: np.ndarray, end_time: float | None, truncation: str | None) -> tuple[float | None, str]:
    last = float(times[-1]) if len(times) else None
    end = None if end_time is None else as_number(end_time, "end_time", above=0.0)
    if end is not None and last is not None and end < last:
        raise BadInput(f"is before the last failure at {last:g}", where="end_time")
    kind = str(truncation or ("time" if end is not None and end != last else "failure")).strip().lower()
    kind = next((name for name in ("failure", "time") if kind.startswith(name)), kind)
    if kind not in ("time", "failure"):
        raise BadInput(f"must be time or failure, not {shown(truncation)}", where="truncation")
    if kind == "time" and end is None:
        raise BadInput("a time-truncated test needs its end", where="end_time")
    return (last if kind == "failure" else end), kind


def _laplace(before: np.ndarray, end: float | None) -> float | None:
    if end is None or not len(before):
        return None
    return float((before.mean() - end / 2) * math.sqrt(12 * len(before)) / end)


def _durations(value: Any, where: str) -> list[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = [value]
    durations = [float(v) for v in as_values(value, where) if not math.isnan(v)]
    for position, duration in enumerate(durations, start=1):
        if duration < 0:
            raise BadInput(f"a duration cannot be negative, not {duration:g}", where=f"{where}[{position}]")
    return durations
