"""Capability of a process whose values are not normal, by the percentile method.

    Pp  = (USL - LSL) / (X99.865 - X0.135)
    PPU = (USL - X50) / (X99.865 - X50)      PPL = (X50 - LSL) / (X50 - X0.135)      Ppk = min(PPU, PPL)

For a normal distribution these are the usual indices. Sources: ISO 22514-2, method M(l,d) of ISO 22514-4;
Clements, Quality Progress, September 1989.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from everproof.analytics.capability.indices import Capability, capability
from everproof.analytics.capability.limits import checked_limits
from everproof.analytics.errors import BadInput
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import present_values

TAIL = 0.00135
"""The share of a normal distribution beyond three sigma on one side."""


class Curve(Protocol):
    """A distribution: `distributions.Fit` and `transforms.Johnson` are curves."""

    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def method(self) -> str: ...
    @property
    def source(self) -> str: ...
    def quantile(self, p: float) -> float | None: ...
    def share_below(self, x: float) -> float | None: ...
    def share_above(self, x: float) -> float | None: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class PercentileCapability(Result):
    """Performance indices by percentiles. `q00135`, `q50`, `q99865` are in the unit of the values, shares in ppm."""

    distribution: str
    parameters: dict[str, float]
    q00135: float | None
    q50: float | None
    q99865: float | None
    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float | None
    expected_below_lsl_ppm: float | None
    expected_above_usl_ppm: float | None


def percentile_capability(
    values: Any, *, distribution: str, lsl: float | None = None, usl: float | None = None
) -> PercentileCapability:
    """Indices by percentiles of a fitted distribution (a name of `distributions.FAMILIES`, or "johnson").

    One limit may be missing. Undefined, with the reason, where the distribution cannot be fitted.
    """
    if distribution == "johnson":
        from everproof.analytics.transforms import johnson

        curve = johnson(values)
        names = ("gamma", "eta", "epsilon", "lambda_")
        parameters = {name: value for name in names if (value := getattr(curve, name)) is not None}
        return of_curve(
            curve, lsl=lsl, usl=usl, distribution=f"johnson {curve.system or ''}".strip(), parameters=parameters
        )
    from everproof.analytics.distributions import fit

    fitted = fit(values, distribution)
    return of_curve(fitted, lsl=lsl, usl=usl, distribution=distribution, parameters=fitted.parameters)


def of_curve(
    curve: Curve,
    *,
    lsl: float | None,
    usl: float | None,
    distribution: str,
    parameters: dict[str, float],
) -> PercentileCapability:
    """Indices by percentiles of a curve that is already fitted."""
    lsl, usl = checked_limits(lsl, usl)
    notes = Notes()
    for warning in curve.warnings:
        notes.warn(warning)
    low, middle, high = (curve.quantile(p) for p in (TAIL, 0.5, 1 - TAIL))
    pp = ppl = ppu = below = above = None
    if low is not None and middle is not None and high is not None:
        if lsl is not None and usl is not None:
            pp = (usl - lsl) / (high - low)
        else:
            notes.undefined("Pp", "it needs both specification limits")
        if lsl is not None:
            ppl, below = (middle - lsl) / (middle - low), curve.share_below(lsl)
        if usl is not None:
            ppu, above = (usl - middle) / (high - middle), curve.share_above(usl)
    sides = [side for side in (ppl, ppu) if side is not None]
    return PercentileCapability(
        method=f"Percentile method, {distribution} by {curve.method}",
        assumptions=("The process was stable.", "The distribution holds out to the far tails."),
        warnings=notes.warnings,
        source=f"ISO 22514-2; {curve.source}",
        distribution=distribution,
        parameters=parameters,
        q00135=low,
        q50=middle,
        q99865=high,
        pp=pp,
        ppl=ppl,
        ppu=ppu,
        ppk=min(sides) if sides else None,
        expected_below_lsl_ppm=None if below is None else 1e6 * below,
        expected_above_usl_ppm=None if above is None else 1e6 * above,
    )


def box_cox_capability(
    values: Any, *, power: float, lsl: float | None = None, usl: float | None = None, signals: int | None = None
) -> Capability:
    """Indices of values in order of time after the Box-Cox transformation with `power` (see `transforms.box_cox`).

    Values and limits are transformed together; a limit at or below 0 has no image and cannot be used. The sigma and
    mean of the result are on the transformed scale. Raises BadInput for values or limits that are not positive.
    """
    from everproof.analytics.transforms import box_cox_transform

    x = present_values(values)
    if x.size and x.min() <= 0:
        raise BadInput("the Box-Cox transformation needs positive values", where="values")
    for name, limit in (("lsl", lsl), ("usl", usl)):
        if limit is not None and limit <= 0:
            raise BadInput("the Box-Cox transformation needs a positive limit, or none", where=name)
    return capability(
        values=box_cox_transform(x, power),
        lsl=None if lsl is None else float(box_cox_transform(lsl, power)),
        usl=None if usl is None else float(box_cox_transform(usl, power)),
        signals=signals,
    )
