"""Confidence intervals of what a quality engineer estimates: shares, rates, means, spreads and their differences.

Every function takes `side`: "two-sided", or "lower" / "upper" for a one-sided bound at the full confidence (the other
limit is then None). Sources: Brown, Cai & DasGupta, Statistical Science 16 (2001); Newcombe, Statistics in Medicine 17
(1998); Garwood, Biometrika 28 (1936); NIST/SEMATECH e-Handbook 7.1.4, 7.2.4, 7.3; Hahn, Meeker & Escobar.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from everproof.analytics.arrays import as_number, as_whole, mean_of
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import beta_ppf, chi2_ppf, f_ppf, normal_ppf, t_ppf
from everproof.analytics.result import Notes, Result
from everproof.analytics.sample import present_values, sd_of

Side = Literal["two-sided", "lower", "upper"]
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Interval(Result):
    """An estimate with its confidence limits `low` and `high`; a one-sided bound leaves the other None."""

    estimate: float | None
    low: float | None
    high: float | None
    confidence: float
    side: Side


def proportion(
    x: float, n: float, *, confidence: float = 0.95, method: str = "exact", side: Side = "two-sided"
) -> Interval:
    """Confidence interval of a share: `x` hits in `n` trials, as a fraction.

    `method`: "exact" (Clopper-Pearson; never too short), "wilson" (score; the best for everyday use), "wilson-cc" (with
    continuity correction), "wald" (textbook; too short for small n or extreme shares), "agresti-coull", "jeffreys",
    "arcsine", "logit". Undefined for n = 0. Raises BadInput where x is not a whole number from 0 to n.
    """
    n = as_whole(n, "n", minimum=0)
    x = as_whole(x, "x", minimum=0)
    if x > n:
        raise BadInput(f"{x} hits in {n} trials", where="x")
    if method not in _PROPORTION:
        raise BadInput(f"must be one of {', '.join(_PROPORTION)}, not {shown(method)}", where="method")
    notes = Notes()
    if n == 0:
        notes.undefined("The share", "there were no trials")
    if method == "wald" and n and min(x, n - x) < 5:
        notes.warn("The Wald interval is too short here; use the exact or the Wilson interval.")
    return _interval(
        f"Proportion, {method} interval",
        x / n if n else None,
        (lambda p: _PROPORTION[method](x, n, p)) if n else None,
        confidence,
        side,
        notes,
        assumptions=("The trials are independent and have the same probability.",),
        source="Brown, Cai & DasGupta, Statistical Science 16 (2001)",
    )


def poisson_rate(
    count: float, *, exposure: float = 1.0, confidence: float = 0.95, method: str = "exact", side: Side = "two-sided"
) -> Interval:
    """Confidence interval of a rate: `count` events in an `exposure` (time, units, area).

    "exact" (Garwood): chi2(a/2; 2c)/2 and chi2(1 - a/2; 2c + 2)/2 over the exposure; "wald": (c ± z·sqrt(c))/exposure;
    "score" and "byar" as approximations. Undefined for no exposure.
    """
    count = as_whole(count, "count", minimum=0)
    exposure = as_number(exposure, "exposure")
    if exposure < 0:
        raise BadInput("must not be negative", where="exposure")
    if method not in _POISSON:
        raise BadInput(f"must be one of {', '.join(_POISSON)}, not {shown(method)}", where="method")
    notes = Notes()
    if exposure == 0:
        notes.undefined("The rate", "there was no exposure")
    return _interval(
        f"Poisson rate, {method} interval",
        count / exposure if exposure else None,
        (lambda p: _POISSON[method](count, p) / exposure) if exposure else None,
        confidence,
        side,
        notes,
        assumptions=("Events are independent and come at a constant rate.",),
        source="Garwood, Biometrika 28 (1936)",
    )


def mean(
    values: Any = None,
    *,
    mean: float | None = None,
    sd: float | None = None,
    n: float | None = None,
    sigma: float | None = None,
    confidence: float = 0.95,
    side: Side = "two-sided",
) -> Interval:
    """Confidence interval of a mean, from values or from mean, sd and n: mean ± t(n - 1)·s/√n.

    With a known standard deviation `sigma`: mean ± z·sigma/√n.
    """
    center, spread, count = _moments(values, mean, sd, n, sigma)
    notes = Notes()
    quantile: Callable[[float], float] | None = None
    if count < 1 or (sigma is None and count < 2):
        notes.undefined("The interval", "two values are needed, or one and a known sigma")
    elif sigma is not None:
        known = as_number(sigma, "sigma", above=0)
        quantile = lambda p: center + float(normal_ppf(p)) * known / math.sqrt(count)  # noqa: E731
    else:
        quantile = lambda p: center + float(t_ppf(p, count - 1)) * spread / math.sqrt(count)  # noqa: E731
    return _interval(
        "Mean, z interval" if sigma is not None else "Mean, t interval",
        center if count else None,
        quantile,
        confidence,
        side,
        notes,
        assumptions=("The values are independent and roughly normal.",),
        source="NIST/SEMATECH e-Handbook 7.2.2.1",
    )


def standard_deviation(
    values: Any = None,
    *,
    sd: float | None = None,
    n: float | None = None,
    confidence: float = 0.95,
    side: Side = "two-sided",
) -> Interval:
    """Confidence interval of a standard deviation: s·sqrt((n - 1)/chi2). Square it for the variance."""
    _, spread, count = _moments(values, 0.0, sd, n, None)
    notes = Notes()
    if count < 2:
        notes.undefined("The interval", "at least two values are needed")
    return _interval(
        "Standard deviation, chi-square interval",
        spread if count > 1 else None,
        (lambda p: spread * math.sqrt((count - 1) / float(chi2_ppf(1 - p, count - 1)))) if count > 1 else None,
        confidence,
        side,
        notes,
        assumptions=("The values are independent and normal; this interval does not forgive it if not.",),
        source="NIST/SEMATECH e-Handbook 7.2.3.1",
    )


def difference_of_means(
    first: Any,
    second: Any,
    *,
    equal_variances: bool = False,
    paired: bool = False,
    confidence: float = 0.95,
    side: Side = "two-sided",
) -> Interval:
    """Confidence interval of mean(first) - mean(second) by Welch's t, pooled t, or t of the paired differences.

    A sample is a list of values or a dict {"mean", "sd", "n"} (not when paired).
    """
    if paired:
        x, y = (list(sample) for sample in (first, second))
        if len(x) != len(y):
            raise BadInput("paired samples need equally many values", where="second")
        differences = [a - b for a, b in zip(x, y, strict=True) if a is not None and b is not None]
        return mean(differences, confidence=confidence, side=side)
    (m1, s1, n1), (m2, s2, n2) = (_sample_moments(sample) for sample in (first, second))
    notes = Notes()
    quantile: Callable[[float], float] | None = None
    if min(n1, n2) < 2:
        notes.undefined("The interval", "at least two values in each sample are needed")
    else:
        if equal_variances:
            df = float(n1 + n2 - 2)
            error = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df * (1 / n1 + 1 / n2))
        else:
            a, b = s1**2 / n1, s2**2 / n2
            error = math.sqrt(a + b)
            df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1)) if error else 1.0
        quantile = lambda p: m1 - m2 + float(t_ppf(p, df)) * error  # noqa: E731
    return _interval(
        "Difference of means, pooled t interval" if equal_variances else "Difference of means, Welch interval",
        m1 - m2 if min(n1, n2) else None,
        quantile,
        confidence,
        side,
        notes,
        assumptions=("Both samples are independent and roughly normal.",),
        source="NIST/SEMATECH e-Handbook 7.3.1",
    )


def difference_of_proportions(
    x1: float,
    n1: float,
    x2: float,
    n2: float,
    *,
    confidence: float = 0.95,
    method: str = "newcombe",
    side: Side = "two-sided",
) -> Interval:
    """Confidence interval of x1/n1 - x2/n2: "newcombe" (from two Wilson intervals) or "wald"."""
    if method not in ("newcombe", "wald"):
        raise BadInput(f"must be newcombe or wald, not {shown(method)}", where="method")
    x1, n1, x2, n2 = (as_whole(v, w, minimum=0) for v, w in ((x1, "x1"), (n1, "n1"), (x2, "x2"), (n2, "n2")))
    if x1 > n1 or x2 > n2:
        raise BadInput("more hits than trials", where="x1" if x1 > n1 else "x2")
    notes = Notes()
    quantile: Callable[[float], float] | None = None
    estimate: float | None = None
    if not n1 or not n2:
        notes.undefined("The difference", "one sample has no trials")
    else:
        p1, p2 = x1 / n1, x2 / n2
        estimate = p1 - p2

        def quantile_of(p: float) -> float:
            if method == "wald":
                return p1 - p2 + float(normal_ppf(p)) * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
            first, second = _wilson(x1, n1, p) - p1, p2 - _wilson(x2, n2, 1 - p)
            return p1 - p2 + math.copysign(math.hypot(first, second), p - 0.5)

        quantile = quantile_of
    return _interval(
        f"Difference of proportions, {method} interval",
        estimate,
        quantile,
        confidence,
        side,
        notes,
        assumptions=("Both samples are independent.",),
        source="Newcombe, Statistics in Medicine 17 (1998)",
    )


def ratio_of_variances(
    s1: float, n1: float, s2: float, n2: float, *, confidence: float = 0.95, side: Side = "two-sided"
) -> Interval:
    """Confidence interval of (sigma1/sigma2)² from two standard deviations: (s1/s2)²/F. Undefined for s2 = 0."""
    n1, n2 = as_whole(n1, "n1", minimum=0), as_whole(n2, "n2", minimum=0)
    notes = Notes()
    ratio: float | None = None
    if min(n1, n2) < 2 or not s2:
        notes.undefined("The ratio", "two values in each sample and some variation in the second are needed")
    else:
        ratio = (s1 / s2) ** 2
    return _interval(
        "Ratio of variances, F interval",
        ratio,
        None if ratio is None else lambda p: ratio / f_ppf(1 - p, n1 - 1, n2 - 1),
        confidence,
        side,
        notes,
        assumptions=("Both samples are independent and normal.",),
        source="NIST/SEMATECH e-Handbook 7.3.3",
    )


def _interval(
    method: str,
    estimate: float | None,
    quantile: Callable[[float], float] | None,
    confidence: float,
    side: Side,
    notes: Notes,
    *,
    assumptions: tuple[str, ...],
    source: str,
) -> Interval:
    """`quantile(p)` is the bound that the truth lies below with confidence p."""
    confidence = as_number(confidence, "confidence", above=0, below=1)
    if side not in ("two-sided", "lower", "upper"):
        raise BadInput(f"must be two-sided, lower or upper, not {shown(side)}", where="side")
    tail = (1 - confidence) / 2 if side == "two-sided" else 1 - confidence
    return Interval(
        method=method,
        assumptions=assumptions,
        warnings=notes.warnings,
        source=source,
        estimate=estimate,
        low=None if quantile is None or side == "upper" else float(quantile(tail)),
        high=None if quantile is None or side == "lower" else float(quantile(1 - tail)),
        confidence=confidence,
        side=side,
    )


def _exact(x: int, n: int, p: float) -> float:
    if p < 0.5:
        return float(beta_ppf(p, x, n - x + 1)) if x else 0.0
    return float(beta_ppf(p, x + 1, n - x)) if x < n else 1.0


def _wilson(x: int, n: int, p: float) -> float:
    z = float(normal_ppf(p))
    share = x / n
    center = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return min(1.0, max(0.0, (center + half) / (1 + z * z / n)))


def _wilson_corrected(x: int, n: int, p: float) -> float:
    z, share = float(normal_ppf(p)), x / n
    if p < 0.5:
        if x == 0:
            return 0.0
        root = z * z - 2 - 1 / n + 4 * share * (n * (1 - share) + 1)
        return max(0.0, (2 * x + z * z - 1 - abs(z) * math.sqrt(max(0.0, root))) / (2 * (n + z * z)))
    if x == n:
        return 1.0
    root = z * z + 2 - 1 / n + 4 * share * (n * (1 - share) - 1)
    return min(1.0, (2 * x + z * z + 1 + abs(z) * math.sqrt(max(0.0, root))) / (2 * (n + z * z)))


def _wald(x: int, n: int, p: float) -> float:
    share = x / n
    return min(1.0, max(0.0, share + float(normal_ppf(p)) * math.sqrt(share * (1 - share) / n)))


def _agresti_coull(x: int, n: int, p: float) -> float:
    z = float(normal_ppf(p))
    trials = n + z * z
    share = (x + z * z / 2) / trials
    return min(1.0, max(0.0, share + z * math.sqrt(share * (1 - share) / trials)))


def _jeffreys(x: int, n: int, p: float) -> float:
    if (x == 0 and p < 0.5) or (x == n and p > 0.5):
        return x / n
    return float(beta_ppf(p, x + 0.5, n - x + 0.5))


def _arcsine(x: int, n: int, p: float) -> float:
    angle = math.asin(math.sqrt(x / n)) + float(normal_ppf(p)) / (2 * math.sqrt(n))
    return math.sin(min(math.pi / 2, max(0.0, angle))) ** 2


def _logit(x: int, n: int, p: float) -> float:
    if x in (0, n):  # the logit is infinite there
        return _exact(x, n, p)
    log_odds = math.log(x / (n - x)) + float(normal_ppf(p)) * math.sqrt(n / (x * (n - x)))
    return 1 / (1 + math.exp(-log_odds))


def _garwood(count: int, p: float) -> float:
    if p < 0.5:
        return float(chi2_ppf(p, 2 * count)) / 2 if count else 0.0
    return float(chi2_ppf(p, 2 * count + 2)) / 2


def _poisson_wald(count: int, p: float) -> float:
    return max(0.0, count + float(normal_ppf(p)) * math.sqrt(count))


def _poisson_score(count: int, p: float) -> float:
    z = float(normal_ppf(p))
    return max(0.0, count + z * z / 2 + z * math.sqrt(count + z * z / 4))


def _byar(count: int, p: float) -> float:
    z = float(normal_ppf(p))
    base = count if p < 0.5 else count + 1
    return max(0.0, base * (1 - 1 / (9 * base) + z / (3 * math.sqrt(base))) ** 3) if base else 0.0


_PROPORTION: dict[str, Callable[[int, int, float], float]] = {
    "exact": _exact,
    "wilson": _wilson,
    "wilson-cc": _wilson_corrected,
    "wald": _wald,
    "agresti-coull": _agresti_coull,
    "jeffreys": _jeffreys,
    "arcsine": _arcsine,
    "logit": _logit,
}
_POISSON: dict[str, Callable[[int, float], float]] = {
    "exact": _garwood,
    "wald": _poisson_wald,
    "score": _poisson_score,
    "byar": _byar,
}


def _moments(
    values: Any, center: float | None, sd: float | None, n: float | None, sigma: float | None
) -> tuple[float, float, int]:
    if values is not None:
        x = present_values(values)
        return mean_of(x), sd_of(x), int(x.size)
    if center is None or n is None or (sd is None and sigma is None):
        raise BadInput("give values, or mean, sd and n", where="values")
    spread = as_number(sd if sd is not None else sigma, "sd")
    if spread < 0:
        raise BadInput("must not be negative", where="sd")
    return as_number(center, "mean"), spread, as_whole(n, "n", minimum=0)


def _sample_moments(sample: Any) -> tuple[float, float, int]:
    if isinstance(sample, dict):
        return _moments(None, sample.get("mean"), sample.get("sd"), sample.get("n"), None)
    return _moments(sample, None, None, None, None)
