"""Tests of before and after, against scipy.stats and published examples."""

import pytest
from scipy import stats

from everproof.analytics import before_after
from everproof.analytics.errors import BadInput


def test_fishers_lady_tastes_tea():
    """Three of four cups named rightly: p = 0.2429 (Fisher, The Design of Experiments)."""
    found = before_after.shares(before=3, before_size=4, after=1, after_size=4)

    assert found.p_value == pytest.approx(0.24285714285714285, rel=1e-12)


@pytest.mark.parametrize(
    ("before", "of", "after", "after_of"), [(23, 1900, 6, 1700), (11, 800, 21, 3011), (4, 30, 0, 90)]
)
def test_shares_are_fishers_exact_test(before, of, after, after_of):
    found = before_after.shares(before=before, before_size=of, after=after, after_size=after_of)
    table = [[after, after_of - after], [before, of - before]]

    assert found.p_value == pytest.approx(stats.fisher_exact(table, alternative="less").pvalue, rel=1e-9)


@pytest.mark.parametrize(
    ("before", "time", "after", "after_time"), [(11, 800, 21, 3011), (9, 120, 1, 60), (30, 180, 22, 90)]
)
def test_rates_are_the_conditional_binomial_test(before, time, after, after_time):
    found = before_after.rates(before=before, before_time=time, after=after, after_time=after_time)
    exact = stats.binomtest(after, before + after, after_time / (time + after_time), alternative="less")

    assert found.p_value == pytest.approx(exact.pvalue, rel=1e-10)
    assert found.ratio == pytest.approx((after / after_time) / (before / time))


def test_power_is_the_chance_of_at_most_the_critical_count():
    found = before_after.rates(before=24, before_time=120, after=3, after_time=60, reduction=0.7)
    p_next = before_after.rates(before=24, before_time=120, after=found.critical + 1, after_time=60).p_value
    p_last = before_after.rates(before=24, before_time=120, after=found.critical, after_time=60).p_value

    assert p_last <= 0.05 < p_next
    assert found.power == pytest.approx(stats.poisson.cdf(found.critical, 24 / 120 * 60 * 0.3), rel=1e-10)


def test_power_of_shares_is_binomial():
    found = before_after.shares(before=40, before_size=400, after=10, after_size=300, reduction=0.6)

    assert found.power == pytest.approx(stats.binom.cdf(found.critical, 300, 0.1 * 0.4), rel=1e-9)


def test_times_between_follow_f():
    found = before_after.times_between(before=8, before_time=80, after=1, after_time=60)

    assert found.p_value == pytest.approx(stats.f.sf((60 / 2) / (80 / 8), 4, 16), rel=1e-10)


def test_few_events_before_can_prove_nothing():
    found = before_after.rates(before=1, before_time=60, after=0, after_time=60)

    assert (found.critical, found.power, found.is_change) == (None, 0.0, False)
    assert "more than chance" in found.warnings[0]


def test_without_events_before_there_is_nothing_to_compare():
    found = before_after.times_between(before=0, before_time=60, after=0, after_time=60)

    assert (found.p_value, found.power, found.is_change) == (None, None, False)


@pytest.mark.parametrize(
    "wrong",
    [{"before": -1}, {"before": 1.5}, {"after_time": 0}, {"alpha": 0}, {"reduction": 1.2}, {"before": "many"}],
)
def test_what_cannot_be_is_refused(wrong):
    figures = {"before": 3, "before_time": 10, "after": 1, "after_time": 10}

    with pytest.raises(BadInput):
        before_after.rates(**{**figures, **wrong})


def test_more_events_than_units_are_refused():
    with pytest.raises(BadInput):
        before_after.shares(before=5, before_size=4, after=1, after_size=4)
