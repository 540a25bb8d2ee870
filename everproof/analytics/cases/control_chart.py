"""Adapters of the topics `control_chart.*`: from the input of a case to the public functions, and back to its keys."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np

from everproof.analytics.arrays import as_number, as_values, as_whole
from everproof.analytics.cases.params import choice, number, required
from everproof.analytics.constants import ChartConstants, chart_constants
from everproof.analytics.control import attributes, memory, rules, run_chart, variables
from everproof.analytics.control.multivariate import t2
from everproof.analytics.control.panel import Line, Panel
from everproof.analytics.control.run_length import cusum_arl, ewma_arl, oc_xbar, shewhart_arl
from everproof.analytics.errors import BadInput
from everproof.analytics.result import plain

Given = dict[str, Any]

_BY_SD = r"\bsd\b|-sd|s_i|s-?bar|c4|stand(ard)? ?dev|std"
_BY_RANGE = r"range|d2|r_i|r-?bar|(uwave|mvlue)-?r\b"
_WEIGHTED = r"mvlue|min\w*.variance|(?<!un)weight"
_SUBGROUP_SIGMA = {
    r"pooled|rmsdf|root.mean": "pooled sd",
    rf"({_WEIGHTED}).*({_BY_SD})|({_BY_SD}).*({_WEIGHTED})": "weighted sd",
    rf"({_WEIGHTED}).*({_BY_RANGE})|({_BY_RANGE}).*({_WEIGHTED})": "weighted range",
    _WEIGHTED: "weighted",  # by what the chart plots
    _BY_RANGE: "mean range",
    _BY_SD: "mean sd",
}
_INDIVIDUAL_SIGMA = {r"median": "median moving range", r"\bmr\b|moving|range|d2": "mean moving range", _BY_SD: "sd"}
_EXACT_LIMITS = {
    r"sigma|normal|wald|shewhart|clip|approx": False,
    r"exact|prob|quantile|poisson|binom|geom": True,
}
_EWMA_LIMITS = {
    r"asympt|steady|constant|fix|infin": "asymptotic",
    r"time|exact|var|vacl": "exact",
}
_USUAL_LEVEL = 0.9973


def _xbar_r(given: Given, params: Given) -> Given:
    chart = variables.xbar_r(
        required(given, "subgroups"),
        new_subgroups=given.get("new_subgroups"),
        sigma_method=_subgroup_sigma(params, "mean range"),
        nsigma=number(params, "nsigma", 3.0),
    )
    return _xbar(chart) | _split(chart.xbar, "xbar", "new_xbar") | _named(chart.r, "r") | _split(chart.r, "r", "new_r")


def _xbar_s(given: Given, params: Given) -> Given:
    chart = variables.xbar_s(
        required(given, "subgroups"),
        new_subgroups=given.get("new_subgroups"),
        sigma_method=_subgroup_sigma(params, "mean sd"),
        nsigma=number(params, "nsigma", 3.0),
    )
    return _xbar(chart) | _split(chart.xbar, "xbar", "new_xbar") | _named(chart.s, "s") | _split(chart.s, "s", "new_s")


def _i_mr(given: Given, params: Given) -> Given:
    chart = variables.i_mr(
        required(given, "values"),
        new_values=given.get("new_values"),
        span=as_whole(number(params, "mr_span", 2), "params.mr_span", minimum=2),
        sigma_method=choice(params.get("sigma_method"), _INDIVIDUAL_SIGMA, "mean moving range", "params.sigma_method"),
        nsigma=number(params, "nsigma", 3.0),
    )
    moving, last = chart.mr, chart.individuals.phase1
    return {
        "center": chart.center,
        "sigma": chart.sigma,
        "lcl": chart.individuals.lcl,
        "ucl": chart.individuals.ucl,
        "beyond_limits": chart.individuals.beyond,
        "mr": moving.values[: moving.phase1],
        "mr_center": moving.center,
        "mr_lcl": moving.lcl,
        "mr_ucl": moving.ucl,
        "mr_beyond_limits": moving.beyond[moving.beyond <= last],
        "new_mr": moving.values[moving.phase1 :],
        "new_mr_beyond_limits": moving.beyond[moving.beyond > last],
    }


def _p(given: Given, params: Given) -> Given:
    return _attribute(attributes.p_chart, given, params)


def _np(given: Given, params: Given) -> Given:
    return _attribute(attributes.np_chart, given, params)


def _u(given: Given, params: Given) -> Given:
    return _attribute(attributes.u_chart, given, params)


def _c(given: Given, params: Given) -> Given:
    return _attribute(attributes.c_chart, given, params)


def _laney_p(given: Given, params: Given) -> Given:
    return _laney(attributes.laney_p, given, params)


def _laney_u(given: Given, params: Given) -> Given:
    return _laney(attributes.laney_u, given, params)


def _attribute(function: Any, given: Given, params: Given) -> Given:
    chart = _attribute_chart(function, given, params)
    return _panel(chart.panel) | _split(chart.panel, "statistics", "new_statistics")


def _laney(function: Any, given: Given, params: Given) -> Given:
    chart = _attribute_chart(function, given, params)
    points = chart.panel.values.size
    limits = {"lcl": _for_each(chart.panel.lcl, points), "ucl": _for_each(chart.panel.ucl, points)}
    return (
        _panel(chart.panel) | _split(chart.panel, "statistics", "new_statistics") | limits | {"sigma_z": chart.sigma_z}
    )


def _attribute_chart(function: Any, given: Given, params: Given) -> attributes.AttributeChart:
    counts, sizes = required(given, "counts"), given.get("sizes")
    if sizes is None and function is not attributes.c_chart:
        raise BadInput("is needed", where="input.sizes")
    nsigma, level = _width(params)
    chart: attributes.AttributeChart = function(
        counts,
        sizes,
        new_counts=given.get("new_counts"),
        new_sizes=given.get("new_sizes"),
        nsigma=nsigma,
        confidence_level=level,
    )
    return chart


def _g(given: Given, params: Given) -> Given:
    nsigma, level = _width(params)
    counts, later = required(given, "counts"), given.get("new_counts")
    chart = attributes.g_chart(counts, new_counts=later, nsigma=nsigma, confidence_level=level)
    return _panel(chart.panel) | _split(chart.panel, "statistics", "new_statistics")


def _width(params: Given) -> tuple[float, float | None]:
    """Limits by sigma or by exact quantiles: `confidence_level` means quantiles unless the wording says otherwise."""
    nsigma, level = number(params, "nsigma", 3.0), number(params, "confidence_level", None)
    exact = choice(params.get("limits"), _EXACT_LIMITS, level is not None, "params.limits")
    if exact:
        return nsigma, _USUAL_LEVEL if level is None else level
    if level is not None and params.get("nsigma") is None:
        from scipy.special import ndtri

        nsigma = float(-ndtri((1 - as_number(level, "params.confidence_level", above=0, below=1)) / 2))
    return nsigma, None


def _overdispersion(given: Given, params: Given) -> Given:
    patterns = {r"binom": "binomial", r"poiss": "poisson"}
    distribution: Any = choice(params.get("distribution"), patterns, None, "params.distribution")
    test = attributes.overdispersion(
        required(given, "counts"), given.get("sizes"), distribution=distribution, method="index"
    )
    return {"ratio": test.ratio, "statistic": test.statistic, "p_value": test.p_value, "df": test.df}


def _ewma(given: Given, params: Given) -> Given:
    starts = {r"cent|target|nominal": "center", r"first": "first", r"mean|average": "mean"}
    start: Any = params.get("start")
    if not _is_number(start):
        start = choice(start, starts, "center", "params.start")
    chart = memory.ewma(
        _data(given),
        weight=number(params, "lambda", 0.2),
        width=number(params, "L", number(params, "nsigma", 3.0)),
        center=_known(params.get("center"), r"mean|average|estimat"),
        sigma=_sigma(given, params),
        start=start,
        limits=choice(params.get("limits"), _EWMA_LIMITS, "exact", "params.limits"),
    )
    points = chart.panel.values.size
    return _panel(chart.panel) | {
        "ewma": chart.panel.values,
        "sigma": chart.sigma,
        "lcl": _for_each(chart.panel.lcl, points),
        "ucl": _for_each(chart.panel.ucl, points),
    }


def _cusum(given: Given, params: Given) -> Given:
    h = number(params, "h", 5.0)
    head_start: Any = params.get("head_start")
    if not _is_number(head_start):
        head_start = choice(
            head_start, {r"h ?/ ?2|half|fir|fast": h / 2, r"none|no|zero|0": 0.0}, 0.0, "params.head_start"
        )
    scales = {r"standard|\bz\b|sigma": "standardised", r"data|raw|orig|unit|measure": "data"}
    chart = memory.cusum(
        _data(given),
        target=_known(params.get("target"), r"mean|average|estimat|cent"),
        sigma=_sigma(given, params),
        k=number(params, "k", 0.5),
        h=h,
        head_start=head_start,
        scale=choice(params.get("scale"), scales, "standardised", "params.scale"),
    )
    return {
        "c_plus": chart.upper,
        "c_minus": chart.lower,
        "signal_upper": chart.signal_upper,
        "signal_lower": chart.signal_lower,
        "target": chart.target,
        "sigma": chart.sigma,
    }


def _t2(given: Given, params: Given) -> Given:
    chart = t2(_observations(given), confidence_level=number(params, "confidence_level", None))
    return {
        "center": chart.center,
        "covariance": chart.covariance,
        "t2": chart.t2,
        "ucl_phase1": chart.ucl_phase1,
        "ucl_phase2": chart.ucl_phase2,
        "beyond_limits": chart.panel.beyond,
    }


def _observations(given: Given) -> Any:
    """Rows as they are; or a list for each variable, by name or not, with a value or a subgroup for each point."""
    if given.get("observations") is not None:
        return given["observations"]
    variables_ = required(given, "variables")
    columns = list(variables_.values()) if isinstance(variables_, dict) else variables_
    if not isinstance(columns, list) or _depth(columns) not in (2, 3):
        raise BadInput("a list for each variable is needed", where="input.variables")
    if _depth(columns) == 2:
        columns = [as_values(column, "input.variables") for column in columns]
    else:
        columns = [_table(column) for column in columns]
    if len({column.shape for column in columns}) != 1:
        raise BadInput("all variables need the same subgroups of the same size", where="input.variables")
    return np.stack(columns, axis=-1)


def _table(rows: Any) -> np.ndarray:
    parts = [as_values(row, "input.variables") for row in rows]
    if len({part.size for part in parts}) != 1:
        raise BadInput("all subgroups need the same size", where="input.variables")
    return np.array(parts)


def _rules(given: Given, params: Given) -> Given:
    values, center, sigma = required(given, "values"), given.get("center"), given.get("sigma")
    if center is None or sigma is None:
        estimated = variables.i_mr(values)
        center = estimated.center if center is None else center
        sigma = estimated.sigma if sigma is None else sigma
    if center is None or sigma is None:
        raise BadInput("there are too few values to estimate centre and sigma", where="input.values")
    return {
        "nelson": rules.nelson(values, center, sigma).as_dict(),
        "western_electric": rules.western_electric(values, center, sigma).as_dict(),
    }


def _run(given: Given, params: Given) -> Given:
    center: Any = params.get("center")
    if not _is_number(center):
        center = choice(center, {r"median": "median", r"mean|average": "mean"}, "median", "params.center")
    chart = run_chart.run_chart(required(given, "values"), center=center)
    return {
        "median": chart.center,
        "center": chart.center,
        "n_useful": chart.n_useful,
        "longest_run": chart.longest_run,
        "longest_run_max": chart.longest_run_max,
        "n_crossings": chart.n_crossings,
        "n_crossings_min": chart.n_crossings_min,
        "signal": chart.signal,
    }


def _constants(given: Given, params: Given) -> Given:
    sizes = required(given, "n")
    sizes = sizes if isinstance(sizes, list) else [sizes]
    return {"rows": [_constants_of(size) for size in sizes]}


def _constants_of(n: Any) -> Given:
    if _is_number(n) and n == 1:  # one value has neither range nor standard deviation
        return {field.name: None for field in dataclasses.fields(ChartConstants)} | {"n": 1}
    return dataclasses.asdict(chart_constants(n))


def _oc(given: Given, params: Given) -> Given:
    """One n and one or many shifts; with many n a table with a row for each shift and a column for each n."""
    n, shift = given.get("n", 1), required(given, "shift")
    nsigma = number(given, "nsigma", number(params, "nsigma", 3.0), where="input")
    shifts = shift if isinstance(shift, list) else [shift]
    if n == []:
        raise BadInput("at least one size is needed", where="input.n")
    if isinstance(n, list):
        beta: Any = np.column_stack([oc_xbar(shifts, nsigma=nsigma, n=size) for size in n])
    else:
        beta = oc_xbar(shifts, nsigma=nsigma, n=1 if n is None else n)
    return {"beta": beta if isinstance(shift, list) else beta[0]}


def _arl(given: Given, params: Given) -> Given:
    cases = required(given, "cases")
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise BadInput("a list of objects is needed", where="input.cases")
    return {"arl": [_arl_of(case, params) for case in cases]}


def _arl_of(case: Given, params: Given) -> float:
    sided: Any = _sided(_first(case, "sided", "sides", default=params.get("sided")))
    shift = _first(case, "shift", "delta", "mu", "mean_shift", default=0.0)
    chart = choice(
        _first(case, "chart", "kind", "type", "scheme"),
        {r"cusum": "cusum", r"ewma": "ewma", r"shew|x.?bar|indiv|sigma": "shewhart"},
        "cusum" if "h" in case else "ewma" if {"lambda", "l", "lam"} & set(case) else "shewhart",
        "input.cases.chart",
    )
    if chart == "cusum":
        h, start = _first(case, "h"), _first(case, "head_start", "hs", "headstart", default=0.0)
        return cusum_arl(
            k=_first(case, "k", default=0.5), h=5.0 if h is None else h, shift=shift, head_start=start, sided=sided
        )
    width = _first(case, "L", "c", "nsigma", "width", "limit", "cE", "k", default=3.0)
    if chart == "ewma":
        patterns = _EWMA_LIMITS
        limits: Any = choice(
            _first(case, "limits", default=params.get("limits")), patterns, "asymptotic", "params.limits"
        )
        weight, start = _first(case, "lambda", "lam", "l"), _first(case, "start", "z0", "hs", "head_start", default=0.0)
        return ewma_arl(weight=weight, width=width, shift=shift, start=start, sided=sided, limits=limits)
    return shewhart_arl(nsigma=width, shift=shift, n=_first(case, "n", default=1), sided=sided)


def _sided(value: Any) -> str:
    if value in (1, 2):
        return "one" if value == 1 else "two"
    return choice(value, {r"two|both|2": "two", r"one|upper|lower|single|1": "one"}, "two", "params.sided")


def _first(case: Given, *keys: str, default: Any = None) -> Any:
    return next((case[key] for key in keys if case.get(key) is not None), default)


def _xbar(chart: variables.SubgroupChart) -> Given:
    return {"sigma": chart.sigma} | _named(chart.xbar, "xbar")


def _named(panel: Panel, name: str) -> Given:
    return {f"{name}_{key}": value for key, value in _panel(panel).items()}


def _panel(panel: Panel) -> Given:
    return {"center": panel.center, "lcl": panel.lcl, "ucl": panel.ucl, "beyond_limits": panel.beyond}


def _split(panel: Panel, early: str, late: str) -> Given:
    return {early: panel.values[: panel.phase1], late: panel.values[panel.phase1 :]}


def _for_each(line: Line, points: int) -> list[float | None]:
    heights = np.full(points, np.nan) if line is None else np.broadcast_to(line, points)
    listed: list[float | None] = plain(heights)
    return listed


def _subgroup_sigma(params: Given, default: Any) -> Any:
    method = choice(params.get("sigma_method"), _SUBGROUP_SIGMA, default, "params.sigma_method")
    return default.replace("mean", "weighted") if method == "weighted" else method


def _sigma(given: Given, params: Given) -> Any:
    """A known sigma, or the wording of a method."""
    sigma = params.get("sigma")
    if sigma is None or _is_number(sigma):
        return sigma
    if given.get("subgroups") is not None:
        return _subgroup_sigma({"sigma_method": sigma}, "mean range")
    return choice(sigma, _INDIVIDUAL_SIGMA, "mean moving range", "params.sigma")


def _known(value: Any, estimated: str) -> Any:
    """A known level; None for null or for words that ask to estimate it."""
    if isinstance(value, str) and re.search(estimated, value, re.IGNORECASE):
        return None
    return value


def _data(given: Given) -> Any:
    return given["subgroups"] if given.get("subgroups") is not None else required(given, "values")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _depth(value: Any) -> int:
    return 1 + _depth(value[0]) if isinstance(value, list) and value else 0


TOPICS = {
    "control_chart.arl": _arl,
    "control_chart.c": _c,
    "control_chart.constants": _constants,
    "control_chart.cusum": _cusum,
    "control_chart.ewma": _ewma,
    "control_chart.g": _g,
    "control_chart.i_mr": _i_mr,
    "control_chart.laney_p": _laney_p,
    "control_chart.laney_u": _laney_u,
    "control_chart.np": _np,
    "control_chart.oc": _oc,
    "control_chart.overdispersion": _overdispersion,
    "control_chart.p": _p,
    "control_chart.rules": _rules,
    "control_chart.run": _run,
    "control_chart.t2": _t2,
    "control_chart.u": _u,
    "control_chart.xbar_r": _xbar_r,
    "control_chart.xbar_s": _xbar_s,
}
