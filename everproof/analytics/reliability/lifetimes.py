"""Lifetimes with suspensions: checked input that the estimators share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from everproof.analytics.arrays import as_values, refuse_where
from everproof.analytics.errors import BadInput, as_list

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lifetimes:
    """Times to failure, or to suspension where `failed` is False (right-censored). Sorted, failures first among
    equals.
    """

    times: FloatArray
    failed: BoolArray

    def __len__(self) -> int:
        return len(self.times)

    @property
    def failures(self) -> int:
        return int(self.failed.sum())


def as_lifetimes(times: Any, event: Any = None, *, positive: bool = True) -> Lifetimes:
    """Lifetimes in any one unit; `event` is 1 for failed, 0 for suspended, left out when all failed.

    An item with a missing time or event is left out. Raises BadInput for times that are negative (or 0, with
    `positive`), other events than 0 and 1, and lists of different lengths.
    """
    duration = as_values(times, "times")
    if event is None:
        state = np.ones(len(duration))
    else:
        state = as_values([int(e) if isinstance(e, bool) else e for e in as_list(event, "event")], "event")
    if len(state) != len(duration):
        raise BadInput(f"{len(duration)} times need as many events, there are {len(state)}", where="event")
    refuse_where(duration < 0, duration, "times", "cannot be negative")
    if positive:
        refuse_where(duration == 0, duration, "times", "must be above 0")
    refuse_where(~np.isin(state, (0, 1)) & ~np.isnan(state), state, "event", "must be 1 (failed) or 0 (suspended)")
    present = ~(np.isnan(duration) | np.isnan(state))
    duration, failed = duration[present], state[present] == 1
    order = np.lexsort((~failed, duration))
    return Lifetimes(duration[order], failed[order])
