"""Tolerance factors and limits: second routes, monotonicity, and coverage by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from everproof.analytics import probability
from everproof.analytics.errors import BadInput
from everproof.analytics.tolerance import (
    exponential_tolerance,
    k_factor,
    nonparametric_n,
    nonparametric_tolerance,
    normal_tolerance,
)

RANDOM = np.random.default_rng(5)
share = st.floats(0.5, 0.999)


@pytest.mark.parametrize(("t", "df", "delta"), [(2, 1, 0), (5, 3, 2), (60, 19, 52), (-2, 5, 1), (1.9, 400, 1.2)])
def test_the_noncentral_t_agrees_with_scipy(t, df, delta):
    assert probability.noncentral_t_cdf(t, df, delta) == pytest.approx(stats.nct.cdf(t, df, delta), rel=1e-9)


def test_f_quantiles_agree_with_scipy():
    for p in (1e-4, 0.025, 0.5, 0.975):
        assert probability.f_ppf(p, 3, 17) == pytest.approx(stats.f.ppf(p, 3, 17), rel=1e-10)
        assert probability.f_ppf(p, 3, math.inf) == pytest.approx(stats.chi2.ppf(p, 3) / 3, rel=1e-10)
    assert probability.f_sf(185.9, 9, 18) == pytest.approx(stats.f.sf(185.9, 9, 18), rel=1e-10)


@pytest.mark.parametrize(("n", "coverage", "confidence"), [(5, 0.99, 0.95), (30, 0.95, 0.9), (400, 0.9, 0.99)])
def test_the_exact_two_sided_factor_solves_its_equation(n, coverage, confidence):
    """The same integral over the mean, by another quadrature and another inner function."""
    k = k_factor(n, coverage=coverage, confidence=confidence)

    def covers(z):
        quantile = stats.ncx2.ppf(coverage, 1, z * z)
        return stats.chi2.sf((n - 1) * quantile / k**2, n - 1) * math.exp(-n * z * z / 2)

    reached = math.sqrt(2 * n / math.pi) * integrate.quad(covers, 0, 9 / math.sqrt(n), epsabs=1e-12)[0]
    assert reached == pytest.approx(confidence, abs=1e-7)


@given(st.integers(2, 300), share, share)
@settings(max_examples=25, deadline=None)
def test_factors_fall_with_n_and_rise_with_coverage_and_confidence(n, coverage, confidence):
    for sides in (1, 2):
        k = k_factor(n, coverage=coverage, confidence=confidence, sides=sides)
        assert k_factor(n + 1, coverage=coverage, confidence=confidence, sides=sides) < k or confidence < 0.6
        assert k_factor(n, coverage=(1 + coverage) / 2, confidence=confidence, sides=sides) > k
        assert k_factor(n, coverage=coverage, confidence=(1 + confidence) / 2, sides=sides) > k


def test_howe_is_close_to_exact_and_large_samples_need_no_factor():
    for n in (10, 50, 200):
        exact = k_factor(n, coverage=0.95)
        assert k_factor(n, coverage=0.95, method="howe") == pytest.approx(exact, rel=0.01)
    assert k_factor(10**7, coverage=0.95) == pytest.approx(stats.norm.ppf(0.975), rel=1e-3)


@pytest.mark.parametrize("arguments", [{"n": 1}, {"n": 10, "coverage": 1.0}, {"n": 10, "sides": 3}, {"n": 2.5}])
def test_impossible_factors_are_refused(arguments):
    with pytest.raises(BadInput):
        k_factor(**({"coverage": 0.9} | arguments))


def test_normal_limits_hold_their_promise():
    hits = 0
    for _ in range(1500):
        low, high = normal_tolerance(RANDOM.normal(size=12), coverage=0.9, confidence=0.9).two_sided
        hits += stats.norm.cdf(high) - stats.norm.cdf(low) >= 0.9
    assert 0.875 < hits / 1500 < 0.925


def test_exponential_limits_hold_their_promise():
    hits = sum(
        stats.expon.sf(exponential_tolerance(RANDOM.exponential(size=15), coverage=0.9, confidence=0.9).one_sided_lower)
        >= 0.9
        for _ in range(1500)
    )
    assert 0.875 < hits / 1500 < 0.925


@given(share, share, st.sampled_from([1, 2]))
@settings(max_examples=60, deadline=None)
def test_the_nonparametric_sample_is_the_smallest_that_does(coverage, confidence, sides):
    n = nonparametric_n(coverage=coverage, confidence=confidence, sides=sides)

    def reached(size):
        return stats.binom.sf(sides - 1, size, 1 - coverage) >= confidence

    assert reached(n)
    assert n == sides or not reached(n - 1)


def test_order_limits_are_the_most_inner_that_reach_the_confidence():
    x = RANDOM.permutation(np.arange(1.0, 201.0))
    found = nonparametric_tolerance(x, coverage=0.9, confidence=0.95)
    low, high = found.two_sided
    assert (low - 1) == 200 - high
    assert found.two_sided_confidence >= 0.95
    assert stats.binom.sf(2 * (low + 1) - 1, 200, 0.1) < 0.95
    assert found.one_sided_lower > low
    assert found.warnings == ()


def test_a_sample_too_small_gives_its_extremes_and_says_so():
    found = nonparametric_tolerance([3.0, 1.0, 2.0], coverage=0.95, confidence=0.95)
    assert found.two_sided == (1.0, 3.0)
    assert found.two_sided_confidence < 0.01
    assert "93 values" in found.warnings[1]


def test_too_few_values_leave_the_limits_undefined():
    assert normal_tolerance([1.0]).two_sided is None
    assert nonparametric_tolerance([]).two_sided is None
    assert exponential_tolerance([None]).two_sided is None


def test_limits_move_with_the_unit():
    x = RANDOM.normal(10, 1, 30)
    in_metres = normal_tolerance(x * 1e-6).two_sided
    assert in_metres == pytest.approx(tuple(end * 1e-6 for end in normal_tolerance(x).two_sided), rel=1e-9)
