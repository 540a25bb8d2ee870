"""Statistics of surveys against other tools (scipy.stats, statsmodels' published cases) and their own promises."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics import satisfaction
from everproof.analytics.surveys import change, importance, index, response, sampling, scores

FIVE = st.lists(st.integers(1, 5), min_size=2, max_size=60)


# Samples --------------------------------------------------------------------------------------------------------------


def test_a_sample_is_the_same_for_everybody_and_no_sample_of_another_seed():
    keys = [f"customer-{number}" for number in range(200)]
    drawn = sampling.draw(keys, 20, "spring")
    assert drawn == sampling.draw(keys[::-1], 20, "spring")
    assert len(set(drawn)) == 20
    assert drawn != sampling.draw(keys, 20, "autumn")
    assert sampling.draw(keys, 10, "spring") == drawn[:10]
    with pytest.raises(BadInput, match="twice"):
        sampling.draw(["a", "a"], 1, "spring")


def test_each_customer_is_drawn_as_often_as_the_others():
    keys = [str(number) for number in range(20)]
    drawn = [key for seed in range(1000) for key in sampling.draw(keys, 5, str(seed))]
    counts = [drawn.count(key) for key in keys]
    assert stats.chisquare(counts).pvalue > 0.001


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 90))
def test_places_go_to_strata_in_proportion(sizes, total):
    given_places = sampling.allocate(sizes, total)
    everybody = sum(sizes.values())
    assert sum(given_places.values()) == min(total, everybody)
    assert all(0 <= given_places[name] <= size for name, size in sizes.items())
    if len(sizes) <= total:
        assert min(given_places.values()) >= 1


def test_cochrans_sample_size():
    # Cochran, Sampling Techniques, 4.4: 384 without end for 5 points at 95 %, 278 of a thousand.
    assert sampling.size_needed(10**9, 0.05) == 385
    assert sampling.size_needed(1000, 0.05) == 278
    assert sampling.size_needed(8, 0.1) == 8


# Scores ---------------------------------------------------------------------------------------------------------------


def test_the_score_is_that_of_the_reference_and_the_interval_does_not_collapse():
    answers = [10] * 4
    assert satisfaction.nps(answers).ci == (100.0, 100.0)
    found = scores.promoters(answers)
    assert found.nps == satisfaction.nps(answers).nps == 100
    assert found.ci is not None
    assert found.ci[0] < 60


def test_the_adjusted_interval_of_the_net_promoter_score():
    found = scores.promoters([10] * 16 + [8] * 12 + [3] * 8)
    p, d = 16.75 / 39, 8.75 / 39
    half = stats.norm.ppf(0.975) * math.sqrt((p + d - (p - d) ** 2) / 39)
    assert found.ci == pytest.approx((100 * (p - d - half), 100 * (p - d + half)))
    assert found.nps == pytest.approx(100 * 8 / 36)


@given(FIVE)
def test_shares_and_means_equal_scipy(answers):
    found = scores.boxes(answers)
    hits = sum(answer >= 4 for answer in answers)
    wilson = stats.binomtest(hits, len(answers)).proportion_ci(method="wilson")
    assert found.percent_ci == pytest.approx((100 * wilson.low, 100 * wilson.high), abs=1e-7)
    if len(set(answers)) > 1:
        t = stats.t.interval(0.95, len(answers) - 1, loc=sum(answers) / len(answers), scale=stats.sem(answers))
        assert found.mean_ci == pytest.approx((max(1, t[0]), min(5, t[1])), abs=1e-7)


def test_who_asks_everybody_has_no_error_of_sampling():
    answers = [5, 4, 3, 5, 2, 4]
    whole = scores.boxes(answers, population=6)
    assert whole.percent_ci == pytest.approx((whole.percent, whole.percent))
    assert whole.mean_ci == pytest.approx((whole.mean, whole.mean))
    part, endless = scores.boxes(answers, population=12).percent_ci, scores.boxes(answers).percent_ci
    assert part[1] - part[0] < endless[1] - endless[0]
    with pytest.raises(BadInput, match="fewer"):
        scores.boxes(answers, population=5)


def test_answers_off_the_scale_are_refused():
    with pytest.raises(BadInput, match="from 1 to 5"):
        scores.boxes([6])
    assert scores.boxes([]).percent is None
    assert scores.promoters([]).ci is None


# Silence --------------------------------------------------------------------------------------------------------------


def test_silence_is_bounded_and_late_answers_tell_of_it():
    early, late = [5, 5, 4, 5, 5, 4], [2, 1, 2, 3, 2, 1]
    found = response.response([*early, *late], 48, scale=(1, 5), least_percent=40)
    assert found.percent == 25
    assert found.is_doubtful
    assert found.late_p == pytest.approx(stats.ttest_ind(late, early, equal_var=False).pvalue)
    total = sum(early) + sum(late)
    assert (found.at_worst, found.at_best) == pytest.approx(((total + 36) / 48, (total + 180) / 48))
    with pytest.raises(BadInput, match="more answered"):
        response.response([5, 5], 1, scale=(1, 5))


def test_a_full_and_even_response_is_not_doubtful():
    found = response.response([4, 5, 4, 5, 5, 4, 5, 4], 8, scale=(1, 5))
    assert (found.is_doubtful, found.warnings) == (False, ())


# What comes first -----------------------------------------------------------------------------------------------------


def test_what_matters_and_is_done_badly_comes_first():
    found = importance.stated(
        {
            "delivery": ([5, 5, 4], [2, 1, 2]),
            "quality": ([5, 4, 5], [5, 5, 4]),
            "web page": ([1, 2, 1], [2, 2, 1]),
            "gifts": ([1, 1, 2], [5, 5, 5]),
        }
    )
    assert [(one.name, one.quadrant) for one in found.topics] == [
        ("delivery", "improve"),
        ("quality", "keep"),
        ("web page", "low priority"),
        ("gifts", "overdone"),
    ]
    assert found.topics[0].gap == pytest.approx(5 / 3 - 14 / 3)


def test_derived_importance_is_pearsons_r():
    overall, fast, kind = [9, 7, 3, 8, 2, 6], [5, 4, 1, 4, 2, 3], [3, 5, 4, 2, 5, 3]
    found = importance.derived({"fast": fast, "kind": kind}, overall)
    by_name = {one.name: one.importance for one in found.topics}
    assert by_name["fast"] == pytest.approx(stats.pearsonr(fast, overall).statistic)
    assert by_name["kind"] == pytest.approx(stats.pearsonr(kind, overall).statistic)
    assert importance.correlation([(1, 1), (1, 2), (1, 3)]) is None


# Whether it helped ----------------------------------------------------------------------------------------------------


def test_the_change_of_the_same_customers_equals_scipys_paired_tests():
    before, after = [2, 3, 1, 4, 2, 3, 2], [4, 4, 3, 4, 5, 3, 4]
    found = change.change([*zip(before, after, strict=True), (None, 5)], chosen_low=True)
    t = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert found.n == 7
    assert found.ci == pytest.approx((t.low, t.high))
    assert found.p_value == pytest.approx(stats.binomtest(5, 5, 0.5).pvalue)
    assert (found.better, found.same, found.worse) == (5, 2, 0)
    assert found.is_change
    assert any("chance" in words for words in found.warnings)


def test_nobody_twice_is_no_change():
    found = change.change([(3, None)])
    assert (found.change, found.ci, found.is_change) == (None, None, False)


# The index ------------------------------------------------------------------------------------------------------------


def test_the_index_weighs_what_is_known_and_names_what_is_missing():
    parts = [
        index.Component("surveys", 40, 80, 4, 12),
        index.Component("delivery", 20, 95, 2, 60),
        index.Component("returns", 10),
        index.Component("unused", 0),
    ]
    found = index.index(parts)
    assert found.index == pytest.approx((40 * 80 + 20 * 95) / 60)
    assert found.se == pytest.approx(math.hypot(40 / 60 * 4, 20 / 60 * 2))
    assert found.missing == ("returns",)
    assert found.coverage == pytest.approx(60 / 70)
    assert index.index([index.Component("surveys", 40)]).index is None
    with pytest.raises(BadInput, match="0 and 100"):
        index.index([index.Component("surveys", 40, 101)])


def test_a_single_answer_has_no_interval():
    value, error = index.of_answers([4], (1, 5))
    found = index.index([index.Component("surveys", 40, value, error, 1), index.Component("delivery", 20, 90, 3, 9)])
    assert (error, found.ci) == (None, None)
    assert found.index == pytest.approx((40 * 75 + 20 * 90) / 60)


@given(FIVE)
def test_the_index_of_answers_alone_is_their_mean(answers):
    value, error = index.of_answers(answers, (1, 5))
    found = index.index([index.Component("surveys", 3, value, error)])
    assert found.index == pytest.approx(25 * (sum(answers) / len(answers) - 1))
    assert error == pytest.approx(25 * stats.sem(answers), abs=1e-9)


def test_complaints_and_deliveries_become_points():
    assert index.of_count(3, 6) == pytest.approx((50, 100 * math.sqrt(3) / 6))
    assert index.of_count(9, 6)[0] == 0
    assert index.of_share(19, 20)[0] == 95
    assert index.of_share(0, 0) == (None, None)
    assert index.of_share(20, 20)[1] > 0
