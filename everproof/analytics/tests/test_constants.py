"""The constants of control charts against closed forms and against their definition by another route."""

import math

import numpy as np
import pytest

from everproof.analytics import constants
from everproof.analytics.errors import BadInput


def test_small_samples_have_closed_forms():
    root = math.sqrt(math.pi)
    assert constants.d2(2) == pytest.approx(2 / root, rel=1e-13)
    assert constants.d2(3) == pytest.approx(3 / root, rel=1e-13)
    assert constants.d2(4) == pytest.approx(6 / root * (1 - math.acos(1 / 3) / math.pi), rel=1e-13)
    assert constants.d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), rel=1e-12)
    assert constants.d3(3) == pytest.approx(math.sqrt(2 + 3 * math.sqrt(3) / math.pi - 9 / math.pi), rel=1e-12)
    assert constants.c4(2) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-14)
    assert constants.c4(3) == pytest.approx(root / 2, rel=1e-14)


@pytest.mark.parametrize("n", [2, 5, 9, 25, 60])
def test_range_moments_agree_with_the_density_of_order_statistics(n):
    """Another route: E[W] and E[W²] over the joint density of smallest and largest value, on a plain grid."""
    x = np.linspace(-9, 9, 1801)
    step = x[1] - x[0]
    below = np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in x])
    density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    between = np.maximum(below[None, :] - below[:, None], 0)  # row: smallest, column: largest
    joint = n * (n - 1) * density[:, None] * density[None, :] * between ** (n - 2) * (x[None, :] > x[:, None])
    width = np.maximum(x[None, :] - x[:, None], 0)
    mean = float((joint * width).sum()) * step * step
    second = float((joint * width**2).sum()) * step * step
    assert constants.d2(n) == pytest.approx(mean, rel=2e-5)
    assert constants.d3(n) == pytest.approx(math.sqrt(second - mean**2), rel=2e-4)


def test_c4_joins_its_asymptotic_series_without_a_step():
    exact = [constants.c4(n) for n in range(338, 343)]
    series = [constants.c4(n) for n in range(343, 348)]
    steps = np.diff(exact + series)
    assert np.all(steps > 0)
    assert steps.max() / steps.min() < 1.1
    assert constants.c4(342) == pytest.approx(
        math.exp(math.lgamma(171) - math.lgamma(170.5)) * math.sqrt(2 / 341), rel=1e-12
    )


def test_c4_of_a_huge_sample_is_nearly_one():
    assert 1 - constants.c4(10**9) == pytest.approx(1 / (4 * 10**9), rel=1e-6)


def test_factors_follow_from_the_constants():
    row = constants.chart_constants(7)
    assert pytest.approx(3 / (row.d2 * math.sqrt(7))) == row.A2
    assert row.D3 > 0
    assert constants.chart_constants(6).D3 == 0
    assert pytest.approx(2) == row.B3 + row.B4
    assert row.E2 * row.d2 == pytest.approx(3)


def test_a_sample_of_one_has_no_constants():
    for wrong in (1, 0, -3, 2.5, True):
        with pytest.raises(BadInput) as refused:
            constants.d2(wrong)
        assert refused.value.where == "n"


def test_sizes_are_looked_up_together():
    found = constants.for_sizes("d2", [5, 1, 2, 5])
    assert found[0] == found[3] == constants.d2(5)
    assert math.isnan(found[1])
