"""The occurrence of a failure mode as real counts propose it. It is shown beside the rating and never written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
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
# The most incidents in one item that still are this occurrence. AIAG & VDA FMEA Handbook, 1st edition 2019, alternative
# table of occurrence for process analyses (incidents per 1000 items). 1 says that the failure cannot happen, which no
# count can show.
INCIDENTS = ((2, 1e-6), (3, 1e-5), (4, 1e-4), (5, 5e-4), (6, 2e-3), (7, 1e-2), (8, 2e-2), (9, 5e-2))


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

    @property
    def occurrence(self) -> int:
        return occurrence_of(self.rate if self.count else self.high)

    @property
    def least(self) -> int:
        return occurrence_of(self.low)

    @property
    def most(self) -> int:
        return occurrence_of(self.high)


def occurrence_of(rate: float) -> int:
    """The occurrence, 2 to 10, of so many incidents in one item; between two steps of the table the graver one."""
    return next((score for score, limit in INCIDENTS if rate <= limit), 10)


def proposal(count: int, exposure: int) -> Proposal:
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
    return Proposal(count, exposure, found.estimate, found.low, found.high)


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
