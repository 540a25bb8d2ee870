"""Reference cases of reliability."""

from __future__ import annotations

from typing import Any

from everproof.analytics.cases.params import required
from everproof.analytics.reliability import repair, survival, weibull

Figures = dict[str, Any]


def _weibull(given: Figures, params: Figures) -> Figures:
    fit = weibull.fit_weibull(
        given.get("times"),
        given.get("event"),
        method=_method(params.get("method")),
        ranks=_ranks(params.get("ranks") or params.get("method")),
        interval=_interval(params.get("ci")),
        confidence_level=_level(params),
    )
    line = fit.rrx or fit.rry
    return {
        "shape": fit.shape,
        "scale": fit.scale,
        "shape_ci": fit.shape_ci,
        "scale_ci": fit.scale_ci,
        "loglik": fit.loglik,
        "b10_life": fit.b10_life,
        "mean_life": fit.mean_life,
        "median_life": fit.median_life,
        "reliability_at_scale": fit.reliability(fit.scale) if fit.scale is not None else None,
        "r_squared": line.r_squared if line else None,
        "rrx": fit.rrx,
        "rry": fit.rry,
    }


def _method(name: Any) -> str:
    text = str(name or "").lower()
    if not any(word in text for word in ("rank", "regression", "rrx", "rry", "least squares")):
        return weibull.METHODS[0]
    y_on_x = any(word in text for word in ("rry", "y on x", "y|x"))
    return weibull.METHODS[2] if y_on_x and "x on y" not in text and "rrx" not in text else weibull.METHODS[1]


def _interval(name: Any) -> str:
    text = str(name or "").lower()
    return "likelihood ratio" if "ratio" in text or "profile" in text else "wald"


def _ranks(name: Any) -> str:
    """The kind of ranks from the words of a case; Benard's approximation unless it says otherwise."""
    text = str(name or "").lower()
    if "benard" in text or "bernard" in text or "0.3" in text:
        return "benard"
    if "exact" in text or "beta" in text:
        return "median"
    if "hazen" in text or "0.5" in text or "midpoint" in text:
        return "hazen"
    return "mean" if "mean" in text or "n+1" in text.replace(" ", "") else "benard"


def _kaplan_meier(given: Figures, params: Figures) -> Figures:
    curve = survival.kaplan_meier(given.get("times"), given.get("event"))
    return {
        "event_times": curve.event_times,
        "survival": curve.survival,
        "std_err_greenwood": curve.std_err_greenwood,
        "at_risk": curve.at_risk,
        "failures": curve.failures,
    }


def _mtbf(given: Figures, params: Figures) -> Figures:
    result = repair.mean_time_between_failures(
        required(given, "failures"),
        required(given, "total_time"),
        _level(params),
    )
    return {
        "mtbf": result.mtbf,
        "failure_terminated_two_sided": result.failure_terminated_two_sided,
        "time_terminated_two_sided": result.time_terminated_two_sided,
        "time_terminated_lower_one_sided": result.time_terminated_lower_one_sided,
    }


def _availability(given: Figures, params: Figures) -> Figures:
    result = repair.availability(
        given.get("uptime_hours"), given.get("repair_hours"), given.get("logistic_delay_hours")
    )
    return {
        "failures": result.failures,
        "mtbf": result.mtbf,
        "mttr": result.mttr,
        "mean_downtime": result.mean_downtime,
        "inherent_availability": result.inherent_availability,
        "operational_availability": result.operational_availability,
    }


def _growth(given: Figures, params: Figures) -> Figures:
    fit = repair.reliability_growth(given.get("failure_times"), given.get("end_time"), params.get("truncation"))
    return {
        "beta_mle": fit.beta_mle,
        "beta_unbiased": fit.beta_unbiased,
        "lambda": fit.lambda_,
        "improvement_slope_unbiased": fit.improvement_slope_unbiased,
        "mtbf_at_end_mle": fit.mtbf_at_end_mle,
        "mtbf_at_end_unbiased": fit.mtbf_at_end_unbiased,
        "laplace_z": fit.laplace_z,
    }


def _level(params: Figures) -> float:
    level = params.get("confidence_level")
    return 0.95 if level is None else level


TOPICS = {
    "reliability.availability": _availability,
    "reliability.growth": _growth,
    "reliability.kaplan_meier": _kaplan_meier,
    "reliability.mtbf": _mtbf,
    "reliability.weibull": _weibull,
}
