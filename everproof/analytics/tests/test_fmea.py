"""Action Priority: the whole table by its structure."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.errors import BadInput
from everproof.analytics.fmea import action_priority, action_priority_grid, rank_failure_modes, rpn

RATINGS = range(1, 11)
URGENCY = {"L": 0, "M": 1, "H": 2}
S_BANDS = ((1, 1), (2, 3), (4, 6), (7, 8), (9, 10))
O_BANDS = ((1, 1), (2, 3), (4, 5), (6, 7), (8, 10))
D_BANDS = ((1, 1), (2, 4), (5, 6), (7, 10))


def test_a_higher_rating_never_lowers_the_priority():
    grid = action_priority_grid()
    for s, o, d in product(RATINGS, repeat=3):
        for higher in ((s + 1, o, d), (s, o + 1, d), (s, o, d + 1)):
            assert URGENCY[grid.get(higher, "H")] >= URGENCY[grid[s, o, d]], (s, o, d)


def test_the_table_changes_only_between_bands():
    for (s1, s2), (o1, o2), (d1, d2) in product(S_BANDS, O_BANDS, D_BANDS):
        cells = {
            action_priority(s, o, d) for s, o, d in product(range(s1, s2 + 1), range(o1, o2 + 1), range(d1, d2 + 1))
        }
        assert len(cells) == 1, (s1, o1, d1)


def test_each_band_edge_matters_somewhere():
    grid = action_priority_grid()
    for position, bands in enumerate((S_BANDS, O_BANDS, D_BANDS)):
        for _, last in bands[:-1]:
            if position == 0 and last == 1:
                continue  # severity 1 and 2-3 differ too, checked below with the others
            pairs = [
                (cell, tuple(last + 1 if k == position else rating for k, rating in enumerate(cell)))
                for cell in grid
                if cell[position] == last
            ]
            assert any(grid[one] != grid[other] for one, other in pairs), (position, last)
    assert grid[2, 10, 10] == "M"
    assert grid[1, 10, 10] == "L"


def test_the_handbooks_sums():
    """By severity band: cells rated H, M, L, counted from the printed table with the width of each band."""
    grid = action_priority_grid()
    count = {
        band: tuple(sum(grid[s, o, d] == letter for s in range(band[0], band[1] + 1) for o in RATINGS for d in RATINGS)
                    for letter in "HML")
        for band in S_BANDS
    }  # fmt: skip
    assert count[9, 10] == (152, 12, 36)
    assert count[7, 8] == (2 * (30 + 18 + 8), 2 * (2 + 12 + 12), 2 * (8 + 10))
    assert count[4, 6] == (3 * 18, 3 * (12 + 18 + 8), 3 * (2 + 12 + 20 + 10))
    assert count[2, 3] == (0, 2 * 18, 2 * (12 + 70))
    assert count[1, 1] == (0, 0, 100)


def test_an_unlikely_cause_or_no_effect_is_always_low():
    for x, y in product(RATINGS, repeat=2):
        assert action_priority(1, x, y) == "L"
        assert action_priority(x, 1, y) == "L"


@pytest.mark.parametrize("rating", [0, 11, -1, 2.5, "5", None, True, float("nan")])
def test_a_rating_off_the_scale_is_refused(rating):
    with pytest.raises(BadInput, match="detection"):
        action_priority(5, 5, rating)
    with pytest.raises(BadInput, match="severity"):
        rpn(rating, 5, 5)


@given(st.lists(st.tuples(*[st.integers(1, 10)] * 3), min_size=1, max_size=30))
def test_ranks_follow_the_numbers(modes):
    found = rank_failure_modes(*zip(*modes, strict=True))
    for position, number in enumerate(found.rpn):
        assert found.rank_by_rpn[position] == 1 + sum(other > number for other in found.rpn)
    assert sum(found.counts.values()) == len(modes)


def test_a_missing_rating_leaves_its_failure_mode_out():
    found = rank_failure_modes([9, None], [9, 5], [9, 5])
    assert (found.rpn, found.action_priority, found.rank_by_rpn) == ((729, None), ("H", None), (1, None))
    assert "1 failure modes lack" in found.warnings[0]
    with pytest.raises(BadInput, match=r"occurrence\[2\]"):
        rank_failure_modes([9, 9], [9, 0], [9, 9])
