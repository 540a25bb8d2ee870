"""The switching rules of ISO 2859-1, walked through by examples and by their laws."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.acceptance.switching import inspection_states, switching_score
from everproof.analytics.errors import BadInput


def states(lots: str, **more) -> str:
    """One letter per lot and one for the next: n(ormal), t(ightened), r(educed), d(iscontinued)."""
    found = inspection_states(list(lots), **more)
    return "".join(state[0] for state in (*found.before, found.after_last))


@pytest.mark.parametrize(
    ("lots", "expected"),
    [
        ("", "n"),
        ("AAAA", "nnnnn"),
        ("RR", "nnt"),
        ("RAAAR", "nnnnnt"),
        ("RAAAAR", "nnnnnnn"),
        ("RRAAAAA", "nntttttn"),
        ("RRAAAAAR", "nntttttnn"),
        ("RRRRRRR", "nntttttd"),
        ("RRRARARAAARRAA", "nnttttttttttddd"),
    ],
)
def test_normal_tightened_discontinued(lots, expected):
    assert states(lots) == expected


def test_five_accepted_on_tightened_must_be_consecutive():
    assert states("RRAAAARAAAAA") == "nn" + "t" * 10 + "n"


def test_fifteen_accepted_lots_lead_to_reduced_inspection_and_one_refusal_back():
    assert states("A" * 16 + "R" + "A", reduced_allowed=True) == "n" * 15 + "rr" + "nn"


def test_without_permission_inspection_stays_normal():
    assert states("A" * 40) == "n" * 41


def test_discontinued_stays_discontinued():
    assert states("RR" + "R" * 5 + "A" * 20).endswith("d" * 21)


@given(st.lists(st.booleans(), max_size=60), st.booleans())
def test_a_state_lasts_as_long_as_its_rule_says(lots, allowed):
    found = inspection_states(lots, reduced_allowed=allowed)
    sequence = (*found.before, found.after_last)
    for lot, (before, after) in enumerate(itertools.pairwise(sequence)):
        if (before, after) == ("normal", "tightened"):
            assert lots[lot] is False
            assert lots[max(0, lot - 4) : lot + 1].count(False) >= 2
        if (before, after) == ("tightened", "normal"):
            assert all(lots[lot - 4 : lot + 1])
        if before == "discontinued":
            assert after == "discontinued"
        if after == "reduced":
            assert allowed
        assert (before, after) not in {("tightened", "reduced"), ("reduced", "tightened"), ("normal", "discontinued")}


def test_the_score_earns_three_points_when_the_next_tighter_plan_would_have_accepted():
    score = switching_score([0, 1, 2, 3, 1, 1], ac=3, ac_one_step_tighter=2)
    assert score.score == (3, 6, 9, 0, 3, 6)
    assert score.reduced_possible_after is None


def test_the_score_earns_two_points_with_acceptance_numbers_zero_and_one():
    assert switching_score([0, 0, 1, 2, 0], ac=[0, 0, 1, 1, 0]).score == (2, 4, 6, 0, 2)


@pytest.mark.parametrize(("ac", "lots"), [(5, 10), (1, 15), (0, 15)])
def test_reduced_inspection_becomes_possible_at_thirty(ac, lots):
    assert switching_score([0] * 20, ac=ac, ac_one_step_tighter=3).reduced_possible_after == lots


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (([1, 2], [2]), "ac"),
        (([1], 3), "ac_one_step_tighter"),
        (([1.5], 1), "nonconforming[1]"),
        (([1], [None]), "ac[1]"),
    ],
)
def test_an_incomplete_score_names_what_is_missing(arguments, where):
    with pytest.raises(BadInput) as refusal:
        switching_score(*arguments)
    assert refusal.value.where == where


def test_a_result_that_is_neither_is_refused():
    with pytest.raises(BadInput) as refusal:
        inspection_states(["A", "maybe"])
    assert refusal.value.where == "lot_results[2]"
