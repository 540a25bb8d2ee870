"""Normality tests against another implementation and by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from everproof.analytics.normality import normality

RANDOM = np.random.default_rng(11)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 10, 11, 12, 50, 500, 5000])
def test_shapiro_wilk_agrees_with_scipy(n):
    for draw in (RANDOM.normal, RANDOM.exponential):
        x = draw(size=n)
        found, expected = normality(x), stats.shapiro(x)
        assert found.shapiro_w == pytest.approx(expected.statistic, abs=1e-8)
        assert found.shapiro_p == pytest.approx(expected.pvalue, rel=1e-5)


def test_anderson_and_moments_agree_with_scipy():
    x = RANDOM.normal(size=80)
    found = normality(x)
    assert found.skewness_g1 == pytest.approx(stats.skew(x))
    assert found.excess_kurtosis_g2 == pytest.approx(stats.kurtosis(x))
    assert found.skewness_G1 == pytest.approx(stats.skew(x, bias=False))
    assert found.excess_kurtosis_G2 == pytest.approx(stats.kurtosis(x, bias=False))
    assert found.jarque_bera_p == pytest.approx(stats.jarque_bera(x).pvalue)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_statistics_do_not_depend_on_unit_origin_or_order(shift, scale, random):
    x = [0.3, 1.9, -2.2, 0.1, 0.7, 1.2, -0.4, 3.3, -1.5, 0.9, 0.2, -0.8]
    moved = [value * scale + shift * scale for value in x]
    random.shuffle(moved)
    one, other = normality(x), normality(moved)
    for name in ("shapiro_w", "anderson_a2", "cramer_von_mises_w2", "lilliefors_d", "jarque_bera"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6)


@pytest.mark.parametrize("n", [10, 25, 200])
def test_true_normality_is_rejected_about_as_often_as_promised(n):
    rejected = dict.fromkeys(("shapiro_p", "shapiro_francia_p", "anderson_p", "cramer_von_mises_p", "lilliefors_p"), 0)
    for _ in range(600):
        found = normality(RANDOM.normal(size=n))
        for name in rejected:
            rejected[name] += getattr(found, name) < 0.05
    for name, count in rejected.items():
        assert 0.02 < count / 600 < 0.09, name


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [3.0] * 30, [None] * 5])
def test_too_few_or_equal_values_leave_all_tests_undefined(values):
    found = normality(values)
    assert (found.shapiro_w, found.anderson_a2, found.skewness_g1, found.looks_normal()) == (None, None, None, None)
    assert found.warnings


def test_each_test_keeps_to_its_sample_sizes():
    few = normality([1.0, 2.0, 4.0, 3.0])
    assert few.shapiro_w is not None
    assert few.anderson_a2 is None
    many = normality(RANDOM.normal(size=5001))
    assert many.shapiro_w is None
    assert many.anderson_a2 is not None


def test_extreme_values_give_small_p_values_not_errors():
    found = normality([0.0] * 50 + [1e9])
    assert found.anderson_p == 3.7e-24
    assert found.lilliefors_p < 1e-10
    assert found.looks_normal() is False


def test_micrometres_in_metres():
    x = RANDOM.normal(12.5e-3, 2e-6, 40)
    assert normality(x).shapiro_w == pytest.approx(stats.shapiro((x - 12.5e-3) * 1e6).statistic, abs=1e-8)
