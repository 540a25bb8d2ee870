"""Adapters of the topics `capability.*`."""

from __future__ import annotations

from typing import Any

from everproof.analytics.capability.indices import Capability, capability
from everproof.analytics.capability.nonnormal import percentile_capability
from everproof.analytics.capability.process_yield import CUSTOMARY_SHIFT, process_yield, sigma_level
from everproof.analytics.cases.fields import confidence_of
from everproof.analytics.cases.params import choice, number, required
from everproof.analytics.transforms import box_cox

Given = dict[str, Any]

_SUBGROUP_SIGMA = {
    r"pooled|rmsdf|root.mean": "pooled sd",
    r"(weighted|mvlue|min\w*.variance).*(c4|\bs\b|sd)": "weighted sd",
    r"weighted|mvlue|min\w*.variance": "weighted range",
    r"c4|\bsd\b|s-?bar|std|standard": "mean sd",
    r"d2|range|r-?bar": "mean range",
}
_SINGLE_SIGMA = {r"median": "median moving range", r"\bmr\b|moving|range|d2": "mean moving range"}
_DISTRIBUTIONS = {
    r"log.?normal": "lognormal",
    r"half.?normal|folded": "half_normal",
    r"normal|gauss": "normal",
    r"weibull": "weibull",
    r"gamma": "gamma",
    r"expon": "exponential",
    r"log.?logistic|fisk": "loglogistic",
    r"logistic": "logistic",
    r"rayleigh": "rayleigh",
    r"smallest|minimum": "smallest_extreme_value",
    r"gumbel|largest|extreme|maximum": "largest_extreme_value",
    r"johnson": "johnson",
}


def _normal(given: Given, params: Given) -> Given:
    return _figures(_study(given, params))


def _overall(given: Given, params: Given) -> Given:
    study = _study(given, params | {"sigma_within": None})
    return _figures(study) | {"z": None if study.ppk is None else 3 * study.ppk}


def _study(given: Given, params: Given) -> Capability:
    subgroups: Any = given.get("subgroups")
    values: Any = given.get("values")
    if isinstance(subgroups, list) and all(isinstance(group, list) and len(group) == 1 for group in subgroups):
        subgroups, values = None, [group[0] for group in subgroups]
    named = params.get("sigma_within")
    known = named if isinstance(named, int | float) and not isinstance(named, bool) else None
    wordings = _SUBGROUP_SIGMA if subgroups is not None else _SINGLE_SIGMA
    return capability(
        subgroups=subgroups,
        values=None if subgroups is not None else values,
        lsl=params.get("lsl"),
        usl=params.get("usl"),
        target=params.get("target"),
        sigma_within=known if known is not None else choice(named, wordings, None, "params.sigma_within"),
        confidence=confidence_of(params),
    )


def _figures(study: Capability) -> Given:
    return study.as_dict() | {"center": study.mean, "cpm_overall": study.ppm_index, "sd": study.sigma_overall}


def _percentile(given: Given, params: Given) -> Given:
    found = percentile_capability(
        required(given, "values"),
        distribution=choice(params.get("distribution"), _DISTRIBUTIONS, "normal", "params.distribution"),
        lsl=params.get("lsl"),
        usl=params.get("usl"),
    )
    parameters = dict(found.parameters)
    if "rate" in parameters:
        parameters["scale"] = 1 / parameters["rate"]
    return found.as_dict() | {"parameters": parameters}


def _box_cox(given: Given, params: Given) -> Given:
    found = box_cox(required(given, "values"))
    return {"lambda": found.power, "loglik_is_max": found.log_likelihood_is_largest}


def _sigma_level(given: Given, params: Given) -> Given:
    shift = number(params, "shift", CUSTOMARY_SHIFT)
    dpmo = required(given, "dpmo")
    if not isinstance(dpmo, list):
        found = sigma_level(dpmo, shift=shift)
        return {"sigma_level": found.sigma_level, "z_long_term": found.z_long_term}
    levels = [None if rate is None else sigma_level(rate, shift=shift) for rate in dpmo]
    return {
        "sigma_level": [None if level is None else level.sigma_level for level in levels],
        "z_long_term": [None if level is None else level.z_long_term for level in levels],
    }


def _yield(given: Given, params: Given) -> Given:
    def listed(key: str) -> list[Any]:
        value = given.get(key)
        return value if isinstance(value, list) else [] if value is None else [value]

    found = process_yield(
        defects=listed("defects"), rework=listed("rework"), opportunities=required(given, "opportunities")
    )
    return found.as_dict() | {"yield": found.yield_}


TOPICS = {
    "capability.normal": _normal,
    "capability.overall": _overall,
    "capability.nonnormal_percentile": _percentile,
    "capability.boxcox": _box_cox,
    "capability.sigma_level": _sigma_level,
    "capability.yield": _yield,
}
