"""How soon a chart signals: average run length (ARL) and operating characteristic, computed, not simulated.

The ARL of CUSUM and EWMA solves a Fredholm integral equation, here by Gauss-Legendre quadrature (Nyström's method),
which converges exponentially because the normal kernel is smooth. A run length counts the points up to and including
the one that signals; the shift is there from the first point on (zero state).

Sources: Montgomery, Introduction to Statistical Quality Control, ch. 6.2.5 and 9; Crowder 1987 (Technometrics 29:4);
Vance 1986 (JQT 18:3); Lucas and Crosier 1982 (Technometrics 24:3) for two-sided CUSUM.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number, as_values, as_whole
from everproof.analytics.errors import BadInput, shown

Sided = Literal["one", "two"]

_LONGEST = 1e13
_NEGLIGIBLE = 1e-15
_FEWEST_NODES, _MOST_KERNELS = 48, 250


def shewhart_arl(*, nsigma: float = 3.0, shift: float = 0.0, n: int = 1, sided: Sided = "two") -> float:
    """ARL of an X̄ chart: 1/P(a point lies beyond), the mean having moved by `shift` process standard deviations."""
    beyond = float(_beyond(nsigma, as_number(shift, "shift"), n, sided))
    return 1 / beyond if beyond > 0 else math.inf


def oc_xbar(shift: Any, *, nsigma: float = 3.0, n: int = 1, sided: Sided = "two") -> FloatArray:
    """β for each `shift` (process sigma): the probability that an X̄ chart of subgroups of `n` misses it at once.

    β = Φ(L - δ√n) - Φ(-L - δ√n) with L = `nsigma`.
    """
    return 1 - _beyond(nsigma, as_values(shift, "shift", missing=False), n, sided)


def oc_np(p: Any, *, n: int, lcl: float, ucl: float) -> FloatArray:
    """β of an np chart for each true proportion `p`: P(LCL ≤ D ≤ UCL), D ~ Bin(n, p). A point on a limit is inside."""
    from scipy.special import bdtr

    proportions = as_values(p, "p", missing=False)
    n = as_whole(n, "n", minimum=1)
    below = math.ceil(lcl) - 1
    inside = bdtr(min(math.floor(ucl), n), n, proportions)
    return np.asarray(inside - (bdtr(below, n, proportions) if below >= 0 else 0.0))


def oc_c(mean: Any, *, lcl: float, ucl: float) -> FloatArray:
    """β of a c chart for each true `mean` count: P(LCL ≤ X ≤ UCL), X Poisson. A point on a limit is inside."""
    from scipy.special import pdtr

    means = as_values(mean, "mean", missing=False)
    below = math.ceil(lcl) - 1
    return np.asarray(pdtr(math.floor(ucl), means) - (pdtr(below, means) if below >= 0 else 0.0))


def cusum_arl(
    *, k: float = 0.5, h: float = 5.0, shift: float = 0.0, head_start: float = 0.0, sided: Sided = "two"
) -> float:
    """ARL of the tabular CUSUM with reference value `k` and decision interval `h`, in standard errors.

    One side: L(u) = 1 + L(0) Φ(k - u - δ) + ∫₀ʰ L(x) φ(x + k - u - δ) dx. Two sides together, L⁺ and L⁻ being those of
    one side: (L⁺(u)L⁻(0) + L⁺(0)L⁻(u) - L⁺(0)L⁻(0)) / (L⁺(0) + L⁻(0)), exact as long as both sums cannot signal at
    once (head start up to h/2 + k).
    """
    k, h = as_number(k, "k"), as_number(h, "h", above=0)
    shift, head_start = as_number(shift, "shift"), as_number(head_start, "head_start")
    if not 0 <= head_start < h:
        raise BadInput(f"must be from 0 to below h, not {head_start:g}", where="head_start")
    upper, upper_at_0 = _one_sided_cusum(k, h, shift, head_start)
    if not _is_two_sided(sided):
        return upper
    lower, lower_at_0 = _one_sided_cusum(k, h, -shift, head_start)
    if math.isinf(upper_at_0) or math.isinf(lower_at_0):
        return min(upper, lower)  # the side that cannot signal adds nothing
    # The formula above divided by L⁻(0) and L⁺(0), so that very long run lengths do not overflow.
    return (upper / upper_at_0 + lower / lower_at_0 - 1) / (1 / upper_at_0 + 1 / lower_at_0)


def ewma_arl(
    *,
    weight: float = 0.2,
    width: float = 3.0,
    shift: float = 0.0,
    start: float = 0.0,
    sided: Sided = "two",
    limits: Literal["asymptotic", "exact"] = "asymptotic",
) -> float:
    """ARL of an EWMA chart with λ = `weight` and limits of L = `width` standard deviations of the EWMA.

    L(z) = 1 + 1/λ ∫ L(y) φ((y - (1 - λ)z)/λ - δ) dy between the limits. `asymptotic` limits are those of large i;
    `exact` ones are narrower for the first points, so the density of zᵢ is followed until they have settled.
    `sided="one"` has an upper limit only and holds the average at 0 from below. `start` is z₀ in standard errors.
    """
    weight, width = as_number(weight, "lambda", above=0), as_number(width, "L", above=0)
    if weight > 1:
        raise BadInput(f"must be above 0 and at most 1, not {weight:g}", where="lambda")
    if limits not in ("asymptotic", "exact"):
        raise BadInput(f"must be 'asymptotic' or 'exact', not {shown(limits)}", where="limits")
    scheme = _EwmaScheme(weight, width, as_number(shift, "shift"), _is_two_sided(sided))
    start = as_number(start, "start")
    return scheme.arl(start) if limits == "asymptotic" or weight == 1 else scheme.arl_of_exact_limits(start)


def _is_two_sided(sided: str) -> bool:
    if sided not in ("one", "two"):
        raise BadInput(f"must be 'one' or 'two', not {shown(sided)}", where="sided")
    return sided == "two"


def _beyond(nsigma: float, shift: Any, n: int, sided: str) -> Any:
    from scipy.special import ndtr

    width = as_number(nsigma, "nsigma", above=0)
    moved = shift * math.sqrt(as_whole(n, "n", minimum=1))
    above = ndtr(moved - width)
    return above + ndtr(-width - moved) if _is_two_sided(sided) else above


def _density(x: FloatArray) -> FloatArray:
    return np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def _nodes(lower: float, upper: float, kernels: float, where: str) -> tuple[FloatArray, FloatArray]:
    """Gauss-Legendre points and weights, enough for an interval that is `kernels` widths of the kernel long."""
    if kernels > _MOST_KERNELS:
        raise BadInput("the limits are too wide to compute a run length", where=where)
    count = int(max(_FEWEST_NODES, 16 + 8 * kernels))
    points, weights = _legendre(count)
    half = (upper - lower) / 2
    return lower + half * (points + 1), half * weights


@lru_cache(maxsize=16)
def _legendre(count: int) -> tuple[FloatArray, FloatArray]:
    return np.polynomial.legendre.leggauss(count)


def _one_sided_cusum(k: float, h: float, shift: float, head_start: float) -> tuple[float, float]:
    """ARL from the head start and from 0."""
    from scipy.special import ndtr

    x, weights = _nodes(0.0, h, h, "h")
    states = np.concatenate([[0.0], x])

    def kernel(origin: FloatArray) -> FloatArray:
        """Probability to go from each origin to 0, then to each node (weighted)."""
        drift = k - origin - shift
        return np.column_stack([ndtr(drift), weights * _density(x[None, :] + drift[:, None])])

    lengths = _expected_lengths(kernel(states))
    if math.isinf(lengths[0]):
        return math.inf, math.inf
    return 1 + float((kernel(np.array([head_start])) @ lengths)[0]), float(lengths[0])


def _expected_lengths(moves: FloatArray) -> FloatArray:
    """Run lengths from each state, given the chances to move among them: (I - M) L = 1.

    Infinite where the chart is so wide that rounding hides its signals.
    """
    hopeless: FloatArray = np.full(len(moves), np.inf)
    try:
        lengths = np.asarray(np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves))), dtype=np.float64)
    except np.linalg.LinAlgError:
        return hopeless
    return lengths if (lengths > 1 - 1e-9).all() and lengths.max() < _LONGEST else hopeless


class _EwmaScheme:
    """Transitions of the EWMA of standard normal values between its limits."""

    def __init__(self, weight: float, width: float, shift: float, two_sided: bool) -> None:
        self.weight, self.shift, self.two_sided = weight, shift, two_sided
        self.width = width
        self.limit = width * math.sqrt(weight / (2 - weight))

    def arl(self, start: float) -> float:
        """With the limits of large i."""
        if abs(start) > self.limit or (start < 0 and not self.two_sided):
            raise BadInput("must lie between the limits", where="start")
        states, weights = self._states(self.limit)
        lengths = self._lengths(states, weights)
        if math.isinf(lengths[0]):
            return math.inf
        return 1 + float((self._moves(np.array([start]), states, weights) @ lengths)[0])

    def arl_of_exact_limits(self, start: float) -> float:
        """The chance to be at each state is followed point by point; once the limits stand, the rest is `_lengths`."""
        older = 1 - self.weight
        settled = max(1, math.ceil(math.log(_NEGLIGIBLE) / (2 * math.log(older))))
        expected, origin, mass = 1.0, np.array([start]), np.array([1.0])
        for point in range(1, settled + 1):
            limit = self.limit * math.sqrt(-math.expm1(2 * point * math.log(older)))
            states, weights = self._states(limit)
            mass = mass @ self._moves(origin, states, weights)
            origin = states
            if point < settled:
                expected += float(mass.sum())
            if mass.sum() < _NEGLIGIBLE:
                return expected
        remaining = self._lengths(states, weights)
        return math.inf if math.isinf(remaining[0]) else expected + float(mass @ remaining)

    def _states(self, limit: float) -> tuple[FloatArray, FloatArray]:
        """Nodes between the limits; on one side also the state 0, in which the average is held."""
        lower = -limit if self.two_sided else 0.0
        nodes, weights = _nodes(lower, limit, (limit - lower) / self.weight, "L")
        return (nodes, weights) if self.two_sided else (np.concatenate([[0.0], nodes]), weights)

    def _moves(self, origin: FloatArray, states: FloatArray, weights: FloatArray) -> FloatArray:
        """Probability to go from each origin to each state within one point."""
        from scipy.special import ndtr

        middle = (1 - self.weight) * origin[:, None] + self.weight * self.shift
        nodes = states if self.two_sided else states[1:]
        moves = weights / self.weight * _density((nodes[None, :] - middle) / self.weight)
        return moves if self.two_sided else np.column_stack([ndtr(-middle / self.weight), moves])

    def _lengths(self, states: FloatArray, weights: FloatArray) -> FloatArray:
        return _expected_lengths(self._moves(states, states, weights))
