"""The occurrence of a failure mode as real counts propose it. It is shown beside the rating and never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import Link, Relation
from everproof.risks.models import FailureMode

# Records of rooms above that say that something failed, by the name of their type, and the state of those found to be
# nothing.
PROBLEMS = ("nonconformity", "complaint")
FOUND_TO_BE_NOTHING = "rejected"
CONFIDENCE = 0.95
# The most incidents in 1000 items that still are occurrence 2, 3, … 9; more are 10. So the steps stand in the
# alternative table of occurrence for process analyses (incidents per 1000 items) of the AIAG & VDA FMEA Handbook, 1st
# edition 2019, written from general knowledge and not compared with a copy: the organisation may put its own in their
# place. 1 says that the failure cannot happen, which no count can show.
STEPS = ("0.001", "0.01", "0.1", "0.5", "2", "10", "20", "50")
FIRST_SCORE = 2
INCIDENTS = "fmea_incidents_in_1000"


def steps_of(words: Sequence[str]) -> tuple[float, ...]:
    """The steps as numbers; nothing when they are not eight rising ones above 0, so that no score follows from them."""
    try:
        steps = tuple(float(word.replace(",", ".")) for word in words)
    except ValueError:
        return ()
    rises = all(low < high for low, high in pairwise((0.0, *steps)))
    return steps if len(steps) == len(STEPS) and rises and all(map(isfinite, steps)) else ()


USUAL = steps_of(STEPS)


@dataclass(frozen=True)
class Proposal:
    """What `count` failures out of `exposure` say: the rate in one item with its limits, and the occurrence of each.

    Without any failure the estimate says nothing, so that the upper limit proposes.
    """

    count: int
    exposure: int
    rate: float
    low: float
    high: float
    steps: tuple[float, ...] = USUAL

    @property
    def occurrence(self) -> int:
        return occurrence_of(self.rate if self.count else self.high, self.steps)

    @property
    def least(self) -> int:
        return occurrence_of(self.low, self.steps)

    @property
    def most(self) -> int:
        return occurrence_of(self.high, self.steps)


def occurrence_of(rate: float, steps: Sequence[float] = USUAL) -> int:
    """The occurrence, 2 to 10, of so many incidents in one item; between two steps the graver one."""
    # A rate that equals a step must not fall beyond it by a rounding of binary fractions.
    return next((score for score, limit in enumerate(steps, FIRST_SCORE) if rate * 1000 <= limit * (1 + 1e-12)), 10)


def proposal(count: int, exposure: int, steps: tuple[float, ...] = USUAL) -> Proposal:
    """The rate of `count` failures in `exposure` items, with exact limits at 95 %. Raises BadInput for no exposure."""
    # Imported on first use: it brings numbers that no other page needs.
    from everproof.analytics.errors import BadInput
    from everproof.analytics.intervals import poisson_rate

    if exposure < 1:
        raise BadInput("there was nothing that could have failed", where="exposure")
    found = poisson_rate(count, exposure=exposure, confidence=CONFIDENCE)
    assert found.estimate is not None
    assert found.low is not None
    assert found.high is not None
    return Proposal(count, exposure, found.estimate, found.low, found.high, steps)


def failures_of(actor: Actor, line: FailureMode, since: date | None) -> int:
    """How many records that the actor may see say that this failure happened, from a day of the organisation on.

    These are the problems that are linked with the line, either way; voided ones and those found to be nothing are not
    counted. One statement for the links and one for each kind of problem among them.
    """
    own = Q(from_id=line.pk) | Q(to_id=line.pk)
    links = Link.objects.filter(own, organization_id=actor.organization_id, removed_at=None)
    ends: dict[str, set[Any]] = {}
    for from_type, from_id, to_type, to_id in links.filter(
        relation__in=(Relation.CONCERNS, Relation.EVIDENCE_FOR, Relation.RAISED_FROM)
    ).values_list("from_type", "from_id", "to_type", "to_id"):
        type_name, key = (to_type, to_id) if from_id == line.pk else (from_type, from_id)
        ends.setdefault(type_name, set()).add(key)
    return sum(_counted(actor, name, ends[name], since) for name in PROBLEMS if name in ends)


def _counted(actor: Actor, type_name: str, keys: set[Any], since: date | None) -> int:
    model: Any = modules.record_type(type_name).model
    found = model.objects.in_force().filter(pk__in=keys).exclude(status=FOUND_TO_BE_NOTHING)
    if since is not None:
        found = found.filter(
            happened_at__gte=datetime.combine(since, time.min, tzinfo=ZoneInfo(actor.organization.zone))
        )
    return int(access.visible(actor, found).count())
