"""Analyses: begun, filled line by line, rated with the history kept, released."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.risks.models import FailureMode, Fmea, FmeaRating

SCORES = ("severity", "occurrence", "detection")
AFTER = ("after_severity", "after_occurrence", "after_detection")


def begin_fmea(*, title: str, by: Actor, **values: Any) -> Fmea:
    """Begin an analysis; whoever begins it moderates it unless somebody else is named."""
    values.setdefault("owner", by.person)
    return records.create(Fmea, by=by, title=title, **values)


def release_fmea(*, fmea: Fmea, by: Actor, **values: Any) -> Fmea:
    """Say that the team stands behind the analysis."""
    return transitions.perform(fmea, "release", by=by, released_on=clock.today(by.organization.zone), **values)


@transaction.atomic
def add_line(*, fmea: Fmea, title: str, by: Actor, position: int | None = None, **values: Any) -> FailureMode:
    """Add a way to fail. It comes last unless a place is given."""
    access.require(by, "create", FailureMode)
    _refuse_withdrawn(fmea)
    if not position:
        position = FailureMode.objects.filter(fmea=fmea).count() + 1
    values.setdefault("site_id", fmea.site_id)
    line = records.create(
        FailureMode, by=by, fmea=fmea, title=title, position=position, **values, **_rated(None, values, by)
    )
    _keep_rating(line, values, by)
    return line


@transaction.atomic
def change_line(
    *,
    line: FailureMode,
    by: Actor,
    rationale: str = "",
    count: int | None = None,
    exposure: int | None = None,
    **values: Any,
) -> FailureMode:
    """Change a line; new scores are kept in its history, with the counts they rest on."""
    _refuse_withdrawn(line.fmea)
    options = {name: values.pop(name) for name in ("at", "expected_version", "reason") if name in values}
    changed = records.update(line, by=by, **options, **values, **_rated(line, values, by))
    if any(getattr(changed, name) != getattr(line, name) for name in SCORES):
        _keep_rating(changed, values, by, rationale=rationale, count=count, exposure=exposure)
    return changed


def priority_of(severity: int | None, occurrence: int | None, detection: int | None) -> str:
    """The action priority of three scores; empty while one is missing, or none of the scale (validation says so)."""
    from everproof.analytics.fmea import action_priority

    if not all(isinstance(score, int) and 1 <= score <= 10 for score in (severity, occurrence, detection)):
        return ""
    assert severity is not None
    assert occurrence is not None
    assert detection is not None
    return action_priority(severity, occurrence, detection)


def _rated(line: FailureMode | None, values: dict[str, Any], by: Actor) -> dict[str, Any]:
    """Priorities, and the day of the rating, that follow from the scores as they will be."""

    def scores(names: tuple[str, ...]) -> list[int | None]:
        return [values.get(name, getattr(line, name, None)) for name in names]

    found: dict[str, Any] = {}
    if not set(SCORES).isdisjoint(values):
        found["priority"] = priority_of(*scores(SCORES))
        found["rated_on"] = clock.today(by.organization.zone) if found["priority"] else None
    if not set(AFTER).isdisjoint(values):
        found["after_priority"] = priority_of(*scores(AFTER))
    return found


def _keep_rating(line: FailureMode, values: dict[str, Any], by: Actor, **details: Any) -> None:
    if line.priority and not set(SCORES).isdisjoint(values):
        scores = {name: getattr(line, name) for name in SCORES}
        records.create(
            FmeaRating,
            by=by,
            verb="rate",
            failure_mode=line,
            site_id=line.site_id,
            title=line.title,
            priority=line.priority,
            rated_on=line.rated_on,
            **scores,
            **details,
        )


def _refuse_withdrawn(fmea: Fmea) -> None:
    if fmea.status == "withdrawn":
        raise Refused(_("This analysis is withdrawn. Work on it again first."))
