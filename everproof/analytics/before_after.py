"""Did it become better? Exact tests of what was counted before against what was counted after a change.

All tests are one-sided: the question is whether there is *less* after the change. `power` says how likely the test
would have found the expected reduction with these times and sizes, so that silence is not mistaken for proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number
from everproof.analytics.probability import binomial_cdf, f_sf
from everproof.analytics.result import Notes, Result

MOST_EVENTS = 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison(Result):
    """Before and after: events, the time or number they are out of, their rates and `ratio` (after to before).

    `p_value` is the probability of so few events after the change if nothing had changed; `critical` the most events
    after it that the test still takes for a change; `power` the probability of that if the rate fell by `reduction`.
    """

    before: float
    before_of: float
    after: float
    after_of: float
    rate_before: float | None
    rate_after: float | None
    ratio: float | None
    p_value: float | None
    critical: int | None
    reduction: float
    alpha: float
    power: float | None

    @property
    def is_change(self) -> bool:
        """Whether there is less after the change than chance explains."""
        return self.p_value is not None and self.p_value <= self.alpha


def rates(
    *, before: int, before_time: float, after: int, after_time: float, reduction: float = 0.5, alpha: float = 0.05
) -> Comparison:
    """Two Poisson counts, exactly: given all events, those after are binomial with the share of the time after.

    p = P(X <= after), X ~ binomial(before + after, after_time / (before_time + after_time)). The power takes the rate
    before as it was seen. Source: Przyborowski and Wilenski, Biometrika 31 (1940); Lehmann and Romano, Testing
    Statistical Hypotheses, 4.5.
    """
    first, second = _count(before, "before"), _count(after, "after")
    time_before, time_after = _positive(before_time, "before_time"), _positive(after_time, "after_time")
    share = time_after / (time_before + time_after)

    def p_of(count: int) -> float:
        return float(binomial_cdf(count, first + count, share))

    expected = first / time_before * time_after * (1 - _share(reduction, "reduction"))
    return _compared(
        "Exact comparison of two Poisson rates, one-sided",
        ("Events come one by one and independently.", "The rate is steady before and steady after the change."),
        "Przyborowski and Wilenski (1940)",
        (first, time_before, second, time_after),
        p_of,
        lambda critical: poisson_cdf(critical, expected),
        reduction,
        alpha,
    )


def shares(
    *, before: int, before_size: int, after: int, after_size: int, reduction: float = 0.5, alpha: float = 0.05
) -> Comparison:
    """Two proportions by Fisher's exact test: given all events, those after are hypergeometric.

    The power takes the proportion before as it was seen. Raises BadInput for more events than units.
    Source: R. A. Fisher, The Design of Experiments, ch. 2.
    """
    first, second = _count(before, "before"), _count(after, "after")
    size_before, size_after = _count(before_size, "before_size"), _count(after_size, "after_size")
    if not size_before or not size_after:
        raise BadInput("there are no units", where="before_size" if not size_before else "after_size")
    if first > size_before or second > size_after:
        raise BadInput("there are more events than units", where="before" if first > size_before else "after")

    def p_of(count: int) -> float:
        return _hypergeometric_cdf(count, first + count, size_after, size_before)

    expected = first / size_before * (1 - _share(reduction, "reduction"))
    return _compared(
        "Fisher's exact test of two proportions, one-sided",
        ("Each unit is bad or not, independently of the others.",),
        "R. A. Fisher, The Design of Experiments",
        (first, size_before, second, size_after),
        p_of,
        lambda critical: float(binomial_cdf(critical, size_after, expected)),
        reduction,
        alpha,
    )


def times_between(
    *, before: int, before_time: float, after: int, after_time: float, reduction: float = 0.5, alpha: float = 0.05
) -> Comparison:
    """Times between events, exponential: `before` complete ones that last `before_time` together, and the time since.

    `after` events fell in `after_time`, the last time being unfinished, so it is counted with one event more:
    F = (after_time / (after + 1)) / (before_time / before) with 2(after + 1) and 2·before degrees of freedom.
    Source: W. Nelson, Applied Life Data Analysis, ch. 10.
    """
    first, second = _count(before, "before"), _count(after, "after")
    time_before, time_after = _positive(before_time, "before_time"), _positive(after_time, "after_time")

    def p_of(count: int) -> float:
        if not first:
            return 1.0
        statistic = (time_after / (count + 1)) / (time_before / first)
        return float(f_sf(statistic, 2 * (count + 1), 2 * first))

    expected = first / time_before * time_after * (1 - _share(reduction, "reduction"))
    return _compared(
        "Comparison of mean times between events, exponential, one-sided",
        ("Events come at random at a steady rate before, and at a steady one after the change.",),
        "W. Nelson, Applied Life Data Analysis",
        (first, time_before, second, time_after),
        p_of,
        lambda critical: poisson_cdf(critical, expected),
        reduction,
        alpha,
    )


def _compared(
    method: str,
    assumptions: tuple[str, ...],
    source: str,
    figures: tuple[int, float, int, float],
    p_of: Callable[[int], float],
    power_of: Callable[[int], float],
    reduction: float,
    alpha: float,
) -> Comparison:
    first, of_before, second, of_after = figures
    level = _share(alpha, "alpha")
    notes = Notes()
    p_value = critical = power = None
    if first:
        p_value = p_of(second)
        critical = _most(p_of, level)
        power = 0.0 if critical is None else power_of(critical)
        if critical is None:
            notes.warn("Even no event at all after the change would not be more than chance.")
    else:
        notes.undefined("The comparison", "there was no event before the change")
    before, after = first / of_before, second / of_after
    return Comparison(
        method=method,
        assumptions=assumptions,
        warnings=notes.warnings,
        source=source,
        before=first,
        before_of=of_before,
        after=second,
        after_of=of_after,
        rate_before=before,
        rate_after=after,
        ratio=after / before if before else None,
        p_value=p_value,
        critical=critical,
        reduction=reduction,
        alpha=level,
        power=power,
    )


def _most(p_of: Callable[[int], float], alpha: float) -> int | None:
    """The largest count whose probability is at most `alpha`: it rises with the count, so by bisection."""
    if p_of(0) > alpha:
        return None
    low, high = 0, 1
    while p_of(high) <= alpha and high < MOST_EVENTS:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if p_of(middle) <= alpha else (low, middle)
    return low


def poisson_cdf(count: int, mean: float) -> float:
    """P(X <= count), X Poisson: summed from logarithms, so large means do not underflow."""
    if mean <= 0:
        return 1.0
    terms = (one * math.log(mean) - mean - math.lgamma(one + 1) for one in range(count + 1))
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _hypergeometric_cdf(count: int, events: int, size: int, others: int) -> float:
    """P(X <= count) of the events that fall into `size` units, out of `events` among `size + others`."""
    if events > size + others:
        return 1.0
    whole = _log_choose(size + others, events)
    least = max(0, events - others)
    terms = (
        math.exp(_log_choose(size, one) + _log_choose(others, events - one) - whole)
        for one in range(least, min(count, size, events) + 1)
    )
    return min(1.0, math.fsum(terms))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _count(value: object, where: str) -> int:
    found = number(value, where, minimum=0)
    if found != int(found) or found > MOST_EVENTS * 1000:
        raise BadInput("must be a whole number", where=where)
    return int(found)


def _positive(value: object, where: str) -> float:
    found = number(value, where, minimum=0)
    if not found:
        raise BadInput("must be above 0", where=where)
    return found


def _share(value: object, where: str) -> float:
    found = number(value, where, minimum=0)
    if not 0 < found <= 1:
        raise BadInput("must be above 0 and at most 1", where=where)
    return found
