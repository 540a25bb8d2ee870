"""Variables plans: operating characteristic, estimate of the fraction nonconforming, tables of ANSI/ASQ Z1.9."""

import itertools
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special

from everproof.analytics.acceptance import z19
from everproof.analytics.acceptance.variables import (
    estimate_nonconforming,
    k_from_m,
    m_from_k,
    variables_characteristic,
)
from everproof.analytics.errors import BadInput

SAMPLE = [10.21, 9.87, 10.05, 10.33, 9.94, 10.12, 10.48, 9.79, 10.02, 10.26]


@given(n=st.integers(2, 100), k=st.floats(0, 3), p=st.floats(1e-4, 0.5))
@settings(max_examples=60, deadline=None)
def test_the_curve_agrees_with_the_noncentral_t_distribution(n, k, p):
    expected = 1 - special.nctdtr(n - 1, -special.ndtri(p) * math.sqrt(n), k * math.sqrt(n))
    # Far out, scipy has no number; the test below has some of those places.
    assume(not math.isnan(expected))
    assert variables_characteristic(n, k, p, False).p_accept[0] == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(("n", "k", "p"), [(51, 1e-9, 1e-4), (98, 0.00057, 1e-4), (81, 1e-9, 5.2e-4)])
def test_the_curve_has_a_number_where_scipy_has_none(n, k, p):
    """The expected one by integrating over the chi distribution of s: within 1e-13 of 1 at each."""
    assert variables_characteristic(n, k, p, False).p_accept[0] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("known", [True, False])
def test_the_curve_falls_from_one_to_zero(known):
    quality = [0, 1e-5, 0.001, 0.01, 0.05, 0.2, 0.5, 0.9, 1]
    accepted = variables_characteristic(15, 1.47, quality, known).p_accept
    assert accepted[0] == 1
    assert accepted[-1] == 0
    assert list(accepted) == sorted(accepted, reverse=True)


@pytest.mark.parametrize("known", [True, False])
def test_large_samples_accept_exactly_what_k_allows(known):
    accepted = variables_characteristic(20_000, 2.0, [0.02, special.ndtr(-2.0), 0.026], known).p_accept
    assert accepted == pytest.approx([1, 0.5, 0], abs=0.01)


@given(q=st.floats(-2, 4), n=st.integers(3, 60))
def test_m_and_k_are_two_spellings_of_one_rule(q, n):
    for known in (True, False):
        m = m_from_k(q, n, known)
        if 1e-9 < m < 1 - 1e-9:
            assert k_from_m(m, n, known) == pytest.approx(q, abs=1e-5)


def test_the_estimate_is_unbiased():
    """Averaged over normal samples, here an even lattice of four dimensions, the estimate is the true fraction."""
    limit, points = 1.2, 40_000
    total = 0.0
    for i in range(1, points + 1):
        values = [
            special.ndtri((0.5 + i * step) % 1)
            for step in (0.8566748838545029, 0.7338918566271260, 0.6287067210378087, 0.5385972572236101)
        ]
        total += estimate_nonconforming(values, usl=limit).p_upper
    assert total / points == pytest.approx(special.ndtr(-limit), rel=0.01)


@pytest.mark.parametrize("scale", [1e-9, 1e-6, 25.4, 1e6])
@pytest.mark.parametrize("shift", [0.0, -40.0])
def test_the_estimate_does_not_depend_on_unit_or_origin(scale, shift):
    plain = estimate_nonconforming(SAMPLE, 9.5, 10.7)
    moved = estimate_nonconforming([(v + shift) * scale for v in SAMPLE], (9.5 + shift) * scale, (10.7 + shift) * scale)
    assert moved.p_lower == pytest.approx(plain.p_lower, rel=1e-8)
    assert moved.p_upper == pytest.approx(plain.p_upper, rel=1e-8)
    assert moved.s == pytest.approx(plain.s * scale, rel=1e-10)


def test_a_mirrored_sample_exchanges_the_limits():
    plain = estimate_nonconforming(SAMPLE, 9.5, 10.7)
    mirrored = estimate_nonconforming([-v for v in SAMPLE], -10.7, -9.5)
    assert mirrored.p_lower == pytest.approx(plain.p_upper, rel=1e-10)
    assert mirrored.q_upper == pytest.approx(plain.q_lower, rel=1e-10)
    assert mirrored.p_total == pytest.approx(plain.p_total, rel=1e-10)


def test_missing_values_are_left_out():
    assert estimate_nonconforming([*SAMPLE, None], 9.5, 10.7).n == len(SAMPLE)


def test_what_cannot_be_estimated_is_undefined_with_a_reason():
    constant = estimate_nonconforming([5.0, 5.0, 5.0], usl=6.0)
    assert constant.q_upper is None
    assert constant.p_total is None
    assert "all values are equal" in constant.warnings[0]
    pair = estimate_nonconforming([5.0, 5.2], usl=6.0)
    assert pair.q_upper is not None
    assert pair.p_upper is None
    assert "3 values are needed" in pair.warnings[0]
    assert estimate_nonconforming([5.0], usl=6.0).s is None


def test_a_lot_is_judged_by_both_limits_together():
    plan = z19.variables_plan_for_lot(60, "1.0")
    good, bad = estimate_nonconforming(SAMPLE, 9.0, 11.5), estimate_nonconforming(SAMPLE, 9.7, 10.5)
    assert plan.accepts(good) is True
    assert plan.accepts(bad) is False
    assert plan.accepts(estimate_nonconforming([5.0] * 7, 1, 9)) is None


@pytest.mark.parametrize(
    ("lot", "aql", "inspection", "n", "m"),
    [
        (1000, "1.0", "normal", 35, 0.0266),
        (1000, "1.0", "tightened", 35, 0.0187),
        (1000, "1.0", "reduced", 15, 0.0432),
        (5, "6.5", "normal", 3, 0.2694),
        (5, "0.10", "normal", 7, 0.00005),
        (10**7, "10", "normal", 200, 0.1411),
    ],
)
def test_plans_as_published(lot, aql, inspection, n, m):
    plan = z19.variables_plan_for_lot(lot, aql, "II", inspection)
    assert plan.n == n
    assert plan.m == pytest.approx(m)


@pytest.mark.parametrize("known", [True, False])
def test_along_the_ladder_more_may_be_nonconforming_and_k_falls(known):
    table = z19._M_KNOWN if known else z19._M_UNKNOWN
    for letter, (first, limits) in table.items():
        assert list(limits) == sorted(limits), letter
        plans = [z19._rung(letter, first + step, known) for step in range(len(limits))]
        constants = [k_from_m(percent / 100, n, known) for n, percent in plans]
        # With sigma known and two or three items, rounding the sample size disturbs the order by a little.
        assert all(after < before + (0.2 if known else 0) for before, after in itertools.pairwise(constants)), letter


def test_knowing_sigma_needs_the_sample_that_theory_says():
    """n with sigma known is n / (1 + k² / 2), rounded up, where n and k belong to sigma unknown."""
    for letter, (first, limits) in z19._M_UNKNOWN.items():
        if letter in "BCDE":
            continue
        for step, percent in enumerate(limits):
            n = z19._SIZE_UNKNOWN[letter]
            k = k_from_m(percent / 100, n, False)
            known, _ = z19._rung(letter, first + step, True)
            assert abs(known - n / (1 + k**2 / 2)) < 1.5, (letter, step)


def test_code_letters_rise_with_the_lot_and_with_the_level():
    for letters in z19.CODE_LETTERS.values():
        assert len(letters) == 16
        assert list(letters) == sorted(letters)
    for column in zip(*z19.CODE_LETTERS.values(), strict=True):
        assert list(column) == sorted(column)


def test_reduced_inspection_measures_less_and_tightened_as_much_as_normal():
    for lot, aql in itertools.product((100, 1000, 10_000, 10**6), z19.AQLS):
        normal, tight, reduced = (
            z19.variables_plan_for_lot(lot, aql, "II", kind) for kind in ("normal", "tightened", "reduced")
        )
        assert reduced.n <= normal.n <= tight.n
        assert tight.m < normal.m


@pytest.mark.parametrize(
    ("arguments", "where"),
    [((1000, "0.3"), "aql"), ((1000, "1.0", "S-1"), "inspection_level"), ((1000, "1.0", "II", "hard"), "inspection")],
)
def test_what_the_standard_does_not_have_is_named(arguments, where):
    with pytest.raises(BadInput) as refusal:
        z19.variables_plan_for_lot(*arguments)
    assert refusal.value.where == where
