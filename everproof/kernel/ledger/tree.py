"""The Merkle tree of RFC 6962 over tiles of 256 hashes (C2SP tlog-tiles): roots, inclusion and consistency proofs.

Pure: hashes come in through a reader and go out as dirty tiles, so the same code serves the database and the tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

WIDTH = 256
HEIGHT = 8
EMPTY_ROOT = hashlib.sha256(b"").digest()

# (level, number) of a tile -> its hashes, 32 bytes each, one after the other. Level 0 holds the leaf hashes.
TileReader = Callable[[int, int], bytes]
Tiles = dict[tuple[int, int], bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962: SHA-256 of a one byte and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree of `size` leaves behind a tile reader. Proofs and roots of any earlier size come from the same tiles."""

    def __init__(self, read: TileReader, size: int) -> None:
        self._read = read
        self.size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves (of all, when not said)."""
        size = self.size if size is None else size
        self._check(size)
        return EMPTY_ROOT if size == 0 else self._range(0, size)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root of the first `size` leaves (RFC 9162, 2.1.3)."""
        size = self.size if size is None else size
        self._check(size)
        if not 0 <= index < size:
            raise ValueError(f"there is no leaf {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The hashes that show that the tree of `old` leaves is the beginning of the one of `new` (RFC 9162, 2.1.4)."""
        new = self.size if new is None else new
        self._check(new)
        if not 0 <= old <= new:
            raise ValueError(f"a tree of {old} is no beginning of one of {new}")
        if old in (0, new):
            return []
        return self._subproof(old, 0, new, whole=True)

    def appended(self, leaf_hashes: Sequence[bytes]) -> Tiles:
        """The tiles that change when these leaves are added, each whole; the tree itself then has the new size."""
        dirty: Tiles = {}
        added, level = list(leaf_hashes), 0
        while added:
            first = self.size >> (HEIGHT * level)
            added = self._fill(level, first, added, dirty)
            level += 1
        self.size += len(leaf_hashes)
        self._tiles |= dirty
        return dirty

    def _fill(self, level: int, first: int, hashes: list[bytes], dirty: Tiles) -> list[bytes]:
        """Put hashes into the tiles of one level from position `first`; gives the hashes of the tiles that got full."""
        full, position = [], first
        while hashes:
            number, used = divmod(position, WIDTH)
            room = WIDTH - used
            before = self._tile(level, number)[: used * 32] if used else b""
            whole = before + b"".join(hashes[:room])
            dirty[level, number] = self._tiles[level, number] = whole
            if len(whole) == WIDTH * 32:
                full.append(_folded(whole))
            position += min(room, len(hashes))
            hashes = hashes[room:]
        return full

    def _range(self, start: int, end: int) -> bytes:
        """The hash over leaves start to end; start is a multiple of the largest power of two below their number."""
        count = end - start
        if count & (count - 1) == 0:
            return self._perfect(count.bit_length() - 1, start >> (count.bit_length() - 1))
        split = start + _largest_power_below(count)
        return node_hash(self._range(start, split), self._range(split, end))

    def _perfect(self, height: int, index: int) -> bytes:
        """The hash of the whole subtree of 2^height leaves at `index`, folded out of the one tile that holds it."""
        level, above = divmod(height, HEIGHT)
        first = index << above
        number, offset = divmod(first, WIDTH)
        hashes = self._tile(level, number)[offset * 32 : (offset + (1 << above)) * 32]
        if len(hashes) != 32 << above:
            raise ValueError(f"tile {level}/{number} lacks hashes")
        return _folded(hashes)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        split = start + _largest_power_below(end - start)
        if index < split:
            return [*self._path(index, start, split), self._range(split, end)]
        return [*self._path(index, split, end), self._range(start, split)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end - start:
            return [] if whole else [self._range(start, end)]
        split = _largest_power_below(end - start)
        if old <= split:
            return [*self._subproof(old, start, start + split, whole=whole), self._range(start + split, end)]
        return [
            *self._subproof(old - split, start + split, end, whole=False),
            self._range(start, start + split),
        ]

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._tiles:
            self._tiles[level, number] = bytes(self._read(level, number))
        return self._tiles[level, number]

    def _check(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")


def of_leaves(leaf_hashes: Sequence[bytes]) -> Tree:
    """A tree in memory."""
    tiles: Mapping[tuple[int, int], bytes] = {}
    tree = Tree(lambda level, number: tiles[level, number], 0)
    tree.appended(leaf_hashes)
    return tree


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf stands at `index` in the tree of this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, current = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node_hash(sibling, current)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first, second = path[0], path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _folded(hashes: bytes) -> bytes:
    """The root over a power of two of hashes."""
    row = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
