"""Calibration intervals against other tools, known formulas and their own laws."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.calibration_intervals import (
    en_number,
    fit_reliability,
    interval_from_drift,
    review_interval,
    scale_interval,
)
from everproof.analytics.calibration_models import MODELS
from everproof.analytics.cases import run_case
from everproof.analytics.errors import BadInput

SHIPPED = Path(__file__).parents[1] / "reference" / "calibration.json"
PUBLIC = Path(__file__).parents[4] / "shared" / "reference" / "spc" / "management_metrics.json"

DAYS = [70.0, 86, 104, 135, 167, 173]
DEVIATIONS = [0.1, 0.11, 0.251, 0.299, 0.403, 0.615]
WEEKS, GOOD, TOTAL = [4, 7, 10, 13, 21, 28, 40, 48], [4, 5, 9, 8, 12, 20, 9, 2], [4, 6, 14, 13, 22, 49, 18, 6]


@pytest.mark.parametrize("case", json.loads(SHIPPED.read_text(encoding="utf-8"))["cases"], ids=lambda case: case["id"])
def test_shipped_case(case):
    outcome = run_case(case)
    assert outcome["status"] == "pass", outcome["message"]


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"the public reference cases are not at {PUBLIC}")
def test_public_cases():
    cases = json.loads(PUBLIC.read_text(encoding="utf-8"))["cases"]
    outcomes = [run_case(case) for case in cases if case["topic"].startswith("calibration.")]
    assert outcomes
    assert [outcome["message"] for outcome in outcomes if outcome["status"] != "pass"] == []


@given(n=st.integers(1, 200), data=st.data(), target=st.floats(0.5, 0.99), confidence=st.floats(0.05, 0.95))
def test_a_recommended_interval_keeps_the_rules(n, data, target, confidence):
    found = data.draw(st.integers(0, n))
    result = review_interval(found, n, 365, target, confidence)
    assert 365 / 2 - 1e-9 <= result.calculated_interval <= 730 + 1e-9
    assert 0 <= result.rejection_confidence <= 1
    low, high = result.reliability_ci
    assert 0 <= low <= found / n <= high <= 1
    if result.recommended_interval != 365:
        assert result.rejection_confidence > confidence
        assert abs(result.calculated_interval - 365) >= 5
    if found / n < target:
        assert result.recommended_interval <= 365


def test_the_shortest_interval_is_not_undercut():
    assert review_interval(0, 10, 20, 0.9).recommended_interval == 14
    assert review_interval(50, 50, 1500, 0.8, longest=1826).recommended_interval == 1826


def test_without_history_the_interval_stays():
    result = review_interval(0, 0, 365, 0.9)
    assert result.recommended_interval == 365
    assert result.observed_reliability is result.calculated_interval is None
    assert result.reliability_ci == (0.0, 1.0)
    assert result.warnings


def test_the_exponential_model_at_one_interval_is_the_simple_adjustment():
    fit = fit_reliability([52], [45], [50], 0.95)
    assert fit.theta == pytest.approx([-math.log(0.9) / 52], rel=1e-6)
    assert fit.interval == pytest.approx(scale_interval(52, 0.9, 0.95).interval, rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_a_model_recovers_its_own_parameters_from_exact_shares(model):
    truth = {
        "exponential": (0.02,),
        "weibull": (0.015, 1.6),
        "mixed exponential": (0.05, 0.6),
        "random walk": (0.12, 0.02),
        "modified gamma": (0.12,),
        "mortality drift": (0.01, 0.0002),
        "warranty": (0.12, 35.0),
        "lognormal": (0.03, 0.8),
    }[model]
    t = np.array([5.0, 10, 20, 30, 40, 60])
    share = MODELS[model].reliability(t, truth)
    total = np.full(6, 10_000_000)
    fit = fit_reliability(t, np.round(share * total), total, 0.8, model)
    assert MODELS[model].reliability(t, fit.theta) == pytest.approx(share, abs=1e-5)
    assert float(MODELS[model].reliability(np.array([fit.interval]), fit.theta)[0]) == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_no_parameter_nearby_is_more_likely(model):
    fit = fit_reliability(WEEKS, GOOD, TOTAL, 0.5, model)
    good, total = np.array(GOOD), np.array(TOTAL)
    for position in range(len(fit.theta)):
        for factor in (0.98, 1.02):
            theta = [value * (factor if i == position else 1) for i, value in enumerate(fit.theta)]
            r = MODELS[model].reliability(np.array(WEEKS, dtype=float), theta)
            assert np.sum(good * np.log(r) + (total - good) * np.log1p(-r)) <= fit.log_likelihood + 1e-9


def test_the_unit_of_the_interval_does_not_matter():
    weeks = fit_reliability(WEEKS, GOOD, TOTAL, 0.7, "weibull").interval
    days = fit_reliability([7 * week for week in WEEKS], GOOD, TOTAL, 0.7, "weibull").interval
    assert days == pytest.approx(7 * weeks, rel=1e-5)


@pytest.mark.parametrize("good", [[4, 6], [0, 0]])
def test_a_fit_without_contrast_is_undefined_with_a_reason(good):
    fit = fit_reliability([10, 20], good, [4, 6], 0.9)
    assert fit.theta is fit.interval is fit.log_likelihood is None
    assert "in tolerance" in fit.warnings[0] or "out of tolerance" in fit.warnings[0]


def test_a_target_that_a_model_never_meets_has_no_interval():
    fit = fit_reliability(WEEKS, GOOD, TOTAL, 0.9, "warranty")
    assert fit.interval is None
    assert "not met even" in fit.warnings[0]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_at_the_interval_the_target_is_just_met(order):
    result = interval_from_drift(
        DAYS, DEVIATIONS, 0.28, 10.03, limits=(9, 11), reliability=0.9, uncertainty_target=0.5, order=order
    )
    design = np.array(DAYS)[:, None] ** np.arange(1, order + 1)
    b, *_ = np.linalg.lstsq(design, np.array(DEVIATIONS), rcond=None)
    assert result.coefficients == pytest.approx(b, rel=1e-6)
    residuals = np.array(DEVIATIONS) - design @ b
    assert result.s_yx == pytest.approx(math.sqrt(residuals @ residuals / (len(DAYS) - order)))
    covariance = result.s_yx**2 * np.linalg.inv(design.T @ design)
    t = result.interval_uncertainty_target ** np.arange(1, order + 1)
    assert math.sqrt(0.28**2 + t @ covariance @ t) == pytest.approx(0.5, rel=1e-6)


def test_a_drift_does_not_depend_on_the_unit_of_measure_or_time():
    plain = interval_from_drift(DAYS, DEVIATIONS, 0.28, 10.03, limits=(9, 11), reliability=0.9, order=2)
    small = interval_from_drift(
        [day * 86_400 for day in DAYS],
        [value * 1e-6 for value in DEVIATIONS],
        0.28e-6,
        10.03e-6,
        limits=(9e-6, 11e-6),
        reliability=0.9,
        order=2,
    )
    expected = plain.interval_reliability_target * 86_400
    assert small.interval_reliability_target == pytest.approx(expected, rel=1e-8)


def test_an_instrument_outside_its_limits_from_the_start_has_no_interval():
    result = interval_from_drift(DAYS, DEVIATIONS, 0.28, 12.0, limits=(9, 11), reliability=0.9)
    assert result.interval_reliability_target is None
    assert "not met even at the time of calibration" in result.warnings[0]


def test_an_instrument_that_does_not_drift_has_no_interval():
    result = interval_from_drift(DAYS, [0.0] * 6, 0.28, 10.0, limits=(9, 11), reliability=0.9, uncertainty_target=0.5)
    assert result.interval_reliability_target is result.interval_uncertainty_target is None
    assert len(result.warnings) == 2


@pytest.mark.parametrize(("observed", "scaled"), [(0.9, 177.695), (0.95, 365.0), (1.0, None), (0.0, None)])
def test_the_simple_adjustment(observed, scaled):
    result = scale_interval(365, observed, 0.95)
    assert result.interval == (None if scaled is None else pytest.approx(scaled, abs=1e-3))
    assert bool(result.warnings) == (scaled is None)


def test_en_is_satisfactory_up_to_one():
    assert en_number(10.05, 10.0, 0.03, 0.04).satisfactory is True
    assert en_number(9.9, 10.0, 0.03, 0.04).en == pytest.approx(-2)
    assert en_number(9.9, 10.0, 0.03, 0.04, expanded=False).satisfactory is True
    assert en_number(9.9, 10.0, 0.0, 0.0).en is None


def test_several_comparisons_in_one_case():
    given_ = {"lab": [10.05, 9.8], "ref": 10.0, "u_lab": [0.03, 0.03], "u_ref": 0.04}
    got = run_case({"topic": "calibration.en", "input": given_, "params": {}})["got"]
    assert got["en"] == pytest.approx([1.0, -4.0])
    assert got["satisfactory"][1] is False


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: review_interval(5, 4, 365, 0.9), "in_tolerance"),
        (lambda: review_interval(4, 5, 365, 1.0), "target_reliability"),
        (lambda: review_interval(4, 5, 0, 0.9), "interval"),
        (lambda: fit_reliability([10, 0], [4, 4], [5, 5], 0.9), "intervals[2]"),
        (lambda: fit_reliability([10, 20], [4, 6], [5, 5], 0.9), "in_tolerance[2]"),
        (lambda: fit_reliability([10, 20], [4], [5, 5], 0.9), "n"),
        (lambda: fit_reliability([10, 20], [4, 4], [5, 5], 0.9, "linear"), "model"),
        (lambda: interval_from_drift([10, 20], [0.1], 0.1), "deviations"),
        (lambda: interval_from_drift([10, 20], [0.1, 0.2], 0.1, order=2), "deviations"),
        (lambda: interval_from_drift([10, 10, 10], [0.1, 0.2, 0.1], 0.1, order=2), "days"),
        (lambda: interval_from_drift([10, 20], [0.1, 0.2], -0.1), "u0"),
        (lambda: interval_from_drift(DAYS, DEVIATIONS, 0.1, limits=(3, 1), reliability=0.9), "limits"),
        (lambda: scale_interval(365, 1.2, 0.95), "observed_reliability"),
        (lambda: en_number(1.0, 1.0, -0.1, 0.1), "u_lab"),
    ],
)
def test_impossible_input_is_named(call, where):
    with pytest.raises(BadInput) as refusal:
        call()
    assert refusal.value.where == where
