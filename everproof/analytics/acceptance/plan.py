"""A sampling plan for attributes: how many to inspect at each stage, and the counts that accept or refuse the lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from everproof.analytics.arrays import as_whole
from everproof.analytics.errors import BadInput


@dataclass(frozen=True)
class SamplingPlan:
    """`n` items are drawn at each stage (not cumulative); `accept` and `reject` apply to the nonconforming items, or
    the nonconformities, found so far (cumulative).

    The lot is accepted at stage i when the count is at most `accept[i]`, refused when it is at least `reject[i]`, and
    sampling goes on in between. `accept[i]` is None where a stage cannot accept. After the last stage everything below
    `reject[-1]` is accepted; a gap between the last two numbers (reduced inspection of ANSI/ASQ Z1.4) means that such a
    lot is accepted and inspection returns to normal.
    """

    n: tuple[int, ...]
    accept: tuple[int | None, ...]
    reject: tuple[int, ...]

    @classmethod
    def of(cls, n: Any, accept: Any, reject: Any = None) -> SamplingPlan:
        """A plan from numbers or lists of numbers, checked.

        `reject` may be left out for one or two stages: it is then one more than the last acceptance number, at both
        stages. In `accept`, None or -1 says that the stage cannot accept. Raises BadInput naming the stage.
        """
        sizes = [as_whole(size, f"n[{i}]", minimum=1) for i, size in enumerate(_as_list(n), start=1)]
        limits = [_acceptance_number(c, f"c[{i}]") for i, c in enumerate(_as_list(accept), start=1)]
        if not sizes or len(sizes) != len(limits):
            raise BadInput(f"{len(sizes)} stages need as many acceptance numbers, there are {len(limits)}", where="c")
        if reject is None:
            refusals = _default_reject(limits)
        else:
            refusals = [as_whole(r, f"r[{i}]", minimum=1) for i, r in enumerate(_as_list(reject), start=1)]
        plan = cls(tuple(sizes), tuple(limits), tuple(refusals))
        plan._check()
        return plan

    @property
    def stages(self) -> int:
        return len(self.n)

    @property
    def largest_sample(self) -> int:
        """Items inspected when no stage decides early."""
        return sum(self.n)

    def accept_below(self, stage: int) -> int:
        """The count from which stage `stage` (from 0) no longer accepts."""
        if stage == self.stages - 1:
            return self.reject[-1]
        limit = self.accept[stage]
        return 0 if limit is None else limit + 1

    def _check(self) -> None:
        if len(self.reject) != self.stages:
            raise BadInput(f"{self.stages} stages need as many rejection numbers", where="r")
        for stage in range(self.stages):
            limit, refusal = self.accept[stage], self.reject[stage]
            if refusal <= (-1 if limit is None else limit):
                raise BadInput(f"must be above the acceptance number {limit}, not {refusal}", where=f"r[{stage + 1}]")
            if stage < self.stages - 1 and refusal <= self.accept_below(stage):
                raise BadInput("leaves no count for which the next stage is needed", where=f"r[{stage + 1}]")
            if stage and (refusal < self.reject[stage - 1] or self.accept_below(stage) < self.accept_below(stage - 1)):
                raise BadInput("cumulative numbers cannot fall from stage to stage", where=f"c[{stage + 1}]")
        if self.accept[-1] is None:
            raise BadInput("the last stage must be able to accept", where=f"c[{self.stages}]")


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _acceptance_number(value: Any, where: str) -> int | None:
    if value is None:
        return None
    number = as_whole(value, where, minimum=-1)
    return None if number == -1 else number


def _default_reject(accept: list[int | None]) -> list[int]:
    last = accept[-1]
    if len(accept) > 2 or last is None:
        raise BadInput("rejection numbers are needed for more than two stages", where="r")
    return [last + 1] * len(accept)
