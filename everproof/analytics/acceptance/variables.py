"""Acceptance sampling by measured values: operating characteristic, estimate of the fraction nonconforming, verdict.

A lot of items whose characteristic is normally distributed is judged by the mean and the standard deviation of a
sample. Form 1 (k method): accept when (U - mean) / s >= k. Form 2 (M method): estimate the fraction nonconforming p
and accept when p <= M; only this form treats two limits together.

Sources: ANSI/ASQ Z1.9, ISO 3951-1; Lieberman & Resnikoff, JASA 50 (1955) for the estimate of p; Montgomery,
Introduction to Statistical Quality Control, 16.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from everproof.analytics.arrays import as_number, as_values, as_whole
from everproof.analytics.errors import BadInput
from everproof.analytics.probability import beta_cdf, beta_ppf, noncentral_t_cdf, normal_cdf, normal_ppf, normal_sf
from everproof.analytics.result import Notes, Result

SOURCE = "ANSI/ASQ Z1.9; ISO 3951-1; Lieberman & Resnikoff, Journal of the American Statistical Association 50 (1955)"
_NORMAL = "The characteristic is normally distributed."


@dataclass(frozen=True, kw_only=True, eq=False)
class VariablesCharacteristic(Result):
    """`p_accept[i]` is the probability that a lot with the fraction `quality[i]` beyond the limit is accepted."""

    n: int
    k: float
    quality: tuple[float, ...]
    p_accept: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class NonconformingEstimate(Result):
    """Estimated fractions beyond the limits, with the quality indices they follow from.

    `s` is the sample standard deviation (n - 1). `q_upper` = (U - mean) / s, `q_lower` = (mean - L) / s (with sigma
    where it is known). `p_upper`, `p_lower`: minimum-variance unbiased estimates of the fractions above U and below
    L; `p_total` their sum. None where there is no such limit.
    """

    n: int
    mean: float
    s: float | None
    q_lower: float | None
    q_upper: float | None
    p_lower: float | None
    p_upper: float | None
    p_total: float | None


def variables_characteristic(n: int, k: float, quality: Any, sigma_known: bool) -> VariablesCharacteristic:
    """Probability of acceptance of a k-method plan with one specification limit.

    Sigma known: Φ(√n (z₁₋p - k)). Sigma unknown: P(T >= k √n), T noncentral t with n - 1 degrees of freedom and
    noncentrality z₁₋p √n. Raises BadInput for n below 1 (2 when sigma is unknown) and fractions outside 0 to 1.
    """
    size = as_whole(n, "n", minimum=1 if sigma_known else 2)
    factor = as_number(k, "k")
    if isinstance(quality, int | float) and not isinstance(quality, bool):
        quality = [quality]
    values = [float(p) for p in as_values(quality, "fraction_defective", missing=False)]
    for position, p in enumerate(values, start=1):
        if not 0 <= p <= 1:
            raise BadInput(f"must be from 0 to 1, not {p:g}", where=f"fraction_defective[{position}]")
    return VariablesCharacteristic(
        method=f"operating characteristic of a variables plan, sigma {'known' if sigma_known else 'unknown'}",
        assumptions=(_NORMAL, "One specification limit."),
        source=SOURCE,
        n=size,
        k=factor,
        quality=tuple(values),
        p_accept=tuple(variables_p_accept(size, factor, p, sigma_known=sigma_known) for p in values),
    )


def variables_p_accept(n: int, k: float, p: float, *, sigma_known: bool) -> float:
    """Probability of acceptance at one fraction nonconforming; unchecked."""
    if p in (0.0, 1.0):
        return 1.0 - p
    z = -float(normal_ppf(p))
    if sigma_known:
        return float(normal_cdf(math.sqrt(n) * (z - k)))
    # P(T >= t; d) = P(T <= -t; -d) keeps the digits of small probabilities.
    return noncentral_t_cdf(-k * math.sqrt(n), n - 1, -z * math.sqrt(n))


def estimate_nonconforming(
    values: Any, lsl: float | None = None, usl: float | None = None, sigma: float | None = None
) -> NonconformingEstimate:
    """Mean, s and the estimated fractions beyond the limits of the lot that the sample `values` was drawn from.

    Sigma unknown: p = Iₓ(n/2 - 1, n/2 - 1) with x = ½ - Q √n / (2 (n - 1)), the beta distribution; needs three values.
    Sigma known: p = Φ(-Q √(n / (n - 1))); needs two.
    """
    data = [float(value) for value in as_values(values, minimum=1) if not math.isnan(value)]
    if sigma is not None:
        sigma = as_number(sigma, "sigma", above=0.0)
    lower = None if lsl is None else as_number(lsl, "lsl")
    upper = None if usl is None else as_number(usl, "usl")
    if lower is not None and upper is not None and lower >= upper:
        raise BadInput(f"must be above the lower limit {lower:g}, not {upper:g}", where="usl")
    notes = Notes()
    n = len(data)
    mean = math.fsum(data) / n
    s = math.sqrt(math.fsum((value - mean) ** 2 for value in data) / (n - 1)) if n > 1 else None
    if s is None:
        notes.undefined("s", "two values are needed")
    spread = sigma if sigma is not None else s
    q_lower = _index(mean - lower, spread, "The lower quality index", notes) if lower is not None else None
    q_upper = _index(upper - mean, spread, "The upper quality index", notes) if upper is not None else None
    p_lower = _fraction(q_lower, n, sigma is not None, "The fraction below the lower limit", notes)
    p_upper = _fraction(q_upper, n, sigma is not None, "The fraction above the upper limit", notes)
    return NonconformingEstimate(
        method=f"estimated fraction nonconforming, sigma {'unknown' if sigma is None else 'known'}",
        assumptions=(_NORMAL, "The sample is drawn at random from one lot."),
        warnings=notes.warnings,
        source=SOURCE,
        n=n,
        mean=mean,
        s=s,
        q_lower=q_lower,
        q_upper=q_upper,
        p_lower=p_lower,
        p_upper=p_upper,
        p_total=_total(lower, upper, p_lower, p_upper),
    )


def k_from_m(m: float, n: int, sigma_known: bool) -> float | None:
    """The acceptability constant k of the plan that allows the estimated fraction `m`; None for too small a sample."""
    if sigma_known:
        return float(-normal_ppf(m)) * math.sqrt((n - 1) / n) if n > 1 else None
    if n < 3:
        return None
    return (1 - 2 * float(beta_ppf(m, n / 2 - 1, n / 2 - 1))) * (n - 1) / math.sqrt(n)


def m_from_k(k: float, n: int, sigma_known: bool) -> float | None:
    """The largest estimated fraction nonconforming that a k-method plan accepts: the inverse of `k_from_m`."""
    return _fraction(k, n, sigma_known, "M", Notes())


def _index(distance: float, spread: float | None, name: str, notes: Notes) -> float | None:
    if spread:
        return distance / spread
    notes.undefined(name, "all values are equal" if spread == 0 else "two values are needed")
    return None


def _fraction(q: float | None, n: int, sigma_known: bool, name: str, notes: Notes) -> float | None:
    if q is None:
        return None
    if n < (2 if sigma_known else 3):
        notes.undefined(name, f"{2 if sigma_known else 3} values are needed")
        return None
    if sigma_known:
        return float(normal_sf(q * math.sqrt(n / (n - 1))))
    x = 0.5 - 0.5 * q * math.sqrt(n) / (n - 1)
    return float(beta_cdf(min(max(x, 0.0), 1.0), n / 2 - 1, n / 2 - 1))


def _total(lower: float | None, upper: float | None, below: float | None, above: float | None) -> float | None:
    wanted = [part for limit, part in ((lower, below), (upper, above)) if limit is not None]
    if not wanted or None in wanted:
        return None
    return math.fsum(part for part in wanted if part is not None)
