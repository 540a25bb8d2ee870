"""Summary statistics and analysis of variance: exact arithmetic as the yardstick."""

import math
from fractions import Fraction
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.summary import one_way_anova, summary

GAUGE = st.lists(st.integers(-5000, 5000).map(lambda count: count / 1000), min_size=2, max_size=40)


def test_micrometres_written_in_metres_keep_their_digits():
    """25 mm ± some tenths of a micrometre, in metres and in micrometres."""
    micrometres = [25000.1, 25000.4, 25000.2, 25000.3, 25000.2]
    metres = summary([0.0250001, 0.0250004, 0.0250002, 0.0250003, 0.0250002])
    exact = stdev([Fraction(round(value * 10), 10) for value in micrometres])
    assert metres.sd == pytest.approx(float(exact) * 1e-6, rel=1e-14)


@given(GAUGE)
def test_decimals_are_computed_exactly(values):
    exact = [Fraction(round(value * 1000), 1000) for value in values]
    mean = sum(exact) / len(exact)
    squares = sum((value - mean) ** 2 for value in exact)
    figures = summary(values)
    assert figures.mean == pytest.approx(float(mean), rel=1e-15, abs=1e-18)
    assert figures.variance == pytest.approx(float(squares / (len(exact) - 1)), rel=1e-14, abs=1e-18)


@given(GAUGE, st.randoms())
def test_order_matters_to_the_autocorrelation_only(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert summary(shuffled).mean == pytest.approx(summary(values).mean, rel=1e-15, abs=1e-18)
    assert summary(shuffled).sd == pytest.approx(summary(values).sd, rel=1e-14)


def test_values_without_common_places_fall_back_to_two_passes():
    values = np.random.default_rng(5).normal(1e9, 1.0, 5001)
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
    figures = summary(values)
    assert figures.mean == pytest.approx(float(mean), rel=1e-15)
    assert figures.variance == pytest.approx(float(variance), rel=1e-12)


def test_what_is_undefined_says_why():
    nothing = summary([])
    assert (nothing.mean, nothing.sd, nothing.n) == (None, None, 0)
    assert "no values" in nothing.warnings[0]
    one = summary([3, None])
    assert (one.mean, one.sd, one.missing) == (3, None, 1)
    constant = summary([2, 2, 2])
    assert (constant.sd, constant.autocorrelation_lag1) == (0, None)


def test_the_order_of_groups_does_not_matter():
    groups = [[1.1, 1.3, 1.2], [2.1, 2.2], [0.3, 0.9, 0.6, 0.6]]
    one, other = one_way_anova(groups), one_way_anova(groups[::-1])
    assert one.f == pytest.approx(other.f, rel=1e-13)
    assert one.ss_between + one.ss_within == pytest.approx(other.ss_between + other.ss_within, rel=1e-13)


def test_two_groups_give_the_square_of_t():
    """With two degrees of freedom the t distribution has a closed form: p = 1 - t/√(2 + t²)."""
    table = one_way_anova({"one": [5.0, 7.0], "other": [9.0, 12.0]})
    t = (10.5 - 6.0) / math.sqrt((stdev([5.0, 7.0]) ** 2 + stdev([9.0, 12.0]) ** 2) / 2)
    assert table.f == pytest.approx(t * t, rel=1e-14)
    assert table.p_value == pytest.approx(1 - t / math.sqrt(2 + t * t), rel=1e-12)


def test_analysis_of_variance_without_variation_or_groups():
    assert one_way_anova([[1, 1], [2, 2]]).f is None
    assert one_way_anova([[1, 2]]).f is None
    assert one_way_anova([]).ss_between is None
    gaps = one_way_anova([[1, 2], [None], [3, None, 5]])
    assert (gaps.groups, gaps.n) == (2, 4)
    assert any("left out" in warning for warning in gaps.warnings)
