"""The vectorised runs rules against a plain reading of the definitions, one window at a time."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.analytics.control import rules
from everproof.analytics.errors import BadInput

# Quarters are exact in binary, so that a point on a boundary is on it for both ways of computing.
QUARTERS = st.integers(-16, 16).map(lambda quarter: quarter / 4)
LEVELS = st.lists(st.one_of(st.just(None), QUARTERS, QUARTERS, QUARTERS, QUARTERS), max_size=60)


def windows(values, length):
    """Every window as (number of its last point, its points); windows with a gap are left out."""
    for last in range(length, len(values) + 1):
        window = values[last - length : last]
        if None not in window:
            yield last, window


def two_in_three(values, needed, length, limit):
    """The last point is beyond, and `needed` of the last `length` on its side; a gap is not beyond."""
    for last in range(1, len(values) + 1):
        window = values[max(0, last - length) : last]
        for side in (1, -1):
            beyond = [value is not None and side * value > limit for value in window]
            if beyond[-1] and sum(beyond) >= needed:
                yield last


def turning(window):
    steps = [later - earlier for earlier, later in itertools.pairwise(window)]
    return all(one * other < 0 for one, other in itertools.pairwise(steps))


def plain_nelson(values):
    def steady(window):
        pairs = list(itertools.pairwise(window))
        return all(b > a for a, b in pairs) or all(b < a for a, b in pairs)

    def one_side(window):
        return all(v > 0 for v in window) or all(v < 0 for v in window)

    def mixed(window):
        return all(abs(v) > 1 for v in window) and max(window) > 1 and min(window) < -1

    found = {
        1: [n for n, (v,) in windows(values, 1) if abs(v) > 3],
        2: [n for n, window in windows(values, 9) if one_side(window)],
        3: [n for n, window in windows(values, 6) if steady(window)],
        4: [n for n, window in windows(values, 14) if turning(window)],
        5: list(two_in_three(values, 2, 3, 2)),
        6: list(two_in_three(values, 4, 5, 1)),
        7: [n for n, window in windows(values, 15) if all(abs(v) <= 1 for v in window)],
        8: [n for n, window in windows(values, 8) if mixed(window)],
    }
    return {str(rule): points for rule, points in found.items()}


def plain_western(values):
    nelson = plain_nelson(values)
    eight = [n for n, w in windows(values, 8) if all(v > 0 for v in w) or all(v < 0 for v in w)]
    return {"1": nelson["1"], "2": nelson["5"], "3": nelson["6"], "4": eight}


@given(LEVELS)
@settings(max_examples=300)
def test_nelson_rules_are_what_they_say(values):
    assert rules.nelson(values, 0, 1).as_dict() == plain_nelson(values)


@given(LEVELS)
def test_western_electric_rules_are_what_they_say(values):
    assert rules.western_electric(values, 0, 1).as_dict() == plain_western(values)


@pytest.mark.parametrize("seed", range(4))
def test_long_series_are_worked_on_in_pieces_without_a_seam(seed, monkeypatch):
    """Small pieces and a process that triggers every rule: all windows across a seam must still be seen."""
    monkeypatch.setattr(rules, "_POINTS_AT_A_TIME", 16 + seed)
    random = np.random.default_rng(seed)
    calm, wild = random.integers(-3, 4, 200), random.integers(-14, 15, 200)
    drift, saw = np.repeat([2, 5, -6], 30) + random.integers(0, 3, 90), np.tile([6, -6, 7, -5], 20)
    values = (np.concatenate([calm, wild, drift, saw, np.arange(-10, 12)]) / 4).tolist()
    found = rules.nelson(values, 0, 1).as_dict()
    assert found == plain_nelson(values)
    assert all(found.values())


@given(LEVELS, st.integers(-40, 40), st.sampled_from([0.25, 0.5, 2.0, 1024.0]))
def test_unit_and_origin_do_not_matter(values, shift, scale):
    moved = [None if value is None else scale * (value + shift) for value in values]
    assert rules.nelson(moved, scale * shift, scale).as_dict() == rules.nelson(values, 0, 1).as_dict()


@given(LEVELS)
def test_up_and_down_are_treated_alike(values):
    mirrored = [None if value is None else -value for value in values]
    assert rules.nelson(mirrored, 0, 1).as_dict() == rules.nelson(values, 0, 1).as_dict()


def test_rules_are_switched_one_by_one():
    values = [4.0] * 10
    assert rules.nelson(values, 0, 1, rules=[2]).as_dict() == {"2": [9, 10]}
    signals = rules.nelson(values, 0, 1)
    assert signals.at(9) == (1, 2, 5, 6)
    assert signals.any.tolist() == list(range(1, 11))


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(BadInput) as refused:
        rules.nelson([1.0], 0, 1, rules=[9])
    assert refused.value.where == "rules"


def test_a_constant_process_on_its_centre_line_hugs_it():
    assert rules.nelson([5.0] * 15, 5, 0).as_dict()["7"] == [15]
    assert rules.nelson([5.0] * 15, 5, 0).points(1).size == 0
