"""Adapters of the topics `numeric.*`: accuracy of summary statistics and analysis of variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from everproof.analytics.arrays import as_number, as_values, as_whole
from everproof.analytics.cases.params import required
from everproof.analytics.errors import BadInput
from everproof.analytics.summary import one_way_anova, summary

_LONGEST = 20_000_000


def _summary(given: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    values = given.get("values")
    if values is None:
        values = _expanded(_read(required(given, "pattern")), _offset(given))
    figures = summary(values)
    return {
        "n": figures.n,
        "mean": figures.mean,
        "sd": figures.sd,
        "variance": figures.variance,
        "autocorr_lag1": figures.autocorrelation_lag1,
        "min": figures.minimum,
        "median": figures.median,
        "max": figures.maximum,
    }


def _anova(given: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    table = one_way_anova(_groups(given))
    return {
        "df_between": table.df_between,
        "df_within": table.df_within,
        "ss_between": table.ss_between,
        "ss_within": table.ss_within,
        "ms_between": table.ms_between,
        "ms_within": table.ms_within,
        "f": table.f,
        "p_value": table.p_value,
        "r_squared": table.r_squared,
        "residual_sd": table.residual_sd,
    }


def _groups(given: dict[str, Any]) -> Any:
    """Groups as they are, as values with a label each, or described by their means and one pattern of deviations."""
    if given.get("groups") is not None and given.get("values") is None:
        return given["groups"]
    if given.get("values") is not None:
        return _by_label(given["values"], required(given, "groups"))
    pattern = _deviations(_read(required(given, "pattern")))
    means = as_values(required(given, "group_means"), "input.group_means", missing=False).tolist()
    return [_expanded(pattern, _offset(given) + _decimal(mean)) for mean in means]


def _by_label(values: list[Any], labels: list[Any]) -> dict[str, list[Any]]:
    if len(values) != len(labels):
        raise BadInput("must name a group for each value", where="input.groups")
    groups: dict[str, list[Any]] = {}
    for value, label in zip(values, labels, strict=True):
        groups.setdefault(str(label), []).append(value)
    return groups


@dataclass(frozen=True)
class _Pattern:
    """A short description of generated data: the values `first`, then those of `then`, `repeat` times."""

    first: list[float]
    then: list[float]
    repeat: int


def _read(pattern: Any) -> _Pattern:
    """`{"first": a, "then": [b, c], "repeat": n}` is a, followed by b, c n times; a plain list stands for itself."""
    if isinstance(pattern, list):
        pattern = {"then": pattern}
    if not isinstance(pattern, Mapping) or not {"first", "then"} & set(pattern):
        raise BadInput('must be a list or {"first": …, "then": […], "repeat": …}', where="input.pattern")
    repeat = pattern.get("repeat")
    read = _Pattern(
        first=_listed(pattern.get("first"), "input.pattern.first"),
        then=_listed(pattern.get("then"), "input.pattern.then"),
        repeat=1 if repeat is None else as_whole(repeat, "input.pattern.repeat", minimum=0),
    )
    if read.repeat * max(1, len(read.then)) > _LONGEST:
        raise BadInput(f"stands for more than {_LONGEST} values", where="input.pattern")
    return read


def _deviations(pattern: _Pattern) -> _Pattern:
    """The pattern about 0. One that begins with a typical value instead of 0 is meant relative to it."""
    if not pattern.first or pattern.first[0] == 0:
        return pattern
    typical = _decimal(pattern.first[0])
    first, then = ([float(_decimal(x) - typical) for x in part] for part in (pattern.first, pattern.then))
    return replace(pattern, first=first, then=then)


def _expanded(pattern: _Pattern, offset: Decimal) -> list[float]:
    """The values a pattern stands for, each with the offset, added as decimals so that no digit is lost."""
    first, then = ([float(offset + _decimal(value)) for value in part] for part in (pattern.first, pattern.then))
    return first + then * pattern.repeat


def _listed(value: Any, where: str) -> list[float]:
    if value is None:
        return []
    listed: list[float] = as_values(value if isinstance(value, list) else [value], where, missing=False).tolist()
    return listed


def _offset(given: dict[str, Any]) -> Decimal:
    offset = given.get("offset")
    return Decimal(0) if offset is None else _decimal(as_number(offset, "input.offset"))


def _decimal(value: float) -> Decimal:
    """The decimal number that was written, not the nearest binary fraction."""
    return Decimal(repr(float(value)))


TOPICS = {"numeric.summary": _summary, "numeric.anova": _anova}
