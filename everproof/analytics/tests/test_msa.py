"""Gauge studies: invariances, other routes to the same figure, interval coverage, and honest gaps."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from everproof.analytics.constants import d2
from everproof.analytics.errors import BadInput
from everproof.analytics.msa.attribute import attribute_agreement, error_rates
from everproof.analytics.msa.average_range import average_range, d2_star
from everproof.analytics.msa.gage_rr import gage_rr, gage_rr_nested, mean_square_interval
from everproof.analytics.msa.kappa import cohen_kappa, conger_kappa, fleiss_kappa, intraclass_correlation, kendall_w
from everproof.analytics.msa.location import bias, linearity, type1
from everproof.analytics.msa.misclassification import misclassification
from everproof.analytics.msa.stability import stability

RANDOM = np.random.default_rng(17)


def crossed(parts=6, operators=3, trials=2, sd=(2.0, 0.5, 0.3, 0.4), random=RANDOM):
    """Labels and values of a crossed study with sds of part, operator, interaction and repeatability."""
    effects = [random.normal(0, s, size) for s, size in zip(sd, (parts, operators, (parts, operators)), strict=False)]
    rows = [(p, "ABCDEFGH"[o], effects[0][p] + effects[1][o] + effects[2][p, o] + random.normal(0, sd[3]))
            for _ in range(trials) for o in range(operators) for p in range(parts)]  # fmt: skip
    return [p for p, _, _ in rows], [o for _, o, _ in rows], [v for _, _, v in rows]


STUDY = crossed()


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e6), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_shares_of_variation_do_not_depend_on_unit_origin_or_order(shift, scale, random):
    parts, operators, values = STUDY
    rows = [(p, o, (v + shift) * scale) for p, o, v in zip(parts, operators, values, strict=True)]
    random.shuffle(rows)
    moved = gage_rr(*zip(*rows, strict=True))
    found = gage_rr(*STUDY)
    assert moved.pct_study_grr == pytest.approx(found.pct_study_grr, rel=1e-7)
    assert moved.anova.f[:3] == pytest.approx(found.anova.f[:3], rel=1e-6)
    assert moved.var_part == pytest.approx(found.var_part * scale**2, rel=1e-7)


def test_components_and_sums_of_squares_add_up():
    found = gage_rr(*STUDY)
    values = np.array(STUDY[2])
    assert sum(found.anova.ss) == pytest.approx(np.square(values - values.mean()).sum())
    assert sum(found.anova.df) == values.size - 1
    assert found.var_grr == pytest.approx(found.var_repeatability + found.var_operator + found.var_interaction)
    assert found.var_total == pytest.approx(found.var_grr + found.var_part)
    assert found.pct_study_grr**2 + found.pct_study_part**2 == pytest.approx(100**2)


def test_the_interaction_is_pooled_exactly_when_its_p_value_exceeds_alpha():
    p = gage_rr(*STUDY).anova.p[2]
    kept, pooled = gage_rr(*STUDY, alpha_interaction=p), gage_rr(*STUDY, alpha_interaction=p * (1 - 1e-9))
    assert (kept.interaction_kept, kept.anova_reduced) == (True, None)
    assert pooled.interaction_kept is False
    assert pooled.var_interaction == 0
    both = (kept.anova.ss[2] + kept.anova.ss[3]) / (kept.anova.df[2] + kept.anova.df[3])
    assert pooled.var_repeatability == pytest.approx(both)


def test_means_of_many_studies_find_the_true_components():
    found = [gage_rr(*crossed(10, 4, 3), alpha_interaction=1.0) for _ in range(150)]
    assert np.mean([f.var_part for f in found]) == pytest.approx(4.0, rel=0.15)
    assert np.mean([f.var_operator for f in found]) == pytest.approx(0.25, rel=0.35)
    assert np.mean([f.var_repeatability for f in found]) == pytest.approx(0.16, rel=0.05)


def test_intervals_of_the_components_cover_as_promised():
    hits = {"var_repeatability": 0, "var_grr": 0, "var_part": 0, "var_total": 0}
    truth = {"var_repeatability": 0.16, "var_grr": 0.5, "var_part": 4.0, "var_total": 4.5}
    for _ in range(400):
        found = gage_rr(*crossed(8, 3, 2), confidence=0.9, alpha_interaction=1.0)
        for name in hits:
            low, high = getattr(found, f"{name}_ci")
            hits[name] += low <= truth[name] <= high
    for name, count in hits.items():
        assert 0.86 < count / 400 < 0.97, name


def test_one_mean_square_has_its_chi_square_interval():
    low, high = mean_square_interval([1.0], [2.5], [12], 0.95)
    assert low == pytest.approx(12 * 2.5 / stats.chi2.ppf(0.975, 12))
    assert high == pytest.approx(12 * 2.5 / stats.chi2.ppf(0.025, 12))


def test_negative_components_become_zero():
    parts, operators = [1, 2, 3] * 4, ["A"] * 6 + ["B"] * 6
    values = [1.0, 1.1, 0.9, 1.1, 0.9, 1.0, 1.0, 0.9, 1.1, 0.9, 1.1, 1.0]
    found = gage_rr(parts, operators, values)
    assert (found.var_part, found.var_operator, found.ndc) == (0.0, 0.0, 1)


@pytest.mark.parametrize("change", ["missing", "one part", "once"])
def test_a_study_that_is_not_balanced_is_undefined_with_a_reason(change):
    parts, operators, values = (list(column) for column in STUDY)
    if change == "missing":
        values[3] = None
    elif change == "one part":
        parts = [1] * len(parts)
    else:
        parts, operators, values = [1, 2, 3], ["A"] * 3, [1.0, 2.0, 3.0]
    found = gage_rr(parts, operators, values)
    assert (found.var_grr, found.anova, found.ndc) == (None, None, None)
    assert found.warnings[0].startswith("Every figure is undefined")


def test_one_operator_shows_repeatability_only():
    found = gage_rr([1, 1, 2, 2, 3, 3], ["A"] * 6, [1.0, 1.1, 2.0, 2.2, 3.0, 2.9])
    assert found.var_repeatability == pytest.approx((0.005 + 0.02 + 0.005) / 3)
    assert found.var_reproducibility == 0
    assert "repeatability, not reproducibility" in found.warnings[0]


def test_equal_values_have_no_percentages():
    found = gage_rr(STUDY[0], STUDY[1], [5.0] * len(STUDY[0]), tolerance=1)
    assert (found.pct_study_grr, found.ndc, found.pct_tolerance_grr) == (None, None, 0)


def test_lists_that_do_not_match_are_refused():
    with pytest.raises(BadInput):
        gage_rr([1, 2], ["A"], [1.0, 2.0])


def test_a_nested_study_does_not_mind_what_the_parts_are_called():
    operators = [o for o in "ABC" for _ in range(12)]
    parts = [p for _ in "ABC" for p in (1, 2, 3, 4) for _ in range(3)]
    values = RANDOM.normal(size=36) + np.repeat(RANDOM.normal(size=12), 3)
    own = [f"{o}{p}" for o, p in zip(operators, parts, strict=True)]
    one, other = gage_rr_nested(parts, operators, values), gage_rr_nested(own, operators, values)
    assert one.anova == other.anova
    assert sum(one.anova.ss) == pytest.approx(np.square(values - values.mean()).sum())
    assert one.var_total == pytest.approx(one.var_grr + one.var_part)


def test_averages_and_ranges_come_close_to_the_analysis_of_variance():
    study = crossed(10, 3, 3, sd=(2.0, 0.6, 0.0, 0.4), random=np.random.default_rng(2))
    by_range, by_anova = average_range(*study), gage_rr(*study)
    assert by_range.grr == pytest.approx(math.sqrt(by_anova.var_grr), rel=0.15)
    assert by_range.pct_grr == pytest.approx(by_anova.pct_study_grr, rel=0.2)


def test_the_constants_of_the_report_sheet_come_from_their_definition():
    """AIAG prints K1 0.8862 and 0.5908, K2 0.7071 and 0.5231, K3 0.7071 … 0.3146 for 2 to 10 parts."""
    assert [1 / d2(r) for r in (2, 3)] == pytest.approx([0.8862, 0.5908], abs=5e-5)
    printed = [0.7071, 0.5231, 0.4467, 0.4030, 0.3742, 0.3534, 0.3375, 0.3249, 0.3146]
    assert [1 / d2_star(n) for n in range(2, 11)] == pytest.approx(printed, abs=2e-4)
    assert d2_star(5, 10**9) == pytest.approx(d2(5))


def test_bias_is_a_t_test():
    x = RANDOM.normal(6.1, 0.2, 20)
    found, expected = bias(x, reference=6), stats.ttest_1samp(x, 6)
    assert (found.t, found.p_value) == pytest.approx((expected.statistic, expected.pvalue))
    assert found.ci == pytest.approx(tuple(end - 6 for end in expected.confidence_interval()))


def test_bias_of_a_micrometre_on_a_metre_keeps_its_digits():
    offsets = RANDOM.normal(0, 1e-6, 30)
    assert bias(1.0 + offsets, reference=1.0).s == pytest.approx(offsets.std(ddof=1), rel=1e-8)


@pytest.mark.parametrize("values", [[], [6.0], [6.0, 6.0, 6.0]])
def test_bias_without_variation_has_no_test(values):
    found = bias(values, reference=6)
    assert (found.t, found.p_value) == (None, None)
    assert found.warnings


def test_type1_relates_spread_and_bias_to_the_tolerance():
    x = RANDOM.normal(10.02, 0.01, 50)
    found = type1(x, reference=10, tolerance=1)
    assert found.cg == pytest.approx(0.2 / (6 * x.std(ddof=1)))
    assert found.cgk == pytest.approx(found.cg - abs(found.bias) / (3 * found.sd))
    assert found.pct_var_repeatability == pytest.approx(100 * 6 * found.sd)
    assert type1([10.0] * 30, reference=10, tolerance=1).cg is None


def test_linearity_agrees_with_scipy():
    reference = np.repeat([2.0, 4.0, 6.0, 8.0], 6)
    values = reference + 0.5 - 0.1 * reference + RANDOM.normal(0, 0.1, 24)
    found = linearity(np.repeat([1, 2, 3, 4], 6).tolist(), reference, values)
    expected = stats.linregress(reference, values - reference)
    assert (found.slope, found.intercept) == pytest.approx((expected.slope, expected.intercept))
    assert (found.p_slope, found.r_squared) == pytest.approx((expected.pvalue, expected.rvalue**2))
    assert found.se_intercept == pytest.approx(expected.intercept_stderr)
    assert found.bias_by_part == pytest.approx(tuple((values - reference).reshape(4, 6).mean(axis=1)))
    assert linearity([1, 1, 1], [2.0] * 3, [2.1, 2.0, 2.2]).slope is None
    with pytest.raises(BadInput, match="part 1"):
        linearity([1, 1], [2.0, 3.0], [2.0, 3.0])


def test_a_drifting_gauge_is_not_stable():
    steady = RANDOM.normal(5, 0.1, (25, 5))
    drifting = steady + np.linspace(0, 0.5, 25)[:, None]
    found = stability(drifting, reference=5)
    assert found.is_stable is False
    assert found.signals
    assert found.drift_per_occasion == pytest.approx(0.5 / 24, rel=0.2)
    assert found.drift_p < 1e-6
    calm = stability(np.random.default_rng(3).normal(5, 0.1, (25, 5)), reference=5)
    assert calm.is_stable is True
    assert stability([[1.0, 1.0]] * 5).is_stable is None


LABELS = st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=4, max_size=40)


@given(LABELS)
@settings(max_examples=80, deadline=None)
def test_kappas_agree_with_each_other_and_do_not_depend_on_names(ratings):
    renamed = [tuple({"a": 3, "b": 1, "c": 2}[label] for label in row) for row in ratings]
    for kappa in (fleiss_kappa, conger_kappa):
        one, other = kappa(ratings).kappa, kappa(renamed).kappa
        assert (one is None) == (other is None)
        if one is not None:
            assert other == pytest.approx(one)
            assert one <= 1 + 1e-12
    first, second = [row[0] for row in ratings], [row[1] for row in ratings]
    cohen, exact = cohen_kappa(first, second).kappa, conger_kappa([row[:2] for row in ratings]).kappa
    if cohen is not None and exact is not None:
        assert exact == pytest.approx(cohen)


def test_complete_agreement_is_one_and_one_category_undefined():
    perfect = [("a", "a"), ("b", "b"), ("a", "a")]
    assert fleiss_kappa(perfect).kappa == pytest.approx(1)
    assert cohen_kappa(["a", "b"], ["a", "b"]).kappa == pytest.approx(1)
    lonely = fleiss_kappa([("a", "a"), ("a", "a")])
    assert (lonely.kappa, lonely.observed) == (None, 1.0)
    assert lonely.warnings
    assert cohen_kappa([None], [None]).kappa is None


def test_two_categories_make_all_weights_alike():
    a, b = RANDOM.integers(0, 2, 50).tolist(), RANDOM.integers(0, 2, 50).tolist()
    plain = cohen_kappa(a, b)
    for weights in ("linear", "squared"):
        assert cohen_kappa(a, b, weights=weights).kappa == pytest.approx(plain.kappa)
    assert plain.ci[0] < plain.kappa < plain.ci[1]


def test_kendall_agrees_with_friedman():
    ratings = RANDOM.normal(size=(12, 4)).round(1)
    found = kendall_w(ratings.tolist())
    expected = stats.friedmanchisquare(*ratings)
    assert found.chisq == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert kendall_w([[1, 1], [1, 1]]).w is None


def test_a_shift_between_raters_costs_agreement_and_not_consistency():
    base = RANDOM.normal(size=(20, 1))
    ratings = base + RANDOM.normal(0, 0.2, (20, 3))
    shifted = ratings + np.array([0, 1, 2])
    one, other = intraclass_correlation(ratings.tolist()), intraclass_correlation(shifted.tolist())
    assert other.consistency == pytest.approx(one.consistency)
    assert other.agreement < one.agreement
    assert one.agreement_ci[0] < one.agreement < one.agreement_ci[1]


def test_attribute_agreement_counts_what_all_trials_say():
    appraisers, parts = ["Ann"] * 4 + ["Bob"] * 4, [1, 2, 3, 4] * 2
    first = ["ok", "ok", "bad", "bad", "ok", "ok", "bad", "ok"]
    second = ["ok", "bad", "bad", "bad", "ok", "ok", "bad", "ok"]
    found = attribute_agreement(appraisers, parts, [first, second], standard=["ok", "ok", "bad", "bad"] * 2)
    ann, bob = found.appraisers
    assert (ann.within.matched, bob.within.matched) == (3, 4)
    assert (ann.vs_standard.matched, bob.vs_standard.matched) == (3, 3)
    assert (found.between.matched, found.all_vs_standard.matched) == (2, 2)
    assert ann.within.percent == 75
    assert bob.fleiss_within == pytest.approx(1)
    assert ann.cohen_vs_standard == pytest.approx(
        cohen_kappa(first[:4] + second[:4], ["ok", "ok", "bad", "bad"] * 2).kappa
    )
    assert found.fleiss_between == pytest.approx(fleiss_kappa(list(zip(first[:4], second[:4], first[4:], second[4:], strict=True))).kappa)  # fmt: skip  # noqa: E501


def test_attribute_agreement_without_standard_or_second_trial():
    found = attribute_agreement(["A", "A", "B", "B"], [1, 2, 1, 2], [["y", "n", "y", None]])
    assert (found.all_vs_standard, found.appraisers[0].within, found.appraisers[0].cohen_vs_standard) == (
        None,
        None,
        None,
    )
    assert (found.between.inspected, found.between.matched) == (1, 1)
    with pytest.raises(BadInput, match="two rows"):
        attribute_agreement(["A", "A"], [1, 1], [["y", "n"]])


def test_escapes_and_false_alarms():
    judged, truth = ["ok", "ok", "bad", "bad", "ok"], ["bad", "ok", "ok", "bad", "ok"]
    assert error_rates(judged, truth, bad="bad") == (0.5, pytest.approx(1 / 3))
    assert error_rates(["ok"], ["ok"], bad="bad") == (None, 0.0)


def test_misclassification_agrees_with_a_bivariate_normal():
    found = misclassification(mean=10, sd_part=1, sd_measurement=0.3, lsl=8, usl=12, bias=0.1)
    covariance = [[1, 1], [1, 1.09]]
    joint = stats.multivariate_normal([10, 10.1], covariance)
    both_in = joint.cdf([12, 12]) - joint.cdf([8, 12]) - joint.cdf([12, 8]) + joint.cdf([8, 8])
    assert found.good - found.false_reject == pytest.approx(both_in, abs=1e-5)
    accepted = stats.norm.cdf(12, 10.1, math.sqrt(1.09)) - stats.norm.cdf(8, 10.1, math.sqrt(1.09))
    assert found.accepted == pytest.approx(accepted, abs=1e-12)
    assert found.false_accept == pytest.approx(accepted - both_in, abs=1e-5)


@given(st.floats(1e-4, 2))
@settings(max_examples=30, deadline=None)
def test_a_worse_gauge_rejects_more_good_parts(error):
    one = misclassification(mean=0, sd_part=1, sd_measurement=error, lsl=-2, usl=2)
    other = misclassification(mean=0, sd_part=1, sd_measurement=error * 1.5, lsl=-2, usl=2)
    assert other.false_reject > one.false_reject
    assert one.accepted == pytest.approx(2 * stats.norm.cdf(2 / math.hypot(1, error)) - 1, abs=1e-11)


def test_ratings_that_are_all_equal_have_no_kappa_and_the_result_says_why():
    study = attribute_agreement(["A", "A", "B", "B"], [1, 2, 1, 2], [["ok"] * 4, ["ok"] * 4], standard=["ok"] * 4)
    assert (study.fleiss_between, study.cohen_all_vs_standard) == (None, None)
    assert study.between.percent == 100
    assert any("only one category" in warning for warning in study.warnings)


def test_what_cannot_name_a_part_is_refused_by_name():
    with pytest.raises(BadInput, match=r"parts\[2\]"):
        gage_rr([1, [2]], ["A", "A"], [1.0, 2.0])
    with pytest.raises(BadInput, match="appraisers"):
        attribute_agreement(5, [1], [["ok"]])
