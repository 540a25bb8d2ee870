"""Two editions side by side: what the move asks, and what is only said about it."""

import pytest

from everproof.standards import compare, load


@pytest.fixture(scope="module")
def comparison():
    return compare(load("iso9001-2015"), load("iso9001-2026"))


def found(comparison, atom_id):
    (difference,) = [each for each in comparison.asked + comparison.only_reported if each.change.id == atom_id]
    return difference


def test_every_change_is_either_asked_or_only_reported(comparison):
    listed = [difference.change for difference in comparison.asked + comparison.only_reported]
    assert sorted(change.id for change in listed) == sorted(c.id for c in comparison.new.revision.changes)
    assert {d.change.id for d in comparison.only_reported} == {"5.1.1-3", "5.3-3", "8.2.4-2"}


def test_the_sorts_of_change_add_up(comparison):
    numbers = {sort: len(comparison.by_change(sort)) for sort in ("added", "changed", "moved", "removed")}
    assert numbers == {"added": 15, "changed": 18, "moved": 4, "removed": 1}
    assert len(comparison.new.atoms) == len(comparison.old.atoms) + 15 - 1


def test_an_added_atom_has_nothing_before_it(comparison):
    split_off = found(comparison, "6.1.3-3")
    assert split_off.before is None
    assert split_off.change.came_from == "6.1.2-3"
    assert split_off.check_differs


def test_a_moved_atom_is_found_under_its_old_id(comparison):
    moved = found(comparison, "10.1-5")
    assert moved.before == comparison.old.atom("10.3-1")
    assert moved.after == comparison.new.atom("10.1-5")
    assert not moved.check_differs


def test_a_removed_atom_has_nothing_after_it(comparison):
    removed = found(comparison, "10.1-4")
    assert removed.before == comparison.old.atom("10.1-4")
    assert removed.after is None


def test_new_words_for_the_same_check_are_told_from_a_new_check(comparison):
    assert not found(comparison, "4.1-3").check_differs
    assert found(comparison, "4.3-3").check_differs


def test_what_is_confirmed_is_told_from_what_is_reported(comparison):
    assert found(comparison, "5.1.1-13").change.status == "confirmed"
    assert found(comparison, "9.3.2-13").change.status == "reported"
    assert found(comparison, "5.3-3").change.status == "reported"


def test_a_change_that_is_only_reported_leaves_the_old_atom_in_force(comparison):
    for difference in comparison.only_reported:
        assert comparison.new.atom(difference.change.id) == comparison.old.atom(difference.change.id)


def test_unchanged_atoms_are_the_same_in_both(comparison):
    assert len(comparison.unchanged) == 382 - 15 - 18 - 4 - 3
    for atom_id in comparison.unchanged:
        assert comparison.old.atom(atom_id) == comparison.new.atom(atom_id)


def test_only_an_edition_and_its_base_can_be_compared():
    with pytest.raises(ValueError, match="iso9001-2015 is not described by its changes to iso9001-2026"):
        compare(load("iso9001-2026"), load("iso9001-2015"))
