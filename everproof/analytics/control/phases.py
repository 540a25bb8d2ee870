"""Phase I and phase II: limits frozen from a stable period, applied to new data, and the history of such limits.

Limits are estimated once, from a period that was shown to be stable (phase I), and then only *used* (phase II), until a
known change of the process gives a reason for new ones. A chart whose limits follow every new point cannot signal a
slow drift.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_whole
from everproof.analytics.control.panel import Line, Panel, line_of
from everproof.analytics.errors import BadInput, shown


@dataclass(frozen=True, kw_only=True)
class FrozenLimits:
    """The parameters from which the limits of a chart are drawn, kept from a phase I.

    `chart` names the chart (`"xbar_r"`, `"i_mr"`, `"p"`, …), `center` is the process mean, proportion or rate, `sigma`
    the standard deviation of single values (`sigma_z` of a Laney chart, None where the distribution gives it), `nsigma`
    the width of the limits, `points` how many points they rest on, `method` how sigma was estimated.
    """

    chart: str
    center: float
    sigma: float | None
    nsigma: float = 3.0
    points: int = 0
    method: str = ""

    def __post_init__(self) -> None:
        as_number(self.center, "center")
        as_number(self.nsigma, "nsigma", above=0)
        if self.sigma is not None and as_number(self.sigma, "sigma") < 0:
            raise BadInput(f"cannot be negative, is {self.sigma:g}", where="sigma")


class Chart(Protocol):
    """Any chart of this package: one or two panels, and limits to keep."""

    @property
    def panels(self) -> tuple[Panel, ...]: ...

    @property
    def limits(self) -> FrozenLimits | None: ...


def check_frozen(frozen: FrozenLimits | None, chart: str, nsigma: float) -> float:
    """The width of the limits to draw; refuses limits of another kind of chart."""
    if frozen is None:
        return as_number(nsigma, "nsigma", above=0)
    if frozen.chart != chart:
        raise BadInput(f"these limits belong to a chart {shown(frozen.chart)}, not {shown(chart)}", where="frozen")
    return frozen.nsigma


@dataclass(frozen=True)
class Period:
    """Limits that hold from the point number `first` on, and why they were set."""

    first: int
    limits: FrozenLimits
    reason: str


@dataclass(frozen=True)
class LimitsHistory:
    """All limits a chart has had, oldest first. Immutable: `revised` gives a new history."""

    periods: tuple[Period, ...] = ()

    def revised(self, *, first: int, limits: FrozenLimits, reason: str) -> LimitsHistory:
        """The history with new limits from point `first` on. A reason is needed, and points only move forward."""
        as_whole(first, "first", minimum=1)
        if not reason.strip():
            raise BadInput("new limits need a reason", where="reason")
        if self.periods:
            latest = self.periods[-1]
            if first <= latest.first:
                raise BadInput(f"must be after point {latest.first}, where the limits now in use begin", where="first")
            if limits.chart != latest.limits.chart:
                raise BadInput(f"the history is of a chart {shown(latest.limits.chart)}", where="limits")
        elif first != 1:
            raise BadInput("the first limits begin at point 1", where="first")
        return LimitsHistory((*self.periods, Period(first, limits, reason)))

    def at(self, point: int) -> FrozenLimits:
        """The limits that hold at a point (numbered from 1)."""
        for period in reversed(self.periods):
            if period.first <= point:
                return period.limits
        raise BadInput(f"no limits hold at point {point}", where="point")

    def stages(self, count: int) -> list[tuple[int, int, Period]]:
        """For `count` points: (start, stop, period) of each stage, as positions of a slice."""
        starts = [period.first - 1 for period in self.periods] + [count]
        bounds = zip(starts, starts[1:], self.periods, strict=False)
        return [(start, min(stop, count), period) for start, stop, period in bounds if start < count]

    def draw(self, data: Sequence[Any] | FloatArray, chart: Callable[..., Chart]) -> tuple[Chart, ...]:
        """One chart for each stage of `data`, judged by the limits of its time.

        `chart` is the function that draws (`i_mr`, `xbar_r`, …); it is called as `chart(stage, frozen=limits)`. Stages
        stay apart, because neither a run nor a moving range may reach across a change of the process.
        """
        if not self.periods:
            raise BadInput("there are no limits yet", where="periods")
        return tuple(chart(data[start:stop], frozen=period.limits) for start, stop, period in self.stages(len(data)))


def joined(panels: Sequence[Panel]) -> Panel:
    """The panels of consecutive stages as one, to plot them; each point keeps the limits of its stage."""
    first = panels[0]
    if any(panel.statistic != first.statistic for panel in panels):
        raise BadInput("only panels of the same statistic can be joined", where="panels")
    gaps = [np.full(panel.first - 1, np.nan) for panel in panels]
    values = np.concatenate([part for gap, panel in zip(gaps, panels, strict=True) for part in (gap, panel.values)])

    def line(name: str) -> Line:
        parts = []
        for gap, panel in zip(gaps, panels, strict=True):
            height = getattr(panel, name)
            parts.append(np.broadcast_to(np.nan if height is None else height, panel.values.shape))
            parts.insert(len(parts) - 1, gap)
        return line_of(np.concatenate(parts))

    return Panel(
        statistic=first.statistic,
        kind=first.kind,
        values=values,
        center=line("center"),
        lcl=line("lcl"),
        ucl=line("ucl"),
        sigma=line("sigma"),
        phase1=sum(panel.phase1 for panel in panels),
    )
