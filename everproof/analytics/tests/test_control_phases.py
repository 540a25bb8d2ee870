"""Frozen limits and their history, run charts, short-run charts."""

import math

import numpy as np
import pytest

from everproof.analytics.control.attributes import p_chart
from everproof.analytics.control.phases import FrozenLimits, LimitsHistory, joined
from everproof.analytics.control.run_chart import run_chart
from everproof.analytics.control.short_run import deviation_chart, standardised_chart
from everproof.analytics.control.variables import i_mr, xbar_r
from everproof.analytics.errors import BadInput

OLD = FrozenLimits(chart="i_mr", center=10.0, sigma=1.0)
NEW = FrozenLimits(chart="i_mr", center=20.0, sigma=0.5)


def history():
    start = LimitsHistory().revised(first=1, limits=OLD, reason="first capability run")
    return start.revised(first=4, limits=NEW, reason="new spindle")


def test_frozen_limits_do_not_follow_the_data():
    chart = xbar_r(np.random.default_rng(3).normal(5, 1, (25, 4)))
    later = xbar_r([[50.0, 51.0, 52.0, 50.0]], frozen=chart.limits)
    assert later.xbar.ucl == pytest.approx(chart.xbar.ucl)
    assert later.xbar.beyond.tolist() == [1]
    assert later.xbar.phase1 == 0
    assert later.limits == chart.limits
    assert chart.limits.points == 25


def test_each_point_is_judged_by_the_limits_of_its_time():
    assert history().at(3) == OLD
    assert history().at(4) == NEW
    stages = history().draw([10.0, 14.0, 10.0, 20.0, 22.0], i_mr)
    assert [stage.individuals.beyond.tolist() for stage in stages] == [[2], [2]]
    whole = joined([stage.individuals for stage in stages])
    assert whole.center.tolist() == [10, 10, 10, 20, 20]
    assert whole.beyond.tolist() == [2, 5]
    ranges = joined([stage.mr for stage in stages])
    np.testing.assert_array_equal(ranges.values, [math.nan, 4, 4, math.nan, 2])


def test_a_stage_without_data_is_not_drawn():
    assert len(history().draw([10.0, 11.0], i_mr)) == 1


def test_new_limits_need_a_reason_and_go_forward():
    with pytest.raises(BadInput, match="reason"):
        history().revised(first=9, limits=OLD, reason="  ")
    with pytest.raises(BadInput, match="after point 4"):
        history().revised(first=4, limits=OLD, reason="again")
    with pytest.raises(BadInput, match="begin at point 1"):
        LimitsHistory().revised(first=2, limits=OLD, reason="late")
    with pytest.raises(BadInput, match="'i_mr'"):
        history().revised(first=9, limits=p_chart([1, 2], 50).limits, reason="other chart")
    with pytest.raises(BadInput):
        LimitsHistory().draw([1.0], i_mr)


def test_limits_that_cannot_be_are_refused():
    with pytest.raises(BadInput):
        FrozenLimits(chart="i_mr", center=math.nan, sigma=1)
    with pytest.raises(BadInput):
        FrozenLimits(chart="i_mr", center=1, sigma=-1)


def test_a_shift_shows_as_a_long_run_and_few_crossings():
    shifted = run_chart([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9])
    assert shifted.signal is True
    assert (shifted.longest_run, shifted.n_crossings) == (10, 1)
    assert shifted.longest_run_max == 7
    assert run_chart([1, 9] * 10).signal is False


def test_points_on_the_median_are_passed_over():
    chart = run_chart([1, 2, 2, 3, 2, 1, None, 3])
    assert chart.n_useful == 4
    assert chart.n_crossings == 3


def test_a_run_chart_of_equal_values_says_nothing():
    chart = run_chart([4, 4, 4])
    assert (chart.n_useful, chart.longest_run, chart.signal) == (0, 0, None)
    assert run_chart([]).center is None
    assert run_chart([1, 2, 9], center="mean").center == 4
    assert run_chart([1, 2, 9], center=5).n_useful == 3


def test_a_run_chart_looks_only_at_sides():
    values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]
    one, other = run_chart(values), run_chart([math.exp(value) for value in values], center=math.exp(4.9))
    assert run_chart(values, center=4.9).n_crossings == other.n_crossings
    assert one.n_useful == 11


def test_deviations_put_different_parts_on_one_chart():
    values, parts = [50.1, 49.9, 100.2, 99.9, 25.0], ["A", "A", "B", "B", "C"]
    short = deviation_chart(values, parts, {"A": 50, "B": 100, "C": 25})
    np.testing.assert_allclose(short.transformed, [0.1, -0.1, 0.2, -0.1, 0.0], atol=1e-12)
    assert short.chart.center == pytest.approx(0.02)
    assert short.parts == ("A", "A", "B", "B", "C")


def test_a_part_that_varies_more_is_named():
    random = np.random.default_rng(2)
    values = np.concatenate([random.normal(10, 1, 20), random.normal(30, 8, 20)])
    short = deviation_chart(values, ["calm"] * 20 + ["wild"] * 20, {"calm": 10, "wild": 30})
    assert any("wild" in warning for warning in short.warnings)
    assert not any("calm" in warning for warning in short.warnings)


def test_standardised_points_have_unit_limits():
    short = standardised_chart([52.0, 94.0], ["A", "B"], {"A": 50, "B": 100}, {"A": 1, "B": 1.5})
    assert short.transformed.tolist() == [2, -4]
    assert (short.chart.individuals.lcl, short.chart.individuals.ucl) == (-3, 3)
    assert short.chart.individuals.beyond.tolist() == [2]


@pytest.mark.parametrize(
    ("parts", "nominals", "where"),
    [(["A"], {"A": 1}, "parts"), (["A", "X"], {"A": 1}, "nominals[X]"), (["A", "A"], {"A": "one"}, "nominals[A]")],
)
def test_a_part_must_be_known(parts, nominals, where):
    with pytest.raises(BadInput) as refused:
        deviation_chart([1.0, 2.0], parts, nominals)
    assert refused.value.where == where
