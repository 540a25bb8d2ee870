"""Capability, yield, fits and transformations: invariances, second routes, and honest gaps."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from everproof.analytics.capability.indices import capability, cpk_lower_bound, required_index
from everproof.analytics.capability.nonnormal import box_cox_capability, percentile_capability
from everproof.analytics.capability.process_yield import process_yield, sigma_level
from everproof.analytics.distributions import FAMILIES, best_fit, fit, probability_points
from everproof.analytics.errors import BadInput
from everproof.analytics.transforms import box_cox, box_cox_transform, johnson

RANDOM = np.random.default_rng(7)
SUBGROUPS = RANDOM.normal(20, 0.5, (30, 5))
POSITIVE = RANDOM.gamma(3, 2, 120)
INDICES = ("cp", "cpl", "cpu", "cpk", "cpm", "pp", "ppl", "ppu", "ppk", "ppm_index")

shift = st.floats(-1e3, 1e3)
scale = st.floats(1e-6, 1e6)


@given(shift, scale)
@settings(max_examples=40, deadline=None)
def test_indices_do_not_depend_on_the_unit_or_the_origin(shift, scale):
    study = capability(subgroups=SUBGROUPS, lsl=18, usl=22, target=20.1)
    moved = capability(
        subgroups=(SUBGROUPS + shift) * scale,
        lsl=(18 + shift) * scale,
        usl=(22 + shift) * scale,
        target=(20.1 + shift) * scale,
    )
    for name in INDICES:
        assert getattr(moved, name) == pytest.approx(getattr(study, name), rel=1e-8)
    assert moved.sigma_within == pytest.approx(study.sigma_within * scale, rel=1e-8)


def test_a_micrometre_written_in_metres_keeps_its_digits():
    in_micrometres = RANDOM.normal(12_500, 2, (25, 4))
    study = capability(subgroups=in_micrometres, lsl=12_490, usl=12_510)
    in_metres = capability(subgroups=in_micrometres * 1e-6, lsl=0.01249, usl=0.01251)
    assert in_metres.cpk == pytest.approx(study.cpk, rel=1e-9)
    assert in_metres.cpk_ci == pytest.approx(study.cpk_ci, rel=1e-9)


def test_mirroring_the_values_swaps_the_sides():
    study = capability(values=POSITIVE, lsl=0, usl=15, target=7)
    mirrored = capability(values=-POSITIVE, lsl=-15, usl=0, target=-7)
    assert mirrored.cpl == pytest.approx(study.cpu)
    assert mirrored.ppu == pytest.approx(study.ppl)
    assert mirrored.expected_overall_below_lsl_ppm == pytest.approx(study.expected_overall_above_usl_ppm)


def test_shifted_subgroups_separate_capability_from_performance():
    wandering = SUBGROUPS + np.arange(30)[:, None] * 0.5
    study = capability(subgroups=wandering, lsl=10, usl=50)
    assert study.cp > 3 * study.pp


def test_within_sigma_follows_the_order_of_single_values_and_overall_does_not():
    ordered, study = np.sort(POSITIVE), capability(values=POSITIVE, usl=20)
    sorted_study = capability(values=ordered, usl=20)
    assert sorted_study.sigma_overall == pytest.approx(study.sigma_overall)
    assert sorted_study.sigma_within < study.sigma_within / 5


@pytest.mark.parametrize(("lsl", "usl"), [(18, None), (None, 22)])
def test_one_limit_leaves_what_needs_two_undefined(lsl, usl):
    study = capability(subgroups=SUBGROUPS, lsl=lsl, usl=usl, target=20)
    assert (study.cp, study.pp, study.cpm, study.cp_ci) == (None, None, None, None)
    assert study.cpk == (study.cpl if usl is None else study.cpu)
    assert any("both specification limits" in warning for warning in study.warnings)


@pytest.mark.parametrize("values", [[], [5.0], [None, 5.0, None], [5.0] * 10])
def test_no_variation_or_too_few_values_give_none_with_a_reason(values):
    study = capability(values=values, lsl=4, usl=6)
    assert (study.cpk, study.ppk, study.cpk_ci, study.status) == (None, None, None, "undefined")
    assert any(warning.startswith("Every index is undefined") for warning in study.warnings)


def test_stability_is_asked_before_the_indices_are_shown():
    assert any("Stability was not shown" in warning for warning in capability(subgroups=SUBGROUPS, lsl=18).warnings)
    assert any("2 signals" in warning for warning in capability(subgroups=SUBGROUPS, lsl=18, signals=2).warnings)
    stable = capability(subgroups=SUBGROUPS, lsl=18, usl=22, target=20, signals=0)
    assert stable.is_stable is True
    assert stable.warnings == ()


def test_missing_values_are_left_out():
    with_gap = [*SUBGROUPS.tolist(), [None] * 5, [20.0, None, 20.5, None, 19.5]]
    study = capability(subgroups=with_gap, lsl=18, usl=22)
    assert study.n == 153


def test_limits_in_the_wrong_order_and_no_limit_are_refused():
    with pytest.raises(BadInput, match="lsl"):
        capability(values=POSITIVE, lsl=5, usl=5)
    with pytest.raises(BadInput, match="limit"):
        capability(values=POSITIVE)
    with pytest.raises(BadInput, match=r"values\[2\]"):
        capability(values=[1.0, "2"], usl=3)


@given(st.floats(0.5, 3), st.integers(30, 2000))
@settings(max_examples=40, deadline=None)
def test_the_required_index_is_the_one_whose_bound_is_the_target(target, n):
    needed = required_index(target, n)
    assert cpk_lower_bound(needed, n) == pytest.approx(target, rel=1e-9)
    assert required_index(target, n + 1) < needed


def test_the_interval_of_cp_is_that_of_the_standard_deviation():
    study = capability(values=POSITIVE, lsl=0, usl=20, confidence=0.9)
    low, high = stats.chi2.ppf([0.05, 0.95], len(POSITIVE) - 1)
    spread = study.pp * np.sqrt(np.array([low, high]) / (len(POSITIVE) - 1))
    assert study.pp_ci == pytest.approx(tuple(spread))


SCIPY = {
    "normal": (stats.norm, {}),
    "lognormal": (stats.lognorm, {"floc": 0}),
    "gamma": (stats.gamma, {"floc": 0}),
    "weibull": (stats.weibull_min, {"floc": 0}),
    "exponential": (stats.expon, {"floc": 0}),
    "logistic": (stats.logistic, {}),
    "loglogistic": (stats.fisk, {"floc": 0}),
    "largest_extreme_value": (stats.gumbel_r, {}),
    "smallest_extreme_value": (stats.gumbel_l, {}),
    "rayleigh": (stats.rayleigh, {"floc": 0}),
    "half_normal": (stats.halfnorm, {"floc": 0}),
}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_parameters_are_likelier_than_the_fitted_ones(family):
    distribution, fixed = SCIPY[family]
    parameters = distribution.fit(POSITIVE, **fixed)
    found = fit(POSITIVE, family)
    assert found.log_likelihood >= distribution.logpdf(POSITIVE, *parameters).sum() - 1e-7
    assert found.quantile(0.99865) == pytest.approx(distribution.ppf(0.99865, *parameters), rel=1e-3)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_fit_scales_with_the_unit_and_its_tails_fit_together(family):
    found, in_metres = fit(POSITIVE, family), fit(POSITIVE * 1e-6, family)
    for p in (1e-9, 0.00135, 0.5, 0.99865):
        assert in_metres.quantile(p) == pytest.approx(found.quantile(p) * 1e-6, rel=1e-7)
        assert found.share_below(found.quantile(p)) == pytest.approx(p, rel=1e-7)
        assert found.share_above(found.quantile(p)) == pytest.approx(1 - p, rel=1e-7)


def test_nearly_equal_values_can_be_fitted():
    tight = 100 + 1e-4 * RANDOM.normal(size=60)
    for family in ("gamma", "weibull", "lognormal"):
        assert fit(tight, family).quantile(0.5) == pytest.approx(100, rel=1e-5)


@pytest.mark.parametrize("values", [[-1.0, 2.0, 3.0], [0.0, 1.0, 2.0], [4.0, 4.0], [4.0], []])
def test_a_fit_outside_its_support_is_undefined(values):
    found = fit(values, "weibull")
    assert (found.parameters, found.quantile(0.5), found.log_likelihood) == ({}, None, None)
    assert found.warnings


def test_the_points_of_a_probability_plot_follow_the_diagonal():
    points = probability_points(POSITIVE, fit(POSITIVE, "gamma"))
    values, expected = np.array(points).T
    assert (np.diff(values) >= 0).all()
    assert np.corrcoef(values, expected)[0, 1] > 0.98
    assert np.corrcoef(*np.array(probability_points(POSITIVE, fit(POSITIVE, "smallest_extreme_value"))).T)[0, 1] < 0.97
    assert probability_points([-1.0, 1.0], fit([-1.0, 1.0], "gamma")) == ()


def test_the_best_family_has_the_smallest_aic():
    best = best_fit(RANDOM.exponential(3, 400), ("normal", "exponential", "logistic"))
    assert best is not None
    assert best.family == "exponential"


def test_percentiles_of_a_normal_fit_give_the_usual_indices():
    x = RANDOM.normal(10, 1, 200)
    found = percentile_capability(x, distribution="normal", lsl=6, usl=15)
    sd = np.std(x)
    three_sigma = stats.norm.ppf(0.99865)
    assert found.pp == pytest.approx(9 / (2 * three_sigma * sd))
    assert found.ppl == pytest.approx((x.mean() - 6) / (three_sigma * sd))


def test_an_impossible_distribution_leaves_the_indices_undefined():
    found = percentile_capability([-1.0, 2.0, 3.0], distribution="lognormal", usl=5)
    assert (found.ppk, found.q50) == (None, None)
    assert "positive" in found.warnings[0]


@given(st.floats(1e-3, 1e3))
@settings(max_examples=25, deadline=None)
def test_the_box_cox_power_does_not_depend_on_the_unit(scale):
    assert box_cox(POSITIVE * scale).power == pytest.approx(box_cox(POSITIVE).power, abs=1e-7)


def test_the_box_cox_power_is_the_most_likely_one():
    found = box_cox(POSITIVE)
    assert found.power == pytest.approx(stats.boxcox_normmax(POSITIVE, method="mle"), abs=1e-5)
    assert found.log_likelihood_is_largest is True
    assert found.ci == pytest.approx(stats.boxcox(POSITIVE, alpha=0.05)[2], abs=1e-4)
    assert box_cox([1.0, -1.0, 2.0]).power is None


def test_box_cox_capability_transforms_limits_with_the_values():
    found = box_cox_capability(POSITIVE, power=0.0, usl=30)
    assert found.ppu == pytest.approx((math.log(30) - np.log(POSITIVE).mean()) / (3 * np.log(POSITIVE).std(ddof=1)))
    with pytest.raises(BadInput, match="lsl"):
        box_cox_capability(POSITIVE, power=0.5, lsl=-1, usl=30)
    assert box_cox_transform(2.0, 1e-9) == pytest.approx(math.log(2), rel=1e-6)


@pytest.mark.parametrize(
    ("values", "system"),
    [
        (np.sinh(RANDOM.normal(size=400)), "SU"),
        (RANDOM.beta(1.5, 3, size=400), "SB"),
        (np.exp(RANDOM.normal(2, 0.5, size=400)), "S"),
    ],
)
def test_johnson_curves_make_skewed_and_bounded_values_normal(values, system):
    found = johnson(values)
    assert found.system.startswith(system)
    assert found.anderson_p > 0.2
    for p in (0.1, 0.5, 0.9):
        assert found.share_below(found.quantile(p)) == pytest.approx(p, rel=1e-9)
        assert found.quantile(p) == pytest.approx(np.quantile(values, p), abs=0.3 * values.std())


def test_johnson_needs_values_that_vary():
    assert johnson([1.0] * 20).system is None
    assert johnson([1.0, 2.0]).quantile(0.5) is None


@given(st.floats(1e-3, 999_999))
def test_the_sigma_level_gives_its_dpmo_back(dpmo):
    found = sigma_level(dpmo)
    assert 1e6 * stats.norm.sf(found.z_long_term) == pytest.approx(dpmo, rel=1e-9)
    assert found.sigma_level == found.z_long_term + 1.5


def test_perfect_and_hopeless_processes_have_no_finite_sigma_level():
    assert sigma_level(0).sigma_level is None
    assert sigma_level(1_000_000).sigma_level is None
    with pytest.raises(BadInput):
        sigma_level(-1)


def test_yield_without_opportunities_is_undefined():
    found = process_yield(defects=[1, 2], rework=[0, 1], opportunities=0)
    assert (found.yield_, found.dpmo, found.rolled_throughput_yield) == (None, None, None)
    assert found.warnings


def test_the_rolled_throughput_yield_never_exceeds_the_first_time_yield_by_more_than_the_overlap():
    found = process_yield(defects=[10, 20], rework=[5, 0], opportunities=1000)
    assert found.rolled_throughput_yield == pytest.approx(0.985 * 0.98)
    assert found.first_time_yield == pytest.approx(0.965)
