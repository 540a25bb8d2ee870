"""Confidence intervals and sample sizes against other implementations and by what they promise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from everproof.analytics import intervals, power
from everproof.analytics.errors import BadInput

RANDOM = np.random.default_rng(3)
METHODS = ("exact", "wilson", "wilson-cc", "wald", "agresti-coull", "jeffreys", "arcsine", "logit")


@pytest.mark.parametrize("x", [0, 1, 7, 19, 20])
@pytest.mark.parametrize(("method", "name"), [("exact", "exact"), ("wilson", "wilson"), ("wilson-cc", "wilsoncc")])
def test_proportions_agree_with_scipy(x, method, name):
    expected = stats.binomtest(x, 20).proportion_ci(0.9, method=name)
    found = intervals.proportion(x, 20, confidence=0.9, method=method)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
@settings(max_examples=60, deadline=None)
def test_every_interval_holds_its_estimate_and_mirrors(counts, confidence):
    x, n = counts
    for method in METHODS:
        found = intervals.proportion(x, n, confidence=confidence, method=method)
        mirrored = intervals.proportion(n - x, n, confidence=confidence, method=method)
        assert 0 <= found.low <= x / n + 1e-12
        assert x / n - 1e-12 <= found.high <= 1
        assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_a_one_sided_bound_uses_the_whole_error():
    both = intervals.proportion(3, 40, confidence=0.9)
    upper = intervals.proportion(3, 40, confidence=0.95, side="upper")
    assert (upper.low, upper.high) == (None, pytest.approx(both.high))


def test_no_trials_have_no_share_and_impossible_counts_are_refused():
    found = intervals.proportion(0, 0)
    assert (found.estimate, found.low, found.high) == (None, None, None)
    assert "no trials" in found.warnings[0]
    with pytest.raises(BadInput):
        intervals.proportion(5, 4)
    with pytest.raises(BadInput):
        intervals.proportion(1, 4, method="guess")


@pytest.mark.parametrize("count", [0, 1, 12, 300])
def test_poisson_limits_put_the_count_in_the_tails(count):
    found = intervals.poisson_rate(count, exposure=2.0)
    assert stats.poisson.cdf(count, 2 * found.high) == pytest.approx(0.025)
    if count:
        assert stats.poisson.sf(count - 1, 2 * found.low) == pytest.approx(0.025)
    for method in ("byar", "score"):
        near = intervals.poisson_rate(count, exposure=2.0, method=method)
        assert near.high == pytest.approx(found.high, rel=0.1, abs=0.4)


def test_means_and_spreads_agree_with_scipy():
    x, y = RANDOM.normal(10, 2, 15), RANDOM.normal(11, 3, 25)
    expected = stats.ttest_1samp(x, 0).confidence_interval(0.9)
    found = intervals.mean(x, confidence=0.9)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    for equal in (True, False):
        expected = stats.ttest_ind(x, y, equal_var=equal).confidence_interval()
        found = intervals.difference_of_means(x, y, equal_variances=equal)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    paired = intervals.difference_of_means(x.tolist(), y[:15].tolist(), paired=True)
    expected = stats.ttest_rel(x, y[:15]).confidence_interval()
    assert (paired.low, paired.high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("side", ["two-sided", "lower", "upper"])
def test_the_interval_of_a_standard_deviation_covers_as_promised(side):
    hits = 0
    for _ in range(1000):
        found = intervals.standard_deviation(RANDOM.normal(0, 2, 9), confidence=0.9, side=side)
        hits += (found.low is None or found.low <= 2) and (found.high is None or found.high >= 2)
    assert 0.87 < hits / 1000 < 0.93


def test_newcombe_differences_hold_the_published_example():
    """Newcombe 1998, table II (a): 56/70 against 48/80, method 10."""
    found = intervals.difference_of_proportions(56, 70, 48, 80)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_one_value_has_no_interval():
    found = intervals.mean([4.0])
    assert (found.estimate, found.low, found.high) == (4.0, None, None)
    assert intervals.mean([4.0], sigma=1.0).low == pytest.approx(4 - 1.959964, rel=1e-6)
    assert intervals.standard_deviation([4.0]).estimate is None


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("design", ["one-sample", "two-sample", "paired"])
def test_the_t_test_reaches_its_power_and_one_less_does_not(design, sides):
    found = power.t_test(delta=0.8, power=0.9, design=design, sides=sides)
    reached = power.t_test_power(n=found.n, delta=0.8, design=design, sides=sides)
    short = power.t_test_power(n=found.n - 1, delta=0.8, design=design, sides=sides)
    assert short < 0.9 <= reached


def test_the_power_of_a_t_test_is_what_happens():
    n, hits = 17, 0
    for _ in range(2000):
        hits += stats.ttest_ind(RANDOM.normal(size=n), RANDOM.normal(1, 1, size=n)).pvalue < 0.05
    assert hits / 2000 == pytest.approx(power.t_test_power(n=n, delta=1, strict=True), abs=0.03)


@given(st.floats(0.1, 3), st.floats(0.5, 0.99))
@settings(max_examples=30, deadline=None)
def test_smaller_differences_and_more_power_need_more_values(delta, target):
    n = power.t_test(delta=delta, power=target).n_exact
    assert power.t_test(delta=delta / 2, power=target).n_exact > n or n == 2.0
    assert power.t_test(delta=delta, power=(1 + target) / 2).n_exact >= n


def test_known_sigma_needs_a_little_less_than_estimated_sigma():
    by_z = power.z_test(delta=1.0, power=0.9, design="two-sample")
    by_t = power.t_test(delta=1.0, power=0.9, design="two-sample")
    assert by_z.n_exact < by_t.n_exact < by_z.n_exact + 2


def test_margins_are_reached():
    found = power.for_mean(sigma=15, margin=3)
    assert stats.norm.ppf(0.975) * 15 / math.sqrt(found.n) <= 3 < stats.norm.ppf(0.975) * 15 / math.sqrt(found.n - 1)
    by_t = power.for_mean(sigma=15, margin=3, use_t=True)
    assert stats.t.ppf(0.975, by_t.n - 1) * 15 / math.sqrt(by_t.n) <= 3
    assert power.for_proportion(margin=0.05, population=800).n < power.for_proportion(margin=0.05).n


def test_one_variance_reaches_its_power():
    found = power.one_variance(ratio=2.0, power=0.9, alpha=0.05)
    critical = stats.chi2.ppf(0.95, found.n - 1)
    assert stats.chi2.sf(critical / 2, found.n - 1) >= 0.9


@pytest.mark.parametrize("failures", [0, 1, 3])
def test_a_demonstration_test_shows_the_reliability(failures):
    n = power.reliability_demonstration(reliability=0.9, confidence=0.95, failures=failures).n
    assert stats.binom.cdf(failures, n, 0.1) <= 0.05 < stats.binom.cdf(failures, n - 1, 0.1)


def test_no_difference_cannot_be_detected():
    with pytest.raises(BadInput):
        power.z_test(delta=0.0)
    with pytest.raises(BadInput):
        power.two_proportions(p1=0.1, p2=0.1)
    with pytest.raises(BadInput):
        power.t_test(delta=0.0)


@pytest.mark.parametrize(
    "size",
    [
        lambda: power.for_mean(sigma=1e-3, margin=1e-300),
        lambda: power.for_mean(sigma=1e150, margin=1e-9, use_t=True),
        lambda: power.for_mean(sigma=1, margin=0.1, confidence=1 - 1e-16, population=5),
        lambda: power.for_proportion(p=0.5, margin=1e-300),
        lambda: power.z_test(delta=1e-300, sigma=1e150),
        lambda: power.t_test(delta=1e-12),
        lambda: power.two_proportions(p1=1e-300, p2=1e-200, method="unpooled"),
        lambda: power.one_way_anova(groups=3, between_variance=1e-300, within_variance=1.0),
    ],
)
def test_a_sample_size_out_of_reach_is_undefined_with_the_reason(size):
    found = size()
    assert (found.n, found.n_exact) == (None, None)
    assert any("sample size is undefined" in warning for warning in found.warnings)
