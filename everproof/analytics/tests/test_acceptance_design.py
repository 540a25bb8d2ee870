"""Plans that keep two risks: they do, and nothing smaller does."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from everproof.analytics.acceptance.design import (
    Risks,
    design_attribute_plan,
    design_variables_plan,
    design_zero_acceptance_plan,
)
from everproof.analytics.acceptance.operating import p_accept
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.acceptance.variables import variables_p_accept
from everproof.analytics.errors import BadInput


def risks(good=0.01, high=0.95, bad=0.06, low=0.10, rate=False) -> Risks:
    return Risks.of(good, high, bad, low, rate=rate)


@given(
    good=st.floats(0.002, 0.05),
    ratio=st.floats(2.5, 12),
    high=st.floats(0.85, 0.99),
    low=st.floats(0.02, 0.2),
    name=st.sampled_from(["binomial", "poisson", "hypergeometric"]),
)
@settings(max_examples=40, deadline=None)
def test_a_plan_keeps_both_risks_and_no_plan_with_a_smaller_number_or_sample_does(good, ratio, high, low, name):
    assume(good * ratio < 0.9)
    wanted = risks(good, high, good * ratio, low)
    found = design_attribute_plan(wanted, name, 2000)
    assume(found.plan is not None)
    n, c = found.plan.n[0], found.plan.accept[0]
    assert found.producer_p_accept >= high
    assert found.consumer_p_accept <= low
    if n > c + 1:
        assert p_accept(SamplingPlan.of(n - 1, c), wanted.consumer_quality, name, 2000) > low
    if c > 0:
        smaller = next(
            size
            for size in range(c, n + 1)
            if p_accept(SamplingPlan.of(size, c - 1), wanted.consumer_quality, name, 2000) <= low
        )
        assert p_accept(SamplingPlan.of(smaller, c - 1), good, name, 2000) < high


@given(good=st.floats(0.001, 0.05), ratio=st.floats(2, 10), known=st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_variables_plan_keeps_the_producers_risk_exactly_and_is_the_smallest(good, ratio, known):
    wanted = risks(good, 0.95, good * ratio, 0.1)
    found = design_variables_plan(wanted, known)
    assert found.consumer_p_accept <= 0.1 + 1e-9
    assert found.producer_p_accept == pytest.approx(0.95, abs=1e-9)
    if known and found.n > 1:
        smaller_k = found.k  # any k that keeps the producer's risk at n - 1 accepts too many bad lots
        step = 1e-3
        while variables_p_accept(found.n - 1, smaller_k, good, sigma_known=True) < 0.95:
            smaller_k -= step
        assert variables_p_accept(found.n - 1, smaller_k, wanted.consumer_quality, sigma_known=True) > 0.1


def test_not_knowing_sigma_costs_items():
    assert design_variables_plan(risks(), False).n > design_variables_plan(risks(), True).n


def test_measuring_costs_fewer_items_than_counting():
    assert design_variables_plan(risks(), False).n < design_attribute_plan(risks()).plan.n[0]


def test_a_lot_too_small_for_the_risks_has_no_plan_and_says_so():
    found = design_attribute_plan(risks(0.01, 0.95, 0.014, 0.01), "hypergeometric", 100)  # one item either way
    assert found.plan is None
    assert "no sample is large enough" in found.warnings[0]


def test_acceptance_number_zero_takes_the_smallest_sample_that_finds_a_bad_lot():
    found = design_zero_acceptance_plan(0.05, 0.1, lot_size=200)
    n = found.plan.n[0]
    assert found.plan.accept == (0,)
    assert p_accept(SamplingPlan.of(n, 0), 0.05, "hypergeometric", 200) <= 0.1
    assert p_accept(SamplingPlan.of(n - 1, 0), 0.05, "hypergeometric", 200) > 0.1


def test_a_lot_without_a_nonconforming_item_has_no_zero_acceptance_plan():
    found = design_zero_acceptance_plan(0.001, 0.1, lot_size=100)
    assert found.plan is None
    assert found.warnings


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"good": -0.1}, "producer_quality"),
        ({"bad": 1.5}, "consumer_quality"),
        ({"bad": 0.005}, "consumer_quality"),
        ({"high": 1.0}, "producer_p_accept"),
        ({"low": 0.0}, "consumer_p_accept"),
        ({"good": "1 %"}, "producer_quality"),
    ],
)
def test_impossible_risks_are_named(arguments, where):
    with pytest.raises(BadInput) as refusal:
        risks(**arguments)
    assert refusal.value.where == where
