"""The tree agrees with an independent implementation, and no changed proof is believed."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.kernel.ledger.commitments import leaf_hash
from everproof.kernel.ledger.tree import Tree, of_leaves, verify_consistency, verify_inclusion

SIZES = (0, 1, 2, 3, 5, 8, 255, 256, 257, 511, 513, 700)


def bodies(count):
    return [f"entry {number}".encode() for number in range(count)]


def leaves(count):
    return [leaf_hash(body) for body in bodies(count)]


# The leaves and roots that the reference implementation of Certificate Transparency publishes with its tests.
PUBLISHED_LEAVES = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
PUBLISHED_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_the_published_one(size):
    published = [leaf_hash(bytes.fromhex(leaf)) for leaf in PUBLISHED_LEAVES[:size]]

    assert of_leaves(published).root().hex() == PUBLISHED_ROOTS[size - 1]


def by_definition(found):
    """The definition of RFC 6962, section 2.1, word for word and without tiles."""
    if len(found) <= 1:
        return found[0] if found else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(found):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(found[:split]) + by_definition(found[split:])).digest()


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_that_of_the_definition(size):
    assert of_leaves(leaves(size)).root() == by_definition(leaves(size))


@pytest.mark.parametrize("size", [1, 2, 7, 40, 257, 300])
def test_every_leaf_is_proven(size):
    tree, all_leaves = of_leaves(leaves(size)), leaves(size)
    root = tree.root()

    assert all(
        verify_inclusion(all_leaves[index], index, size, tree.inclusion_proof(index), root) for index in range(size)
    )


@pytest.mark.parametrize("new", [1, 2, 7, 40, 257, 300])
def test_every_earlier_tree_is_the_beginning(new):
    tree = of_leaves(leaves(new))

    assert all(
        verify_consistency(old, new, tree.consistency_proof(old), tree.root(old), tree.root()) for old in range(new + 1)
    )


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_growing_in_steps_comes_to_the_same_tiles_and_root(steps):
    stored = {}
    tree, total = Tree(lambda level, number: stored[level, number], 0), sum(steps)
    all_leaves, at = leaves(total), 0
    for step in steps:
        # A new object each time: only what was stored may be needed.
        tree = Tree(lambda level, number: stored[level, number], at)  # noqa: B023  read at once
        stored |= tree.appended(all_leaves[at : at + step])
        at += step

    whole = of_leaves(all_leaves)
    assert tree.root() == whole.root()
    assert stored == whole._tiles


def test_tiles_of_the_second_level_appear_with_the_256th_leaf():
    assert (1, 0) not in of_leaves(leaves(255))._tiles
    assert len(of_leaves(leaves(256))._tiles[1, 0]) == 32
    assert len(of_leaves(leaves(513))._tiles[1, 0]) == 64


def test_no_changed_inclusion_proof_is_believed():
    choose = random.Random(1)
    believed = tried = 0
    for _round in range(5_000):
        size = choose.randrange(1, 60)
        tree, index = of_leaves(leaves(size)), choose.randrange(size)
        proof, leaf, root = tree.inclusion_proof(index), leaves(size)[index], tree.root()
        believed += verify_inclusion(*mutated(choose, leaf, index, size, proof, root))
        tried += 1

    assert (believed, tried) == (0, 5_000)


def test_no_changed_consistency_proof_is_believed():
    choose = random.Random(2)
    believed = 0
    for _round in range(5_000):
        new = choose.randrange(2, 60)
        old = choose.randrange(1, new)
        tree = of_leaves(leaves(new))
        old_root, new_root, proof = tree.root(old), tree.root(), tree.consistency_proof(old)
        what = choose.randrange(4 if proof else 3)
        if what == 0:
            old_root = flipped(choose, old_root)
        elif what == 1:
            new_root = flipped(choose, new_root)
        elif what == 2:
            proof = [*proof, choose.randbytes(32)]
        else:
            proof = changed_list(choose, proof)
        believed += verify_consistency(old, new, proof, old_root, new_root)

    assert believed == 0


def mutated(choose, leaf, index, size, proof, root):
    """One thing changed so that the claim is false."""
    what = choose.randrange(5)
    if what == 0:
        return flipped(choose, leaf), index, size, proof, root
    if what == 1:
        return leaf, index, size, proof, flipped(choose, root)
    if what == 2:
        return leaf, index, size, [*proof, choose.randbytes(32)], root
    if what == 3 and proof:
        return leaf, index, size, changed_list(choose, proof), root
    return leaf, (index + choose.randrange(1, size + 1)) % (size + 1), size, proof, root


def changed_list(choose, proof):
    proof, at = list(proof), choose.randrange(len(proof))
    if choose.random() < 0.5:
        del proof[at]
    else:
        proof[at] = flipped(choose, proof[at])
    return proof


def flipped(choose, value):
    changed = bytearray(value)
    changed[choose.randrange(len(changed))] ^= 1 << choose.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("index", [-1, 3, 99])
def test_a_leaf_that_is_not_there_has_no_proof(index):
    with pytest.raises(ValueError, match="no leaf"):
        of_leaves(leaves(3)).inclusion_proof(index)
