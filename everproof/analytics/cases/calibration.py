"""Reference cases of calibration intervals."""

from __future__ import annotations

from typing import Any

from everproof.analytics import calibration_intervals as calibration
from everproof.analytics.calibration_models import MODELS
from everproof.analytics.cases.params import required
from everproof.analytics.errors import BadInput

Figures = dict[str, Any]


def _a3(given: Figures, params: Figures) -> Figures:
    rules = {
        "max_change": "max_change",
        "min_delta_days": "min_change",
        "min_interval": "shortest",
        "max_interval": "longest",
    }
    result = calibration.review_interval(
        required(given, "in_tolerance"),
        required(given, "n"),
        required(given, "interval_days"),
        required(given, "target_reliability"),
        0.5 if given.get("confidence") is None else given["confidence"],
        **{name: params[key] for key, name in rules.items() if params.get(key) is not None},
    )
    return {
        "observed_reliability": result.observed_reliability,
        "calculated_interval": result.calculated_interval,
        "recommended_interval": result.recommended_interval,
        "rejection_confidence": result.rejection_confidence,
        "reliability_ci": result.reliability_ci,
    }


def _s2(given: Figures, params: Figures) -> Figures:
    fit = calibration.fit_reliability(
        given.get("interval_weeks"),
        required(given, "in_tolerance"),
        required(given, "n"),
        required(given, "target_reliability"),
        _model(params.get("model")),
    )
    return {"theta": fit.theta, "interval": fit.interval}


def _model(name: Any) -> str:
    words = str(name or "exponential").lower().replace("log normal", "lognormal").replace("_", " ")
    return next((known for known in sorted(MODELS, key=len, reverse=True) if known in words), words)


def _variables(given: Figures, params: Figures) -> Figures:
    limits = params.get("limits")
    if limits is not None and (not isinstance(limits, list) or len(limits) != 2):
        raise BadInput("a lower and an upper limit are needed, null for none", where="limits")
    result = calibration.interval_from_drift(
        given.get("days"),
        given.get("deviations"),
        0.0 if given.get("u0") is None else given["u0"],
        0.0 if given.get("y0") is None else given["y0"],
        limits=None if limits is None else (limits[0], limits[1]),
        reliability=params.get("reliability"),
        uncertainty_target=params.get("uncertainty_target"),
        order=1 if params.get("order") is None else params["order"],
    )
    return {f"b{power}": value for power, value in enumerate(result.coefficients, start=1)} | {
        "s_yx": result.s_yx,
        "interval_reliability_target": result.interval_reliability_target,
        "interval_uncertainty_target": result.interval_uncertainty_target,
    }


def _exponential_adjust(given: Figures, params: Figures) -> Figures:
    result = calibration.scale_interval(
        required(given, "interval_days"),
        required(given, "observed_reliability"),
        required(given, "target_reliability"),
    )
    return {"interval_days": result.interval}


def _en(given: Figures, params: Figures) -> Figures:
    names = ("lab", "ref", "u_lab", "u_ref")
    columns: list[Any] = [given.get(name) for name in names]
    expanded = params.get("expanded_uncertainty") is not False
    if not any(isinstance(column, list) for column in columns):
        single = calibration.en_number(*columns, expanded=expanded)
        return {"en": single.en, "satisfactory": single.satisfactory}
    rounds = max(len(column) for column in columns if isinstance(column, list))
    filled = [column if isinstance(column, list) else [column] * rounds for column in columns]
    for name, column in zip(names, filled, strict=True):
        if len(column) != rounds:
            raise BadInput(f"{rounds} values are needed, there are {len(column)}", where=name)
    results = [calibration.en_number(*values, expanded=expanded) for values in zip(*filled, strict=True)]
    return {"en": [result.en for result in results], "satisfactory": [result.satisfactory for result in results]}


TOPICS = {
    "calibration.a3": _a3,
    "calibration.en": _en,
    "calibration.exponential_adjust": _exponential_adjust,
    "calibration.s2": _s2,
    "calibration.variables": _variables,
}
