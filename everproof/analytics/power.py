"""Sample size and power: how many measurements a question needs.

Each function returns a `SampleSize`: `n_exact` solves the equation, `n` is the next whole number. Sources:
NIST/SEMATECH e-Handbook 7.2.2.2, 7.2.3.2, 7.2.4.2; Cochran, Sampling Techniques, ch. 4; Cohen, Statistical Power
Analysis; Chow, Shao & Wang, Sample Size Calculations in Clinical Research.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from everproof.analytics.arrays import as_number, as_whole
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.probability import (
    beta_cdf,
    chi2_ppf,
    chi2_sf,
    f_ppf,
    find_root,
    noncentral_f_sf,
    noncentral_t_cdf,
    normal_cdf,
    normal_ppf,
    t_ppf,
)
from everproof.analytics.result import Notes, Result

Sides = Literal[1, 2]
Design = Literal["one-sample", "two-sample", "paired"]

_LARGEST = 1e9
"""Where a search ends."""
_BEYOND_PRACTICE = 1e15
"""From here on a number of values is no answer any more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SampleSize(Result):
    """`n` values are needed (in each group where there are groups); `n_exact` is that before rounding up.

    Both are None, with the reason, where no practical number of values is enough.
    """

    n: int | None
    n_exact: float | None
    groups: int = 1


def for_mean(
    *, sigma: float, margin: float, confidence: float = 0.95, population: int | None = None, use_t: bool = False
) -> SampleSize:
    """Values needed to estimate a mean to ± `margin`: (z·sigma/margin)².

    `population`: finite population correction n/(1 + (n - 1)/N). `use_t`: sigma will be estimated from the sample, so
    t(n - 1) takes the place of z.
    """
    sigma, margin = as_number(sigma, "sigma", above=0), as_number(margin, "margin", above=0)
    z = _z_two_sided(confidence)
    size = None if population is None else as_whole(population, "population", minimum=1)

    def exact() -> float:
        if not use_t:
            return _finite((z * sigma / margin) ** 2, size)
        tail = (1 + confidence) / 2
        found = _solve(lambda n: margin - float(t_ppf(tail, n - 1)) * sigma / math.sqrt(n), low=1 + 1e-6)
        return _finite(found, size)

    return _size(exact, "Margin of error of a mean", "NIST/SEMATECH e-Handbook 7.2.2.2")


def for_proportion(
    *, p: float = 0.5, margin: float, confidence: float = 0.95, population: int | None = None
) -> SampleSize:
    """Trials needed to estimate a share near `p` to ± `margin`: z²·p(1 - p)/margin², `population` as in `for_mean`."""
    p, margin = _probability(p, "p"), as_number(margin, "margin", above=0, below=1)
    z = _z_two_sided(confidence)
    size = None if population is None else as_whole(population, "population", minimum=1)
    return _size(
        lambda: _finite(z**2 * p * (1 - p) / margin**2, size),
        "Margin of error of a proportion",
        "Cochran, Sampling Techniques, ch. 4",
    )


def for_standard_deviation(*, relative_margin: float, confidence: float = 0.95) -> SampleSize:
    """Smallest n with P(s <= (1 + relative_margin)·sigma) >= confidence (one-sided chi-square)."""
    margin = as_number(relative_margin, "relative_margin", above=0)
    confidence = _probability(confidence, "confidence")

    def excess(n: float) -> float:
        return (1 + margin) ** 2 - float(chi2_ppf(confidence, n - 1)) / (n - 1)

    return _size(
        lambda: _solve(excess, low=1.001),
        "Standard deviation not underestimated",
        "Greenwood & Sandomire, JASA 45 (1950)",
    )


def t_test(
    *,
    delta: float,
    sd: float = 1.0,
    power: float = 0.9,
    alpha: float = 0.05,
    design: Design = "two-sample",
    sides: Sides = 2,
    strict: bool = False,
) -> SampleSize:
    """Values per group for a t test to detect a difference of means `delta` with the given power.

    Exact, by the noncentral t distribution. `strict` also counts rejections on the wrong side of a two-sided test.
    Paired: `sd` is that of the differences, n the number of pairs.
    """
    _check_test(power, alpha, sides)
    _nonzero(delta, "delta")

    def excess(n: float) -> float:
        reached = t_test_power(n=n, delta=delta, sd=sd, alpha=alpha, design=design, sides=sides, strict=strict)
        return reached - power

    groups = 2 if design == "two-sample" else 1
    # Bad input must be named, and the search below would take it for a size out of reach.
    excess(2.0)
    return _size(
        lambda: _solve(excess, low=2.0),
        f"{design} t test, noncentral t",
        "Cohen, Statistical Power Analysis",
        groups,
    )


def t_test_power(
    *,
    n: float,
    delta: float,
    sd: float = 1.0,
    alpha: float = 0.05,
    design: Design = "two-sample",
    sides: Sides = 2,
    strict: bool = False,
) -> float:
    """Power of a t test with `n` values per group."""
    if design not in ("one-sample", "two-sample", "paired"):
        raise BadInput(f"must be one-sample, two-sample or paired, not {shown(design)}", where="design")
    groups = 2 if design == "two-sample" else 1
    n = as_number(n, "n", above=1)
    df = groups * (n - 1)
    shift = abs(as_number(delta, "delta")) / as_number(sd, "sd", above=0) * math.sqrt(n / groups)
    critical = float(t_ppf(1 - alpha / sides, df))
    reached = 1 - noncentral_t_cdf(critical, df, shift)
    return reached + noncentral_t_cdf(-critical, df, shift) if strict and sides == 2 else reached


def z_test(
    *,
    delta: float,
    sigma: float = 1.0,
    power: float = 0.9,
    alpha: float = 0.05,
    design: Design = "one-sample",
    sides: Sides = 2,
) -> SampleSize:
    """Values per group to detect a difference of means with known sigma: ((z_a + z_b)·sigma/delta)², doubled for two
    groups."""
    _check_test(power, alpha, sides)
    groups = 2 if design == "two-sample" else 1
    z = float(normal_ppf(1 - alpha / sides)) + float(normal_ppf(power))
    sigma, delta = as_number(sigma, "sigma", above=0), _nonzero(delta, "delta")
    return _size(
        lambda: groups * (z * sigma / delta) ** 2, f"{design} z test", "NIST/SEMATECH e-Handbook 7.2.2.2", groups
    )


def one_proportion(*, p0: float, p1: float, power: float = 0.9, alpha: float = 0.05, sides: Sides = 2) -> SampleSize:
    """Trials to detect that a share is `p1` and not `p0`: ((z_a·√(p0 q0) + z_b·√(p1 q1))/(p1 - p0))²."""
    _check_test(power, alpha, sides)
    p0, p1 = _probability(p0, "p0"), _probability(p1, "p1")
    z_a, z_b = float(normal_ppf(1 - alpha / sides)), float(normal_ppf(power))
    root = z_a * math.sqrt(p0 * (1 - p0)) + z_b * math.sqrt(p1 * (1 - p1))
    difference = _nonzero(p1 - p0, "p1")
    return _size(lambda: (root / difference) ** 2, "Test of one proportion", "NIST/SEMATECH e-Handbook 7.2.4.2")


def two_proportions(
    *, p1: float, p2: float, power: float = 0.9, alpha: float = 0.05, sides: Sides = 2, method: str = "normal"
) -> SampleSize:
    """Trials per group to detect a difference of two shares.

    "normal": ((z_a·√(2 p̄ q̄) + z_b·√(p1 q1 + p2 q2))/(p1 - p2))², p̄ the mean of both; "unpooled":
    (z_a + z_b)²·(p1 q1 + p2 q2)/(p1 - p2)²; "arcsine": 2·((z_a + z_b)/h)² with Cohen's h = 2·asin√p1 - 2·asin√p2.
    """
    _check_test(power, alpha, sides)
    p1, p2 = _probability(p1, "p1"), _probability(p2, "p2")
    difference = _nonzero(p1 - p2, "p2")
    z_a, z_b = float(normal_ppf(1 - alpha / sides)), float(normal_ppf(power))
    separate, middle = p1 * (1 - p1) + p2 * (1 - p2), (p1 + p2) / 2
    formulas: dict[str, Callable[[], float]] = {
        "normal": lambda: ((z_a * math.sqrt(2 * middle * (1 - middle)) + z_b * math.sqrt(separate)) / difference) ** 2,
        "unpooled": lambda: (z_a + z_b) ** 2 * separate / difference**2,
        "arcsine": lambda: 2 * ((z_a + z_b) / (2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2)))) ** 2,
    }
    if method not in formulas:
        raise BadInput(f"must be normal, unpooled or arcsine, not {shown(method)}", where="method")
    return _size(formulas[method], f"Test of two proportions, {method}", "Chow, Shao & Wang, ch. 4", 2)


def one_way_anova(
    *, groups: int, between_variance: float, within_variance: float, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Values per group for a one-way analysis of variance; `between_variance` of the group means with groups - 1."""
    groups = as_whole(groups, "groups", minimum=2)
    ratio = as_number(between_variance, "between_variance", above=0) / as_number(
        within_variance, "within_variance", above=0
    )
    _check_test(power, alpha, 1)

    def excess(n: float) -> float:
        df = (n - 1) * groups
        return noncentral_f_sf(f_ppf(1 - alpha, groups - 1, df), groups - 1, df, (groups - 1) * n * ratio) - power

    return _size(lambda: _solve(excess, low=2.0), "One-way analysis of variance, noncentral F", "Cohen, ch. 8", groups)


def one_variance(*, ratio: float, power: float = 0.9, alpha: float = 0.05) -> SampleSize:
    """Values to detect that a variance is `ratio` times the one it should be (one-sided chi-square test)."""
    ratio = as_number(ratio, "ratio", above=0)
    _check_test(power, alpha, 1)
    if ratio == 1:
        raise BadInput("must differ from 1", where="ratio")

    def excess(n: float) -> float:
        if ratio > 1:
            return float(chi2_sf(float(chi2_ppf(1 - alpha, n - 1)) / ratio, n - 1)) - power
        return 1 - float(chi2_sf(float(chi2_ppf(alpha, n - 1)) / ratio, n - 1)) - power

    return _size(
        lambda: _solve(excess, low=1.001), "Test of one variance, chi-square", "NIST/SEMATECH e-Handbook 7.2.3.2"
    )


def reliability_demonstration(*, reliability: float, confidence: float = 0.95, failures: int = 0) -> SampleSize:
    """Units to test so that at most `failures` failures show the reliability with the confidence.

    Without failures (success run): ln(1 - confidence)/ln(reliability); otherwise the smallest n with
    P(Binomial(n, 1 - reliability) <= failures) <= 1 - confidence.
    """
    reliability, confidence = _probability(reliability, "reliability"), _probability(confidence, "confidence")
    failures = as_whole(failures, "failures", minimum=0)
    source = "Wilks, Annals of Mathematical Statistics 12 (1941)"
    if failures == 0:
        return _size(lambda: math.log(1 - confidence) / math.log(reliability), "Success run", source)

    def excess(n: float) -> float:
        return 1 - confidence - float(beta_cdf(reliability, n - failures, failures + 1))

    return _size(lambda: _solve(excess, low=failures + 1e-6), "Binomial demonstration test", source)


def proportion_power(*, n: float, p0: float, p1: float, alpha: float = 0.05, sides: Sides = 2) -> float:
    """Power of the normal test that a share is `p0` when it is `p1`, with `n` trials."""
    n, p0, p1 = as_number(n, "n", above=0), _probability(p0, "p0"), _probability(p1, "p1")
    z_a = float(normal_ppf(1 - alpha / sides))
    return float(normal_cdf((abs(p1 - p0) * math.sqrt(n) - z_a * math.sqrt(p0 * (1 - p0))) / math.sqrt(p1 * (1 - p1))))


def _size(exact: Callable[[], float], method: str, source: str, groups: int = 1) -> SampleSize:
    """Rounds up; a value that is whole but for rounding error stays. What is beyond all practice is undefined."""
    notes = Notes()
    try:
        found = exact()
    except (OverflowError, ZeroDivisionError):  # the difference vanishes beside the spread
        found = math.inf
    n = n_exact = None
    if found <= _BEYOND_PRACTICE:  # NaN is not
        n, n_exact = max(1, math.ceil(found - 1e-9 * max(1.0, found))), found
    else:
        notes.undefined("The sample size", "no practical number of values is enough for what is asked")
    return SampleSize(
        method=method,
        assumptions=("The values are independent.", "The guesses put in (spread, shares) are right."),
        warnings=notes.warnings,
        source=source,
        n=n,
        n_exact=n_exact,
        groups=groups,
    )


def _finite(n: float, population: int | None) -> float:
    return n if population is None or math.isinf(n) else n / (1 + (n - 1) / population)


def _solve(excess: Callable[[float], float], *, low: float) -> float:
    """The n at which a function that rises with n becomes 0; `low` when it is not below 0 there, infinity when none."""
    if excess(low) >= 0:
        return low
    high = 2 * low + 2
    while excess(high) < 0:
        high *= 2
        if high > _LARGEST:
            return math.inf
    if math.isnan(excess(low)) or math.isnan(excess(high)):
        return math.nan
    return find_root(excess, low, high)


def _z_two_sided(confidence: float) -> float:
    return float(normal_ppf((1 + _probability(confidence, "confidence")) / 2))


def _probability(value: float, where: str) -> float:
    return as_number(value, where, above=0, below=1)


def _nonzero(value: float, where: str) -> float:
    if not as_number(value, where):
        raise BadInput("there is no difference to detect", where=where)
    return value


def _check_test(power: float, alpha: float, sides: int) -> None:
    _probability(power, "power")
    _probability(alpha, "alpha")
    if sides not in (1, 2):
        raise BadInput(f"must be 1 or 2, not {shown(sides)}", where="sides")
