"""Charts of statistical results: from the dataclasses of `everproof.analytics` to drawings, with the trade's words.

    from everproof.kernel.ui.charts import statistics

    chart = statistics.control_chart(i_mr(values), title=…, sentence=…, unit="mm")

Nothing here imports numpy: results are read as plain values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _

from everproof.analytics.result import plain
from everproof.kernel.ui.charts.canvas import plain_number
from everproof.kernel.ui.charts.control import ControlChart, ControlPanel, Line, Words
from everproof.kernel.ui.charts.curves import Curves, PlaneCurve, PlaneMark
from everproof.kernel.ui.charts.gage import Component, GageChart, GageTitles
from everproof.kernel.ui.charts.histogram import Curve, Histogram, Limit
from everproof.kernel.ui.charts.model import Write
from everproof.kernel.ui.charts.probability import ProbabilityPlot

if TYPE_CHECKING:
    from everproof.analytics.acceptance.operating import OperatingCharacteristic, OutgoingQuality
    from everproof.analytics.capability.indices import Capability
    from everproof.analytics.control.memory import CusumChart
    from everproof.analytics.control.panel import Panel
    from everproof.analytics.control.run_chart import RunChart
    from everproof.analytics.distributions import Fit
    from everproof.analytics.msa.gage_rr import GageRR
    from everproof.analytics.reliability.survival import SurvivalCurve
    from everproof.analytics.reliability.weibull import WeibullFit

ZONED = ("mean", "individual")
CURVE_POINTS = 120
_SHARES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_WEIBULL_SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.632, 0.8, 0.9, 0.99, 0.999)


class HasPanels(Protocol):
    """Any control chart of `everproof.analytics.control`."""

    @property
    def panels(self) -> tuple[Panel, ...]: ...


def words() -> Words:
    """The words of control charts in the reader's language."""
    return Words(
        point=_("Point"),
        rules=_("Rules"),
        rule=_("rule %(rules)s"),
        thinned=_("%(count)s points; each column of pixels shows its smallest and largest"),
        rest=_("%(count)s further points without a signal"),
        more=_("%(count)s further points, some with signals"),
    )


def control_panel(
    panel: Panel,
    *,
    rules: Sequence[int] | None = None,
    bounds: Sequence[tuple[int, str]] = (),
    left_out: Sequence[int] = (),
) -> ControlPanel:
    """One panel with its signals; `rules` narrows the runs rules, by default all that hold for the statistic."""
    found = panel.signals(rules)
    signals = {int(point) + panel.first - 1: found.at(int(point)) for point in found.any}
    length = len(panel.values)
    if not bounds and 0 < panel.phase1 < length:
        bounds = [(panel.first + panel.phase1, _("phase II"))]
    return ControlPanel(
        name=panel.statistic,
        values=plain(panel.values),
        center=_line(panel.center),
        lcl=_line(panel.lcl),
        ucl=_line(panel.ucl),
        sigma=_line(panel.sigma),
        first=panel.first,
        signals=signals,
        bounds=bounds,
        zones=panel.kind in ZONED,
        left_out=frozenset(left_out),
    )


def control_chart(
    chart: HasPanels,
    *,
    title: str,
    sentence: str,
    unit: str = "",
    rules: Sequence[int] | None = None,
    labels: Sequence[str] = (),
    left_out: Sequence[int] = (),
    write: Write = plain_number,
) -> ControlChart:
    """The chart of any of `control.variables`, `attributes`, `ewma` and `t2`: its panels one above the other."""
    panels = [
        control_panel(panel, rules=[rule for rule in rules if rule in _rules_of(panel)] if rules else None,
                      left_out=left_out)
        for panel in chart.panels
    ]  # fmt: skip
    return ControlChart(title, sentence, panels, unit=unit, labels=labels, write=write, words=words())


def run_chart(
    chart: RunChart, *, title: str, sentence: str, unit: str = "", labels: Sequence[str] = (),
    write: Write = plain_number,
) -> ControlChart:  # fmt: skip
    """Values about their median: runs and crossings decide, so there are no limits and no marks."""
    panel = ControlPanel(name="X", values=plain(chart.values), center=chart.center, center_name=_("Median"))
    return ControlChart(title, sentence, [panel], unit=unit, labels=labels, write=write, words=words())


def cusum_chart(
    chart: CusumChart, *, title: str, sentence: str, unit: str = "", labels: Sequence[str] = (),
    write: Write = plain_number,
) -> ControlChart:  # fmt: skip
    """Both sums about zero: the upper one upwards, the lower one downwards, each with its decision limit."""
    h = chart.h
    panel = ControlPanel(
        name="C⁺",
        values=plain(chart.upper),
        center=0.0,
        lcl=None if h is None else -h,
        ucl=h,
        mirrored=plain(chart.lower),
        mirrored_name="C⁻",
        signals={int(point): () for point in chart.signal_upper},
        mirrored_signals={int(point): () for point in chart.signal_lower},
        center_name="",
        limit_names=("h", "h"),
    )
    return ControlChart(title, sentence, [panel], unit=unit, labels=labels, write=write, words=words())


def capability_histogram(
    values: Sequence[float],
    study: Capability,
    *,
    title: str,
    sentence: str,
    unit: str = "",
    write: Write = plain_number,
) -> Histogram:
    """The values against their limits, with the normal curves of both sigmas and the indices."""
    limits = spec_limits(study.lsl, study.usl, study.target)
    curves = []
    mean = study.mean
    for name, sigma, dashed in ((_("overall"), study.sigma_overall, False), (_("within"), study.sigma_within, True)):
        if mean is not None and sigma:
            density = [(x, math.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi)))
                       for x in (mean + sigma * (k / 15) for k in range(-60, 61))]  # fmt: skip
            curves.append(Curve(name, density, dashed))
    figures = (("Cp", study.cp), ("Cpk", study.cpk), ("Cpm", study.cpm), ("Pp", study.pp), ("Ppk", study.ppk))
    facts = [(name, write(value, 2)) for name, value in figures if value is not None]
    return Histogram(title, sentence, values, limits, curves, [*facts, ("n", write(study.n, 0))], unit, write,
                     from_title=_("From"), to_title=_("to below"), count_title=_("Values"))  # fmt: skip


def fitted_histogram(
    values: Sequence[float],
    fit: Any,
    *,
    title: str,
    sentence: str,
    limits: Sequence[Limit] = (),
    facts: Sequence[tuple[str, str]] = (),
    name: str = "",
    unit: str = "",
    write: Write = plain_number,
) -> Histogram:
    """The values with a fitted distribution (`distributions.Fit` or `transforms.Johnson`), drawn from its quantiles."""
    points = density_of(fit)
    curves = [Curve(name, points)] if points else []
    return Histogram(title, sentence, values, limits, curves, facts, unit, write,
                     from_title=_("From"), to_title=_("to below"), count_title=_("Values"))  # fmt: skip


def density_of(fit: Any) -> list[tuple[float, float]]:
    """A density out of a distribution function, as differences over fine steps between extreme quantiles."""
    low, high = fit.quantile(0.0005), fit.quantile(0.9995)
    if low is None or high is None or not high > low:
        return []
    step = (high - low) / CURVE_POINTS
    below = [fit.share_below(low + index * step) for index in range(CURVE_POINTS + 1)]
    return [
        (low + (index + 0.5) * step, max(0.0, (below[index + 1] - below[index]) / step))
        for index in range(CURVE_POINTS)
        if below[index] is not None and below[index + 1] is not None
    ]


def spec_limits(lsl: float | None, usl: float | None, target: float | None = None) -> list[Limit]:
    """The lines of a specification."""
    found = []
    if lsl is not None:
        found.append(Limit(lsl, _("LSL"), "below"))
    if target is not None:
        found.append(Limit(target, _("Target")))
    if usl is not None:
        found.append(Limit(usl, _("USL"), "above"))
    return found


def probability_plot(
    points: Sequence[tuple[float, float]],
    fit: Fit,
    *,
    title: str,
    sentence: str,
    unit: str = "",
    facts: Sequence[tuple[str, str]] = (),
    write: Write = plain_number,
) -> ProbabilityPlot:
    """`points` of `distributions.probability_points`, on a scale that makes the fitted distribution a straight line."""
    scale = [(at, f"{100 * share:g} %") for share in _SHARES if (at := fit.quantile(share)) is not None]
    ends = [at for share in (0.0005, 0.9995) if (at := fit.quantile(share)) is not None]
    count = len(points)
    return ProbabilityPlot(
        title=title,
        sentence=sentence,
        points=points,
        line=[(at, at) for at in ends],
        scale=_apart(scale),
        shares=[(index + 0.5) / count for index in range(count)],
        unit=unit,
        facts=facts,
        write=write,
        value_title=_("Value"),
        share_title=_("Share up to it"),
    )


def _apart(scale: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Without marks that would stand on top of each other; the outer ones stay."""
    if len(scale) < 3:
        return list(scale)
    least = (scale[-1][0] - scale[0][0]) / 22
    found = [scale[0]]
    for mark in scale[1:-1]:
        if mark[0] - found[-1][0] >= least and scale[-1][0] - mark[0] >= least:
            found.append(mark)
    return [*found, scale[-1]]


def weibull_plot(
    times: Sequence[float],
    shares: Sequence[float],
    fit: WeibullFit,
    *,
    title: str,
    sentence: str,
    suspended: Sequence[float] = (),
    unit: str = "",
    facts: Sequence[tuple[str, str]] = (),
    write: Write = plain_number,
) -> ProbabilityPlot:
    """Failure times against the estimated share failed, on Weibull paper: ln t against ln(-ln(1 - F))."""
    line: list[tuple[float, float]] = []
    if fit.shape is not None and fit.scale is not None:
        line = [(life, _weibull_scale(share)) for share in (0.001, 0.999) if (life := fit.life(share)) is not None]
    return ProbabilityPlot(
        title=title,
        sentence=sentence,
        points=[(time, _weibull_scale(share)) for time, share in zip(times, shares, strict=True)],
        line=line,
        scale=[(_weibull_scale(share), f"{100 * share:g} %") for share in _WEIBULL_SHARES],
        shares=shares,
        unit=unit,
        logarithmic=True,
        suspended=suspended,
        suspended_title=_("suspended"),
        facts=facts,
        write=write,
        value_title=_("Time"),
        share_title=_("Failed"),
    )


def _weibull_scale(share: float) -> float:
    return math.log(-math.log1p(-share))


def survival_curve(
    curve: SurvivalCurve,
    *,
    title: str,
    sentence: str,
    suspended: Sequence[float] = (),
    fit: WeibullFit | None = None,
    unit: str = "",
    write: Write = plain_number,
) -> Curves:
    """Kaplan-Meier steps, strokes where an item was taken out, and the fitted Weibull curve beside them."""
    end = max([*curve.event_times, *suspended], default=1.0)
    steps = [(0.0, 1.0), *zip(curve.event_times, curve.survival, strict=True)]
    steps.append((end, steps[-1][1]))
    curves = [PlaneCurve(_("observed"), steps, steps=True)]
    if fit is not None and fit.shape is not None:
        smooth = [(end * k / 60, fit.reliability(end * k / 60) or 0.0) for k in range(61)]
        curves.append(PlaneCurve(_("Weibull"), smooth))
    return Curves(title, sentence, curves, _("Time"), _("Surviving"), ticks=suspended, y_percent=True, x_unit=unit,
                  write=write)  # fmt: skip


def operating_curve(
    curve: OperatingCharacteristic,
    *,
    title: str,
    sentence: str,
    marks: Sequence[tuple[float, float, str]] = (),
    write: Write = plain_number,
) -> Curves:
    """Probability of acceptance over the quality of the lot."""
    points = list(zip(curve.quality, curve.p_accept, strict=True))
    return Curves(title, sentence, [PlaneCurve("", points)], _("Nonconforming in the lot"), _("Accepted"),
                  [PlaneMark(*mark) for mark in marks], x_percent=True, y_percent=True, write=write)  # fmt: skip


def outgoing_curve(
    found: OutgoingQuality, *, title: str, sentence: str, label: str = "", write: Write = plain_number
) -> Curves:
    """Average outgoing quality over the incoming one, with its worst point."""
    points = list(zip(found.quality, found.aoq, strict=True))
    marks = [PlaneMark(found.p_at_aoql, found.aoql, label)] if label else []
    return Curves(title, sentence, [PlaneCurve("", points)], _("Nonconforming before inspection"),
                  _("Nonconforming after it"), marks, x_percent=True, y_percent=True, write=write)  # fmt: skip


def gage_chart(
    study: GageRR,
    data: tuple[Sequence[Any], Sequence[Any], Sequence[float | None]],
    *,
    title: str,
    sentence: str,
    nested: bool = False,
    unit: str = "",
    write: Write = plain_number,
) -> GageChart:
    """The panel of a gage R&R study; `data` are its parts, operators and values, row by row."""
    rows = [(str(part), str(operator), value) for part, operator, value in zip(*data, strict=True) if value is not None]
    operators = list(dict.fromkeys(operator for _part, operator, _value in rows))
    parts = list(dict.fromkeys(part for part, _operator, _value in rows))
    cells: list[list[list[float]]] = [[[] for _part in parts] for _operator in operators]
    for part, operator, value in rows:
        cells[operators.index(operator)][parts.index(part)].append(value)
    to_tolerance = None
    if study.pct_tolerance_grr is not None and study.pct_study_grr:
        to_tolerance = study.pct_tolerance_grr / study.pct_study_grr
    components = [
        Component(name, share, None if share is None or to_tolerance is None else share * to_tolerance)
        for name, share in (
            (_("Gage R&R"), study.pct_study_grr),
            (_("Repeatability"), study.pct_study_repeatability),
            (_("Reproducibility"), study.pct_study_reproducibility),
            (_("Parts"), study.pct_study_part),
        )
    ]
    titles = GageTitles(
        _("Share of the study variation, %"), _("By part"), _("By operator"), _("Means of operators by part"),
        _("Part"), _("of the tolerance"), _("Operator"),
    )  # fmt: skip
    return GageChart(title, sentence, components, operators, parts, cells, unit, write, titles, nested)


def _line(line: Any) -> Line:
    found: Line = plain(line)
    return found


def _rules_of(panel: Panel) -> Sequence[int]:
    from everproof.analytics.control.rules import RULES_THAT_APPLY

    return RULES_THAT_APPLY[panel.kind]
