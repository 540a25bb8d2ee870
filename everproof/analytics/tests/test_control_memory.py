"""EWMA, CUSUM and T² against plain loops, and what must not change them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.control import memory
from everproof.analytics.control.memory import cusum, ewma
from everproof.analytics.control.multivariate import t2
from everproof.analytics.errors import BadInput

VALUES = st.lists(st.one_of(st.floats(-10, 10), st.floats(-10, 10), st.none()), min_size=1, max_size=60)


def plain_ewma(values, weight, start):
    smooth, last = [], start
    for value in values:
        if value is not None:
            last = weight * value + (1 - weight) * last
        smooth.append(math.nan if value is None else last)
    return smooth


def plain_cusum(values, k, head_start):
    upper, lower, plus, minus = [], [], head_start, head_start
    for value in values:
        if value is not None:
            plus, minus = max(0.0, plus + value - k), max(0.0, minus - value - k)
        upper.append(math.nan if value is None else plus)
        lower.append(math.nan if value is None else minus)
    return upper, lower


@given(VALUES, st.floats(0.01, 1), st.floats(-5, 5))
def test_ewma_is_the_recursion(values, weight, start):
    chart = ewma(values, weight=weight, center=0.0, sigma=1.0, start=start)
    np.testing.assert_allclose(chart.panel.values, plain_ewma(values, weight, start), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weight", [0.001, 0.2, 0.97, 1.0])
def test_ewma_over_several_pieces(weight, monkeypatch):
    monkeypatch.setattr(memory, "_PIECE", 37)
    values = np.random.default_rng(4).normal(100, 1, 500)
    chart = ewma(values, weight=weight, center=100.0, sigma=1.0)
    np.testing.assert_allclose(chart.panel.values, plain_ewma(values.tolist(), weight, 100.0), rtol=1e-13)
    exact = [math.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * i))) for i in range(1, 501)]
    np.testing.assert_allclose(chart.panel.sigma, exact, rtol=1e-12)


def test_ewma_limits_of_unequal_subgroups_remember_every_size():
    groups = [[1.0, 2.0], [0.0, 1.0, 2.0, 3.0], [1.0]]
    chart = ewma(groups, weight=0.5, center=1.0, sigma=2.0, width=1.0)
    variance = 0.0
    for number, size in enumerate((2, 4, 1)):
        variance = 0.25 * 4 / size + 0.25 * variance
        assert chart.panel.ucl[number] == pytest.approx(1 + math.sqrt(variance))


def test_ewma_starts_where_it_is_told():
    values = [3.0, 5.0, 4.0]
    assert ewma(values, weight=0.5, center=0.0, sigma=1, start="first").panel.values[0] == 3
    assert ewma(values, weight=0.5, center=0.0, sigma=1, start="mean").panel.values[0] == 3.5
    assert ewma(values, weight=0.5, sigma=1).panel.values[0] == 3.5
    assert ewma(values, limits="asymptotic", sigma=1).panel.ucl.tolist() == [pytest.approx(4 + 3 / 3)] * 3


@given(VALUES, st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.sampled_from([0.0, 2.0]))
def test_cusum_is_the_recursion(values, k, head_start):
    chart = cusum(values, target=0.0, sigma=1.0, k=k, h=4.0, head_start=head_start)
    upper, lower = plain_cusum(values, k, head_start)
    np.testing.assert_allclose(chart.upper, upper, atol=1e-9)
    np.testing.assert_allclose(chart.lower, lower, atol=1e-9)


def test_a_long_cusum_loses_no_digits(monkeypatch):
    """Against a single plain sum the restarts keep the last digits; and pieces join without a seam."""
    values = np.random.default_rng(6).normal(0, 1, 100_000)
    chart = cusum(values, target=0.0, sigma=1.0)
    upper, lower = plain_cusum(values.tolist(), 0.5, 0.0)
    np.testing.assert_allclose(chart.upper, upper, atol=1e-10)
    np.testing.assert_allclose(chart.lower, lower, atol=1e-10)


@given(VALUES)
def test_cusum_treats_up_and_down_alike(values):
    mirrored = [None if value is None else -value for value in values]
    one, other = cusum(values, target=0.0, sigma=1.0), cusum(mirrored, target=0.0, sigma=1.0)
    np.testing.assert_array_equal(one.upper, other.lower)
    assert one.signal_upper.tolist() == other.signal_lower.tolist()


def test_cusum_says_when_the_shift_began():
    chart = cusum([0.0, -1.0, 0.2, 1.5, 1.6, 1.4, 2.0, 1.9], target=0.0, sigma=1.0, h=4.0)
    assert chart.signal_upper.tolist() == [7, 8]
    assert chart.shift_began_upper == 4
    assert chart.shift_began_lower is None


def test_cusum_in_the_unit_of_the_data():
    values = [10.4, 10.8, 11.2, 10.1]
    standardised, data = (cusum(values, target=10, sigma=0.4, scale=scale) for scale in ("standardised", "data"))
    np.testing.assert_allclose(data.upper, standardised.upper * 0.4)
    assert data.h == pytest.approx(2.0)
    with pytest.raises(BadInput):
        cusum([[1.0, 2.0], [1.0]], scale="data")


def test_memory_charts_of_too_little_data():
    for values in ([], [5.0], [None, None], [[3.0]]):
        chart = ewma(values)
        assert chart.sigma is None
        assert chart.panel.ucl is None
        assert cusum(values).signal_upper.size == 0
    constant = cusum([2.0] * 5)
    assert np.isnan(constant.upper).all()
    assert any("sigma is 0" in warning for warning in constant.warnings)


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: ewma([1.0], weight=0), "lambda"),
        (lambda: ewma([1.0], weight=1.5), "lambda"),
        (lambda: ewma([1.0], start="later"), "start"),
        (lambda: ewma([1.0], limits="some"), "limits"),
        (lambda: cusum([1.0], h=0), "h"),
        (lambda: cusum([1.0], head_start=-1), "head_start"),
        (lambda: cusum([1.0], sigma=-1), "sigma"),
    ],
)
def test_bad_settings_are_named(call, where):
    with pytest.raises(BadInput) as refused:
        call()
    assert refused.value.where == where


def observations(m=30, p=3, seed=8):
    random = np.random.default_rng(seed)
    return random.normal(size=(m, p)) @ random.normal(size=(p, p)) + 5


def test_t2_is_the_statistical_distance():
    table = observations()
    chart = t2(table)
    inverse = np.linalg.inv(np.cov(table, rowvar=False))
    residuals = table - table.mean(axis=0)
    np.testing.assert_allclose(chart.t2, [row @ inverse @ row for row in residuals])
    assert chart.t2.sum() == pytest.approx(3 * 29)


def test_t2_does_not_depend_on_units():
    """A micrometre written in metres beside a pressure in pascal."""
    table = observations()
    scaled = table * np.array([1e-6, 1.0, 1e5]) + np.array([0.025, 0, -3e5])
    np.testing.assert_allclose(t2(scaled).t2, t2(table).t2, rtol=1e-6)
    assert t2(scaled).ucl_phase1 == t2(table).ucl_phase1


def test_t2_of_subgroups_pools_within():
    groups = np.random.default_rng(1).normal(size=(12, 4, 2))
    chart = t2(groups.tolist(), confidence_level=0.99)
    pooled = np.mean([np.cov(group, rowvar=False) for group in groups], axis=0)
    np.testing.assert_allclose(chart.covariance, pooled)
    residuals = groups.mean(axis=1) - groups.reshape(-1, 2).mean(axis=0)
    np.testing.assert_allclose(chart.t2, [4 * row @ np.linalg.inv(pooled) @ row for row in residuals])
    assert chart.ucl_phase2 / chart.ucl_phase1 == pytest.approx(13 / 11)


def test_t2_of_one_variable_is_the_square_of_z():
    """With p = 1 the phase II limit is (1 + 1/m) t²."""
    values = [[1.0], [2.0], [4.0], [3.0]]
    chart = t2(values, confidence_level=0.95, new_observations=[[9.0]])
    assert chart.ucl_phase2 == pytest.approx(1.25 * 3.182446305284263**2)
    assert chart.new_t2[0] == pytest.approx((9 - 2.5) ** 2 / (5 / 3))
    assert chart.panel.beyond.tolist() == [5]


def test_t2_leaves_out_what_is_incomplete():
    table = observations().tolist()
    chart = t2([*table, [1.0, None, 2.0]])
    assert math.isnan(chart.t2[-1])
    np.testing.assert_allclose(chart.t2[:-1], t2(table).t2)


@pytest.mark.parametrize("table", [[[1.0, 2.0]], [[1.0, 2.0]] * 5, [[1.0, 2.0], [2.0, 4.0], [4.0, 8.0], [3.0, 6.0]]])
def test_t2_that_cannot_be_computed_says_why(table):
    chart = t2(table)
    assert np.isnan(chart.t2).all()
    assert chart.ucl_phase1 is None
    assert any("undefined" in warning for warning in chart.warnings)


@pytest.mark.parametrize("table", [[], [[1.0], [1.0, 2.0]], [["a"]], [1.0, 2.0], "table"])
def test_t2_needs_a_table(table):
    with pytest.raises(BadInput):
        t2(table)
