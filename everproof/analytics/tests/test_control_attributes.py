"""Charts of counts: limits by hand, exact quantiles against whole sums of probabilities, gaps and phases."""

import itertools
import math
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.constants import d2
from everproof.analytics.control import attributes
from everproof.analytics.control.quantiles import binomial_quantile, geometric_quantile, poisson_quantile
from everproof.analytics.errors import BadInput

COUNTS = st.lists(st.integers(0, 20), min_size=2, max_size=20)


def plain_quantile(probability, masses):
    total = 0.0
    for value, mass in enumerate(masses):
        total += mass
        if total >= probability * (1 - 1e-14):
            return value
    return len(masses) - 1


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.floats(0.001, 0.999))
def test_binomial_quantiles(n, p, probability):
    masses = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert float(binomial_quantile(probability, n, p)) == plain_quantile(probability, masses)


@given(st.floats(0.01, 40), st.floats(0.001, 0.999))
def test_poisson_quantiles(mean, probability):
    masses = [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(200)]
    assert float(poisson_quantile(probability, mean)) == plain_quantile(probability, masses)


@given(st.floats(0.02, 0.98), st.floats(0.001, 0.999))
def test_geometric_quantiles(p, probability):
    masses = [p * (1 - p) ** k for k in range(2000)]
    assert geometric_quantile(probability, p) == plain_quantile(probability, masses)


def test_limits_of_p_follow_the_sample_size():
    counts, sizes = [3, 5, 0, 9], [50, 80, 20, 100]
    chart = attributes.p_chart(counts, sizes)
    p = 17 / 250
    assert chart.center == pytest.approx(p)
    for number, size in enumerate(sizes):
        half = 3 * math.sqrt(p * (1 - p) / size)
        assert chart.panel.ucl[number] == pytest.approx(p + half)
        assert chart.panel.lcl[number] == pytest.approx(max(0, p - half))
    np_chart = attributes.np_chart(counts, sizes)
    assert np_chart.panel.ucl.tolist() == pytest.approx([u * n for u, n in zip(chart.panel.ucl, sizes, strict=True)])
    assert np_chart.panel.center.tolist() == pytest.approx([p * n for n in sizes])


def test_limits_stay_within_what_a_proportion_can_be():
    chart = attributes.p_chart([9, 10, 10, 9], 10)
    assert chart.panel.ucl == 1
    assert attributes.np_chart([9, 10, 10, 9], 10).panel.ucl == 10


def test_exact_limits_replace_the_normal_approximation():
    chart = attributes.np_chart([1, 0, 2, 1], 50, confidence_level=0.9973)
    masses = [math.comb(50, k) * 0.02**k * 0.98 ** (50 - k) for k in range(51)]
    assert chart.panel.lcl == 0
    assert chart.panel.ucl == plain_quantile(1 - 0.00135, masses)
    assert attributes.p_chart([1, 0, 2, 1], 50, confidence_level=0.9973).panel.ucl == chart.panel.ucl / 50


def test_an_empty_sample_leaves_a_gap():
    chart = attributes.p_chart([2, 0, None, 3], [50, 0, 50, 50])
    assert chart.center == pytest.approx(5 / 100)
    assert [math.isnan(value) for value in chart.panel.values] == [False, True, True, False]
    assert math.isnan(chart.panel.ucl[1])
    assert chart.panel.beyond.size == 0


def test_nothing_inspected_has_no_limits():
    for counts, sizes in (([], []), ([0, 0], [0, 0]), ([None], [10])):
        chart = attributes.u_chart(counts, sizes)
        assert (chart.center, chart.panel.ucl, chart.limits) == (None, None, None)
        assert any("undefined" in warning for warning in chart.warnings)


def test_a_c_chart_counts_the_same_area_each_time():
    plain, sized = attributes.c_chart([4, 2, 6]), attributes.c_chart([4, 2, 6], [100, 100, 100])
    assert plain.center == sized.center == 4
    assert plain.panel.ucl == pytest.approx(10)
    unequal = attributes.c_chart([4, 2, 12], [100, 100, 200])
    assert unequal.panel.center.tolist() == pytest.approx([4.5, 4.5, 9])
    assert any("u chart" in warning for warning in unequal.warnings)


def test_phase_two_is_judged_by_phase_one():
    old = attributes.u_chart([4, 6, 5], [1, 1, 1])
    both = attributes.u_chart([4, 6, 5], [1, 1, 1], new_counts=[30, 4], new_sizes=[2, 1])
    assert both.center == old.center
    assert both.panel.beyond.tolist() == [4]
    assert both.panel.phase1 == 3
    later = attributes.u_chart([30, 4], [2, 1], frozen=old.limits)
    assert later.panel.beyond.tolist() == [1]
    assert later.panel.ucl.tolist() == both.panel.ucl[3:].tolist()


def test_limits_of_another_chart_are_refused():
    with pytest.raises(BadInput):
        attributes.p_chart([1], [10], frozen=attributes.u_chart([1, 2], 10).limits)


@given(COUNTS, st.randoms())
def test_the_order_of_samples_does_not_matter_to_the_limits(counts, random):
    shuffled = random.sample(counts, len(counts))
    one, other = attributes.np_chart(counts, 20), attributes.np_chart(shuffled, 20)
    assert (one.center, one.panel.ucl) == pytest.approx((other.center, other.panel.ucl))


def test_laney_widens_by_the_variation_of_z():
    counts, sizes = [10, 30, 12, 41], [1000, 2000, 900, 2500]
    chart = attributes.laney_p(counts, sizes)
    p = sum(counts) / sum(sizes)
    se = [math.sqrt(p * (1 - p) / n) for n in sizes]
    z = [(d / n - p) / e for d, n, e in zip(counts, sizes, se, strict=True)]
    sigma_z = fmean(abs(b - a) for a, b in itertools.pairwise(z)) / d2(2)
    assert chart.sigma_z == pytest.approx(sigma_z)
    assert chart.panel.ucl.tolist() == pytest.approx([p + 3 * e * sigma_z for e in se])
    rates = attributes.laney_u(counts, sizes)
    u_z = [(d / n - p) / math.sqrt(p / n) for d, n in zip(counts, sizes, strict=True)]
    assert rates.sigma_z == pytest.approx(fmean(abs(b - a) for a, b in itertools.pairwise(u_z)) / d2(2))


def test_laney_without_variation_has_no_limits():
    for counts in ([0, 0, 0], [5], [None, 3, None]):
        chart = attributes.laney_p(counts, 100)
        assert chart.sigma_z is None
        assert chart.panel.ucl is None


def test_g_chart_needs_a_mean_above_one_for_its_usual_convention():
    assert attributes.g_chart([0, 1, 0], confidence_level=0.99).panel.ucl is None
    chart = attributes.g_chart([0, 1, 0], confidence_level=0.99, probability="1/(mean + 1)")
    assert chart.panel.ucl == geometric_quantile(0.995, 0.75)
    assert attributes.g_chart([4, 6]).panel.ucl == pytest.approx(5 + 3 * math.sqrt(30))
    assert attributes.g_chart([]).center is None


def test_overdispersion_of_equal_samples_is_the_same_by_both_methods():
    counts = [3, 9, 1, 14, 6]
    for distribution in ("binomial", "poisson"):
        one = attributes.overdispersion(counts, [40] * 5, distribution=distribution)
        other = attributes.overdispersion(counts, [40] * 5, distribution=distribution, method="index")
        assert one.statistic == pytest.approx(other.statistic)
        assert one.p_value == pytest.approx(other.p_value)
    assert attributes.overdispersion([3]).p_value is None
    assert attributes.overdispersion([0, 0, 0]).ratio is None


@pytest.mark.parametrize(
    ("counts", "sizes", "where"),
    [([11], [10], "counts[1]"), ([1, -2], [10, 10], "counts[2]"), ([1], [10, 10], "sizes"), ([1], ["a"], "sizes[1]")],
)
def test_impossible_counts_are_named(counts, sizes, where):
    with pytest.raises(BadInput) as refused:
        attributes.p_chart(counts, sizes)
    assert refused.value.where == where
