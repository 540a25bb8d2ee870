"""What measurement error costs at the specification limits: good parts rejected, bad parts accepted.

Source: Burdick, Borror & Montgomery, Design and Analysis of Gauge R&R Studies, 2005, ch. 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number
from everproof.analytics.errors import BadInput
from everproof.analytics.probability import integrate, normal_cdf, normal_pdf
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Misclassification(Result):
    """Shares (0 to 1). `false_reject` of all parts are good and rejected, `false_accept` bad and accepted;
    `producer_risk` = P(rejected | good), `consumer_risk` = P(accepted | bad), None where there are no such parts."""

    good: float
    accepted: float
    false_reject: float
    false_accept: float
    producer_risk: float | None
    consumer_risk: float | None


def misclassification(
    *,
    mean: float,
    sd_part: float,
    sd_measurement: float,
    lsl: float | None = None,
    usl: float | None = None,
    bias: float = 0.0,
) -> Misclassification:
    """Misclassification of a normal process by a gauge with normal error: the true value is N(mean, sd_part²), the
    reading N(true + bias, sd_measurement²), and a part is accepted when the reading is within the limits.

    The joint probabilities are integrals over the true value, by Gauss-Legendre quadrature to about 1e-12.
    """
    mean, bias = as_number(mean, "mean"), as_number(bias, "bias")
    part = as_number(sd_part, "sd_part", above=0)
    gauge = as_number(sd_measurement, "sd_measurement", above=0)
    if lsl is None and usl is None:
        raise BadInput("at least one specification limit is needed", where="lsl, usl")
    low = -math.inf if lsl is None else (as_number(lsl, "lsl") - mean) / part
    high = math.inf if usl is None else (as_number(usl, "usl") - mean) / part
    if low >= high:
        raise BadInput("the lower limit is not below the upper limit", where="lsl")
    error, shift = gauge / part, bias / part

    def joint(z: FloatArray) -> FloatArray:
        reading = normal_cdf((high - z - shift) / error) - normal_cdf((low - z - shift) / error)
        return np.asarray(normal_pdf(z) * reading)

    good = float(normal_cdf(high) - normal_cdf(low))
    accepted_good = _over(joint, low, high, (low - shift, high - shift), error)
    accepted = accepted_good + _over(joint, -math.inf, low, (low - shift,), error)
    accepted += _over(joint, high, math.inf, (high - shift,), error)
    false_reject, false_accept = max(0.0, good - accepted_good), max(0.0, accepted - accepted_good)
    notes = Notes()
    if good >= 1:
        notes.undefined("The consumer's risk", "there are no bad parts")
    return Misclassification(
        method="Misclassification by measurement error, bivariate normal",
        assumptions=("Parts and measurement errors are normal and independent.",),
        warnings=notes.warnings,
        source="Burdick, Borror & Montgomery 2005, ch. 3",
        good=good,
        accepted=accepted,
        false_reject=false_reject,
        false_accept=false_accept,
        producer_risk=false_reject / good if good else None,
        consumer_risk=false_accept / (1 - good) if good < 1 else None,
    )


def _over(
    function: Callable[[FloatArray], FloatArray], low: float, high: float, edges: tuple[float, ...], width: float
) -> float:
    """Integral of the joint density between two true values, split where readings cross a limit."""
    low, high = max(low, -9.0), min(high, 9.0)
    if low >= high:
        return 0.0
    points = {low, high, *(edge + step * width for edge in edges for step in (-9, -5, -2, 0, 2, 5, 9)), *range(-9, 10)}
    inside = sorted(point for point in points if low <= point <= high and math.isfinite(point))
    return integrate(function, inside)
