"""X̄-R, X̄-S and individuals charts: limits by hand, gaps, phases, invariances."""

import math
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.constants import c4, d2, d3
from everproof.analytics.control.variables import i_mr, within_sigma, xbar_r, xbar_s
from everproof.analytics.errors import BadInput

EIGHTHS = st.integers(-800, 800).map(lambda count: count / 8)
SUBGROUPS = st.lists(st.lists(EIGHTHS, min_size=4, max_size=4), min_size=2, max_size=20)
RAGGED = [[1.0, 2.0, 4.0], [2.0, 3.0], [5.0], [], [3.0, 3.5, 1.0, 2.0], [None, 2.5, 4.5]]
SIZES = [3, 2, 1, 0, 4, 2]


def test_limits_of_ragged_subgroups_follow_each_size():
    chart = xbar_r(RAGGED)
    present = [[value for value in group if value is not None] for group in RAGGED]
    flat = [value for group in present for value in group]
    sigma = fmean((max(group) - min(group)) / d2(len(group)) for group in present if len(group) > 1)
    assert chart.xbar.center == pytest.approx(fmean(flat))
    assert chart.sigma == pytest.approx(sigma)
    assert chart.sizes.tolist() == SIZES
    for number, size in enumerate(SIZES):
        half = 3 * sigma / math.sqrt(size) if size else math.nan
        assert chart.xbar.ucl[number] == pytest.approx(fmean(flat) + half, nan_ok=True)
        assert chart.xbar.lcl[number] == pytest.approx(fmean(flat) - half, nan_ok=True)
        expected = (d2(size) + 3 * d3(size)) * sigma if size > 1 else math.nan
        assert chart.r.ucl[number] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("method", "sigma"),
    [
        ("mean sd", lambda groups: fmean(stdev(g) / c4(len(g)) for g in groups)),
        (
            "pooled sd",
            lambda groups: (
                math.sqrt(sum((len(g) - 1) * stdev(g) ** 2 for g in groups) / sum(len(g) - 1 for g in groups))
                / c4(sum(len(g) - 1 for g in groups) + 1)
            ),
        ),
        (
            "weighted range",
            lambda groups: (
                sum((d2(len(g)) / d3(len(g))) ** 2 * (max(g) - min(g)) / d2(len(g)) for g in groups)
                / sum((d2(len(g)) / d3(len(g))) ** 2 for g in groups)
            ),
        ),
        (
            "weighted sd",
            lambda groups: (
                sum(c4(len(g)) / (1 - c4(len(g)) ** 2) * stdev(g) for g in groups)
                / sum(c4(len(g)) ** 2 / (1 - c4(len(g)) ** 2) for g in groups)
            ),
        ),
    ],
)
def test_sigma_by_each_method(method, sigma):
    usable = [[value for value in group if value is not None] for group in RAGGED]
    assert within_sigma(RAGGED, method) == pytest.approx(sigma([group for group in usable if len(group) > 1]))


def test_equal_sizes_have_straight_limits():
    chart = xbar_s([[1.0, 2.0, 3.0], [2.0, 2.0, 5.0]])
    assert isinstance(chart.xbar.ucl, float)
    assert chart.s.center == pytest.approx((1 + math.sqrt(3)) / 2)
    assert chart.s.lcl == 0


@given(SUBGROUPS, st.integers(-1000, 1000), st.sampled_from([0.5, 4.0, 2.0**-20]))
def test_unit_and_origin_carry_over_to_all_lines(groups, shift, scale):
    moved = [[scale * (value + shift) for value in group] for group in groups]
    one, other = xbar_r(groups), xbar_r(moved)
    assert other.sigma == pytest.approx(scale * one.sigma)
    assert other.xbar.center == pytest.approx(scale * (one.xbar.center + shift), rel=1e-12, abs=1e-9 * scale)
    assert other.xbar.ucl - other.xbar.lcl == pytest.approx(scale * (one.xbar.ucl - one.xbar.lcl), rel=1e-9, abs=1e-12)
    assert other.r.ucl == pytest.approx(scale * one.r.ucl)
    assert other.xbar.beyond.tolist() == one.xbar.beyond.tolist()


@given(SUBGROUPS, st.randoms())
def test_order_inside_a_subgroup_does_not_matter(groups, random):
    shuffled = [random.sample(group, len(group)) for group in groups]
    for chart in (xbar_r, xbar_s):
        assert chart(shuffled).sigma == pytest.approx(chart(groups).sigma, rel=1e-12)
        assert chart(shuffled).xbar.beyond.tolist() == chart(groups).xbar.beyond.tolist()


def test_micrometres_in_metres_keep_apart_their_limits():
    metres = [[0.0250001, 0.0250003, 0.0250002], [0.0250002, 0.0250004, 0.0250001]]
    chart = xbar_r(metres)
    micrometres = xbar_r([[100.0, 300.0, 200.0], [200.0, 400.0, 100.0]])  # in nanometres above 25 mm
    assert chart.sigma == pytest.approx(micrometres.sigma * 1e-9, rel=1e-8)
    assert chart.xbar.lcl < chart.xbar.center < chart.xbar.ucl


def test_new_subgroups_are_judged_and_not_used():
    old = [[9.0, 10.0, 11.0], [10.0, 10.5, 9.5], [10.0, 11.0, 10.0]]
    alone, both = xbar_r(old), xbar_r(old, new_subgroups=[[30.0, 30.0, 30.0], [10.0, 20.0, 10.0]])
    assert both.sigma == alone.sigma
    assert both.xbar.ucl == alone.xbar.ucl
    assert both.xbar.beyond.tolist() == [4, 5]
    assert both.r.beyond.tolist() == [5]
    assert both.xbar.phase1 == 3


def test_excluded_points_are_drawn_but_not_used():
    groups = [[9.0, 10.0], [10.0, 11.0], [50.0, 80.0]]
    chart = xbar_r(groups, exclude=[3])
    assert chart.sigma == pytest.approx(xbar_r(groups[:2]).sigma)
    assert chart.xbar.values.size == 3
    assert 3 in chart.xbar.beyond


def test_nothing_can_be_said_about_nothing():
    for groups in ([], [[]], [[None, None], []], [[1.0], [2.0]]):
        chart = xbar_r(groups)
        assert chart.sigma is None
        assert chart.xbar.ucl is None
        assert chart.limits is None
        assert any("undefined" in warning for warning in chart.warnings)


def test_a_constant_process_raises_no_alarm():
    chart = xbar_s([[0.1, 0.1, 0.1]] * 30)
    assert chart.sigma == 0
    assert chart.xbar.beyond.size == chart.s.beyond.size == 0
    assert any("do not vary" in warning for warning in chart.warnings)
    assert i_mr([0.1] * 30).individuals.beyond.size == 0


def test_moving_ranges_of_three_take_the_larger_constant():
    chart = i_mr([1.0, 4.0, 2.0, 3.0, 7.0], span=3)
    assert chart.mr.values.tolist() == [3, 2, 5]
    assert chart.mr.first == 3
    assert chart.sigma == pytest.approx(10 / 3 / d2(3))
    assert chart.mr.ucl == pytest.approx(10 / 3 * (1 + 3 * d3(3) / d2(3)))


def test_a_missing_value_breaks_the_moving_range():
    chart = i_mr([1.0, 2.0, None, 5.0, 7.0])
    np.testing.assert_array_equal(chart.mr.values, [1, math.nan, math.nan, 2])
    assert chart.center == 3.75
    assert chart.sigma == pytest.approx(1.5 / d2(2))


def test_an_excluded_value_takes_its_moving_ranges_along():
    chart = i_mr([1.0, 2.0, 40.0, 3.0, 5.0], exclude=[3])
    assert chart.center == 2.75
    assert chart.sigma == pytest.approx(1.5 / d2(2))
    assert chart.individuals.beyond.tolist() == [3]
    assert chart.mr.beyond.tolist() == [3, 4]


def test_other_estimates_of_sigma():
    values = [1.0, 2.0, 4.0, 3.0, 30.0, 3.0]
    assert i_mr(values, sigma_method="sd").sigma == pytest.approx(stdev(values) / c4(6))
    assert i_mr(values, sigma_method="median moving range").sigma == pytest.approx(
        2 / (math.sqrt(2) * 0.6744897501960817)
    )
    with pytest.raises(BadInput):
        i_mr(values, sigma_method="guess")


@given(st.lists(EIGHTHS, min_size=2, max_size=40), st.integers(-1000, 1000))
def test_the_individuals_chart_moves_with_the_data(values, shift):
    one, other = i_mr(values), i_mr([value + shift for value in values])
    assert other.sigma == pytest.approx(one.sigma)
    assert other.center == pytest.approx(one.center + shift)
    assert other.mr.values.tolist() == one.mr.values.tolist()


def test_reversing_time_changes_no_limit():
    values = np.random.default_rng(9).normal(size=300)
    assert i_mr(values[::-1]).sigma == pytest.approx(i_mr(values).sigma, rel=1e-13)


def test_long_series_have_no_seam():
    values = np.random.default_rng(2).normal(1000, 1, 200_003)
    chart = i_mr(values)
    np.testing.assert_array_equal(chart.mr.values, np.abs(np.diff(values)))
    assert chart.sigma == pytest.approx(np.abs(np.diff(values)).mean() / d2(2), rel=1e-12)


def test_signals_use_the_limits_that_are_drawn():
    chart = i_mr([0.0, 1.0] * 10, new_values=[3.0], nsigma=2)
    assert chart.individuals.beyond.tolist() == [21]
    assert chart.individuals.signals().points(1).tolist() == [21]
    assert i_mr([0.0, 1.0] * 10, new_values=[3.0]).individuals.signals([1]).points(1).tolist() == []


def test_zone_rules_do_not_hold_for_ranges():
    chart = xbar_r([[1.0, 2.0]] * 12)
    assert chart.xbar.signals().rules == (1, 2, 3, 4, 5, 6, 7, 8)
    assert chart.r.signals().rules == (1, 2, 3, 4)
    with pytest.raises(BadInput, match="rule 7"):
        chart.r.signals([7])
    assert i_mr([1.0, 2.0, 3.0]).mr.signals().rules == (1,)


def test_signals_with_unequal_sizes_look_at_standardised_points():
    groups = [
        [10.1, 10.1],
        [10.2] * 3,
        [10.1] * 2,
        [10.3] * 4,
        [10.1] * 2,
        [10.1] * 3,
        [10.1] * 2,
        [10.2] * 2,
        [10.1] * 2,
    ]
    chart = xbar_r([[9.0, 11.0], [8.0, 12.0], [7.0, 13.0], [9.0, 10.0, 11.0]], new_subgroups=groups)
    assert chart.xbar.signals().points(2).tolist() == [13]


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"nsigma": 0}, "nsigma"),
        ({"nsigma": "3"}, "nsigma"),
        ({"sigma_method": "other"}, "sigma_method"),
        ({"exclude": [9]}, "exclude"),
    ],
)
def test_bad_choices_are_named(arguments, where):
    with pytest.raises(BadInput) as refused:
        xbar_r([[1.0, 2.0], [2.0, 3.0]], **arguments)
    assert refused.value.where == where
