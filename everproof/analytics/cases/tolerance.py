"""Adapters of the topics `normality` and `tolerance.*`."""

from __future__ import annotations

from typing import Any

from everproof.analytics.cases.fields import Item, confidence_of, first, items_of, needed
from everproof.analytics.cases.params import choice, number, required
from everproof.analytics.normality import normality
from everproof.analytics.tolerance import (
    exponential_tolerance,
    k_factor,
    nonparametric_n,
    nonparametric_tolerance,
    normal_tolerance,
)

Given = dict[str, Any]

_METHODS = {r"he2|howe": "howe", r"exact": "exact"}
_COVERAGE = ("P", "p", "coverage", "content", "proportion")
_SIDES = ("side", "sides")


def _normality(given: Given, params: Given) -> Given:
    return normality(required(given, "values")).as_dict()


def _k_factor(given: Given, params: Given) -> Given:
    return {"k": [_k(item, params) for item in items_of(given, "cases")]}


def _k(item: Item, params: Given) -> float:
    return k_factor(
        needed(item, "n"),
        coverage=needed(item, *_COVERAGE, otherwise=params),
        confidence=confidence_of(item, params),
        sides=first(item, *_SIDES, default=2),
        method=choice(first(item, "method") or params.get("method"), _METHODS, "exact", "params.method"),
        degrees=first(item, "f", "df"),
    )


def _normal(given: Given, params: Given) -> Given:
    method = choice(params.get("method"), _METHODS, "exact", "params.method")
    return normal_tolerance(required(given, "values"), **_levels(params), method=method).as_dict()


def _exponential(given: Given, params: Given) -> Given:
    found = exponential_tolerance(required(given, "values"), **_levels(params))
    return found.as_dict() | {"lambda_hat": found.mean}


def _nonparametric(given: Given, params: Given) -> Given:
    figures: Given = {}
    if given.get("values") is not None:
        figures = nonparametric_tolerance(given["values"], **_levels(params)).as_dict()
    if given.get("cases") is not None:
        figures["n"] = [_n(item, params) for item in items_of(given, "cases")]
    return figures


def _n(item: Item, params: Given) -> int:
    return nonparametric_n(
        coverage=needed(item, *_COVERAGE, otherwise=params),
        confidence=confidence_of(item, params),
        sides=first(item, *_SIDES, default=2),
        left_out=first(item, "m", "left_out"),
    )


def _levels(params: Given) -> dict[str, float]:
    return {"confidence": confidence_of(params), "coverage": number(params, "coverage", 0.95)}


TOPICS = {
    "normality": _normality,
    "tolerance.k_factor": _k_factor,
    "tolerance.normal": _normal,
    "tolerance.exponential": _exponential,
    "tolerance.nonparametric": _nonparametric,
}
