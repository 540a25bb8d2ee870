"""Judges a KPI: is there a signal in its values, or only the noise that the process always makes?

With fewer than LEAST_POINTS values a run chart tells a shift by runs and crossings alone. From then on a control chart
does: individuals and moving range, or p and u where numerator and denominator are known (Laney's limits where the
samples differ more than chance explains). Its limits follow from all values until somebody decides to keep them.

`everproof.analytics` and numpy are imported when the first KPI is judged, never when a process starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused
from everproof.processes.models import Kpi

if TYPE_CHECKING:
    from everproof.analytics.control.panel import Line, Panel
    from everproof.analytics.control.phases import Chart, FrozenLimits
    from everproof.analytics.control.run_chart import RunChart

LEAST_POINTS = 12
CHANCE = 0.05
RUN, CONTROL = "run", "control"


@dataclass(frozen=True)
class Point:
    """One period, named by its last day; `value` is None where it is missing. Times and names are for tables.

    `former` are values that stood here and were withdrawn, each as it was typed with the reason; nothing counts them.
    """

    on: date
    value: float | None = None
    typed: str = ""
    numerator: float | None = None
    denominator: float | None = None
    recorded_at: datetime | None = None
    by: str = ""
    ids: tuple[int, ...] = ()
    former: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Signal:
    """A point at which rules of a statistic signal; `side` is 1 above the centre line, -1 below, 0 on it."""

    on: date
    statistic: str
    rules: tuple[int, ...]
    side: int


@dataclass(frozen=True, eq=False)
class Judgement:
    """What the values of a KPI say.

    `kind` is RUN, CONTROL, or empty while there is nothing to judge. `panels` are those of a control chart, in the
    KPI's unit, over all stages of its limits; `bounds` are the point numbers from which limits only judge (False) and
    from which new ones hold (True). `is_shifted` is the verdict of a run chart. `present` counts the values.
    """

    kind: str = ""
    chart: str = ""
    present: int = 0
    panels: tuple[Panel, ...] = ()
    run: RunChart | None = None
    is_shifted: bool = False
    signals: tuple[Signal, ...] = ()
    bounds: tuple[tuple[int, bool], ...] = ()
    is_frozen: bool = False
    warnings: tuple[str, ...] = ()


def judge(
    points: Sequence[Point],
    *,
    chart: str = Kpi.Chart.INDIVIDUALS,
    scale: int = 1,
    limits: Sequence[Mapping[str, Any]] = (),
    rules: Collection[int] | None = None,
) -> Judgement:
    """Judge points in order of time, without a gap between neighbours (a missing value is a point without one).

    `chart` and `scale` are those of the KPI, `limits` what was decided to be kept (see `kept`), `rules` the Nelson
    rules to apply of those that hold for the statistic; None for all of them.
    """
    present = sum(point.value is not None for point in points)
    if not present:
        return Judgement()
    if present < LEAST_POINTS and not limits:
        return _by_runs(points, present)
    stages = _stages(points, limits)
    drawn = [_draw(points[start:stop], chart, frozen) for start, stop, frozen in stages]
    signals = [
        signal
        for (start, stop, _frozen), one in zip(stages, drawn, strict=True)
        for signal in _signals(one, points[start:stop], rules)
    ]
    bounds = _bounds(points, limits)
    return Judgement(
        kind=CONTROL,
        chart=_chart_of(drawn[-1], chart),
        present=present,
        panels=tuple(_scaled(panel, scale if chart != Kpi.Chart.INDIVIDUALS else 1) for panel in _joined(drawn)),
        signals=tuple(sorted(signals, key=lambda signal: signal.on)),
        bounds=bounds,
        is_frozen=bool(limits),
        warnings=tuple(dict.fromkeys(words for one in drawn for words in getattr(one, "warnings", ()))),
    )


def estimated(points: Sequence[Point], chart: str, *, leave_out: Collection[date] = ()) -> FrozenLimits:
    """The limits that these points give, to be kept for later ones; points on `leave_out` are not used.

    Raises Refused with fewer than LEAST_POINTS values, or where they give no limits.
    """
    used = [replace(point, value=None) if point.on in leave_out else point for point in points]
    present = sum(point.value is not None for point in used)
    if present < LEAST_POINTS:
        raise Refused(
            _("Limits rest on at least %(least)s values; there are %(present)s.")
            % {"least": LEAST_POINTS, "present": present}
        )
    found = _draw(used, chart, None).limits
    if found is None:
        raise Refused(_("These values give no limits."))
    return found


def kept(limits: FrozenLimits, *, since: date, until: date, reason: str, decided_on: date) -> dict[str, Any]:
    """Limits as a KPI keeps them: text, because figures in records are exact.

    They hold from the period `since` on and were estimated from the values up to `until`.
    """
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "decided_on": decided_on.isoformat(),
        "reason": reason,
        "chart": limits.chart,
        "center": repr(limits.center),
        "sigma": None if limits.sigma is None else repr(limits.sigma),
        "nsigma": repr(limits.nsigma),
        "points": limits.points,
        "method": limits.method,
    }


def _by_runs(points: Sequence[Point], present: int) -> Judgement:
    from everproof.analytics.control.run_chart import run_chart

    run = run_chart([point.value for point in points])
    return Judgement(kind=RUN, chart="run", present=present, run=run, is_shifted=bool(run.signal))


def _stages(points: Sequence[Point], limits: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, FrozenLimits | None]]:
    """(start, stop, limits) of each stretch of points, as positions of a slice; the first limits begin at the start."""
    if not limits:
        return [(0, len(points), None)]
    days = [point.on for point in points]
    starts = [0]
    for one in limits[1:]:
        since = date.fromisoformat(one["since"])
        starts.append(next((place for place, day in enumerate(days) if day >= since), len(points)))
    stops = [*starts[1:], len(points)]
    found = [(start, stop, _frozen(one)) for start, stop, one in zip(starts, stops, limits, strict=True)]
    return [stage for stage in found if stage[0] < stage[1]]


def _bounds(points: Sequence[Point], limits: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, bool], ...]:
    """Point numbers after the values that the first limits rest on (False), and where new limits begin (True)."""
    if not limits:
        return ()
    days = [date.fromisoformat(limits[0]["until"])]
    days += [date.fromisoformat(one["since"]) for one in limits[1:]]
    found = []
    for place, day in enumerate(days):
        number = next(
            (n for n, point in enumerate(points, 1) if (point.on > day if place == 0 else point.on >= day)), 0
        )
        if number > 1:
            found.append((number, place > 0))
    return tuple(found)


def _frozen(limits: Mapping[str, Any]) -> FrozenLimits:
    from everproof.analytics.control.phases import FrozenLimits

    return FrozenLimits(
        chart=limits["chart"],
        center=float(limits["center"]),
        sigma=None if limits["sigma"] is None else float(limits["sigma"]),
        nsigma=float(limits["nsigma"]),
        points=limits["points"],
        method=limits["method"],
    )


def _draw(points: Sequence[Point], chart: str, frozen: FrozenLimits | None) -> Chart:
    if chart == Kpi.Chart.INDIVIDUALS:
        from everproof.analytics.control.variables import i_mr

        return i_mr([point.value for point in points], frozen=frozen)
    counts = [None if point.value is None else point.numerator for point in points]
    sizes = [0.0 if point.value is None or point.denominator is None else point.denominator for point in points]
    return _counting(chart, counts, sizes, frozen)(counts, sizes, frozen=frozen)


def _counting(chart: str, counts: Any, sizes: Any, frozen: FrozenLimits | None) -> Callable[..., Chart]:
    """p or u, with Laney's limits where these were kept, or where the samples differ more than chance explains."""
    from everproof.analytics.control import attributes

    is_share = chart == Kpi.Chart.PROPORTION
    if frozen is not None:
        widened = frozen.chart.startswith("laney")
    else:
        test = attributes.overdispersion(counts, sizes, distribution="binomial" if is_share else "poisson")
        widened = test.p_value is not None and test.p_value < CHANCE and (test.ratio or 0) > 1
    if is_share:
        return attributes.laney_p if widened else attributes.p_chart
    return attributes.laney_u if widened else attributes.u_chart


def _chart_of(drawn: Chart, chart: str) -> str:
    if drawn.limits is not None:
        return drawn.limits.chart
    return {Kpi.Chart.INDIVIDUALS: "i_mr", Kpi.Chart.PROPORTION: "p", Kpi.Chart.RATE: "u"}[Kpi.Chart(chart)]


def _signals(drawn: Chart, points: Sequence[Point], rules: Collection[int] | None) -> list[Signal]:
    from everproof.analytics.control.rules import RULES_THAT_APPLY

    found = []
    for panel in drawn.panels:
        allowed = RULES_THAT_APPLY[panel.kind]
        signals = panel.signals(None if rules is None else [rule for rule in allowed if rule in rules])
        for number in signals.any.tolist():
            place = number - 1
            found.append(
                Signal(points[place + panel.first - 1].on, panel.statistic, signals.at(number), _side(panel, place))
            )
    return found


def _side(panel: Panel, place: int) -> int:
    center = panel.center
    height = center if center is None or isinstance(center, float | int) else float(center[place])
    if height is None:
        return 0
    difference = float(panel.values[place]) - height
    return (difference > 0) - (difference < 0)


def _joined(drawn: Sequence[Chart]) -> list[Panel]:
    """The panels of all stages, one above the other."""
    from everproof.analytics.control.phases import joined

    if len(drawn) == 1:
        return list(drawn[0].panels)
    return [joined(panels) for panels in zip(*(one.panels for one in drawn), strict=True)]


def _scaled(panel: Panel, scale: int) -> Panel:
    """The panel in the KPI's unit: a share of 0.042 is 4.2 of a hundred."""
    if scale == 1:
        return panel
    times = partial(_times, scale)
    return replace(
        panel,
        values=panel.values * scale,
        center=times(panel.center),
        lcl=times(panel.lcl),
        ucl=times(panel.ucl),
        sigma=times(panel.sigma),
    )


def _times(scale: int, line: Line) -> Line:
    return None if line is None else line * scale


# What has to be commented ---------------------------------------------------------------------------------------------


def episodes(signals: Sequence[Signal], days: Sequence[date]) -> list[tuple[date, date]]:
    """Signals that say the same thing together: first and last day of each run of neighbours that share a rule.

    A level that has shifted signals at every point until it shifts back; one comment explains it. `days` are those of
    all points, in order.
    """
    said: dict[date, set[tuple[str, int]]] = {}
    for signal in signals:
        said.setdefault(signal.on, set()).update((signal.statistic, rule) for rule in signal.rules)
    found: list[tuple[date, date]] = []
    before: set[tuple[str, int]] = set()
    for day in days:
        now = said.get(day, set())
        if now & before:
            found[-1] = (found[-1][0], day)
        elif now:
            found.append((day, day))
        before = now
    return found


def uncommented(
    signals: Sequence[Signal], days: Sequence[date], commented: Collection[date]
) -> list[tuple[date, date]]:
    """The episodes of which nobody has said what happened."""
    return [
        (first, last) for first, last in episodes(signals, days) if not any(first <= day <= last for day in commented)
    ]
