"""Who is asked: samples that anybody with the seed and the list draws again, and how large they have to be."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number


def draw(keys: Sequence[str], size: int, seed: str) -> list[str]:
    """A simple random sample of `size` keys without replacement: those with the smallest permanent random numbers.

    The random number of a key is SHA-256 of "seed:key", so the order in which the keys come does not matter and the
    same seed gives the same sample on every machine; more keys than there are gives all. Raises BadInput for a key
    that comes twice. Source: E. Ohlsson, Coordination of samples using permanent random numbers, in Business Survey
    Methods, 1995.
    """
    if len(set(keys)) != len(keys):
        raise BadInput("a key comes twice", where="keys")
    if size < 0:
        raise BadInput("must not be below 0", where="size")
    return sorted(keys, key=lambda key: _random(seed, key))[:size]


def draw_stratified(strata: Mapping[str, str], size: int, seed: str) -> list[str]:
    """A sample in which each stratum has its share of `size`; `strata` maps each key to its stratum.

    Proportional allocation (see `allocate`); as long as `size` allows, no stratum stays empty. Within a stratum
    as `draw`. Source: W. G. Cochran, Sampling Techniques, 3rd ed., 5.4.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for key, stratum in strata.items():
        groups[stratum].append(key)
    shares = allocate({name: len(keys) for name, keys in groups.items()}, size)
    return [key for name in sorted(groups) for key in draw(groups[name], shares[name], seed)]


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` places given to strata, each to the one that is furthest below its share; never more than it has."""
    everybody = sum(sizes.values())
    if total >= everybody:
        return dict(sizes)
    least = 1 if total >= len(sizes) else 0
    given = dict.fromkeys(sizes, least)
    for _place in range(total - least * len(sizes)):
        open_ones = [name for name, size in sizes.items() if given[name] < size]
        poorest = max(open_ones, key=lambda name: (total * sizes[name] / everybody - given[name], name))
        given[poorest] += 1
    return given


def size_needed(population: int, margin: float, *, confidence: float = 0.95, share: float = 0.5) -> int:
    """How many answers give a share (0 to 1) with ± `margin`: n0 / (1 + (n0 - 1) / N), n0 = z²·p·(1 - p) / margin².

    `share` 0.5 is the worst case. Source: W. G. Cochran, Sampling Techniques, 3rd ed., 4.4.
    """
    everybody = number(population, "population", minimum=0)
    half = number(margin, "margin")
    if not 0 < half < 1:
        raise BadInput("must lie between 0 and 1", where="margin")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    endless = z * z * share * (1 - share) / half**2
    if not everybody:
        return 0
    return min(int(everybody), math.ceil(endless / (1 + (endless - 1) / everybody)))


def _random(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()
