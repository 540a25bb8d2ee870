"""Does the gauge show the truth? Bias at one reference value, linearity over several, and the type 1 study.

Sources: AIAG, Measurement Systems Analysis, 4th edition, ch. III B; VDA 5; ISO 22514-7 (Cg, Cgk).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_values, mean_of
from everproof.analytics.errors import BadInput, as_labels
from everproof.analytics.msa.line import LINE, straight_line, t_test
from everproof.analytics.probability import t_ppf, t_two_sided
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import present_values, sd_of

_INDEPENDENT = ("The reference values are far more accurate than the gauge.", "Readings are independent and normal.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Bias(Result):
    """Mean reading minus reference, with a t test against 0. Lengths in the unit of the values; `ci` of the bias."""

    n: int
    reference: float
    mean: float | None
    bias: float | None
    s: float | None
    se: float | None
    t: float | None
    df: int | None
    p_value: float | None
    ci: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Type1(Result):
    """Capability of a gauge on one reference part.

    `cg` spread alone, `cgk` spread and bias; 1.33 is the usual requirement on both. `pct_var_repeatability` and
    `pct_var_repeatability_bias` are the percent of the tolerance that the gauge's spread (and bias) uses: the share of
    the tolerance it is measured against, divided by Cg and Cgk. `t`, `p_value`: is the bias real?
    """

    n: int
    mean: float | None
    sd: float | None
    bias: float | None
    cg: float | None
    cgk: float | None
    pct_var_repeatability: float | None
    pct_var_repeatability_bias: float | None
    t: float | None
    p_value: float | None


@dataclass(frozen=True)
class PartBias:
    """Bias of one reference part."""

    part: Any
    reference: float
    n: int
    mean: float
    bias: float
    p_value: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Linearity(Result):
    """Straight line of the bias over the reference values: bias = intercept + slope · reference.

    `linearity` = |slope| · process variation and `pct_linearity` the same in percent of it, `pct_bias` the average bias
    in percent of it; None without a process variation. `s` is the residual standard deviation.
    """

    parts: tuple[PartBias, ...]
    average_bias: float | None
    average_bias_p: float | None
    slope: float | None
    intercept: float | None
    s: float | None
    r_squared: float | None
    se_slope: float | None
    se_intercept: float | None
    t_slope: float | None
    t_intercept: float | None
    p_slope: float | None
    p_intercept: float | None
    linearity: float | None
    pct_linearity: float | None
    pct_bias: float | None

    @property
    def bias_by_part(self) -> tuple[float, ...]:
        return tuple(part.bias for part in self.parts)


def bias(values: Any, *, reference: float, confidence: float = 0.95) -> Bias:
    """Bias of a gauge from repeated readings of one reference part: mean - reference, se = s/√n, t = bias/se, n - 1 df.

    Missing readings are left out. The test is undefined for fewer than two readings and where they do not vary.
    """
    reference = as_number(reference, "reference")
    confidence = as_number(confidence, "confidence", above=0, below=1)
    # Worked on differences from the reference: a micrometre on a metre keeps its digits.
    x = present_values(values) - reference
    n = int(x.size)
    notes = Notes()
    s = se = t = p = None
    ci: tuple[float, float] | None = None
    offset = mean_of(x) if n else notes.undefined("The bias", "there are no readings")
    if offset is not None and n > 1:
        s = sd_of(x)
        se = s / math.sqrt(n)
        margin = float(t_ppf((1 + confidence) / 2, n - 1)) * se
        ci = (offset - margin, offset + margin)
        t, p = t_test(offset, se, n - 1, "The test of the bias", notes)
    elif offset is not None:
        notes.undefined("The test of the bias", "at least two readings are needed")
    return Bias(
        method="Bias, one-sample t test",
        assumptions=_INDEPENDENT,
        warnings=notes.warnings,
        source="AIAG MSA 4th edition, ch. III B",
        n=n,
        reference=reference,
        mean=None if offset is None else reference + offset,
        bias=offset,
        s=s,
        se=se,
        t=t,
        df=n - 1 if n > 1 else None,
        p_value=p,
        ci=ci,
    )


def type1(
    values: Any,
    *,
    reference: float,
    tolerance: float,
    percent_of_tolerance: float = 20.0,
    multiplier: float = 6.0,
) -> Type1:
    """Type 1 study: at least 25, better 50 readings of one reference part by one person.

    Cg = (K/100·tolerance)/(multiplier·s); Cgk = (K/200·tolerance - |bias|)/(multiplier/2·s), with K =
    `percent_of_tolerance` (20, some customers 15 or 10) and multiplier 6 (99.73 %) or 4 (95 %).
    Undefined where the readings do not vary. Source: ISO 22514-7; customers' handbooks with their own K and multiplier.
    """
    tolerance = as_number(tolerance, "tolerance", above=0)
    share = as_number(percent_of_tolerance, "percent_of_tolerance", above=0)
    multiplier = as_number(multiplier, "multiplier", above=0)
    found = bias(values, reference=reference)
    notes = Notes()
    for warning in found.warnings:
        notes.warn(warning)
    cg = cgk = None
    if found.s and found.bias is not None:
        cg = share / 100 * tolerance / (multiplier * found.s)
        cgk = (share / 200 * tolerance - abs(found.bias)) / (multiplier / 2 * found.s)
    else:
        notes.undefined("Cg and Cgk", "the readings do not vary, or there are fewer than two")
    if 0 < found.n < 25:
        notes.warn(f"{found.n} readings are few; 25 are the least, 50 are usual.")
    return Type1(
        method=f"Type 1 study, {share:g} % of the tolerance, {multiplier:g} s",
        assumptions=_INDEPENDENT,
        warnings=notes.warnings,
        source="ISO 22514-7",
        n=found.n,
        mean=found.mean,
        sd=found.s,
        bias=found.bias,
        cg=cg,
        cgk=cgk,
        pct_var_repeatability=share / cg if cg else None,
        pct_var_repeatability_bias=share / cgk if cgk else None,
        t=found.t,
        p_value=found.p_value,
    )


def linearity(
    parts: Sequence[Any],
    references: Any,
    values: Any,
    *,
    process_variation: float | None = None,
) -> Linearity:
    """Linearity study: several reference parts over the gauge's range, each measured several times.

    Three lists of equal length: which part, its reference value, the reading. Least squares through the single biases
    (reading - reference). `process_variation` is six sigma of the process. Undefined with fewer than two distinct
    reference values or three readings. Raises BadInput where a part has two reference values.
    """
    x, readings, parts = as_values(references, "references"), as_values(values), as_labels(parts, "parts")
    if not len(parts) == x.size == readings.size:
        raise BadInput(f"{readings.size} values, {len(parts)} parts, {x.size} references do not match", where="values")
    known = ~(np.isnan(x) | np.isnan(readings)) & np.array([part is not None for part in parts], dtype=bool)
    x, y = x[known], readings[known] - x[known]
    measured = [part for part, use in zip(parts, known.tolist(), strict=True) if use]
    variation = None if process_variation is None else as_number(process_variation, "process_variation", above=0)
    notes = Notes()
    by_part = _biases(measured, x, y)
    line = straight_line(x, y, notes)
    average = mean_of(y) if y.size else None
    slope = line.get("slope")
    return Linearity(
        method="Linearity, least squares of the bias on the reference value",
        assumptions=(*_INDEPENDENT, "The spread is the same at all reference values."),
        warnings=notes.warnings,
        source="AIAG MSA 4th edition, ch. III B",
        parts=by_part,
        average_bias=average,
        **{name: line.get(name) for name in LINE},
        linearity=None if slope is None or variation is None else abs(slope) * variation,
        pct_linearity=None if slope is None or variation is None else 100 * abs(slope),
        pct_bias=None if average is None or variation is None else 100 * abs(average) / variation,
    )


def _biases(parts: Sequence[Any], x: FloatArray, y: FloatArray) -> tuple[PartBias, ...]:
    """Bias of each part, in order of appearance."""
    found = []
    for part in dict.fromkeys(parts):
        mine = np.array([other == part for other in parts], dtype=bool)
        if np.ptp(x[mine]) > 0:
            raise BadInput(f"part {part} has more than one reference value", where="references")
        biases, n = y[mine], int(mine.sum())
        offset, s = mean_of(biases), sd_of(biases)
        p = float(t_two_sided(offset / (s / math.sqrt(n)), n - 1)) if n > 1 and s else None
        reference = float(x[mine][0])
        found.append(PartBias(part, reference, n, reference + offset, offset, p))
    return tuple(found)
