"""Operating characteristic, average sample number and outgoing quality against enumeration and their own laws."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.analytics.acceptance.counts import hypergeometric_pmf
from everproof.analytics.acceptance.operating import (
    average_sample_number,
    operating_characteristic,
    outgoing_quality,
)
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.errors import BadInput

QUALITIES = [0.0, 0.01, 0.05, 0.1, 0.3, 0.7, 1.0]


@st.composite
def plans(draw, stages=(1, 2, 3), largest=12):
    count = draw(st.sampled_from(stages))
    n = [draw(st.integers(2, largest)) for _ in range(count)]
    accept, reject, low, high = [], [], -1, 1
    for stage in range(count):
        low = max(low, draw(st.integers(low, low + 2)))
        high = max(high, low + 1 if stage == count - 1 else low + 2 + draw(st.integers(0, 2)))
        if stage == count - 1:
            low = max(low, high - 1, 0)
            high = low + 1
        accept.append(low)
        reject.append(high)
    return SamplingPlan.of(n, accept, reject)


def enumerate_lot(plan: SamplingPlan, nonconforming: int, lot: int) -> float:
    """Probability of acceptance by walking through every order of a small lot's items."""
    accepted = total = 0
    for bad in itertools.combinations(range(lot), nonconforming):
        accepted += decide([position in bad for position in range(lot)], plan)[0]
        total += 1
    return accepted / total


def decide(items: list[bool], plan: SamplingPlan) -> tuple[bool, int]:
    """Verdict and number of items inspected, for items in the order in which they are drawn."""
    drawn = found = 0
    for stage, n in enumerate(plan.n):
        found += sum(items[drawn : drawn + n])
        drawn += n
        if found < plan.accept_below(stage):
            return True, drawn
        if found >= plan.reject[stage]:
            return False, drawn
    raise AssertionError("the last stage decides")


@pytest.mark.parametrize("plan", [SamplingPlan.of(4, 1), SamplingPlan.of([3, 4], [0, 2], [2, 3])])
@pytest.mark.parametrize("nonconforming", range(11))
def test_without_replacement_agrees_with_every_possible_lot(plan, nonconforming):
    got = operating_characteristic(plan, [nonconforming / 10], "hypergeometric", 10).p_accept[0]
    assert got == pytest.approx(enumerate_lot(plan, nonconforming, 10), abs=1e-12)


@given(plan=plans(largest=4), p=st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_binomial_curve_and_sample_number_agree_with_every_possible_sequence(plan, p):
    size = plan.largest_sample
    expected_accept = expected_items = 0.0
    for items in itertools.product((False, True), repeat=size):
        weight = p ** sum(items) * (1 - p) ** (size - sum(items))
        accepted, drawn = decide(list(items), plan)
        expected_accept += weight * accepted
        expected_items += weight * drawn
    result = average_sample_number(plan, [p])
    assert result.p_accept[0] == pytest.approx(expected_accept, abs=1e-10)
    assert result.asn[0] == pytest.approx(expected_items, rel=1e-10)


@pytest.mark.parametrize("curtailment", ["semi", "full"])
@pytest.mark.parametrize("p", [0.0, 0.07, 0.4, 1.0])
def test_curtailed_inspection_agrees_with_every_possible_sequence(curtailment, p):
    n, c = 9, 2
    expected = 0.0
    for items in itertools.product((False, True), repeat=n):
        weight = p ** sum(items) * (1 - p) ** (n - sum(items))
        for seen in range(1, n + 1):
            found = sum(items[:seen])
            if found > c or seen == n or (curtailment == "full" and seen - found >= n - c):
                expected += weight * seen
                break
    got = average_sample_number(SamplingPlan.of(n, c), [p], curtailment=curtailment).asn[0]
    assert got == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("curtailment", ["semi", "full"])
def test_curtailed_inspection_without_replacement_tends_to_the_binomial(curtailment):
    plan, p = SamplingPlan.of([20, 20], [0, 3], [3, 4]), [0.05, 0.2]
    small = average_sample_number(plan, p, "hypergeometric", 1_000_000, curtailment).asn
    assert small == pytest.approx(average_sample_number(plan, p, curtailment=curtailment).asn, rel=1e-4)


@given(plan=plans(), name=st.sampled_from(["binomial", "poisson", "hypergeometric"]))
@settings(max_examples=80, deadline=None)
def test_a_worse_lot_is_never_accepted_more_often(plan, name):
    quality = [step / 50 for step in range(51)]
    accepted = operating_characteristic(plan, quality, name, 50).p_accept
    assert all(0 <= chance <= 1 for chance in accepted)
    assert all(after <= before + 1e-12 for before, after in itertools.pairwise(accepted))


@given(plan=plans())
@settings(max_examples=80, deadline=None)
def test_sample_numbers_lie_between_the_first_sample_and_all(plan):
    uncurtailed = average_sample_number(plan, QUALITIES).asn
    semi = average_sample_number(plan, QUALITIES, curtailment="semi").asn
    full = average_sample_number(plan, QUALITIES, curtailment="full").asn
    for some, fewer, fewest in zip(uncurtailed, semi, full, strict=True):
        assert plan.n[0] - 1e-9 <= some <= plan.largest_sample + 1e-9
        assert fewest <= fewer + 1e-9
        assert fewer <= some + 1e-9


@given(plan=plans(), lot=st.integers(40, 5000))
@settings(max_examples=60, deadline=None)
def test_rectifying_inspection_never_makes_quality_worse(plan, lot):
    result = outgoing_quality(plan, QUALITIES, "binomial", lot)
    for p, aoq, ati in zip(QUALITIES, result.aoq, result.ati, strict=True):
        assert -1e-12 <= aoq <= p + 1e-12
        assert aoq <= result.aoql + 1e-9
        assert plan.n[0] - 1e-9 <= ati <= lot + 1e-9


@pytest.mark.parametrize("name", ["binomial", "poisson", "hypergeometric"])
def test_the_limit_of_outgoing_quality_is_the_top_of_its_curve(name):
    plan = SamplingPlan.of(20, 1)
    result = outgoing_quality(plan, [step / 200 for step in range(201)], name, 200)
    assert max(result.aoq) <= result.aoql * (1 + 1e-9)
    assert result.aoql == pytest.approx(max(result.aoq), rel=1e-3)
    assert outgoing_quality(plan, [result.p_at_aoql], name, 200).aoq[0] == pytest.approx(result.aoql, rel=1e-9)


def test_removing_what_is_found_leaves_smaller_lots_of_slightly_worse_quality():
    plan = SamplingPlan.of(50, 1)
    replaced = outgoing_quality(plan, [0.02], "binomial", 1000).aoq[0]
    removed = outgoing_quality(plan, [0.02], "binomial", 1000, "removed").aoq[0]
    pa = operating_characteristic(plan, [0.02]).p_accept[0]
    assert removed == pytest.approx(pa * 0.02 * 950 / (1000 - 0.02 * 50 - 0.02 * (1 - pa) * 950))
    assert removed > replaced


@given(lot=st.integers(1, 60), data=st.data())
@settings(max_examples=100, deadline=None)
def test_hypergeometric_probabilities_are_quotients_of_binomials(lot, data):
    bad, n = data.draw(st.integers(0, lot)), data.draw(st.integers(0, lot))
    expected = [math.comb(bad, k) * math.comb(lot - bad, n - k) / math.comb(lot, n) for k in range(n + 1)]
    assert hypergeometric_pmf(lot, bad, n) == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_small_probabilities_keep_their_digits():
    exact = sum(math.comb(2000, k) * 50**k * 950 ** (2000 - k) for k in range(21)) / 1000**2000
    got = operating_characteristic(SamplingPlan.of([1000, 1000], [0, 20], [21, 21]), [0.05]).p_accept[0]
    assert got == pytest.approx(exact, rel=1e-10)
    assert got < 1e-20


def test_a_reduced_plan_with_a_gap_accepts_what_falls_into_it():
    assert operating_characteristic(SamplingPlan.of(20, 0, 2), [0.05]).p_accept == pytest.approx(
        operating_characteristic(SamplingPlan.of(20, 1), [0.05]).p_accept
    )


def test_a_curtailed_number_for_counts_of_nonconformities_is_undefined_with_a_reason():
    result = average_sample_number(SamplingPlan.of(20, 1), [0.05], "poisson", curtailment="semi")
    assert result.asn is None
    assert result.warnings


@pytest.mark.parametrize(
    ("n", "accept", "reject", "where"),
    [
        (0, 1, None, "n[1]"),
        ([10, 10], [1], None, "c"),
        ([10, 10], [1, 1], [2, 3], "r[1]"),
        ([10, 10], [0, 3], [3, 3], "r[2]"),
        ([10, 10, 10], [0, 1, 2], None, "r"),
        ([10, 10, 10], [1, 0, 2], [3, 3, 3], "c[2]"),
        ([10, 10], [0, None], [2, 2], "c[2]"),
        ("ten", 1, None, "n[1]"),
    ],
)
def test_an_impossible_plan_is_refused_by_stage(n, accept, reject, where):
    with pytest.raises(BadInput) as refusal:
        SamplingPlan.of(n, accept, reject)
    assert refusal.value.where == where


@pytest.mark.parametrize(
    ("quality", "name", "lot", "where"),
    [
        ([0.1, 1.2], "binomial", None, "fraction_defective[2]"),
        ([-0.1], "poisson", None, "fraction_defective[1]"),
        ([0.1], "hypergeometric", None, "lot_size"),
        ([0.1], "hypergeometric", 5, "lot_size"),
        ([0.1], "normal", None, "distribution"),
    ],
)
def test_an_impossible_quality_is_refused(quality, name, lot, where):
    with pytest.raises(BadInput) as refusal:
        operating_characteristic(SamplingPlan.of(10, 1), quality, name, lot)
    assert refusal.value.where == where
