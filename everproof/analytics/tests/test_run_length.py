"""Average run lengths against Markov chains, limiting cases and each other."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.analytics.control.run_length import cusum_arl, ewma_arl, oc_c, oc_np, oc_xbar, shewhart_arl
from everproof.analytics.errors import BadInput


def below(x):
    return 0.5 * np.array([math.erfc(-value / math.sqrt(2)) for value in np.ravel(x)]).reshape(np.shape(x))


def markov_cusum(k, h, shift, cells):
    """Brook and Evans 1972: the sum in `cells` steps, the first of which holds 0."""
    width = 2 * h / (2 * cells - 1)
    middle = width * np.arange(cells)
    moves = below(middle[None, :] + width / 2 - middle[:, None] + k - shift)
    moves -= below(middle[None, :] - width / 2 - middle[:, None] + k - shift)
    moves[:, 0] = below(width / 2 - middle + k - shift)
    return float(np.linalg.solve(np.eye(cells) - moves, np.ones(cells))[0])


def markov_ewma(weight, width, shift, cells, points=None):
    """Lucas and Saccucci 1990, limits of large i; with `points`, the chance to be still inside after each of them,
    under exact limits."""
    limit = width * math.sqrt(weight / (2 - weight))
    step = 2 * limit / cells
    middle = -limit + step * (np.arange(cells) + 0.5)
    upper = (middle[None, :] + step / 2 - (1 - weight) * middle[:, None]) / weight - shift
    moves = below(upper) - below(upper - step / weight)
    if points is None:
        return float(np.linalg.solve(np.eye(cells) - moves, np.ones(cells))[cells // 2])
    state, inside = np.eye(cells)[cells // 2], []
    for point in range(1, points + 1):
        bound = limit * math.sqrt(1 - (1 - weight) ** (2 * point))
        covered = np.clip((bound - np.abs(middle)) / step + 0.5, 0, 1)
        state = (state @ moves) * covered
        inside.append(state.sum())
    return inside


@pytest.mark.parametrize(("k", "h", "shift"), [(0.5, 4, 0), (0.5, 4, 1), (0.25, 8, 0.5), (1, 2.5, 0), (0.5, 5, -0.3)])
def test_one_sided_cusum_agrees_with_a_markov_chain(k, h, shift):
    coarse, fine = markov_cusum(k, h, shift, 200), markov_cusum(k, h, shift, 400)
    extrapolated = fine + (fine - coarse) / 3  # the error of the chain falls with the square of the step
    assert cusum_arl(k=k, h=h, shift=shift, sided="one") == pytest.approx(extrapolated, rel=1e-5)


@pytest.mark.parametrize(("weight", "width", "shift"), [(0.1, 2.7, 0), (0.2, 2.9, 1), (0.5, 3, 0.5), (0.05, 2.5, 0)])
def test_ewma_agrees_with_a_markov_chain(weight, width, shift):
    coarse, fine = markov_ewma(weight, width, shift, 151), markov_ewma(weight, width, shift, 301)
    assert ewma_arl(weight=weight, width=width, shift=shift) == pytest.approx(fine + (fine - coarse) / 3, rel=1e-3)


def test_exact_limits_agree_with_a_markov_chain():
    """Run length 1 + P(inside after 1) + P(inside after 2) + …; the tail is geometric with the last ratio."""
    inside = markov_ewma(0.2, 2.5, 1.0, 801, points=60)
    ratio = inside[-1] / inside[-2]
    expected = 1 + sum(inside) + inside[-1] * ratio / (1 - ratio)
    assert ewma_arl(weight=0.2, width=2.5, shift=1.0, limits="exact") == pytest.approx(expected, rel=3e-3)


def test_exact_limits_are_narrower_and_so_signal_sooner():
    for shift in (0.0, 0.5, 2.0):
        exact, asymptotic = (
            ewma_arl(weight=0.1, width=2.8, shift=shift, limits=kind) for kind in ("exact", "asymptotic")
        )
        assert exact < asymptotic


def test_an_ewma_without_memory_is_a_shewhart_chart():
    for limits in ("exact", "asymptotic"):
        assert ewma_arl(weight=1.0, width=3, shift=0.7, limits=limits) == pytest.approx(
            shewhart_arl(shift=0.7), rel=1e-9
        )
    almost = ewma_arl(weight=1 - 1e-9, width=2, shift=0.3, limits="exact")
    assert almost == pytest.approx(shewhart_arl(nsigma=2, shift=0.3), rel=1e-6)


def test_a_cusum_without_memory_is_a_shewhart_chart():
    """With h → 0 it signals as soon as z > k."""
    assert cusum_arl(k=2, h=1e-9, shift=0.4, sided="one") == pytest.approx(
        shewhart_arl(nsigma=2, shift=0.4, sided="one"), rel=1e-6
    )


def test_head_start_shortens_the_wait_for_a_shift_more_than_for_a_false_alarm():
    """Lucas and Crosier 1982, table for k = 0.5, h = 4, head start 2: 148.7 and 5.29."""
    assert cusum_arl(h=4, head_start=2) == pytest.approx(148.7, rel=2e-3)
    assert cusum_arl(h=4, head_start=2, shift=1) == pytest.approx(5.29, rel=2e-3)


@given(st.floats(0, 3), st.floats(1, 4))
@settings(max_examples=25, deadline=None)
def test_up_and_down_shifts_take_equally_long(shift, width):
    assert shewhart_arl(nsigma=width, shift=-shift) == pytest.approx(shewhart_arl(nsigma=width, shift=shift))
    assert cusum_arl(h=width, shift=-shift) == pytest.approx(cusum_arl(h=width, shift=shift), rel=1e-9)
    one, other = (ewma_arl(weight=0.3, width=width, shift=sign * shift) for sign in (1, -1))
    assert one == pytest.approx(other, rel=1e-9)


def test_misses_and_alarms_add_up():
    assert 1 / (1 - oc_xbar([1.5], n=4)[0]) == pytest.approx(shewhart_arl(shift=1.5, n=4))
    assert oc_xbar([0, 1, 2], nsigma=3, n=1).tolist() == sorted(oc_xbar([0, 1, 2], nsigma=3, n=1), reverse=True)


def test_operating_characteristic_of_counts():
    p, n = 0.1, 20
    masses = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert oc_np([p], n=n, lcl=0.5, ucl=4.2)[0] == pytest.approx(sum(masses[1:5]))
    assert oc_np([p], n=n, lcl=0, ucl=30)[0] == pytest.approx(1)
    poisson = [math.exp(-2.0) * 2.0**k / math.factorial(k) for k in range(9)]
    assert oc_c([2.0], lcl=1, ucl=6)[0] == pytest.approx(sum(poisson[1:7]))


def test_a_chart_that_never_signals_waits_for_ever():
    assert shewhart_arl(nsigma=50) == math.inf
    assert cusum_arl(k=30, h=5) == math.inf
    assert ewma_arl(weight=0.5, width=20) == math.inf
    assert ewma_arl(weight=0.5, width=20, limits="exact") == math.inf


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: cusum_arl(h=-1), "h"),
        (lambda: cusum_arl(h=1000), "h"),
        (lambda: ewma_arl(weight=1e-6), "L"),
        (lambda: cusum_arl(h=4, head_start=5), "head_start"),
        (lambda: ewma_arl(weight=0), "lambda"),
        (lambda: ewma_arl(limits="fir"), "limits"),
        (lambda: ewma_arl(start=9), "start"),
        (lambda: shewhart_arl(sided="three"), "sided"),
        (lambda: shewhart_arl(n=0), "n"),
    ],
)
def test_bad_settings_are_named(call, where):
    with pytest.raises(BadInput) as refused:
        call()
    assert refused.value.where == where
