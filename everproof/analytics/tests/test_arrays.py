"""What comes in: lists with gaps, ragged subgroups, and values that are refused by name."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.analytics.arrays import as_counts, as_sizes, as_subgroups, as_values, mean_of
from everproof.analytics.errors import BadInput

NUMBERS = st.integers(-(10**6), 10**6).map(lambda count: count / 8)


def test_missing_values_become_nan():
    assert np.isnan(as_values([1, None, 3])).tolist() == [False, True, False]


def test_decimals_are_numbers():
    assert as_values([Decimal("1.5"), 2]).tolist() == [1.5, 2.0]


def test_an_array_of_floats_is_not_copied():
    array = np.arange(4.0)
    assert as_values(array) is array


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ([1, "2", 3], "values[2]"),
        ([1, 2, True], "values[3]"),
        ([1, math.inf], "values[2]"),
        ([[1, 2], [3, 4]], "values[1]"),
        ("123", "values"),
        (None, "values"),
        (7, "values"),
        ({"a": 1}, "values"),
        ([10**400], "values[1]"),
        ([1, 1e200], "values[2]"),
    ],
)
def test_the_refusal_names_the_value(values, where):
    with pytest.raises(BadInput) as refused:
        as_values(values)
    assert refused.value.where == where


def test_counts_are_whole_and_not_negative():
    for wrong in ([1, -1], [1, 0.5]):
        with pytest.raises(BadInput) as refused:
            as_counts(wrong)
        assert refused.value.where == "counts[2]"


def test_one_size_stands_for_all_counts():
    assert as_sizes(50, 3).tolist() == [50, 50, 50]
    with pytest.raises(BadInput):
        as_sizes([50, 50], 3)


def test_subgroups_may_be_ragged_and_have_gaps():
    groups = as_subgroups([[1, 2, None], [], [5], [3, 3, 9, 1]])
    assert groups.sizes.tolist() == [2, 0, 1, 4]
    assert groups.common_size is None
    np.testing.assert_array_equal(groups.means, [1.5, math.nan, 5, 4])
    np.testing.assert_array_equal(groups.ranges, [1, math.nan, 0, 8])
    np.testing.assert_allclose(groups.sds, [math.sqrt(0.5), math.nan, math.nan, math.sqrt(12)])


@pytest.mark.parametrize("wrong", [[1, 2], ["ab"], "ab", None, np.arange(3.0), [[1], 2]])
def test_subgroups_are_lists_of_lists(wrong):
    with pytest.raises(BadInput):
        as_subgroups(wrong)


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=20))
def test_even_and_ragged_subgroups_are_treated_alike(rows):
    even = as_subgroups(np.array(rows))
    ragged = as_subgroups([*rows, [0.0]])
    np.testing.assert_allclose(even.means, ragged.means[:-1], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(even.ranges, ragged.ranges[:-1])
    np.testing.assert_allclose(even.sds, ragged.sds[:-1], rtol=1e-7, atol=1e-9)


def test_a_long_table_is_worked_on_in_pieces_without_a_seam():
    table = np.random.default_rng(3).normal(50, 2, (70_001, 3))
    groups = as_subgroups(table)
    np.testing.assert_allclose(groups.means, table.mean(axis=1), rtol=1e-14)
    np.testing.assert_array_equal(groups.ranges, np.ptp(table, axis=1))
    np.testing.assert_allclose(groups.sds, table.std(axis=1, ddof=1), rtol=1e-10)


@pytest.mark.parametrize("shape", [(1, 4), (4, 1), (5, 3)])
def test_the_data_of_the_caller_stay_as_they_are(shape):
    table = np.random.default_rng(1).normal(size=shape)
    before = table.copy()
    groups = as_subgroups(table)
    assert groups.means.size == groups.sds.size == shape[0]
    np.testing.assert_array_equal(table, before)


def test_the_mean_keeps_its_digits_far_from_zero():
    assert mean_of(np.array([1e15 + 1, 1e15 + 2, 1e15 + 3])) == 1e15 + 2
    assert mean_of(np.full(1000, 0.1)) == 0.1
    assert math.isnan(mean_of(np.array([math.nan])))
