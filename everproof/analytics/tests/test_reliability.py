"""Weibull, Kaplan-Meier, MTBF, availability and growth against other tools, brute force and their own laws."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special

from everproof.analytics.cases import run_case, run_file
from everproof.analytics.errors import BadInput
from everproof.analytics.reliability.lifetimes import as_lifetimes
from everproof.analytics.reliability.repair import availability, mean_time_between_failures, reliability_growth
from everproof.analytics.reliability.survival import kaplan_meier
from everproof.analytics.reliability.weibull import METHODS, RANKS, adjusted_ranks, fit_weibull, plotting_positions

SHIPPED = Path(__file__).parents[1] / "reference" / "reliability.json"
PUBLIC = Path(__file__).parents[4] / "shared" / "reference" / "spc" / "reliability.json"

TIMES = [54.0, 187, 216, 240, 244, 335, 361, 373, 375, 386, *[500] * 10]
EVENTS = [1] * 10 + [0] * 10

lifetimes = st.lists(
    st.tuples(st.floats(0.5, 1000), st.integers(0, 1)), min_size=5, max_size=40, unique_by=lambda pair: pair[0]
)


@pytest.mark.parametrize("case", json.loads(SHIPPED.read_text(encoding="utf-8"))["cases"], ids=lambda case: case["id"])
def test_shipped_case(case):
    outcome = run_case(case)
    assert outcome["status"] == "pass", outcome["message"]


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"the public reference cases are not at {PUBLIC}")
def test_public_cases():
    report = run_file(PUBLIC)
    assert report["failed"] == 0, [case["message"] for case in report["cases"] if case["message"]]
    assert report["passed"] == len(report["cases"]) > 0


@given(data=lifetimes)
@settings(max_examples=60, deadline=None)
def test_no_shape_or_scale_nearby_is_more_likely(data):
    times, event = zip(*data, strict=True)
    fit = fit_weibull(times, event)
    assume(fit.shape is not None)

    def log_likelihood(shape, scale):
        total = 0.0
        for time, failed in data:
            total -= (time / scale) ** shape
            total += failed * (math.log(shape / scale) + (shape - 1) * math.log(time / scale))
        return total

    assert fit.loglik == pytest.approx(log_likelihood(fit.shape, fit.scale), rel=1e-9, abs=1e-9)
    for shape, scale in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99), (1.02, 1.02), (0.98, 1.02)):
        assert log_likelihood(fit.shape * shape, fit.scale * scale) <= fit.loglik + 1e-9


@given(
    data=lifetimes,
    unit=st.sampled_from([1e-9, 1 / 3600, 24.0, 1e6]),
    interval=st.sampled_from(["wald", "likelihood ratio"]),
)
@settings(max_examples=40, deadline=None)
def test_only_scale_and_lives_change_with_the_unit_of_time(data, unit, interval):
    times, event = zip(*data, strict=True)
    plain = fit_weibull(times, event, interval=interval)
    assume(plain.shape is not None and plain.shape < 50)
    moved = fit_weibull([time * unit for time in times], event, interval=interval)
    assert moved.shape == pytest.approx(plain.shape, rel=1e-7)
    assert moved.scale == pytest.approx(plain.scale * unit, rel=1e-7)
    assert moved.shape_ci == pytest.approx(plain.shape_ci, rel=1e-6)
    assert moved.scale_ci == pytest.approx([limit * unit for limit in plain.scale_ci], rel=1e-6)
    assert moved.b10_life == pytest.approx(plain.b10_life * unit, rel=1e-6)
    if plain.rrx is not None:
        assert moved.rrx.shape == pytest.approx(plain.rrx.shape, rel=1e-7)
        assert moved.rry.scale == pytest.approx(plain.rry.scale * unit, rel=1e-7)


@given(data=lifetimes, order=st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_items_does_not_matter(data, order):
    times, event = zip(*data, strict=True)
    shuffled = list(data)
    order.shuffle(shuffled)
    other_times, other_event = zip(*shuffled, strict=True)
    for method in METHODS:
        one, other = fit_weibull(times, event, method), fit_weibull(other_times, other_event, method)
        assert (one.shape, one.scale) == (other.shape, other.scale)


def test_intervals_agree_with_the_curvature_and_the_profile_of_the_likelihood():
    fit = fit_weibull(TIMES, EVENTS)

    def log_likelihood(log_shape, log_scale):
        shape, z = math.exp(log_shape), np.log(TIMES) - log_scale
        failed = np.array(EVENTS) == 1
        return float(
            np.sum(log_shape + shape * z[failed] - np.log(np.array(TIMES)[failed])) - np.sum(np.exp(shape * z))
        )

    at, h = np.array([math.log(fit.shape), math.log(fit.scale)]), 1e-4
    hessian = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            di, dj = np.eye(2)[i] * h, np.eye(2)[j] * h
            hessian[i, j] = (
                log_likelihood(*(at + di + dj)) - log_likelihood(*(at + di - dj))
                - log_likelihood(*(at - di + dj)) + log_likelihood(*(at - di - dj))
            ) / (4 * h * h)  # fmt: skip
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    assert np.log(fit.shape_ci) == pytest.approx(at[0] + errors[0] * special.ndtri(0.975) * np.array([-1, 1]), rel=1e-4)
    assert np.log(fit.scale_ci) == pytest.approx(at[1] + errors[1] * special.ndtri(0.975) * np.array([-1, 1]), rel=1e-4)

    profile = fit_weibull(TIMES, EVENTS, interval="likelihood ratio")
    scales = np.linspace(3, 12, 4000)
    for limit in profile.shape_ci:
        best = max(log_likelihood(math.log(limit), scale) for scale in scales)
        assert 2 * (fit.loglik - best) == pytest.approx(special.chdtri(1, 0.05), abs=1e-3)
    shapes = np.linspace(-3, 3, 4000)
    for limit in profile.scale_ci:
        best = max(log_likelihood(shape, math.log(limit)) for shape in shapes)
        assert 2 * (fit.loglik - best) == pytest.approx(special.chdtri(1, 0.05), abs=1e-3)


def test_lives_and_reliability_belong_together():
    fit = fit_weibull(TIMES, EVENTS)
    assert fit.reliability(fit.b10_life) == pytest.approx(0.9)
    assert fit.reliability(fit.median_life) == pytest.approx(0.5)
    assert fit.reliability(fit.scale) == pytest.approx(math.exp(-1))
    assert fit.life(0.1) == pytest.approx(fit.b10_life)
    grid = np.linspace(0, 20 * fit.scale, 200_001)
    assert np.trapezoid(np.exp(-((grid / fit.scale) ** fit.shape)), grid) == pytest.approx(fit.mean_life, rel=1e-6)


def test_a_shape_of_one_is_the_exponential_distribution():
    quantiles = -np.log1p(-(np.arange(1, 4000) / 4000)) * 70
    fit = fit_weibull(quantiles)
    assert fit.shape == pytest.approx(1, abs=0.01)
    assert fit.scale == pytest.approx(70, rel=0.01)


@pytest.mark.parametrize("ranks", RANKS)
def test_regression_finds_the_line_when_the_points_lie_on_one(ranks):
    positions = plotting_positions(as_lifetimes(range(1, 21)), ranks)
    times = 120 * (-np.log1p(-positions)) ** (1 / 2.5)
    for method in METHODS[1:]:
        fit = fit_weibull(times, method=method, ranks=ranks)
        assert (fit.shape, fit.scale) == pytest.approx((2.5, 120))
        assert fit.rrx.r_squared == pytest.approx(1)


def test_adjusted_ranks_follow_johnsons_example_rule():
    """Without suspensions 1, 2, …; a suspension spreads the remaining ranks evenly over the remaining failures."""
    assert adjusted_ranks(as_lifetimes([1, 2, 3, 4])) == pytest.approx([1, 2, 3, 4])
    # Item 2 of 5 suspended: increments (6 - 1) / (1 + 3) = 1.25 from then on.
    assert adjusted_ranks(as_lifetimes([1, 2, 3, 4, 5], [1, 0, 1, 1, 1])) == pytest.approx([1, 2.25, 3.5, 4.75])


def test_benards_ranks_are_close_to_the_exact_medians():
    data = as_lifetimes(range(1, 31))
    assert plotting_positions(data, "benard") == pytest.approx(plotting_positions(data, "median"), abs=0.001)


@pytest.mark.parametrize(
    ("times", "event", "reason"),
    [
        ([10.0, 20, 30], [0, 0, 0], "no item failed"),
        ([10.0, 20, 30, 30], [0, 0, 1, 1], "share the largest time"),
        ([30.0, 30], None, "share the largest time"),
    ],
)
def test_without_a_maximum_of_the_likelihood_the_fit_is_undefined_with_a_reason(times, event, reason):
    fit = fit_weibull(times, event)
    assert fit.shape is fit.scale is fit.shape_ci is fit.b10_life is None
    assert reason in fit.warnings[0]
    assert fit.reliability(1.0) is None
    assert fit.life(0.1) is None


@pytest.mark.parametrize(
    ("times", "event", "where"),
    [
        ([1.0, -2], None, "times[2]"),
        ([1.0, 0], None, "times[2]"),
        ([1.0, 2], [1, 2], "event[2]"),
        ([1.0, 2], [1], "event"),
        ([1.0, "two"], None, "times[2]"),
    ],
)
def test_impossible_lifetimes_are_named(times, event, where):
    with pytest.raises(BadInput) as refusal:
        fit_weibull(times, event)
    assert refusal.value.where == where


def test_an_item_with_a_missing_time_is_left_out():
    assert fit_weibull([*TIMES, None], [*EVENTS, 1]).shape == fit_weibull(TIMES, EVENTS).shape


def test_without_suspensions_survival_is_the_share_still_working():
    curve = kaplan_meier([5, 3, 8, 3, 9])
    assert curve.event_times == (3, 5, 8, 9)
    assert curve.survival == pytest.approx([0.6, 0.4, 0.2, 0])
    assert curve.std_err_greenwood[:3] == pytest.approx([math.sqrt(s * (1 - s) / 5) for s in (0.6, 0.4, 0.2)])
    assert curve.std_err_greenwood[3] is None
    assert curve.warnings


@given(data=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 1)), min_size=1, max_size=40))
def test_survival_is_the_product_of_the_shares_that_survive_each_time(data):
    curve = kaplan_meier(*zip(*data, strict=True))
    expected = 1.0
    for time, survival in zip(curve.event_times, curve.survival, strict=True):
        at_risk = sum(t >= time for t, _ in data)
        expected *= 1 - sum(t == time and failed for t, failed in data) / at_risk
        assert survival == pytest.approx(expected, abs=1e-12)


def test_survival_without_failures_has_no_step():
    curve = kaplan_meier([5, 6], [0, 0])
    assert curve.event_times == ()
    assert curve.warnings


def test_mtbf_limits_are_those_of_the_poisson_count():
    """The upper and lower limits of the MTBF make the observed count as improbable as the confidence says."""
    result = mean_time_between_failures(4, 1000, 0.9)
    low, high = result.time_terminated_two_sided
    assert special.pdtrc(3, 1000 / high) == pytest.approx(0.05)
    assert special.pdtr(4, 1000 / low) == pytest.approx(0.05)
    assert special.pdtr(4, 1000 / result.time_terminated_lower_one_sided) == pytest.approx(0.1)
    assert result.failure_terminated_two_sided[0] > low
    assert result.mtbf == 250


def test_without_failures_there_is_a_lower_limit_and_no_estimate():
    result = mean_time_between_failures(0, 1000, 0.9)
    assert result.mtbf is None
    assert result.failure_terminated_two_sided is None
    assert result.time_terminated_lower_one_sided == pytest.approx(1000 / -math.log(0.1))
    assert result.time_terminated_two_sided == (pytest.approx(1000 / -math.log(0.05)), None)
    assert len(result.warnings) == 2


def test_availability_without_waiting_is_the_inherent_one():
    result = availability(900, [40, 60])
    assert result.inherent_availability == result.operational_availability == pytest.approx(0.9)
    assert (result.mtbf, result.mttr, result.mean_downtime) == (450, 50, 50)


def test_availability_without_failures_has_no_mean_times():
    result = availability([100, 200], [])
    assert result.operational_availability == 1
    assert result.mtbf is result.mttr is result.mean_downtime is None
    assert len(result.warnings) == 3


def test_growth_of_failures_that_arrive_evenly_is_none():
    times = [10 * i for i in range(1, 2001)]
    fit = reliability_growth(times, 20_005)
    assert fit.beta_mle == pytest.approx(1, abs=0.01)
    assert fit.mtbf_at_end_mle == pytest.approx(10, rel=0.01)
    assert abs(fit.laplace_z) < 0.1


@given(times=st.lists(st.floats(1, 1e4), min_size=3, max_size=30, unique=True), unit=st.sampled_from([1e-3, 60.0]))
@settings(deadline=None)
def test_growth_does_not_depend_on_the_unit_of_time(times, unit):
    one, other = reliability_growth(times), reliability_growth([time * unit for time in times])
    assert other.beta_mle == pytest.approx(one.beta_mle, rel=1e-9)
    assert other.mtbf_at_end_mle == pytest.approx(one.mtbf_at_end_mle * unit, rel=1e-9)
    assert other.laplace_z == pytest.approx(one.laplace_z, rel=1e-7, abs=1e-9)
    assert one.lambda_ * one.end_time**one.beta_mle == pytest.approx(len(times))


def test_a_test_ended_by_a_failure_counts_that_failure_only_as_its_end():
    times = [5, 40, 43, 175, 389]
    by_failure, by_time = reliability_growth(times), reliability_growth(times, 389, "time")
    spread = sum(math.log(389 / t) for t in times)
    assert by_failure.truncation == "failure"
    assert by_failure.beta_unbiased == pytest.approx(3 / spread)
    assert by_time.beta_unbiased == pytest.approx(4 / spread)


def test_growth_needs_failures():
    assert reliability_growth([], 100).beta_mle is None
    assert reliability_growth([50.0]).beta_mle is None
    alone = reliability_growth([50.0], 100)
    assert alone.beta_mle == pytest.approx(1 / math.log(2))
    assert alone.beta_unbiased is None
    assert alone.warnings


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (([10.0, 20], 15), "end_time"),
        (([10.0, 20], None, "time"), "end_time"),
        (([10.0, 20], 30, "never"), "truncation"),
        (([0.0, 20],), "failure_times[1]"),
    ],
)
def test_an_impossible_growth_test_is_named(arguments, where):
    with pytest.raises(BadInput) as refusal:
        reliability_growth(*arguments)
    assert refusal.value.where == where
