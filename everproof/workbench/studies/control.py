"""Control charts and run charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.analytics.control import attributes, memory, variables
from everproof.analytics.control.multivariate import t2
from everproof.analytics.control.panel import Panel
from everproof.analytics.control.rules import RULES_THAT_APPLY
from everproof.analytics.control.run_chart import run_chart as runs_of
from everproof.analytics.errors import BadInput
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import statistics
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.study import BAD, GOOD, NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
LIMITS_ONLY, WITHOUT_ZONES = (1,), (1, 2, 3, 4)
EXACT_LEVEL = 0.9973
"""What three sigma hold of a normal distribution."""
RULE_SETS = {"all": None, "limits": LIMITS_ONLY, "runs": WITHOUT_ZONES}


def individuals(data: Data, options: Options) -> Study:
    """I-MR chart of single values."""
    values = data.numbers["values"]
    first, later = _phases(values, options)
    chart = variables.i_mr(
        first,
        new_values=later,
        sigma_method=options.get("sigma_method") or "mean moving range",
        exclude=excluded(options, len(first)),
    )
    return shown(chart, data, options, title=_name(data, options, "values"))


def subgroup_ranges(data: Data, options: Options) -> Study:
    """X̄-R chart."""
    return _of_subgroups(variables.xbar_r, data, options)


def subgroup_deviations(data: Data, options: Options) -> Study:
    """X̄-S chart."""
    return _of_subgroups(variables.xbar_s, data, options)


def proportions(data: Data, options: Options) -> Study:
    """p chart."""
    return _of_counts(attributes.p_chart, data, options)


def numbers(data: Data, options: Options) -> Study:
    """np chart."""
    return _of_counts(attributes.np_chart, data, options)


def counts(data: Data, options: Options) -> Study:
    """c chart."""
    return _of_counts(attributes.c_chart, data, options)


def rates(data: Data, options: Options) -> Study:
    """u chart."""
    return _of_counts(attributes.u_chart, data, options)


def widened_proportions(data: Data, options: Options) -> Study:
    """Laney's p' chart."""
    return _of_counts(attributes.laney_p, data, options)


def widened_rates(data: Data, options: Options) -> Study:
    """Laney's u' chart."""
    return _of_counts(attributes.laney_u, data, options)


def rare_events(data: Data, options: Options) -> Study:
    """g chart of items or days between events."""
    first, later = _phases(data.numbers["counts"], options)
    return shown(attributes.g_chart(first, new_counts=later), data, options, title=_name(data, options, "counts"))


def weighted_average(data: Data, options: Options) -> Study:
    """EWMA chart."""
    chart = memory.ewma(
        data.numbers["values"],
        weight=options["weight"],
        width=options["width"],
        center=options.get("target"),
        sigma=options.get("sigma"),
    )
    return shown(chart, data, options, title=_name(data, options, "values"))


def cumulative_sum(data: Data, options: Options) -> Study:
    """CUSUM chart."""
    chart = memory.cusum(
        data.numbers["values"],
        target=options.get("target"),
        sigma=options.get("sigma"),
        k=options["k"],
        h=options["h"],
        head_start=options["h"] / 2 if options.get("head_start") else 0.0,
    )
    sentences = []
    for found, began, side in (
        (chart.signal_upper, chart.shift_began_upper, _("above")),
        (chart.signal_lower, chart.shift_began_lower, _("below")),
    ):
        if len(found):
            sentences.append(
                _("%(points)s: the process runs %(side)s its target, probably since point %(began)d.")
                % {"points": words.points(found[:1].tolist(), data.points), "side": side, "began": began}
            )
    verdict = _("The process has moved off its target.") if sentences else _("No shift off the target shows.")
    drawn = statistics.cusum_chart(
        chart,
        title=_name(data, options, "values"),
        sentence=verdict,
        labels=data.points,
        write=formats.number,
    )
    figures = [
        (_("Target"), words.figure(chart.target, 5, options.get("unit", "")), ""),
        (_("Sigma"), words.figure(chart.sigma, 4, options.get("unit", "")), ""),
        ("k, h", f"{options['k']:g}, {options['h']:g}", _("in standard errors")),
    ]
    undefined = chart.sigma is None or chart.sigma == 0
    return Study(
        tone=WARN if undefined else BAD if sentences else GOOD,
        verdict=_("A CUSUM cannot be drawn from these data.") if undefined else verdict,
        sentences=sentences,
        charts=[drawn],
        figures=[Figures(_("Figures"), figures)],
        results={"cusum": chart},
    )


def runs(data: Data, options: Options) -> Study:
    """Run chart."""
    chart = runs_of(data.numbers["values"])
    sentences = []
    if chart.signal and chart.longest_run_max is not None and chart.longest_run > chart.longest_run_max:
        sentences.append(
            _("The longest run on one side of the median has %(got)d points; chance makes up to %(most)d.")
            % {"got": chart.longest_run, "most": chart.longest_run_max}
        )
    if chart.signal and chart.n_crossings_min is not None and chart.n_crossings < chart.n_crossings_min:
        sentences.append(
            _("The line crosses the median %(got)d times; chance makes at least %(least)d.")
            % {"got": chart.n_crossings, "least": chart.n_crossings_min}
        )
    if chart.signal is None:
        tone, verdict = WARN, _("No point lies off the median, so there is nothing to judge.")
    elif chart.signal:
        tone, verdict = BAD, _("Something has changed: the points do not lie about the median by chance.")
    else:
        tone, verdict = GOOD, _("Runs and crossings are as chance makes them.")
    unit = options.get("unit", "")
    most, least = words.count(chart.longest_run_max), words.count(chart.n_crossings_min)
    figures = [
        (_("Median"), words.figure(chart.center, 5, unit), ""),
        (_("Useful points"), words.count(chart.n_useful), _("not on the median")),
        (_("Longest run"), words.count(chart.longest_run), _("at most %(most)s") % {"most": most}),
        (_("Crossings"), words.count(chart.n_crossings), _("at least %(least)s") % {"least": least}),
    ]
    drawn = statistics.run_chart(
        chart, title=_name(data, options, "values"), sentence=verdict, unit=unit, labels=data.points,
        write=formats.number,
    )  # fmt: skip
    return Study(tone, verdict, sentences, [drawn], [Figures(_("Figures"), figures)], results={"run_chart": chart})


def together(data: Data, options: Options) -> Study:
    """Hotelling's T² chart of several characteristics."""
    rows = data.tables["values"]
    first, later = _phases(rows, options)
    if len(data.names["values"]) < 2:
        raise BadInput(_("at least two columns of figures are needed"), where=str(_("Columns")))
    chart = t2(first, new_observations=later)
    return shown(chart, data, options, title=_("T² of %(columns)s") % {"columns": ", ".join(data.names["values"])[:80]})


def subgroups_of(data: Data, options: Options) -> list[list[float | None]]:
    """The subgroups: one a row, by a column that names them, or so many values in a row."""
    layout = options.get("layout") or "auto"
    rows, owners = data.tables["values"], data.labels.get("subgroup")
    if layout == "auto":
        several = len(data.names["values"]) > 1
        layout = "rows" if several else "names" if owners is not None else "size"
    if layout == "rows":
        return rows
    flat = [value for row in rows for value in row]
    if layout == "names":
        if owners is None:
            raise BadInput(_("choose the column that names the subgroups"), where=str(_("Subgroup")))
        groups: dict[str, list[float | None]] = {}
        for owner, row in zip(owners, rows, strict=True):
            if owner is not None:
                groups.setdefault(owner, []).extend(row)
        return list(groups.values())
    size = options.get("subgroup_size") or 5
    return [flat[start : start + size] for start in range(0, len(flat), size)]


def shown(chart: Any, data: Data, options: Options, *, title: str) -> Study:
    """A study out of any chart with panels: drawing, verdict, figures."""
    rules = RULE_SETS[options.get("rules") or "all"]
    signals = signals_of(chart.panels, rules)
    tone, verdict = _judged(chart, signals)
    unit = options.get("unit", "")
    labels = data.points if len(data.points) == _count(chart) else ()
    sentences = sentences_about(signals, labels)
    drawn = statistics.control_chart(
        chart,
        title=title,
        sentence=sentences[0] if sentences else _about_limits(chart),
        unit=unit,
        rules=rules,
        labels=labels,
        left_out=excluded(options, _count(chart)),
        write=formats.number,
    )
    return Study(
        tone=tone,
        verdict=verdict,
        sentences=sentences,
        charts=[drawn],
        figures=[Figures(_("Limits"), _limits(chart, unit))],
        results={"chart": chart},
        remarks=_remarks(chart, tone),
    )


def signals_of(panels: Sequence[Panel], rules: Sequence[int] | None = None) -> list[tuple[str, int, list[int]]]:
    """(statistic, rule, point numbers) for every rule that signals somewhere."""
    found = []
    for panel in panels:
        allowed = RULES_THAT_APPLY[panel.kind]
        chosen = None if rules is None else [rule for rule in rules if rule in allowed]
        signals = panel.signals(chosen)
        for rule in signals.rules:
            points = (signals.points(rule) + panel.first - 1).tolist()
            if points:
                found.append((panel.statistic, rule, points))
    return found


def sentences_about(signals: Sequence[tuple[str, int, list[int]]], labels: Sequence[str] = ()) -> list[str]:
    """`Points 12 and 31 (X̄) are signals: rule 1, beyond a limit.`"""
    return [
        ngettext(
            "%(points)s (%(statistic)s) is a signal: rule %(rule)d, %(words)s.",
            "%(points)s (%(statistic)s) are signals: rule %(rule)d, %(words)s.",
            len(points),
        )
        % {
            "points": words.points(points, labels),
            "statistic": statistic,
            "rule": rule,
            "words": words.RULES[rule],
        }
        for statistic, rule, points in signals
    ]


def excluded(options: Options, count: int) -> list[int]:
    """The points that are drawn but left out of the limits."""
    return [point for point in options.get("exclude") or () if point <= count]


def _judged(chart: Any, signals: Sequence[tuple[str, int, list[int]]]) -> tuple[str, str]:
    number = len({point for _statistic, _rule, points in signals for point in points})
    if all(panel.ucl is None for panel in chart.panels):
        return WARN, _("The limits cannot be computed from these data.")
    if number:
        words_ = ngettext(
            "The process is not stable: %(count)d point is a signal.",
            "The process is not stable: %(count)d points are signals.",
            number,
        )
        return BAD, words_ % {"count": number}
    count = _count(chart)
    if count < 20:
        return NEUTRAL, _("No signal among %(count)d points; that is too few to call the process stable.") % {
            "count": count
        }
    return GOOD, _("No signal among %(count)s points: the process looks stable.") % {"count": words.count(count)}


def _about_limits(chart: Any) -> str:
    """What the limits rest on."""
    used = chart.panels[0].phase1
    if 0 < used < _count(chart):
        return _("The limits rest on the first %(used)s of %(all)s points.") % {
            "used": words.count(used),
            "all": words.count(_count(chart)),
        }
    return _("The limits rest on all %(count)s points.") % {"count": words.count(_count(chart))}


def _remarks(chart: Any, tone: str) -> list[str]:
    if tone != BAD:
        return []
    return [_("Find out what happened at the signals before you set limits for the future.")]


def _count(chart: Any) -> int:
    panel = chart.panels[0]
    return int(panel.first + len(panel.values) - 1)


def _limits(chart: Any, unit: str) -> list[tuple[str, str, str]]:
    rows = []
    for panel in chart.panels:
        note = panel.statistic
        for name, line in ((_("UCL"), panel.ucl), (_("Centre"), panel.center), (_("LCL"), panel.lcl)):
            if line is None:
                continue
            if isinstance(line, float | int):
                rows.append((name, words.figure(float(line), 5, unit), note))
            else:
                known = [float(height) for height in line if not math.isnan(height)]
                rows.append((name, words.interval((min(known), max(known)), 4), _("%(what)s, varies") % {"what": note}))
    for name, key in ((_("Sigma"), "sigma"), (_("Sigma z"), "sigma_z")):
        value = getattr(chart, key, None)
        if isinstance(value, float):
            shown_unit = unit if key == "sigma" else ""
            rows.append((name, words.figure(value, 4, shown_unit), getattr(chart, "sigma_method", "")))
    return rows


def _phases(values: Sequence[Any], options: Options) -> tuple[Any, Any]:
    """The points that the limits rest on, and the later ones that are only judged (None where there are none)."""
    first = options.get("phase1")
    if not first or first >= len(values):
        return list(values), None
    return list(values[:first]), list(values[first:])


def _of_subgroups(function: Any, data: Data, options: Options) -> Study:
    groups = subgroups_of(data, options)
    first, later = _phases(groups, options)
    chart = function(
        first, new_subgroups=later, sigma_method=options.get("sigma_method") or _usual(function),
        exclude=excluded(options, len(first)),
    )  # fmt: skip
    return shown(chart, data, options, title=_name(data, options, "values"))


def _usual(function: Any) -> str:
    return "mean range" if function is variables.xbar_r else "mean sd"


def _of_counts(function: Any, data: Data, options: Options) -> Study:
    given, sizes = data.numbers["counts"], data.numbers.get("sizes")
    if sizes is None and options.get("size"):
        sizes = [options["size"]] * len(given)
    if sizes is None and function is not attributes.c_chart:
        raise BadInput(
            _("give the sample size: a column beside the counts, or one number for all"), where=str(_("Sample size"))
        )
    first, later = _phases(given, options)
    first_sizes, later_sizes = _phases(sizes, options) if sizes is not None else (None, None)
    chart = function(
        first,
        first_sizes,
        new_counts=later,
        new_sizes=later_sizes,
        confidence_level=EXACT_LEVEL if options.get("limits") == "exact" else None,
    )
    study = shown(chart, data, options, title=_name(data, options, "counts"))
    return _with_overdispersion(study, function, first, first_sizes)


def _with_overdispersion(study: Study, function: Any, given: Any, sizes: Any) -> Study:
    """p and u charts with their own test of whether Laney's limits are needed."""
    if function not in (attributes.p_chart, attributes.u_chart, attributes.np_chart, attributes.c_chart):
        return study
    binomial = function in (attributes.p_chart, attributes.np_chart)
    test = attributes.overdispersion(given, sizes, distribution="binomial" if binomial else "poisson")
    row = (
        _("Overdispersion"),
        words.figure(test.ratio, 3),
        _("observed over expected variance, %(p)s") % {"p": words.p_says(test.p_value)},
    )
    remarks = list(study.remarks)
    if test.p_value is not None and test.p_value < 0.05 and (test.ratio or 0) > 1:
        remarks.append(
            _("The samples differ more than chance explains. With large samples Laney’s chart is the better choice.")
        )
    return replace(
        study,
        figures=[*study.figures, Figures(_("Do the samples vary as chance says?"), [row])],
        results={**study.results, "overdispersion": test},
        remarks=remarks,
    )


def _name(data: Data, options: Options, role: str) -> str:
    """What is measured: the title that was given, or the names of the columns."""
    return options.get("title") or ", ".join(data.names.get(role, ()))[:80]
