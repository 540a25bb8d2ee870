"""Overall equipment effectiveness of one machine over one period."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number, share
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Oee(Result):
    """Availability, performance, quality and their product OEE, as fractions (1 = nothing lost).

    `planned_minutes` is the shift without breaks, `run_minutes` the planned time without stops, `good` the parts right
    first time.
    """

    availability: float | None
    performance: float | None
    quality: float | None
    oee: float | None
    planned_minutes: float
    run_minutes: float
    good: float


def oee(
    *,
    shift_minutes: float,
    break_minutes: float = 0,
    down_minutes: float = 0,
    ideal_cycle_seconds: float,
    total: float,
    rejects: float = 0,
) -> Oee:
    """Overall equipment effectiveness = availability · performance · quality.

    availability = run time / planned time, with planned = shift - breaks and run = planned - stops; performance =
    ideal cycle time · total / run time; quality = (total - rejects) / total. Times in minutes, the cycle in seconds.

    A factor whose denominator is empty is undefined, and so is the OEE. Raises BadInput for negative figures and where
    a part exceeds its whole. Performance above 1 warns: the ideal cycle time is then not ideal.
    Source: S. Nakajima, Introduction to TPM, 1988.
    """
    shift = number(shift_minutes, "shift_minutes", minimum=0)
    planned = shift - number(break_minutes, "break_minutes", minimum=0)
    run = planned - number(down_minutes, "down_minutes", minimum=0)
    cycle = number(ideal_cycle_seconds, "ideal_cycle_seconds", minimum=0)
    made = number(total, "total", minimum=0)
    good = made - number(rejects, "rejects", minimum=0)
    if planned < 0:
        raise BadInput("the breaks are longer than the shift", where="break_minutes")
    if run < 0:
        raise BadInput("the stops are longer than the planned time", where="down_minutes")
    if good < 0:
        raise BadInput("more parts were rejected than made", where="rejects")

    notes = Notes()
    availability = share(run, planned, "Availability", notes, reason="no time was planned")
    performance = share(cycle * made / 60, run, "Performance", notes, reason="the machine did not run")
    quality = share(good, made, "Quality", notes, reason="nothing was made")
    overall: float | None = None
    if availability is None or performance is None or quality is None:
        notes.undefined("OEE", "one of its factors is undefined")
    else:
        overall = availability * performance * quality
    if performance is not None and performance > 1:
        notes.warn("Performance is above 100 %: the ideal cycle time is longer than the machine needs.")
    return Oee(
        method="Overall equipment effectiveness",
        assumptions=("The ideal cycle time is the shortest the machine can hold.",),
        warnings=notes.warnings,
        source="S. Nakajima, Introduction to TPM, 1988; ISO 22400-2",
        availability=availability,
        performance=performance,
        quality=quality,
        oee=overall,
        planned_minutes=planned,
        run_minutes=run,
        good=good,
    )
